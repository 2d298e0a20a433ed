"""The United Nations' progress assessment of 2026, to the letter of its technical note.

The latest growth is carried on to the target year; what that would change is held against what the
target asks for. Source: United Nations Statistics Division, *The Sustainable Development Goals
Progress Chart: technical note* (2026).
"""

import math
from itertools import pairwise
from typing import Literal

from plan_monitor.plan.indicators import Better
from plan_monitor.progress.methods.results import (
    Change,
    Progress,
    annual_growth,
    change_of,
    finite,
    sign_of,
)

_BANDS: dict[str, tuple[float, ...]] = {
    "ratio": (0.95, 0.50, 0.10, 0.0),
    "growth": (0.02, 0.0125, 0.005, 0.0),
}
_STATUSES = ("on_track_or_met", "moderate", "marginal", "stagnation", "regression")
_SCORES = ((-0.5, 0.0), (0.0, 1.0), (0.1, 2.0), (0.5, 3.0), (0.95, 4.0), (1.5, 5.0))


def un_2026(  # noqa: PLR0917 (the four figures of a series stand in their order)
    baseline_value: float | None,
    baseline_year: float | None,
    current_value: float | None,
    current_year: float | None,
    target: float | None = None,
    target_year: float = 2030,
    *,
    better: Better,
) -> Progress:
    """Return the progress of one series by the United Nations' method of 2026.

    R = (y·(1 + g)^(t_T − t) − y₀) / (T − y₀), where g is the compound annual growth to date.
    Without a target, g itself is judged. Parameters as those of `open_sdg`.

    Returns
    -------
    Progress
        ``status`` is on_track_or_met, moderate, marginal, stagnation, regression or insufficient;
        ``score`` lies in [0, 5], None without a target; ``projected`` is the value at the target
        year.
    """
    direction = sign_of(better)
    change, reason = change_of(baseline_value, baseline_year, current_value, current_year)
    if change is None:
        return _insufficient(reason)
    if target is not None and not finite(target, target_year):
        return _insufficient("no_target")
    if target is not None and direction * (change.start - target) >= 0:
        if direction * (change.end - target) >= 0:
            return Progress(None, 5.0, "on_track_or_met", "met_at_baseline")
        return Progress(None, 0.0, "regression", "lost")
    return _of_growth(change, target, target_year, better)


def un_2026_band(
    value: float, *, measure: Literal["ratio", "growth"], mirrored: bool = False
) -> Progress:
    """Return the band in which a ratio or an annual growth rate lies.

    Parameters
    ----------
    value : float
        The ratio, or the growth rate a year (0.02 is 2 %).
    measure : {"ratio", "growth"}
        Which of the two it is.
    mirrored : bool
        Whether lower is better, so that the growth rate counts with its sign turned round.

    Returns
    -------
    Progress
        ``score`` is linear through the scores of the bands, 0 to 5, for a ratio; None for growth.
    """
    if measure not in _BANDS:
        raise ValueError(f"measure is 'ratio' or 'growth', not {measure!r}")
    if not finite(value):
        return _insufficient("no_value")
    judged = -value if mirrored else value
    passed = sum(judged < bound for bound in _BANDS[measure])
    score = _score(judged) if measure == "ratio" else None
    return Progress(value, score, _STATUSES[passed], measure)


def _of_growth(
    change: Change, target: float | None, target_year: float, better: Better
) -> Progress:
    """Judge what the growth to date leads to, or growth itself where there is no target."""
    if 0 in {change.start, change.end}:
        return _insufficient("zero_value")
    growth = annual_growth(change.start, change.end, change.at - change.since)
    if growth is None:
        return _insufficient("sign_change")
    if target is not None:
        return _projected(change, growth, target, target_year)
    if change.start < 0:
        return _insufficient("negative_values")
    return un_2026_band(growth, measure="growth", mirrored=better == "lower")


def _projected(change: Change, growth: float, target: float, target_year: float) -> Progress:
    try:
        projected = change.end * math.pow(1 + growth, target_year - change.at)
        ratio = (projected - change.start) / (target - change.start)
    except (OverflowError, ValueError):
        return _insufficient("no_projection")
    if not finite(ratio):
        return _insufficient("no_projection")
    band = un_2026_band(ratio, measure="ratio")
    return Progress(ratio, band.score, band.status, "ratio", projected)


def _score(ratio: float) -> float:
    if ratio <= _SCORES[0][0]:
        return _SCORES[0][1]
    for (low, low_score), (high, high_score) in pairwise(_SCORES):
        if ratio <= high:
            return low_score + (ratio - low) / (high - low) * (high_score - low_score)
    return _SCORES[-1][1]


def _insufficient(reason: str) -> Progress:
    return Progress(None, None, "insufficient", reason)
