"""The few things of WordprocessingML that python-docx has no words for."""

import re
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Length, Mm
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

# The number of an official document: 57-NQ/TW, 12/KH-UBND, 30/2020/NĐ-CP.
_NUMBER = re.compile(r"\b\d+(?:/\d{4})?[-/][A-ZĐ][^\W\d_]*(?:[-/][A-ZĐ][^\W\d_]*)+")
_HYPHEN = re.compile("-")


def make(tag: str, **attributes: str | int) -> BaseOxmlElement:
    """Return an element ``w:tag`` with the attributes ``w:…``."""
    element: BaseOxmlElement = OxmlElement(f"w:{tag}")  # type: ignore[assignment]
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    return element


def add_field(paragraph: Paragraph, instruction: str, cached: str) -> list[Run]:
    """Append a field such as PAGE with the value shown until Word computes it; return its runs."""
    before = len(paragraph.runs)
    for kind, text in (("begin", None), (None, instruction), ("separate", None)):
        run = paragraph.add_run()
        if kind:
            run._r.append(make("fldChar", fldCharType=kind))
        else:
            code = make("instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = f" {text} "
            run._r.append(code)
    paragraph.add_run(cached)
    paragraph.add_run()._r.append(make("fldChar", fldCharType="end"))
    return paragraph.runs[before:]


def bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Put the text of `paragraph` into a bookmark that fields can refer to."""
    first, last = paragraph.runs[0]._r, paragraph.runs[-1]._r
    first.addprevious(make("bookmarkStart", id=number, name=name))
    last.addnext(make("bookmarkEnd", id=number))


def line_under(paragraph: Paragraph, width: Length, available: Length) -> None:
    """Draw a centred line of `width` along the bottom of an empty paragraph."""
    properties = paragraph._p.get_or_add_pPr()
    borders = make("pBdr")
    borders.append(make("bottom", val="single", sz=6, space=0, color="000000"))
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc"
    )
    margin = Length(max(0, (available - width) // 2))
    paragraph.paragraph_format.left_indent = margin
    paragraph.paragraph_format.right_indent = margin


def part_tables(document: Document) -> None:
    """Put a thin line between a table at the end of `document` and one that is to follow."""
    last = _last(document)
    if last is not None and last.tag == qn("w:tbl"):
        document.add_paragraph(style="Plan Head Line")  # or Word would make one table of the two


def keep_with_next(document: Document) -> None:
    """Keep the last paragraph of `document` whole and on one page with what comes next."""
    last = _last(document)
    if last is not None and last.tag == qn("w:p"):
        words = Paragraph(last, document._body).paragraph_format  # type: ignore[arg-type]
        words.keep_together = words.keep_with_next = True


def fold_section_break(document: Document) -> None:
    """Let the paragraph before the last break of a section carry it; a table needs a thin one."""
    thin: Any = _last(document)
    before: Any = thin.getprevious()
    if (
        before is None
        or before.tag == qn("w:tbl")
        or before.find(f".//{qn('w:sectPr')}") is not None
    ):
        Paragraph(thin, document._body).style = "Plan Head Line"
        return
    before.get_or_add_pPr().append(thin.pPr.find(qn("w:sectPr")))
    document.element.body.remove(thin)


def keep_numbers_whole(document: Document) -> None:
    """Let no line of the text outside tables end within a document's number, as 57-NQ/TW."""
    for text in document.element.body.iterfind(f"{qn('w:p')}//{qn('w:t')}"):
        first, *rest = _split_numbers(text.text or "")
        text.text = first
        for part in reversed(rest):
            after = make("t")
            after.text = part
            after.set(qn("xml:space"), "preserve")
            text.addnext(after)
            text.addnext(make("noBreakHyphen"))
        if rest:
            text.set(qn("xml:space"), "preserve")


def _split_numbers(text: str) -> list[str]:
    """Return the parts of `text` between the hyphens of the numbers of documents in it."""
    hyphens = [
        number.start() + hyphen.start()
        for number in _NUMBER.finditer(text)
        for hyphen in _HYPHEN.finditer(number[0])
    ]
    return [
        text[begin:end]
        for begin, end in zip([0, *(one + 1 for one in hyphens)], [*hyphens, None], strict=True)
    ]


def _last(document: Document) -> BaseOxmlElement | None:
    elements = [one for one in document.element.body if one.tag != qn("w:sectPr")]
    return elements[-1] if elements else None


def repeat_header(row: _Row) -> None:
    """Repeat `row` on top of every page of its table."""
    row._tr.get_or_add_trPr().append(make("tblHeader"))


def keep_whole(row: _Row) -> None:
    """Never split `row` over two pages."""
    row._tr.get_or_add_trPr().insert(0, make("cantSplit"))


def fix_widths(table: Table, widths: list[Length]) -> None:
    """Give `table` a fixed layout with these column widths."""
    table.autofit = False
    properties = table._tbl.tblPr
    for old in properties.findall(qn("w:tblW")):
        properties.remove(old)
    total = make("tblW", w=round(sum(widths) / 635), type="dxa")
    properties.insert_element_before(
        total, "w:jc", "w:tblCellSpacing", "w:tblInd", "w:tblBorders", "w:tblLayout", "w:tblLook"
    )
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = width


def mark_as_layout(table: Table) -> None:
    """Let `table` only set texts side by side: no header to read out, no room beside the texts."""
    properties = table._tbl.tblPr
    for look in properties.findall(qn("w:tblLook")):
        properties.remove(look)
    margins = make("tblCellMar")
    for side in ("left", "right"):
        margins.append(make(side, w=0, type="dxa"))
    properties.append(margins)


def set_cell_width(cell: _Cell, width: Length) -> None:
    """Give `cell` a width."""
    cell._tc.get_or_add_tcPr().width = width


def shade(cell: _Cell, fill: str) -> None:
    """Fill the background of `cell` with the colour `fill` (RRGGBB)."""
    properties = cell._tc.get_or_add_tcPr()
    properties.append(make("shd", val="clear", color="auto", fill=fill))


def number_pages(section: Section, *, restart: bool) -> None:
    """Let the pages of `section` be numbered, from 1 if `restart`; its first page shows none."""
    section.different_first_page_header_footer = True
    if restart:
        properties = section._sectPr
        for old in properties.findall(qn("w:pgNumType")):
            properties.remove(old)
        number = make("pgNumType", start=1)
        title_page = properties.find(qn("w:titlePg"))
        if title_page is not None:
            title_page.addprevious(number)
        else:
            properties.append(number)


def describe_picture(run: Run, text: str) -> None:
    """Give the picture in `run` its text alternative, and no room around it."""
    for properties in run._r.iter(qn("wp:docPr")):
        properties.set("descr", text)
    for place in run._r.iter(qn("wp:inline")):
        for side in ("distT", "distB", "distL", "distR"):
            place.set(side, "0")  # without a word LibreOffice leaves 3 mm


def a4(section: Section, *, landscape: bool) -> None:
    """Make `section` A4 with the margins of Nghị định 30/2020/NĐ-CP (20, 20, 30, 15 mm).

    A page number 14 points high stands in the middle of the top margin, below it there is room
    for the mark of a sample.
    """
    long, short = Mm(297), Mm(210)
    section.page_width, section.page_height = (long, short) if landscape else (short, long)
    properties = section._sectPr.find(qn("w:pgSz"))
    if landscape:
        properties.set(qn("w:orient"), "landscape")  # type: ignore[union-attr]
    else:
        properties.attrib.pop(qn("w:orient"), "")  # type: ignore[union-attr]
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = section.footer_distance = Mm(7)


def add_list(document: Document, *, ordered: bool, level: int, start: int = 1) -> int:
    """Define a list of its own, counting from `start`, and return its id."""
    numbering = document.part.numbering_part.element
    num = numbering.add_num(1 if ordered else 0)
    if ordered:
        num.add_lvlOverride(ilvl=level).add_startOverride(start)
    return int(num.numId)


def put_into_list(paragraph: Paragraph, list_id: int, level: int) -> None:
    """Make `paragraph` an item of the list `list_id`."""
    numbering: Any = paragraph._p.get_or_add_pPr()
    numbering = numbering.get_or_add_numPr()
    numbering.get_or_add_ilvl().val = level
    numbering.get_or_add_numId().val = list_id


def link_runs(paragraph: Paragraph, runs: list[Run], url: str) -> None:
    """Make the last `runs` of `paragraph` a link to `url`."""
    relation = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link: BaseOxmlElement = OxmlElement("w:hyperlink")  # type: ignore[assignment]
    link.set(qn("r:id"), relation)
    paragraph._p.append(link)
    for run in runs:
        run.underline = True
        link.append(run._r)
