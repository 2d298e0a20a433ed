"""What an asked cell takes: the hint shown on it, the check behind it, and its number format.

Numbers, dates and lengths only warn: an office whose true figure lies outside the expected range
can always write it. Lists refuse, because a word outside of them could not be read.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from openpyxl.worksheet.datavalidation import DataValidation

from plan_monitor.intake import layout
from plan_monitor.intake.form_contents import Frame
from plan_monitor.intake.texts import form_texts
from plan_monitor.plan.indicators import Indicator
from plan_monitor.vietnamese.dates import short_date
from plan_monitor.vietnamese.numbers import format_number

_Operator = Literal["between", "greaterThanOrEqual", "lessThanOrEqual"]
_Figure = Literal["number", "final", "earlier", "baseline"]
_DATE_FORMAT = "dd/mm/yyyy"
_DAY_ZERO = dt.date(1899, 12, 30)  # from which Excel counts its days
_MAX_TITLE, _MAX_HINT, _MAX_ERROR, _MAX_LIST = 32, 255, 225, 255  # characters: Excel's limits


@dataclass(frozen=True)
class Check:
    """The check of a cell: of which type, between which limits, and what is said on a breach."""

    type: Literal["list", "decimal", "date", "textLength"]
    error: str
    operator: _Operator | None = None
    low: str | None = None
    high: str | None = None
    stops: bool = False


@dataclass(frozen=True)
class Rule:
    """Hint, number format and check of an asked cell; cells with equal rules share one."""

    header: str
    hint: str
    number_format: str = "@"
    check: Check | None = None


def validation_of(rule: Rule) -> DataValidation:
    """Return the validation that holds `rule`, for no cell yet."""
    validation = DataValidation(
        allow_blank=True,
        showInputMessage=True,
        promptTitle=_clip(rule.header, _MAX_TITLE),
        prompt=_clip(rule.hint, _MAX_HINT),
    )
    if check := rule.check:
        validation.type = check.type
        validation.operator = check.operator
        first, second = (check.low, check.high) if check.low else (check.high, None)
        validation.formula1, validation.formula2 = first, second
        validation.showErrorMessage = True
        validation.errorStyle = "stop" if check.stops else "warning"
        validation.errorTitle = _clip(form_texts().faults["title"], _MAX_TITLE)
        validation.error = _clip(check.error, _MAX_ERROR)
    return validation


def words_rule(frame: Frame, header: str) -> Rule:
    """Return the rule of a cell for free text."""
    words = {**frame.words, "limit": format_number(layout.MAX_WORDS)}
    error = form_texts().faults["words"].format(**words)
    check = Check("textLength", error, "lessThanOrEqual", high=str(layout.MAX_WORDS))
    return Rule(header, form_texts().hints[header].format(**words), check=check)


def choice_rule(frame: Frame, header: str, hint: str, choices: Sequence[str]) -> Rule:
    """Return the rule of a cell with a list; only a hint where Excel could not hold the list."""
    words = {**frame.words, "choices": ", ".join(choices)}
    hint = form_texts().hints[hint].format(**words)
    listed = ",".join(choices)
    if (
        not choices
        or len(listed) > _MAX_LIST - 2
        or any(c in word for word in choices for c in ',"')
    ):
        return Rule(header, hint)
    error = form_texts().faults["choice"].format(**words)
    return Rule(header, hint, check=Check("list", error, low=f'"{listed}"', stops=True))


def date_rule(frame: Frame, header: str, start: dt.date | None = None) -> Rule:
    """Return the rule of a cell for a day: not after the cut-off, nor before `start`."""
    faults = form_texts().faults
    high = _serial(frame.period.as_of)
    if start is None:
        check = Check("date", faults["date_until"], "lessThanOrEqual", high=high)
    else:
        check = Check("date", faults["date_between"], "between", _serial(start), high)
    spoken = Check(**{**vars(check), "error": check.error.format(**frame.words)})
    return Rule(header, form_texts().hints[header].format(**frame.words), _DATE_FORMAT, spoken)


def number_rule(
    frame: Frame, header: str, item: Indicator, day: dt.date, kind: _Figure = "number"
) -> Rule:
    """Return the rule of a cell for a value of `item` on `day`, within the indicator's bounds."""
    hints, low, high = form_texts().hints, *item.decision.bounds
    form = "percent" if item.is_percent else "whole" if item.decision.step >= 1 else "decimal"
    words = {
        **frame.words,
        "day": short_date(day),
        "unit": item.unit.verbatim or "–",
        "form": hints[form],
        "range": _range(low, high),
    }
    error = form_texts().faults[kind].format(**words)
    return Rule(header, hints[kind].format(**words), "General", _within(error, low, high))


def _within(error: str, low: float | None, high: float | None) -> Check | None:
    if low is None and high is None:
        return None
    operator: _Operator = (
        "greaterThanOrEqual" if high is None else "lessThanOrEqual" if low is None else "between"
    )
    first, second = (None if bound is None else f"{bound:.10g}" for bound in (low, high))
    return Check("decimal", error, operator, first, second)


def amount_rule(frame: Frame, header: str, *, at_most: str | None = None) -> Rule:
    """Return the rule of a cell for an amount of money, not above the cell `at_most`."""
    texts = form_texts()
    words = {**frame.words, "unit": layout.FUNDING_UNIT}
    error = texts.faults["disbursed" if at_most else "allocated"].format(**words)
    check = Check("decimal", error, "between" if at_most else "greaterThanOrEqual", "0", at_most)
    return Rule(header, texts.hints[header].format(**words), "General", check)


def _range(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return ""
    key = "at_least" if high is None else "at_most" if low is None else "between"
    return form_texts().hints[key].format(low=format_number(low), high=format_number(high))


def _serial(day: dt.date) -> str:
    return str((day - _DAY_ZERO).days)


def _clip(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
