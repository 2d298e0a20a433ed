"""The whole plan: as issued, or as it stands on a day."""

import datetime as dt

from plan_monitor.plan.amendments import Amendment, Change, ItemKind
from plan_monitor.plan.bodies import Agency, Group
from plan_monitor.plan.indicators import Indicator, UnitCode
from plan_monitor.plan.strict import Strict
from plan_monitor.plan.tasks import Obligation, Section, Task


class UnitSpelling(Strict):
    """How the plan spells a unit, what it is, and how a report prints it."""

    code: UnitCode
    spellings: tuple[str, ...]
    label: str
    decimals: int
    change_label: str


class PlanHeader(Strict):
    """The plan as a document."""

    id: str
    number: str
    date: dt.date
    title: str
    issuer: str
    province: str
    report_lead: str
    report_to: str
    recipients: tuple[str, ...]
    archive_code: str
    units: tuple[UnitSpelling, ...]
    obligations: tuple[Obligation, ...] = ()


class Plan(Strict):
    """The whole plan.

    As issued, `as_of` is None and `changes` is empty; `plan_as_of` returns the plan as it stands on
    a day, with every change that made it so.
    """

    header: PlanHeader
    indicators: tuple[Indicator, ...]
    sections: tuple[Section, ...]
    tasks: tuple[Task, ...]
    agencies: tuple[Agency, ...]
    groups: tuple[Group, ...]
    amendments: tuple[Amendment, ...] = ()
    as_of: dt.date | None = None
    changes: tuple[Change, ...] = ()

    @property
    def body_names(self) -> dict[str, str]:
        """The names of agencies and groups by code."""
        agencies = {agency.code: agency.name for agency in self.agencies}
        return agencies | {group.code: group.name for group in self.groups}

    def agency(self, code: str) -> Agency:
        """Return the agency with `code`."""
        return next(agency for agency in self.agencies if agency.code == code)

    def indicator(self, indicator_id: str) -> Indicator:
        """Return the indicator with `indicator_id`."""
        return next(i for i in self.indicators if i.id == indicator_id)

    def task(self, task_id: str) -> Task:
        """Return the task with `task_id`."""
        return next(task for task in self.tasks if task.id == task_id)

    def printed_leads(self, task: Task) -> str:
        """Return the leading bodies as a report prints them: the current ones if they changed."""
        if self._first_change("task", task.id, "leads") is None:
            return task.printed_leads
        return "; ".join(self.body_names.get(code, code) for code in task.leads)

    def original_deadline(self, task_id: str) -> str | None:
        """Return the deadline as first set, if an amendment has moved it since."""
        change = self._first_change("task", task_id, "deadline")
        return change.before if change else None

    def extension(self, task_id: str) -> str:
        """Return the document that last moved a task's deadline, "" if none has."""
        documents = [
            one.document
            for one in self.changes
            if (one.kind, one.id, one.field) == ("task", task_id, "deadline")
        ]
        return documents[-1] if documents else ""

    def _first_change(self, kind: ItemKind, item: str, field: str) -> Change | None:
        matches = (
            one for one in self.changes if (one.kind, one.id, one.field) == (kind, item, field)
        )
        return next(matches, None)

    def unit(self, code: UnitCode) -> UnitSpelling:
        """Return how a unit is printed."""
        return next(unit for unit in self.header.units if unit.code == code)
