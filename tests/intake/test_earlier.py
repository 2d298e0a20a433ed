"""Values of earlier days from form to series: asked, answered, corrected, asked again."""

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import load_workbook

from plan_monitor.errors import UserError
from plan_monitor.intake import layout
from plan_monitor.intake.agency import AgencyIntake, read_agency, write_agency
from plan_monitor.intake.earlier import final_day
from plan_monitor.intake.form_questions import read_questions
from plan_monitor.intake.judging import judge_file
from plan_monitor.intake.places import Place
from plan_monitor.intake.records import Observation
from plan_monitor.intake.reply import write_replies
from plan_monitor.intake.reply_form import read_accepted
from plan_monitor.intake.templates import write_forms
from plan_monitor.plan.calendar import known_periods, load_period
from plan_monitor.plan.yaml_files import write_yaml
from plan_monitor.progress.period import compute_progress, write_progress
from plan_monitor.workspace import Workspace
from tests.conftest import copy_workspace

AGENCIES = ("STC", "SYT", "NHNN")
SHEET, VALUE, REASON = "Số đã báo cáo", "Số chính thức", "Lý do thay đổi"
NOVEMBER, YEAR_END = dt.date(2025, 11, 14), dt.date(2025, 12, 31)
CORRECTION = {
    "agency": "NHNN",
    "item": "indicator 25",
    "field": "earlier",
    "from": "79,4",
    "to": "79,6",
    "reason": "Công văn số 12/NHNN-TH",
    "by": "Cơ quan tổng hợp",
    "date": "2026-06-09",
    "status": "confirmed",
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, repo: Workspace) -> Workspace:
    """Three agencies, all of whose periods but the last have been read."""
    workspace = copy_workspace(repo, tmp_path_factory.mktemp("earlier") / "office", AGENCIES)
    for period in ("2025H1", "2025", "2026H1"):
        for agency in AGENCIES:
            write_agency(workspace, period, agency, read_agency(workspace, period, agency))
    return workspace


def earlier_rows(intake: AgencyIntake, period: str) -> list[Observation]:
    return [one for one in intake.observations if one.is_earlier and one.period == period]


def shown(workspace: Workspace, period: str, agency: str) -> list[list[str | None]]:
    """Return code, day and value of the earlier values that a form shows."""
    form = load_workbook(workspace.forms(period) / f"{agency}_{period}.xlsx")
    rows = form[SHEET].iter_rows(min_row=7, values_only=True)
    return [[row[0], *row[3:5]] for row in rows]


def test_a_final_value_is_due_after_a_year_that_has_an_annual_report(repo: Workspace) -> None:
    periods = known_periods(repo)
    days = {one.id: final_day(periods, one) for one in periods}
    assert days == {"2025H1": None, "2025": None, "2026H1": YEAR_END, "2026": YEAR_END}
    annual = [one for one in periods if one.id != "2025"]
    assert final_day(annual, load_period(repo, "2026H1")) is None


def test_the_form_shows_what_was_reported_and_asks_what_is_final(office: Workspace) -> None:
    write_forms(office, "2026H1")
    assert shown(office, "2026H1", "STC") == [
        ["8", "14/11/2025", "11,4"],
        ["15", "31/12/2025", "2,23 (ước)"],
        ["21", "14/11/2025", "0"],
        ["29", "14/11/2025", "11,04"],
    ]
    assert shown(office, "2026H1", "BBK") == []
    write_forms(office, "2026")
    assert shown(office, "2026", "STC")[1] == ["15", "31/12/2025", "2,23 (ước)"]
    write_forms(office, "2025H1")
    form = load_workbook(office.forms("2025H1") / "STC_2025H1.xlsx")
    assert shown(office, "2025H1", "STC") == []
    assert form[SHEET]["A5"].value.endswith("không phải điền trang này.")
    assert not any(SHEET in str(row[1].value) for row in form["Hướng dẫn"].iter_rows())


def test_the_samples_show_what_the_real_form_shows(office: Workspace) -> None:
    for period in ("2025", "2026H1", "2026"):
        write_forms(office, period)
        for agency in AGENCIES:
            sample = load_workbook(office.raw(period) / f"{agency}_{period}.xlsx")
            rows = sample[SHEET].iter_rows(min_row=7, values_only=True)
            assert [[row[0], *row[3:5]] for row in rows] == shown(office, period, agency)


def test_the_next_form_asks_for_what_is_missing_and_for_reasons(office: Workspace) -> None:
    before = load_period(office, "2026H1")
    assert read_questions(office, before, "STC")["15", VALUE] == (
        "Báo cáo 6 tháng đầu năm 2026 để trống, cần số chính thức của cả năm, đến ngày 31/12/2025."
    )
    assert read_questions(office, before, "NHNN")["25", REASON].startswith(
        "Số của ngày 14/11/2025: Báo cáo 6 tháng đầu năm 2026 ghi “80 → 79,4”, cần lý do thay đổi"
    )
    write_forms(office, "2026")
    sheet = load_workbook(office.forms("2026") / "STC_2026.xlsx")[SHEET]
    assert "31/12/2025" in sheet["F8"].comment.text


def test_a_program_gets_one_row_for_each_owed_indicator(office: Workspace) -> None:
    judged = judge_file(office, office.raw("2026H1") / "SYT_2026H1.xlsx", "2026H1").as_json()
    (row,) = judged["values"]
    assert (row["id"], row["actual"], row["status"]) == ("27", 73.5, "accepted")
    assert row["cell"].startswith("G")
    assert {one["check_id"] for one in judged["findings"]} == set()


def test_a_reply_marks_the_cell_that_is_asked(office: Workspace) -> None:
    paths = {path.name.split("_")[0]: path for path in write_replies(office, "2026H1")}
    value = load_workbook(paths["STC"])[SHEET]["F8"]
    assert "số chính thức" in value.comment.text and value.fill.fgColor.rgb == "00F9C89B"
    cover = load_workbook(paths["NHNN"])[layout.REPLY_SHEET]
    words = "\n".join(str(cell.value) for row in cover.iter_rows() for cell in row)
    assert f"cột {REASON}" in words
    assert "SYT" not in paths


def test_a_fresh_form_keeps_what_was_accepted(office: Workspace) -> None:
    kept = read_accepted(office.agency_tables("2026H1", "SYT"), "2026H1")
    assert kept[Place(layout.EARLIER_TABLE, "27", VALUE)] == 70.6
    assert str(kept[Place(layout.EARLIER_TABLE, "27", REASON)]).startswith("Đã loại hồ sơ trùng")
    assert kept[Place(layout.INDICATOR_TABLE, "27", "Thực hiện")] == 73.5


def test_an_earlier_value_is_corrected_in_its_own_row(office: Workspace, tmp_path: Path) -> None:
    workspace = copy_workspace(office, tmp_path / "office")
    before = read_agency(workspace, "2026H1", "NHNN")
    write_yaml(workspace.corrections("2026H1"), {"corrections": [CORRECTION]})
    intake = read_agency(workspace, "2026H1", "NHNN")
    (row,) = earlier_rows(intake, "2026H1")
    assert (row.value, row.outcome, row.raw) == (79.6, "warning", "79.4")
    assert "Công văn số 12/NHNN-TH" in row.correction
    assert intake.accounting == before.accounting
    others = [one for one in intake.observations if not one.is_earlier]
    assert others == [one for one in before.observations if not one.is_earlier]
    write_yaml(workspace.corrections("2026H1"), {"corrections": [CORRECTION | {"from": "79"}]})
    with pytest.raises(UserError, match=r"79\.4"):
        read_agency(workspace, "2026H1", "NHNN")


def test_the_series_has_the_newest_value_of_a_day(office: Workspace, tmp_path: Path) -> None:
    workspace = copy_workspace(office, tmp_path / "office")
    for agency in AGENCIES:
        write_agency(workspace, "2026", agency, read_agency(workspace, "2026", agency))
    progress = compute_progress(workspace, "2026")
    write_progress(workspace, "2026", progress)
    actuals = {
        (one.indicator_id, one.date): one
        for one in progress.indicators.series
        if one.kind == "actual" and one.agency in AGENCIES
    }
    revised = actuals["27", NOVEMBER]
    assert (revised.value, revised.was, revised.period) == (70.6, 71.0, "2026H1")
    assert revised.note.startswith("Đã loại hồ sơ trùng")
    silent = actuals["25", NOVEMBER]
    assert (silent.value, silent.was, silent.note) == (79.4, 80.0, "")
    final = actuals["15", YEAR_END]
    assert (final.value, final.was, final.period) == (2.23, None, "2026")
    assert [key for key in actuals if key[0] == "15"] == [("15", YEAR_END)]
    keys = [
        (one.indicator_id, one.agency, one.date, one.kind) for one in progress.indicators.series
    ]
    assert len(keys) == len(set(keys))
    by_id = {one.indicator_id: one for one in progress.indicators.by_agency if one.agency == "SYT"}
    assert (by_id["27"].actual, by_id["27"].previous_value) == (75.7, 73.5)


def test_a_revision_is_no_report_of_the_period(office: Workspace) -> None:
    progress = compute_progress(office, "2026H1")
    (row,) = [one for one in progress.indicators.by_agency if one.agency == "SYT"]
    assert (row.actual, row.previous_value, row.is_current) == (73.5, 70.6, True)
