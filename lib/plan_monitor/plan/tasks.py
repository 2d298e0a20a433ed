"""Tasks, their deadlines, and the duties beside them.

Verbatim fields stand as the source prints them; what it misprints is put right in `corrected`.
"""

import datetime as dt
from typing import Literal

from plan_monitor.plan.strict import Strict

DeadlineKind = Literal["month", "year", "from", "ongoing", "annual", "unknown"]


class Deadline(Strict):
    """A deadline as printed and its due day (of ``from``: the first day)."""

    verbatim: str | None = None
    kind: DeadlineKind
    date: dt.date | None = None


class TaskCorrection(Strict):
    """Cells that the source misprints, put right for the reader."""

    name: str | None = None
    leads: str | None = None
    cooperating: str | None = None
    output: str | None = None
    deadline: str | None = None
    reason: str


class Task(Strict):
    """One row of the plan's table of tasks."""

    id: str
    section: str
    name: str
    leads: tuple[str, ...]
    leads_verbatim: str
    cooperating: tuple[str, ...] = ()
    cooperating_verbatim: str | None = None
    output: str | None = None
    deadline: Deadline
    parts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    corrected: TaskCorrection | None = None
    depends_on: tuple[str, ...] = ()

    @property
    def printed_name(self) -> str:
        """The name for a report: the corrected one where there is one."""
        return (self.corrected and self.corrected.name) or self.name

    @property
    def printed_leads(self) -> str:
        """The leading bodies for a report."""
        return (self.corrected and self.corrected.leads) or self.leads_verbatim

    @property
    def printed_output(self) -> str:
        """The required result for a report."""
        return (self.corrected and self.corrected.output) or self.output or ""

    @property
    def printed_deadline(self) -> str:
        """The deadline for a report."""
        return (self.corrected and self.corrected.deadline) or self.deadline.verbatim or ""


class Section(Strict):
    """A group of tasks with its heading."""

    id: str
    name: str


class Obligation(Strict):
    """A duty that the plan's text lays down beside its table of tasks."""

    id: str
    source: str
    text: str
    agencies: tuple[str, ...]
    deadline: Deadline
    reading: str | None = None
