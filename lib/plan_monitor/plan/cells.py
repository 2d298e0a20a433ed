"""Read single cells of a plan's tables: targets, deadlines, numbered parts.

Each reader has a companion that says what was uncertain in the reading, in one Vietnamese line, or
None where the cell leaves no doubt. Nothing is guessed silently.
"""

import datetime as dt
import re

from plan_monitor.plan.indicators import Target
from plan_monitor.plan.source.numbers import parse_roman
from plan_monitor.plan.tasks import Deadline
from plan_monitor.vietnamese.numbers import format_number
from plan_monitor.vietnamese.text import match_key

_NUMBER = r"(\d+(?:,\d+)?)\s*%?"
_SINGLE = re.compile(rf"(<=|>=|≤|≥|<|>)?\s*{_NUMBER}(\s+\D+)?")
_RANGE = re.compile(rf"{_NUMBER}\s*[-–]\s*{_NUMBER}")
_IN_WORDS = re.compile(
    rf"(tối thiểu|ít nhất|trên|hơn|tối đa|không quá|dưới|đạt|từ)\s+{_NUMBER}(\s+trở lên)?"
)
_OPERATORS = {"≤": "<=", "≥": ">="}
_WORD_OPERATORS = {
    "tối thiểu": ">=",
    "ít nhất": ">=",
    "từ": ">=",
    "trên": ">",
    "hơn": ">",
    "tối đa": "<=",
    "không quá": "<=",
    "dưới": "<",
    "đạt": "=",
}
_MONTH = re.compile(
    r"(?:[^\W\d]{1,2}\s+(?=tháng))?(?:(?:trong|đến|hết|chậm nhất)\s+)?(?:tháng\s+)?(\d{1,2})"
    r"(?:/|\s+năm\s+)(\d{4})",
    re.IGNORECASE,
)
_BEFORE_MONTH = re.compile(r"trước\s+tháng\s+(\d{1,2})(?:/|\s+năm\s+)(\d{4})", re.IGNORECASE)
_FROM_MONTH = re.compile(
    r"(?:bắt đầu\s+)?(từ|sau)\s+tháng\s+(\d{1,2})(?:/|\s+năm\s+)(\d{4})", re.IGNORECASE
)
_DAY = re.compile(r"(trước\s+)?(?:ngày\s+)?(\d{1,2})/(\d{1,2})/(\d{4})", re.IGNORECASE)
_YEAR = re.compile(r"(?:Năm\s+)?(\d{4})", re.IGNORECASE)
_UNTIL_YEAR = re.compile(r"(?:đến|trong|hết)\s+(?:năm\s+)?(\d{4})", re.IGNORECASE)
_FROM = re.compile(r"(?:bắt đầu\s+)?Từ\s+(?:năm\s+)?(\d{4})", re.IGNORECASE)
_ONWARD = re.compile(r"(?:từ\s+)?(?:năm\s+)?(\d{4})\s+(?:và|trở).*", re.IGNORECASE)
_YEARS = re.compile(r"(?:giai đoạn\s+|năm\s+)?(\d{4})\s*[-–]\s*(?:năm\s+)?(\d{4})", re.IGNORECASE)
_QUARTER = re.compile(r"quý\s+([IV]+|\d)\s*(?:/|năm)\s*(\d{4})", re.IGNORECASE)
_YEARS_OF_PLANS = range(2000, 2101)
_ONE_DAY = dt.timedelta(days=1)
_SPILLED = re.compile(r"([^\W\d]{1,2})\s+(?=tháng\s)", re.IGNORECASE)
_PLAIN = re.compile(
    r"(?:tháng\s+)?\d{1,2}/\d{4}|(?:năm\s+)?\d{4}|từ\s+(?:năm\s+)?\d{4}", re.IGNORECASE
)
_ONGOING = "thường xuyên"
_ANNUAL = ("hằng năm", "hàng năm")
_PART = re.compile(r"\(\d+\) ")
Found = tuple[str, dt.date | None] | None


def parse_target(verbatim: str | None) -> Target:
    """Read a target cell: ``≥ 20``, ``<=55``, ``3-5%``, ``05``, ``≥ 3% và tăng dần…`` or words.

    What is not one number with words after it, or one range, is a target of operator ``text``:
    words, several targets in one cell, a number with a thousands dot.
    """
    text = " ".join((verbatim or "").split())
    if match := _RANGE.fullmatch(text):
        low, high = _float(match[1]), _float(match[2])
        return Target(verbatim=verbatim, operator="range", low=low, high=high)
    if match := _SINGLE.fullmatch(text):
        return _single(verbatim, _OPERATORS.get(match[1], match[1] or "="), match[2])
    if match := _IN_WORDS.fullmatch(match_key(text)):
        operator = ">=" if match[3] else _WORD_OPERATORS[match[1]]
        return _single(verbatim, operator, match[2])
    return Target(verbatim=verbatim, operator="text" if verbatim is not None else None)


def _single(verbatim: str | None, operator: str, number: str) -> Target:
    return Target.model_validate(
        {"verbatim": verbatim, "operator": operator, "value": _float(number)}
    )


def doubt_target(verbatim: str | None) -> str | None:
    """Say what is uncertain about a target cell, None where nothing is."""
    target = parse_target(verbatim)
    text = " ".join((verbatim or "").split())
    if target.operator == "range":
        return f"đọc là một khoảng từ {format_number(target.low)} đến {format_number(target.high)}"
    if target.operator in (None, "text"):
        return _doubt_words(text)
    match = _SINGLE.fullmatch(text)
    read = f"{target.operator} {format_number(target.value)}"
    if match is None:
        return f"mục tiêu viết bằng lời, đọc là {read}"
    rest = (match[3] or "").strip()
    return f"đọc là {read}; phần “{rest}” là điều kiện hoặc đơn vị, chưa đọc" if rest else None


def _doubt_words(text: str) -> str | None:
    count = len(re.findall(r"\d+(?:[.,]\d+)*", text))
    if count > 1:
        return "nhiều số trong một ô: có thể là nhiều mục tiêu, chưa đọc số nào"
    return "có số nhưng không đọc được chắc chắn, coi là mục tiêu bằng chữ" if count else None


def _float(text: str) -> float:
    return float(text.replace(",", "."))


def parse_deadline(verbatim: str | None) -> Deadline:
    """Read a deadline cell; what fits no known form is ``unknown``, never guessed.

    A month is due on its last day, a quarter on the last day of its last month, a year (and the
    last of several years) on 31 December (by convention); ``Từ 2026`` begins on its first day.
    ``Trước`` is exclusive, ``Từ`` and ``Sau`` are starts. One or two letters before ``Tháng``
    (spilled over from the neighbouring cell) are passed over.
    """
    text = " ".join((verbatim or "").split()).rstrip(".;")
    for read in (_as_start, _as_month, _as_quarter, _as_day, _as_year, _as_words):
        if (found := read(text)) is not None:
            kind, date = found
            if date is not None and date.year not in _YEARS_OF_PLANS:
                break
            return Deadline.model_validate({"verbatim": verbatim, "kind": kind, "date": date})
    return Deadline(verbatim=verbatim, kind="unknown")


def _as_month(text: str) -> Found:
    if match := _MONTH.fullmatch(text):
        return _last_day(int(match[2]), int(match[1]))
    match = _BEFORE_MONTH.fullmatch(text)
    first = _first_day(int(match[2]), int(match[1])) if match else None
    return ("month", first - _ONE_DAY) if first else None


def _as_quarter(text: str) -> Found:
    match = _QUARTER.fullmatch(text)
    if match is None:
        return None
    number = int(match[1]) if match[1].isdigit() else parse_roman(match[1].upper())
    return _last_day(int(match[2]), 3 * number) if number in (1, 2, 3, 4) else None


def _as_day(text: str) -> Found:
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    try:
        day = dt.date(int(match[4]), int(match[3]), int(match[2]))
    except ValueError:
        return None
    return "month", day - _ONE_DAY if match[1] else day


def _as_year(text: str) -> Found:
    if match := _YEARS.fullmatch(text):
        return "year", dt.date(int(match[2]), 12, 31)
    match = _YEAR.fullmatch(text) or _UNTIL_YEAR.fullmatch(text)
    return ("year", dt.date(int(match[1]), 12, 31)) if match and int(match[1]) else None


def _as_start(text: str) -> Found:
    if match := _FROM_MONTH.fullmatch(text):
        first = _first_day(int(match[3]), int(match[2]))
        if first is None:
            return None
        is_after = match[1].lower() == "sau"
        return "from", _first_day_after(first) if is_after else first
    match = _FROM.fullmatch(text) or _ONWARD.fullmatch(text)
    return ("from", dt.date(int(match[1]), 1, 1)) if match and int(match[1]) else None


def _as_words(text: str) -> Found:
    if match_key(text).startswith(_ONGOING):
        return "ongoing", None
    return ("annual", None) if match_key(text) in _ANNUAL else None


def _last_day(year: int, month: int) -> Found:
    first = _first_day(year, month)
    return ("month", _first_day_after(first) - _ONE_DAY) if first else None


def _first_day(year: int, month: int) -> dt.date | None:
    return dt.date(year, month, 1) if 1 <= month <= 12 and year else None


def _first_day_after(first: dt.date) -> dt.date:
    """Return the first day of the month after the one that begins on `first`."""
    return (first + dt.timedelta(days=31)).replace(day=1)


def doubt_deadline(verbatim: str | None) -> str | None:
    """Say what is uncertain about a deadline cell, None where nothing is."""
    deadline = parse_deadline(verbatim)
    text = " ".join((verbatim or "").split())
    if deadline.kind == "unknown":
        return "không đọc được thời hạn" if text else "ô trống: chưa có thời hạn"
    if _PLAIN.fullmatch(text) or match_key(text) in (_ONGOING, *_ANNUAL):
        return None
    if deadline.date is None:
        return "đọc là thường xuyên"
    day = f"{deadline.date:%d/%m/%Y}"
    if deadline.kind == "from":
        return f"đọc là bắt đầu từ ngày {day}, không có hạn cuối"
    read = f"đọc là đến hết ngày {day}"
    match = _SPILLED.match(text)
    return f"chữ “{match[1]}” tràn từ ô bên cạnh, {read}" if match else read


def parse_parts(name: str) -> tuple[str, ...]:
    """Return the numbered paragraphs ``(1) …`` of a task's name, as printed."""
    return tuple(line for line in name.split("\n") if _PART.match(line))
