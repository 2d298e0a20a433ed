"""The covering sheet of a reply: each question with a link to its cell, and how to send it back."""

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from plan_monitor.intake import form_style as style
from plan_monitor.intake import layout
from plan_monitor.intake.form_contents import Frame
from plan_monitor.intake.reply_questions import ReplyQuestion, clip
from plan_monitor.intake.texts import form_texts
from plan_monitor.vietnamese.dates import short_date

_WIDTHS = (5.0, 13.0, 8.0, 44.0, 30.0, 52.0, 11.0)
_MAX_FOUND = 400  # characters of what an agency wrote
_LINK_COLUMN = 3
_A4 = 9


def write_cover(
    workbook: Workbook, frame: Frame, questions: Sequence[ReplyQuestion], *, is_own: bool
) -> None:
    """Put the covering sheet in front and open the workbook there.

    Parameters
    ----------
    is_own : bool
        Whether the workbook is the agency's own, not a fresh form.
    """
    sheet = workbook.create_sheet(layout.REPLY_SHEET, 0)
    for column, width in zip("ABCDEFG", _WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    style.plain_cell(sheet, 1, 1, form_texts().reply["title"], style.TITLE)
    names = (frame.plan.header.number, frame.agency.name, frame.period.name)
    style.plain_cell(sheet, 2, 1, " · ".join(names))
    row = _explain(sheet, frame, is_own=is_own) + 1
    _write_headers(sheet, row)
    for number, question in enumerate(questions, start=1):
        _write_question(sheet, row + number, number, question)
    _dress(sheet, row, row + len(questions))
    _open_at_cover(workbook)


def _explain(sheet: Worksheet, frame: Frame, *, is_own: bool) -> int:
    """Write what to do, one line a row; return the row after the last."""
    texts, closes_at = form_texts().reply, frame.period.closes_at
    words = {
        "agency": frame.agency.name,
        "lead": frame.plan.agency(frame.plan.header.report_lead).name,
        "hour": f"{closes_at:%H:%M}",
        "day": short_date(closes_at.date()),
    }
    lines = [texts[key] for key in ("own" if is_own else "fresh", "severities", "how", "send")]
    if frame.contents.sample:
        lines.insert(0, form_texts().sample)
    for row, line in enumerate(lines, start=3):
        is_sample = line == form_texts().sample
        font = style.SAMPLE if is_sample else style.FONT
        cell = style.plain_cell(sheet, row, 1, line.format(**words), font)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(_WIDTHS))
        height = style.fitted([(str(cell.value), sum(_WIDTHS))])[1]
        style.set_height(sheet, row, height + 2, grows=False)
    return 3 + len(lines)


def _write_headers(sheet: Worksheet, row: int) -> None:
    for column, header in enumerate(form_texts().reply_headers, start=1):
        cell = style.text_cell(sheet, row, column, header)
        cell.font, cell.alignment, cell.fill = style.BOLD, style.CENTRED, style.HEADER


def _write_question(sheet: Worksheet, row: int, number: int, question: ReplyQuestion) -> None:
    finding = question.finding
    texts = (
        f"{number}.",
        question.sheet or finding.sheet,
        question.cell or "–",
        question.subject,
        clip(finding.found, _MAX_FOUND) or form_texts().reply["blank"],
        question.needed,
        question.severity,
    )
    size, height = style.fitted(zip(texts, (width * 0.95 for width in _WIDTHS), strict=True))
    for column, text in enumerate(texts, start=1):
        cell = style.text_cell(sheet, row, column, text)
        cell.font = style.font_of(size)
    if question.cell:
        sheet_name = question.sheet.replace("'", "''")
        link = sheet.cell(row, _LINK_COLUMN)
        link.font, link.fill = style.LINK, style.QUESTIONED
        link.hyperlink = Hyperlink(
            ref=link.coordinate, location=f"'{sheet_name}'!{question.cell}", display=question.cell
        )
    style.set_height(sheet, row, height)


def _dress(sheet: Worksheet, header_row: int, last_row: int) -> None:
    sheet.freeze_panes = f"A{header_row + 1}"
    sheet.sheet_properties.tabColor = "C55A11"
    sheet.print_title_rows = f"{header_row}:{header_row}"
    sheet.print_area = f"A1:G{last_row}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.6


def _open_at_cover(workbook: Workbook) -> None:
    """Select the covering sheet alone: what is typed into two selected sheets goes into both."""
    workbook.active = 0
    for number, sheet in enumerate(workbook.worksheets):
        for view in sheet.views.sheetView:
            view.tabSelected = number == 0
    for window in workbook.views:
        window.activeTab = window.firstSheet = 0
