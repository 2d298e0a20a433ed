"""Make a number or a date of a cell, or say why not. Nothing ambiguous is guessed."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from openpyxl.utils.datetime import from_excel

from plan_monitor.intake.reading import RawCell
from plan_monitor.vietnamese.text import match_key

_NO_DATA = {
    "-",
    "–",
    "n/a",
    "na",
    "chưa có số liệu",
    "chưa có",
    "không có số liệu",
    "chưa đánh giá",
}
_LITERAL = re.compile(r'"[^"]*"|\\.')
_LEADING_WORDS = re.compile(r"^(?:đạt|ước đạt)\s+")
_PLAIN = re.compile(r"[+-]?\d+(?:,\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+|[+-]?\d{1,3}(?:\.\d{3}){2,}")
_AMBIGUOUS = re.compile(r"[+-]?\d+(?:\.\d+)+|[+-]?\d{1,3}(?:,\d{3})+\.\d+")
_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


@dataclass(frozen=True)
class ReadNumber:
    """A number, or None; `check_id` names the remark or the fault, None when there is none."""

    value: float | None
    check_id: str | None = None


def read_number(cell: RawCell, *, is_percent: bool) -> ReadNumber:
    """Return the number in `cell`, of an indicator whose unit is a percentage or not.

    Numeric cells are taken as they are; one with a percent format is multiplied by 100 (0.855 shown
    as 85.5 % is 85.5), and refused where the unit is no percentage. Texts are read the Vietnamese
    way: ``85,5``, ``85,5%``, ``1.234,5``, ``đạt 85,5%``. Refused: ``1.234`` and ``70.5`` (thousands
    or decimals?), ranges, comparisons, words, Excel errors, formulas without a cached value.
    """
    if cell.is_formula and cell.value is None:
        return ReadNumber(None, "value-uncached-formula")
    if isinstance(cell.value, bool | dt.datetime | dt.date):
        return ReadNumber(None, "value-not-a-number")
    if isinstance(cell.value, int | float):
        if not _shows_percent(cell.number_format):
            return ReadNumber(float(cell.value))
        if not is_percent:
            return ReadNumber(None, "value-percent-format")
        return ReadNumber(float(f"{cell.value * 100:.10g}"))
    return parse_number(cell.text)


def _shows_percent(number_format: str) -> bool:
    """Tell whether Excel multiplies by 100 to show a cell: not for a quoted or escaped ``%``."""
    return "%" in _LITERAL.sub("", number_format)


def parse_number(text: str) -> ReadNumber:
    """Return the number that `text` writes in Vietnamese, or the reason why it is none."""
    plain = match_key(unicodedata.normalize("NFKC", text)).replace("−", "-")
    if not plain:
        return ReadNumber(None, "value-blank")
    if plain in _NO_DATA:
        return ReadNumber(None, "value-no-data")
    if plain.startswith("#"):
        return ReadNumber(None, "value-excel-error")
    digits = _LEADING_WORDS.sub("", plain)
    has_percent = digits.endswith("%")
    digits = digits.removesuffix("%").strip()
    if _PLAIN.fullmatch(digits) or _GROUPED.fullmatch(digits):
        value = float(digits.replace(".", "").replace(",", "."))
        return ReadNumber(value, "value-percent-sign" if has_percent else "value-as-text")
    if _AMBIGUOUS.fullmatch(digits):
        return ReadNumber(None, "value-ambiguous")
    return ReadNumber(None, "value-not-a-number")


def read_date(cell: RawCell) -> dt.date | None:
    """Return the day in `cell`: a date cell, a serial number or dd/mm/yyyy; None if unreadable."""
    if isinstance(cell.value, dt.datetime):
        return cell.value.date()
    if isinstance(cell.value, dt.date):
        return cell.value
    if isinstance(cell.value, int | float) and 20000 < cell.value < 80000:
        serial = from_excel(cell.value)
        return serial.date() if isinstance(serial, dt.datetime) else None
    return parse_date(cell.text)


def parse_date(text: str) -> dt.date | None:
    """Return the day that `text` writes as dd/mm/yyyy, None if it is none."""
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return None
    try:
        return dt.date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None
