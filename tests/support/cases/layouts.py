"""What happens to a form between two mouse clicks: rows, columns, sheets, headers."""

import unicodedata
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import PatternFill

from plan_monitor.intake import layout
from tests.support.cases.case import (
    ACTUAL,
    AS_OF,
    EVIDENCE,
    REJECTED,
    Case,
    Family,
    Patch,
    edit,
    part,
)
from tests.support.hostile import LAYOUTS as PARTS
from tests.support.workbook_bytes import SHEET

_FAMILY = Family("layout")
_STRAY = '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
_FILTERED = part(SHEET, lambda xml: xml.replace('<row r="7" ', '<row r="7" hidden="1" '))
_FLAT = part(SHEET, lambda xml: xml.replace('<row r="7" ht="52"', '<row r="7" ht="0"'))


def _on(sheet: str, change: Callable[[Any], object]) -> Patch:
    return edit(lambda book: change(book[sheet]))


def _on_indicators(change: Callable[[Any], object]) -> Patch:
    return _on(layout.INDICATOR_SHEET, change)


def _headers(change: Callable[[str], str]) -> Patch:
    def apply(book: Workbook) -> None:
        for name in layout.TABLE_SHEETS.values():
            for cell in book[name][6]:
                if cell.value:
                    cell.value = change(cell.value)

    return edit(apply)


def _rename(book: Workbook) -> None:
    for at, sheet in enumerate(book.worksheets):
        if sheet.title in layout.TABLE_SHEETS.values():
            sheet.title = f"Sheet{at}"


def _reorder(book: Workbook) -> None:
    book.move_sheet(layout.INDICATOR_SHEET, 4)
    book.move_sheet(layout.GUIDE_SHEET, -4)


def _swap_columns(sheet: Any) -> None:
    """Put the note where the code was, and the code at the end."""
    for row in sheet.iter_rows(min_row=6, max_row=7):
        row[0].value, row[10].value = row[10].value, row[0].value


def _merge_headers(sheet: Any) -> None:
    sheet.insert_rows(7)
    for letter in "ABCDEFGHIJK":
        sheet.merge_cells(f"{letter}6:{letter}7")


def _move_table(book: Workbook) -> None:
    source = book[layout.INDICATOR_SHEET]
    target = book.create_sheet("Số liệu")
    for row in source.iter_rows(min_row=6, max_row=7):
        for cell in row:
            new = target.cell(cell.row + 30, cell.column + 4, cell.value)
            new.number_format = cell.number_format
    book.remove(source)


def _move_under_tasks(book: Workbook) -> None:
    source, target = book[layout.INDICATOR_SHEET], book[layout.TASK_SHEET]
    for row in source.iter_rows(min_row=6, max_row=7):
        for cell in row:
            new = target.cell(cell.row + 40, cell.column, cell.value)
            new.number_format = cell.number_format
    book.remove(source)


def _extra(book: Workbook) -> None:
    book.create_sheet("Nháp")["A1"] = "Tính thử"


def _foreign_rows(sheet: Any) -> None:
    for row in range(8, 5_000):
        sheet.cell(row, 1, f"x{row}")
        sheet.cell(row, 7, row)


def _paint(sheet: Any) -> None:
    for row in sheet.iter_rows(min_row=100, max_row=300, max_col=150):
        for cell in row:
            cell.fill = PatternFill("solid", fgColor="FFFFFF")


def _hide(sheet: Any) -> None:
    sheet.sheet_state = "hidden"


def _empty(book: Workbook) -> None:
    book[layout.NARRATIVE_SHEET]["B7"] = None
    for cell in ("B7", "C7"):
        book[layout.FUNDING_SHEET][cell] = None
    for row in book[layout.TASK_SHEET].iter_rows(min_row=7, min_col=4):
        for cell in row:
            cell.value = None
    enter_nothing = {ACTUAL: None, AS_OF: None, EVIDENCE: None}
    for _, header in enter_nothing:
        column = layout.INDICATOR_HEADERS.index(header) + 1
        book[layout.INDICATOR_SHEET].cell(7, column).value = None


def _lower(text: str) -> str:
    return text.lower()


def _nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


_MOVED = [
    _FAMILY.clean("rows inserted", _on_indicators(lambda sheet: sheet.insert_rows(3, 4))),
    _FAMILY.clean("row inserted under the header", _on_indicators(lambda s: s.insert_rows(7))),
    _FAMILY.clean("columns inserted", _on_indicators(lambda sheet: sheet.insert_cols(4, 2))),
    _FAMILY.clean("columns swapped", _on_indicators(_swap_columns)),
    _FAMILY.clean("sheets renamed", edit(_rename)),
    _FAMILY.clean("sheets reordered", edit(_reorder)),
    _FAMILY.clean("headers merged downwards", _on_indicators(_merge_headers)),
    _FAMILY.clean("headers in capitals", _headers(str.upper)),
    _FAMILY.clean("headers in small letters", _headers(_lower)),
    _FAMILY.clean("headers in NFD", _headers(_nfd)),
    _FAMILY.clean("headers with line breaks", _headers(lambda text: text.replace(" ", "\n"))),
    _FAMILY.clean("headers with blanks around", _headers(lambda text: f"  {text}\u00a0 ")),
    _FAMILY.clean("table on a sheet of its own", edit(_move_table)),
    _FAMILY.clean("two tables on one sheet", edit(_move_under_tasks)),
    _FAMILY.clean("painted far away", _on_indicators(_paint)),
    _FAMILY.clean("wrong dimension", part(SHEET, lambda x: x.replace('"A1:K7"', '"A1:A1"'))),
]

_TOLD = [
    _FAMILY.told("extra sheet", edit(_extra), "sheet-extra"),
    _FAMILY.told("hidden row", _FILTERED, "row-hidden"),
    _FAMILY.told("row without height", _FLAT, "row-hidden"),
    _FAMILY.told(
        "hidden column",
        _on_indicators(lambda sheet: setattr(sheet.column_dimensions["G"], "hidden", True)),
        "column-hidden",
    ),
    _FAMILY.told("hidden sheet", _on_indicators(_hide), "sheet-hidden"),
    _FAMILY.told(
        "very hidden sheet",
        _on_indicators(lambda sheet: setattr(sheet, "sheet_state", "veryHidden")),
        "sheet-hidden",
    ),
    _FAMILY.told(
        "stray cell", part(SHEET, lambda x: x.replace("</sheetData>", _STRAY)), "stray-cells"
    ),
    _FAMILY.told("thousands of foreign rows", _on_indicators(_foreign_rows), "code-unknown"),
    _FAMILY.told(
        "tasks deleted", edit(lambda book: book.remove(book[layout.TASK_SHEET])), "table-missing"
    ),
]

_LOST = [
    _FAMILY.lost(
        "header cell deleted", _on_indicators(lambda s: s.delete_cols(11)), "table-missing"
    ),
    _FAMILY.lost(
        "header renamed",
        _headers(lambda text: text.replace("Thực hiện", "Kết quả đạt")),
        "table-missing",
    ),
    _FAMILY.lost(
        "headers merged sideways", _on_indicators(lambda s: s.merge_cells("G6:H6")), "table-missing"
    ),
    _FAMILY.lost(
        "value merged over rows", _on_indicators(lambda s: s.merge_cells("G7:G9")), "value-merged"
    ),
    _FAMILY.lost(
        "another unit",
        _on_indicators(lambda s: s["C7"].__setattr__("value", "người")),
        "unit-changed",
    ),
    _FAMILY.lost("row deleted", _on_indicators(lambda s: s.delete_rows(7)), "row-missing"),
]

_REFUSED = [
    _FAMILY.out("nothing filled in", edit(_empty), "form-empty"),
    _FAMILY.out(
        "row 10,001", _on_indicators(lambda sheet: sheet.cell(10_001, 1, "x")), "sheet-too-large"
    ),
    _FAMILY.out(
        "column 201", _on_indicators(lambda sheet: sheet.cell(7, 201, "x")), "sheet-too-large"
    ),
    *(
        _FAMILY.case(f"part, {name}", lambda _, make=make: make(), REJECTED, check)
        for name, (make, check) in PARTS.items()
        if check
    ),
]

LAYOUT: list[Case] = [*_MOVED, *_TOLD, *_LOST, *_REFUSED]
