"""Tables as sheets of a workbook: real numbers and dates, text that stays text, ready to print."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from plan_monitor.intake import form_style as style
from plan_monitor.intake.form import save_workbook

DATE, MOMENT, COUNT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm", "#,##0"
HEADER_ROW = 4
_A4 = 9
_NUMBER = Alignment(horizontal="right", vertical="top")
_NOTE_COLUMNS = 8


class Number(NamedTuple):
    """A number and the format in which Excel shows it."""

    value: float | None
    format: str = "General"


Content = str | int | dt.date | Number | None


@dataclass(frozen=True)
class SheetTable:
    """One table on a sheet of its own; `widths` are in characters, `notes` stand below it."""

    name: str
    caption: str
    headers: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[Content, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Title:
    """What stands above every table: whose it is, of which period, and the warning of samples."""

    title: str
    author: str
    sample: str = ""


def decimal_format(decimals: int | None) -> str:
    """Return the format of numbers with so many digits after the comma, None for as they are."""
    if decimals is None:
        return "General"
    return COUNT + ("." + "0" * decimals if decimals else "")


def workbook_bytes(title: Title, tables: Sequence[SheetTable]) -> bytes:
    """Return a workbook of `tables`, a sheet each: the same bytes for the same tables."""
    workbook = Workbook()
    workbook.remove(workbook.active)  # type: ignore[arg-type]
    style.use_house_font(workbook)
    workbook.properties.creator = style.literal(title.author)
    workbook.properties.title = style.literal(title.title)
    for table in tables:
        _write_sheet(workbook.create_sheet(table.name), title, table)
    return save_workbook(workbook)


def _write_sheet(sheet: Worksheet, title: Title, table: SheetTable) -> None:
    style.plain_cell(sheet, 1, 1, title.title, style.TITLE)
    style.plain_cell(sheet, 2, 1, f"{table.caption} – {title.author}", style.BOLD)
    style.plain_cell(sheet, 3, 1, title.sample, style.SAMPLE)
    for column, header in enumerate(table.headers, start=1):
        cell = style.text_cell(sheet, HEADER_ROW, column, header)
        cell.font, cell.fill, cell.alignment = style.BOLD, style.HEADER, style.CENTRED
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = table.widths[column - 1]
    _fit(sheet, HEADER_ROW, zip(table.headers, table.widths, strict=True))
    for number, row in enumerate(table.rows, start=HEADER_ROW + 1):
        for column, content in enumerate(row, start=1):
            _write(sheet, number, column, content)
        texts = [one if isinstance(one, str) else "" for one in row]
        _fit(sheet, number, zip(texts, table.widths, strict=True))
    _write_notes(sheet, table)
    _set_up(sheet, title, table)


def _write(sheet: Worksheet, row: int, column: int, content: Content) -> None:
    """Write one cell; only numbers and dates are anything but text."""
    if content is None or isinstance(content, str):
        style.text_cell(sheet, row, column, content)
        return
    cell = style.text_cell(sheet, row, column, None)
    cell.alignment = _NUMBER
    if isinstance(content, Number):
        cell.value, cell.number_format = content
    elif isinstance(content, dt.datetime):
        cell.value, cell.number_format = content.replace(tzinfo=None), MOMENT
    elif isinstance(content, dt.date):
        cell.value, cell.number_format = content, DATE
    else:
        cell.value, cell.number_format = content, COUNT


def _fit(sheet: Worksheet, row: int, texts: "zip[tuple[str, float]]") -> None:
    size, height = style.fitted(texts)
    style.set_height(sheet, row, height)
    if size != style.SIZE:
        for cell in sheet[row]:
            cell.font = style.font_of(size)


def _write_notes(sheet: Worksheet, table: SheetTable) -> None:
    last = min(_NOTE_COLUMNS, len(table.headers))
    first = HEADER_ROW + len(table.rows) + 2
    for row, note in enumerate(table.notes, start=first):
        cell = style.plain_cell(sheet, row, 1, note, style.NOTE)
        cell.alignment = style.WRAP
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=last)
        style.set_height(sheet, row, style.fitted([(note, sum(table.widths[:last]))])[1])


def _set_up(sheet: Worksheet, title: Title, table: SheetTable) -> None:
    """Freeze the header and set up printing: A4 landscape, as wide as the page, header repeated."""
    last = get_column_letter(len(table.headers))
    sheet.freeze_panes = f"B{HEADER_ROW + 1}"
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{last}{HEADER_ROW + len(table.rows)}"
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.oddHeader.center.text = title.sample or None  # type: ignore[union-attr]
    sheet.oddFooter.center.text = "&P/&N"  # type: ignore[union-attr]
