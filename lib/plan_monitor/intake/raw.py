"""A workbook as it stood in the file: every cell with what it held and how it looked.

These are plain values without a parser behind them: they cross from the cage to the reader.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from plan_monitor.vietnamese.text import clean_text

CellKind = Literal["blank", "number", "text", "date", "bool", "error", "uncached"]
SheetState = Literal["visible", "hidden", "veryHidden"]
Value = str | int | float | bool | dt.datetime | dt.date | dt.time | None


@dataclass(frozen=True)
class RawCell:
    """One cell as it stood in the file.

    `value` is what Excel last showed (of a formula its cached result); `kind` tells a blank, an
    Excel error and a formula without a cached result apart. `printed` is the text as it stood,
    before any cleaning; `text` the clean one. `merged` is the range that the cell heads or lies in.
    Of a text in an old Vietnamese encoding `legacy` is the encoding's name, `value` the text in
    Unicode and `original` the one in the file. `number_format` is empty where the reader does not
    tell it (.xlsb). `counts_from_1904` tells from when on the workbook counts its days.
    """

    sheet: str
    cell: str
    value: Value
    kind: CellKind
    number_format: str = "General"
    is_formula: bool = False
    font: str = ""
    is_hidden: bool = False
    merged: str = ""
    legacy: str = ""
    original: str = ""
    counts_from_1904: bool = False

    @property
    def printed(self) -> str:
        """The value as text, as it stood: dates as dd/mm/yyyy, whole floats without a fraction."""
        return self.original if self.legacy else self._shown()

    def _shown(self) -> str:
        if self.value is None:
            return ""
        if isinstance(self.value, dt.datetime | dt.date):
            return f"{self.value:%d/%m/%Y}"
        if isinstance(self.value, float):
            return f"{self.value:.10g}"
        return str(self.value)

    @property
    def text(self) -> str:
        """The value as clean text, empty for a blank."""
        return clean_text(self._shown())

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in the cell."""
        return not self.text and self.kind != "uncached"


@dataclass(frozen=True)
class RawSheet:
    """One sheet: its cells that hold something, by row and column (counted from 1)."""

    title: str
    state: SheetState
    cells: dict[tuple[int, int], RawCell]
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    @property
    def last_row(self) -> int:
        """The last row that holds something, 0 for an empty sheet."""
        return max((row for row, _ in self.cells), default=0)

    def rows(self) -> Iterator[tuple[int, dict[int, RawCell]]]:
        """Yield the rows that hold something, each with its cells by column."""
        by_row: dict[int, dict[int, RawCell]] = {}
        for (row, column), cell in sorted(self.cells.items()):
            by_row.setdefault(row, {})[column] = cell
        yield from by_row.items()


@dataclass(frozen=True)
class RawWorkbook:
    """One workbook: its sheets, its custom properties, and what a reader should know of the file.

    `remarks` are ids of checks that concern the file as a whole and do not stop it from being read:
    macros, links to other files, blank cells far out, an old format. Without `shows_errors` a blank
    cell may be an Excel error.
    """

    sheets: tuple[RawSheet, ...]
    properties: dict[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    identity_rows: tuple[tuple[str, str], ...] = ()
    shows_errors: bool = True
