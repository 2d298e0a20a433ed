"""Read the tables of a Word document as a person sees them on paper.

Merged cells, automatic numbers and footnotes are resolved; what Word keeps but does not print
(deleted text, hidden text, cells beneath a merged one) is left out.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import parse_xml
from docx.oxml.table import CT_Row, CT_Tbl, CT_Tc
from docx.oxml.text.paragraph import CT_P
from lxml import etree

from plan_monitor.errors import UserError
from plan_monitor.plan.source.grids import Grid, SourceGrids
from plan_monitor.plan.source.numbering import Numbering, is_on, value_of
from plan_monitor.vietnamese.text import nfc

Kind = TypeVar("Kind", bound=etree._Element)
# The texts of one row, the columns that only repeat, and by column the texts merged downwards.
Row = tuple[list[str | None], set[int], dict[int, str | None]]

_UNREADABLE = (
    PackageNotFoundError, zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError,
    KeyError, ValueError, OSError, EOFError, RuntimeError,
)  # fmt: skip
_LITERAL_FOOTNOTE = re.compile(r"(\[\d+\])\s")
_BLANKS = re.compile(r"[\t\r\n]")
_CHARACTERS = {0x00AD: None, 0x200B: None, 0x2060: None, 0xFEFF: None, 0x2011: "-"}
_BLOCK_WRAPPERS = {qn(f"w:{tag}") for tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo")}
_RUN_WRAPPERS = _BLOCK_WRAPPERS | {
    qn(tag)
    for tag in ("w:r", "w:hyperlink", "w:smartTag", "w:fldSimple", "w:dir", "w:bdo", "m:oMathPara")
}
_FIXED = {
    qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): " ", qn("w:ptab"): " ",
    qn("w:noBreakHyphen"): "-",
}  # fmt: skip
_NOTES = {qn("w:footnoteReference"): RT.FOOTNOTES, qn("w:endnoteReference"): RT.ENDNOTES}
_CHANGES = [qn(f"w:{tag}") for tag in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel")]
# The signs of the font Symbol that plans use: Word writes them by place in that font.
_SYMBOLS = {
    "3C": "<", "3D": "=", "3E": ">", "A3": "≤", "B3": "≥", "B1": "±", "B4": "×", "B9": "≠",
    "B0": "°", "B7": "•", "A5": "∞",
}  # fmt: skip


def read_docx(path: Path) -> SourceGrids:
    """Read the tables and footnotes of a Word document.

    Parameters
    ----------
    path : Path
        A ``.docx`` file.

    Returns
    -------
    SourceGrids
        All tables in the document's order. Footnotes are numbered through the document in the
        order of their references; paragraphs outside of tables that begin with ``[1]`` are
        footnotes too.

    Raises
    ------
    UserError
        If the file is missing or is no Word document of the kind ``.docx``.
    """
    reader = _Reader(_open(path))
    reader.read()
    return SourceGrids(tuple(reader.grids), reader.footnotes, tuple(reader.doubts))


@dataclass(frozen=True)
class _Parts:
    """The parts of a document that are read; `notes` by the tag of the reference and the id."""

    body: etree._Element
    numbering: etree._Element | None
    styles: etree._Element | None
    notes: dict[tuple[str, str | None], etree._Element]


def _open(path: Path) -> _Parts:
    if not path.is_file():
        raise _unreadable(path, "không có tệp này")
    try:
        document = docx.Document(str(path))
        roots = ((tag, _part(document, kind)) for tag, kind in _NOTES.items())
        notes = {
            (tag, note.get(qn("w:id"))): note
            for tag, root in roots
            if root is not None
            for note in root
        }
        numbering, styles = _part(document, RT.NUMBERING), _part(document, RT.STYLES)
        return _Parts(document.element.body, numbering, styles, notes)
    except _UNREADABLE:
        raise _unreadable(path, "không mở được như một tài liệu Word") from None


def _part(document: Document, kind: str) -> etree._Element | None:
    """Return the root of the part that `document` relates to as `kind`."""
    if all(relation.reltype != kind for relation in document.part.rels.values()):
        return None
    return parse_xml(document.part.part_related_by(kind).blob)


def _unreadable(path: Path, found: str) -> UserError:
    return UserError(
        path.name,
        found,
        "tệp .docx nguyên vẹn, không đặt mật khẩu",
        "mở tệp trong Word, lưu lại với kiểu Word Document (.docx) rồi đọc lại",
    )


class _Reader:
    """Reads the parts of one document once, from its beginning to its end."""

    def __init__(self, parts: _Parts) -> None:
        self.grids: list[Grid] = []
        self.footnotes: dict[str, str] = {}
        self.doubts: dict[str, None] = {}
        self._parts = parts
        self._place = "Ngoài bảng"
        self._references = 0
        self._numbering = Numbering(parts.numbering, parts.styles, self._doubt)

    def read(self) -> None:
        """Read the body from its first block to its last."""
        for block in self._blocks(self._parts.body):
            if isinstance(block, CT_Tbl):
                self.grids.append(self._grid(block))
                self._place = "Ngoài bảng"
            elif match := _LITERAL_FOOTNOTE.match(block):
                self._add_footnote(match[1], block)
        if next(self._parts.body.iter(*_CHANGES), None) is not None:
            line = "Tài liệu còn thay đổi chưa chấp nhận (Track Changes): đã đọc phần chèn thêm"
            self.doubts[f"{line}, bỏ phần đã xóa"] = None

    def _doubt(self, line: str) -> None:
        self.doubts[f"{self._place}: {line}"] = None

    def _grid(self, table: CT_Tbl) -> Grid:
        rows: list[list[str | None]] = []
        repeats: set[tuple[int, int]] = set()
        merged: dict[int, str | None] = {}
        for row in _within(table, CT_Row):
            if row.find("w:trPr/w:del", nsmap) is None:
                self._place = f"Bảng {len(self.grids) + 1}, hàng {len(rows) + 1}"
                texts, columns, merged = self._row(row, merged)
                repeats |= {(len(rows), column) for column in columns}
                rows.append(texts)
        width = max(map(len, rows), default=0)
        full = (tuple(row + [None] * (width - len(row))) for row in rows)
        return Grid(tuple(full), frozenset(repeats))

    def _row(self, row: CT_Row, above: dict[int, str | None]) -> Row:
        texts: list[str | None] = [None] * row.grid_before
        repeats: set[int] = set()
        below: dict[int, str | None] = {}
        place = self._place
        for cell in _within(row, CT_Tc):
            column, end = len(texts), len(texts) + cell.grid_span
            self._place = f"{place}, cột {column + 1}"
            covered = _covering(cell, column, texts, above)
            if covered:
                self._check_covered(cell)
            text = covered[0] if covered else self._cell(cell)
            if cell.vMerge is not None:
                below |= dict.fromkeys(range(column, end), text)
            repeats |= set(range(column if covered else column + 1, end))
            texts += [text] * (end - column)
        return texts + [None] * row.grid_after, repeats, below

    def _cell(self, cell: CT_Tc) -> str | None:
        return "\n".join(self._lines(cell)) or None

    def _check_covered(self, cell: CT_Tc) -> None:
        """Doubt a cell that is hidden beneath a merged one and yet is not empty."""
        if _has_text(cell) or any(map(self._numbering.is_numbered, cell.iter(qn("w:p")))):
            self._doubt("chữ hoặc số tự động bị ô gộp che khuất, không đọc")

    def _lines(self, parent: etree._Element) -> Iterator[str]:
        """Yield the lines of a cell; those of a table within it row by row."""
        for block in self._blocks(parent):
            if isinstance(block, CT_Tbl):
                self._doubt("có bảng lồng trong ô, đã đọc thành các dòng chữ")
                for row in _within(block, CT_Row):
                    for cell in _within(row, CT_Tc):
                        yield from self._lines(cell)
            else:
                yield block

    def _blocks(self, parent: etree._Element) -> Iterator[CT_Tbl | str]:
        """Yield the tables of `parent` and the printed texts of its paragraphs."""
        held = ""
        for block in _blocks_within(parent):
            if isinstance(block, CT_Tbl):
                yield block
                continue
            held += "".join(self._pieces(block))
            # A paragraph whose mark was deleted runs on into the next one.
            if block.find("w:pPr/w:rPr/w:del", nsmap) is None:
                text = _printed(self._numbering.label(block), held)
                held = ""
                if text:
                    yield text
        if text := _printed("", held):
            yield text

    def _pieces(self, parent: etree._Element) -> Iterator[str]:
        """Yield the printed pieces of a paragraph or of what stands in it."""
        if is_on(parent, "w:rPr/w:vanish"):
            return
        for child in parent:
            if child.tag in _RUN_WRAPPERS:
                yield from self._pieces(child)
            elif child.tag == qn("w:t"):
                yield _BLANKS.sub(" ", child.text or "")
            elif child.tag in _FIXED:
                yield _FIXED[child.tag]
            elif child.tag in _NOTES:
                yield self._reference(child)
            elif child.tag == qn("w:sym"):
                yield self._symbol(child)
            elif child.tag == qn("m:oMath"):
                self._doubt("có công thức, chỉ đọc phần chữ của nó")
                yield "".join(text.text or "" for text in child.iter(qn("m:t")))
            elif any(map(_has_text, child.iter(qn("w:txbxContent")))):
                self._doubt("có khung chữ (text box), không đọc phần chữ trong khung")

    def _symbol(self, symbol: etree._Element) -> str:
        font, code = symbol.get(qn("w:font")), (symbol.get(qn("w:char")) or "")[-2:].upper()
        if font == "Symbol" and code in _SYMBOLS:
            return _SYMBOLS[code]
        self._doubt(f"không nhận ra ký hiệu {code} của phông {font}, đã ghi là \ufffd")
        return "\ufffd"

    def _reference(self, reference: etree._Element) -> str:
        """Return the mark of a footnote, and put down its text."""
        self._references += 1
        mark = f"[{self._references}]"
        note = self._parts.notes.get((str(reference.tag), reference.get(qn("w:id"))))
        paragraphs = () if note is None else _within(note, CT_P)
        lines = [_printed("", "".join(self._pieces(paragraph))) for paragraph in paragraphs]
        if not any(lines):
            self._doubt(f"không tìm thấy lời của chú thích {mark}")
        self._add_footnote(mark, " ".join([mark, "\n".join(filter(None, lines))]).strip())
        return mark

    def _add_footnote(self, mark: str, text: str) -> None:
        if self.footnotes.setdefault(mark, text) != text:
            self._doubt(f"có hai chú thích {mark} khác nhau, đã giữ chú thích đứng trước")


def _covering(
    cell: CT_Tc, column: int, texts: list[str | None], above: dict[int, str | None]
) -> tuple[str | None] | None:
    """Return the text of the merged cell that covers `cell`; None if none does."""
    if cell.vMerge == "continue" and column in above:
        return (above[column],)
    # w:hMerge is how Word 97 wrote what gridSpan says today; converted files still hold it.
    merge = cell.find("w:tcPr/w:hMerge", nsmap)
    if merge is not None and value_of(cell, "w:tcPr/w:hMerge") != "restart" and texts:
        return (texts[-1],)
    return None


def _printed(label: str, text: str) -> str:
    """Return the lines of a paragraph without the blanks around them, its number in front."""
    lines = (line.strip() for line in nfc(text.translate(_CHARACTERS)).split("\n"))
    body = "\n".join(line for line in lines if line)
    return " ".join(filter(None, (label, body)))


def _blocks_within(parent: etree._Element) -> Iterator[CT_P | CT_Tbl]:
    return _within(parent, CT_P, CT_Tbl)


def _has_text(parent: etree._Element) -> bool:
    return any((text.text or "").strip() for text in parent.iter(qn("w:t")))


def _within(parent: etree._Element, *kinds: type[Kind]) -> Iterator[Kind]:
    """Yield the children of these kinds, also those inside of content controls and insertions."""
    for child in parent:
        if isinstance(child, kinds):
            yield child
        elif child.tag in _BLOCK_WRAPPERS:
            yield from _within(child, *kinds)
