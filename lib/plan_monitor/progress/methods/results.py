"""What a published method answers, and the growth rate that both are built on."""

import math
from dataclasses import dataclass
from typing import Literal, NamedTuple

from plan_monitor.plan.indicators import Better


@dataclass(frozen=True)
class Progress:
    """The answer of a published method; a figure that is not available is None.

    Parameters
    ----------
    ratio : float or None
        Observed over required progress; without a target, the growth rate that was judged. Infinite
        where the target is the baseline and the value moved.
    score : float or None
        The method's score, on its own scale.
    status : str
        The method's word for it.
    reason : str
        What decided, e.g. ``ratio``, ``met``, ``sign_change``.
    projected : float or None
        The value at the target year if growth goes on, where the method projects one.
    """

    ratio: float | None
    score: float | None
    status: str
    reason: str
    projected: float | None = None


class Change(NamedTuple):
    """A first and a latest value, and the years at which they were."""

    start: float
    since: float
    end: float
    at: float


def change_of(
    start: float | None, since: float | None, end: float | None, at: float | None
) -> tuple[Change | None, str]:
    """Return the change to be judged, or None and why there is none."""
    if start is None or since is None or end is None or at is None:
        return None, "no_value"
    if not finite(start, since, end, at):
        return None, "no_value"
    return (Change(start, since, end, at), "") if at > since else (None, "no_later_value")


def annual_growth(start: float, end: float, years: float) -> float | None:
    """Return the compound annual growth rate g = (end / start)^(1 / years) − 1.

    None where there is none: no time passed, a zero start, values of opposite signs, or a rate
    that no float can hold.
    """
    if years <= 0 or start == 0 or end / start < 0:
        return None
    try:
        return float((end / start) ** (1 / years)) - 1
    except OverflowError:
        return None


def finite(*values: float | None) -> bool:
    """Tell whether all `values` are there and are numbers."""
    return all(value is not None and math.isfinite(value) for value in values)


def sign_of(better: Better) -> int:
    """Return +1 where higher is better and −1 where lower is; refuse any other word."""
    signs: dict[Literal["higher", "lower"], int] = {"higher": 1, "lower": -1}
    if better not in signs:
        raise ValueError(f"better is 'higher' or 'lower', not {better!r}")
    return signs[better]
