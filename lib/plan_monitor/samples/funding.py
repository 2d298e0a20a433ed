"""Sample funding: what a year brings an agency from each source, and what is spent by a day."""

import datetime as dt
import random

from plan_monitor.samples.scenario import Scenario

_ROUND = -1  # amounts are whole tens of the form's unit


def sample_funding(scenario: Scenario, agency: str, day: dt.date) -> dict[str, tuple[float, float]]:
    """Return by source what `agency` has for the year of `day`, and what is paid out by then.

    The draw is one a year, so that a later period never shows less paid out than an earlier one.
    """
    passed = day.timetuple().tm_yday / 366
    amounts: dict[str, tuple[float, float]] = {}
    for one in scenario.funding:
        draw = random.Random(f"{scenario.seed} {day.year} {agency} {one.source}")
        allocated = round(draw.uniform(*one.allocated), _ROUND)
        paid = round(allocated * draw.uniform(*one.pace) * passed, _ROUND)
        amounts[one.source] = (allocated, paid)
    return amounts
