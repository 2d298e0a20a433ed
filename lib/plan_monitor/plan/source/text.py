"""Read the tables of a plan's plain-text form.

In that form every cell is a paragraph, paragraphs are separated by blank lines, and an empty cell
is a line that holds nothing but a no-break space. Columns are therefore counted, not seen: a row
begins where the next number stands.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from plan_monitor.plan.source.headings import Columns, recognise
from plan_monitor.plan.source.numbers import Number, follows, parse_number, parse_roman
from plan_monitor.plan.source.rows import SourceDocument, SourceRow, SourceTable

Cells = Sequence[str | None]
Judge = Callable[[str, Mapping[str, str | None]], int]
_FOOTNOTE = re.compile(r"(\[\d+\]) ")
_WIDEST = 12
_NARROWEST = 3


def read_text(text: str, judge: Judge) -> SourceDocument:
    """Return the tables of a plan's plain-text form.

    Parameters
    ----------
    text : str
        The document.
    judge : callable
        How well a row reads, given the kind of its table and its cells by role: where a row has
        more paragraphs than the table has columns, they are joined in the column that reads best.
    """
    cells = read_cells(text.replace("**", ""))
    tables: list[SourceTable] = []
    doubts = ["bỏ dấu in đậm “**”"] if "**" in text else []
    position = 0
    while position < len(cells):
        header = _header_at(cells, position)
        if header is None:
            position += 1
            continue
        columns, start = header
        doubts += [f"không đọc cột “{name}”" for name in columns.unread()]
        body = cells[start : start + _length(cells[start:], columns)]
        rows = list(_rows(body, columns, judge, doubts))
        years = [year for year in columns.years if year is not None]
        tables.append(SourceTable(columns.kind, tuple(rows), max(years, default=None)))
        position = start + len(body)
    return SourceDocument(tuple(tables), _footnotes(cells), tuple(doubts))


def read_cells(text: str) -> list[str | None]:
    """Return the cells of `text` in order; None for an empty cell."""
    cells: list[str | None] = []
    paragraph: list[str] = []
    for line in [*text.split("\n"), ""]:
        if line.strip(" \t\r") == "\u00a0":
            cells.append(None)
        elif line.strip():
            paragraph.append(line.rstrip("\r"))
        elif paragraph:
            cells.append("\n".join(paragraph))
            paragraph = []
    return cells


def _footnotes(cells: Cells) -> dict[str, str]:
    marks = ((_FOOTNOTE.match(cell), cell) for cell in cells if cell)
    return {mark[1]: cell for mark, cell in marks if mark}


def _header_at(cells: Cells, position: int) -> tuple[Columns, int] | None:
    """Return the columns whose headings begin at `position`, and where the rows begin.

    The headings are as many cells as lead up to the first number (or the first group).
    """
    first = recognise(cells[position : position + _NARROWEST])
    if first is None and recognise(cells[position : position + _WIDEST]) is None:
        return None
    for end in range(position + _NARROWEST, min(position + _WIDEST, len(cells))):
        columns = recognise(cells[position:end])
        if columns is None or columns.roles[0] is None or "number" not in columns.roles:
            continue
        place = end + columns.roles.index("number")
        if place < len(cells) and _opens(cells[place]):
            return columns, end
        if end < len(cells) and parse_roman(cells[end]) == 1:
            return columns, end
    return None


def _opens(cell: str | None) -> bool:
    return parse_number(cell) == (1,) or parse_roman(cell) == 1


def _length(cells: Cells, columns: Columns) -> int:
    """Return after how many cells the table ends: at the next annex, table or footnote."""
    for position, cell in enumerate(cells):
        if cell and (cell.startswith("PHỤ LỤC") or _FOOTNOTE.match(cell)):
            return position
        if position and recognise(cells[position : position + len(columns.roles)]):
            return position
    return len(cells)


def _rows(cells: Cells, columns: Columns, judge: Judge, doubts: list[str]) -> Iterator[SourceRow]:
    starts = list(_row_starts(cells, columns))
    ends = [*(start for start, _ in starts[1:]), len(cells)]
    for (start, is_heading), end in zip(starts, ends, strict=True):
        body = list(cells[start:end])
        if is_heading:
            words = [cell for cell in body[1:] if cell]
            yield SourceRow(_plain(body[0]), {}, words[0] if words else "")
            continue
        if end == len(cells):
            while len(body) > len(columns.roles) and body[-1] is None:
                body.pop()
        yield _row(body, columns, judge, doubts)


def _row_starts(cells: Cells, columns: Columns) -> Iterator[tuple[int, bool]]:
    """Yield where rows begin, and whether a group's heading: numbers count in their sequence.

    Between two rows lies at least a row's width of cells, so that a bare number in another column
    is not taken for the next row.
    """
    place, width = columns.roles.index("number"), len(columns.roles)
    last: Number = (0,)
    groups, free = 0, 0
    has_stop: bool | None = None
    may_restart = False
    for position, cell in enumerate(cells):
        if cell is None:
            continue
        number = parse_number(cell)
        if parse_roman(cell) == groups + 1 and position >= free:
            groups, free, may_restart = groups + 1, position + 1, True
            yield position, True
        elif (
            number is not None
            and position - place >= free
            and (follows(last, number) or (may_restart and number == (1,)))
        ):
            stop = cell.rstrip().endswith(".")
            if len(number) == 1 and has_stop is not None and stop != has_stop:
                continue
            has_stop = stop if len(number) == 1 else has_stop
            last, free, may_restart = number, position - place + width, False
            yield position - place, False


def _row(body: list[str | None], columns: Columns, judge: Judge, doubts: list[str]) -> SourceRow:
    """Return a row; of several places for surplus paragraphs the one that reads best."""
    width = len(columns.roles)
    surplus = len(body) - width
    if surplus <= 0:
        short = [*body, *[None] * -surplus]
        row = _named(short, columns)
        if surplus < 0:
            doubts.append(f"mục {row.number}: thiếu {-surplus} ô, coi là ô trống ở cuối hàng")
        return row
    candidates = [
        (_named(_folded(body, column, surplus), columns), column)
        for column, role in enumerate(columns.roles)
        if role not in (None, "number")
    ]
    names = [column for column, role in enumerate(columns.roles) if role == "name"]
    row, column = max(
        candidates, key=lambda one: (judge(columns.kind, one[0].cells), one[1] in names)
    )
    heading = columns.headings[column]
    doubts.append(f"mục {row.number}: thừa {surplus} đoạn, nối vào cột “{heading}”")
    return row


def _folded(body: Cells, column: int, surplus: int) -> list[str | None]:
    joined = "\n".join(cell for cell in body[column : column + surplus + 1] if cell)
    return [*body[:column], joined or None, *body[column + surplus + 1 :]]


def _named(cells: Cells, columns: Columns) -> SourceRow:
    by_role = {
        role: cell for role, cell in zip(columns.roles, cells, strict=True) if role is not None
    }
    number = by_role.pop("number", None)
    return SourceRow(_plain(number), by_role)


def _plain(number: str | None) -> str:
    return (number or "").strip().rstrip(".")
