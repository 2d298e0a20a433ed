"""Amendments: one file a decision that changes the plan, and what it changes.

An amendment names its document and the day from which it holds. A draft changes nothing; reports
name it and the items it would touch.
"""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from plan_monitor.plan.bodies import Agency, Group, Signature
from plan_monitor.plan.indicators import (
    Baseline,
    Better,
    Condition,
    Indicator,
    Measure,
    Milestone,
)
from plan_monitor.plan.strict import Basis, Strict
from plan_monitor.plan.tasks import Section, Task

Status = Literal["draft", "in_force"]
Words = Annotated[str, Field(min_length=1)]
_FIXED = ("id", "code", "reason")
ItemKind = Literal["header", "indicator", "task", "agency", "group", "section"]


class _Values(Strict):
    """New values for some fields; a field that is left out or empty stays as it is."""

    @property
    def values(self) -> dict[str, object]:
        """The fields that change, by name, in the order of the model."""
        given = ((name, getattr(self, name)) for name in type(self).model_fields)
        return {name: value for name, value in given if value is not None and name not in _FIXED}


class _ItemChange(_Values):
    """New values for fields of one item, with the reason."""

    reason: str

    @model_validator(mode="after")
    def _changes_something(self) -> "_ItemChange":
        if not self.values:
            raise ValueError("không đổi trường nào")
        return self


class DecisionChange(_Values):
    """New values for what a person decided about an indicator."""

    better: Better | None = None
    measure: Measure | None = None
    step: float | None = Field(default=None, gt=0)
    bounds: tuple[float | None, float | None] | None = None
    condition: Condition | None = None
    reading: str | None = None


class IndicatorChange(_ItemChange):
    """New values for one indicator; `target` as the amending document prints it."""

    id: str
    name: Words | None = None
    target: Words | None = None
    target_year: int | None = None
    baseline: Baseline | None = None
    milestones: tuple[Milestone, ...] | None = None
    agencies: tuple[str, ...] | None = None
    decided: DecisionChange | None = None


class TaskChange(_ItemChange):
    """New values for one task; `deadline` as the amending document prints it."""

    id: str
    name: Words | None = None
    leads: tuple[str, ...] | None = None
    cooperating: tuple[str, ...] | None = None
    output: Words | None = None
    deadline: Words | None = None


class AgencyChange(_ItemChange):
    """New values for one agency: it closes, is renamed, passes its items on."""

    code: str
    name: str | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    successor: str | None = None
    reports: bool | None = None
    parent: str | None = None
    letterhead: str | None = None
    document_code: str | None = None
    place: str | None = None
    signature: Signature | None = None


class GroupChange(_ItemChange):
    """Other members of a group."""

    code: str
    members: tuple[str, ...] | None = None
    reading: str | None = None


class HeaderChange(_ItemChange):
    """Another issuer, another province, another place to report to."""

    issuer: str | None = None
    province: str | None = None
    report_lead: str | None = None
    report_to: str | None = None
    recipients: tuple[str, ...] | None = None


class Added(Strict):
    """Items that the amendment adds, each as it would stand in the plan's own files."""

    indicators: tuple[Indicator, ...] = ()
    sections: tuple[Section, ...] = ()
    tasks: tuple[Task, ...] = ()
    agencies: tuple[Agency, ...] = ()
    groups: tuple[Group, ...] = ()


class EndedItem(Strict):
    """An indicator or a task that is no longer monitored."""

    id: str
    reason: str


class Ended(Strict):
    """Items that the amendment ends; their history stays in the earlier periods."""

    indicators: tuple[EndedItem, ...] = ()
    tasks: tuple[EndedItem, ...] = ()


class Question(Strict):
    """What the amendment leaves open about an item, to be answered before it is in force."""

    indicator: str | None = None
    task: str | None = None
    question: str

    @model_validator(mode="after")
    def _names_one_item(self) -> "Question":
        if (self.indicator is None) == (self.task is None):
            raise ValueError("ghi đúng một trong hai: indicator hoặc task")
        return self


class Amendment(Strict):
    """One decision that changes the plan from `date` on."""

    id: str
    title: str
    date: dt.date
    basis: Basis
    status: Status
    header: HeaderChange | None = None
    indicators: tuple[IndicatorChange, ...] = ()
    tasks: tuple[TaskChange, ...] = ()
    agencies: tuple[AgencyChange, ...] = ()
    groups: tuple[GroupChange, ...] = ()
    added: Added = Added()
    ended: Ended = Ended()
    questions: tuple[Question, ...] = ()

    def touched(self, kind: Literal["indicator", "task"]) -> tuple[str, ...]:
        """Return the ids of the indicators (tasks) that the amendment changes, ends or asks of."""
        changed = self.indicators if kind == "indicator" else self.tasks
        ended = self.ended.indicators if kind == "indicator" else self.ended.tasks
        asked = (getattr(question, kind) for question in self.questions)
        ids = (*(one.id for one in changed), *(one.id for one in ended), *filter(None, asked))
        return tuple(dict.fromkeys(ids))


class Change(Strict):
    """One field of one item that is no longer as the plan was issued.

    `before` and `after` are printed texts, empty where there is nothing; an added item has the
    field ``added``, an ended one ``ended``.
    """

    date: dt.date
    document: str
    to_be_confirmed: bool
    kind: ItemKind
    id: str
    field: str
    before: str
    after: str
    reason: str
