"""Rows, tables and files that stand twice, or where they do not belong."""

from collections.abc import Callable
from typing import Any

from openpyxl import Workbook

from plan_monitor.intake import layout
from tests.support.cases.case import (
    Case,
    Family,
    Patch,
    cell_xml,
    edit,
    indicator_rows,
    write,
)

_FAMILY = Family("duplicates")
_CODE, _NAME, _ACTUAL, _DATE = 1, 2, 7, 9


def _rows(*rows: dict[int, Any]) -> Patch:
    return edit(indicator_rows(rows))


def _first(change: Callable[[Any], object]) -> Patch:
    return edit(lambda book: change(book[layout.INDICATOR_SHEET]))


def _code(value: Any) -> Patch:
    def change(sheet: Any) -> None:
        write(sheet["A7"], value)
        sheet["A7"].number_format = "General"

    return _first(change)


def _copy_table(value: float | None = None) -> Patch:
    def change(book: Workbook) -> None:
        copy = book.copy_worksheet(book[layout.INDICATOR_SHEET])
        copy.title = "Bản chép"
        if value is not None:
            copy["G7"] = value

    return edit(change)


def _copy_below(value: float) -> Patch:
    def change(sheet: Any) -> None:
        for row in list(sheet.iter_rows(min_row=6, max_row=7)):
            for cell in row:
                new = sheet.cell(cell.row + 6, cell.column, cell.value)
                new.number_format = cell.number_format
        sheet["G13"] = value

    return _first(change)


def _task(change: Callable[[Any], object]) -> Patch:
    return edit(lambda book: change(book[layout.TASK_SHEET]))


def _swap_codes(sheet: Any) -> None:
    sheet["A7"].value, sheet["A8"].value = sheet["A8"].value, sheet["A7"].value


def _swap_rows(sheet: Any) -> None:
    for first, second in zip(sheet[7], sheet[8], strict=True):
        first.value, second.value = second.value, first.value


def _name_for_code(sheet: Any) -> None:
    sheet["A7"].value, sheet["B7"].value = sheet["B7"].value, sheet["A7"].value


def _double_task(status: str) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        for cell in sheet[7]:
            sheet.cell(40, cell.column, cell.value)
        sheet["D40"] = status

    return change


def _second_column(sheet: Any) -> None:
    """A second column for the actual, with another value."""
    for row in (6, 7):
        sheet.cell(row, 12, sheet.cell(row, 7).value)
    sheet["L7"] = 80


def _hide_an_older_table(book: Workbook) -> None:
    copy = book.copy_worksheet(book[layout.INDICATOR_SHEET])
    copy.title, copy.sheet_state = "Bản cũ", "hidden"
    copy["G7"] = 60
    book.move_sheet(copy, -len(book.sheetnames))
    book.active = 1


DUPLICATES: list[Case] = [
    _FAMILY.told("equal rows", _rows({}), "row-duplicated"),
    _FAMILY.lost("rows that differ", _rows({_ACTUAL: 80}), "row-conflicting"),
    _FAMILY.lost("rows whose days differ", _rows({_DATE: "30/04/2025"}), "row-conflicting"),
    _FAMILY.lost("third row that agrees", _rows({_ACTUAL: 80}, {}), "row-conflicting"),
    _FAMILY.told("table twice", _copy_table(), "table-repeated"),
    _FAMILY.lost("tables that differ", _copy_table(80), "table-repeated"),
    _FAMILY.told("table twice on one sheet", _copy_below(71.5), "table-repeated"),
    _FAMILY.lost("tables that differ on one sheet", _copy_below(80), "table-repeated"),
    _FAMILY.lost("older table on a hidden sheet", edit(_hide_an_older_table), "table-repeated"),
    _FAMILY.lost("column twice", _first(_second_column)),
    _FAMILY.out(
        "cell twice",
        cell_xml("G7", '<v>71.5</v></c><c r="G7"><v>80</v>'),
        "file-unreadable",
    ),
    _FAMILY.clean("same file, first time", file_name="duplicates - same file.xlsx"),
    _FAMILY.clean("same file, second time", file_name="duplicates - same file (1).xlsx"),
    _FAMILY.told("codes of two tasks swapped", _task(_swap_codes), "row-swapped"),
    _FAMILY.clean("rows of two tasks swapped", _task(_swap_rows)),
    _FAMILY.told("equal tasks", _task(_double_task("Đang thực hiện")), "row-duplicated"),
    _FAMILY.told("tasks that differ", _task(_double_task("Hoàn thành")), "row-conflicting"),
    _FAMILY.lost("code and name swapped", _first(_name_for_code), "row-swapped"),
    _FAMILY.told(
        "row of another agency", _rows({_CODE: "9.1", _NAME: "Cáp quang"}), "code-not-owed"
    ),
    _FAMILY.told("unknown code", _rows({_CODE: "999", _NAME: "Chỉ tiêu mới"}), "code-unknown"),
    _FAMILY.told("value without a code", _rows({_CODE: None, _NAME: None}), "code-unknown"),
    _FAMILY.clean("code with blanks", _code(" 27\u00a0")),
    _FAMILY.clean("code as a number", _code(27)),
    _FAMILY.clean("code as a fraction", _code(27.0)),
    _FAMILY.lost("code with a zero before", _code("027"), "row-missing"),
    _FAMILY.lost("code with a stop", _code("27.1"), "code-unknown", "row-missing"),
    _FAMILY.lost("code of another agency for the own", _code("9.1"), "row-missing"),
]
