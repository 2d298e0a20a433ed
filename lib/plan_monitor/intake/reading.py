"""Read a returned workbook: tables are found by their header texts, cells keep their address."""

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from plan_monitor.intake import layout
from plan_monitor.vietnamese.text import clean_text, match_key


@dataclass(frozen=True)
class RawCell:
    """One cell as it stood in the file.

    `value` is what Excel last showed (a formula's cached result), `is_formula` tells that it was
    computed; `text` is the value as clean text, empty for a blank.
    """

    sheet: str
    cell: str
    value: Any
    number_format: str
    is_formula: bool

    @property
    def text(self) -> str:
        """The value as text: dates as dd/mm/yyyy, whole floats without a fraction."""
        if self.value is None:
            return ""
        if isinstance(self.value, dt.datetime | dt.date):
            return f"{self.value:%d/%m/%Y}"
        if isinstance(self.value, float):
            return f"{self.value:.10g}"
        return clean_text(str(self.value))

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in the cell."""
        return not self.text and not self.is_formula


RawRow = dict[str, RawCell]


@dataclass(frozen=True)
class RawSubmission:
    """The tables of one workbook, None for a table whose header was not found."""

    indicators: tuple[RawRow, ...] | None
    tasks: tuple[RawRow, ...] | None
    narrative: tuple[RawRow, ...] | None
    labels: dict[str, str]


@dataclass(frozen=True)
class _Book:
    """One workbook read twice: as formulas and as cached values."""

    formulas: Workbook
    values: Workbook


def read_submission(data: bytes) -> RawSubmission:
    """Read the workbook `data` (xlsx).

    Full mode, not read-only: read-only trusts a wrong ``<dimension>`` and drops rows silently.
    """
    book = _Book(load_workbook(io.BytesIO(data)), load_workbook(io.BytesIO(data), data_only=True))
    return RawSubmission(
        indicators=_find_table(book, layout.INDICATOR_HEADERS),
        tasks=_find_table(book, layout.TASK_HEADERS),
        narrative=_find_table(book, layout.NARRATIVE_HEADERS),
        labels=_labels(book),
    )


def _sheets(book: _Book) -> Iterator[tuple[Worksheet, Worksheet]]:
    for sheet in book.formulas.worksheets:
        if sheet.title != layout.IDENTITY_SHEET:
            yield sheet, book.values[sheet.title]


def _find_table(book: _Book, headers: Sequence[str]) -> tuple[RawRow, ...] | None:
    for formulas, values in _sheets(book):
        for number, row in enumerate(values.iter_rows(), start=1):
            columns = _columns([cell.value for cell in row], headers)
            if columns is not None:
                return tuple(_rows(formulas, values, number, columns))
    return None


def _columns(values: Sequence[Any], headers: Sequence[str]) -> dict[str, int] | None:
    """Return the column of every header if `values` is the header row, else None."""
    found = {match_key(str(value)): i for i, value in enumerate(values, 1) if value is not None}
    columns = {header: found.get(match_key(header)) for header in headers}
    return columns if None not in columns.values() else None  # type: ignore[return-value]


def _rows(
    formulas: Worksheet, values: Worksheet, header_row: int, columns: dict[str, int]
) -> Iterator[RawRow]:
    for number in range(header_row + 1, values.max_row + 1):
        row = {
            header: _raw_cell(formulas, values, number, column)
            for header, column in columns.items()
        }
        if any(not cell.is_blank for cell in row.values()):
            yield row


def _raw_cell(formulas: Worksheet, values: Worksheet, row: int, column: int) -> RawCell:
    formula, value = formulas.cell(row, column), values.cell(row, column)
    return RawCell(
        sheet=formulas.title,
        cell=formula.coordinate,
        value=value.value,
        number_format=formula.number_format,
        is_formula=formula.data_type == "f",
    )


def _labels(book: _Book) -> dict[str, str]:
    """Return the visible "Mã cơ quan" and "Kỳ báo cáo": the cell to the right of each label."""
    wanted = {match_key(name): name for name in (layout.AGENCY_LABEL, layout.PERIOD_LABEL)}
    found: dict[str, str] = {}
    for _, values in _sheets(book):
        for row in values.iter_rows(max_row=30):
            for cell, right in pairwise(row):
                name = wanted.get(match_key(str(cell.value or "")))
                if name and right.value is not None:
                    found.setdefault(name, clean_text(str(right.value)))
    return found
