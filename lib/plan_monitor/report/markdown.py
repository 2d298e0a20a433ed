"""Markdown into Word: headings, paragraphs, lists, bold, italic, links, tables, quotes."""

from typing import Any

import mistune
from docx.document import Document
from docx.text.paragraph import Paragraph

_parse = mistune.create_markdown(renderer=None, plugins=["table", "strikethrough"])
_NUMBERED = "{}. "
_DASH = "- "


def add_markdown(document: Document, text: str, add_table: Any) -> None:
    """Append the Markdown `text` to `document`.

    Parameters
    ----------
    document : docx.document.Document
        Where to write.
    text : str
        The Markdown of one cell.
    add_table : callable
        Takes the header texts and the rows of texts of a Markdown table.
    """
    tokens, _ = _parse.parse(text)
    for token in tokens:
        _add(document, token, add_table)


def _add(document: Document, token: Any, add_table: Any, prefix: str = "") -> None:
    kind = token["type"]
    if kind == "heading":
        level = min(token["attrs"]["level"], 3)
        _runs(document.add_paragraph(style=f"Heading {level}"), token["children"])
    elif kind in ("paragraph", "block_text"):
        paragraph = document.add_paragraph(style="Body Text")
        if prefix:
            paragraph.add_run(prefix)
        _runs(paragraph, token["children"])
    elif kind == "list":
        _list(document, token, add_table)
    elif kind == "table":
        head, body = token["children"]
        add_table(_texts(head), [_texts(row) for row in body["children"]])
    elif kind == "block_quote":
        for child in token["children"]:
            _runs(document.add_paragraph(style="Quote"), child.get("children", []))
    elif kind == "block_code":
        document.add_paragraph(token["raw"].rstrip("\n"), style="Quote")


def _list(document: Document, token: Any, add_table: Any) -> None:
    ordered = token["attrs"].get("ordered", False)
    start = token["attrs"].get("start", 1)
    for number, item in enumerate(token["children"], start=start):
        prefix = _NUMBERED.format(number) if ordered else _DASH
        for child in item["children"]:
            _add(document, child, add_table, prefix)
            prefix = ""


def _runs(
    paragraph: Paragraph, children: Any, bold: bool | None = None, italic: bool | None = None
) -> None:
    for child in children:
        kind = child["type"]
        if kind in ("strong", "emphasis", "strikethrough"):
            _runs(
                paragraph,
                child["children"],
                bold=True if kind == "strong" else bold,
                italic=True if kind == "emphasis" else italic,
            )
        elif kind == "link":
            _runs(paragraph, child["children"], bold, italic)
            paragraph.add_run(f" ({child['attrs']['url']})")
        elif kind == "linebreak":
            paragraph.add_run().add_break()
        else:
            run = paragraph.add_run(" " if kind == "softbreak" else _text(child))
            run.bold, run.italic = bold, italic


def _texts(row: Any) -> list[str]:
    return [_text(cell) for cell in row["children"]]


def _text(token: Any) -> str:
    if "children" in token:
        return "".join(_text(child) for child in token["children"])
    return str(token.get("raw", ""))
