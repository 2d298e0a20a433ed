"""How far along the required path an indicator is: pure functions, explained in docs/methods."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

from plan_monitor.plan.indicators import Better, Measure, Operator

Status = Literal[
    "met", "on_track", "somewhat_behind", "far_behind", "moving_away", "not_enough_data"
]


class Point(NamedTuple):
    """A value at a time; `year` is a decimal year, 31 December 2024 is 2025.0."""

    year: float
    value: float


class Goal(NamedTuple):
    """A target: from which value on it is met, how, and by when (a decimal year)."""

    year: float
    value: float
    operator: Operator = "="


class Thresholds(NamedTuple):
    """From which pace ratio on a status holds; comparisons allow for `tolerance`."""

    on_track: float = 0.95
    somewhat_behind: float = 0.60
    tolerance: float = 1e-9


@dataclass(frozen=True)
class Pace:
    """The outcome of `pace`: None where a figure is not available.

    `required` is the path's value at the latest point, `gap` is positive when ahead of it, `ratio`
    is observed change over required change to date. `reason` says what decided the status.
    """

    status: Status
    reason: str
    ratio: float | None = None
    required: float | None = None
    gap: float | None = None
    required_rate: float | None = None
    observed_rate: float | None = None


def decimal_year(day: dt.date) -> float:
    """Return `day`'s end as a decimal year, e.g. 31 December 2024 as 2025.0."""
    length = (dt.date(day.year + 1, 1, 1) - dt.date(day.year, 1, 1)).days
    return day.year + day.timetuple().tm_yday / length


def is_met(value: float, goal: Goal, better: Better, tolerance: float = 1e-9) -> bool:
    """Tell whether `value` meets `goal`: ``>`` and ``<`` strictly, a bare number as "at least".

    A bare number reads "at least" where higher is better and "at most" where lower is better.
    """
    if goal.operator == ">":
        return value > goal.value + tolerance
    if goal.operator == "<":
        return value < goal.value - tolerance
    return _ahead(value, goal.value, better) >= -tolerance


def path_value(baseline: Point, goal: Goal, year: float, milestones: Sequence[Point] = ()) -> float:
    """Return the required path at `year`: straight from baseline over the milestones to the goal.

    Before the baseline and after the goal the path is level.
    """
    passed = sorted(one for one in milestones if baseline.year < one.year < goal.year)
    corners = [baseline, *passed, Point(goal.year, goal.value)]
    if year <= baseline.year:
        return baseline.value
    for left, right in pairwise(corners):
        if year <= right.year:
            share = (year - left.year) / (right.year - left.year)
            return left.value + share * (right.value - left.value)
    return goal.value


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

    Parameters
    ----------
    baseline, latest : Point or None
        Start of the path and the latest comparable actual, values in the indicator's unit.
    target : Goal or None
        What must be reached, and when.
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
    if target is None or baseline is None or latest is None:
        missing = "target" if target is None else "baseline" if baseline is None else "value"
        return Pace("not_enough_data", f"no_{missing}")
    if latest.year <= baseline.year:
        return Pace("not_enough_data", "no_later_value")
    required = path_value(baseline, target, latest.year, milestones)
    if measure == "rank" or (measure == "stock" and step >= 1):
        required = _whole_steps(required, baseline.value, step)
    status, reason, ratio = _judge(
        baseline,
        latest,
        target,
        required=required,
        better=better,
        step=step,
        thresholds=thresholds,
    )
    left = target.year - latest.year
    return Pace(
        status=status,
        reason=reason,
        ratio=ratio,
        required=required,
        gap=_ahead(latest.value, required, better),
        required_rate=(target.value - latest.value) / left if left > 0 else None,
        observed_rate=(latest.value - baseline.value) / (latest.year - baseline.year),
    )


def _judge(
    baseline: Point,
    latest: Point,
    target: Goal,
    *,
    required: float,
    better: Better,
    step: float,
    thresholds: Thresholds,
) -> tuple[Status, str, float | None]:
    met = is_met(latest.value, target, better, thresholds.tolerance)
    if is_met(baseline.value, target, better, thresholds.tolerance):
        return ("met", "maintained", None) if met else ("moving_away", "lost", None)
    demanded, moved = required - baseline.value, latest.value - baseline.value
    ratio = moved / demanded if abs(demanded) >= step - thresholds.tolerance else None
    if met:
        return "met", "reached", ratio
    if ratio is None:
        worse = _ahead(latest.value, baseline.value, better) <= -step + thresholds.tolerance
        return ("moving_away" if worse else "on_track"), "less_than_a_step_required", None
    return _status(ratio, thresholds), "pace", ratio


def _status(ratio: float, thresholds: Thresholds) -> Status:
    if ratio >= thresholds.on_track - thresholds.tolerance:
        return "on_track"
    if ratio >= thresholds.somewhat_behind - thresholds.tolerance:
        return "somewhat_behind"
    return "far_behind" if ratio >= -thresholds.tolerance else "moving_away"


def _ahead(value: float, reference: float, better: Better) -> float:
    return value - reference if better == "higher" else reference - value


def _whole_steps(required: float, baseline: float, step: float) -> float:
    steps = math.floor(abs(required - baseline) / step + 1e-9)
    return baseline + math.copysign(steps * step, required - baseline)
