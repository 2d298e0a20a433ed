"""What flips a judgement: the value that keeps an indicator on track, and how long it can wait."""

import datetime as dt
import math
from collections.abc import Sequence
from itertools import pairwise

from plan_monitor.plan.indicators import Better, Measure
from plan_monitor.progress.methods import Goal, Point, Thresholds
from plan_monitor.progress.methods.paths import TOLERANCE, ahead, is_met, path_value, whole_steps

_LEAST_YEARS = 0.25  # between two points of which a pace is taken; closer ones show noise


def flip_value(
    baseline: Point,
    goal: Goal,
    year: float,
    *,
    better: Better,
    measure: Measure,
    step: float,
    milestones: Sequence[Point] = (),
    thresholds: Thresholds = Thresholds(),  # noqa: B008 (an immutable tuple)
) -> float:
    """Return the least demanding value at `year` that keeps or regains "on track".

    It is the value at which the pace ratio reaches the threshold of "on track", or the target where
    that is nearer; a target met at the baseline has to stay met, and on its last day a target has
    to be met. Counts and ranks are rounded to the next whole step; a strict target ("over 0.7") is
    met from a step beyond it on.

    Parameters as those of `methods.pace`; `year` is a decimal year after the baseline's.
    """
    enough = goal.value + {">": step, "<": -step}.get(goal.operator, 0)
    is_over = year >= goal.year - TOLERANCE
    if is_over or is_met(baseline.value, goal, better, thresholds.tolerance):
        return enough
    required = path_value(baseline, goal, year, milestones)
    if measure == "rank" or (measure == "stock" and step >= 1):
        required = whole_steps(required, baseline.value, step)
    demanded = required - baseline.value
    if ahead(required, baseline.value, better) < -thresholds.tolerance:
        return required  # a milestone on the worse side: not worse than the path
    if abs(demanded) < step - thresholds.tolerance:
        return baseline.value
    least = baseline.value + thresholds.on_track * demanded
    if step >= 1:
        steps = math.ceil(abs(least - baseline.value) / step - TOLERANCE)
        least = baseline.value + math.copysign(steps * step, demanded)
    return least if ahead(goal.value, least, better) >= 0 else enough


def best_pace(points: Sequence[Point], better: Better) -> float | None:
    """Return the best change a year between two neighbouring points; None if none was good.

    Points that lie less than a quarter of a year apart are not compared.
    """
    kept: list[Point] = []
    for point in sorted(points):
        if not kept or point.year - kept[-1].year >= _LEAST_YEARS:
            kept.append(point)
    paces = [
        ahead(after.value, before.value, better) / (after.year - before.year)
        for before, after in pairwise(kept)
    ]
    best = max(paces, default=0.0)
    return best if best > 0 else None


def recovery_date(points: Sequence[Point], goal: Goal, better: Better) -> dt.date | None:
    """Return the last day from which the target can still be reached at the best pace ever shown.

    Until then the indicator stays where it is. None where the target is met, or the indicator never
    moved for the better. The day may have passed already.
    """
    latest = max(points, default=None)
    if latest is None or is_met(latest.value, goal, better):
        return None
    best = best_pace(points, better)
    if best is None:
        return None
    year = goal.year - ahead(goal.value, latest.value, better) / best
    return day_of(year) if year >= dt.MINYEAR + 1 else None


def day_of(year: float) -> dt.date:
    """Return the day that a decimal year falls on; the end of a day belongs to it."""
    whole = math.ceil(year - TOLERANCE) - 1
    length = (dt.date(whole + 1, 1, 1) - dt.date(whole, 1, 1)).days
    passed = math.ceil((year - whole) * length - 1e-6)
    return dt.date(whole, 1, 1) + dt.timedelta(days=max(passed, 1) - 1)
