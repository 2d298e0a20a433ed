"""Read the tables of a Markdown document: pipe tables, with ``<br>`` between paragraphs."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mistune

from plan_monitor.plan.source.grids import Grid, SourceGrids
from plan_monitor.vietnamese.text import nfc

_BREAK = re.compile(r"\s*<br\s*/?>\s*")
_REFERENCE = re.compile(r"\[\^(\w+)\]")
_NOTE = re.compile(r"^\[\^(\w+)\]:\s*(.+)$|^(\[\d+\])\s+(.+)$", re.MULTILINE)
_BOLD = re.compile(r"\*\*|__")


def read_markdown(path: Path) -> SourceGrids:
    """Return the pipe tables of a Markdown document as rectangles of texts.

    ``<br>`` in a cell parts its paragraphs, emphasis is dropped (and said so), ``[^1]`` becomes
    ``[1]`` with the footnote's text.
    """
    text = nfc(path.read_text(encoding="utf-8"))
    marked = _REFERENCE.sub(r"[\1]", text)
    parse = mistune.create_markdown(renderer="ast", plugins=["table"])
    tokens = parse(marked)
    assert isinstance(tokens, list)
    grids = tuple(_grid(token) for token in _tables(tokens))
    has_bold = any(_has_emphasis(token) for token in _tables(tokens))
    doubts = ("bỏ dấu in đậm, in nghiêng trong ô của bảng",) if has_bold else ()
    return SourceGrids(grids, _footnotes(text), doubts)


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
