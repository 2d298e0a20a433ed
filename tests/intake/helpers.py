"""Submissions for tests: the real form, filled in as a test wishes."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell

from plan_monitor.files import sha256
from plan_monitor.intake.cleaning import CleanSubmission, clean_submission
from plan_monitor.intake.form import FormContents, build_form, save_workbook
from plan_monitor.intake.newest import context_of
from plan_monitor.intake.opening import open_workbook
from plan_monitor.intake.reading import RawSubmission, find_tables
from plan_monitor.intake.receipts import Receipt, read_receipts, write_receipts
from plan_monitor.intake.records import Submission
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.calendar import load_period, load_reporting
from plan_monitor.plan.loading import load_plan
from plan_monitor.workspace import Workspace

NOON = dt.datetime(2025, 5, 30, 12, tzinfo=dt.timezone(dt.timedelta(hours=7)))


def blank_form(workspace: Workspace, agency: str, period: str = "2025H1") -> Workbook:
    found = load_period(workspace, period)
    plan = plan_as_of(load_plan(workspace.plan), found.as_of)
    assessments = load_reporting(workspace).assessments
    return build_form(plan, found, plan.agency(agency), FormContents(assessments=assessments))


def cell_of(workbook: Workbook, item_id: str, header: str) -> Cell:
    """Return the cell of an item, found by header and code as the reader does."""
    for sheet in workbook.worksheets:
        columns: dict[str, int] = {}
        for row in sheet.iter_rows():
            texts = [str(cell.value) for cell in row]
            if "Mã" in texts and header in texts:
                columns = {text: number for number, text in enumerate(texts)}
            elif columns and texts[columns["Mã"]] == item_id:
                return row[columns[header]]
    raise KeyError((item_id, header))


def fill(workbook: Workbook, cells: Mapping[tuple[str, str], Any]) -> Workbook:
    for (item_id, header), value in cells.items():
        cell_of(workbook, item_id, header).value = value
    return workbook


def read_back(data: bytes) -> RawSubmission:
    """Return the tables of a workbook as the intake finds them."""
    opened = open_workbook("form.xlsx", data)
    assert opened.book is not None, opened
    return find_tables(opened.book)


def clean(workspace: Workspace, data: bytes, agency: str) -> CleanSubmission:
    period = load_period(workspace, "2025H1")
    submission = Submission(
        period="2025H1",
        agency=agency,
        file=f"data/raw/2025H1/{agency}.xlsx",
        sha256=sha256(data),
        received_at=NOON,
        sample=False,
        standing="counted",
        problem="",
    )
    context = replace(context_of(workspace, load_plan(workspace.plan), period), baselines={})
    opened = open_workbook(f"{agency}.xlsx", data)
    assert opened.book is not None, opened
    return clean_submission(opened.book, submission, context)


def clean_filled(
    workspace: Workspace, agency: str, cells: Mapping[tuple[str, str], Any]
) -> CleanSubmission:
    workbook = fill(blank_form(workspace, agency), cells)
    return clean(workspace, save_workbook(workbook), agency)


def receive(
    workspace: Workspace, data: bytes, name: str, at: dt.datetime = NOON, period: str = "2025H1"
) -> Path:
    """Put a file into the raw folder with its receipt."""
    path = workspace.raw(period) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    known = [r for r in read_receipts(workspace.receipts(period)) if r.file != name]
    receipt = Receipt(file=name, sha256=sha256(data), received_at=at)
    write_receipts(workspace.receipts(period), [*known, receipt], "")
    return path


def rewrite(path: Path, change) -> None:
    """Open the workbook at `path`, let `change` work on it, and write it back."""
    workbook = load_workbook(path)
    change(workbook)
    path.write_bytes(save_workbook(workbook))
