"""Read .xls through xlrd: values, number formats, errors, merged ranges, hidden parts.

xlrd tells the results of formulas, not the formulas. What it cannot read and calamine can is read
by calamine, without what calamine does not tell.
"""

import io
from typing import Any

import xlrd

from plan_monitor.intake.parsers.assembling import (
    OLD_FORMAT,
    SheetDraft,
    Totals,
    address,
    assemble,
    typed,
)
from plan_monitor.intake.parsers.calamine import read_with_calamine
from plan_monitor.intake.parsers.refusing import RefusedWorkbook
from plan_monitor.intake.raw import CellKind, RawCell, RawWorkbook, SheetState, Value

_STATES: dict[int, SheetState] = {0: "visible", 1: "hidden", 2: "veryHidden"}
_BLANK = {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}


def read_xls(data: bytes) -> RawWorkbook:
    """Return what the workbook `data` holds."""
    try:
        return _read(data)
    except (RefusedWorkbook, MemoryError):
        raise
    except Exception:  # xlrd raises whatever its assumptions make of an odd file
        return read_with_calamine(data)


def _read(data: bytes) -> RawWorkbook:
    book = xlrd.open_workbook(
        file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
    )
    totals = Totals()
    drafts = [_draft(book, sheet, totals) for sheet in book.sheets()]
    return assemble(drafts, {}, totals, (OLD_FORMAT,))


def _draft(book: Any, sheet: Any, totals: Totals) -> SheetDraft:
    draft = SheetDraft(sheet.name, _STATES.get(sheet.visibility, "hidden"), totals)
    draft.hidden_rows.update(row + 1 for row, one in sheet.rowinfo_map.items() if one.hidden)
    draft.hidden_columns.update(
        column + 1 for column, one in sheet.colinfo_map.items() if one.hidden
    )
    for row in range(sheet.nrows):
        for column, found in enumerate(sheet.row(row)):
            value, kind = _content(book, found)
            if kind == "blank":
                continue
            look = book.xf_list[found.xf_index]
            cell = RawCell(
                sheet=sheet.name,
                cell=address(row + 1, column + 1),
                value=value,
                kind=kind,
                number_format=book.format_map[look.format_key].format_str,
                font=book.font_list[look.font_index].name,
                counts_from_1904=bool(book.datemode),
            )
            draft.add(row + 1, column + 1, cell)
    draft.merge(
        f"{address(top + 1, left + 1)}:{address(bottom, right)}"
        for top, bottom, left, right in sheet.merged_cells
    )
    return draft


def _content(book: Any, found: Any) -> tuple[Value, CellKind]:
    value = found.value
    if found.ctype in _BLANK or (isinstance(value, str) and not value.strip()):
        return None, "blank"
    if found.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(value, "#ERROR!"), "error"
    if found.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(value), "bool"
    if found.ctype == xlrd.XL_CELL_DATE:
        return _day(value, book.datemode)
    return typed(value)


def _day(serial: float, datemode: int) -> tuple[Value, CellKind]:
    """Return the day that a number stands for, or the number where it is no day."""
    try:
        moment = xlrd.xldate_as_datetime(serial, datemode)
    except (ValueError, OverflowError, xlrd.xldate.XLDateError):
        return typed(serial)
    return typed(moment.time() if serial < 1 else moment)
