"""What a plan is made of. Verbatim fields stand as the source prints them.

Fields that a person decided stand in `decided` (with the reason) and in `corrected`, so that the
source can be read in again without losing a judgement. Unknown keys are refused everywhere.
"""

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Operator = Literal[">=", ">", "<=", "<", "=", "range", "text"]
Better = Literal["higher", "lower"]
Measure = Literal["stock", "flow", "rate", "rank"]
UnitCode = Literal[
    "percent",
    "percent_of_grdp",
    "percent_of_budget",
    "percent_of_population",
    "count",
    "rank",
    "per_10000_people",
    "per_100000_people",
    "index",
    "percent_per_year",
]
DeadlineKind = Literal["month", "year", "from", "ongoing", "annual", "unknown"]


class Strict(BaseModel):
    """A frozen model that refuses unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Unit(Strict):
    """A unit as printed and its canonical code; both None where the cell is empty."""

    verbatim: str | None = None
    code: UnitCode | None = None


class Target(Strict):
    """A target as printed and as read: a bare number has operator ``=``, a range low and high."""

    verbatim: str | None = None
    operator: Operator | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def near_end(self) -> float | None:
        """The number from which on the target is met: of a range its lower end."""
        return self.low if self.operator == "range" else self.value


class IndicatorDecision(Strict):
    """What the source leaves to a person, with the reason."""

    better: Better
    measure: Measure
    step: float = Field(gt=0)
    bounds: tuple[float | None, float | None]
    condition: Literal["annual_floor", "growth", "maintain"] | None = None
    reading: str | None = None
    reason: str


class Indicator(Strict):
    """One row of the plan's table of indicators."""

    id: str
    target_year: int
    kind: Literal["numeric", "qualitative", "heading"]
    name: str
    unit: Unit = Unit()
    target: Target = Target()
    agencies: tuple[str, ...] = ()
    agencies_verbatim: str | None = None
    decided: IndicatorDecision | None = None

    @model_validator(mode="after")
    def _numeric_is_decided(self) -> "Indicator":
        if self.kind == "numeric" and self.decided is None:
            raise ValueError(f"chỉ tiêu {self.id}: chưa có mục decided (better, measure, step, …)")
        return self

    @property
    def decision(self) -> IndicatorDecision:
        """The decided fields of a numeric indicator."""
        if self.decided is None:
            raise ValueError(f"indicator {self.id} is not numeric")
        return self.decided


class Deadline(Strict):
    """A deadline as printed and its due day (of ``from``: the first day)."""

    verbatim: str | None = None
    kind: DeadlineKind
    date: dt.date | None = None


class TaskCorrection(Strict):
    """A cell that the source misprints, put right."""

    name: str | None = None
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

    @property
    def printed_name(self) -> str:
        """The name for a report: the corrected one where there is one."""
        return (self.corrected and self.corrected.name) or self.name

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


class Signature(Strict):
    """Who signs: authority and post in capitals, and a name."""

    authority: str | None = None
    post: str
    name: str


class Agency(Strict):
    """A body that the plan names, from when to when it exists, and who takes over its items."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    successor: str | None = None
    protocol_order: int
    letterhead: str | None = None
    reports: bool = True
    parent: str | None = None
    document_code: str | None = None
    place: str | None = None
    signature: Signature | None = None
    email: str | None = None
    note: str | None = None


class Group(Strict):
    """Several agencies under one name in the plan, e.g. "Các sở, ngành"."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    reading: str | None = None


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


class Plan(Strict):
    """The whole plan."""

    header: PlanHeader
    indicators: tuple[Indicator, ...]
    sections: tuple[Section, ...]
    tasks: tuple[Task, ...]
    agencies: tuple[Agency, ...]
    groups: tuple[Group, ...]

    @model_validator(mode="after")
    def _codes_resolve(self) -> "Plan":
        known = {agency.code for agency in self.agencies} | {group.code for group in self.groups}
        used = {
            code
            for holder in (
                *(indicator.agencies for indicator in self.indicators),
                *(task.leads + task.cooperating for task in self.tasks),
                *(group.members for group in self.groups),
                *((agency.successor,) for agency in self.agencies if agency.successor),
            )
            for code in holder
        }
        if missing := sorted(used - known):
            raise ValueError(f"mã cơ quan không có trong agencies.yml: {', '.join(missing)}")
        return self

    def agency(self, code: str) -> Agency:
        """Return the agency with `code`."""
        return next(agency for agency in self.agencies if agency.code == code)

    def indicator(self, indicator_id: str) -> Indicator:
        """Return the indicator with `indicator_id`."""
        return next(i for i in self.indicators if i.id == indicator_id)

    def task(self, task_id: str) -> Task:
        """Return the task with `task_id`."""
        return next(task for task in self.tasks if task.id == task_id)

    def unit(self, code: UnitCode) -> UnitSpelling:
        """Return how a unit is printed."""
        return next(unit for unit in self.header.units if unit.code == code)
