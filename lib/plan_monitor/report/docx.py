"""The Word exporter: an official report by Nghị định 30/2020/NĐ-CP from an executed notebook."""

import base64
import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.section import Section
from docx.shared import Length, Mm, Pt
from docx.table import _Cell
from docx.text.run import Run
from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from plan_monitor.files import pack_zip, unpack_zip
from plan_monitor.report import blocks, oxml
from plan_monitor.report.citing import anchor, cited
from plan_monitor.report.document import Document, Markdown, read_document
from plan_monitor.report.markdown import MarkdownWriter
from plan_monitor.report.phrases import say
from plan_monitor.report.template import new_document
from plan_monitor.report.word_tables import add_table

_NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
_MOTTO_WIDTH = 60.4  # millimetres of the words above in 14-point Times bold
_HEAD = (Mm(65), Mm(100))
_FOOT = (Mm(58), Mm(107))
_ABOVE_FOOT = Pt(12)
_CAPITAL = 2.6  # millimetres: a 13-point Times bold capital on average
_LETTER = 2.37  # millimetres: a 14-point Times bold letter on average
_LINE = 0.42  # of the text above it: a third to a half
_LONGEST_PROPERTY = 255  # letters that a property of a Word document holds
_PARAGRAPH_STYLES = {"body": "Body Text", "quote": "Quote", "note": "Plan Note"}
_NARROW, _WIDE = 165.0, 252.0  # millimetres of text on a page upright and across
_TALLEST = (220, 140)  # millimetres of a picture on such a page, its caption beside it


class DocxExporter(Exporter):
    """``jupyter nbconvert --to plan_docx``: the same notebook as a Word document."""

    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    def _file_extension_default(self) -> str:
        return ".docx"

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[bytes, Any]:
        """Return the .docx and the resources, with what found no place under ``unplaced``."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        document = read_document(nb)
        resources["unplaced"] = document.unplaced
        for one in document.unplaced:
            self.log.warning("no place in the document: %s", one)
        return docx_of(document), resources


def docx_of(document: Document) -> bytes:
    """Return `document` as a .docx file: the same bytes for the same document."""
    writer = _Writer(document.letterhead, document.annexes)
    for element in document.elements:
        writer.add(element)
    oxml.keep_numbers_whole(writer.word)
    buffer = io.BytesIO()
    writer.word.save(buffer)
    return pack_zip(unpack_zip(buffer.getvalue()))


class _Writer:
    """Writes elements one after the other into a Word document."""

    def __init__(self, head: blocks.Letterhead | None, labels: Sequence[str] = ()) -> None:
        self.word: WordDocument = new_document()
        self.labels = labels
        self.figures = 0  # captioned so far
        self.sample = head.sample if head else None
        self.width = _NARROW  # of the text where the next element comes
        oxml.a4(self.word.sections[0], landscape=False)
        _page_head(self.word.sections[0], self.sample)
        if head:
            _describe(self.word, head)

    def add(self, element: Markdown | blocks.Block) -> None:
        """Append one element."""
        match element:
            case Markdown():
                MarkdownWriter(self.word, self.width, self._picture).add(element.text)
            case blocks.Letterhead():
                self._letterhead(element)
            case blocks.Paragraph():
                self._paragraph(element)
            case blocks.Table():
                add_table(self.word, element, self.width)
            case blocks.Figure():
                self._figure(element)
            case blocks.Annex():
                self._annex(element)
            case blocks.Signature():
                self._signature(element)
            case _:
                raise TypeError(f"no Word form for {type(element).__name__}")

    def _letterhead(self, head: blocks.Letterhead) -> None:
        (left, right), (left_below, right_below) = self._two_columns(_HEAD, rows=2)
        if head.parent:
            _line(left, head.parent, "Plan Head Parent")
        for line in head.issuer:
            _line(left, line, "Plan Head Bold")
        _rule(left, _part_of(head.issuer, _CAPITAL, _HEAD[0].mm), _HEAD[0])
        _line(right, _NATION, "Plan Head Bold")
        _line(right, _MOTTO, "Plan Head Motto")
        _rule(right, _MOTTO_WIDTH, _HEAD[1])
        _line(left_below, head.number, "Plan Head Number")
        _line(right_below, head.place_date, "Plan Head Place")
        self.word.add_paragraph(head.kind, style="Plan Report Type")
        self.word.add_paragraph(head.subject, style="Plan Report Subject")
        rule = self.word.add_paragraph(style="Plan Head Line")
        oxml.line_under(rule, Mm(_part_of([head.subject], _LETTER, _NARROW)), Mm(_NARROW))
        if head.addressee:
            self.word.add_paragraph(f"Kính gửi: {head.addressee}", style="Plan Addressee")

    def _paragraph(self, block: blocks.Paragraph) -> None:
        paragraph = self.word.add_paragraph(style=_PARAGRAPH_STYLES[block.style])
        if block.plain().endswith(":"):  # what it announces stands on the same page
            paragraph.paragraph_format.keep_with_next = True
        for run in block.runs:
            for part, label in cited(run.text, self.labels):
                if label is None:
                    added = [paragraph.add_run(part)]
                else:
                    added = oxml.add_field(paragraph, f"REF {anchor(label)} \\h", part)
                for one in added:
                    one.bold, one.italic = run.bold or None, run.italic or None

    def _figure(self, block: blocks.Figure) -> None:
        paragraph = self.word.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = bool(block.caption) or None
        data = base64.b64decode(block.png)
        self._picture(paragraph.add_run(), data, block.alternative, width=Mm(block.width))
        if block.caption:
            self.figures += 1
            caption = self.word.add_paragraph(f"{say('figure')} ", style="Caption")
            oxml.add_field(caption, "SEQ Figure \\* ARABIC", str(self.figures))
            caption.add_run(f". {block.caption}")

    def _picture(
        self, run: Run, data: bytes, alternative: str, *, width: Length | None = None
    ) -> None:
        """Add a picture, made smaller where it is wider than the text or nearly a page high."""
        picture = run.add_picture(io.BytesIO(data), width=width)
        most = Mm(self.width), Mm(_TALLEST[self.width == _WIDE])
        scale = min(1.0, most[0] / picture.width, most[1] / picture.height)
        picture.width, picture.height = (
            Length(round(side * scale)) for side in (picture.width, picture.height)
        )
        oxml.describe_picture(run, alternative)

    def _annex(self, block: blocks.Annex) -> None:
        section = self.word.add_section(WD_SECTION.NEW_PAGE)
        oxml.fold_section_break(self.word)
        oxml.a4(section, landscape=block.landscape)
        self.width = _WIDE if block.landscape else _NARROW
        oxml.number_pages(section, restart=True)
        label = self.word.add_paragraph(block.label, style="Plan Annex Label")
        oxml.bookmark(label, anchor(block.label), self.labels.index(block.label) + 1)
        self.word.add_paragraph(block.title, style="Plan Annex Title")
        self.word.add_paragraph(block.reference, style="Plan Annex Reference")

    def _signature(self, block: blocks.Signature) -> None:
        oxml.keep_with_next(self.word)
        [(left, right)] = self._two_columns(_FOOT, rows=1)
        _line(left, "Nơi nhận:", "Plan Recipients Label")
        for number, line in enumerate(block.recipients, start=1):
            end = "." if number == len(block.recipients) else ";"
            _line(left, f"- {line}{end}", "Plan Recipient")
        for text in filter(None, (block.authority, block.post)):
            _line(right, text, "Plan Signature Post")
        _line(right, block.name, "Plan Signature Name")
        for cell in (left, right):
            cell.paragraphs[0].paragraph_format.space_before = _ABOVE_FOOT

    def _two_columns(self, widths: tuple[Length, Length], rows: int) -> list[tuple[_Cell, ...]]:
        """Append a table of two columns without borders and return the cells of its rows."""
        oxml.part_tables(self.word)
        table = self.word.add_table(rows, 2)
        oxml.mark_as_layout(table)
        oxml.fix_widths(table, list(widths))
        for row in table.rows:
            oxml.keep_whole(row)
        cells = [tuple(row.cells) for row in table.rows]
        for pair in cells:
            for cell, width in zip(pair, widths, strict=True):
                oxml.set_cell_width(cell, width)
        return cells


def _page_head(section: Section, sample: str | None) -> None:
    """Write the sample mark on every page and the page number on all but the first."""
    oxml.number_pages(section, restart=False)
    for header, has_number in ((section.header, True), (section.first_page_header, False)):
        header.is_linked_to_previous = False
        paragraph = header.paragraphs[0]
        paragraph.style = "Plan Sample Mark" if sample else "Header"
        if sample:
            paragraph.add_run(sample)
        if has_number:
            paragraph = header.add_paragraph(style="Header") if sample else paragraph
            oxml.add_field(paragraph, "PAGE", "2")


def _describe(word: WordDocument, head: blocks.Letterhead) -> None:
    properties = word.core_properties
    day = dt.datetime.fromisoformat(head.date)
    properties.title = f"{head.kind} {head.subject}"[:_LONGEST_PROPERTY]
    properties.subject = head.subject[:_LONGEST_PROPERTY]
    properties.author = properties.last_modified_by = head.author[:_LONGEST_PROPERTY]
    properties.created = properties.modified = day
    properties.revision = 1


def _line(cell: _Cell, text: str, style: str) -> None:
    """Add a paragraph to `cell`; the empty one that every new cell has is used first."""
    first = cell.paragraphs[0]
    is_unused = len(cell.paragraphs) == 1 and not first.text and first.style.name == "Normal"
    paragraph = first if is_unused else cell.add_paragraph()
    paragraph.style = style
    paragraph.add_run(text)


def _part_of(lines: Sequence[str], letter: float, available: float) -> float:
    """Return the millimetres of the line under a text whose letters are `letter` wide."""
    return _LINE * min(available, letter * max(len(line) for line in lines))


def _rule(cell: _Cell, width: float, column: Length) -> None:
    oxml.line_under(cell.add_paragraph(style="Plan Head Line"), Mm(width), column)
