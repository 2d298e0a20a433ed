"""Corrections by the office: declared, guarded by what the submission says, never silent."""

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from openpyxl import load_workbook

from plan_monitor.errors import UserError
from plan_monitor.intake.agency import AgencyIntake, read_agency, write_agency
from plan_monitor.intake.form import save_workbook
from plan_monitor.intake.records import Observation, TaskReport
from plan_monitor.intake.reply import write_replies
from plan_monitor.intake.tables import read_table
from plan_monitor.plan.loading import load_plan
from plan_monitor.plan.yaml_files import write_yaml
from plan_monitor.progress.records import Trajectory
from plan_monitor.report.contents import Contents
from plan_monitor.report.tables import lineage_table
from plan_monitor.workspace import Workspace
from tests.conftest import copy_workspace
from tests.intake.helpers import NOON, blank_form, fill, receive

DAY = dt.datetime(2025, 5, 31)
SENT = {
    ("27", "Thực hiện"): "khoảng 70%",
    ("27", "Ngày số liệu"): DAY,
    ("27", "Ghi chú"): "lời của cơ quan",
    ("63", "Trạng thái"): "Hoàn thành",
    ("63", "Kết quả"): "xong",
}
CORRECTION = {
    "agency": "SYT",
    "item": "indicator 27",
    "field": "actual",
    "from": "khoảng 70%",
    "to": "70,5",
    "reason": "Công văn số 12/SYT-VP",
    "by": "Văn phòng Sở Khoa học và Công nghệ",
    "date": "2025-06-09",
    "status": "confirmed",
}
SAID = (
    "Văn phòng Sở Khoa học và Công nghệ sửa ngày 09/06/2025: “khoảng 70%” thành “70,5”; "
    "lý do: Công văn số 12/SYT-VP"
)


@pytest.fixture
def office(tmp_path: Path, repo: Workspace) -> Workspace:
    """A workspace with one submission, from SYT."""
    workspace = copy_workspace(repo, tmp_path / "office", ("nobody",))
    data = save_workbook(fill(blank_form(workspace, "SYT"), SENT))
    receive(workspace, data, "SYT_2025H1.xlsx")
    return workspace


def declare(workspace: Workspace, *changes: dict[str, str], period: str = "2025H1") -> None:
    rows = [CORRECTION | one for one in changes]
    write_yaml(workspace.corrections(period), {"corrections": rows})


def read(workspace: Workspace) -> AgencyIntake:
    return read_agency(workspace, "2025H1", "SYT")


def the_task(intake: AgencyIntake) -> TaskReport:
    return next(row for row in intake.task_reports if row.task_id == "63")


def test_a_confirmed_correction_is_used_and_says_so(office: Workspace) -> None:
    (before,) = read(office).observations
    assert (before.value, before.outcome, before.correction) == (None, "rejected", "")
    declare(office, {})
    intake = read(office)
    (after,) = intake.observations
    assert (after.value, after.outcome, after.correction) == (70.5, "warning", SAID)
    kept = ("raw", "cell", "sheet", "file", "sha256", "number_format", "note", "date")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert after.raw == "khoảng 70%"
    (finding,) = (row for row in intake.findings if row.check_id == "value-corrected")
    assert (finding.severity, finding.cell, finding.subject_id) == ("info", "G7", "27")
    assert finding.found == SAID
    assert "value-not-a-number" in {row.check_id for row in intake.findings}


def test_the_accounting_still_adds_up(office: Workspace) -> None:
    (before,) = read(office).accounting
    declare(office, {})
    (after,) = read(office).accounting
    assert (after.rejected, after.warned) == (before.rejected - 1, before.warned + 1)
    assert after.asked == after.accepted + after.warned + after.rejected + after.blank


def test_a_proposed_one_and_one_of_another_agency_change_nothing(office: Workspace) -> None:
    before = read(office)
    declare(office, {"status": "proposed"}, {"agency": "STC", "item": "indicator 8"})
    assert read(office) == before


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"item": "task 63", "field": "document_number", "from": "", "to": "12/KH-SYT"},
            {"document_number": "12/KH-SYT", "status": "in_progress"},
        ),
        (
            {"item": "task 63", "field": "document_date", "from": "", "to": "20/05/2025"},
            {"document_date": dt.date(2025, 5, 20), "status": "done"},
        ),
        (
            {"item": "task 63", "field": "status", "from": "Hoàn thành", "to": "Chưa thực hiện"},
            {"status": "not_started"},
        ),
        (
            {"item": "task 63", "field": "result", "from": "xong", "to": "đã ban hành"},
            {"result": "đã ban hành"},
        ),
    ],
)
def test_a_task_is_corrected_by_the_rules_that_hold_for_reports(
    office: Workspace, changes: dict[str, str], expected: dict[str, object]
) -> None:
    before = the_task(read(office))
    declare(office, changes)
    after = the_task(read(office))
    assert {name: getattr(after, name) for name in expected} == expected
    assert (after.outcome, after.raw) == ("warning", before.raw)
    assert "Công văn số 12/SYT-VP" in after.correction


def test_an_estimate_left_blank_can_be_filled_in(office: Workspace) -> None:
    declare(office, {}, {"field": "estimate", "from": "", "to": "72"})
    actual, estimate = read(office).observations
    assert (actual.value, actual.kind) == (70.5, "actual")
    assert (estimate.value, estimate.kind, estimate.cell) == (72, "estimate", "H7")
    assert (estimate.raw, estimate.outcome) == ("", "warning")
    assert "“(trống)” thành “72”" in estimate.correction


def test_a_day_is_corrected_and_the_value_counts_again(office: Workspace) -> None:
    sent = SENT | {("27", "Thực hiện"): 70.5, ("27", "Ngày số liệu"): dt.datetime(2025, 6, 3)}
    data = save_workbook(fill(blank_form(office, "SYT"), sent))
    receive(office, data, "SYT_2025H1.xlsx")
    assert read(office).observations[0].value is None
    declare(office, {"field": "date", "from": "03/06/2025", "to": "30/05/2025"})
    (row,) = read(office).observations
    assert (row.value, row.date, row.outcome) == (70.5, dt.date(2025, 5, 30), "warning")
    assert row.raw == "70.5"


def test_a_number_may_be_quoted_with_a_comma(office: Workspace) -> None:
    data = save_workbook(fill(blank_form(office, "SYT"), SENT | {("27", "Thực hiện"): 70.5}))
    receive(office, data, "SYT_2025H1.xlsx")
    declare(office, {"from": "70,5", "to": "71"})
    assert read(office).observations[0].value == 71


def test_a_self_assessment_is_corrected_by_its_word(office: Workspace) -> None:
    sent = {("19", "Thực hiện"): "tốt", ("19", "Ngày số liệu"): DAY}
    data = save_workbook(fill(blank_form(office, "SKHCN"), sent))
    receive(office, data, "SKHCN_2025H1.xlsx")
    wanted = {"agency": "SKHCN", "item": "indicator 19", "field": "text", "from": "tốt"}
    declare(office, wanted | {"to": "cơ bản đạt"})
    rows = read_agency(office, "2025H1", "SKHCN").observations
    assert [row.text for row in rows if row.indicator_id == "19"] == ["cơ bản đạt"]
    declare(office, wanted | {"to": "rất tốt"})
    with pytest.raises(UserError, match=r"không dùng được giá trị mới “rất tốt”"):
        read_agency(office, "2025H1", "SKHCN")


# --- what does not fit ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"from": "khoảng 71%"}, "ô Chỉ tiêu!G7 ghi “khoảng 70%”, không phải “khoảng 71%”"),
        ({"from": ""}, "ô Chỉ tiêu!G7 ghi “khoảng 70%”, không phải “”"),
        ({"item": "indicator 99"}, "báo cáo không có hàng đọc được của indicator 99"),
        ({"item": "indicator 8"}, "báo cáo không có hàng đọc được của indicator 8"),
    ],
)
def test_one_that_no_longer_matches_fails_the_run(
    office: Workspace, changes: dict[str, str], found: str
) -> None:
    declare(office, {"status": "proposed"}, changes)
    with pytest.raises(UserError) as raised:
        read(office)
    assert raised.value.where == "params/corrections/2025H1.yml, dòng 11"
    assert raised.value.found == found
    assert "sửa trường from, đổi status thành proposed, hoặc xóa mục này" in str(raised.value)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"to": "1.234"}, "một số, phần thập phân sau dấu phẩy"),
        ({"to": "170,5"}, "từ 0 đến 100"),
        ({"to": "chưa có số liệu"}, "số liệu thực hiện"),
        ({"field": "date", "from": "31/05/2025", "to": "05/06/2025"}, "ngày không sau"),
        (
            {"item": "task 63", "field": "status", "from": "Hoàn thành", "to": "Xong"},
            "Chưa thực hiện, Đang thực hiện hoặc Hoàn thành",
        ),
    ],
)
def test_a_new_value_that_the_checks_refuse_is_refused(
    office: Workspace, changes: dict[str, str], expected: str
) -> None:
    declare(office, changes)
    with pytest.raises(UserError) as raised:
        read(office)
    assert raised.value.found.startswith("không dùng được giá trị mới")
    assert raised.value.expected.startswith(expected)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"agency": "SYTT"}, "không có cơ quan “SYTT”"),
        ({"item": "27"}, "item: “27”, phải là indicator hoặc task kèm mã"),
        ({"field": "status"}, "indicator 27 không có trường “status”"),
        ({"to": ""}, "corrections.0.to: giá trị “”"),
        ({"status": "agreed"}, "corrections.0.status: giá trị “agreed”"),
    ],
)
def test_a_faulty_file_is_refused_with_its_line(
    office: Workspace, changes: dict[str, str], found: str
) -> None:
    declare(office, changes)
    with pytest.raises(UserError, match=r"2025H1.yml, dòng \d+") as raised:
        read(office)
    assert raised.value.found.startswith(found)


def test_one_cell_is_corrected_once(office: Workspace) -> None:
    declare(office, {}, {"to": "71"})
    with pytest.raises(UserError, match="indicator 27, trường “actual” được sửa hai lần"):
        read(office)


def test_one_for_a_period_without_a_submission_fails_the_later_run(workspace: Workspace) -> None:
    declare(workspace, {"agency": "PACNAM", "item": "task 5", "field": "result"})
    with pytest.raises(UserError, match="không có báo cáo đọc được của PACNAM trong kỳ 2025H1"):
        read_agency(workspace, "2025", "PACNAM")


# --- where it shows ---------------------------------------------------------------------------


def test_tables_keep_it_and_the_agency_is_not_asked_again(office: Workspace) -> None:
    declare(office, {})
    folder = write_agency(office, "2025H1", "SYT", read(office))
    (row,) = read_table(folder / "observations.csv", Observation)
    assert row.correction == SAID
    (path,) = write_replies(office, "2025H1")
    assert load_workbook(path)["Chỉ tiêu"]["G7"].comment is None


def test_a_correction_of_an_earlier_period_holds_in_the_later_one(workspace: Workspace) -> None:
    before = read_agency(workspace, "2025", "SYT")
    (raw,) = (o.raw for o in before.observations if (o.period, o.kind) == ("2025H1", "actual"))
    declare(workspace, {"from": raw, "to": "65,5"})
    after = read_agency(workspace, "2025", "SYT")
    values = {(o.period, o.kind): o.value for o in after.observations}
    assert values["2025H1", "actual"] == 65.5
    assert len(after.observations) == len(before.observations)


def test_a_newer_file_that_says_something_else_stops_the_run(office: Workspace) -> None:
    declare(office, {})
    data = save_workbook(fill(blank_form(office, "SYT"), SENT | {("27", "Thực hiện"): 69}))
    receive(office, data, "SYT_2025H1_moi.xlsx", NOON + dt.timedelta(hours=1))
    with pytest.raises(UserError, match="ô Chỉ tiêu!G7 ghi “69”, không phải “khoảng 70%”"):
        read(office)


def test_what_a_former_holder_reported_is_corrected_for_its_heir(
    workspace: Workspace,
) -> None:
    change = {"id": "27", "agencies": ["STC"], "reason": "Chuyển việc."}
    amendment = {
        "id": "2025-07-02-chuyen-viec",
        "title": "Chuyển chỉ tiêu 27",
        "date": "2025-07-02",
        "basis": {"document": "Quyết định 9/QĐ-UBND"},
        "status": "in_force",
        "indicators": [change],
    }
    folder = workspace.plan / "amendments"
    write_yaml(folder / "2025-07-02-chuyen-viec.yml", amendment)

    def taken_over() -> list[Observation]:
        rows = read_agency(workspace, "2025", "STC").observations
        return [row for row in rows if row.reported_by == "SYT"]

    before = taken_over()
    declare(workspace, {"from": before[0].raw, "to": "65,5"})
    after = taken_over()
    assert [(row.indicator_id, row.kind) for row in after] == [("27", "actual"), ("27", "estimate")]
    assert (before[0].value, after[0].value, after[0].agency) == (69.9, 65.5, "STC")
    assert "lý do: Công văn số 12/SYT-VP" in after[0].correction
    assert after[1] == before[1]
    declare(workspace, {"from": "1", "to": "65,5"})
    with pytest.raises(UserError, match=r"ô Chỉ tiêu!G7 ghi “69\.9”, không phải “1”"):
        taken_over()


def test_the_annex_of_sources_shows_it(office: Workspace, repo: Workspace) -> None:
    declare(office, {})
    (row,) = read(office).observations
    contents = SimpleNamespace(
        trajectories=[
            Trajectory(
                indicator_id=row.indicator_id,
                agency=row.agency,
                actual_source=f"{row.file}!{row.sheet}!{row.cell}",
                status="not_enough_data",
                reason="no_baseline",
                points=1,
                grade="E0",
            )
        ],
        plan=load_plan(repo.plan),
        period=SimpleNamespace(id="none"),
        observations=[row],
    )
    (line,) = lineage_table(cast(Contents, contents)).rows
    assert (line.cells[3].text, line.cells[4].text) == ("70,5", f"khoảng 70%; {SAID}")
