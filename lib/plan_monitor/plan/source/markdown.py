"""Read the tables of a Markdown document: pipe tables, with ``<br>`` between paragraphs."""

import re
from collections.abc import Iterator
from typing import Any

import mistune

from plan_monitor.plan.source.grids import Grid, SourceGrids

_BREAK = re.compile(r"\s*<br\s*/?>\s*")
_REFERENCE = re.compile(r"\[\^(\w+)\]")
_NOTE = re.compile(r"^\[\^(\w+)\]:\s*(.+)$|^(\[\d+\])\s+(.+)$", re.MULTILINE)
_PIPE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*")
_BOLD = re.compile(r"\*\*|__")


def read_markdown(text: str) -> SourceGrids:
    """Return the pipe tables of a Markdown document as rectangles of texts.

    Rows that a strict reader would drop are kept: without the outer pipes, after a blank line, with
    a cell too few or too many (a surplus cell joins the last one, and that is told).

    ``<br>`` in a cell parts its paragraphs, emphasis is dropped (and said so), ``[^1]`` becomes
    ``[1]`` with the footnote's text.
    """
    straight, odd = _straightened(text.split("\n"))
    marked = _REFERENCE.sub(r"[\1]", "\n".join(straight))
    parse = mistune.create_markdown(renderer="ast", plugins=["table"])
    tokens = parse(marked)
    assert isinstance(tokens, list)
    grids = tuple(_grid(token) for token in _tables(tokens))
    has_bold = any(_has_emphasis(token) for token in _tables(tokens))
    if has_bold:
        odd.append("bỏ dấu in đậm, in nghiêng trong ô của bảng")
    return SourceGrids(grids, _footnotes(text), tuple(odd))


def _straightened(lines: list[str]) -> tuple[list[str], list[str]]:
    """Return the lines with every row of a table in the one form that any reader takes."""
    straight: list[str] = []
    odd: list[str] = []
    width = 0
    for number, line in enumerate(lines):
        if _RULE.fullmatch(line) and number and _PIPE.search(lines[number - 1]):
            width = len(_split(line))
            straight[-1] = _row(_split(lines[number - 1]), width)
            straight.append(_row(["---"] * width, width))
        elif width and _PIPE.search(line):
            cells = _split(line)
            if len(cells) > width:
                odd.append(f"dòng {number + 1}: thừa ô so với tiêu đề, nối vào ô cuối")
            elif len(cells) < width:
                odd.append(f"dòng {number + 1}: thiếu ô so với tiêu đề, coi là ô trống ở cuối hàng")
            straight.append(_row(cells, width))
        elif width and not line.strip() and _goes_on(lines[number + 1 :]):
            continue
        else:
            width = 0
            straight.append(line)
    return straight, odd


def _goes_on(lines: list[str]) -> bool:
    """Tell whether the next line with words is one more row, not the head of another table."""
    rest = [line for line in lines if line.strip()]
    is_row = bool(rest) and _PIPE.search(rest[0]) is not None
    return is_row and not (len(rest) > 1 and _RULE.fullmatch(rest[1]))


def _split(line: str) -> list[str]:
    return _PIPE.split(line.strip().removeprefix("|").removesuffix("|"))


def _row(cells: list[str], width: int) -> str:
    kept = (
        [*cells[: width - 1], " ".join(cell.strip() for cell in cells[width - 1 :])]
        if len(cells) > width
        else cells
    )
    padded = [*kept, *[""] * (width - len(kept))]
    return f"| {' | '.join(cell.strip() for cell in padded)} |"


def _tables(tokens: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for token in tokens:
        if token["type"] == "table":
            yield token
        else:
            yield from _tables(token.get("children") or [])


def _grid(table: dict[str, Any]) -> Grid:
    head, *body = table["children"]
    rows = [head, *(row for part in body for row in part["children"])]
    texts = [tuple(_text(cell) for cell in row["children"]) for row in rows]
    width = max(map(len, texts))
    return Grid(tuple((*row, *[None] * (width - len(row))) for row in texts), frozenset())


def _text(cell: dict[str, Any]) -> str | None:
    """Return the words of a cell, its paragraphs parted by line ends; None for an empty one."""
    words = _BREAK.sub("\n", _words(cell).replace("\u00a0", " "))
    lines = (_BOLD.sub("", line).strip() for line in words.split("\n"))
    return "\n".join(line for line in lines if line) or None


def _words(token: dict[str, Any]) -> str:
    if token["type"] in ("linebreak", "softbreak"):
        return "\n"
    children = token.get("children")
    return "".join(map(_words, children)) if children else str(token.get("raw", ""))


def _has_emphasis(token: dict[str, Any]) -> bool:
    if token["type"] in ("strong", "emphasis"):
        return True
    is_stray = token["type"] == "text" and bool(_BOLD.search(token.get("raw", "")))
    return is_stray or any(map(_has_emphasis, token.get("children") or []))


def _footnotes(text: str) -> dict[str, str]:
    found = {}
    for key, words, mark, more in _NOTE.findall(text):
        sign = mark or f"[{key}]"
        found[sign] = f"{sign} {(more or words).strip()}"
    return found
