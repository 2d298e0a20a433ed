"""Letters in old encodings, of several parts, invisible, or not what they look like."""

import unicodedata
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

from plan_monitor.intake import layout
from tests.support.cases.case import (
    ACCEPTED,
    ACTUAL,
    EVIDENCE,
    RESULT,
    TASK,
    VALUE,
    WORDS_CELL,
    Case,
    Family,
    cell_xml,
    edit,
    enter,
    good_with,
    part,
    steps,
)
from tests.support.workbook_bytes import SHEET

_FAMILY = Family("encoding")
_UNICODE = "Tỷ lệ hộ nghèo, Tỉnh ưu tiên phát triển nông nghiệp"
_TCVN3 = "Tû lÖ hé nghÌo, TØnh \u00adu tiªn ph¸t triÓn n«ng nghiÖp"
_VNI = "Tyû leä hoä ngheøo, Tænh öu tieân phaùt trieån noâng nghieäp"
_NFD = unicodedata.normalize("NFD", _UNICODE)
_STATUS = (TASK, "Trạng thái")


def _legacy(name: str, text: str, font: str, **more: Any) -> Case:
    patch = enter({RESULT: text}, font=Font(name=font or None))
    return _FAMILY.told(name, patch, "text-legacy-encoding", words=_UNICODE, **more)


def _told(name: str, written: str, words: str) -> Case:
    return _FAMILY.told(name, enter({RESULT: written}), "text-invisible", words=words)


def _same(name: str, written: str, words: str) -> Case:
    return _FAMILY.case(
        name, good_with(enter({RESULT: written})), ACCEPTED, value=VALUE, words=words
    )


def _nfd_sheets(book: Workbook) -> None:
    for sheet in book.worksheets:
        sheet.title = unicodedata.normalize("NFD", sheet.title)


_mixed = steps(
    enter({RESULT: _TCVN3}, font=Font(name=".VnTime")),
    enter({EVIDENCE: _UNICODE}, font=Font(name="Times New Roman")),
)

ENCODING: list[Case] = [
    _same("NFD", _NFD, _UNICODE),
    _FAMILY.clean("NFD sheet names", edit(_nfd_sheets)),
    _FAMILY.clean("NFD status", enter({_STATUS: unicodedata.normalize("NFD", "Đang thực hiện")})),
    _FAMILY.clean(
        "NFD file name", file_name=unicodedata.normalize("NFD", "encoding - Sở Y tế kỳ một.xlsx")
    ),
    _legacy("TCVN3 by its font", _TCVN3, ".VnTime"),
    _legacy("TCVN3 by its words", _TCVN3, "Times New Roman"),
    _legacy("VNI by its font", _VNI, "VNI-Times"),
    _legacy("VNI by its words", _VNI, ""),
    _FAMILY.told("TCVN3 beside Unicode", _mixed, "text-legacy-encoding", words=_UNICODE),
    _FAMILY.told(
        "TCVN3 status",
        enter({_STATUS: "§ang thùc hiÖn"}, font=Font(name=".VnTime")),
        "text-legacy-encoding",
        never=frozenset({"status-unknown"}),
    ),
    _FAMILY.told(
        "TCVN3 in a number cell",
        enter({ACTUAL: "®¹t 71,5%"}, font=Font(name=".VnTime")),
        "text-legacy-encoding",
        "value-percent-sign",
    ),
    _same("Unicode in a leftover font", _UNICODE, _UNICODE),
    _told("zero width", "Kế\u200b ho\u200dạch\ufeff", "Kế hoạch"),
    _told("soft hyphen", "Kế ho\u00adạch", "Kế hoạch"),
    _told("bidi", "Kế\u202e hoạch\u202c\u2067", "Kế hoạch"),
    _told("marks of direction", "Kế\u200f hoạch\u061c", "Kế hoạch"),
    _told("escaped bell", "Kế_x0007_ hoạch", "Kế hoạch"),
    _told("escaped terminal code", "_x001B_[31mKế hoạch", "[31mKế hoạch"),
    _told("escaped zero width", "Kế_x200B_ hoạch", "Kế hoạch"),
    _told("eight-bit terminal code", "\u009b31mKế hoạch", "31mKế hoạch"),
    _told("lone surrogate", "Kế_xD800_ hoạch", "Kế\ufffd hoạch"),
    _same("escaped line end", "Kế_x000D_\nhoạch", "Kế\nhoạch"),
    _same("vertical tab", "Kế_x000B_hoạch", "Kế hoạch"),
    _same("escaped escape", "Kế_x005F_x0041_", "Kế_x0041_"),
    _same("beyond the first plane", "Tốt 👍🏽 𠮷", "Tốt 👍🏽 𠮷"),
    _FAMILY.told(
        "zero width in a number",
        enter({ACTUAL: "7\u200b1,5"}),
        "value-as-text",
        "text-invisible",
    ),
    _FAMILY.told(
        "number that runs backwards",
        enter({ACTUAL: "\u202e5,17"}),
        "text-invisible",
        value=None,
    ),
    _FAMILY.told("Cyrillic letter in a status", enter({_STATUS: "Hоàn thành"}), "status-unknown"),
    _FAMILY.lost(
        "Cyrillic letter in a header",
        edit(lambda book: book[layout.INDICATOR_SHEET]["A6"].__setattr__("value", "\u041cã")),
        "table-missing",
    ),
    _FAMILY.out(
        "surrogate in XML",
        cell_xml(WORDS_CELL, "<is><t>&#xD800;</t></is>", 't="inlineStr"'),
        "file-unreadable",
    ),
    _FAMILY.out(
        "null in XML",
        cell_xml(WORDS_CELL, "<is><t>&#0;</t></is>", 't="inlineStr"'),
        "file-unreadable",
    ),
    _FAMILY.case(
        "wrong label of the encoding",
        good_with(part(SHEET, lambda xml: '<?xml version="1.0" encoding="utf-7"?>' + xml)),
        "rejected",
        "archive-doctype",
    ),
]
