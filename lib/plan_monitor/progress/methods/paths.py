"""Points, goals, and the path between them."""

import datetime as dt
import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from plan_monitor.plan.indicators import Better, Condition, Measure, Operator

TOLERANCE = 1e-9


class Point(NamedTuple):
    """A value at a time; `year` is a decimal year, 31 December 2024 is 2025.0."""

    year: float
    value: float


class Goal(NamedTuple):
    """A target: the value from which on it is met, how, and by when (a decimal year).

    Of a range `value` is the lower end and `high` the upper one. `condition` says what else the
    target asks for: that the value is kept (``maintain``), that it is reached every year and rises
    (``annual_floor``), or that it is a mean annual growth (``growth``).
    """

    year: float
    value: float
    operator: Operator = "="
    high: float | None = None
    condition: Condition = "none"


def decimal_year(day: dt.date) -> float:
    """Return `day`'s end as a decimal year, e.g. 31 December 2024 as 2025.0."""
    length = (dt.date(day.year + 1, 1, 1) - dt.date(day.year, 1, 1)).days
    return day.year + day.timetuple().tm_yday / length


def ahead(value: float, reference: float, better: Better) -> float:
    """Return by how much `value` is better than `reference`, in the unit of both."""
    return value - reference if better == "higher" else reference - value


def is_met(value: float, goal: Goal, better: Better, tolerance: float = TOLERANCE) -> bool:
    """Tell whether `value` meets `goal`: ``>`` and ``<`` strictly, a bare number as "at least".

    A bare number reads "at least" where higher is better and "at most" where lower is better; a
    range is met from its near end on, also beyond its far end.
    """
    if goal.operator == ">":
        return value > goal.value + tolerance
    if goal.operator == "<":
        return value < goal.value - tolerance
    return ahead(value, goal.value, better) >= -tolerance


def is_beyond_range(value: float, goal: Goal, tolerance: float = TOLERANCE) -> bool:
    """Tell whether `value` lies above the upper end of a range."""
    return goal.high is not None and value > goal.high + tolerance


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


def is_counted(measure: Measure, step: float) -> bool:
    """Tell whether a figure goes in whole steps: a rank, or a count."""
    return measure == "rank" or (measure in ("stock", "flow") and step >= 1)


def whole_steps(required: float, baseline: float, step: float) -> float:
    """Return `required` rounded toward `baseline` to whole steps."""
    steps = math.floor(abs(required - baseline) / step + TOLERANCE)
    return baseline + math.copysign(steps * step, required - baseline)
