"""Single figures: what they are, whether they can be, and whether they look right."""

from plan_monitor.intake.cleaning.context import Context
from plan_monitor.intake.cleaning.words import tell_invisible
from plan_monitor.intake.findings import Findings
from plan_monitor.intake.raw import RawCell
from plan_monitor.intake.records import Outcome
from plan_monitor.intake.values import ReadNumber, read_number
from plan_monitor.plan.indicators import Indicator
from plan_monitor.vietnamese.numbers import format_number

_ROUNDING = 1e-9
_LARGEST_SHARE = 2  # 200 %, written as a share


def judge_figure(
    item: Indicator, cell: RawCell, context: Context, findings: Findings, *, asked: bool
) -> tuple[float | None, Outcome]:
    """Return the figure in `cell` and what became of it; every doubt becomes a finding.

    Parameters
    ----------
    asked : bool
        Whether an empty cell is to be told.
    """
    number = read_number(cell, is_percent=item.is_percent)
    if number.check_id == "value-blank" and not asked:
        return None, "blank"
    outcome: Outcome = "accepted"
    if tell_invisible(cell, item.id, findings):  # what was seen is not what stands there
        number = ReadNumber(None, "value-ambiguous")
    if number.check_id:
        findings.add(number.check_id, item.id, cell, found=cell.text or "(trống)")
        outcome = "warning" if number.value is not None else "rejected"
        if number.check_id in ("value-blank", "value-no-data"):
            outcome = "blank"
    if number.value is None:
        return None, outcome
    if not is_possible(item, cell, number.value, context, findings):
        return None, "rejected"
    if _tell_unusual(item, cell, number.value, context, findings):
        outcome = "warning"
    return number.value, outcome


def is_possible(
    item: Indicator, cell: RawCell, value: float, context: Context, findings: Findings
) -> bool:
    """Tell whether a figure can be taken at all: within the bounds, and on one scale only."""
    if not _within(value, item.decision.bounds):
        low, high = (format_number(bound, none="…") for bound in item.decision.bounds)
        findings.add("value-out-of-bounds", item.id, cell, expected=f"từ {low} đến {high}")
        return False
    if _may_be_share(item, cell, value, context):
        findings.add("value-as-share", item.id, cell)
        return False
    return True


def is_pair_odd(
    item: Indicator, actual: float | None, estimate: float | None, cell: RawCell, findings: Findings
) -> bool:
    """Tell whether the estimate in `cell` is below the actual of something that only grows."""
    if item.kind != "numeric" or actual is None or estimate is None:
        return False
    if not _is_cumulative(item) or estimate >= actual - _ROUNDING:
        return False
    least = f"không dưới {format_number(actual)}"
    findings.add("estimate-below-actual", item.id, cell, expected=least)
    return True


def _within(value: float, bounds: tuple[float | None, float | None]) -> bool:
    low, high = bounds
    return (low is None or value >= low) and (high is None or value <= high)


def _may_be_share(item: Indicator, cell: RawCell, value: float, context: Context) -> bool:
    """Tell whether a percentage may have been written as a share: 0.855 for 85.5 %.

    A percent sign, written or shown, leaves no doubt. Else the last known value, or the target,
    says which scale the figure has: it is a share where it lies closer to that as one. Where the
    file does not tell how a number is shown, a small one may always be shown as a percentage.
    """
    shown = cell.number_format if cell.kind == "number" else cell.text
    if not item.is_percent or "%" in shown:
        return False
    scale = context.reference(item.id)
    scale = item.target.near_end if scale is None else scale
    if cell.kind == "number" and not shown:
        share = 100 * value
        is_nearer = scale is None or abs(share - scale) <= abs(value - scale)
        return (
            0 < abs(value) < _LARGEST_SHARE and is_nearer and _within(share, item.decision.bounds)
        )
    if scale is None or abs(scale) < context.reporting.checks.share_scale:
        return False
    return 0 < value <= 1 and 10 * value < abs(scale)  # 10: halfway between 1 and 100


def _is_cumulative(item: Indicator) -> bool:
    """Tell whether a figure only grows: a count, or a sum within the year; no percentage does."""
    decision = item.decision
    if item.is_percent or decision.better != "higher":
        return False
    return decision.measure == "flow" or (decision.measure == "stock" and decision.step >= 1)


def _tell_unusual(
    item: Indicator, cell: RawCell, value: float, context: Context, findings: Findings
) -> bool:
    """Add findings about a figure that can be, but looks odd beside what was known before."""
    last = context.last(item.id)
    reference = context.reference(item.id)
    if last is not None and last.value is not None and _falls(item, value, last.value, context):
        findings.add(
            "cumulative-falls", item.id, cell, expected=f"không dưới {format_number(last.value)}"
        )
        return True
    if reference is None or item.target.near_end is None:
        return False
    way = abs(item.target.near_end - reference)
    limits = context.reporting.checks
    most = max(
        limits.unusual_share_of_way * way,
        limits.ordinary_steps * item.decision.step,
        limits.ordinary_change * max(abs(reference), abs(item.target.near_end)),
    )
    if abs(value - reference) > most:
        findings.add(
            "value-unusual",
            item.id,
            cell,
            expected=f"gần giá trị đã biết {format_number(reference)}",
        )
        return True
    return False


def _falls(item: Indicator, value: float, last: float, context: Context) -> bool:
    if not _is_cumulative(item) or value >= last - _ROUNDING:
        return False
    observation = context.last(item.id)
    same_year = observation is not None and observation.date.year == context.period.as_of.year
    return item.decision.measure == "stock" or same_year
