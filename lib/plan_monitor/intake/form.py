"""The workbook that an agency fills in."""

import io
import re

from openpyxl import Workbook

from plan_monitor.files import pack_zip, unpack_zip
from plan_monitor.intake import layout
from plan_monitor.intake.form_contents import FormContents, Frame
from plan_monitor.intake.form_page import dress_table, write_guide
from plan_monitor.intake.form_sheets import tables_of
from plan_monitor.intake.form_style import use_house_font
from plan_monitor.intake.form_tables import Question, Table, write_table
from plan_monitor.intake.identity import Identity, write_identity
from plan_monitor.plan.bodies import Agency
from plan_monitor.plan.calendar import Period
from plan_monitor.plan.models import Plan

__all__ = ["FormContents", "build_form", "save_workbook"]


def build_form(plan: Plan, period: Period, agency: Agency, contents: FormContents) -> Workbook:
    """Return the blank form of `agency` for `period`: the sheets to fill in and a guide."""
    frame = Frame(plan, period, agency, contents)
    workbook = Workbook()
    workbook.remove(workbook.active)  # type: ignore[arg-type]
    use_house_font(workbook)
    tables = tables_of(frame)
    questions: list[Question] = []
    for table in tables:
        sheet = workbook.create_sheet(table.sheet)
        placed = write_table(sheet, table, contents.questions)
        dress_table(sheet, frame, table, questions=bool(placed))
        questions += placed
    write_guide(workbook.create_sheet(layout.GUIDE_SHEET), frame, tables, questions)
    _identify(workbook, frame, tables)
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


def _identify(workbook: Workbook, frame: Frame, tables: list[Table]) -> None:
    """Write whose form this is and the ids of its rows, where nobody changes them by accident."""
    identity = Identity(
        plan=frame.plan.header.id,
        period=frame.period.id,
        agency=frame.agency.code,
        template=layout.TEMPLATE_VERSION,
        sample="true" if frame.contents.sample else None,
    )
    row_ids = {
        f"{table.kind} {row.subject}": row.name
        for table in tables
        if table.kind
        for row in table.rows
    }
    write_identity(workbook, identity, row_ids)
    for row in workbook[layout.IDENTITY_SHEET].iter_rows():
        for cell in row:
            cell.data_type = "s"  # a name that begins with = is no formula
