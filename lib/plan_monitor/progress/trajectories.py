"""Indicators against their paths: one row an indicator and agency."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from plan_monitor.intake.records import Observation
from plan_monitor.plan.calendar import PaceThresholds, Period
from plan_monitor.plan.indicators import Indicator, Milestone
from plan_monitor.progress import methods
from plan_monitor.progress.comparison import compare_methods
from plan_monitor.progress.evidence import allowed_statements, evidence_grade
from plan_monitor.progress.flipping import flip_value, recovery_date
from plan_monitor.progress.growth import growth_of_levels, growth_of_rates, rate_needed
from plan_monitor.progress.methods.paths import decimal_year
from plan_monitor.progress.points import (
    is_year_end,
    observed,
    point_of,
    since_break,
)
from plan_monitor.progress.records import SeriesPoint, Trajectory
from plan_monitor.vietnamese.numbers import format_number

_RATES = "percent_per_year"  # a unit of which the reported figures are annual rates themselves
PATHLESS = ("growth", "annual_floor")


@dataclass(frozen=True)
class Figures:
    """The figures of one series that a trajectory is made from.

    `latest` is the newest actual, reported in this period where there is one, `previous` the value
    before it; `comparable` are the observed points that compare with it, baseline and history
    included.
    """

    baseline: SeriesPoint | None
    latest: SeriesPoint | None
    previous: float | None
    estimate: SeriesPoint | None
    comparable: tuple[SeriesPoint, ...]
    is_current: bool

    @classmethod
    def of(
        cls, series: Sequence[SeriesPoint], period: Period, breaks: Sequence[dt.date]
    ) -> "Figures":
        """Return the figures of `series`, as known in `period`."""
        actuals = [point for point in series if point.kind == "actual"]
        current = [point for point in actuals if _is_new(point, period)]
        earlier = [point for point in actuals if point not in current]
        estimates = [p for p in series if p.kind == "estimate" and p.period == period.id]
        return cls(
            baseline=next((point for point in series if point.kind == "baseline"), None),
            latest=max(current or actuals, key=lambda one: one.date, default=None),
            previous=_previous(earlier, current),
            estimate=estimates[-1] if estimates else None,
            comparable=tuple(since_break(observed(series), breaks)),
            is_current=bool(current),
        )

    @property
    def is_broken(self) -> bool:
        """Whether the baseline does not compare with the latest value any more."""
        return self.baseline is not None and not any(
            point.date <= self.baseline.date for point in self.comparable
        )

    @property
    def points(self) -> list[methods.Point]:
        """The comparable points by decimal year."""
        return [point_of(point) for point in self.comparable]


def _is_new(point: SeriesPoint, period: Period) -> bool:
    """Tell whether `period` reported a point as its own, not as one of an earlier day."""
    return point.period == period.id and not point.is_earlier


def _previous(earlier: Sequence[SeriesPoint], current: Sequence[SeriesPoint]) -> float | None:
    """Return the value before the current one: the one of the same day if it replaced it."""
    latest = max(current, key=lambda one: one.date, default=None)
    if latest is not None and latest.was is not None:
        return latest.was
    before = max(earlier, key=lambda one: one.date, default=None)
    return before.value if before else None


def compute_trajectory(
    indicator: Indicator,
    agency: str,
    series: Sequence[SeriesPoint],
    period: Period,
    thresholds: PaceThresholds,
    *,
    breaks: Sequence[dt.date] = (),
) -> Trajectory:
    """Return where a numeric indicator stands on its path in `period`, from `agency`'s series.

    Parameters
    ----------
    series : sequence of SeriesPoint
        History, baseline, actuals and estimates of the indicator, the earliest first.
    breaks : sequence of date
        Days from which on the figures no longer compare with those before.
    """
    figures = Figures.of(series, period, breaks)
    baseline, latest = figures.baseline, figures.latest
    grade = evidence_grade(
        len(figures.comparable), has_baseline=baseline is not None and not figures.is_broken
    )
    outcome = _outcome(indicator, figures, methods.Thresholds(**thresholds.model_dump()))
    if "pace" not in allowed_statements(grade) and outcome.status != "not_enough_data":
        outcome = methods.Pace("not_enough_data", "no_baseline")
    row = Trajectory(
        indicator_id=indicator.id,
        agency=agency,
        baseline_value=baseline.value if baseline else None,
        baseline_date=baseline.date if baseline else None,
        baseline_source=baseline.source if baseline else "",
        previous_value=figures.previous,
        actual=latest.value if latest else None,
        actual_date=latest.date if latest else None,
        actual_source=latest.source if latest else "",
        is_current=figures.is_current,
        estimate=figures.estimate.value if figures.estimate else None,
        estimate_source=figures.estimate.source if figures.estimate else "",
        required=outcome.required,
        gap=outcome.gap,
        pace=outcome.ratio,
        required_rate=outcome.required_rate,
        observed_rate=outcome.observed_rate,
        status=outcome.status,
        reason=outcome.reason,
        beyond_range=outcome.beyond,
        points=len(figures.comparable),
        grade=grade,
    )
    if outcome.status == "not_enough_data":
        return row
    limits = methods.Thresholds(**thresholds.model_dump())
    beside = _flip(indicator, figures, period, limits) | _others(indicator, figures, outcome)
    return row.model_copy(update=beside)


def _outcome(
    indicator: Indicator, figures: Figures, thresholds: methods.Thresholds
) -> methods.Pace:
    """Return the pace of an indicator, or the name of what stands against one."""
    if figures.latest is None:
        has_estimate = figures.estimate is not None
        return methods.Pace("not_enough_data", "only_estimate" if has_estimate else "no_value")
    if figures.is_broken:
        return methods.Pace("not_enough_data", "series_break")
    low, high = indicator.decision.bounds
    if not (low is None or figures.latest.value >= low) or not (
        high is None or figures.latest.value <= high
    ):
        return methods.Pace("not_enough_data", "out_of_bounds")
    baseline, latest = _judged_points(indicator, figures)
    return methods.pace(
        baseline,
        latest,
        goal_of(indicator),
        better=indicator.decision.better,
        measure=indicator.decision.measure,
        step=indicator.decision.step,
        milestones=[milestone_point(one) for one in indicator.milestones],
        thresholds=thresholds,
    )


def _judged_points(
    indicator: Indicator, figures: Figures
) -> tuple[methods.Point | None, methods.Point | None]:
    """Return the two points that are judged; a growth or a floor is judged on full years alone."""
    condition, start = indicator.decision.condition, figures.baseline
    assert figures.latest is not None
    if condition not in PATHLESS or start is None:
        return (point_of(start) if start else None), point_of(figures.latest)
    since = _full_years(figures)
    if not since:
        return None, None
    last = since[-1]
    if condition == "annual_floor":
        before = [one for one in figures.comparable if is_year_end(one) and one.date < last.date]
        return (point_of(before[-1]) if before else None), point_of(last)
    if _is_rate(indicator):
        mean = growth_of_rates([point.value for point in since])
    else:
        span = decimal_year(last.date) - decimal_year(start.date)
        mean = growth_of_levels(start.value, last.value, span)
    return None, methods.Point(decimal_year(last.date), mean) if mean is not None else None


def _full_years(figures: Figures) -> list[SeriesPoint]:
    """Return the points of full years since the baseline."""
    start = figures.baseline
    return [
        one for one in figures.comparable if is_year_end(one) and start and one.date > start.date
    ]


def _is_rate(indicator: Indicator) -> bool:
    """Tell whether what is reported is itself a growth a year."""
    return indicator.unit.code == _RATES


def _others(indicator: Indicator, figures: Figures, outcome: methods.Pace) -> dict[str, object]:
    """Return what the published methods say, and the last day that the target can wait for.

    Both hold for a path to a value alone, not for a growth or an annual floor.
    """
    goal, better = goal_of(indicator), indicator.decision.better
    if goal is None or goal.condition in PATHLESS:
        return {}
    assert figures.baseline is not None and figures.latest is not None
    start, end = point_of(figures.baseline), point_of(figures.latest)
    compared = compare_methods(outcome, start, end, goal, better=better)
    allowed = allowed_statements(evidence_grade(len(figures.comparable), has_baseline=True))
    can_wait = "recovery" in allowed
    return {
        "open_sdg_ratio": _storable(compared.open_sdg.ratio),
        "open_sdg_status": compared.open_sdg.status,
        "un_2026_ratio": _storable(compared.un_2026.ratio),
        "un_2026_status": compared.un_2026.status,
        "methods_answered": compared.answered,
        "methods_agreeing": compared.agreeing,
        "methods_differing": " ".join(compared.differing),
        "recovery_date": recovery_date(figures.points, goal, better) if can_wait else None,
    }


def _flip(
    indicator: Indicator, figures: Figures, period: Period, limits: methods.Thresholds
) -> dict[str, object]:
    """Return the least value at the next report that keeps or regains "on track"."""
    goal, decision = goal_of(indicator), indicator.decision
    assert goal is not None and figures.baseline is not None
    at = next_value_date(indicator, period)
    value: float | None = goal.value
    if goal.condition == "growth":
        known = _full_years(figures)
        share = 1.0 if decimal_year(at) >= goal.year else limits.on_track
        rates, left = [one.value for one in known], max(1, at.year - known[-1].date.year)
        value = rate_needed(rates, share * goal.value, left) if _is_rate(indicator) else None
    elif goal.condition != "annual_floor":
        value = flip_value(
            point_of(figures.baseline),
            goal,
            decimal_year(at),
            better=decision.better,
            measure=decision.measure,
            step=decision.step,
            milestones=[milestone_point(one) for one in indicator.milestones],
            thresholds=limits,
        )
    is_ahead = value is not None and figures.baseline.date < at
    return {"flip_date": at, "flip_value": value} if is_ahead else {}


def next_value_date(indicator: Indicator, period: Period) -> dt.date:
    """Return the day of the next value to be reported: of a flow the end of the running year.

    On the cut-off of an annual report in November that year's value is still to come.
    """
    if indicator.decision.measure != "flow":
        return period.next_end
    end = dt.date(period.as_of.year, 12, 31)
    return end if end > period.as_of else dt.date(end.year + 1, 12, 31)


def goal_of(indicator: Indicator) -> methods.Goal | None:
    """Return an indicator's target as a goal, None where it is no number."""
    target = indicator.target
    if target.near_end is None or target.operator is None:
        return None
    year = decimal_year(dt.date(indicator.target_year, 12, 31))
    return methods.Goal(
        year, target.near_end, target.operator, target.high, indicator.decision.condition
    )


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


def disagreement(rows: Sequence[Trajectory]) -> str:
    """Return the monitors' current values in words where they differ, else an empty text."""
    values = {row.agency: row.actual for row in rows if row.actual is not None}
    if len(set(values.values())) < 2:
        return ""
    return "; ".join(f"{agency}: {format_number(value)}" for agency, value in values.items())


def milestone_point(milestone: Milestone) -> methods.Point:
    """Return a milestone as a point at the end of its year."""
    end = dt.date(milestone.year, 12, 31)
    return methods.Point(decimal_year(end), milestone.value)


def _storable(ratio: float | None) -> float | None:
    """Return a ratio that a table can hold: an infinite one says no more than its status."""
    return ratio if ratio is not None and math.isfinite(ratio) else None
