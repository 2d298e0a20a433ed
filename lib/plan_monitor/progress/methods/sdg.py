"""The progress measure of Open SDG and Statistics Canada, to the letter of its publication.

Growth to date is held against the growth that the target asks for. Source: Statistics Canada, *SDG
progress measure methodology*, and Open SDG's implementation of it. No tolerance: a value exactly on
a threshold falls where floating-point arithmetic lets it fall.
"""

import math
from collections.abc import Iterable

from plan_monitor.plan.indicators import Better
from plan_monitor.progress.methods.results import (
    Change,
    Progress,
    annual_growth,
    change_of,
    finite,
    sign_of,
)

_ZERO = 0.001  # stands for a baseline or target of zero, of which there is no growth rate
_LIMIT_POWER = 4.44
_SUBSTANTIAL, _MODERATE = 0.95, 0.60  # of the growth that the target asks for
_GROWTH_SUBSTANTIAL, _GROWTH_MODERATE = 0.015, 0.005  # a year, where there is no target
_MOST = 5.0
_SCORE_SUBSTANTIAL, _SCORE_MODERATE, _SCORE_LIMITED = 2.5, 0.0, -2.5


def open_sdg(  # noqa: PLR0917 (the four figures of a series stand in their order)
    baseline_value: float | None,
    baseline_year: float | None,
    current_value: float | None,
    current_year: float | None,
    target: float | None = None,
    target_year: float = 2030,
    *,
    better: Better,
    limit: float | None = None,
) -> Progress:
    """Return the Open SDG progress of one series.

    With a target, R = s·d·g(y₀, y, t − t₀) / abs g(y₀, T, t_T − t₀), where g is compound annual
    growth, d the direction and s the sign of the baseline. Without one, growth itself is judged.

    Parameters
    ----------
    baseline_value, baseline_year, current_value, current_year : float or None
        The first and the latest value, in the series' unit, and their (decimal) years.
    target, target_year : float or None, float
        The value to be reached and the year by which.
    better : {"higher", "lower"}
        The direction of improvement.
    limit : float, optional
        A value that cannot be passed (100 for a share): the closer the baseline is to it, the less
        growth is asked. Without a target only.

    Returns
    -------
    Progress
        ``status`` is target_achieved, substantial_progress, moderate_progress, limited_progress,
        deterioration or not_available; ``score`` lies in [−5, 5].
    """
    direction = sign_of(better)
    is_met = (
        current_value is not None
        and target is not None
        and finite(current_value, target)
        and direction * (current_value - target) >= 0
    )
    change, reason = change_of(baseline_value, baseline_year, current_value, current_year)
    ratio = None
    if change is not None:
        ratio, reason = _ratio(change, target, target_year, direction)
    if is_met:
        return Progress(ratio, _MOST, "target_achieved", "met")
    if ratio is None:
        return Progress(None, None, "not_available", reason)
    if target is not None:
        return Progress(ratio, _clip(_score(ratio)), _status(ratio), reason)
    closeness = _closeness(baseline_value or _ZERO, limit)
    return Progress(
        ratio, _clip(_growth_score(ratio, closeness)), _of_growth(ratio, closeness), reason
    )


def open_sdg_aggregate(scores: Iterable[float | None], achieved: Iterable[bool]) -> Progress:
    """Return the progress of an indicator: the mean of its series' scores.

    Series without a score are left out of the mean. The target is achieved if it is by every one.

    Returns
    -------
    Progress
        ``ratio`` is None; ``status`` and ``score`` as those of `open_sdg`.
    """
    known = [score for score in scores if score is not None and math.isfinite(score)]
    reached = list(achieved)
    if not known:
        return Progress(None, None, "not_available", "no_scores")
    mean = sum(known) / len(known)
    if reached and all(reached):
        return Progress(None, mean, "target_achieved", "met")
    if mean >= _SCORE_SUBSTANTIAL:
        return Progress(None, mean, "substantial_progress", "score")
    if mean >= _SCORE_MODERATE:
        return Progress(None, mean, "moderate_progress", "score")
    return Progress(
        None, mean, "limited_progress" if mean >= _SCORE_LIMITED else "deterioration", "score"
    )


def _ratio(
    change: Change, target: float | None, target_year: float, direction: int
) -> tuple[float | None, str]:
    """Return the ratio, or the growth where there is no target, and what decided."""
    start = change.start or _ZERO
    growth = annual_growth(start, change.end, change.at - change.since)
    if growth is None:
        return None, "sign_change"
    moved = direction * growth if start > 0 else -direction * growth
    if target is None:
        return moved, "growth"
    if not finite(target, target_year) or target_year <= change.since:
        return None, "no_time" if finite(target, target_year) else "no_target"
    asked = annual_growth(start, target or _ZERO, target_year - change.since)
    if asked is None:
        return None, "sign_change"
    if asked == 0:
        return math.copysign(math.inf, moved) if moved else None, "target_is_base"
    return moved / abs(asked), "ratio"


def _score(ratio: float) -> float:
    return 7.1429 * ratio - 4.2857 if ratio >= _MODERATE else 4.1667 * ratio - 2.5


def _status(ratio: float) -> str:
    if ratio >= _SUBSTANTIAL:
        return "substantial_progress"
    if ratio >= _MODERATE:
        return "moderate_progress"
    return "limited_progress" if ratio >= 0 else "deterioration"


def _closeness(start: float, limit: float | None) -> float:
    """Return C, by which the thresholds of growth shrink near the natural limit."""
    if limit is None or not finite(limit):
        return 1.0
    size, most = abs(start), abs(limit)
    if size <= most:
        return 1 - math.pow(size / most, _LIMIT_POWER) if most else 0.0
    return 1 - math.pow((2 * most - size) / most, _LIMIT_POWER) if size < 2 * most else 1.0


def _growth_score(growth: float, closeness: float) -> float:
    if growth < 0:
        return 125 * growth - 2.5
    if closeness == 0:
        return _MOST
    if growth < _GROWTH_MODERATE * closeness:
        return 500 * growth / closeness - 2.5
    if growth < _GROWTH_SUBSTANTIAL * closeness:
        return 250 * growth / closeness - 1.25
    return 500 * growth / closeness - 5


def _of_growth(growth: float, closeness: float) -> str:
    if growth < 0:
        return "deterioration"
    if growth >= _GROWTH_SUBSTANTIAL * closeness:
        return "substantial_progress"
    return "moderate_progress" if growth >= _GROWTH_MODERATE * closeness else "limited_progress"


def _clip(score: float) -> float:
    return max(-_MOST, min(_MOST, score))
