"""Read the tables of a plan's plain-text form.

In that form every cell is a paragraph, paragraphs are separated by blank lines, and an empty cell
is a line that holds nothing but a no-break space. Columns are therefore counted, not seen.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ROMAN = re.compile(r"[IVX]+")
_NUMBER = re.compile(r"(\d+)\.|(\d+)\.(\d+)")
_FOOTNOTE = re.compile(r"(\[\d+\]) ")


@dataclass(frozen=True)
class TableRow:
    """One row of a source table: its cells as printed, None for an empty one."""

    number: str
    cells: tuple[str | None, ...]
    is_heading: bool


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


def read_table(text: str, headers: tuple[str, ...]) -> list[TableRow]:
    """Return the rows of the table whose header cells are `headers`, in the source's order.

    Parameters
    ----------
    text : str
        The whole document.
    headers : tuple of str
        The header cells as printed; the first is the column of row numbers.

    Raises
    ------
    ValueError
        If the document has no such table.
    """
    cells = read_cells(text)
    width = len(headers)
    for start in range(len(cells) - width + 1):
        if tuple(cells[start : start + width]) == headers:
            return list(_split_rows(cells[start + width :], width))
    raise ValueError(f"no table with the header {' | '.join(headers)}")


def read_footnotes(text: str) -> dict[str, str]:
    """Return the footnotes of `text` by their mark, e.g. ``{"[1]": "[1] Theo …"}``."""
    marks = ((_FOOTNOTE.match(cell), cell) for cell in read_cells(text) if cell)
    return {mark[1]: cell for mark, cell in marks if mark}


def _split_rows(cells: list[str | None], width: int) -> Iterator[TableRow]:
    starts = list(_row_starts(cells))
    ends = [*starts[1:], _end_of_table(cells)]
    for start, end in zip(starts, ends, strict=True):
        number = str(cells[start])
        is_heading = _ROMAN.fullmatch(number) is not None
        body = cells[start + 1 : end]
        yield TableRow(number, tuple(body[:1] if is_heading else _fit(body, width - 1)), is_heading)


def _row_starts(cells: list[str | None]) -> Iterator[int]:
    """Yield where rows begin: a number counts only if it follows on the last one."""
    last: tuple[int, int] = (0, 0)
    sections = 0
    for position, cell in enumerate(cells):
        if cell is None:
            continue
        if _ROMAN.fullmatch(cell) and cell == _roman(sections + 1):
            sections += 1
            yield position
        elif match := _NUMBER.fullmatch(cell):
            number = (int(match[1] or match[2]), int(match[3] or 0))
            if number in {(last[0] + 1, 0), (last[0], last[1] + 1)}:
                last = number
                yield position
        elif _ends_table(cell):
            return


def _end_of_table(cells: list[str | None]) -> int:
    return next((i for i, cell in enumerate(cells) if cell and _ends_table(cell)), len(cells))


def _ends_table(cell: str) -> bool:
    return cell.startswith("PHỤ LỤC") or _FOOTNOTE.match(cell) is not None


def _fit(body: list[str | None], width: int) -> list[str | None]:
    """Fold surplus paragraphs into the first column; drop the blank lines after the last row."""
    while len(body) > width and body[-1] is None:
        body = body[:-1]
    surplus = len(body) - width
    if surplus > 0:
        name = "\n".join(part for part in body[: surplus + 1] if part is not None)
        return [name, *body[surplus + 1 :]]
    return body + [None] * -surplus


def _roman(number: int) -> str:
    return ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"][number]
