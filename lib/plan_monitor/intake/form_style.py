"""How the form looks: fonts, colours, cells that hold text as text, rows high enough to read."""

import math
import re
import textwrap
from collections.abc import Iterable
from copy import copy
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.worksheet import Worksheet

_FACE = "Times New Roman"
_SIZES = (12, 10, 8)  # points; the smaller ones for texts that no row could hold at 12
SIZE = _SIZES[0]
FONT = Font(name=_FACE, size=SIZE)
BOLD = Font(name=_FACE, size=SIZE, bold=True)
TITLE = Font(name=_FACE, size=14, bold=True)
NOTE = Font(name=_FACE, size=SIZE, italic=True)
SAMPLE = Font(name=_FACE, size=SIZE, bold=True, color="B00020")
LINK = Font(name=_FACE, size=SIZE, color="1F4E79", underline="single")

ASKED = PatternFill("solid", fgColor="FFF8DC")
QUESTIONED = PatternFill("solid", fgColor="F9C89B")
HEADER = PatternFill("solid", fgColor="DDE7F0")
ASKED_HEADER = PatternFill("solid", fgColor="F5E3A8")

_THIN = Side(style="thin", color="9AA5B1")
_THICK = Side(style="medium", color="C55A11")
FRAME = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
QUESTION_FRAME = Border(left=_THICK, right=_THICK, top=_THICK, bottom=_THICK)
WRAP = Alignment(wrap_text=True, vertical="top")
CENTRED = Alignment(wrap_text=True, vertical="center", horizontal="center")

MAX_HEIGHT = 409.0  # points: no row of Excel is higher
_MAX_TEXT = 32_000  # characters: Excel holds 32,767
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_EXCEL_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


_TEXT_STYLES: WeakKeyDictionary[Workbook, StyleArray] = WeakKeyDictionary()


class GrowingRow(RowDimension):
    """A row whose height a program may fit to its text again when a cell is filled in."""

    @property
    def customHeight(self) -> bool:  # noqa: N802 - openpyxl's name
        """Whether the height is fixed: it is not."""
        return False


def font_of(size: int) -> Font:
    """Return the plain font in `size` points."""
    return FONT if size == SIZE else Font(name=_FACE, size=size)


def use_house_font(workbook: Workbook) -> None:
    """Make the house font the one that column widths are counted in, so that no program guesses."""
    workbook._named_styles["Normal"].font = Font(name=_FACE, size=11)  # type: ignore[attr-defined]


def literal(text: str) -> str:
    """Return `text` so that Excel shows just these characters: none decoded, none illegal."""
    return _EXCEL_ESCAPE.sub("_x005F_", ILLEGAL_CHARACTERS_RE.sub("", text))[:_MAX_TEXT]


def text_cell(sheet: Worksheet, row: int, column: int, text: str | None) -> Cell:
    """Write `text` as text: a leading ``=`` stays a character, ``9.10`` stays 9.10.

    The quote prefix keeps it so when the cell is edited again in Excel.
    """
    cell: Cell = sheet.cell(row, column)  # type: ignore[assignment]
    if text:
        cell.value = literal(text)
        cell.data_type = "s"
    cell._style = copy(_text_style(cell))  # type: ignore[attr-defined]
    if text and text.startswith(_FORMULA_SIGNS):
        cell.quotePrefix = True
    return cell


def _text_style(cell: Cell) -> StyleArray:
    """Return the style of text cells: openpyxl looks each part of one up for every cell."""
    workbook = cell.parent.parent
    assert workbook is not None
    if workbook not in _TEXT_STYLES:
        cell.number_format = "@"
        cell.font, cell.alignment, cell.border = FONT, WRAP, FRAME
        _TEXT_STYLES[workbook] = copy(cell._style)  # type: ignore[attr-defined]
    return _TEXT_STYLES[workbook]


def plain_cell(sheet: Worksheet, row: int, column: int, text: str, font: Font = FONT) -> Cell:
    """Write `text` outside a table: no frame, no wrapping."""
    cell = text_cell(sheet, row, column, text)
    cell.font, cell.alignment, cell.border = font, Alignment(), Border()
    return cell


def fitted(texts: Iterable[tuple[str, float]]) -> tuple[int, float]:
    """Return font size and row height at which every text is read whole in its column's width."""
    columns = list(texts)
    for size in _SIZES:
        lines = max((_lines(text, width, size) for text, width in columns), default=1)
        height = math.ceil(lines * size * 4 / 3) + 4.0
        if height <= MAX_HEIGHT:
            return size, height
    return _SIZES[-1], MAX_HEIGHT


def _lines(text: str, width: float, size: int) -> int:
    letters = max(1, int(width * SIZE / size))
    return sum(len(textwrap.wrap(part, letters)) or 1 for part in text.split("\n"))


def set_height(sheet: Worksheet, row: int, height: float, *, grows: bool = True) -> None:
    """Set the height of `row`; one that grows follows its text when a cell is filled in."""
    kind = GrowingRow if grows else RowDimension
    sheet.row_dimensions[row] = kind(sheet, index=row, ht=min(height, MAX_HEIGHT))
