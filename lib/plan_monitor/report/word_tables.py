"""Tables in Word: fixed widths within the page, a header that repeats, rows that stay whole."""

from collections.abc import Sequence
from typing import Any

from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Length, Mm
from docx.table import Table as WordTable
from docx.table import _Cell, _Row

from plan_monitor.report import oxml
from plan_monitor.report.blocks import Table
from plan_monitor.report.widths import count_lines

ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
_TALLEST_ROW = 20  # lines; a taller row may go over to the next page
_TALLEST_HEADER = 10  # lines; a taller header would leave its rows no room


def add_table(word: Any, block: Table, available: float) -> None:
    """Append the table `block` with its caption and notes, `available` millimetres wide."""
    if block.caption:
        word.add_paragraph(block.caption, style="Plan Table Caption")
    widths = fit([column.width for column in block.columns], available)
    table = add_grid(word, [column.header for column in block.columns], len(block.rows), widths)
    style = word.styles["Plan Table Text"]
    for row, word_row in zip(block.rows, list(table.rows)[1:], strict=True):
        cells = word_row.cells
        texts = [cell.text for cell in row.cells]
        if row.heading:
            keep_whole(word_row, texts[:1], [sum(widths)])
            across = cells[0].merge(cells[-1])
            fill(across, texts[0], style, bold=True)
            across.paragraphs[0].paragraph_format.keep_with_next = True
            continue
        keep_whole(word_row, texts, widths)
        for column, text, cell in zip(block.columns, texts, cells, strict=True):
            fill(cell, text, style, column.align)
    if block.notes:
        for cell in table.rows[-1].cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True
    for note in block.notes:
        word.add_paragraph(note, style="Plan Note")


def add_grid(word: Any, headers: Sequence[str], rows: int, widths: Sequence[float]) -> WordTable:
    """Append a table with these headers and empty `rows`; widths in millimetres."""
    oxml.part_tables(word)
    table: WordTable = word.add_table(1 + rows, len(widths), style="Table Grid")
    lengths = [Length(Mm(width)) for width in widths]
    oxml.fix_widths(table, lengths)
    for row in table.rows:
        for cell, width in zip(row.cells, lengths, strict=True):
            oxml.set_cell_width(cell, width)
    head = table.rows[0]
    if _lines(headers, widths) <= _TALLEST_HEADER:
        oxml.keep_whole(head)
        oxml.repeat_header(head)
    style = word.styles["Plan Table Header"]
    for header, cell in zip(headers, head.cells, strict=True):
        fill(cell, header, style, "center")
        oxml.shade(cell, "E7ECF1")
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    return table


def keep_whole(row: _Row, texts: Sequence[str], widths: Sequence[float]) -> None:
    """Keep `row` on one page, unless its texts would fill most of one."""
    if _lines(texts, widths) <= _TALLEST_ROW:
        oxml.keep_whole(row)


def fill(cell: _Cell, text: str, style: Any, align: str = "left", bold: bool = False) -> None:
    """Write `text` into an empty cell, in a style of the document."""
    paragraph = cell.paragraphs[0]
    # by its id: python-docx would look through all styles for every cell, a third of the time
    paragraph._p.style = style.style_id
    paragraph.alignment = ALIGN[align]
    run = paragraph.add_run(text)
    run.bold = bold or None


def fit(widths: Sequence[float], available: float) -> list[float]:
    """Return `widths` in proportion, together as wide as the text of the page."""
    scale = available / sum(widths)
    return [width * scale for width in widths]


def _lines(texts: Sequence[str], widths: Sequence[float]) -> int:
    return max(
        (count_lines(text, width) for text, width in zip(texts, widths, strict=True)), default=1
    )
