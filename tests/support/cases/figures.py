"""Numbers and dates, as people write them."""

import datetime as dt
from typing import Any

from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.support.cases.case import (
    ACTUAL,
    ACTUAL_CELL,
    AS_OF,
    DATE_CELL,
    DAY,
    WARNED,
    Case,
    Family,
    cell_xml,
    edit,
    enter,
    good_with,
    steps,
)

_NUMBER = Family("numbers")
_DATE = Family("dates")


def _taken(name: str, entered: Any, check: str, value: float = 71.5, **look: Any) -> Case:
    return _NUMBER.told(name, enter({ACTUAL: entered}, **look), check, value=value)


def _refused(entered: Any, check: str, name: str = "", **look: Any) -> Case:
    return _NUMBER.lost(name or str(entered), enter({ACTUAL: entered}, **look), check)


def _xml(name: str, content: str, check: str, attributes: str = "") -> Case:
    return _NUMBER.lost(name, cell_xml(ACTUAL_CELL, content, attributes), check)


_TAKEN = [
    _taken("decimal comma as text", "71,5", "value-as-text"),
    _taken("percent sign as text", "71,5%", "value-percent-sign"),
    _taken("percent sign after a blank", "71,5\u00a0%", "value-percent-sign"),
    _taken("full-width digits", "７１，５", "value-as-text"),
    _taken("a word before", "đạt 71,5%", "value-percent-sign"),
    _taken("capital word before", "Đạt 71,5", "value-as-text"),
    _taken("plus sign", "+71,5", "value-as-text"),
    _taken("an apostrophe before", "71,5", "value-as-text", quotePrefix=True),
    _taken("blanks around", "  71,5 ", "value-as-text"),
    _taken("a jump", 99.5, "value-unusual", 99.5),
    _NUMBER.clean("share with percent format", enter({ACTUAL: 0.715}, number_format="0.0%")),
    _NUMBER.clean("percent in quotes", enter({ACTUAL: 71.5}, number_format='0.0"%"')),
    _NUMBER.clean("number in a text cell", enter({ACTUAL: 71.5}, number_format="@")),
    _NUMBER.clean("exponent", cell_xml(ACTUAL_CELL, "<v>7.15E1</v>")),
]

_REFUSED = [
    _refused("1.234", "value-ambiguous"),
    _refused("1,234", "value-ambiguous"),
    _refused("70.5", "value-ambiguous"),
    _refused("70.50%", "value-ambiguous"),
    _refused("1.234,5", "value-out-of-bounds"),
    _refused(0.855, "value-as-share", "share without a format"),
    _refused(1, "value-as-share", "one, or all"),
    _refused("0,855", "value-as-share", "share as text"),
    _refused(1e308, "value-out-of-bounds", "almost infinite"),
    _refused(-1, "value-out-of-bounds", "negative"),
    _refused("-0,5", "value-out-of-bounds"),
    _refused("khoảng 70%", "value-not-a-number"),
    _refused("gần 70", "value-not-a-number"),
    _refused("≥ 85%", "value-not-a-number"),
    _refused("85-90%", "value-not-a-number"),
    _refused("7/10", "value-not-a-number"),
    _refused("Đạt", "value-not-a-number"),
    _refused("ước 70", "value-not-a-number"),
    _refused("71,5 người", "value-not-a-number"),
    _refused("71,5²", "value-not-a-number", "footnote mark"),
    _refused("7l,5", "value-not-a-number", "letter for a digit"),
    _refused("NaN", "value-not-a-number"),
    _refused("1e2", "value-not-a-number"),
    _refused(True, "value-not-a-number", "yes"),
    _refused("N/A", "value-no-data"),
    _refused("-", "value-no-data", "dash"),
    _refused("chưa có số liệu", "value-no-data"),
    _refused("   ", "value-blank", "blanks"),
    _refused("#DIV/0!", "value-excel-error", "error as text"),
    _refused(dt.datetime(2025, 5, 3), "value-is-date", "date from 3_5", number_format="d/m"),
    _refused(dt.timedelta(hours=36), "value-is-date", "hours", number_format="[h]:mm"),
    _xml("error", "<v>#N/A</v>", "value-excel-error", 't="e"'),
    _xml("beyond Excel", "<v>9e999</v>", "value-excel-error"),
    _NUMBER.out("not a number in XML", cell_xml(ACTUAL_CELL, "<v>NaN</v>"), "file-unreadable"),
    _NUMBER.out("infinite in XML", cell_xml(ACTUAL_CELL, "<v>INF</v>"), "file-unreadable"),
]

NUMBERS: list[Case] = [*_TAKEN, *_REFUSED]


def _dated(name: str, entered: Any, check: str, **more: Any) -> Case:
    look = {key: more.pop(key) for key in ("number_format",) if key in more}
    return _DATE.told(name, enter({AS_OF: entered}, **look), check, **more)


def _undated(name: str, entered: Any, check: str, **look: Any) -> Case:
    return _DATE.lost(name, enter({AS_OF: entered}, **look), check)


def _use_1904(book: Workbook) -> None:
    book.epoch = CALENDAR_MAC_1904


_SERIAL = 45808  # 31/05/2025
_IN_1904 = _SERIAL - 1462

DATES: list[Case] = [
    _DATE.clean("calendar of 1904", edit(_use_1904)),
    _dated("serial number", _SERIAL, "date-as-serial", number_format="General"),
    _DATE.told(
        "serial number of 1904",
        steps(enter({AS_OF: _IN_1904}, number_format="General"), edit(_use_1904)),
        "date-as-serial",
        never=frozenset({"date-before-period"}),
    ),
    _DATE.case(
        "day as text",
        good_with(enter({AS_OF: "31/05/2025"})),
        "accepted",
        "date-as-text",
        value=71.5,
    ),
    _DATE.case(
        "day in words",
        good_with(enter({AS_OF: "ngày 31 tháng 5 năm 2025"})),
        "accepted",
        "date-as-text",
        value=71.5,
    ),
    _dated("month", "tháng 5/2025", "date-imprecise"),
    _dated("quarter", "Quý I/2025", "date-imprecise"),
    _dated("before the period", dt.datetime(2024, 12, 31), "date-before-period"),
    _dated("nothing", None, "date-missing"),
    _dated("no year in the form", dt.datetime(1900, 5, 31), "date-before-period"),
    _undated("month that is not over", "tháng 6/2025", "date-after-cut-off"),
    _undated("quarter that is not over", "Quý II/2025", "date-after-cut-off"),
    _undated("after the cut-off", dt.datetime(2025, 6, 15), "date-after-cut-off"),
    _undated("an hour after the cut-off", dt.datetime(2025, 6, 1, 1), "date-after-cut-off"),
    _undated("future", dt.datetime(2026, 5, 31), "date-in-future"),
    _undated("Buddhist year", "31/05/2568", "date-in-future"),
    _undated("month before day", "05/31/2025", "date-unreadable"),
    _undated("no such day", "31/02/2025", "date-unreadable"),
    _undated("no such month", "tháng 13/2025", "date-unreadable"),
    _undated("year 0", "31/05/0000", "date-unreadable"),
    _undated("month of year 0", "tháng 5/0000", "date-unreadable"),
    _undated("two digits", "31/5/25", "date-unreadable"),
    _undated("time only", dt.time(8, 30), "date-unreadable"),
    _undated("word", "hôm qua", "date-unreadable"),
    _undated("yes", True, "date-unreadable"),
    _undated("small number", 31, "date-unreadable", number_format="General"),
    _undated("negative number", -1.5, "date-unreadable", number_format="General"),
    _DATE.lost(
        "beyond the calendar", cell_xml(DATE_CELL, "<v>99999999</v>", 's="9"'), "date-unreadable"
    ),
    _DATE.lost("error", cell_xml(DATE_CELL, "<v>#REF!</v>", 't="e"'), "date-unreadable"),
    _DATE.lost(
        "formula without a result", cell_xml(DATE_CELL, "<f>TODAY()</f>"), "date-unreadable"
    ),
    _DATE.case(
        "fraction turned into a day",
        good_with(enter({ACTUAL: dt.datetime(2025, 5, 3), AS_OF: DAY}, number_format="dd/mm/yyyy")),
        WARNED,
        "value-is-date",
    ),
    _DATE.lost(
        "day in the number cell, 1904",
        steps(enter({ACTUAL: DAY}, number_format="d/m"), edit(_use_1904)),
        "value-is-date",
    ),
]
