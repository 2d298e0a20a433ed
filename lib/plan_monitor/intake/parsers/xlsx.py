"""Read .xlsx and .xlsm: openpyxl's full reader, with formulas and cached values in one pass.

openpyxl gives either formulas or values. Its sheet parser, asked for values, is told here to note
the formulas as well; that is half the work of loading twice. Sheets are read from their cells,
never from a stated dimension, and blank cells are not kept, wherever they stand.
"""

import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import coordinate_to_tuple
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.worksheet._reader import (
    COL_TAG,
    FORMULA_TAG,
    MERGE_TAG,
    ROW_TAG,
    VALUE_TAG,
    WorkSheetParser,
)
from openpyxl.xml.functions import iterparse

from plan_monitor.intake.parsers.assembling import (
    MAX_COLUMNS,
    MAX_ROWS,
    SheetDraft,
    Totals,
    address,
    assemble,
    typed,
)
from plan_monitor.intake.parsers.properties import custom_properties
from plan_monitor.intake.raw import CellKind, RawCell, RawWorkbook, SheetState, Value

_STRICT = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    ),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
    b"http://purl.oclc.org/ooxml/drawingml/main": (
        b"http://schemas.openxmlformats.org/drawingml/2006/main"
    ),
}
_STATES: dict[str, SheetState] = {"hidden": "hidden", "veryHidden": "veryHidden"}
_TRUE = {"1", "true"}


def read_xlsx(data: bytes) -> RawWorkbook:
    """Return what the workbook `data` holds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reader = _Reader(io.BytesIO(_transitional(data)), data_only=True, keep_links=False)
        reader.open()
        totals = Totals()
        drafts = [
            _draft(reader, title, state, target, totals)
            for title, state, target in reader.sheet_parts()
        ]
        return assemble(drafts, custom_properties(reader.archive), totals)


class _Reader(ExcelReader):
    """openpyxl's reader as far as cells need it: no drawings, comments, pivots, names."""

    def open(self) -> None:
        """Read what stands before the sheets: parts, shared strings, epoch, styles."""
        self.read_manifest()
        self.read_strings()
        self.read_workbook()
        apply_stylesheet(self.archive, self.wb)

    def sheet_parts(self) -> Iterator[tuple[str, SheetState, str]]:
        """Yield title, state and part of every worksheet; a missing part is a damaged file."""
        parts = {name.casefold(): name for name in self.valid_files}
        for sheet, relation in self.parser.find_sheets():
            if relation.Type.endswith("/worksheet"):
                target = parts[relation.target.casefold()]
                yield sheet.name, _STATES.get(sheet.state or "", "visible"), target


@dataclass(frozen=True)
class _Found:
    """A cell of a sheet's XML that holds something."""

    row: int
    column: int
    value: Any
    data_type: str
    style: int
    is_formula: bool
    is_cached: bool


class _SheetParser(WorkSheetParser):
    """openpyxl's sheet parser, reduced to rows, columns and merged ranges."""

    def __init__(self, source: Any, reader: _Reader, draft: SheetDraft) -> None:
        book: Any = reader.wb  # the stubs leave out what begins with an underscore
        super().__init__(
            source,
            reader.shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        self._draft = draft
        self.merged: list[str] = []

    def found(self) -> Iterator[_Found]:
        """Yield the cells that hold something; hidden rows and columns go to the draft."""
        for _, element in iterparse(self.source):
            if element.tag == ROW_TAG:
                cells: list[Any] = self.parse_row(element)[1]
                self._note_row()
                yield from (cell for cell in cells if cell is not None)
                element.clear()
            elif element.tag == COL_TAG:
                self._note_columns(element)
            elif element.tag == MERGE_TAG:
                self.merged = [child.get("ref") for child in element if child.get("ref")]
                element.clear()

    def parse_cell(self, element: Any) -> _Found | None:  # type: ignore[override]
        """Return the cell of `element`, None for one without a value or a formula."""
        if not len(element):
            self._skip_blank(element.get("r"))
            return None
        formula, cached = element.find(FORMULA_TAG), element.find(VALUE_TAG)
        cell = super().parse_cell(element)
        is_text = element.get("t") == "str"
        return _Found(
            cell["row"],
            cell["column"],
            cell["value"],
            cell["data_type"],
            cell["style_id"],
            is_formula=formula is not None,
            is_cached=cached is not None and (is_text or bool(cached.text)),
        )

    def _skip_blank(self, coordinate: str | None) -> None:
        if coordinate and self.row_counter <= MAX_ROWS:
            self.col_counter = coordinate_to_tuple(coordinate)[1]
        else:
            self.col_counter += 1
        if self.row_counter > MAX_ROWS or self.col_counter > MAX_COLUMNS:
            self._draft.totals.has_stray = True

    def _note_row(self) -> None:
        attributes = self.row_dimensions.pop(str(self.row_counter), {})
        is_hidden = attributes.get("hidden") in _TRUE or _is_zero(attributes.get("ht"))
        if is_hidden and self.row_counter <= MAX_ROWS:
            self._draft.hidden_rows.add(self.row_counter)

    def _note_columns(self, element: Any) -> None:
        if element.get("hidden") in _TRUE or _is_zero(element.get("width")):
            first, last = int(element.get("min")), int(element.get("max"))
            self._draft.hidden_columns.update(range(first, min(last, MAX_COLUMNS) + 1))


def _is_zero(length: str | None) -> bool:
    return length is not None and float(length) == 0


def _draft(
    reader: _Reader, title: str, state: SheetState, target: str, totals: Totals
) -> SheetDraft:
    draft = SheetDraft(title, state, totals)
    looks = _Looks(reader)
    with reader.archive.open(target) as source:
        parser = _SheetParser(source, reader, draft)
        for found in parser.found():
            value, kind = _value(found)
            if kind == "blank" or (isinstance(value, str) and not value.strip()):
                continue
            number_format, font = looks.of(found.style)
            cell = RawCell(
                sheet=title,
                cell=address(found.row, found.column),
                value=value,
                kind=kind,
                number_format=number_format,
                is_formula=found.is_formula,
                font=font,
                counts_from_1904=looks.counts_from_1904,
            )
            draft.add(found.row, found.column, cell)
    draft.merge(parser.merged)
    return draft


def _value(found: _Found) -> tuple[Value, CellKind]:
    if found.value is None:
        return None, "uncached" if found.is_formula and not found.is_cached else "blank"
    return (str(found.value), "error") if found.data_type == "e" else typed(found.value)


class _Looks:
    """Number format and font by style, each looked up once."""

    def __init__(self, reader: _Reader) -> None:
        self._book: Any = reader.wb
        self._known: dict[int, tuple[str, str]] = {}
        self.counts_from_1904: bool = self._book.epoch == MAC_EPOCH

    def of(self, style: int) -> tuple[str, str]:
        """Return number format and font name of the style with this number."""
        if style not in self._known:
            self._known[style] = self._look_up(style)
        return self._known[style]

    def _look_up(self, style: int) -> tuple[str, str]:
        if not 0 <= style < len(self._book._cell_styles):
            return "General", ""
        array = self._book._cell_styles[style]
        number = array.numFmtId
        if number < BUILTIN_FORMATS_MAX_SIZE:
            number_format = BUILTIN_FORMATS.get(number, "General")
        else:
            number_format = self._book._number_formats[number - BUILTIN_FORMATS_MAX_SIZE]
        return number_format, self._book._fonts[array.fontId].name or ""


def _transitional(data: bytes) -> bytes:
    """Return a workbook saved as "Strict Open XML" in the namespaces that openpyxl knows."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if not any(_is_strict(archive, name) for name in archive.namelist()):
            return data
        with zipfile.ZipFile(buffer, "w") as converted:
            for name in archive.namelist():
                converted.writestr(name, _in_transitional(archive.read(name)))
    return buffer.getvalue()


def _is_strict(archive: zipfile.ZipFile, name: str) -> bool:
    if not name.endswith("workbook.xml"):
        return False
    with archive.open(name) as part:
        return b"purl.oclc.org/ooxml/spreadsheetml" in part.read(4096)


def _in_transitional(part: bytes) -> bytes:
    for strict, transitional in _STRICT.items():
        part = part.replace(strict, transitional)
    return part
