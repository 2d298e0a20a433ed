"""The scale on which a series is continued, so that no projection leaves what is possible."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Scale = Literal["logit", "log", "identity"]

_LARGEST = 230.0  # exp(±230) is 1e±100: beyond any figure, far from overflow
_SMALLEST_STEP, _LARGEST_STEP = 1e-100, 1e100


class Bounds(NamedTuple):
    """Between which values an indicator can lie, in its unit; None where there is no end."""

    low: float | None = None
    high: float | None = None

    def clip(self, value: float) -> float:
        """Return `value`, or the bound that it passes."""
        if self.low is not None:
            value = max(value, self.low)
        return value if self.high is None else min(value, self.high)


def choose_scale(bounds: Bounds, *, is_percent: bool) -> Scale:
    """Return the scale for an indicator: logit for shares, log for positive quantities.

    A share is a percentage with two ends of which neither is negative; a positive quantity is
    anything else that cannot fall below zero. Growth rates can, and stay as they are.
    """
    if bounds.low is None or bounds.low < 0:
        return "identity"
    return "logit" if is_percent and bounds.high is not None else "log"


@dataclass(frozen=True)
class Axis:
    """A scale made ready for one series; `shift` is added before a logarithm is taken."""

    scale: Scale
    bounds: Bounds
    step: float
    shift: float = 0.0

    def forward(self, value: float) -> float:
        """Return an observed `value` on the scale; what is printed as a bound lies within it.

        A value printed as 100 stands for anything between 100 − step/2 and 100; it is taken in the
        middle, at 100 − step/4, so that it lies on the far side of `reached`.
        """
        return self._moved(self._inside(value, self.step / 4))

    def reached(self, value: float) -> float:
        """Return on the scale from where on `value` counts as reached; −inf where always.

        On a logit scale a target on the bound counts as reached at bound − step/2.
        """
        return self._moved(self._inside(value, self.step / 2))

    def back(self, moved: float) -> float:
        """Return a place on the scale in the indicator's unit, within the bounds."""
        if self.scale == "identity":
            return self.bounds.clip(moved)
        moved = min(max(moved, -_LARGEST), _LARGEST)
        if self.scale == "log":
            return self.bounds.clip(max(math.exp(moved) - self.shift, 0.0))
        low, high = _ends(self.bounds)
        return self.bounds.clip(low + (high - low) / (1 + math.exp(-moved)))

    def rounding(self, value: float) -> float:
        """Return the standard deviation on the scale that rounding to `step` alone causes.

        It is step/√12 for a rounded figure (uniform within the step), here as seen at `value`.
        """
        if self.scale == "identity":
            return self.step / math.sqrt(12)
        if self.scale == "log":
            return self.step / math.sqrt(12) / (max(value, self.step / 4) + self.shift)
        low, high = _ends(self.bounds)
        within = self._inside(value, self.step / 4)
        nearest = max(min(within - low, high - within), self.step / 2)
        return self.step / math.sqrt(12) * (high - low) / (nearest * (high - low - nearest))

    def _inside(self, value: float, margin: float) -> float:
        if self.scale != "logit":
            return value
        low, high = _ends(self.bounds)
        return min(max(value, low + margin), high - margin)

    def _moved(self, value: float) -> float:
        if self.scale == "identity":
            return value
        if self.scale == "log":
            return math.log(value + self.shift) if value + self.shift > 0 else -math.inf
        low, high = _ends(self.bounds)
        return math.log((value - low) / (high - value))


def axis_for(values: Sequence[float], scale: Scale, bounds: Bounds, step: float) -> Axis | None:
    """Return the axis for a series, None where the scale does not fit it.

    A logarithm needs values of zero or more and takes log(y + step/2) where there is a zero; a
    logit needs two bounds further apart than two steps.
    """
    if not _SMALLEST_STEP <= step <= _LARGEST_STEP:
        return None
    if scale == "log":
        if min(values) < 0:
            return None
        return Axis(scale, bounds, step, 0.0 if min(values) > 0 else step / 2)
    if scale == "logit" and not _leaves_room(bounds, step):
        return None
    return Axis(scale, bounds, step)


def _leaves_room(bounds: Bounds, step: float) -> bool:
    low, high = bounds
    if low is None or high is None or not 2 * step < high - low < math.inf:
        return False
    return low + step / 4 > low and high - step / 4 < high


def _ends(bounds: Bounds) -> tuple[float, float]:
    low, high = bounds
    if low is None or high is None:
        raise ValueError("a logit scale needs two bounds")
    return low, high
