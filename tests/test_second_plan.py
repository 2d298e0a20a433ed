"""Another plan, another calendar, other agencies: invented, quarterly, and no change to code."""

import email
import email.policy
import shutil
from pathlib import Path

import pytest
from frictionless import validate
from openpyxl import load_workbook

from plan_monitor.build.verify import compare
from plan_monitor.intake.records import Observation
from plan_monitor.intake.submissions import collect_submissions
from plan_monitor.intake.tables import read_table
from plan_monitor.plan.calendar import load_period
from plan_monitor.progress.records import TaskState, Trajectory
from plan_monitor.samples.generator import write_samples
from plan_monitor.workspace import Workspace
from tests.intake.helpers import cell_of
from tests.publishing.test_site import dead_links
from tests.support.reports import page_rows, run, word_cells, word_text

pytestmark = pytest.mark.full

SECOND = Path(__file__).parent / "second_plan"
AMENDMENT = """id: 2026-05-01-dieu-chinh
title: Điều chỉnh chương trình
date: 2026-05-01
basis: {document: Quyết định số 9/QĐ-UBND ngày 28/4/2026}
status: in_force
indicators:
- id: "1"
  target: ≥ 1200
  baseline: {value: 700, date: 2025-12-31, source: Niên giám biển}
  reason: Thêm doanh thu cảng du lịch.
tasks:
- id: "4"
  deadline: Quý IV/2026
  reason: Bão làm hỏng cầu.
agencies:
- code: TQT
  valid_to: 2026-04-30
  successor: PKT
  reason: Sáp nhập trạm vào phòng.
"""
QUARTERS = ("2026Q1", "2026Q2")


def office(folder: Path, repo: Workspace, amendment: str = "") -> Workspace:
    """Make an office of the second plan with its sample submissions, and both its reports."""
    shutil.copytree(SECOND, folder)
    shutil.copytree(repo.notebooks, folder / "notebooks")
    if amendment:
        path = folder / "params" / "plan" / "amendments" / "2026-05-01-dieu-chinh.yml"
        path.parent.mkdir()
        path.write_text(amendment, encoding="utf-8")
    workspace = Workspace.at(folder)
    write_samples(workspace)
    for quarter in QUARTERS:
        result = run(workspace, "report", quarter)
        assert result.returncode == 0, result.stdout + result.stderr
    return workspace


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory, repo: Workspace) -> Workspace:
    return office(tmp_path_factory.mktemp("plain") / "office", repo)


@pytest.fixture(scope="module")
def amended(tmp_path_factory: pytest.TempPathFactory, repo: Workspace) -> Workspace:
    return office(tmp_path_factory.mktemp("amended") / "office", repo, AMENDMENT)


def trajectory(workspace: Workspace, quarter: str, indicator: str) -> Trajectory:
    rows = read_table(workspace.processed(quarter) / "trajectories.csv", Trajectory)
    return next(row for row in rows if row.indicator_id == indicator)


def task(workspace: Workspace, quarter: str, task_id: str) -> TaskState:
    rows = read_table(workspace.processed(quarter) / "tasks.csv", TaskState)
    return next(row for row in rows if row.task_id == task_id)


def row_of(path: Path, width: int, first: str) -> list[str]:
    return next(row for row in word_cells(path) if len(row) == width and row[0] == first)


def test_every_agency_that_sent_and_the_city_have_both_documents(plain: Workspace) -> None:
    made = {quarter: sorted(p.parent.name for p in plain.reports(quarter).glob("*/*/report.docx"))
            for quarter in QUARTERS}  # fmt: skip
    assert made == {
        "2026Q1": ["HDG", "PKT", "PVH", "TQT", "VP"],
        "2026Q2": ["HDG", "PKT", "PVH", "SSO", "TQT", "VP"],
    }
    for quarter in QUARTERS:
        assert (plain.province_report(quarter) / "report.html").is_file()


def test_the_report_speaks_of_this_plan_alone(plain: Workspace) -> None:
    text = word_text(plain.province_report("2026Q2") / "report.docx")
    assert "Kết quả thực hiện Kế hoạch số 07/CTr-UBND quý II năm 2026" in text
    assert "Phòng Kinh tế biển báo cáo kết quả quý II năm 2026" in text
    assert "Kế hoạch có 7 nhiệm vụ" in text
    assert "Trong quý III năm 2026" in text
    for path in plain.reports("2026Q2").rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        for stranger in ("Bắc Kạn", "131/KH", "6 tháng", "Sở Khoa học", "57-NQ/TW", "2045"):
            assert stranger not in page, (path, stranger)


def test_its_packages_go_out_with_its_own_words(plain: Workspace) -> None:
    risks = "sample,errors,open,unverified"
    result = run(plain, "distribute", "2026Q1", "--accept", risks)
    assert result.returncode == 0, result.stderr
    made = sorted(path.stem for path in plain.outbox("2026Q1").glob("*.eml"))
    assert made == ["HDG", "PKT", "PVH", "TQT", "VP"]
    data = (plain.outbox("2026Q1") / "PVH.eml").read_bytes()
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert str(message["Subject"]).startswith("[MẪU] quý I năm 2026: Phòng ")
    text = message.get_body().get_content()
    assert "Kỳ sau là quý II năm 2026, trước ngày " in text and "Phòng Kinh tế biển" in text
    for stranger in ("Sở ", "tỉnh", "Kế hoạch"):
        assert stranger not in text


def test_readings_and_duties_of_this_plan_are_printed(plain: Workspace) -> None:
    report = plain.province_report("2026Q2") / "report.docx"
    text = word_text(report)
    assert "Cách hiểu chỉ tiêu 3.1: Khoảng 40–50 km: đạt từ 40 km." in text
    assert "“UBND các phường”: Hai phường tại thời điểm ban hành." in text
    assert "Thời hạn chỉ ghi năm được tính đến hết ngày 31/12" in text
    assert row_of(report, 5, "1")[1:3] == [
        "Mục V.2", "Bố trí kinh phí thực hiện chương trình trong dự toán hằng năm",
    ]  # fmt: skip
    assert "kế hoạch không có điều chỉnh nào" in text


def test_an_amendment_leaves_the_earlier_report_as_it_was(
    plain: Workspace, amended: Workspace
) -> None:
    compared, different = compare(plain.reports("2026Q1"), amended.reports("2026Q1"))
    assert compared > 15
    assert different == []


def test_it_changes_the_next_one_and_says_by_which_document(amended: Workspace) -> None:
    report = amended.province_report("2026Q2") / "report.docx"
    changes = [row for row in word_cells(report) if len(row) == 7]
    assert ["Chỉ tiêu 1", "mục tiêu", "≥ 820", "≥ 1200"] in [row[2:6] for row in changes]
    assert ["Nhiệm vụ 4", "thời hạn", "Tháng 3/2026", "Quý IV/2026"] in [
        row[2:6] for row in changes
    ]
    assert ["Nhiệm vụ 1", "cơ quan chủ trì", "Trạm Quan trắc nước biển", "Phòng Kinh tế biển"] in [
        row[2:6] for row in changes
    ]
    assert all("Quyết định số 9/QĐ-UBND ngày 28/4/2026" in row[6] for row in changes[1:])
    assert "Thêm doanh thu cảng du lịch." in " ".join(row[6] for row in changes)


def test_target_baseline_and_deadline_are_those_of_the_period(
    plain: Workspace, amended: Workspace
) -> None:
    assert trajectory(plain, "2026Q2", "1").baseline_value != 700
    moved = trajectory(amended, "2026Q2", "1")
    assert (moved.baseline_value, moved.baseline_source) == (700, "Niên giám biển")
    printed = row_of(amended.province_report("2026Q2") / "report.docx", 12, "1")
    assert printed[3] == "≥ 1200"
    assert printed[4] == "700,0"
    states = task(plain, "2026Q2", "4"), task(amended, "2026Q2", "4")
    assert [str(state.due) for state in states] == ["2026-03-31", "2026-12-31"]
    row = row_of(amended.agency_report("2026Q2", "PVH") / "report.docx", 8, "4")
    assert (
        row[4] == "Quý IV/2026 (ban đầu: Tháng 3/2026; theo Quyết định số 9/QĐ-UBND ngày 28/4/2026)"
    )


def test_the_successor_reports_and_the_history_stays_readable(
    plain: Workspace, amended: Workspace
) -> None:
    assert not amended.agency_report("2026Q2", "TQT").exists()
    assert (amended.agency_report("2026Q1", "TQT") / "report.docx").is_file()
    before = trajectory(amended, "2026Q1", "3.2")
    after = trajectory(amended, "2026Q2", "3.2")
    assert (before.agency, after.agency) == ("TQT", "PKT")
    assert after.previous_value == before.actual
    rows = read_table(amended.agency_tables("2026Q2", "PKT") / "observations.csv", Observation)
    handed = [row for row in rows if row.reported_by == "TQT"]
    assert {row.indicator_id for row in handed} == {"2", "3.2"}
    assert {row.file for row in handed} == {"data/raw/2026Q1/TQT_2026Q1.xlsx"}
    names = [row[1] for row in page_rows(amended.province_report("2026Q2") / "report.html")
             if len(row) == 12]  # fmt: skip
    assert "Phòng Kinh tế biển" in names
    assert "Trạm Quan trắc nước biển" not in names, "who has closed is not blamed"


def test_a_workbook_of_a_closed_agency_is_named_as_that(
    plain: Workspace, amended: Workspace, tmp_path: Path
) -> None:
    workspace = Workspace.at(shutil.copytree(amended.root, tmp_path / "office"))
    name = "TQT_2026Q2.xlsx"
    shutil.copy(plain.raw("2026Q2") / name, workspace.raw("2026Q2") / name)
    found = collect_submissions(workspace, load_period(workspace, "2026Q2"))
    (late,) = [one for one in found if one.file.endswith(name)]
    assert (late.standing, late.problem) == ("unreadable", "agency-closed")


def test_the_forms_of_the_successor_hold_what_the_closed_one_reported(amended: Workspace) -> None:
    assert run(amended, "templates", "2026Q2").returncode == 0
    form = load_workbook(amended.forms("2026Q2") / "PKT_2026Q2.xlsx")
    assert cell_of(form, "3.2", "Kỳ trước").value not in (None, "")
    assert not (amended.forms("2026Q2") / "TQT_2026Q2.xlsx").exists()


def test_its_site_and_open_data_are_whole(plain: Workspace, tmp_path: Path) -> None:
    shutil.copytree(plain.root, tmp_path / "office")
    workspace = Workspace.at(tmp_path / "office")
    assert run(workspace, "site").returncode == 0
    count, dead = dead_links(workspace.site)
    assert count > 100 and dead == []
    assert {page.stem for page in workspace.site.glob("agencies/*.html")} == {
        "HDG", "PKT", "PVH", "SSO", "TQT", "VP",
    }  # fmt: skip
    for quarter in QUARTERS:
        data = workspace.site / quarter / "open-data" / "datapackage.json"
        report = validate(str(data))
        assert report.valid, report.to_summary()
    for page in workspace.site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not [word for word in ("Bắc Kạn", "131/KH", "6 tháng") if word in text], page
