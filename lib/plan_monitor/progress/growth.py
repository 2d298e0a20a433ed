"""Mean annual growth: of levels, or of the rates that were reported; full years only."""

import math
from collections.abc import Sequence

from plan_monitor.progress.methods.results import annual_growth


def growth_of_rates(rates: Sequence[float]) -> float | None:
    """Return the geometric mean of annual rates, in percent a year; None without any.

    +50, −30 and 0 % are 1.6 % a year, not 6.7: what was lost has to be gained again. A rate of
    −100 % or below leaves nothing that could grow.
    """
    if not rates or any(not math.isfinite(rate) or rate <= -100 for rate in rates):
        return None
    logs = [math.log1p(rate / 100) for rate in rates]
    return math.expm1(math.fsum(logs) / len(logs)) * 100


def growth_of_levels(start: float, end: float, years: float) -> float | None:
    """Return the compound annual growth from `start` to `end`, in percent a year."""
    growth = annual_growth(start, end, years) if start > 0 and end >= 0 else None
    return growth * 100 if growth is not None else None


def rate_needed(rates: Sequence[float], asked: float, years: int = 1) -> float | None:
    """Return the rate of each of the next `years` that brings the mean of all to `asked`, in %."""
    if any(rate <= -100 for rate in rates) or asked <= -100:
        return None
    logs = math.fsum(math.log1p(rate / 100) for rate in rates)
    wanted = ((len(rates) + years) * math.log1p(asked / 100) - logs) / years
    return math.expm1(wanted) * 100 if wanted < 10 else None
