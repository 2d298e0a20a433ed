"""Make a number or a date of a cell, or say why not. Nothing ambiguous is guessed."""

import calendar
import datetime as dt
import math
import re
from dataclasses import dataclass

from openpyxl.styles.numbers import is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from plan_monitor.intake.raw import RawCell
from plan_monitor.vietnamese.text import match_key

_NO_DATA = {
    "-",
    "--",
    "–",
    "—",
    "...",
    "…",
    "n/a",
    "na",
    "chưa có số liệu",
    "chưa có dữ liệu",
    "chưa có",
    "không có số liệu",
    "không có dữ liệu",
    "chưa đánh giá",
    "chưa thống kê",
}
_NEVER_NUMBERS: dict[str, str] = {
    "uncached": "value-uncached-formula",
    "error": "value-excel-error",
    "date": "value-is-date",
    "bool": "value-not-a-number",
}
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_EXCEL_ERROR = re.compile(r"#(?:n/a|[a-z/_0-9]+[!?])|err:[0-9]+")
_LITERAL = re.compile(r'"[^"]*"|\\.')
_LEADING_WORD = re.compile(r"^đạt\s+")
_PLAIN = re.compile(r"[+-]?[0-9]+(?:,[0-9]+)?")
_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+,[0-9]+|(?:\.[0-9]{3}){2,})")
_AMBIGUOUS = re.compile(
    r"[+-]?[0-9]+(?:\.[0-9]+)+(?:,[0-9]+)?|[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?"
)
_DATE = re.compile(r"(?:ngày\s+)?([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_LONG_DATE = re.compile(r"ngày\s+([0-9]{1,2})\s+tháng\s+([0-9]{1,2})\s+năm\s+([0-9]{4})")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ t]00:00:00)?")
_MONTH = re.compile(r"(?:tháng\s+)?([0-9]{1,2})\s*(?:/|năm)\s*([0-9]{4})")
_QUARTER = re.compile(r"quý\s+(i{1,3}|iv|[1-4])\s*(?:/|năm)\s*([0-9]{4})")
_YEAR = re.compile(r"năm\s+([0-9]{4})")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_SERIALS = range(30_000, 60_000)  # 1982 to 2064: days counted by Excel


@dataclass(frozen=True)
class ReadNumber:
    """A number, or None; `check_id` names the remark or the fault, None when there is none."""

    value: float | None
    check_id: str | None = None


@dataclass(frozen=True)
class ReadDate:
    """A day, or None; `check_id` names the remark or the fault, None when there is none."""

    day: dt.date | None
    check_id: str | None = None


def read_number(cell: RawCell, *, is_percent: bool) -> ReadNumber:
    """Return the number in `cell`, of an indicator whose unit is a percentage or not.

    Numeric cells are taken as they are; one with a percent format is multiplied by 100 (0.855 shown
    as 85.5 % is 85.5), and refused where the unit is no percentage. Texts are read the Vietnamese
    way: ``85,5``, ``85,5%``, ``1.234,5``, ``đạt 85,5%``. Refused: ``1.234``, ``70.5`` and ``1,234``
    (thousands or decimals?), ranges, comparisons, words, Excel errors, formulas without a cached
    value, and what Excel took for a date.
    """
    if cell.kind in _NEVER_NUMBERS:
        return ReadNumber(None, _NEVER_NUMBERS[cell.kind])
    if isinstance(cell.value, int | float):
        return _typed_number(cell.value, cell.number_format, is_percent)
    number = parse_number(cell.text)
    if number.check_id == "value-percent-sign" and not is_percent:
        return ReadNumber(None, "value-percent-format")
    return number


def _typed_number(value: float, number_format: str, is_percent: bool) -> ReadNumber:
    if is_timedelta_format(number_format):  # hours, not a number of days
        return ReadNumber(None, "value-is-date")
    if not _shows_percent(number_format):
        return ReadNumber(float(value))
    if not is_percent:
        return ReadNumber(None, "value-percent-format")
    return ReadNumber(float(f"{value * 100:.10g}"))


def _shows_percent(number_format: str) -> bool:
    """Tell whether Excel multiplies by 100 to show a cell: not for a quoted or escaped ``%``."""
    return "%" in _LITERAL.sub("", number_format)


def parse_number(text: str) -> ReadNumber:
    """Return the number that `text` writes in Vietnamese, or the reason why it is none."""
    plain = _key(text).replace("−", "-")
    if not plain:
        return ReadNumber(None, "value-blank")
    if is_no_data(text):
        return ReadNumber(None, "value-no-data")
    if _EXCEL_ERROR.fullmatch(plain):
        return ReadNumber(None, "value-excel-error")
    return _parse_digits(_LEADING_WORD.sub("", plain))


def _parse_digits(digits: str) -> ReadNumber:
    has_percent = digits.endswith("%")
    digits = digits.removesuffix("%").strip()
    remark = "value-percent-sign" if has_percent else "value-as-text"
    if _GROUPED.fullmatch(digits):
        return _finite(float(digits.replace(".", "").replace(",", ".")), remark)
    if _AMBIGUOUS.fullmatch(digits):
        return ReadNumber(None, "value-ambiguous")
    if _PLAIN.fullmatch(digits):
        return _finite(float(digits.replace(",", ".")), remark)
    return ReadNumber(None, "value-not-a-number")


def _finite(value: float, remark: str) -> ReadNumber:
    """Refuse a number so long that it is none a machine can hold."""
    return (
        ReadNumber(value, remark)
        if math.isfinite(value)
        else ReadNumber(None, "value-not-a-number")
    )


def is_no_data(text: str) -> bool:
    """Tell whether `text` says that there is nothing to report yet: ``-``, ``N/A``, words."""
    plain = _key(text)
    return plain in _NO_DATA or plain.strip(" .;,()") in _NO_DATA


def _key(text: str) -> str:
    """Return `text` for matching; full-width signs become plain, other look-alikes do not.

    Unicode's NFKC would make a digit of a footnote sign: ``85,5¹`` is not 85.51.
    """
    return match_key(text.translate(_FULL_WIDTH))


def read_date(cell: RawCell) -> ReadDate:
    """Return the day in `cell`.

    A date cell is taken as it is, an unformatted serial number and a text with a remark. A month, a
    quarter or a year (``tháng 6/2025``, ``Quý II/2025``, ``năm 2024``) stands for its last day.
    """
    if isinstance(cell.value, dt.datetime):
        return ReadDate(cell.value.date())
    if isinstance(cell.value, dt.date):
        return ReadDate(cell.value)
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        if int(cell.value) not in _SERIALS:
            return ReadDate(None, "date-unreadable")
        epoch = MAC_EPOCH if cell.counts_from_1904 else WINDOWS_EPOCH
        serial = from_excel(cell.value, epoch)
        day = serial.date() if isinstance(serial, dt.datetime) else None
        return ReadDate(day, "date-as-serial")
    return parse_date(cell.text)


def parse_date(text: str) -> ReadDate:
    """Return the day that `text` writes, or that it is none."""
    plain = _key(text)
    if match := _ISO_DATE.fullmatch(plain):
        return _day(int(match[1]), int(match[2]), int(match[3]), "date-as-text")
    if match := _DATE.fullmatch(plain) or _LONG_DATE.fullmatch(plain):
        return _day(int(match[3]), int(match[2]), int(match[1]), "date-as-text")
    if match := _MONTH.fullmatch(plain):
        return _day(int(match[2]), int(match[1]), None, "date-imprecise")
    if match := _QUARTER.fullmatch(plain):
        return _day(int(match[2]), 3 * _QUARTERS[match[1]], None, "date-imprecise")
    if match := _YEAR.fullmatch(plain):
        return _day(int(match[1]), 12, None, "date-imprecise")
    return ReadDate(None, "date-unreadable")


def _day(year: int, month: int, day: int | None, check_id: str) -> ReadDate:
    try:
        return ReadDate(dt.date(year, month, day or calendar.monthrange(year, month)[1]), check_id)
    except (ValueError, calendar.IllegalMonthError):
        return ReadDate(None, "date-unreadable")
