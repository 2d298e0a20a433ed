"""Student's t distribution with whole degrees of freedom, which the standard library lacks."""

import math
from dataclasses import dataclass
from functools import lru_cache

_HALVINGS = 200


def t_cdf(value: float, freedom: int) -> float:
    """Return P(T ≤ `value`) for Student's t with `freedom` degrees of freedom.

    For whole degrees of freedom the integral is a finite sum in θ = arctan(t/√ν): Abramowitz and
    Stegun (1964), Handbook of Mathematical Functions, 26.7.3 (odd ν) and 26.7.4 (even ν).

    Examples
    --------
    >>> round(t_cdf(1.0, 1), 10)
    0.75
    """
    if freedom < 1:
        raise ValueError(f"{freedom} degrees of freedom")
    angle = math.atan(value / math.sqrt(freedom))
    cosine = math.cos(angle)
    odd = freedom % 2 == 1
    term = cosine if odd else 1.0
    total = term if freedom > 1 else 0.0
    for power in range(3 if odd else 2, freedom - 1, 2):
        term *= cosine**2 * (power - 1) / power
        total += term
    inside = math.sin(angle) * total
    if odd:
        inside = 2 / math.pi * (angle + inside)
    return min(max((1 + inside) / 2, 0.0), 1.0)


@lru_cache(maxsize=1024)
def t_quantile(share: float, freedom: int) -> float:
    """Return the value below which Student's t lies with probability `share`, 0 < `share` < 1.

    The distribution function is halved down on until two neighbouring floats are left.

    Examples
    --------
    >>> round(t_quantile(0.9, 3), 4)
    1.6377
    """
    if not 0 < share < 1:
        raise ValueError(f"no quantile at {share}")
    if share < 0.5:
        return -t_quantile(1 - share, freedom)
    low, high = 0.0, 1.0
    while t_cdf(high, freedom) < share and high < 1e12:
        high *= 2
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if t_cdf(middle, freedom) < share:
            low = middle
        else:
            high = middle
    return high


@dataclass(frozen=True)
class StudentT:
    """A t distribution moved to `centre` and stretched by `spread` (> 0)."""

    centre: float
    spread: float
    freedom: int

    def cdf(self, value: float) -> float:
        """Return the probability of at most `value`."""
        return t_cdf((value - self.centre) / self.spread, self.freedom)

    def quantile(self, share: float) -> float:
        """Return the value not exceeded with probability `share`."""
        return self.centre + self.spread * t_quantile(share, self.freedom)
