"""What a series says about a later year: the distribution from which interval and words come.

Which distribution that is was chosen by a simulation (tests/study.py, docs/methods/forecast.md).
"""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from plan_monitor.progress.forecast.scales import Axis, Bounds, Scale, axis_for
from plan_monitor.progress.forecast.student import StudentT
from plan_monitor.progress.methods import Point

Predictor = Callable[[Sequence[Point], float, float], StudentT]

_LARGEST = 1e100  # no figure of a plan; keeps squares within floating point
_SHORTEST = 1 / 400  # years; two observations lie at least a day apart
_LATEST = 1e4  # no calendar year


def is_usable(points: Sequence[Point], least: int) -> bool:
    """Tell whether there are `least` points, finite, with time running forward."""
    return (
        len(points) >= least
        and all(abs(one.value) <= _LARGEST and 0 <= one.year <= _LATEST for one in points)
        and all(right.year - left.year >= _SHORTEST for left, right in pairwise(points))
    )


def is_ahead(points: Sequence[Point], year: float) -> bool:
    """Tell whether `year` lies after the last of `points`."""
    return points[-1].year + _SHORTEST <= year <= _LATEST


def drift(points: Sequence[Point], year: float, rounding: float) -> StudentT:
    """Return the prediction of a random walk with drift, started from the last value.

    Drift ``d = (y_n − y_1)/(t_n − t_1)`` a year; variance a year
    ``σ² = Σ (Δy_i − d·Δt_i)²/Δt_i / (n − 2)``, σ at least `rounding`, so that a series without any
    error keeps that of its rounding. h years ahead: centre ``y_n + d·h``, spread
    ``σ·√(h·(1 + h/(t_n − t_1)))``, n − 2 degrees of freedom (n − 1 changes less the drift).
    Dividing by Δt lets half-years and years stand side by side.

    Source: Hyndman and Athanasopoulos (2021), Forecasting: Principles and Practice, 3rd ed., 5.5.
    """
    first, last = points[0], points[-1]
    length = last.year - first.year
    slope = (last.value - first.value) / length
    squares = math.fsum(
        (right.value - left.value - slope * (right.year - left.year)) ** 2
        / (right.year - left.year)
        for left, right in pairwise(points)
    )
    noise = max(math.sqrt(squares / (len(points) - 2)), rounding)
    ahead = year - last.year
    spread = noise * math.sqrt(ahead * (1 + ahead / length))
    return StudentT(last.value + slope * ahead, spread, len(points) - 2)


def partial_drift(points: Sequence[Point], year: float, rounding: float) -> StudentT:
    """Return the prediction of a random walk whose drift may fade: the method in use.

    Between none and all of the pace so far goes on, each share as likely: a uniform share has mean
    1/2 and variance 1/12. With `drift`'s centre and spread: centre ``y_n + d·h/2``, spread
    ``√(spread² + (d·h)²/12)``, n − 2 degrees of freedom.

    The idea of a fading trend: Gardner and McKenzie (1985), Forecasting trends in time series,
    Management Science 31(10). The uniform share is the office's own judgement.
    """
    whole = drift(points, year, rounding)
    change = whole.centre - points[-1].value
    spread = math.sqrt(whole.spread**2 + change**2 / 12)
    return StudentT(points[-1].value + change / 2, spread, whole.freedom)


def predict(
    points: Sequence[Point],
    year: float,
    *,
    scale: Scale,
    bounds: Bounds,
    step: float,
    predictor: Predictor = partial_drift,
) -> tuple[Axis, StudentT] | None:
    """Return the axis for `points` and what `predictor` says on it about `year`.

    None where nothing can be said: fewer than four points, time that does not run forward, a year
    that is not after the last point, figures that the scale does not take.
    """
    if not is_usable(points, 4) or not is_ahead(points, year):
        return None
    axis = axis_for([one.value for one in points], scale, bounds, step)
    if axis is None:
        return None
    moved = [Point(one.year, axis.forward(one.value)) for one in points]
    return axis, predictor(moved, year, axis.rounding(points[-1].value))
