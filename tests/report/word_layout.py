"""What a Word document looks like: properties as they take effect, through styles and defaults."""

import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import docx
import matplotlib
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

FONTS = ("ascii", "hAnsi", "eastAsia", "cs")
_TWIPS = 1440 / 25.4  # in a millimetre
_CELL = 2.02  # millimetres of a cell beside its text


class Look(NamedTuple):
    """How a text is set: points, then what makes it stand out, then the sides."""

    size: float
    bold: bool
    italic: bool
    caps: bool
    align: str


def opened(data: bytes) -> Document:
    """Return the Word document in `data`."""
    return docx.Document(io.BytesIO(data))


def look(paragraph: Paragraph) -> Look:
    """Return how the text of `paragraph` is set; it fails where its runs differ."""
    found = {
        Look(
            int(_of_run(run, "sz", "val")) / 2, _is_on(run, "b"), _is_on(run, "i"),
            _is_on(run, "caps") or run.text.upper() == run.text, align(paragraph),
        )
        for run in paragraph.runs if run.text.strip()
    }  # fmt: skip
    assert len(found) == 1, (paragraph.text, found)
    return found.pop()


def align(paragraph: Paragraph) -> str:
    return of_paragraph(paragraph, "jc", "val") or "left"


def of_run(run: Run, tag: str, attribute: str) -> str | None:
    """Return ``w:attribute`` of ``w:tag`` as it takes effect on `run`, None if nothing sets it."""
    paragraph = run._parent
    while not isinstance(paragraph, Paragraph):
        paragraph = paragraph._parent
    places = [run._r.rPr, *(style.find(qn("w:rPr")) for style in _styles(paragraph))]
    return _first([*places, _default(paragraph, "rPr")], tag, attribute)


def of_paragraph(paragraph: Paragraph, tag: str, attribute: str) -> str | None:
    """Return ``w:attribute`` of ``w:tag`` as it takes effect on `paragraph`."""
    places = [paragraph._p.pPr, *(style.find(qn("w:pPr")) for style in _styles(paragraph))]
    return _first([*places, _default(paragraph, "pPr")], tag, attribute)


def millimetres(paragraph: Paragraph, tag: str, attribute: str) -> float:
    """Return a distance of `paragraph` in millimetres, 0 if nothing sets it."""
    return round(int(of_paragraph(paragraph, tag, attribute) or 0) / _TWIPS, 1)


def every_paragraph(word: Document) -> Iterator[Paragraph]:
    """Yield the paragraphs of the text, the tables and the headers."""
    parts = [word.element.body]
    for section in word.sections:
        parts += [section.header._element, section.first_page_header._element]
    for part in parts:
        owner = word._body if part is word.element.body else word.sections[0].header
        for one in part.iter(qn("w:p")):
            yield Paragraph(one, owner)


def styled(word: Document, *names: str) -> list[Paragraph]:
    """Return the paragraphs of these styles, those in tables too."""
    return [one for one in every_paragraph(word) if one.style.name in names]


def the(word: Document, style: str) -> Paragraph:
    """Return the only paragraph of `style`."""
    (found,) = styled(word, style)
    return found


def fields(paragraph: Any) -> list[tuple[str, str]]:
    """Return the fields in an element: what each asks for, and the value that it shows."""
    found: list[list[str]] = []
    state = ""
    for node in paragraph.iter(qn("w:fldChar"), qn("w:instrText"), qn("w:t")):
        if node.tag == qn("w:fldChar"):
            state = node.get(qn("w:fldCharType"))
            found += [["", ""]] if state == "begin" else []
        elif state in ("begin", "separate"):
            found[-1][state == "separate"] += node.text
    return [(code.strip(), shown) for code, shown in found]


def line_width(paragraph: Paragraph, available: float) -> float:
    """Return the millimetres of the line that is drawn in the middle of `available`."""
    border = paragraph._p.find(f".//{qn('w:pBdr')}/{qn('w:bottom')}")
    assert border is not None and border.get(qn("w:val")) == "single"
    left, right = (millimetres(paragraph, "ind", side) for side in ("left", "right"))
    assert left == right
    return available - left - right


def text_width(text: str, points: float, *, bold: bool = False) -> float:
    """Return the millimetres of `text` in Times: a Vietnamese letter is as wide as its base."""
    plain = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    letters = [ord(one) for one in plain if not unicodedata.combining(one)]
    widths = _times("ptmb8a" if bold else "ptmr8a")
    return sum(widths.get(one, 500) for one in letters) / 1000 * points * 25.4 / 72


def broken_words(table: Table) -> set[str]:
    """Return the words that are wider than their column: Word would break them anywhere."""
    columns = [column.width.mm for column in table.columns]
    return {
        word
        for number, row in enumerate(table.rows)
        if len(row._tr.tc_lst) == len(columns)
        for cell, width in zip(row.cells, columns, strict=True)
        for word in re.split(r"\s+|(?<=-)", cell.text)
        if text_width(word, 12, bold=number == 0) + _CELL > width
    }


def data_tables(word: Document) -> list[Table]:
    """Return the tables of data: not the two that set head and foot side by side."""
    return [one for one in word.tables if one.style.name == "Table Grid"]


@cache
def _times(name: str) -> dict[int, int]:
    path = Path(matplotlib.get_data_path()) / "fonts" / "afm" / f"{name}.afm"
    found = re.findall(r"^C (\d+) ; WX (\d+)", path.read_text(encoding="ascii"), re.MULTILINE)
    return {int(code): int(width) for code, width in found}


def _styles(paragraph: Paragraph) -> Iterator[Any]:
    style = paragraph.style
    while style is not None:
        yield style.element
        style = style.base_style


def _default(paragraph: Paragraph, tag: str) -> Any:
    styles = paragraph.style.element.getparent()
    return styles.find(f".//{qn(f'w:{tag}Default')}/{qn(f'w:{tag}')}")


def _first(places: Iterable[Any], tag: str, attribute: str) -> str | None:
    for place in places:
        one = None if place is None else place.find(qn(f"w:{tag}"))
        if one is not None and (value := one.get(qn(f"w:{attribute}"))) is not None:
            return str(value)
        if one is not None and attribute == "val" and tag in ("b", "i", "caps"):
            return "1"
    return None


def _of_run(run: Run, tag: str, attribute: str) -> str:
    found = of_run(run, tag, attribute)
    assert found is not None, (run.text, tag)
    return found


def _is_on(run: Run, tag: str) -> bool:
    return of_run(run, tag, "val") not in (None, "0", "false")
