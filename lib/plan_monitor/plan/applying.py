"""Apply one amendment to a plan."""

from collections.abc import Sequence
from typing import TypeVar

from plan_monitor.plan.amendments import (
    AgencyChange,
    Amendment,
    GroupChange,
    HeaderChange,
    IndicatorChange,
    TaskChange,
)
from plan_monitor.plan.bodies import Agency, Group
from plan_monitor.plan.cells import parse_deadline, parse_parts, parse_target
from plan_monitor.plan.changes import amendment_changes
from plan_monitor.plan.indicators import Indicator
from plan_monitor.plan.models import Plan, PlanHeader
from plan_monitor.plan.strict import Basis
from plan_monitor.plan.tasks import Task

Body = TypeVar("Body", Agency, Group)


def amend(plan: Plan, amendment: Amendment) -> Plan:
    """Return `plan` with `amendment` applied and its changes noted.

    The amendment must fit the plan: the items that it names exist (`plan validate` sees to it).
    """
    added, ended = amendment.added, amendment.ended
    gone = {one.id for one in ended.indicators}
    dropped = {one.id for one in ended.tasks}
    indicators = _indicators(plan.indicators, amendment.indicators)
    tasks = _tasks(plan.tasks, amendment.tasks)
    agencies = _agencies(plan.agencies, amendment.agencies, amendment.basis)
    amended = plan.model_copy(
        update={
            "header": _header(plan.header, amendment.header),
            "indicators": (*(i for i in indicators if i.id not in gone), *added.indicators),
            "sections": (*plan.sections, *added.sections),
            "tasks": (*(task for task in tasks if task.id not in dropped), *added.tasks),
            "agencies": (*agencies, *added.agencies),
            "groups": (*_groups(plan.groups, amendment.groups), *added.groups),
        }
    )
    changes = (*plan.changes, *amendment_changes(plan, amended, amendment))
    return amended.model_copy(update={"changes": changes})


def _header(header: PlanHeader, change: HeaderChange | None) -> PlanHeader:
    return header.model_copy(update=change.values) if change else header


def _indicators(
    indicators: Sequence[Indicator], changes: Sequence[IndicatorChange]
) -> list[Indicator]:
    by_id = {change.id: change for change in changes}
    return [_indicator(one, by_id[one.id]) if one.id in by_id else one for one in indicators]


def _indicator(indicator: Indicator, change: IndicatorChange) -> Indicator:
    values = dict(change.values)
    if change.target is not None:
        values["target"] = parse_target(change.target)
    if change.decided is not None and indicator.decided is not None:
        values["decided"] = indicator.decided.model_copy(update=change.decided.values)
    return indicator.model_copy(update=values)


def _tasks(tasks: Sequence[Task], changes: Sequence[TaskChange]) -> list[Task]:
    by_id = {change.id: change for change in changes}
    return [_task(one, by_id[one.id]) if one.id in by_id else one for one in tasks]


def _task(task: Task, change: TaskChange) -> Task:
    """Return the changed task; a correction of a cell that is replaced falls away."""
    values = dict(change.values)
    if task.corrected is not None:
        corrections = type(task.corrected).model_fields.keys() & values.keys()
        values["corrected"] = task.corrected.model_copy(update=dict.fromkeys(corrections))
    if change.deadline is not None:
        values["deadline"] = parse_deadline(change.deadline)
    if change.name is not None:
        values["parts"] = parse_parts(change.name)
    return task.model_copy(update=values)


def _agencies(
    agencies: Sequence[Agency], changes: Sequence[AgencyChange], basis: Basis
) -> list[Agency]:
    by_code = {change.code: change for change in changes}
    return [
        one.model_copy(update={**by_code[one.code].values, "basis": basis})
        if one.code in by_code
        else one
        for one in agencies
    ]


def _groups(groups: Sequence[Group], changes: Sequence[GroupChange]) -> list[Group]:
    by_code = {change.code: change for change in changes}
    return [
        one.model_copy(update=by_code[one.code].values) if one.code in by_code else one
        for one in groups
    ]
