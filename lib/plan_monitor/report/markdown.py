"""Markdown into Word: headings, paragraphs, lists, bold, italic, links, tables, quotes."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote, urlsplit

import mistune
from docx.document import Document
from docx.shared import Mm
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from plan_monitor.report import oxml
from plan_monitor.report.phrases import say
from plan_monitor.report.pictures import inline_picture
from plan_monitor.report.widths import share
from plan_monitor.report.word_tables import ALIGN, add_grid, keep_whole

PLUGINS = ["table", "strikethrough"]
LINKED = ("http", "https", "mailto")
_parse = mistune.create_markdown(renderer=None, plugins=PLUGINS)
_LEVELS = 9
_STEP = Mm(6.35)  # of a list in a list, as in numbering.xml
_LONGEST_LINK = 2000
_HOST = re.compile(r"[\w.:@-]+")
_LOOKS = {"strong": "bold", "emphasis": "italic", "strikethrough": "strike"}

AddPicture = Callable[[Run, bytes, str], None]


@dataclass(frozen=True)
class _Place:
    """Where a paragraph stands: its style, its list, and the depth of that list."""

    style: str = "Body Text"
    list_id: int | None = None
    level: int = -1


@dataclass(frozen=True)
class _Look:
    bold: bool | None = None
    italic: bool | None = None
    strike: bool | None = None


def is_linked(url: str) -> bool:
    """Tell whether `url` leads anywhere from a document."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    leads = _HOST.fullmatch(parts.netloc) or (parts.scheme == "mailto" and parts.path)
    return parts.scheme in LINKED and bool(leads) and len(url) <= _LONGEST_LINK


class MarkdownWriter:
    """Appends Markdown to `document`, as wide as `available` millimetres."""

    def __init__(self, document: Document, available: float, add_picture: AddPicture) -> None:
        self.document = document
        self.available = available
        self.add_picture = add_picture

    def add(self, text: str) -> None:
        """Append the Markdown `text`."""
        tokens, _ = _parse.parse(text)
        for token in tokens:
            self._add(token, _Place())

    def _add(self, token: Any, place: _Place) -> None:
        kind = token["type"]
        if kind == "heading":
            level = min(token["attrs"]["level"], 3)
            self._inline(self.document.add_paragraph(style=f"Heading {level}"), token["children"])
        elif kind == "list":
            self._list(token, place)
        elif kind == "table":
            self._table(token)
        elif kind == "block_quote":
            for child in token["children"]:
                self._add(child, replace(place, style="Quote"))
        elif kind == "block_code":
            self._paragraph(replace(place, style="Quote")).add_run(token["raw"].rstrip("\n"))
        elif kind == "thematic_break":
            rule = self.document.add_paragraph(style="Plan Head Line")
            oxml.line_under(rule, Mm(45), Mm(self.available))
        elif kind != "blank_line":
            children = token.get("children") or [{"type": "text", "raw": _text(token).rstrip()}]
            self._inline(self._paragraph(place), children)

    def _paragraph(self, place: _Place) -> Paragraph:
        paragraph = self.document.add_paragraph(style=place.style)
        if place.list_id is not None:
            oxml.put_into_list(paragraph, place.list_id, place.level)
        elif place.level > 0:
            left = self.document.styles["List Paragraph"].paragraph_format.left_indent
            paragraph.paragraph_format.left_indent = left + place.level * _STEP
        return paragraph

    def _list(self, token: Any, place: _Place) -> None:
        """Append a list: the first paragraph of an item has its mark, the others stand under it."""
        level = min(place.level + 1, _LEVELS - 1)
        attrs = token["attrs"]
        list_id = oxml.add_list(
            self.document, ordered=attrs["ordered"], level=level, start=attrs.get("start", 1)
        )
        for item in token["children"]:
            under = _Place("List Paragraph", None, level)
            marked = replace(under, list_id=list_id)
            children = item["children"]
            if not children or children[0]["type"] not in ("block_text", "paragraph"):
                self._paragraph(marked)
                marked = under
            for child in children:
                self._add(child, marked)
                marked = under

    def _table(self, token: Any) -> None:
        head, *bodies = token["children"]
        rows = [row["children"] for body in bodies for row in body["children"]]
        headers = [_text(cell) for cell in head["children"]]
        texts = [[_text(cell) for cell in row] for row in rows]
        widths = share([list(column) for column in zip(headers, *texts, strict=True)],
                       self.available)  # fmt: skip
        table = add_grid(self.document, headers, len(rows), widths)
        for row, words, word_row in zip(rows, texts, list(table.rows)[1:], strict=True):
            keep_whole(word_row, words, widths)
            for cell, word_cell in zip(row, word_row.cells, strict=True):
                paragraph = word_cell.paragraphs[0]
                paragraph.style = "Plan Table Text"
                paragraph.alignment = ALIGN[cell["attrs"].get("align") or "left"]
                self._inline(paragraph, cell["children"])

    def _inline(
        self, paragraph: Paragraph, children: Sequence[Any], look: _Look | None = None
    ) -> list[Run]:
        """Append `children` and return the runs that they became."""
        look = look or _Look()
        runs: list[Run] = []
        for child in children:
            kind = child["type"]
            if kind in _LOOKS:
                inner = replace(look, **{_LOOKS[kind]: True})
                runs += self._inline(paragraph, child["children"], inner)
            elif kind == "link":
                runs += self._link(paragraph, child, look)
            elif kind == "image":
                runs.append(self._image(paragraph, child))
            else:
                runs.append(_run(paragraph, _text(child), look))
        return runs

    def _link(self, paragraph: Paragraph, token: Any, look: _Look) -> list[Run]:
        """Append a link and, where its text is another, the address for who reads on paper."""
        url = token["attrs"]["url"]
        runs = self._inline(paragraph, token["children"], look)
        if is_linked(url):
            oxml.link_runs(paragraph, runs, url)
        address = _readable(url)
        if address and address.removeprefix("mailto:") != _readable(_text(token)):
            runs.append(_run(paragraph, f" ({address})", look))
        return runs

    def _image(self, paragraph: Paragraph, token: Any) -> Run:
        """Append a picture that the notebook holds; of another its words and address."""
        url, words = token["attrs"]["url"], _text(token)
        picture = inline_picture(url)
        if picture is None:
            return _run(paragraph, f"{words} ({_readable(url)[:_LONGEST_LINK]})".strip(), _Look())
        run = paragraph.add_run()
        self.add_picture(run, picture, words or say("own_picture"))
        return run


def _run(paragraph: Paragraph, text: str, look: _Look) -> Run:
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.strike = look.bold, look.italic, look.strike
    return run


def _readable(url: str) -> str:
    """Return `url` as people write it, where nothing in it becomes invisible."""
    plain = unquote(url)
    return plain if plain.isprintable() and " " not in plain else url


def _text(token: Any) -> str:
    if token["type"] == "linebreak":
        return "\n"
    if token["type"] == "softbreak":
        return " "
    if "children" in token:
        return "".join(_text(child) for child in token["children"])
    return str(token.get("raw", ""))
