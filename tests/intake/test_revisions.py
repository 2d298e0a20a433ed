"""A newer workbook for the same period: what it changes is listed, value by value."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from plan_monitor.intake.agency import AgencyIntake, read_agency
from plan_monitor.intake.form import save_workbook
from plan_monitor.workspace import Workspace
from tests.conftest import copy_workspace
from tests.intake.helpers import NOON, blank_form, fill, receive

DAY = dt.datetime(2025, 5, 31)
FIRST = {
    ("27", "Thực hiện"): "70,5",
    ("27", "Ngày số liệu"): DAY,
    ("63", "Trạng thái"): "Đang thực hiện",
}


@pytest.fixture
def office(tmp_path: Path, repo: Workspace) -> Workspace:
    return copy_workspace(repo, tmp_path / "office", ("nobody",))


def send(workspace: Workspace, hour: int, cells: dict[tuple[str, str], Any]) -> None:
    data = save_workbook(fill(blank_form(workspace, "SYT"), cells))
    receive(workspace, data, f"SYT_2025H1_{hour}.xlsx", NOON + dt.timedelta(hours=hour))


def read(workspace: Workspace, period: str = "2025H1") -> AgencyIntake:
    return read_agency(workspace, period, "SYT")


def revised(intake: AgencyIntake) -> list[tuple[str, str, str]]:
    rows = [row for row in intake.findings if row.check_id == "value-revised"]
    assert {row.severity for row in rows} <= {"info"}
    return [(row.subject_id, f"{row.sheet}!{row.cell}", row.found) for row in rows]


def test_changed_values_and_statuses_are_listed(office: Workspace) -> None:
    send(office, 0, FIRST)
    send(office, 1, FIRST | {("27", "Thực hiện"): 69, ("63", "Trạng thái"): "Chưa thực hiện"})
    intake = read(office)
    status = next(row.cells.split(":")[0] for row in intake.task_reports if row.task_id == "63")
    assert revised(intake) == [
        ("27", "Chỉ tiêu!G7", "70,5 → 69"),
        ("63", f"Nhiệm vụ!{status}", "Đang thực hiện → Chưa thực hiện"),
    ]
    (told,) = (row for row in intake.findings if row.check_id == "submission-revised")
    assert (told.file, told.found) == ("data/raw/2025H1/SYT_2025H1_0.xlsx", "2 giá trị thay đổi")


def test_the_same_value_written_in_another_way_is_no_change(office: Workspace) -> None:
    send(office, 0, FIRST)
    send(office, 1, FIRST | {("27", "Thực hiện"): 70.5, ("27", "Ghi chú"): "ghi thêm"})
    intake = read(office)
    assert revised(intake) == []
    assert [row.found for row in intake.findings if row.check_id == "submission-revised"] == [""]


def test_what_was_added_taken_away_or_not_taken_is_told(office: Workspace) -> None:
    send(office, 0, FIRST | {("27", "Ước thực hiện"): 72})
    send(office, 1, FIRST | {("27", "Thực hiện"): "khoảng 70%"})
    assert revised(read(office)) == [
        ("27", "Chỉ tiêu!G7", "70,5 → khoảng 70%"),
        ("27", "!", "72 → (trống)"),
    ]


def test_only_the_file_before_is_looked_at(office: Workspace) -> None:
    send(office, 0, FIRST | {("27", "Thực hiện"): 50})
    send(office, 1, FIRST)
    send(office, 2, FIRST | {("27", "Thực hiện"): 71})
    assert revised(read(office)) == [("27", "Chỉ tiêu!G7", "70,5 → 71")]


def test_the_same_file_again_and_a_single_one_change_nothing(office: Workspace) -> None:
    send(office, 0, FIRST)
    assert revised(read(office)) == []
    send(office, 1, FIRST)
    assert revised(read(office)) == []


def test_an_unreadable_older_file_is_passed_over(office: Workspace) -> None:
    (office.raw("2025H1")).mkdir(parents=True, exist_ok=True)
    receive(office, b"PK\x03\x04 nothing", "SYT_2025H1_0.xlsx")
    send(office, 1, FIRST)
    assert revised(read(office)) == []


def test_the_sample_revision_is_told_in_its_own_period(repo: Workspace) -> None:
    intake = read(repo)
    assert ("27", "Chỉ tiêu!G7", "68,8 → 69,9") in revised(intake)
    later = [row for row in read(repo, "2025").findings if row.check_id == "value-revised"]
    assert later and {row.period for row in later} == {"2025H1"}
