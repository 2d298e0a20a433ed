"""Small builders for Word documents: strings become runs, cells of paragraphs."""

from collections.abc import Iterable
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml.xmlchemy import BaseOxmlElement

from plan_monitor.plan.source.docx import read_docx
from plan_monitor.plan.source.grids import SourceGrids
from plan_monitor.report.oxml import make
from tests.support.plan_docx import (
    Levels,
    add_list,
)

LIST = 950

Node = BaseOxmlElement | str


# -- small builders: strings become runs, cells of paragraphs --


def node(tag: str, *children: Node, **attributes: str | int) -> BaseOxmlElement:
    element = make(tag, **attributes)
    for child in children:
        element.append(run(child) if isinstance(child, str) else child)
    return element


def words(text: str, tag: str = "t") -> BaseOxmlElement:
    element = make(tag)
    element.text = text
    return element


def run(text: str, tag: str = "t") -> BaseOxmlElement:
    return node("r", words(text, tag))


def paragraph(*children: Node, num: int | None = None, depth: int | None = 0) -> BaseOxmlElement:
    element = node("p", *children)
    if num is not None:
        numbering = make("numPr")
        if depth is not None:
            numbering.append(make("ilvl", val=depth))
        numbering.append(make("numId", val=num))
        element.insert(0, node("pPr", numbering))
    return element


def cell(*blocks: Node, span: int = 1, merge: str | None = None) -> BaseOxmlElement:
    properties = node("tcPr", make("gridSpan", val=span))
    if merge:
        properties.append(make("vMerge", val=merge) if merge == "restart" else make("vMerge"))
    content = [paragraph(block) if isinstance(block, str) else block for block in blocks]
    return node("tc", properties, *(content or [paragraph()]))


def row(*cells: Node, before: int = 0, after: int = 0) -> BaseOxmlElement:
    properties = node("trPr", make("gridBefore", val=before), make("gridAfter", val=after))
    return node("tr", properties, *(cell(c) if isinstance(c, str) else c for c in cells))


def table(*rows: BaseOxmlElement) -> BaseOxmlElement:
    return node("tbl", make("tblPr"), make("tblGrid"), *rows)


def control(*content: Node) -> BaseOxmlElement:
    return node("sdt", make("sdtPr"), node("sdtContent", *content))


def one_cell(*blocks: Node) -> BaseOxmlElement:
    return table(row(cell(*blocks)))


def read(folder: Path, *blocks: BaseOxmlElement, document: Document | None = None) -> SourceGrids:
    """Read a document whose body holds `blocks`."""
    document = document or docx.Document()
    for block in blocks:
        document.element.body.sectPr.addprevious(block)
    document.save(str(folder / "plan.docx"))
    return read_docx(folder / "plan.docx")


def read_cell(folder: Path, *blocks: Node) -> str | None:
    (grid,) = read(folder, one_cell(*blocks)).grids
    return grid.rows[0][0]


def numbered(*lists: Levels, start: int = 1) -> Document:
    """Return a document with lists of these levels, numbered from LIST on."""
    document = docx.Document()
    for place, levels in enumerate(lists):
        add_list(document, LIST + place, levels, start)
    return document


def printed(folder: Path, document: Document, paragraphs: Iterable[BaseOxmlElement]) -> str:
    """Return the texts of `paragraphs`, each in a cell of its own, as one line."""
    source = read(folder, table(*(row(cell(p)) for p in paragraphs)), document=document)
    assert source.doubts == ()
    return " ".join(text or "·" for (text,) in source.grids[0].rows)
