"""An agency's own workbook, opened to be sent back: as it was, without what reaches out of it.

Macros, form controls, links to other files, connections, pivots and charts are left out; a formula
that takes its value from another file becomes the value that it last showed. All other formulas
stay, and what was text stays text.
"""

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Mapping
from functools import partial
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.worksheet import Worksheet

from plan_monitor.files import pack_zip, unpack_zip
from plan_monitor.intake import form_style as style
from plan_monitor.intake import layout
from plan_monitor.intake.cage import Cage
from plan_monitor.intake.door import check_door
from plan_monitor.intake.raw import RawCell, RawWorkbook

_MACRO_SHEETS = re.compile(r"^xl/(?:macrosheets|dialogsheets)/", re.IGNORECASE)
_FORMULA = re.compile(
    r'(?P<head><c r="(?P<address>[A-Z]+[0-9]+)"[^>]*)>(?P<formula><f[^>]*>[^<]*</f>)'
    r"(?:<v ?/>|<v></v>)</c>"
)
_OUTSIDE = re.compile(r"(?<!\w)\[\d+\]|\|[^!]*!")  # [1]Sheet!A1, and DDE: program|topic!item


def open_own(name: str, data: bytes, book: RawWorkbook) -> Workbook | None:
    """Return the workbook called `name`, None where it cannot be given back as it is.

    Parameters
    ----------
    book : RawWorkbook
        What the cage read in it: all of that must be there again.
    """
    if not _can_be_opened(name, data):
        return None
    workbook = _load(data)
    if not _holds(workbook, book):
        return None
    for title in [one.title for one in workbook.worksheets if _is_reply(one)]:
        del workbook[title]
    _cut_links(workbook, book)
    workbook.calculation.fullCalcOnLoad = True
    workbook.calculation.calcMode = "auto"
    return workbook


def parse_fully(name: str, data: bytes) -> RawWorkbook:
    """Open and save a workbook with all that openpyxl keeps; run in the cage, to see that it ends.

    The reader of the cage parses cells alone; drawings, styles and rules are tried here.
    """
    _load(data).save(io.BytesIO())
    return RawWorkbook(())


def _can_be_opened(name: str, data: bytes) -> bool:
    verdict = check_door(name, data)
    if verdict.problem or verdict.kind not in {"xlsx", "xlsm"}:
        return False
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if any(_MACRO_SHEETS.match(member) for member in archive.namelist()):
            return False
    with Cage(parse=parse_fully) as cage:
        return isinstance(cage.read(name, data), RawWorkbook)


def _load(data: bytes) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_workbook(io.BytesIO(data), keep_links=False)


def _holds(workbook: Workbook, book: RawWorkbook) -> bool:
    """Tell whether `workbook` has every cell that was read in it."""
    titles = {sheet.title for sheet in workbook.worksheets}
    return all(
        sheet.title in titles
        and all(
            cell.kind in {"blank", "uncached"}
            or workbook[sheet.title].cell(row, column).value is not None
            for (row, column), cell in sheet.cells.items()
        )
        for sheet in book.sheets
    )


def _is_reply(sheet: Worksheet) -> bool:
    return sheet.title.casefold() == layout.REPLY_SHEET.casefold()


def _cut_links(workbook: Workbook, book: RawWorkbook) -> None:
    shown = {
        (sheet.title, place): cell for sheet in book.sheets for place, cell in sheet.cells.items()
    }
    for chart in workbook.chartsheets:
        del workbook[chart.title]
    _drop_names(workbook.defined_names)
    for sheet in workbook.worksheets:
        _drop_names(sheet.defined_names)
        _drop_objects(sheet)
        for cell in cells_of(sheet):
            if _reaches_out(cell.value, cell.data_type):
                _show(cell, shown.get((sheet.title, (cell.row, cell.column))))


def _drop_names(names: Any) -> None:
    for name in [
        name for name, one in names.items() if _OUTSIDE.search(one.value or "") or one.xlm
    ]:
        del names[name]


def _drop_objects(sheet: Any) -> None:
    """Drop what openpyxl would carry along of other files: pivots, charts, queries, rules."""
    sheet._pivots, sheet._charts = [], []
    for name in [name for name, table in sheet.tables.items() if table.tableType]:
        del sheet.tables[name]
    rules = sheet.data_validations
    rules.dataValidation = [
        rule
        for rule in rules.dataValidation
        if not _OUTSIDE.search(f"{rule.formula1} {rule.formula2}")
    ]
    for area in list(sheet.conditional_formatting):
        if any(_OUTSIDE.search(" ".join(rule.formula)) for rule in area.rules):
            del sheet.conditional_formatting[str(area.sqref)]


def _reaches_out(value: Any, data_type: str) -> bool:
    text = getattr(value, "text", value)  # of an array formula
    return data_type == "f" and bool(_OUTSIDE.search(str(text)))


def _show(cell: Cell, seen: RawCell | None) -> None:
    """Put what the cell last showed in place of its formula."""
    value: Any = seen.value if seen else None
    cell.value = style.literal(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = True


def keep_shown(data: bytes, workbook: Workbook, book: RawWorkbook) -> bytes:
    """Return the saved `workbook` with what every formula last showed, which openpyxl leaves out.

    A program that opens the reply calculates anew; one that only reads it sees the old results.
    """
    shown = {
        (c.sheet, c.cell): c for one in book.sheets for c in one.cells.values() if c.is_formula
    }
    if not shown:
        return data
    members = unpack_zip(data)
    for number, sheet in enumerate(workbook.worksheets, start=1):
        part = f"xl/worksheets/sheet{number}.xml"
        show = partial(_with_result, shown, sheet.title)
        members[part] = _FORMULA.sub(show, members[part].decode("utf-8")).encode("utf-8")
    return pack_zip(members)


def _with_result(shown: Mapping[tuple[str, str], RawCell], sheet: str, found: re.Match[str]) -> str:
    """Return the XML of a formula's cell with its last result."""
    cell = shown.get((sheet, found["address"]))
    value = cell.value if cell else None
    if isinstance(value, dt.datetime | dt.date | dt.time):
        value = to_excel(value)  # type: ignore[no-untyped-call]
    if cell is None or value is None or cell.kind == "uncached":
        return found[0]
    kind = {"text": "str", "error": "e", "bool": "b"}.get(cell.kind, "n")
    text = escape(str(int(value) if isinstance(value, bool) else value))
    head = re.sub(r' t="[^"]*"', "", found["head"])
    return f'{head} t="{kind}">{found["formula"]}<v>{text}</v></c>'


def cells_of(sheet: Any) -> list[Cell]:
    """Return the cells that the sheet has, none of those that it only could have."""
    return [cell for cell in sheet._cells.values() if isinstance(cell, Cell)]


def head_of(sheet: Worksheet, address: str) -> Cell:
    """Return the cell at `address`; of one that lies in a merged range, the range's first."""
    cell = sheet[address]
    if isinstance(cell, MergedCell):
        area = next(one for one in sheet.merged_cells.ranges if address in one)
        cell = sheet.cell(area.min_row, area.min_col)
    assert isinstance(cell, Cell)
    return cell
