"""Write a plan's annexes as offices write them in Word: the counterpart of `plan_text`.

Landscape sections, merged and repeated header cells, automatic numbers, a real footnote, several
paragraphs in a cell: everything that stands between a cell as printed and the cell in the file.
"""

import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from plan_monitor.files import pack_zip, unpack_zip
from plan_monitor.plan.models import Indicator, Plan, Task
from plan_monitor.report import oxml
from tests.support.plan_text import EMPTY, INDICATOR_HEADERS, TASK_HEADERS

Levels = list[tuple[str, str]]

GROUPS, INDICATORS, TASKS, GROUPS_AGAIN = 901, 902, 903, 904
LISTS: dict[int, Levels] = {
    GROUPS: [("upperRoman", "%1")],
    INDICATORS: [("decimal", "%1."), ("decimal", "%1.%2")],
    TASKS: [("decimal", "%1.")],
}
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
TASK_NUMBER_STYLE = "STT nhiệm vụ"
_MARK = re.compile(r"(\[\d+\])")


def write_docx(path: Path, plan: Plan, horizons: dict[int, str]) -> None:
    """Write both annexes to `path`; `horizons` gives the printed heading of each target year."""
    document = docx.Document()
    for number, levels in LISTS.items():
        add_list(document, number, levels)
    add_num(document, GROUPS_AGAIN, GROUPS, start_at=1)
    _add_number_style(document)
    oxml.a4(document.sections[0], landscape=False)
    document.add_paragraph("KẾ HOẠCH")
    notes = Footnotes()
    _begin_annex(document, "PHỤ LỤC I", "DANH MỤC CÁC CHỈ TIÊU\n(Kèm theo Kế hoạch)")
    _add_indicators(document, plan, horizons)
    _begin_annex(document, "PHỤ LỤC II", "DANH MỤC CÁC NHIỆM VỤ")
    _add_tasks(document, plan, notes)
    notes.attach(document)
    buffer = io.BytesIO()
    document.save(buffer)
    path.write_bytes(pack_zip(unpack_zip(buffer.getvalue())))


# -- automatic numbers --


def add_list(document: Document, number: int, levels: Levels, start: int = 1) -> None:
    """Define a list with these (format, text) levels, and a ``w:num`` of the same number."""
    numbering = document.part.numbering_part.element
    abstract = oxml.make("abstractNum", abstractNumId=number)
    abstract.append(oxml.make("multiLevelType", val="multilevel"))
    for depth, (shape, text) in enumerate(levels):
        abstract.append(make_level(depth, shape, text, start))
    numbering.num_lst[0].addprevious(abstract)
    add_num(document, number, number)


def make_level(depth: int, shape: str, text: str, start: int = 1) -> BaseOxmlElement:
    """Return one ``w:lvl``."""
    level = oxml.make("lvl", ilvl=depth)
    level.append(oxml.make("start", val=start))
    level.append(oxml.make("numFmt", val=shape))
    level.append(oxml.make("lvlText", val=text))
    return level


def add_num(document: Document, number: int, list_number: int, start_at: int | None = None) -> None:
    """Define another ``w:num`` of a list, begun anew at `start_at`."""
    num = oxml.make("num", numId=number)
    num.append(oxml.make("abstractNumId", val=list_number))
    if start_at is not None:
        override = oxml.make("lvlOverride", ilvl=0)
        override.append(oxml.make("startOverride", val=start_at))
        num.append(override)
    document.part.numbering_part.element.append(num)


def number_paragraph(paragraph: Paragraph, number: int, depth: int = 0) -> None:
    """Let Word number `paragraph`."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.append(oxml.make("ilvl", val=depth))
    properties.append(oxml.make("numId", val=number))


def _add_number_style(document: Document) -> None:
    """Define the paragraph style through which tasks are numbered."""
    style = document.styles.add_style(TASK_NUMBER_STYLE, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    numbering = style.element.get_or_add_pPr().get_or_add_numPr()
    numbering.append(oxml.make("numId", val=TASKS))


# -- footnotes --


class Footnotes:
    """The footnotes of one document, real ones in a part of their own."""

    def __init__(self) -> None:
        self._root = oxml.make("footnotes")
        self._texts: list[str] = []
        for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
            self._add(number, type=kind).append(oxml.make(kind))

    def refer(self, paragraph: Paragraph, text: str) -> None:
        """Append a reference to a new footnote of this text."""
        self._texts.append(text)
        number = len(self._texts)
        paragraph.add_run()._r.append(oxml.make("footnoteReference", id=number))
        run = self._add(number)
        run.append(oxml.make("footnoteRef"))
        words = oxml.make("t")
        words.text = f" {text}"
        run.append(words)

    def knows(self, text: str) -> bool:
        """Return whether a footnote of this text was written already."""
        return text in self._texts

    def attach(self, document: Document) -> None:
        """Put the footnotes into `document`, if there are any."""
        if self._texts:
            data = serialize_part_xml(self._root)
            name = PackURI("/word/footnotes.xml")
            part = Part(name, CT.WML_FOOTNOTES, data, document.part.package)
            document.part.relate_to(part, RT.FOOTNOTES)

    def _add(self, number: int, **attributes: str) -> BaseOxmlElement:
        note = oxml.make("footnote", id=number, **attributes)
        paragraph, run = oxml.make("p"), oxml.make("r")
        self._root.append(note)
        note.append(paragraph)
        paragraph.append(run)
        return run


# -- annexes --


def _begin_annex(document: Document, *titles: str) -> None:
    oxml.a4(document.add_section(WD_SECTION.NEW_PAGE), landscape=True)
    for title in titles:
        document.add_paragraph(title)


def _add_indicators(document: Document, plan: Plan, horizons: dict[int, str]) -> None:
    table = document.add_table(rows=2, cols=len(INDICATOR_HEADERS))
    _write_header_of_two_rows(table)
    rows = [i for year in sorted(horizons) for i in plan.indicators if i.target_year == year]
    automatic = _are_consecutive(item.id for item in rows)
    for number, year in enumerate(sorted(horizons)):
        _add_heading(table, GROUPS, ROMAN[number], horizons[year])
        for item in rows:
            if item.target_year == year:
                _add_indicator(table, item, automatic)


def _write_header_of_two_rows(table: Table) -> None:
    """Write a header whose columns 2 and 3 stand together beneath “Nội dung”."""
    upper, lower = (table.rows[number].cells for number in (0, 1))
    for column, text in enumerate(INDICATOR_HEADERS):
        if column in {1, 2}:
            lower[column].text = text
        else:
            upper[column].merge(lower[column]).text = text
    upper[1].merge(upper[2]).text = "Nội dung"
    for row in table.rows:
        oxml.repeat_header(row)


def _add_indicator(table: Table, item: Indicator, automatic: bool) -> None:
    number, name, *others = _new_row(table).cells
    if automatic:
        number_paragraph(number.paragraphs[0], INDICATORS, item.id.count("."))
    else:
        number.text = item.id if "." in item.id else f"{item.id}."
    _write_name(name.paragraphs[0], item.name)
    texts = (item.unit.verbatim, item.target.verbatim, item.agencies_verbatim)
    for cell, text in zip(others, texts, strict=True):
        cell.text = text or EMPTY


def _add_tasks(document: Document, plan: Plan, notes: Footnotes) -> None:
    table = document.add_table(rows=1, cols=len(TASK_HEADERS))
    for cell, text in zip(table.rows[0].cells, TASK_HEADERS, strict=True):
        cell.text = text
    oxml.repeat_header(table.rows[0])
    rows = [task for section in plan.sections for task in plan.tasks if task.section == section.id]
    automatic = _are_consecutive(task.id for task in rows)
    for place, section in enumerate(plan.sections):
        number = GROUPS_AGAIN if section.id == ROMAN[place] else None
        _add_heading(table, number, section.id, section.name)
        for task in rows:
            if task.section == section.id:
                _add_task(table, task, automatic, notes)


def _add_task(table: Table, task: Task, automatic: bool, notes: Footnotes) -> None:
    number, name, *others = _new_row(table).cells
    if automatic:
        number.paragraphs[0].style = TASK_NUMBER_STYLE
    else:
        number.text = f"{task.id}."
    texts = {note.split(" ")[0]: note.split(" ", 1)[1] for note in task.notes}
    for line, paragraph in _paragraphs(name, task.name):
        for piece in _MARK.split(line):
            if piece in texts and not notes.knows(texts[piece]):
                notes.refer(paragraph, texts[piece])
            else:
                _write_name(paragraph, piece)
    cells = (task.leads_verbatim, task.cooperating_verbatim, task.output, task.deadline.verbatim)
    for cell, text in zip(others, cells, strict=True):
        cell.text = text or EMPTY


def _add_heading(table: Table, number: int | None, printed: str, name: str) -> None:
    """Add the row of a group; the cells right of its number are one."""
    first, second, *_, last = _new_row(table).cells
    if number is None:
        first.text = printed
    else:
        number_paragraph(first.paragraphs[0], number)
    second.merge(last).text = name


def _new_row(table: Table) -> _Row:
    row = table.add_row()
    oxml.keep_whole(row)
    return row


def _paragraphs(cell: _Cell, text: str) -> Iterator[tuple[str, Paragraph]]:
    """Yield the lines of `text`, each with a paragraph of `cell` to stand in."""
    for place, line in enumerate(text.split("\n")):
        yield line, cell.add_paragraph() if place else cell.paragraphs[0]


def _write_name(paragraph: Paragraph, text: str) -> None:
    """Write `text` as two runs, the first word bold."""
    first, blank, rest = text.partition(" ")
    paragraph.add_run(first).bold = True
    paragraph.add_run(blank + rest)


def _are_consecutive(ids: Iterable[str]) -> bool:
    """Return whether Word, counting 1, 2, 2.1, 2.2, 3, …, comes to these numbers."""
    first, second = 0, 0
    for printed in ids:
        first, second = (first, second + 1) if "." in printed else (first + 1, 0)
        if printed != (f"{first}.{second}" if second else str(first)):
            return False
    return True
