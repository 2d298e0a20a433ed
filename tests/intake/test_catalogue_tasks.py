"""Each check of a task: what fires it, what does not, and what becomes of the status."""

import datetime as dt

import pytest

from plan_monitor.workspace import Workspace
from tests.intake.catalogue import check_conservation, soiled, told

S, N, D, R = "Trạng thái", "Số văn bản", "Ngày văn bản", "Kết quả"
P, B = "Thời hạn đề xuất", "Căn cứ"
MAY = dt.datetime(2025, 5, 2)
DONE = {S: "Hoàn thành", N: "12/KH-SYT", D: MAY}
OPEN = {S: "Đang thực hiện"}
# Check, task, what is written of it, status, outcome, and what does not fire the check.
TASKS = [
    ("status-blank", "63", {}, None, "blank", OPEN),
    ("status-blank", "63", {S: "-"}, None, "blank", OPEN),
    ("status-unknown", "63", {S: "Xong"}, None, "rejected", {S: "hoàn  THÀNH"}),
    ("status-contradicts-date", "63", {S: "Chưa thực hiện", N: "12/KH-SYT"}, None, "rejected",
     {S: "Chưa thực hiện", N: "-"}),
    ("status-contradicts-date", "63", {S: "Chưa thực hiện", D: MAY}, None, "rejected",
     {S: "Chưa thực hiện", R: "Chờ hướng dẫn"}),
    ("done-without-evidence", "63", DONE | {N: None}, "in_progress", "warning", DONE),
    ("done-without-evidence", "63", DONE | {N: "-", D: "-"}, "in_progress", "warning",
     DONE | {N: None, R: "Hệ thống đã chạy"}),
    ("done-without-evidence", "63", DONE | {N: None, R: "Đã hoàn thành khoảng 90 % khối lượng"},
     "in_progress", "warning", DONE | {N: None, R: "Đã cấp 90 % chữ ký số cho cán bộ"}),
    ("done-without-evidence", "63", DONE | {N: None, R: "Đạt 85,5%."}, "in_progress", "warning",
     DONE | {N: None, R: "Hoàn thành 100%"}),
    ("done-without-evidence", "63", DONE | {D: None}, "in_progress", "warning", OPEN),
    ("document-after-cut-off", "63", DONE | {D: dt.datetime(2025, 6, 2)}, "in_progress",
     "warning", DONE | {D: dt.datetime(2025, 5, 31)}),
    ("document-before-plan", "63", DONE | {D: dt.datetime(2024, 5, 2)}, "done", "warning",
     DONE | {D: dt.datetime(2025, 2, 22)}),
    ("proposal-without-basis", "63", OPEN | {P: "12/2026"}, "in_progress", "warning",
     OPEN | {P: "12/2026", B: "Chờ vốn"}),
    ("proposal-without-basis", "63", OPEN | {P: "12/2026", B: "-"}, "in_progress", "warning",
     OPEN | {P: "không"}),
    ("date-unreadable", "63", OPEN | {D: "hôm qua"}, "in_progress", "warning", OPEN | {D: "-"}),
    ("date-as-text", "63", DONE | {D: "02/05/2025"}, "done", "accepted", DONE),
    ("date-imprecise", "63", DONE | {D: "tháng 4/2025"}, "done", "warning", DONE),
]  # fmt: skip


def written(task: str, cells: dict) -> dict:
    return {(task, header): value for header, value in cells.items()}


@pytest.mark.parametrize(("check", "task", "cells", "status", "outcome", "sound"), TASKS)
def test_a_task(repo: Workspace, check, task, cells, status, outcome, sound) -> None:
    cleaned = soiled(repo, "SYT", written(task, cells))
    report = next(one for one in cleaned.task_reports if one.task_id == task)
    assert (report.status, report.outcome) == (status, outcome)
    assert check in told(cleaned, task)
    check_conservation(cleaned)
    assert check not in told(soiled(repo, "SYT", written(task, sound)), task)


def test_a_task_is_not_done_before_it_begins(repo: Workspace) -> None:
    """Task 13 begins in 2026."""
    cells = written("13", {S: "Hoàn thành", N: "5/KH-SKHCN", D: MAY})
    assert "document-before-plan" in told(soiled(repo, "SKHCN", cells), "13")


def test_one_status_over_several_tasks_is_taken_for_none(repo: Workspace) -> None:
    cleaned = soiled(
        repo, "SYT", written("3", OPEN), lambda book: book["Nhiệm vụ"].merge_cells("D7:D9")
    )
    assert [one.outcome for one in cleaned.task_reports][:4] == ["rejected"] * 3 + ["blank"]
    assert [one.subject_id for one in cleaned.findings.rows if one.check_id == "value-merged"] == [
        one.task_id for one in cleaned.task_reports[:3]
    ]


FIRED = {case[0] for case in TASKS} | {"value-merged"}
