"""One owed row, one outcome; every doubt a finding that names the cell."""

import datetime as dt
import unicodedata

import pytest

from plan_monitor.intake.form import save_workbook
from plan_monitor.workspace import Workspace
from tests.intake.helpers import blank_form, clean, clean_filled, fill

DAY = dt.datetime(2025, 5, 31)
GOOD = {("27", "Thực hiện"): 71.5, ("27", "Ngày số liệu"): DAY}


def only(findings, check_id):
    found = [row for row in findings.rows if row.check_id == check_id]
    assert len(found) == 1, [row.check_id for row in findings.rows]
    return found[0]


def test_a_good_value_keeps_its_road(repo: Workspace) -> None:
    cleaned = clean_filled(repo, "SYT", GOOD)
    (row,) = cleaned.observations
    assert (row.value, row.outcome, row.kind) == (71.5, "accepted", "actual")
    assert (row.file, row.sheet, row.cell) == ("data/raw/2025H1/SYT.xlsx", "Chỉ tiêu", "G7")
    assert row.date == dt.date(2025, 5, 31)
    assert len(row.sha256) == 64


@pytest.mark.parametrize(
    ("value", "taken", "outcome", "check_id"),
    [
        ("71,5", 71.5, "warning", "value-as-text"),
        ("71,5%", 71.5, "warning", "value-percent-sign"),
        ("1.234", None, "rejected", "value-ambiguous"),
        ("khoảng 70%", None, "rejected", "value-not-a-number"),
        ("#DIV/0!", None, "rejected", "value-excel-error"),
        ("=1/3", None, "rejected", "value-uncached-formula"),
        (850, None, "rejected", "value-out-of-bounds"),
        (-1, None, "rejected", "value-out-of-bounds"),
        (0.715, None, "rejected", "value-as-share"),
        ("chưa có số liệu", None, "blank", "value-no-data"),
        (None, None, "blank", "value-blank"),
    ],
)
def test_dirty_values(repo: Workspace, value, taken, outcome, check_id) -> None:
    cleaned = clean_filled(repo, "SYT", GOOD | {("27", "Thực hiện"): value})
    (row,) = cleaned.observations
    assert (row.value, row.outcome) == (taken, outcome)
    finding = only(cleaned.findings, check_id)
    assert (finding.subject_id, finding.sheet, finding.cell) == ("27", "Chỉ tiêu", "G7")
    assert "Chỉ tiêu!G7" in finding.message and "Cách xử lý" in finding.message


@pytest.mark.parametrize(
    ("value", "outcome", "check_id"),
    [
        (dt.datetime(2025, 6, 1), "rejected", "date-after-cut-off"),
        ("tháng sáu", "rejected", "date-unreadable"),
        (None, "warning", "date-missing"),
    ],
)
def test_dirty_dates(repo: Workspace, value, outcome, check_id) -> None:
    cleaned = clean_filled(repo, "SYT", GOOD | {("27", "Ngày số liệu"): value})
    assert cleaned.observations[0].outcome == outcome
    assert only(cleaned.findings, check_id).subject_id == "27"


def test_estimate_alone_answers_the_row(repo: Workspace) -> None:
    cleaned = clean_filled(repo, "SYT", {("27", "Ước thực hiện"): 72})
    assert [(o.kind, o.value, o.date) for o in cleaned.observations] == [
        ("actual", None, dt.date(2025, 5, 31)),
        ("estimate", 72.0, dt.date(2025, 6, 30)),
    ]
    assert cleaned.accounting.accepted == 1


def test_self_assessment_is_from_the_list(repo: Workspace) -> None:
    cells = {("1", "Thực hiện"): "CƠ BẢN ĐẠT", ("2", "Thực hiện"): "rất tốt"}
    cleaned = clean_filled(repo, "SKHCN", cells)
    rows = {row.indicator_id: row for row in cleaned.observations}
    assert rows["1"].text == "cơ bản đạt"
    assert rows["2"].outcome == "rejected"
    assert only(cleaned.findings, "assessment-unknown").subject_id == "2"


def test_nfd_text_is_the_same_text(repo: Workspace) -> None:
    words = unicodedata.normalize("NFD", "Sổ theo dõi của cơ quan")
    cleaned = clean_filled(repo, "SYT", GOOD | {("27", "Minh chứng"): words})
    assert cleaned.observations[0].evidence == "Sổ theo dõi của cơ quan"


@pytest.mark.parametrize("second", [71.5, 80])
def test_two_rows_for_one_code(repo: Workspace, second: float) -> None:
    workbook = fill(blank_form(repo, "SYT"), GOOD)
    sheet = workbook["Chỉ tiêu"]
    values = [cell.value for cell in sheet[7]]
    values[6] = second
    for column, value in enumerate(values, start=1):
        sheet.cell(8, column).value = value
    cleaned = clean(repo, save_workbook(workbook), "SYT")
    if second == 71.5:
        only(cleaned.findings, "row-duplicated")
        assert cleaned.observations[0].value == 71.5
    else:
        only(cleaned.findings, "row-conflicting")
        assert not cleaned.observations
        assert cleaned.accounting.rejected == 1


def test_rows_that_are_not_owed_and_rows_that_are_missing(repo: Workspace) -> None:
    workbook = fill(blank_form(repo, "SYT"), GOOD)
    workbook["Chỉ tiêu"]["A7"].value = "9.1"
    cleaned = clean(repo, save_workbook(workbook), "SYT")
    assert only(cleaned.findings, "code-not-owed").found == "9.1"
    assert only(cleaned.findings, "row-missing").subject_id == "27"
    assert not cleaned.observations


def test_tasks(repo: Workspace) -> None:
    done = {("63", "Trạng thái"): "Hoàn thành", ("63", "Số văn bản"): "12/KH-SYT"}
    with_date = done | {("63", "Ngày văn bản"): dt.datetime(2025, 5, 2)}
    report = next(r for r in clean_filled(repo, "SYT", with_date).task_reports if r.task_id == "63")
    assert (report.status, report.outcome) == ("done", "accepted")
    assert report.document_date == dt.date(2025, 5, 2)
    assert report.cells == "D24:J24"

    cleaned = clean_filled(repo, "SYT", done)
    report = next(r for r in cleaned.task_reports if r.task_id == "63")
    assert (report.status, report.outcome) == ("in_progress", "warning")
    assert only(cleaned.findings, "done-without-evidence").cell == "D24"

    cleaned = clean_filled(
        repo, "SYT", {("63", "Trạng thái"): "Xong", ("62", "Thời hạn đề xuất"): "12/2026"}
    )
    assert only(cleaned.findings, "status-unknown").subject_id == "63"
    assert only(cleaned.findings, "proposal-without-basis").subject_id == "62"
    future = with_date | {("63", "Ngày văn bản"): dt.datetime(2025, 6, 2)}
    cleaned = clean_filled(repo, "SYT", future)
    assert only(cleaned.findings, "document-after-cut-off").subject_id == "63"
    assert only(cleaned.findings, "done-without-evidence")
    report = next(r for r in cleaned.task_reports if r.task_id == "63")
    assert (report.status, report.document_date) == ("in_progress", None)


def test_a_missing_table_is_a_finding_and_its_rows_are_blank(repo: Workspace) -> None:
    workbook = fill(blank_form(repo, "SYT"), GOOD)
    del workbook["Nhiệm vụ"]
    cleaned = clean(repo, save_workbook(workbook), "SYT")
    assert only(cleaned.findings, "table-missing").found == "Nhiệm vụ"
    assert {report.outcome for report in cleaned.task_reports} == {"blank"}


def test_rows_owed_are_the_sum_of_the_four_outcomes(repo: Workspace) -> None:
    cleaned = clean_filled(repo, "SYT", GOOD)
    account = cleaned.accounting
    assert account.asked == 22
    assert account.accepted == 1
    assert account.asked == account.accepted + account.warned + account.rejected + account.blank


@pytest.mark.parametrize(
    ("actual", "estimate", "outcome"),
    [
        (70.0, 71.0, "accepted"),
        (70.0, None, "accepted"),
        (70.0, "1.234", "warned"),
        (70.0, "71,5", "warned"),
        (70.0, "-", "accepted"),
        (None, "1.234", "rejected"),
        ("1.234", 70.0, "rejected"),
        (None, None, "blank"),
    ],
)
def test_a_row_is_accepted_only_with_both_its_figures(
    repo: Workspace, actual, estimate, outcome
) -> None:
    cells = {("27", "Thực hiện"): actual, ("27", "Ước thực hiện"): estimate}
    account = clean_filled(repo, "SYT", cells | {("27", "Ngày số liệu"): DAY}).accounting
    others = account.asked - 1
    counts = {name: getattr(account, name) for name in ("accepted", "warned", "rejected", "blank")}
    assert counts == {"accepted": 0, "warned": 0, "rejected": 0, "blank": others} | {
        outcome: 1 + (others if outcome == "blank" else 0)
    }
