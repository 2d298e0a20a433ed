"""From rectangles of texts (Word, Markdown) to the rows of a plan's tables."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from plan_monitor.plan.source.grids import Grid, SourceGrids
from plan_monitor.plan.source.headings import Columns, recognise
from plan_monitor.plan.source.numbers import follows, parse_letter, parse_number, parse_roman
from plan_monitor.plan.source.rows import SourceDocument, SourceRow, SourceTable

_SEARCHED = 8
Cells = tuple[str | None, ...]


def read_grids(source: SourceGrids) -> SourceDocument:
    """Return the plan's tables among the grids of a document.

    A table is recognised by the headings of its columns, in one row or two. A table without
    headings that has the width of the one before it continues that one.
    """
    tables: list[SourceTable] = []
    doubts = list(source.doubts)
    columns: Columns | None = None
    for number, grid in enumerate(source.grids, start=1):
        found = _find_header(grid)
        if found is not None:
            columns, start = found
            doubts += [f"bảng {number}: không đọc cột “{name}”" for name in columns.unread()]
            tables.append(_table(grid, columns, start, number, doubts))
        elif columns is not None and _continues(grid, columns, tables[-1]):
            more = _table(grid, columns, 0, number, doubts)
            tables[-1] = replace(tables[-1], rows=(*tables[-1].rows, *more.rows))
            doubts.append(f"bảng {number}: không có tiêu đề, đọc tiếp theo bảng trước")
        elif _looks_like_data(grid):
            heads = " | ".join(filter(None, grid.rows[0]))[:120]
            doubts.append(f"bảng {number}: không nhận ra tên cột, không đọc: {heads}")
    return SourceDocument(tuple(tables), source.footnotes, tuple(doubts))


def _looks_like_data(grid: Grid) -> bool:
    """Tell whether an unrecognised grid may hold rows of the plan: it has three columns, rows."""
    return len(grid.rows) > 1 and len(grid.rows[0]) >= 3


def _find_header(grid: Grid) -> tuple[Columns, int] | None:
    """Return the columns and the first row below the headings; of one row and two the better."""
    best: tuple[int, Columns, int] | None = None
    for row in range(min(_SEARCHED, len(grid.rows))):
        for depth in (1, 2):
            if row + depth > len(grid.rows):
                continue
            columns = recognise(_headings(grid, row, depth))
            if columns is None:
                continue
            known = sum(role is not None for role in columns.roles)
            if best is None or known > best[0]:
                best = known, columns, row + depth
    return best[1:] if best else None


def _headings(grid: Grid, row: int, depth: int) -> list[str | None]:
    parts = zip(*grid.rows[row : row + depth], strict=True)
    return ["\n".join(dict.fromkeys(filter(None, column))) or None for column in parts]


def _continues(grid: Grid, columns: Columns, before: SourceTable) -> bool:
    if not grid.rows or len(grid.rows[0]) != len(columns.roles):
        return False
    place = columns.roles.index("number") if "number" in columns.roles else 0
    first = parse_number(grid.rows[0][place])
    last = next((parse_number(row.number) for row in reversed(before.rows) if row.number), None)
    return first is not None and last is not None and follows(last, first)


def _table(grid: Grid, columns: Columns, start: int, number: int, doubts: list[str]) -> SourceTable:
    years = [year for year in columns.years if year is not None]
    rows: list[SourceRow] = []
    column = columns.roles.index("number") if "number" in columns.roles else -1
    for place, row in _body(grid, columns, start):
        found = _row(row, columns, place, grid)
        is_merged = (place, column) in grid.repeats
        _add(rows, found, f"bảng {number}, hàng {place + 1}", doubts, is_merged=is_merged)
    _tell_merged(grid, columns, start, number, doubts)
    return SourceTable(columns.kind, tuple(rows), max(years, default=None))


def _body(grid: Grid, columns: Columns, start: int) -> Iterator[tuple[int, Cells]]:
    """Yield the rows below the headings; not blank ones, column numbers or repeated headings."""
    for place in range(start, len(grid.rows)):
        row = grid.rows[place]
        texts = [(text or "").strip("() ") for text in row]
        is_count = texts == [str(n) for n in range(1, len(row) + 1)]
        again = recognise(row)
        is_header = again is not None and again.roles == columns.roles
        if any(row) and not is_count and not is_header:
            yield place, row


def _row(row: Cells, columns: Columns, place: int, grid: Grid) -> SourceRow:
    cells: dict[str, str | None] = {}
    milestones: dict[int, str] = {}
    last = max((year for year in columns.years if year), default=None)
    for role, year, text in zip(columns.roles, columns.years, row, strict=True):
        if role == "target" and year is not None and year != last:
            milestones |= {year: text} if text else {}
        elif role is not None:
            cells[role] = text
    number = cells.pop("number", None)
    heading = _heading(row, number, place, grid, columns)
    if heading is None and number and not _is_number(number):
        kept = cells.get("name")
        cells["name"] = "\n".join(filter(None, (number if number != "-" else None, kept)))
        number = None
    if heading is not None:
        return SourceRow(heading[0], {}, heading[1])
    return SourceRow(_plain(number), cells, None, milestones)


def _is_number(text: str) -> bool:
    return (
        parse_number(text) is not None
        or parse_letter(text) is not None
        or parse_roman(text) is not None
    )


def _plain(number: str | None) -> str:
    return (number or "").strip().rstrip(".")


def _heading(
    row: Cells, number: str | None, place: int, grid: Grid, columns: Columns
) -> tuple[str, str] | None:
    """Return number and words of a group's heading, None for an ordinary row."""
    own = [
        text
        for column, text in enumerate(row)
        if text and (place, column) not in grid.repeats and columns.roles[column] != "number"
    ]
    is_capital = bool(number) and _plain(number).isupper() and parse_letter(number) is not None
    if len(own) == 1 and (is_capital or parse_roman(number) is not None):
        return _plain(number), own[0]
    only = number if not own else own[0] if number is None and len(own) == 1 else None
    is_across = any((place, column) in grid.repeats for column in range(len(row)))
    first, _, words = (only or "").partition(" ")
    if only and words and parse_roman(first) is not None and first.endswith((".", ")")):
        return _plain(first), words.strip()
    return ("", only) if only and is_across else None


def _add(
    rows: list[SourceRow], row: SourceRow, where: str, doubts: list[str], *, is_merged: bool
) -> None:
    """Add `row`, or join it to the row that it continues; `is_merged` tells of its number."""
    before = next((one for one in reversed(rows) if one.heading is None), None)
    if row.heading is not None or before is None:
        rows.append(row)
        return
    letter = parse_letter(row.number)
    if is_merged and row.number == before.number:
        doubts.append(f"{where}: số “{row.number}” gộp nhiều hàng, nối vào một mục")
        rows[-1] = replace(before, cells=_joined(before.cells, row.cells))
    elif letter is not None:
        parent = before.number.rstrip("abcdđeghiklmnopqrstuvxy").rstrip(".")
        doubts.append(
            f"{where}: số “{row.number}” nằm trong mục {parent}, ghi là {parent}.{letter}"
        )
        rows.append(replace(row, number=f"{parent}.{letter}"))
    elif not row.number and not _has_more_than_name(row.cells):
        doubts.append(f"{where}: hàng không có số thứ tự, nối vào mục {before.number}")
        rows[-1] = replace(before, cells=_joined(before.cells, row.cells))
    else:
        rows.append(row)


def _has_more_than_name(cells: Mapping[str, str | None]) -> bool:
    return any(text for role, text in cells.items() if role != "name")


def _joined(
    cells: Mapping[str, str | None], more: Mapping[str, str | None]
) -> dict[str, str | None]:
    """Return `cells` with what `more` adds in each column as a further paragraph."""
    joined: dict[str, str | None] = {}
    for role, text in cells.items():
        added = more.get(role)
        is_new = added is not None and added not in (text or "").split("\n")
        joined[role] = f"{text}\n{added}" if text and is_new else text or added
    return joined


def _tell_merged(grid: Grid, columns: Columns, start: int, number: int, doubts: list[str]) -> None:
    """Name the columns in which one cell stands for several rows."""
    for column, role in enumerate(columns.roles):
        places = [
            place + 1
            for place in range(start, len(grid.rows))
            if (place, column) in grid.repeats
            and grid.rows[place][column]
            and grid.rows[place - 1][column] == grid.rows[place][column]
            and not (column and (place, column - 1) in grid.repeats)
        ]
        if role not in (None, "number") and places:
            doubts.append(
                f"bảng {number}, cột “{columns.headings[column]}”: ô gộp dọc, hàng "
                f"{', '.join(map(str, places))} lấy giá trị của hàng trên"
            )
