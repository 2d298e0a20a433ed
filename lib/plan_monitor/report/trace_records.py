"""What is known of the road of one item, in rows that a program can read as JSON."""

import datetime as dt
from typing import Literal

from plan_monitor.intake.corrections import Correction
from plan_monitor.intake.records import Finding, Observation, TaskReport
from plan_monitor.plan.strict import Strict
from plan_monitor.progress.records import (
    Difference,
    Discipline,
    SeriesPoint,
    TaskState,
    Trajectory,
)

Kind = Literal["indicator", "task"]
Role = Literal["stands", "stands_for_agency", "on_path", "replaced", "refused", "blank", "not_used"]


class SourceFile(Strict):
    """One workbook: what is recorded of it, and what lies in data/raw now.

    `received_at` is from the register of arrivals, `in_register` tells whether that names this very
    content. `now` compares the file with the recorded SHA-256. `standing` is counted, superseded,
    late_for_closing or unreadable.
    """

    file: str
    sha256: str
    agency: str
    standing: str
    received_at: dt.datetime | None
    in_register: Literal["same", "other", "none"]
    now: Literal["same", "other", "missing"]


class Value(Strict):
    """One reported value, what became of it, and what was found in its cell.

    `role`: the province's report rests on it; the agency's alone does; a point of the series; a
    later value of the same day replaced it; refused; left out by the agency; not used. `was` is the
    value that it replaced, reported earlier.
    """

    observation: Observation
    role: Role
    was: float | None = None
    findings: tuple[Finding, ...] = ()


class Part(Strict):
    """One lead's part of a task, with every report that it sent on it and what was found there."""

    state: TaskState
    reports: tuple[TaskReport, ...]
    findings: tuple[Finding, ...]


class Trace(Strict):
    """Everything behind one item of one period: of an indicator its values, of a task its parts.

    `findings` are those that stand in no cell of a value or a part.
    """

    period: str
    period_name: str
    closed_at: dt.datetime | None
    sample: bool
    kind: Kind
    id: str
    name: str
    status: str
    status_label: str
    sentence: str
    reason: str
    figures: Trajectory | None = None
    by_agency: tuple[Trajectory, ...] = ()
    history: tuple[SeriesPoint, ...] = ()
    values: tuple[Value, ...] = ()
    state: TaskState | None = None
    parts: tuple[Part, ...] = ()
    findings: tuple[Finding, ...] = ()
    corrections: tuple[Correction, ...] = ()
    differences: tuple[Difference, ...] = ()
    discipline: tuple[Discipline, ...] = ()
    files: tuple[SourceFile, ...] = ()

    @property
    def is_intact(self) -> bool:
        """Whether every file still is what it was when it was read."""
        return all(one.now == "same" for one in self.files)
