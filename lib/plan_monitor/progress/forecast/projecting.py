"""What may be said of an indicator's future: scenarios, an interval, a chance in words, a test.

Explained in docs/methods/forecast.md. None is returned wherever the points allow no answer: too few
of them, not finite, time not increasing, a year that is not after the last point.
"""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, NamedTuple

from plan_monitor.plan.indicators import Better
from plan_monitor.progress.forecast.predicting import (
    Predictor,
    is_ahead,
    is_usable,
    partial_drift,
    predict,
)
from plan_monitor.progress.forecast.scales import Bounds, Scale
from plan_monitor.progress.methods import Goal, Point
from plan_monitor.progress.methods.paths import is_met

Chance = Literal["very_unlikely", "unlikely", "possible", "likely", "almost_certain"]

_LEAST_FOR_SCENARIOS = 3
_LEAST_FOR_INTERVAL = 5
_LEAST_TO_FIT = 4
_LEAST_ORIGINS = 2
_TOLERANCE = 1e-9


class Cuts(NamedTuple):
    """From which probability on a word is used; below `unlikely` it is "very unlikely".

    The cuts are the office's own judgement, no published standard: five words as wide apart as a
    handful of points lets one tell (rất khó, khó, có thể, nhiều khả năng, gần như chắc).
    """

    unlikely: float = 0.05
    possible: float = 0.33
    likely: float = 0.66
    almost_certain: float = 0.95


@dataclass(frozen=True)
class Scenarios:
    """Values at the goal's year, in units, and the two rates in units a year. No probabilities.

    `flat` repeats the last value, `current` goes on at the Theil–Sen slope, `required` arrives at
    the goal; all within the bounds.
    """

    flat: float
    current: float
    required: float
    current_rate: float
    required_rate: float


@dataclass(frozen=True)
class Interval:
    """A prediction interval in units: `low` ≤ `middle` (the median) ≤ `high`, within the bounds.

    A series that never moved, or moved along a line, shows no error of its own. Its interval rests
    on the rounding to `step` alone and is as narrow.
    """

    low: float
    middle: float
    high: float
    method: str


@dataclass(frozen=True)
class Backtest:
    """Mean absolute errors over `n` origins, in units: the interval's middle and "no change"."""

    n: int
    error_model: float
    error_flat: float
    wins: bool


def theil_sen(points: Sequence[Point]) -> float | None:
    """Return the median of the slopes between any two points, in units a year.

    ``median((y_j − y_i)/(t_j − t_i), i < j)``: one wrong figure among four hardly moves it. None
    with fewer than two points. Sources: Theil (1950); Sen (1968), JASA 63.

    Examples
    --------
    >>> theil_sen([Point(2022, 10), Point(2023, 12), Point(2024, 20)])
    5.0
    """
    if not is_usable(points, 2):
        return None
    return statistics.median(
        (right.value - left.value) / (right.year - left.year)
        for left, right in combinations(points, 2)
    )


def scenarios(points: Sequence[Point], goal: Goal, *, bounds: Bounds) -> Scenarios | None:
    """Return where three paces lead by the goal's year; three points or more.

    Flat: ``y_n``. Current: ``y_n + b·(T − t_n)`` with the Theil–Sen slope b. Required: the goal,
    at ``(goal − y_n)/(T − t_n)`` a year. Values are clipped to `bounds`, rates are not.
    """
    if not (is_usable(points, _LEAST_FOR_SCENARIOS) and _has_figure(goal)):
        return None
    rate = theil_sen(points)
    if rate is None or not is_ahead(points, goal.year):
        return None
    last, left = points[-1], goal.year - points[-1].year
    return Scenarios(
        flat=bounds.clip(last.value),
        current=bounds.clip(last.value + rate * left),
        required=bounds.clip(goal.value),
        current_rate=rate,
        required_rate=(goal.value - last.value) / left,
    )


def interval(
    points: Sequence[Point],
    year: float,
    *,
    scale: Scale,
    bounds: Bounds,
    step: float,
    level: float = 0.8,
    predictor: Predictor = partial_drift,
) -> Interval | None:
    """Return the interval in which the value at `year` lies with probability `level`.

    ``m ± t(n − 2)·s`` on `scale`, brought back into units; five points or more, in the order of
    time with any spacing. `step` is the smallest meaningful change. `predictor` is for the study
    that compares methods.
    """
    if not 0 < level < 1:
        raise ValueError(f"no interval has a level of {level}")
    if len(points) < _LEAST_FOR_INTERVAL:
        return None
    found = predict(points, year, scale=scale, bounds=bounds, step=step, predictor=predictor)
    if found is None:
        return None
    axis, prediction = found
    half = prediction.quantile((1 + level) / 2) - prediction.centre
    return Interval(
        low=axis.back(prediction.centre - half),
        middle=axis.back(prediction.centre),
        high=axis.back(prediction.centre + half),
        method=predictor.__name__,
    )


def chance(
    points: Sequence[Point],
    goal: Goal,
    *,
    better: Better,
    scale: Scale,
    bounds: Bounds,
    step: float,
    cuts: Cuts = Cuts(),  # noqa: B008 (an immutable tuple)
) -> Chance | None:
    """Return in a word how likely the goal is met at its year; five points or more.

    The probability comes from the same distribution as `interval`. A figure is printed rounded to
    `step`, so "at least T" is met from ``T − step/2`` on and "more than T" from ``T + step/2`` on
    (mirrored for "at most"); a range is met from its near end. A goal that `bounds` rule out is
    "very unlikely", one that every value within them meets "almost certain".
    """
    if len(points) < _LEAST_FOR_INTERVAL or not _has_figure(goal):
        return None
    found = predict(points, goal.year, scale=scale, bounds=bounds, step=step)
    if found is None:
        return None
    axis, prediction = found
    rising = goal.operator == ">" or (goal.operator != "<" and better == "higher")
    floor = max(bounds.low or 0.0, 0.0) if scale == "log" else bounds.low
    worst, best = (floor, bounds.high) if rising else (bounds.high, floor)
    if best is not None and not is_met(best, goal, better):
        return "very_unlikely"
    if worst is not None and is_met(worst, goal, better):
        return "almost_certain"
    beyond = (goal.operator in (">", "<")) == rising
    below = prediction.cdf(axis.reached(goal.value + (step / 2 if beyond else -step / 2)))
    return _word(1 - below if rising else below, cuts)


def backtest(
    points: Sequence[Point], *, scale: Scale, bounds: Bounds, step: float
) -> Backtest | None:
    """Return how the method would have done so far against "no change"; six points or more.

    Rolling origin: from the first k points (k = 4 … n − 1) the next one is predicted, once by the
    middle of `interval`, once as a repetition of the last value; the errors' absolute values are
    averaged. Source: Tashman (2000), International Journal of Forecasting 16.
    """
    origins = range(_LEAST_TO_FIT, len(points))
    if len(origins) < _LEAST_ORIGINS or not is_usable(points, _LEAST_TO_FIT):
        return None
    model, flat = [], []
    for known in origins:
        coming = points[known]
        found = predict(points[:known], coming.year, scale=scale, bounds=bounds, step=step)
        if found is None:
            return None
        axis, prediction = found
        model.append(abs(axis.back(prediction.centre) - coming.value))
        flat.append(abs(points[known - 1].value - coming.value))
    error_model, error_flat = statistics.fmean(model), statistics.fmean(flat)
    wins = error_model < error_flat - _TOLERANCE * step
    return Backtest(len(origins), error_model, error_flat, wins)


def _has_figure(goal: Goal) -> bool:
    return goal.operator != "text" and math.isfinite(goal.value) and abs(goal.value) <= 1e100


def _word(probability: float, cuts: Cuts) -> Chance:
    if probability >= cuts.almost_certain - _TOLERANCE:
        return "almost_certain"
    if probability >= cuts.likely - _TOLERANCE:
        return "likely"
    if probability >= cuts.possible - _TOLERANCE:
        return "possible"
    return "unlikely" if probability >= cuts.unlikely - _TOLERANCE else "very_unlikely"
