"""The rest of a sheet: its head, its protection, and how it comes out of a printer."""

from collections.abc import Sequence

from openpyxl.styles import Alignment, Border
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from plan_monitor.intake import form_style as style
from plan_monitor.intake import layout
from plan_monitor.intake.form_contents import Frame
from plan_monitor.intake.form_tables import HEADER_ROW, Question, Table
from plan_monitor.intake.texts import form_texts
from plan_monitor.vietnamese.numbers import format_number

_GUIDE_WIDTHS = (6.0, 88.0)
_PRINT_FONT = f"{style.FONT.name},Regular"
_MAX_NAME = 90  # characters of an agency or a period in a footer; Excel holds 255 in all
_A4 = 9
_NOTE_ROW = HEADER_ROW - 1


def dress_table(sheet: Worksheet, frame: Frame, table: Table, questions: bool) -> None:
    """Give the sheet of `table` its head, its labels, its frozen panes and its page."""
    texts = form_texts().sheets[table.sheet]
    words = {**frame.words, "limit": format_number(layout.MAX_WORDS)}
    note = (texts.note if table.rows else texts.empty).format(**words)
    if questions:
        note = f"{note} {form_texts().questions['note']}"
    _head(sheet, frame)
    _note(sheet, frame, note, table.widths)
    labels = ((layout.AGENCY_LABEL, frame.agency.code), (layout.PERIOD_LABEL, frame.period.id))
    column = table.frozen_columns  # the column of the names: wide enough for a label
    for row, (label, value) in enumerate(labels, start=3):
        style.plain_cell(sheet, row, column, label)
        style.plain_cell(sheet, row, column + 1, value, style.BOLD)
    first_asked = get_column_letter(_first_asked(table))
    sheet.freeze_panes = f"{get_column_letter(table.frozen_columns + 1)}{HEADER_ROW + 1}"
    if table.rows:
        cell = f"{first_asked}{HEADER_ROW + 1}"
        sheet.sheet_view.selection[-1].activeCell = cell
        sheet.sheet_view.selection[-1].sqref = cell
    sheet.sheet_view.zoomScale = 85 if len(table.headers) > 6 else 100
    sheet.sheet_properties.tabColor = style.ASKED_HEADER.fgColor.rgb[2:] if table.rows else "BFBFBF"
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.print_area = f"A1:{table.last_column}{table.last_row}"
    _page(sheet, frame, "landscape")


def write_guide(
    sheet: Worksheet, frame: Frame, tables: Sequence[Table], questions: Sequence[Question]
) -> None:
    """Write the guide: how to fill in the form, and the questions left open by the last round."""
    texts = form_texts()
    for column, width in zip("AB", _GUIDE_WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    _head(sheet, frame)
    _note(sheet, frame, texts.sheets[layout.GUIDE_SHEET].note, _GUIDE_WIDTHS)
    lines = list(texts.guide)
    filled = {table.sheet for table in tables if table.rows}
    if layout.EARLIER_SHEET in filled:
        lines.insert(-1, texts.earlier_guide)
    if layout.BASELINE_SHEET in filled:
        lines.insert(-1, texts.baseline_guide)
    row = HEADER_ROW
    for number, line in enumerate(lines, start=1):
        _guide_line(sheet, row, number, line.format(**frame.words))
        row += 1
    if questions:
        _list_questions(sheet, row + 1, questions)
    sheet.print_area = f"A1:B{sheet.max_row}"
    sheet.sheet_properties.tabColor = "9DC3E6"
    _page(sheet, frame, "portrait")


def _list_questions(sheet: Worksheet, row: int, questions: Sequence[Question]) -> None:
    """List `questions` from `row` on; a click on the number leads to the cell."""
    texts = form_texts().questions
    style.plain_cell(sheet, row, 1, texts["title"], style.BOLD)
    for number, one in enumerate(questions, start=1):
        line = texts["line"].format(**{**vars(one), "question": one.text})
        _guide_line(sheet, row + number, number, line)
        place = f"'{one.sheet}'!{one.cell}"
        link = sheet.cell(row + number, 1)
        link.font = style.LINK
        link.hyperlink = Hyperlink(ref=link.coordinate, location=place)


def _guide_line(sheet: Worksheet, row: int, number: int, text: str) -> None:
    style.text_cell(sheet, row, 1, f"{number}.").border = Border()
    style.text_cell(sheet, row, 2, text).border = Border()
    style.set_height(sheet, row, style.fitted([(text, _GUIDE_WIDTHS[1])])[1])


def _first_asked(table: Table) -> int:
    asked = table.rows[0].rules if table.rows else {}
    return next((n for n, header in enumerate(table.headers, start=1) if header in asked), 1)


def _head(sheet: Worksheet, frame: Frame) -> None:
    title = form_texts().sheets[sheet.title].title.format(**frame.words)
    style.plain_cell(sheet, 1, 1, title, style.TITLE)
    names = (frame.plan.header.number, frame.agency.name, frame.period.name)
    style.plain_cell(sheet, 2, 1, " · ".join(names))


def _note(sheet: Worksheet, frame: Frame, text: str, widths: Sequence[float]) -> None:
    """Write what to know before filling in, over the whole width; a sample says that it is one."""
    sample = frame.contents.sample
    line = f"{form_texts().sample}. {text}" if sample else text
    cell = style.plain_cell(sheet, _NOTE_ROW, 1, line, style.SAMPLE if sample else style.NOTE)
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    sheet.merge_cells(
        start_row=_NOTE_ROW, end_row=_NOTE_ROW, start_column=1, end_column=len(widths)
    )
    height = style.fitted([(line, sum(widths))])[1]
    style.set_height(sheet, _NOTE_ROW, height + 4, grows=False)


def _page(sheet: Worksheet, frame: Frame, orientation: str) -> None:
    protection = sheet.protection
    protection.sheet = True
    protection.formatRows = protection.formatColumns = False  # not forbidden
    sheet.page_setup.orientation = orientation  # type: ignore[assignment]
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.6
    margins.header = margins.footer = 0.3
    _footer(sheet, frame)


def _footer(sheet: Worksheet, frame: Frame) -> None:
    footer, header = sheet.oddFooter, sheet.oddHeader
    assert footer is not None and header is not None  # openpyxl makes both
    parts = (
        (footer.left, _printed(frame.agency.name)),
        (footer.center, f"{form_texts().page} &P/&N"),
        (footer.right, _printed(frame.period.name)),
    )
    for part, text in parts:
        part.text, part.font, part.size = text, _PRINT_FONT, 10
    if frame.contents.sample:
        top = header.center
        top.text, top.font, top.size, top.color = form_texts().sample, _PRINT_FONT, 10, "B00020"


def _printed(name: str) -> str:
    """Return `name` for a footer, where an ampersand begins a code unless it is doubled."""
    return style.literal(name)[:_MAX_NAME].replace("&", "&&")
