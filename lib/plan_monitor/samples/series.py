"""Sample values: a history up to the baseline, then a walk at a given pace to the target."""

import datetime as dt
import random

from plan_monitor.intake.baselines import HistoryRow
from plan_monitor.plan.indicators import Indicator
from plan_monitor.plan.models import Plan
from plan_monitor.samples.scenario import SampleIndicator, Scenario


def sample_history(plan: Plan, scenario: Scenario) -> list[HistoryRow]:
    """Return one value a year from each indicator's first year to the baseline's."""
    rows = []
    for sample in scenario.indicators:
        indicator = plan.indicator(sample.id)
        for year in range(sample.first_year, scenario.baseline_date.year + 1):
            draw = random.Random(f"{scenario.seed} {_series_key(sample)} {year}")
            value = sample.first + sample.yearly * (year - sample.first_year)
            value += sample.noise * draw.uniform(-1, 1)
            rows.append(
                HistoryRow(
                    indicator_id=sample.id,
                    date=dt.date(year, 12, 31),
                    value=_fit(plan, indicator, value),
                    is_baseline=year == scenario.baseline_date.year,
                    source=scenario.source,
                )
            )
    return rows


def sample_value(
    plan: Plan, scenario: Scenario, sample: SampleIndicator, baseline: float, day: dt.date
) -> float:
    """Return the indicator's value on `day`: the baseline plus its pace times the required way."""
    indicator = plan.indicator(sample.id)
    target = indicator.target.near_end
    assert target is not None, sample.id
    end = dt.date(indicator.target_year, 12, 31)
    passed = (day - scenario.baseline_date).days / (end - scenario.baseline_date).days
    return _fit(plan, indicator, baseline + sample.pace * (target - baseline) * passed)


def _series_key(sample: SampleIndicator) -> str:
    """Return a key that two indicators with the same history share (one name, two horizons)."""
    return f"{sample.first_year} {sample.first} {sample.yearly} {sample.noise}"


def _fit(plan: Plan, indicator: Indicator, value: float) -> float:
    low, high = indicator.decision.bounds
    value = max(value, low) if low is not None else value
    value = min(value, high) if high is not None else value
    unit = indicator.unit.code
    return round(value, plan.unit(unit).decimals if unit else 0)
