"""Read .ods from its content.xml: values, percentages, errors, merged ranges, hidden parts.

calamine tells neither whether a cell of an OpenDocument sheet shows a percentage nor that it holds
an error. What repeats is repeated only where it holds something: blank rows cost nothing.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from defusedxml import ElementTree

from plan_monitor.intake.parsers.assembling import (
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_TEXT,
    OLD_FORMAT,
    SheetDraft,
    Totals,
    address,
    assemble,
    typed,
)
from plan_monitor.intake.parsers.properties import custom_properties
from plan_monitor.intake.raw import CellKind, RawCell, RawWorkbook, Value

_OASIS = "{urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _TEXT, _STYLE = (
    f"{_OASIS}{name}:1.0}}" for name in ("office", "table", "text", "style")
)
_CALC_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_ROW, _COLUMN = f"{_TABLE}table-row", f"{_TABLE}table-column"
_GROUPS = {
    _ROW: {f"{_TABLE}table-{name}" for name in ("rows", "header-rows", "row-group")},
    _COLUMN: {f"{_TABLE}table-{name}" for name in ("columns", "header-columns", "column-group")},
}
_REPEATED = {_ROW: f"{_TABLE}number-rows-repeated", _COLUMN: f"{_TABLE}number-columns-repeated"}
_ERROR = re.compile(r"#[A-Z/_0-9]+[!?]?|Err:[0-9]+", re.IGNORECASE)
_NUMBERS = {"float": "General", "currency": "General", "percentage": "0.00%"}


def read_ods(data: bytes) -> RawWorkbook:
    """Return what the workbook `data` holds."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = ElementTree.fromstring(archive.read("content.xml"))
        properties = custom_properties(archive)
    totals = Totals()
    unshown = set(_unshown_styles(root))
    sheets = root.findall(f"{_OFFICE}body/{_OFFICE}spreadsheet/{_TABLE}table")
    drafts = [_draft(sheet, unshown, totals) for sheet in sheets]
    return assemble(drafts, properties, totals, (OLD_FORMAT,))


def _unshown_styles(root: Any) -> Iterator[str]:
    """Yield the names of the styles that hide a sheet."""
    for style in root.iter(f"{_STYLE}style"):
        look = style.find(f"{_STYLE}table-properties")
        if look is not None and look.get(f"{_TABLE}display") == "false":
            yield style.get(f"{_STYLE}name", "")


def _draft(sheet: Any, unshown: set[str], totals: Totals) -> SheetDraft:
    title = sheet.get(f"{_TABLE}name", "")
    is_hidden = sheet.get(f"{_TABLE}style-name") in unshown
    draft = SheetDraft(title, "hidden" if is_hidden else "visible", totals)
    for columns, column in _placed(sheet, _COLUMN):
        if _is_hidden(column):
            draft.hidden_columns.update(columns[:MAX_COLUMNS])
    merged: list[str] = []
    for rows, row in _placed(sheet, _ROW):
        if _is_hidden(row):
            draft.hidden_rows.update(rows[:MAX_ROWS])
        for columns, cell in _cells(row):
            merged += _range(rows[0], columns[0], cell)
            value, kind, number_format = _content(cell)
            if kind == "blank":
                continue
            for at in ((line, column) for line in rows for column in columns):
                is_formula = cell.get(f"{_TABLE}formula") is not None
                place = address(*at) if at[1] <= MAX_COLUMNS else f"{at[0]}:{at[1]}"
                draft.add(*at, RawCell(title, place, value, kind, number_format, is_formula))
    draft.merge(merged)
    return draft


def _placed(sheet: Any, tag: str) -> Iterator[tuple[range, Any]]:
    """Yield the rows or the columns of a sheet, each with the numbers that it stands for."""
    first = 1
    for element in _inside(sheet, tag):
        after = first + max(1, int(element.get(_REPEATED[tag], 1)))
        yield range(first, after), element
        first = after


def _inside(parent: Any, tag: str) -> Iterator[Any]:
    for element in parent:
        if element.tag == tag:
            yield element
        elif element.tag in _GROUPS[tag]:
            yield from _inside(element, tag)


def _is_hidden(element: Any) -> bool:
    return element.get(f"{_TABLE}visibility") in {"collapse", "filter"}


def _cells(row: Any) -> Iterator[tuple[range, Any]]:
    """Yield the cells of a row with their columns; what a merged range covers is not shown."""
    first = 1
    for element in row:
        if element.tag not in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
            continue
        after = first + max(1, int(element.get(_REPEATED[_COLUMN], 1)))
        if element.tag == f"{_TABLE}table-cell":
            yield range(first, after), element
        first = after


def _range(row: int, column: int, cell: Any) -> list[str]:
    """Return the range that a cell heads, as far as it lies within the limits; none for most."""
    down, right = (
        int(cell.get(f"{_TABLE}number-{name}-spanned", 1)) for name in ("rows", "columns")
    )
    if (down, right) == (1, 1) or row > MAX_ROWS or column > MAX_COLUMNS:
        return []
    last = address(min(row + down - 1, MAX_ROWS), min(column + right - 1, MAX_COLUMNS))
    return [f"{address(row, column)}:{last}"]


# --- what stands in a cell ------------------------------------------------------------------


def _content(cell: Any) -> tuple[Value, CellKind, str]:
    """Return a cell's value, its kind, and the number format that its type stands for."""
    shown = "\n".join(_text(one) for one in cell if one.tag == f"{_TEXT}p")
    kind = cell.get(f"{_OFFICE}value-type", "")
    is_formula = cell.get(f"{_TABLE}formula") is not None
    if cell.get(_CALC_TYPE) == "error" or (is_formula and _ERROR.fullmatch(shown.strip())):
        return shown.strip() or "#ERROR!", "error", "General"
    if kind in _NUMBERS:
        return *typed(float(cell.get(f"{_OFFICE}value"))), _NUMBERS[kind]
    if kind == "date":
        return *_day(cell.get(f"{_OFFICE}date-value", ""), shown), "General"
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true", "bool", "General"
    words = shown or cell.get(f"{_OFFICE}string-value", "")
    if not words.strip():
        return None, "uncached" if is_formula and not kind else "blank", "General"
    return words, "date" if kind == "time" else "text", "General"


def _day(written: str, shown: str) -> tuple[Value, CellKind]:
    try:
        return dt.datetime.fromisoformat(written), "date"
    except ValueError:  # a year that Python does not know
        return shown or written, "text"


def _text(element: Any) -> str:
    """Return the text of a paragraph; blanks stand in it as they are, or as a sign for several."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            parts.append(" " * min(int(child.get(f"{_TEXT}c", 1)), MAX_TEXT + 1))
        elif child.tag == f"{_TEXT}tab":
            parts.append("\t")
        elif child.tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif child.tag != f"{_OFFICE}annotation":
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
