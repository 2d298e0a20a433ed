"""Single figures as a report prints them."""

from plan_monitor.plan.indicators import Indicator
from plan_monitor.plan.models import Plan
from plan_monitor.progress.records import Trajectory
from plan_monitor.report.phrases import say, words
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


def print_change(plan: Plan, indicator: Indicator, trajectory: Trajectory) -> str:
    """Return the change with its sign, e.g. ``+3,2``."""
    return format_change(change(trajectory), decimals(plan, indicator))


def print_plain(
    plan: Plan, indicator: Indicator, value: float | None, extra_digits: int = 0
) -> str:
    """Return a figure in a sentence: as `print_with_unit`, a rank and an index without a word."""
    digits = decimals(plan, indicator)
    text = format_number(value, None if digits is None else digits + extra_digits)
    if indicator.unit.code and indicator.decision.measure == "rank":
        return say("rank_place", value=text)
    if is_index(plan, indicator):
        return text
    return print_with_unit(plan, indicator, value, extra_digits)


def is_index(plan: Plan, indicator: Indicator) -> bool:
    """Tell whether the unit is the indicator itself, so that its name already says it."""
    label = plan.unit(indicator.unit.code).label if indicator.unit.code else ""
    return bool(label) and not label.startswith("%") and label in indicator.name


def is_count(plan: Plan, indicator: Indicator) -> bool:
    """Tell whether an indicator counts things, which the plan names in the unit's place."""
    code = indicator.unit.code
    return code is not None and not plan.unit(code).label


def print_size(plan: Plan, indicator: Indicator, size: float, extra_digits: int = 0) -> str:
    """Return the size of a change with its unit, e.g. ``3,2 điểm phần trăm``, ``3 bậc``."""
    digits = decimals(plan, indicator)
    text = format_number(abs(size), None if digits is None else digits + extra_digits)
    code = indicator.unit.code
    label = plan.unit(code).change_label if code else ""
    return f"{text} {label or unit_word(indicator)}".strip()


def unit_word(indicator: Indicator) -> str:
    """Return the unit as the plan prints it, in small letters, e.g. ``doanh nghiệp``."""
    return (indicator.unit.verbatim or "").lower()


def print_target(plan: Plan, indicator: Indicator) -> str:
    """Return the target as a sentence names it, e.g. ``≥ 50%``, ``3–5%``, ``từ thứ 55 trở lên``."""
    target, code = indicator.target, indicator.unit.code
    if target.near_end is None or target.operator in (None, "text"):
        return target.verbatim or "–"
    if target.operator == "range":
        number = f"{format_number(target.low)}–{format_number(target.high)}"
    else:
        number = format_number(target.near_end)
    if code and indicator.decision.measure == "rank":
        return say("rank_target", value=number)
    sign = words("signs").get(target.operator, "")
    has_label = code is not None and not is_index(plan, indicator)
    label = (plan.unit(code).label or unit_word(indicator)) if code and has_label else ""
    blank = "" if label.startswith("%") or not label else " "
    return f"{sign}{number}{blank}{label}"
