"""Indicators against their paths: one row an indicator and agency."""

import datetime as dt
from collections.abc import Sequence

from plan_monitor.intake.records import Observation
from plan_monitor.plan.calendar import PaceThresholds, Period
from plan_monitor.plan.indicators import Indicator, Milestone
from plan_monitor.plan.models import Plan
from plan_monitor.progress import methods
from plan_monitor.progress.records import Grade, SeriesPoint, Trajectory
from plan_monitor.vietnamese.numbers import format_number


def compute_trajectory(
    indicator: Indicator,
    agency: str,
    series: Sequence[SeriesPoint],
    period: Period,
    thresholds: PaceThresholds,
) -> Trajectory:
    """Return where a numeric indicator stands on its path in `period`, from `agency`'s series."""
    baseline = next((point for point in series if point.kind == "baseline"), None)
    actuals = [point for point in series if point.kind == "actual"]
    current = [one for one in actuals if one.period == period.id and not one.is_earlier]
    latest = (current or actuals)[-1] if actuals else None
    is_current = bool(current)
    previous = _previous([point for point in actuals if point not in current], current)
    estimate = next(
        (p for p in reversed(series) if p.kind == "estimate" and p.period == period.id), None
    )
    outcome = _pace(indicator, baseline, latest, thresholds)
    days = {point.date for point in series if point.kind != "estimate"}
    points = len(days) if baseline else len({point.date for point in actuals})
    return Trajectory(
        indicator_id=indicator.id,
        agency=agency,
        baseline_value=baseline.value if baseline else None,
        baseline_date=baseline.date if baseline else None,
        baseline_source=baseline.source if baseline else "",
        previous_value=previous,
        actual=latest.value if latest else None,
        actual_date=latest.date if latest else None,
        actual_source=latest.source if latest else "",
        is_current=is_current,
        estimate=estimate.value if estimate else None,
        estimate_source=estimate.source if estimate else "",
        required=outcome.required,
        gap=outcome.gap,
        pace=outcome.ratio,
        required_rate=outcome.required_rate,
        observed_rate=outcome.observed_rate,
        status=outcome.status,
        reason=outcome.reason,
        points=points,
        grade=evidence_grade(points, has_baseline=baseline is not None),
    )


def _previous(earlier: Sequence[SeriesPoint], current: Sequence[SeriesPoint]) -> float | None:
    """Return the value before the current one: the one of the same day if it replaced it."""
    if current and current[-1].was is not None:
        return current[-1].was
    return earlier[-1].value if earlier else None


def self_assessed(
    indicator: Indicator, agency: str, observations: Sequence[Observation], period: Period
) -> Trajectory:
    """Return what `agency` says of a qualitative indicator in `period`: its own assessment."""
    row = next(
        (
            one
            for one in observations
            if (one.indicator_id, one.agency, one.period) == (indicator.id, agency, period.id)
        ),
        None,
    )
    has_word = row is not None and bool(row.text)
    return Trajectory(
        indicator_id=indicator.id,
        agency=agency,
        actual_date=row.date if row else None,
        actual_source=f"{row.file}!{row.sheet}!{row.cell}" if row and has_word else "",
        is_current=has_word,
        assessment=row.text if row else "",
        status="self_assessed" if has_word else "not_enough_data",
        reason="self_assessed" if has_word else "no_value",
        points=0,
        grade="E0",
        note=row.evidence if row else "",
    )


def evidence_grade(points: int, has_baseline: bool) -> Grade:
    """Return what the number of comparable actuals (baseline included) allows to be said."""
    if not has_baseline or points < 2:
        return "E0"
    if points == 2:
        return "E1"
    return "E2" if points <= 4 else "E3" if points <= 7 else "E4"


def choose_for_province(plan: Plan, rows: Sequence[Trajectory]) -> list[Trajectory]:
    """Return one row an indicator: of several monitors the first-named one that has a value.

    Where the monitors' current values differ, the note shows both; they are never averaged.
    """
    chosen = []
    for indicator in plan.indicators:
        candidates = {row.agency: row for row in rows if row.indicator_id == indicator.id}
        ordered = [candidates[code] for code in indicator.agencies if code in candidates]
        if not ordered:
            continue
        with_value = [row for row in ordered if row.is_current]
        first = (with_value or ordered)[0]
        chosen.append(first.model_copy(update={"note": disagreement(with_value) or first.note}))
    return chosen


def disagreement(rows: Sequence[Trajectory]) -> str:
    """Return the monitors' current values in words where they differ, else an empty text."""
    values = {row.agency: row.actual for row in rows if row.actual is not None}
    if len(set(values.values())) < 2:
        return ""
    return "; ".join(f"{agency}: {format_number(value)}" for agency, value in values.items())


def _pace(
    indicator: Indicator,
    baseline: SeriesPoint | None,
    latest: SeriesPoint | None,
    thresholds: PaceThresholds,
) -> methods.Pace:
    decision, near_end = indicator.decision, indicator.target.near_end
    if decision.condition in ("growth", "annual_floor"):
        return methods.Pace("not_enough_data", f"{decision.condition}_needs_full_years")
    operator = indicator.target.operator
    goal = (
        methods.Goal(
            methods.decimal_year(dt.date(indicator.target_year, 12, 31)), near_end, operator
        )
        if near_end is not None and operator is not None
        else None
    )
    return methods.pace(
        _point(baseline),
        _point(latest),
        goal,
        better=decision.better,
        measure=decision.measure,
        step=decision.step,
        milestones=[milestone_point(one) for one in indicator.milestones],
        thresholds=methods.Thresholds(**thresholds.model_dump()),
    )


def milestone_point(milestone: Milestone) -> methods.Point:
    """Return a milestone as a point at the end of its year."""
    end = dt.date(milestone.year, 12, 31)
    return methods.Point(methods.decimal_year(end), milestone.value)


def _point(point: SeriesPoint | None) -> methods.Point | None:
    return methods.Point(methods.decimal_year(point.date), point.value) if point else None
