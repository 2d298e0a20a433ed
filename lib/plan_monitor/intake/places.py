"""Which item and column a cell of a submission answers, wherever it stands."""

from collections.abc import Iterator
from typing import NamedTuple

from plan_monitor.intake import layout
from plan_monitor.intake.raw import RawCell, RawWorkbook
from plan_monitor.intake.reading import RawRow, find_tables
from plan_monitor.vietnamese.text import match_key


class Place(NamedTuple):
    """What a cell answers: the table's name, the subject of the row, the header of the column."""

    table: str
    subject: str
    header: str


def placed_cells(book: RawWorkbook) -> Iterator[tuple[Place, RawCell]]:
    """Yield every cell of the form's tables in `book` with what it answers, blank ones too."""
    for name, table in find_tables(book).tables.items():
        for row in table.rows:
            subject = _subject(name, row)
            for header, cell in row.cells.items():
                yield Place(name, subject, header), cell


def cells_by_place(book: RawWorkbook) -> dict[Place, RawCell]:
    """Return the cells of the form's tables; of a row that stands there twice the first."""
    cells: dict[Place, RawCell] = {}
    for place, cell in placed_cells(book):
        cells.setdefault(place, cell)
    return cells


def _subject(table: str, row: RawRow) -> str:
    first = next(iter(row.cells.values())).text.strip()
    words = _SECTIONS.get(table)
    return words.get(match_key(first), first) if words else first


_SECTIONS = {
    name: {match_key(words): key for key, words in rows.items()}
    for name, rows in (
        (layout.NARRATIVE_TABLE, layout.NARRATIVE_SECTIONS),
        (layout.FUNDING_TABLE, layout.FUNDING_ROWS),
    )
}
