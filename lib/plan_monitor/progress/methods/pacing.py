"""Our own method: observed change over the change that the required path asks for to date."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from plan_monitor.plan.indicators import Better, Measure
from plan_monitor.progress.methods.paths import (
    TOLERANCE,
    Goal,
    Point,
    ahead,
    is_beyond_range,
    is_met,
    path_value,
    whole_steps,
)

Status = Literal[
    "met", "on_track", "somewhat_behind", "far_behind", "moving_away", "not_enough_data"
]


class Thresholds(NamedTuple):
    """From which pace ratio on a status holds; comparisons allow for `tolerance`."""

    on_track: float = 0.95
    somewhat_behind: float = 0.60
    tolerance: float = TOLERANCE


@dataclass(frozen=True)
class Pace:
    """The outcome of `pace`: None where a figure is not available.

    `required` is the path's value at the latest point, `gap` is positive when ahead of it, `ratio`
    is observed change over required change to date. `reason` says what decided the status. Rates
    are per year. `beyond` tells that the value lies above the upper end of a range.
    """

    status: Status
    reason: str
    ratio: float | None = None
    required: float | None = None
    gap: float | None = None
    required_rate: float | None = None
    observed_rate: float | None = None
    beyond: bool = False


def pace(
    baseline: Point | None,
    latest: Point | None,
    target: Goal | None,
    *,
    better: Better,
    measure: Measure,
    step: float,
    milestones: Sequence[Point] = (),
    thresholds: Thresholds = Thresholds(),  # noqa: B008 (an immutable tuple)
) -> Pace:
    """Return the pace of an indicator: observed change over the change required to date.

    ``P = (y_i - y_0) / (r(t_i) - y_0)``, with the required path r. For counts and ranks r is
    rounded toward the baseline to whole steps; where less than one step was required, P is None.
    Where a milestone lies on the worse side of the baseline the path asks for no improvement yet: P
    is None, and what counts is whether the value is worse than the path. From the target's day on
    a target that is not met is never "on track".

    Parameters
    ----------
    baseline, latest : Point or None
        Start of the path and the latest comparable actual, (decimal year, value in the indicator's
        unit). For an annual floor the value of the year before and that of the year; for a growth
        target the latest value is the mean annual growth since the baseline.
    target : Goal or None
        What must be reached, by when, and on which condition.
    better : {"higher", "lower"}
        The direction of improvement.
    measure : {"stock", "flow", "rate", "rank"}
        What kind of figure it is.
    step : float
        The smallest meaningful change, in the indicator's unit.
    milestones : sequence of Point
        Values that the path passes through.
    thresholds : Thresholds
        From which ratio on "on track" and "somewhat behind" hold.

    Examples
    --------
    From 40 at the end of 2024 to 80 at the end of 2030; 45 at the end of 2025 is three quarters of
    the 6.67 points that the path required:

    >>> result = pace(Point(2025, 40), Point(2026, 45), Goal(2031, 80), better="higher",
    ...               measure="rate", step=0.1)
    >>> round(result.ratio, 4), result.status
    (0.75, 'somewhat_behind')
    """
    start, end = _point(baseline), _point(latest)
    if target is None or not _is_number(*target[:2]):
        return Pace("not_enough_data", "no_target")
    goal = Goal(*target)
    if goal.condition == "growth":
        return _growth(end, goal, better, thresholds)
    if goal.condition == "annual_floor":
        return _floor(start, end, goal, better=better, step=step, thresholds=thresholds)
    if start is None or end is None:
        return Pace("not_enough_data", "no_baseline" if start is None else "no_value")
    if min(end.year, goal.year) <= start.year:
        late = end.year > start.year
        return Pace("not_enough_data", "no_time" if late else "no_later_value")
    passed = [Point(*one) for one in milestones]
    required = path_value(start, goal, end.year, passed)
    if measure == "rank" or (measure == "stock" and step >= 1):
        required = whole_steps(required, start.value, step)
    judged = _judge(start, end, goal, required, better=better, step=step, thresholds=thresholds)
    left = goal.year - end.year
    return replace(
        _when_over(judged, end, goal),
        required=required,
        gap=ahead(end.value, required, better),
        required_rate=(goal.value - end.value) / left if left > 0 else None,
        observed_rate=(end.value - start.value) / (end.year - start.year),
        beyond=is_beyond_range(end.value, goal, thresholds.tolerance),
    )


def _judge(
    start: Point,
    end: Point,
    goal: Goal,
    required: float,
    *,
    better: Better,
    step: float,
    thresholds: Thresholds,
) -> Pace:
    met = is_met(end.value, goal, better, thresholds.tolerance)
    if is_met(start.value, goal, better, thresholds.tolerance):
        return Pace("met", "maintained") if met else Pace("moving_away", "lost")
    is_asked = ahead(required, start.value, better) >= -thresholds.tolerance
    demanded, moved = required - start.value, end.value - start.value
    is_enough = is_asked and abs(demanded) >= step - thresholds.tolerance
    ratio = moved / demanded if is_enough else None
    if met:
        return Pace("met", "reached", ratio)
    if not is_asked:
        worse = ahead(end.value, required, better) < -thresholds.tolerance
        return Pace("moving_away" if worse else "on_track", "no_improvement_required")
    if ratio is None:
        worse = ahead(end.value, start.value, better) <= -step + thresholds.tolerance
        return Pace("moving_away" if worse else "on_track", "less_than_a_step_required")
    return Pace(status_of(ratio, thresholds), "pace", ratio)


def _when_over(judged: Pace, end: Point, goal: Goal) -> Pace:
    """Return `judged`; once the target's day has come, what is not met is not on track either."""
    if end.year < goal.year - TOLERANCE or judged.status == "met" or judged.reason == "lost":
        return judged
    status = "somewhat_behind" if judged.status == "on_track" else judged.status
    return replace(judged, status=status, reason="target_missed")


def _growth(mean: Point | None, goal: Goal, better: Better, thresholds: Thresholds) -> Pace:
    """Hold the mean annual growth since the baseline against the growth that is asked for.

    There is no linear path: P is the one over the other, in percent a year both.
    """
    if mean is None:
        return Pace("not_enough_data", "no_full_year")
    gap = ahead(mean.value, goal.value, better)
    ratio = mean.value / goal.value if ahead(goal.value, 0, better) > 0 else None
    known = Pace("met", "growth", ratio, goal.value, gap, observed_rate=mean.value)
    if is_met(mean.value, goal, better, thresholds.tolerance):
        return known
    if ratio is None:
        return replace(known, status="far_behind")
    judged = replace(known, status=status_of(ratio, thresholds))
    return _when_over(judged, mean, goal)


def _floor(
    before: Point | None,
    latest: Point | None,
    goal: Goal,
    *,
    better: Better,
    step: float,
    thresholds: Thresholds,
) -> Pace:
    """Judge a year by its floor, and by the year before: the value must not fall.

    P is the share of the floor that was reached; a floor that is missed is never "on track".
    """
    if latest is None:
        return Pace("not_enough_data", "no_full_year")
    ratio = latest.value / goal.value if goal.value > 0 and better == "higher" else None
    gap = ahead(latest.value, goal.value, better)
    known = Pace("met", "floor_kept", ratio, goal.value, gap)
    if before is not None and before.year < latest.year:
        change = latest.value - before.value
        known = replace(known, observed_rate=change / (latest.year - before.year))
        if ahead(latest.value, before.value, better) <= -step + thresholds.tolerance:
            return replace(known, status="moving_away", reason="fell")
    if is_met(latest.value, goal, better, thresholds.tolerance):
        return known
    if ratio is not None and ratio >= thresholds.somewhat_behind - thresholds.tolerance:
        return replace(known, status="somewhat_behind", reason="floor_missed")
    return replace(known, status="far_behind", reason="floor_missed")


def status_of(ratio: float, thresholds: Thresholds) -> Status:
    """Return the status of a pace ratio."""
    if ratio >= thresholds.on_track - thresholds.tolerance:
        return "on_track"
    if ratio >= thresholds.somewhat_behind - thresholds.tolerance:
        return "somewhat_behind"
    return "far_behind" if ratio >= -thresholds.tolerance else "moving_away"


def _point(point: Point | None) -> Point | None:
    return Point(*point) if point is not None and _is_number(*point) else None


def _is_number(*values: float | None) -> bool:
    return all(value is not None and math.isfinite(value) for value in values)
