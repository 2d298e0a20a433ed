"""What both parsers share: the limits, and sheets put together from the cells found."""

import datetime as dt
import itertools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from openpyxl.utils import get_column_letter, range_boundaries

from plan_monitor.intake import layout
from plan_monitor.intake.parsers.refusing import RefusedWorkbook
from plan_monitor.intake.raw import CellKind, RawCell, RawSheet, RawWorkbook, SheetState, Value
from plan_monitor.vietnamese.legacy import decode_legacy

MAX_ROWS = 10_000
MAX_COLUMNS = 200
MAX_CELLS = 200_000
MAX_MERGED = 2_000_000  # cells in merged ranges: all rows and columns once
MAX_TEXT = 32_767  # characters, as in Excel
MAX_PROPERTIES = 200
SHEET_TOO_LARGE = "sheet-too-large"
STRAY_CELLS = "stray-cells"
LEGACY_ENCODING = "legacy-encoding"
OLD_FORMAT = "old-format"
_LARGEST = 1e308


@dataclass
class Totals:
    """What is counted over all sheets of a workbook."""

    cells: int = 0
    has_stray: bool = False
    has_legacy: bool = False

    def count(self, sheet: str) -> None:
        """Count one more cell that holds something."""
        self.cells += 1
        if self.cells > MAX_CELLS:
            raise RefusedWorkbook(SHEET_TOO_LARGE, f"{sheet}: > {MAX_CELLS} ô")


@dataclass
class SheetDraft:
    """A sheet while its cells are being collected."""

    title: str
    state: SheetState
    totals: Totals
    cells: dict[tuple[int, int], RawCell] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def add(self, row: int, column: int, cell: RawCell) -> None:
        """Add a cell that holds something; texts in an old encoding become Unicode."""
        if row > MAX_ROWS or column > MAX_COLUMNS:
            raise RefusedWorkbook(SHEET_TOO_LARGE, f"{self.title}!{cell.cell}")
        if isinstance(cell.value, str):
            if len(cell.value) > MAX_TEXT:
                raise RefusedWorkbook(SHEET_TOO_LARGE, f"{self.title}!{cell.cell}: > {MAX_TEXT}")
            cell = self._in_unicode(cell, cell.value)
        if (row, column) in self.cells:
            raise ValueError(f"{self.title}!{cell.cell}: stands twice")
        self.totals.count(self.title)
        self.cells[row, column] = cell

    def _in_unicode(self, cell: RawCell, text: str) -> RawCell:
        decoded = decode_legacy(text, cell.font)
        if not decoded.encoding:
            return cell
        self.totals.has_legacy = True
        return replace(cell, value=decoded.text, legacy=decoded.encoding, original=text)

    def merge(self, ranges: Iterable[str]) -> None:
        """Tell the cells of every merged range that holds something which range they lie in.

        Ranges may reach to the end of the sheet; only rows and columns in use are filled in.
        """
        last_row = max((row for row, _ in self.cells), default=0)
        last_column = max((column for _, column in self.cells), default=0)
        looked_at = 0
        for name in ranges:
            left, top, right, bottom = _boundaries(name)
            rows = range(top, min(bottom, last_row) + 1)
            columns = range(left, min(right, last_column) + 1)
            looked_at += len(rows) * len(columns)
            if looked_at > MAX_MERGED:
                raise RefusedWorkbook(SHEET_TOO_LARGE, f"{self.title}: > {MAX_MERGED} ô gộp")
            head = self.cells.get((top, left))
            for row, column in itertools.product(rows, columns):
                if (row, column) == (top, left):
                    continue
                self.cells.pop((row, column), None)  # Excel shows the first cell's value alone
                if head is not None:
                    self.totals.count(self.title)
                    self.cells[row, column] = self._covered(row, column, name)
            if head is not None:
                self.cells[top, left] = replace(head, merged=name)

    def _covered(self, row: int, column: int, name: str) -> RawCell:
        return RawCell(self.title, address(row, column), None, "blank", merged=name)

    def finish(self) -> RawSheet:
        """Return the sheet, its cells by row and column."""
        is_sheet_hidden = self.state != "visible"
        cells = {
            (row, column): replace(cell, is_hidden=True)
            if is_sheet_hidden or row in self.hidden_rows or column in self.hidden_columns
            else cell
            for (row, column), cell in sorted(self.cells.items())
        }
        return RawSheet(
            self.title,
            self.state,
            cells,
            frozenset(self.hidden_rows),
            frozenset(self.hidden_columns),
        )


def _boundaries(name: str) -> tuple[int, int, int, int]:
    """Return the columns and rows of a range; whole columns or rows reach to the limit."""
    left, top, right, bottom = range_boundaries(name)
    return left or 1, top or 1, right or MAX_COLUMNS, bottom or MAX_ROWS


def address(row: int, column: int) -> str:
    """Return the address of a cell, as A1."""
    return f"{get_column_letter(column)}{row}"


def typed(value: object) -> tuple[Value, CellKind]:
    """Return a value that a parser gave, and its kind.

    A duration is a number of days, as Excel holds it; a number that Excel cannot hold is an error.
    """
    if isinstance(value, bool):
        return value, "bool"
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value, "date"
    if isinstance(value, dt.timedelta):
        return value / dt.timedelta(days=1), "number"
    if isinstance(value, int | float):
        is_sound = math.isfinite(value) if isinstance(value, float) else abs(value) < _LARGEST
        return (value, "number") if is_sound else ("#NUM!", "error")
    return str(value), "text"


def assemble(
    drafts: Iterable[SheetDraft],
    properties: Mapping[str, str],
    totals: Totals,
    remarks: tuple[str, ...] = (),
) -> RawWorkbook:
    """Return the workbook of these sheets; the one with the identity is kept apart."""
    sheets: list[RawSheet] = []
    identity: tuple[tuple[str, str], ...] = ()
    for draft in drafts:
        if draft.title == layout.IDENTITY_SHEET:
            identity = _identity_rows(draft)
        else:
            sheets.append(draft.finish())
    if totals.has_stray:
        remarks += (STRAY_CELLS,)
    if totals.has_legacy:
        remarks += (LEGACY_ENCODING,)
    return RawWorkbook(tuple(sheets), dict(properties), remarks, identity)


def _identity_rows(draft: SheetDraft) -> tuple[tuple[str, str], ...]:
    texts = {place: cell.text for place, cell in draft.cells.items()}
    rows = sorted({row for row, _ in texts})
    return tuple((texts.get((row, 1), ""), texts.get((row, 2), "")) for row in rows)
