"""Single figures as a report prints them."""

from typing import Literal

from plan_monitor.plan.indicators import Indicator
from plan_monitor.plan.models import Plan
from plan_monitor.progress.records import Trajectory
from plan_monitor.report.phrases import say
from plan_monitor.vietnamese.numbers import format_change, format_number


def decimals(plan: Plan, indicator: Indicator) -> int | None:
    """Return how many digits after the comma an indicator's figures have."""
    return plan.unit(indicator.unit.code).decimals if indicator.unit.code else None


def print_value(plan: Plan, indicator: Indicator, value: float | None) -> str:
    """Return a figure without its unit, e.g. ``85,5``."""
    return format_number(value, decimals(plan, indicator))


def print_with_unit(
    plan: Plan, indicator: Indicator, value: float | None, extra_digits: int = 0
) -> str:
    """Return a figure with its unit: ``85,5%``, ``12,30% GRDP``, ``hạng 52``, ``3 …``."""
    digits = decimals(plan, indicator)
    text = format_number(value, None if digits is None else digits + extra_digits)
    if indicator.unit.code is None:
        return text
    if indicator.decision.measure == "rank":
        return say("rank_value", value=text)
    label = plan.unit(indicator.unit.code).label or (indicator.unit.verbatim or "").lower()
    return f"{text}{label}" if label.startswith("%") else f"{text} {label}"


def change(trajectory: Trajectory) -> float | None:
    """Return the change since the previous period, in the first one since the baseline.

    None where this period brought no value, or there is nothing to compare it with.
    """
    before = trajectory.previous_value
    if before is None:
        before = trajectory.baseline_value
    if not trajectory.is_current or trajectory.actual is None or before is None:
        return None
    return trajectory.actual - before


def compared_with(trajectory: Trajectory) -> Literal["previous", "baseline"]:
    """Return what `change` compares with."""
    return "baseline" if trajectory.previous_value is None else "previous"


def print_change(plan: Plan, indicator: Indicator, trajectory: Trajectory) -> str:
    """Return the change with its sign, e.g. ``+3,2``."""
    return format_change(change(trajectory), decimals(plan, indicator))
