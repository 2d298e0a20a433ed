"""The workbook that an agency fills in."""

import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from plan_monitor.files import pack_zip, unpack_zip
from plan_monitor.intake import layout
from plan_monitor.intake.identity import Identity, write_identity
from plan_monitor.intake.texts import form_texts
from plan_monitor.plan.assignments import owed_indicators, owed_tasks
from plan_monitor.plan.bodies import Agency
from plan_monitor.plan.calendar import Period
from plan_monitor.plan.indicators import Indicator
from plan_monitor.plan.models import Plan
from plan_monitor.plan.tasks import Task
from plan_monitor.vietnamese.dates import short_date

_HEADER_ROW = 6
_LINE_HEIGHT = 16  # points, of one line in 12-point Times
_NARRATIVE_HEIGHT = 80
_ASKED = PatternFill("solid", fgColor="FFF8DC")
_HEADER = PatternFill("solid", fgColor="DDE7F0")
_SIDE = Side(style="thin", color="9AA5B1")
_THIN = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_WRAP = Alignment(wrap_text=True, vertical="top")
_FONT = Font(name="Times New Roman", size=12)
_BOLD = Font(name="Times New Roman", size=12, bold=True)
_WIDTHS = {
    layout.INDICATOR_SHEET: (7, 48, 14, 16, 12, 12, 13, 13, 14, 30, 30),
    layout.TASK_SHEET: (7, 56, 16, 18, 18, 14, 34, 34, 16, 24),
    layout.NARRATIVE_SHEET: (28, 100),
}

_FORMATS = {
    "Thực hiện": "General",
    "Ước thực hiện": "General",
    "Ngày số liệu": "dd/mm/yyyy",
    "Ngày văn bản": "dd/mm/yyyy",
}


@dataclass(frozen=True)
class FormContents:
    """What is printed into a form besides the plan: by indicator id, as text."""

    baselines: Mapping[str, str] = field(default_factory=dict)
    last_values: Mapping[str, str] = field(default_factory=dict)
    assessments: Sequence[str] = ()
    sample: bool = False


def build_form(plan: Plan, period: Period, agency: Agency, contents: FormContents) -> Workbook:
    """Return the blank form of `agency` for `period`: three sheets to fill in and a guide."""
    workbook = Workbook()
    workbook.remove(workbook.active)  # type: ignore[arg-type]
    indicators = owed_indicators(plan, agency.code)
    tasks = owed_tasks(plan, agency.code)
    _indicator_sheet(workbook, indicators, contents)
    _task_sheet(workbook, tasks)
    _narrative_sheet(workbook)
    _guide_sheet(workbook, period)
    for sheet in workbook.worksheets:
        _head(sheet, plan, period, agency, contents.sample)
    identity = Identity(
        plan=plan.header.id,
        period=period.id,
        agency=agency.code,
        template=layout.TEMPLATE_VERSION,
        sample="true" if contents.sample else None,
    )
    row_ids = {f"indicator {item.id}": item.name for item in indicators}
    row_ids |= {f"task {task.id}": task.printed_name for task in tasks}
    write_identity(workbook, identity, row_ids)
    return workbook


def save_workbook(workbook: Workbook) -> bytes:
    """Return the bytes of `workbook`: the same for the same contents, whatever the hour."""
    buffer = io.BytesIO()
    workbook.save(buffer)
    members = unpack_zip(buffer.getvalue())
    core = members["docProps/core.xml"].decode("utf-8")
    members["docProps/core.xml"] = re.sub(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "1980-01-01T00:00:00Z", core
    ).encode("utf-8")
    return pack_zip(members)


def _indicator_sheet(
    workbook: Workbook, indicators: list[Indicator], contents: FormContents
) -> None:
    rows = [
        (
            item.id,
            item.name,
            item.unit.verbatim or "",
            item.target.verbatim or "",
            contents.baselines.get(item.id, ""),
            contents.last_values.get(item.id, ""),
        )
        for item in indicators
    ]
    sheet = workbook.create_sheet(layout.INDICATOR_SHEET)
    _table(sheet, layout.INDICATOR_HEADERS, layout.INDICATOR_ASKED, rows)
    if not contents.assessments:
        return
    choice = _choice(contents.assessments)
    sheet.add_data_validation(choice)
    column = get_column_letter(layout.INDICATOR_HEADERS.index("Thực hiện") + 1)
    for number, item in enumerate(indicators, start=_HEADER_ROW + 1):
        if item.kind == "qualitative":
            choice.add(f"{column}{number}")


def _task_sheet(workbook: Workbook, tasks: list[Task]) -> None:
    sheet = workbook.create_sheet(layout.TASK_SHEET)
    rows = [(task.id, task.printed_name, task.printed_deadline) for task in tasks]
    _table(sheet, layout.TASK_HEADERS, layout.TASK_ASKED, rows)
    if tasks:
        choice = _choice(list(layout.TASK_STATUSES))
        sheet.add_data_validation(choice)
        column = get_column_letter(layout.TASK_HEADERS.index("Trạng thái") + 1)
        choice.add(f"{column}{_HEADER_ROW + 1}:{column}{_HEADER_ROW + len(tasks)}")


def _narrative_sheet(workbook: Workbook) -> None:
    sheet = workbook.create_sheet(layout.NARRATIVE_SHEET)
    rows = [(title,) for title in layout.NARRATIVE_SECTIONS.values()]
    _table(sheet, layout.NARRATIVE_HEADERS, layout.NARRATIVE_HEADERS[1:], rows)
    for number in range(_HEADER_ROW + 1, _HEADER_ROW + 1 + len(rows)):
        sheet.row_dimensions[number].height = _NARRATIVE_HEIGHT


def _guide_sheet(workbook: Workbook, period: Period) -> None:
    sheet = workbook.create_sheet(layout.GUIDE_SHEET)
    words = {
        "as_of": short_date(period.as_of),
        "end": short_date(period.end),
        "due_before": short_date(period.due_before),
    }
    for offset, line in enumerate(form_texts().guide):
        _text_cell(sheet, _HEADER_ROW + offset, 1, f"{offset + 1}. {line.format(**words)}")
    sheet.column_dimensions["A"].width = 110


def _head(sheet: Worksheet, plan: Plan, period: Period, agency: Agency, sample: bool) -> None:
    texts = form_texts()
    titles = {
        layout.INDICATOR_SHEET: texts.indicator_title,
        layout.TASK_SHEET: texts.task_title,
        layout.NARRATIVE_SHEET: texts.narrative_title,
        layout.GUIDE_SHEET: texts.guide_title,
    }
    _plain_cell(sheet, 1, 1, titles[sheet.title], _BOLD)
    _plain_cell(sheet, 2, 1, f"{plan.header.number} · {agency.name} · {period.name}", _FONT)
    if sheet.title != layout.GUIDE_SHEET:
        for row, (label, value) in enumerate(
            ((layout.AGENCY_LABEL, agency.code), (layout.PERIOD_LABEL, period.id)), start=3
        ):
            column = 1 if sheet.title == layout.NARRATIVE_SHEET else 2  # wide enough for a label
            _plain_cell(sheet, row, column, label, _FONT)
            _plain_cell(sheet, row, column + 1, value, _BOLD)
    if sample:
        _plain_cell(
            sheet, 5, 1, texts.sample, Font(name="Times New Roman", size=12, color="B00020")
        )
    sheet.protection.sheet = True
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]


def _table(
    sheet: Worksheet,
    headers: Sequence[str],
    asked: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> None:
    for column, header in enumerate(headers, start=1):
        sheet.row_dimensions[_HEADER_ROW].height = 2 * _LINE_HEIGHT + 4
        cell = _text_cell(sheet, _HEADER_ROW, column, header)
        cell.font, cell.fill = _BOLD, _HEADER
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS[sheet.title][column - 1]
    for number, row in enumerate(rows, start=_HEADER_ROW + 1):
        for column, header in enumerate(headers, start=1):
            text = row[column - 1] if column <= len(row) else None
            cell = _text_cell(sheet, number, column, text)
            if header in asked:
                cell.fill = _ASKED
                cell.protection = Protection(locked=False)
                cell.number_format = _FORMATS.get(header, "@")
        sheet.row_dimensions[number].height = _height(row, _WIDTHS[sheet.title])
    sheet.freeze_panes = f"C{_HEADER_ROW + 1}"
    sheet.print_title_rows = f"{_HEADER_ROW}:{_HEADER_ROW}"


def _height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """Return the height at which the longest text of a row is read whole, in points."""
    lines = [
        sum(math.ceil(len(part) * 1.1 / width) or 1 for part in text.split("\n"))
        for text, width in zip(texts, widths, strict=False)
    ]
    return _LINE_HEIGHT * max(lines, default=1) + 4


def _text_cell(sheet: Worksheet, row: int, column: int, text: str | None) -> Cell:
    """Write `text` as text: a leading ``=`` stays a character, ``9.10`` stays 9.10."""
    cell: Cell = sheet.cell(row, column)  # type: ignore[assignment]
    if text is not None:
        cell.value = text
        cell.data_type = "s"
    cell.number_format = "@"
    cell.font, cell.alignment, cell.border = _FONT, _WRAP, _THIN
    return cell


def _plain_cell(sheet: Worksheet, row: int, column: int, text: str, font: Font) -> None:
    cell = _text_cell(sheet, row, column, text)
    cell.font, cell.alignment, cell.border = font, Alignment(), Border()


def _choice(options: Sequence[str]) -> DataValidation:
    return DataValidation(type="list", formula1=f'"{",".join(options)}"', allow_blank=True)
