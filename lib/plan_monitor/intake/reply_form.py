"""A fresh form filled in with what an agency's workbook said and what was accepted of it.

It goes back where the workbook itself cannot: an old format, or one that does not open safely.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from plan_monitor.intake import form_style as style
from plan_monitor.intake import layout
from plan_monitor.intake.form import build_form, save_workbook
from plan_monitor.intake.form_contents import Frame
from plan_monitor.intake.opening import open_workbook
from plan_monitor.intake.places import Place, cells_by_place
from plan_monitor.intake.raw import RawWorkbook
from plan_monitor.intake.records import (
    Finding,
    Funding,
    Narrative,
    Observation,
    ReportedBaseline,
    TaskReport,
)
from plan_monitor.intake.tables import read_table
from plan_monitor.vietnamese.text import match_key

Accepted = Mapping[Place, str | float | dt.date]
_Value = str | float | dt.date | None
_Filled = Iterator[tuple[Place, _Value]]
_TAKEN = ("accepted", "warning")
_DAY_ASSUMED = ("date-missing", "estimate-without-date")
_KINDS = {"actual": "Thực hiện", "estimate": "Ước thực hiện"}


def fresh_form(frame: Frame, accepted: Accepted) -> tuple[Workbook, RawWorkbook]:
    """Return the form of `frame` with `accepted` filled in, and how it reads."""
    workbook = build_form(frame.plan, frame.period, frame.agency, frame.contents)
    opened = open_workbook(f"{frame.agency.code}.xlsx", save_workbook(workbook))
    assert opened.book is not None, opened  # our own form
    cells = cells_by_place(opened.book)
    for place, value in accepted.items():
        if cell := cells.get(place):
            _write(workbook[cell.sheet][cell.cell], value)
    return workbook, opened.book


def _write(cell: Any, value: str | float | dt.date) -> None:
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value, cell.data_type = style.literal(value), "s"
    cell.quotePrefix = True


def read_accepted(folder: Path, period: str) -> Accepted:
    """Return what was accepted of an agency's workbook, from the tables of intake in `folder`."""
    found = (
        *_of_indicators(folder, period),
        *_of_tasks(folder, period),
        *_of_words(folder, period),
        *_of_funding(folder, period),
        *_of_baselines(folder, period),
    )
    return {place: value for place, value in found if value is not None and value != ""}


def _of_indicators(folder: Path, period: str) -> _Filled:
    assumed = {
        one.subject_id
        for one in read_table(folder / "findings.csv", Finding)
        if one.period == period and one.check_id in _DAY_ASSUMED
    }
    for row in read_table(folder / "observations.csv", Observation):
        if row.period != period or row.reported_by:
            continue
        is_taken = row.outcome in _TAKEN
        value: _Value = (row.text or row.value) if is_taken else None
        if row.is_earlier:
            for header, filled in zip(layout.EARLIER_ASKED, (value, row.note), strict=True):
                yield Place(layout.EARLIER_TABLE, row.indicator_id, header), filled
            continue
        values: dict[str, _Value] = {_KINDS[row.kind]: value}
        if row.kind == "actual":
            is_dated = is_taken and row.indicator_id not in assumed
            values |= {
                "Ngày số liệu": row.date if is_dated else None,
                "Minh chứng": row.evidence,
                "Ghi chú": row.note,
            }
        for header, filled in values.items():
            yield Place(layout.INDICATOR_TABLE, row.indicator_id, header), filled


def _of_tasks(folder: Path, period: str) -> _Filled:
    statuses = {status: word for word, status in layout.TASK_STATUSES.items()}
    for row in read_table(folder / "task_reports.csv", TaskReport):
        if row.period != period or row.reported_by:
            continue
        values: tuple[_Value, ...] = (
            statuses.get(row.status or ""),
            row.document_number,
            row.document_date,
            row.result,
            row.difficulty,
            row.proposed_deadline,
            row.basis,
        )
        for header, value in zip(layout.TASK_ASKED, values, strict=True):
            yield Place(layout.TASK_TABLE, row.task_id, header), value


def _of_words(folder: Path, period: str) -> _Filled:
    for row in read_table(folder / "narrative.csv", Narrative):
        if row.period == period:
            place = Place(layout.NARRATIVE_TABLE, row.section, layout.NARRATIVE_ASKED[0])
            yield place, row.text


def _of_funding(folder: Path, period: str) -> _Filled:
    for row in read_table(folder / "funding.csv", Funding):
        if row.period == period and match_key(row.unit) == match_key(layout.FUNDING_UNIT):
            values: tuple[_Value, ...] = (row.allotted, row.disbursed, row.note)
            for header, value in zip(layout.FUNDING_ASKED, values, strict=True):
                yield Place(layout.FUNDING_TABLE, row.source, header), value


def _of_baselines(folder: Path, period: str) -> _Filled:
    for row in read_table(folder / "baselines.csv", ReportedBaseline):
        if row.period == period:
            values: tuple[_Value, ...] = (row.value, row.date, row.source)
            for header, value in zip(layout.BASELINE_ASKED, values, strict=True):
                yield Place(layout.BASELINE_TABLE, row.indicator_id, header), value
