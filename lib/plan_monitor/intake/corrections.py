"""Corrections by the office: declared in a file, guarded by what the submission said.

Only confirmed ones count. A correction is put into its cell and the submission is cleaned again, so
that a corrected value meets the same checks as a reported one; what the agency wrote stays beside
it. A correction that does not fit the submission any more fails the agency's run.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from openpyxl.utils import coordinate_to_tuple
from pydantic import Field, model_validator

from plan_monitor.errors import UserError
from plan_monitor.intake import layout
from plan_monitor.intake.cleaning import CleanSubmission, Context, clean_submission
from plan_monitor.intake.corrected import Corrected, merge_corrected
from plan_monitor.intake.door import read_up_to_limit
from plan_monitor.intake.opening import open_workbook
from plan_monitor.intake.places import Place, cells_by_place
from plan_monitor.intake.raw import RawCell, RawWorkbook
from plan_monitor.intake.records import Observation, Submission, TaskReport
from plan_monitor.intake.texts import form_texts
from plan_monitor.intake.values import parse_date
from plan_monitor.plan.faults import Fault, refuse
from plan_monitor.plan.models import Plan
from plan_monitor.plan.strict import Strict
from plan_monitor.plan.yaml_files import read_yaml_file
from plan_monitor.vietnamese.dates import short_date
from plan_monitor.vietnamese.text import clean_text, match_key
from plan_monitor.workspace import Workspace

Text = Field(min_length=1)
_HEADERS = {
    "indicator": {
        "actual": "Thực hiện",
        "estimate": "Ước thực hiện",
        "text": "Thực hiện",
        "date": "Ngày số liệu",
        "earlier": "Số chính thức",
    },
    "task": {
        "status": "Trạng thái",
        "document_number": "Số văn bản",
        "document_date": "Ngày văn bản",
        "result": "Kết quả",
    },
}
_TABLES = {"indicator": layout.INDICATOR_TABLE, "task": layout.TASK_TABLE}


class Correction(Strict):
    """One correction: what a submission said in one field of one item, and what it should say.

    `by` is an office or a post, never a person's name.
    """

    agency: str = Text
    item: str
    field: Literal[
        "actual",
        "estimate",
        "text",
        "date",
        "earlier",
        "status",
        "document_number",
        "document_date",
        "result",
    ]
    said: str = Field(alias="from")
    to: str = Text
    reason: str = Text
    by: str = Text
    date: dt.date
    status: Literal["proposed", "confirmed"]

    @model_validator(mode="after")
    def _names_a_field_of_an_item(self) -> "Correction":
        kind, _, subject = self.item.partition(" ")
        if kind not in _HEADERS or not subject.strip():
            raise ValueError(f"item: “{self.item}”, phải là indicator hoặc task kèm mã")
        if self.field not in _HEADERS[kind]:
            raise ValueError(f"{self.item} không có trường “{self.field}”")
        return self

    @property
    def place(self) -> Place:
        """The cell that the correction is about."""
        kind, _, subject = self.item.partition(" ")
        table = layout.EARLIER_TABLE if self.field == "earlier" else _TABLES[kind]
        return Place(table, subject.strip(), _HEADERS[kind][self.field])


class CorrectionsFile(Strict):
    """params/corrections/<period>.yml."""

    corrections: tuple[Correction, ...]


@dataclass(frozen=True)
class Declared:
    """A correction and where it is declared: the file from the root, and the line."""

    correction: Correction
    where: str


def read_corrections(workspace: Workspace, plan: Plan, period: str) -> list[Declared]:
    """Return the confirmed corrections of `period`, none if there is no file.

    Raises
    ------
    UserError
        If the file does not fit its schema, names an unknown agency, or corrects a field twice.
    """
    path = workspace.corrections(period)
    if not path.is_file():
        return []
    read = read_yaml_file(path, CorrectionsFile)
    faults = list(read.faults)
    known = {agency.code for agency in plan.agencies}
    declared: dict[tuple[str, Place], Declared] = {}
    for number, one in enumerate(read.value.corrections if read.value else ()):
        line = read.line("corrections", number)
        if one.agency not in known:
            found = f"không có cơ quan “{one.agency}”"
            faults.append(Fault(path, line, found, "mã cơ quan của kế hoạch", "sửa mã ở dòng này"))
        if one.status != "confirmed":
            continue
        key = (one.agency, one.place)
        if key in declared:
            found = f"{one.item}, trường “{one.field}” được sửa hai lần"
            faults.append(Fault(path, line, found, "mỗi ô một lần sửa", "giữ một mục"))
        declared[key] = Declared(one, f"{workspace.relative(path)}, dòng {line}")
    refuse(faults)
    return list(declared.values())


def apply_corrections(
    workspace: Workspace, context: Context, submission: Submission, cleaned: CleanSubmission
) -> CleanSubmission:
    """Return `cleaned` with the confirmed corrections of its agency and period.

    Raises
    ------
    UserError
        If a correction does not fit the submission: its item is not there, or says something else.
    """
    declared = read_corrections(workspace, context.plan, submission.period)
    own = [one for one in declared if one.correction.agency == submission.agency]
    if not own:
        return cleaned
    path = workspace.root / submission.file
    book = open_workbook(path.name, read_up_to_limit(path)).book
    assert book is not None, path  # it was read a moment ago
    cells = cells_by_place(book)
    found = [(one, _matching_cell(one, cells.get(one.correction.place), cleaned)) for one in own]
    corrected_book = _written_into(book, [(one.correction, cell) for one, cell in found])
    again = clean_submission(corrected_book, submission, context)
    for one, cell in found:
        _check_taken(one, cell, again)
    return merge_corrected(
        cleaned,
        again,
        [Corrected(one.correction.place, cell, _said(one.correction)) for one, cell in found],
    )


def refuse_without_submission(workspace: Workspace, plan: Plan, period: str, agency: str) -> None:
    """Refuse corrections to an agency's submission that is not there.

    Raises
    ------
    UserError
        If there is a confirmed one.
    """
    for one in read_corrections(workspace, plan, period):
        if one.correction.agency == agency:
            raise _stale(one, f"không có báo cáo đọc được của {agency} trong kỳ {period}")


def _said(one: Correction) -> str:
    """Return in words who corrected what, when and why."""
    texts = form_texts().changes
    return texts["correction"].format(
        by=one.by,
        date=short_date(one.date),
        found=one.said or texts["blank"],
        to=one.to,
        reason=one.reason,
    )


def _matching_cell(one: Declared, cell: RawCell | None, cleaned: CleanSubmission) -> RawCell:
    """Return the cell that `one` corrects; it must say what the correction says that it said."""
    correction = one.correction
    subjects = {row.indicator_id for row in cleaned.observations}
    subjects |= {row.task_id for row in cleaned.task_reports if row.cells}
    if cell is None or correction.place.subject not in subjects:
        raise _stale(one, f"báo cáo không có hàng đọc được của {correction.item}")
    if not _agrees(correction.said, cell):
        shown = cell.text or form_texts().changes["blank"]
        raise _stale(
            one, f"ô {cell.sheet}!{cell.cell} ghi “{shown}”, không phải “{correction.said}”"
        )
    return cell


def _agrees(said: str, cell: RawCell) -> bool:
    """Tell whether `said` is what the cell holds; a number may be written with a comma."""
    text = clean_text(said)
    is_number = isinstance(cell.value, int | float)
    return cell.text == text or (is_number and cell.text == text.replace(",", "."))


def _stale(one: Declared, found: str) -> UserError:
    return UserError(
        one.where,
        found,
        "đúng mục và đúng nguyên văn mà báo cáo đang được dùng ghi",
        "xem lại báo cáo (có thể cơ quan đã gửi bản mới), rồi sửa trường from, đổi status thành "
        "proposed, hoặc xóa mục này",
    )


def _written_into(
    book: RawWorkbook, corrections: Sequence[tuple[Correction, RawCell]]
) -> RawWorkbook:
    """Return `book` with the corrected texts in their cells."""
    changed: dict[str, dict[tuple[int, int], RawCell]] = {}
    for correction, cell in corrections:
        typed = replace(
            cell,
            value=correction.to,
            kind="text",
            number_format="@",
            is_formula=False,
            legacy="",
            original="",
        )
        changed.setdefault(cell.sheet, {})[coordinate_to_tuple(cell.cell)] = typed
    sheets = (
        replace(sheet, cells={**sheet.cells, **changed.get(sheet.title, {})})
        for sheet in book.sheets
    )
    return replace(book, sheets=tuple(sheets))


def _check_taken(one: Declared, cell: RawCell, again: CleanSubmission) -> None:
    """Refuse a correction whose new value the checks do not take either."""
    correction = one.correction
    subject = correction.place.subject
    rows: Sequence[Observation | TaskReport] = (
        [row for row in again.task_reports if row.task_id == subject]
        if correction.place.table == layout.TASK_TABLE
        else [row for row in again.observations if row.indicator_id == subject]
    )
    if any(_takes(row, correction) for row in rows):
        return
    told = [row for row in again.findings.rows if row.subject_id == subject]
    told.sort(key=lambda row: (row.severity != "error", row.cell != cell.cell))
    expected = told[0].expected if told else "một giá trị mà biểu mẫu nhận"
    raise UserError(
        one.where,
        f"không dùng được giá trị mới “{correction.to}” cho {correction.item}, "
        f"trường “{correction.field}”",
        expected,
        "sửa trường to, viết như điền vào biểu mẫu (số thập phân có dấu phẩy, ngày dd/mm/yyyy)",
    )


def _takes(row: Observation | TaskReport, one: Correction) -> bool:
    """Tell whether `row` holds what the correction put there."""
    if isinstance(row, TaskReport):
        statuses = {match_key(word): status for word, status in layout.TASK_STATUSES.items()}
        return {
            "status": row.status is not None and row.status == statuses.get(match_key(one.to)),
            "document_number": row.document_number == clean_text(one.to),
            "document_date": row.document_date is not None
            and row.document_date == parse_date(one.to).day,
            "result": row.result == clean_text(one.to),
        }[one.field]
    if row.is_earlier or one.field == "earlier":
        return row.is_earlier and one.field == "earlier" and row.value is not None
    if one.field == "date":
        return row.kind == "actual" and row.outcome != "rejected" and row.date == _day(one.to)
    if one.field == "text":
        return row.kind == "actual" and match_key(row.text) == match_key(one.to)
    return row.kind == one.field and row.value is not None


def _day(text: str) -> dt.date | None:
    return parse_date(text).day
