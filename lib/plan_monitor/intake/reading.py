"""Find the tables of a returned workbook by their header texts; every cell keeps its address."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from openpyxl.utils import get_column_letter

from plan_monitor.intake import layout
from plan_monitor.intake.raw import RawCell, RawSheet, RawWorkbook
from plan_monitor.intake.texts import form_texts
from plan_monitor.vietnamese.text import match_key

_LABEL_ROWS = 30


@dataclass(frozen=True)
class RawRow:
    """One row of a table: its cells by header, and whether the row is hidden.

    `contradicting` are cells below a second column of the same header that say something else.
    """

    cells: Mapping[str, RawCell]
    is_hidden: bool
    contradicting: tuple[RawCell, ...] = ()

    def __getitem__(self, header: str) -> RawCell:
        return self.cells[header]


@dataclass(frozen=True)
class RawTable:
    """One table as found: its rows from wherever its header stands, and what of it is hidden.

    `hidden_columns` are named with their sheet.
    """

    rows: tuple[RawRow, ...]
    sheets: tuple[str, ...]
    hidden_sheets: tuple[str, ...] = ()
    hidden_columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class RawSubmission:
    """The tables of one workbook by name, without those whose header was not found.

    `labels` are the visible agency and period, `extra_sheets` the sheets that the form does not
    have, `repeated` the tables whose header stands in more than one place. Without `shows_errors` a
    blank cell may be an Excel error.
    """

    tables: Mapping[str, RawTable]
    labels: Mapping[str, str]
    extra_sheets: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    shows_errors: bool = True


@dataclass(frozen=True)
class _Header:
    """A row that heads a table: which table, and the column of each of its headers.

    `again` are the columns whose header stands there a second time, with that header.
    """

    table: str
    row: int
    columns: Mapping[str, int]
    again: tuple[tuple[str, int], ...] = ()


def find_tables(book: RawWorkbook) -> RawSubmission:
    """Return the form's tables in `book`, wherever they stand, whatever the sheets are called.

    A table whose header stands in several places has the rows of all of them: what they say twice
    is compared row by row.
    """
    ours = {match_key(title) for title in (layout.IDENTITY_SHEET, layout.REPLY_SHEET)}
    sheets = [sheet for sheet in book.sheets if match_key(sheet.title) not in ours]
    headers = {sheet.title: list(_headers(sheet)) for sheet in sheets}
    found: dict[str, RawTable] = {}
    repeated: list[str] = []
    for name in layout.TABLES:
        own = [sheet for sheet in sheets if any(h.table == name for h in headers[sheet.title])]
        if own:
            found[name] = _table(name, own, headers)
        if sum(header.table == name for sheet in own for header in headers[sheet.title]) > 1:
            repeated.append(name)
    known = {match_key(title) for title in layout.SHEETS}
    known |= {match_key(title) for table in found.values() for title in table.sheets}
    extra = (one.title for one in sheets if match_key(one.title) not in known and _is_extra(one))
    return RawSubmission(found, _labels(sheets), tuple(extra), tuple(repeated), book.shows_errors)


def _is_extra(sheet: RawSheet) -> bool:
    """Tell whether a sheet holds something and none of the titles that the form prints."""
    titles = {match_key(one.title) for one in form_texts().sheets.values()}
    return bool(sheet.cells) and not any(
        match_key(cell.text) in titles
        for (row, _), cell in sheet.cells.items()
        if row <= _LABEL_ROWS
    )


def _headers(sheet: RawSheet) -> Iterator[_Header]:
    """Yield each row of `sheet` that holds all headers of a table."""
    for row, cells in sheet.rows():
        columns: dict[str, int] = {}
        for column, cell in cells.items():
            columns.setdefault(match_key(cell.text), column)
        for name, headers in layout.TABLES.items():
            found = {one: columns[match_key(one)] for one in headers if match_key(one) in columns}
            if len(found) == len(headers):
                by_key = {match_key(one): one for one in headers}
                again = (
                    (by_key[key], column)
                    for column, cell in cells.items()
                    if (key := match_key(cell.text)) in by_key and column not in found.values()
                )
                yield _Header(name, row, found, tuple(again))


def _table(
    name: str, sheets: Sequence[RawSheet], headers: Mapping[str, Sequence[_Header]]
) -> RawTable:
    hidden = [
        f"{sheet.title}: {one}"
        for sheet in sheets
        for header in headers[sheet.title]
        for one, column in header.columns.items()
        if header.table == name and column in sheet.hidden_columns
    ]
    return RawTable(
        rows=tuple(row for sheet in sheets for row in _rows(name, sheet, headers[sheet.title])),
        sheets=tuple(sheet.title for sheet in sheets),
        hidden_sheets=tuple(sheet.title for sheet in sheets if sheet.state != "visible"),
        hidden_columns=tuple(dict.fromkeys(hidden)),
    )


def _rows(name: str, sheet: RawSheet, headers: Sequence[_Header]) -> Iterator[RawRow]:
    """Yield the rows below each header of the table; they end where another table begins."""
    by_row = {header.row: header for header in headers}
    columns: Mapping[str, int] = {}
    again: Sequence[tuple[str, int]] = ()
    for number, cells in sheet.rows():
        if header := by_row.get(number):
            columns, again = (header.columns, header.again) if header.table == name else ({}, ())
            continue
        row = {
            one: cells.get(column) or _blank(sheet.title, number, column)
            for one, column in columns.items()
        }
        if any(not cell.is_blank for cell in row.values()):
            others = ((row[one], cells.get(column)) for one, column in again)
            contradicting = (
                other
                for cell, other in others
                if other is not None and not other.is_blank and other.text != cell.text
            )
            yield RawRow(row, number in sheet.hidden_rows, tuple(contradicting))


def _blank(sheet: str, row: int, column: int) -> RawCell:
    return RawCell(sheet, f"{get_column_letter(column)}{row}", None, "blank")


def _labels(sheets: Sequence[RawSheet]) -> dict[str, str]:
    """Return the visible "Mã cơ quan" and "Kỳ báo cáo": the cell to the right of each label."""
    wanted = {match_key(name): name for name in (layout.AGENCY_LABEL, layout.PERIOD_LABEL)}
    found: dict[str, str] = {}
    for sheet in sheets:
        for row, cells in sheet.rows():
            if row > _LABEL_ROWS:
                break
            for (_, cell), (_, right) in pairwise(cells.items()):
                name = wanted.get(match_key(cell.text))
                if name and right.text:
                    found.setdefault(name, right.text)
    return found
