"""Each check of the values of earlier days: what the form shows, and what is answered."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from plan_monitor.files import sha256
from plan_monitor.intake.cleaning import CleanSubmission, clean_submission
from plan_monitor.intake.earlier import earlier_values
from plan_monitor.intake.form import FormContents, build_form, save_workbook
from plan_monitor.intake.newest import context_of
from plan_monitor.intake.opening import open_workbook
from plan_monitor.intake.records import Observation, Submission
from plan_monitor.plan.calendar import load_period
from plan_monitor.plan.loading import load_plan
from plan_monitor.workspace import Workspace
from tests.intake.catalogue import check_conservation, told
from tests.intake.helpers import NOON

PERIOD = "2026H1"
V, R, D = "Số chính thức", "Lý do thay đổi", "Ngày số liệu"
REPORTED, YEAR_END = dt.date(2025, 11, 14), dt.date(2025, 12, 31)
REASON = "Đối chiếu lại với cơ sở dữ liệu"


def known(agency: str, item: str, value: float, **update: Any) -> Observation:
    """What an agency reported in the annual period."""
    row = Observation(
        period="2025", agency=agency, indicator_id=item, kind="actual", value=value, text="",
        date=REPORTED, outcome="accepted", evidence="", note="", file="a.xlsx", sheet="Chỉ tiêu",
        cell="G7", raw=str(value), number_format="General", sha256="",
    )  # fmt: skip
    return row.model_copy(update=update)


FINAL = known("SKHCN", "13", 0.74, date=YEAR_END, period="2025", is_earlier=True)
ESTIMATE = known("SKHCN", "13", 0.74, date=YEAR_END, kind="estimate")


def answered(
    workspace: Workspace,
    agency: str,
    rows: list[Observation],
    cells: dict,
    sheet: dict | None = None,
) -> CleanSubmission:
    """Return the agency's form with these earlier values shown and answered, as it is cleaned.

    `cells` are of the table of earlier values, `sheet` of the main one.
    """
    period = load_period(workspace, PERIOD)
    context = context_of(workspace, load_plan(workspace.plan), period, rows)
    context = replace(context, baselines={})
    earlier = earlier_values(context.plan, agency, context.final_day, rows)
    contents = FormContents(earlier=earlier)
    workbook = build_form(context.plan, period, context.plan.agency(agency), contents)
    for title, table in (("Số đã báo cáo", cells), ("Chỉ tiêu", sheet or {})):
        headers = [cell.value for cell in workbook[title][6]]
        for row in workbook[title].iter_rows(min_row=7):
            for (item, header), value in table.items():
                if row[0].value == item:
                    row[headers.index(header)].value = value
    data = save_workbook(workbook)
    submission = Submission(
        period=PERIOD, agency=agency, file=f"{agency}.xlsx", sha256=sha256(data),
        received_at=NOON, sample=False, standing="counted", problem="",
    )  # fmt: skip
    opened = open_workbook(f"{agency}.xlsx", data)
    assert opened.book is not None, opened
    return clean_submission(opened.book, submission, context)


def taken(cleaned: CleanSubmission) -> dict[str, tuple[float | None, str, dt.date]]:
    return {
        one.indicator_id: (one.value, one.outcome, one.date)
        for one in cleaned.observations
        if one.is_earlier
    }


SYT = [known("SYT", "27", 71.0)]
# Check, agency, what was known, what is answered, and what may be answered instead.
CASES = [
    ("final-value-missing", "SKHCN", [ESTIMATE], {}, {("13", V): 0.7}),
    ("final-value-missing", "SKHCN", [], {("13", V): "chưa có số liệu"}, {("13", V): "0,7"}),
    ("revision-without-reason", "SYT", SYT, {("27", V): 70}, {("27", V): 70, ("27", R): REASON}),
    ("revision-without-reason", "SYT", SYT, {("27", V): 70, ("27", R): "-"}, {("27", V): 71}),
    ("revision-without-reason", "SKHCN", [FINAL], {("13", V): 0.8}, {("13", V): 0.74}),
    ("earlier-day-changed", "SYT", SYT, {("27", V): 71, ("27", D): "30/9/2025"}, {("27", V): 71}),
    ("earlier-day-changed", "SKHCN", [], {("13", V): 0.7, ("13", D): REPORTED}, {("13", V): 0.7}),
    ("value-out-of-bounds", "SYT", SYT, {("27", V): 171, ("27", R): REASON}, {("27", V): 71}),
    ("value-ambiguous", "SYT", SYT, {("27", V): "1.234", ("27", R): REASON}, {("27", V): 71}),
    ("value-unusual", "SYT", [known("SYT", "27", 40, date=dt.date(2025, 5, 31)), *SYT],
     {("27", V): 4.1, ("27", R): REASON}, {("27", V): 42, ("27", R): REASON}),
    ("unit-changed", "SYT", SYT, {("27", V): 71, ("27", "Đơn vị"): "người"}, {("27", V): 71}),
    ("date-unreadable", "SYT", SYT, {("27", V): 71, ("27", D): "hôm qua"}, {("27", V): 71}),
]  # fmt: skip


@pytest.mark.parametrize(("check", "agency", "rows", "cells", "sound"), CASES)
def test_an_earlier_value_is_checked(repo: Workspace, check, agency, rows, cells, sound) -> None:
    cleaned = answered(repo, agency, rows, cells)
    assert check in told(cleaned, next(iter(sound))[0])
    check_conservation(cleaned)
    assert check not in told(answered(repo, agency, rows, sound), next(iter(sound))[0])


def test_a_final_value_is_due_until_it_is_known_and_its_cell_is_named(repo: Workspace) -> None:
    (row,) = [
        one
        for one in answered(repo, "STC", [], {}).findings.rows
        if one.check_id == "final-value-missing"
    ]
    assert (row.subject_id, row.sheet, row.cell) == ("15", "Số đã báo cáo", "F7")
    assert row.expected == "số chính thức của cả năm, đến ngày 31/12/2025"
    assert "final-value-missing" not in told(answered(repo, "SKHCN", [FINAL], {}), "13")


def test_a_value_is_of_its_day_with_the_reason_and_no_owed_row(repo: Workspace) -> None:
    cells = {("27", V): "70,6", ("27", R): REASON}
    cleaned = answered(repo, "SYT", SYT, cells)
    (row,) = [one for one in cleaned.observations if one.is_earlier]
    assert (row.value, row.date, row.period, row.note) == (70.6, REPORTED, PERIOD, REASON)
    assert (row.kind, row.sheet, row.cell, row.raw) == ("actual", "Số đã báo cáo", "F7", "70,6")
    assert cleaned.accounting == answered(repo, "SYT", SYT, {}).accounting
    assert cleaned.outcomes == {"27": "blank"}


def test_a_first_final_value_needs_no_reason_and_a_note_alone_is_kept(repo: Workspace) -> None:
    cleaned = answered(repo, "SKHCN", [ESTIMATE], {("13", V): 0.81})
    assert taken(cleaned)["13"] == (0.81, "accepted", YEAR_END)
    noted = answered(repo, "SYT", SYT, {("27", R): "Cách tính thay đổi"})
    assert taken(noted) == {"27": (None, "blank", REPORTED)}
    assert "-" not in {one.raw for one in answered(repo, "SYT", SYT, {("27", V): "-"}).observations}


def test_the_main_table_is_held_against_the_newest_value_of_a_day(repo: Workspace) -> None:
    rows = [known("SYT", "27", 20.0)]
    main = {("27", "Thực hiện"): 72, ("27", D): dt.datetime(2026, 5, 31)}
    assert "value-unusual" in told(answered(repo, "SYT", rows, {}, main))
    revised = {("27", V): 71, ("27", R): REASON}
    cleaned = answered(repo, "SYT", rows, revised, main)
    (row,) = [one for one in cleaned.observations if not one.is_earlier]
    assert (row.value, row.outcome) == (72.0, "accepted")


FIRED = {case[0] for case in CASES}
