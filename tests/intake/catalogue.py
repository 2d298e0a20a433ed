"""One submission soiled in one way, and the ids of the checks that it fires."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from openpyxl import Workbook

from plan_monitor.files import sha256
from plan_monitor.intake.baselines import HistoryRow
from plan_monitor.intake.cleaning import CleanSubmission, clean_submission
from plan_monitor.intake.form import save_workbook
from plan_monitor.intake.newest import context_of
from plan_monitor.intake.opening import open_workbook
from plan_monitor.intake.raw import RawWorkbook
from plan_monitor.intake.records import Observation, Submission
from plan_monitor.plan.calendar import load_period
from plan_monitor.plan.loading import load_plan
from plan_monitor.workspace import Workspace
from tests.intake.helpers import NOON, blank_form, cell_of

DAY = dt.datetime(2025, 5, 31)
Cells = Mapping[tuple[str, str], Any]


@dataclass(frozen=True)
class Shown:
    """A value and the number format under which it stands."""

    value: Any
    number_format: str


def book_of(
    workspace: Workspace, agency: str, cells: Cells, change: Callable[[Workbook], Any] | None = None
) -> bytes:
    """The agency's form with `cells` filled in, then changed by `change`."""
    workbook = blank_form(workspace, agency)
    for (item, header), value in cells.items():
        target = cell_of(workbook, item, header)
        target.value = value.value if isinstance(value, Shown) else value
        if isinstance(value, Shown):
            target.number_format = value.number_format
    if change:
        change(workbook)
    return save_workbook(workbook)


def clean_bytes(
    workspace: Workspace,
    agency: str,
    data: bytes,
    earlier: Iterable[Observation] = (),
    baselines: Mapping[str, HistoryRow] | None = None,
    name: str = "",
) -> CleanSubmission:
    """Clean a workbook, held against `earlier` and `baselines` alone."""
    name = name or f"{agency}.xlsx"
    opened = open_workbook(name, data)
    assert opened.book is not None, opened
    return clean_book(workspace, agency, opened.book, earlier, baselines, name=name)


def clean_book(
    workspace: Workspace,
    agency: str,
    book: RawWorkbook,
    earlier: Iterable[Observation] = (),
    baselines: Mapping[str, HistoryRow] | None = None,
    name: str = "",
) -> CleanSubmission:
    """Clean a workbook that was read."""
    name = name or f"{agency}.xlsx"
    submission = Submission(
        period="2025H1",
        agency=agency,
        file=f"data/raw/2025H1/{name}",
        sha256=sha256(name.encode()),
        received_at=NOON,
        sample=False,
        standing="counted",
        problem="",
    )
    context = context_of(workspace, load_plan(workspace.plan), load_period(workspace, "2025H1"))
    context = replace(context, earlier=tuple(earlier), baselines=baselines or {})
    return clean_submission(book, submission, context)


def soiled(
    workspace: Workspace, agency: str, cells: Cells, change: Callable[[Workbook], Any] | None = None
) -> CleanSubmission:
    return clean_bytes(workspace, agency, book_of(workspace, agency, cells, change))


def told(cleaned: CleanSubmission, subject: str | None = None) -> set[str]:
    """The ids of the checks, of one subject or of all."""
    return {row.check_id for row in cleaned.findings.rows if subject in {None, row.subject_id}}


def actual(cleaned: CleanSubmission, item: str) -> tuple[float | None, str]:
    """What was taken as an indicator's actual, and its outcome."""
    (row,) = [
        row for row in cleaned.observations if (row.indicator_id, row.kind) == (item, "actual")
    ]
    return row.value, row.outcome


def check_conservation(cleaned: CleanSubmission) -> None:
    """Every owed row has one outcome; what an error says of a figure is not taken."""
    account = cleaned.accounting
    assert account.asked == account.accepted + account.warned + account.rejected + account.blank
    errors = {(row.sheet, row.cell) for row in cleaned.findings.rows if row.severity == "error"}
    for row in cleaned.observations:
        if (row.sheet, row.cell) in errors:
            assert (row.value, row.text, row.outcome) == (None, "", "rejected")
