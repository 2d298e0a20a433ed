"""The rows of open data, one function a table. What is not in fields.yml is dropped afterwards.

Words come from the plan alone; of what agencies sent only figures, dates and codes are taken.
"""

from collections.abc import Callable, Mapping
from typing import Any

from plan_monitor.plan.assignments import expand
from plan_monitor.plan.calendar import Period, periods_until
from plan_monitor.plan.indicators import Indicator, NumericDecision
from plan_monitor.progress.published import Published
from plan_monitor.progress.records import (
    AgencyMeasures,
    Discipline,
    SeriesPoint,
    TaskState,
    Trajectory,
)

RowValues = dict[str, Any]
_OPERATORS = {  # in words: a sign at the head of a cell is a formula to a spreadsheet
    ">=": "at_least",
    ">": "more_than",
    "<=": "at_most",
    "<": "less_than",
    "=": "equal",
    "range": "range",
}


def _periods(published: Published) -> list[RowValues]:
    periods: list[Period] = periods_until(published.workspace, published.period)
    return [{**one.model_dump(), "period": one.id} for one in periods]


def _agencies(published: Published) -> list[RowValues]:
    known = sorted(published.plan.agencies, key=lambda one: (one.protocol_order, one.code))
    return [{**one.model_dump(), "agency": one.code} for one in known]


def _shown(published: Published) -> list[Indicator]:
    """Return the indicators: headings of the plan's table are none."""
    return [one for one in published.plan.indicators if one.kind != "heading"]


def _indicators(published: Published) -> list[RowValues]:
    trajectories = published.table("trajectories.csv", Trajectory)
    paths = {one.indicator_id: one for one in trajectories}
    rows = []
    for one in _shown(published):
        path = paths.get(one.id)
        numeric = one.decided if isinstance(one.decided, NumericDecision) else None
        rows.append(
            {
                "indicator_id": one.id,
                "name": one.name,
                "kind": one.kind,
                "reading": one.decided.reading if one.decided else None,
                "measure": numeric.measure if numeric else None,
                "better": numeric.better if numeric else None,
                "unit": one.unit.verbatim,
                "unit_code": one.unit.code,
                "baseline_value": path.baseline_value if path else None,
                "baseline_date": path.baseline_date if path else None,
                "target": one.target.verbatim,
                "target_year": one.target_year,
            }
        )
    return rows


def _indicator_agencies(published: Published) -> list[RowValues]:
    return [
        {"indicator_id": one.id, "agency": agency}
        for one in _shown(published)
        for agency in expand(published.plan, one.agencies)
    ]


def _targets(published: Published) -> list[RowValues]:
    rows: list[RowValues] = []
    for one in _shown(published):
        shared = {"indicator_id": one.id, "unit": one.unit.verbatim}
        rows += [
            {**shared, "year": m.year, "kind": "milestone", "operator": "equal", "value": m.value,
             "low": None, "high": None}
            for m in one.milestones
        ]  # fmt: skip
        operator = _OPERATORS.get(one.target.operator or "")
        if one.target.near_end is not None and operator:
            target = {**one.target.model_dump(), "operator": operator}
            rows.append({**shared, "year": one.target_year, "kind": "target", **target})
    return rows


def _units(published: Published) -> dict[str, str | None]:
    return {one.id: one.unit.verbatim for one in published.plan.indicators}


def _values(published: Published) -> list[RowValues]:
    units = _units(published)
    return [
        {
            **point.model_dump(),
            "unit": units[point.indicator_id],
            "reported_in": point.period or None,
            "revised": point.was is not None,
            "replaced_value": point.was,
        }
        for point in published.table("series.csv", SeriesPoint)
    ]


def _progress(published: Published) -> list[RowValues]:
    units = _units(published)
    return [
        {
            **row.model_dump(),
            "period": published.period.id,
            "unit": units[row.indicator_id],
            "assessment": row.assessment or None,
        }
        for row in published.table("trajectories.csv", Trajectory)
    ]


def _tasks(published: Published) -> list[RowValues]:
    plan = published.plan
    sections = {one.id: one.name for one in plan.sections}
    rows = []
    for state in published.table("tasks.csv", TaskState):
        task = plan.task(state.task_id)
        rows.append(
            {
                **_state(published, state),
                "section": task.section,
                "section_name": sections[task.section],
                "name": task.printed_name,
                "leads_named": plan.printed_leads(task),
                "deadline": task.printed_deadline or None,
                "deadline_kind": task.deadline.kind,
                "original_deadline": plan.original_deadline(task.id),
                "extension": plan.extension(task.id) or None,
            }
        )
    return rows


def _task_leads(published: Published) -> list[RowValues]:
    return [_state(published, one) for one in published.table("task_parts.csv", TaskState)]


def _state(published: Published, state: TaskState) -> RowValues:
    return {**state.model_dump(), "period": published.period.id, "status": state.cell}


def _reporting(published: Published) -> list[RowValues]:
    measures = {one.agency: one for one in published.table("measures.csv", AgencyMeasures)}
    return [
        {
            **row.model_dump(),
            **measures[row.agency].model_dump(),
            "period": published.period.id,
            "received_on": row.received_at.date() if row.received_at else None,
        }
        for row in published.table("discipline.csv", Discipline)
    ]


ROWS: Mapping[str, Callable[[Published], list[RowValues]]] = {
    "periods": _periods,
    "agencies": _agencies,
    "indicators": _indicators,
    "indicator_agencies": _indicator_agencies,
    "targets": _targets,
    "values": _values,
    "progress": _progress,
    "tasks": _tasks,
    "task_leads": _task_leads,
    "reporting": _reporting,
}
