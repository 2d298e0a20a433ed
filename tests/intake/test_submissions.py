"""Which workbook counts: receipts decide, not file times."""

import datetime as dt
import os
import tracemalloc
from pathlib import Path

import pytest

from plan_monitor.errors import UserError
from plan_monitor.files import unpack_zip
from plan_monitor.intake import submissions
from plan_monitor.intake.agency import read_agency
from plan_monitor.intake.form import save_workbook
from plan_monitor.intake.identity import Identity, read_identity
from plan_monitor.intake.receipts import here, read_receipts
from plan_monitor.intake.receiving import days_late, receive_files
from plan_monitor.intake.submissions import collect_submissions, ignored_entries
from plan_monitor.plan.calendar import load_period
from plan_monitor.workspace import Workspace
from tests.intake.helpers import NOON, blank_form, fill, receive
from tests.support.workbook_bytes import changed


def collect(workspace: Workspace, period: str = "2025H1"):
    return collect_submissions(workspace, load_period(workspace, period))


def standing(workspace: Workspace, agency: str, period: str = "2025H1") -> dict[str, str]:
    return {
        one.file.split("/")[-1]: one.standing
        for one in collect(workspace, period)
        if one.agency == agency
    }


def test_the_newest_counts_and_the_older_stays_on_record(repo: Workspace) -> None:
    assert standing(repo, "SYT") == {
        "SYT_2025H1.xlsx": "superseded",
        "SYT_2025H1_thay-the.xlsx": "counted",
    }
    intake = read_agency(repo, "2025H1", "SYT")
    assert "submission-revised" in [row.check_id for row in intake.findings]
    assert {o.file.split("/")[-1] for o in intake.observations} == {"SYT_2025H1_thay-the.xlsx"}


def test_what_came_after_closing_waits_for_the_next_edition(workspace: Workspace) -> None:
    closing = load_period(workspace, "2025H1").closes_at
    data = (workspace.raw("2025H1") / "SYT_2025H1.xlsx").read_bytes()
    receive(workspace, data, "SYT_2025H1.xlsx", closing + dt.timedelta(minutes=1))
    assert standing(workspace, "SYT")["SYT_2025H1.xlsx"] == "late_for_closing"
    assert standing(workspace, "SYT", "2025")["SYT_2025H1.xlsx"] == "counted"


def test_late_is_from_the_due_day_on(workspace: Workspace) -> None:
    data = (workspace.raw("2025H1") / "SCT_2025H1.xlsx").read_bytes()
    last_minute = dt.datetime(2025, 5, 31, 23, 59, tzinfo=NOON.tzinfo)
    receive(workspace, data, "SCT_2025H1.xlsx", last_minute)
    checks = [row.check_id for row in read_agency(workspace, "2025H1", "SCT").findings]
    assert "submission-late" not in checks
    receive(workspace, data, "SCT_2025H1.xlsx", last_minute + dt.timedelta(minutes=1))
    checks = [row.check_id for row in read_agency(workspace, "2025H1", "SCT").findings]
    assert "submission-late" in checks


@pytest.mark.parametrize(
    ("hour", "is_late"), [("2025-05-31T16:59", False), ("2025-05-31T17:00", True)]
)
def test_the_day_in_vietnam_decides_whatever_zone_a_receipt_is_written_in(
    workspace: Workspace, hour: str, is_late: bool
) -> None:
    data = (workspace.raw("2025H1") / "SCT_2025H1.xlsx").read_bytes()
    moment = dt.datetime.fromisoformat(f"{hour}+00:00")
    receive(workspace, data, "SCT_2025H1.xlsx", moment)
    path = workspace.receipts("2025H1")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(here(moment).isoformat(), moment.isoformat()), encoding="utf-8")
    assert moment.isoformat() in path.read_text(encoding="utf-8")
    intake = read_agency(workspace, "2025H1", "SCT")
    assert ("submission-late" in [row.check_id for row in intake.findings]) == is_late
    (own,) = [one for one in intake.submissions if one.received_at == moment]
    assert own.received_at is not None
    assert own.received_at.isoformat().endswith("+07:00")
    period = load_period(workspace, "2025H1")
    assert (days_late(own.received_at, period) > 0) == is_late


def test_a_broken_revision_leaves_the_last_good_one_standing(workspace: Workspace) -> None:
    good = read_agency(workspace, "2025H1", "SCT")
    receive(workspace, b"PK\x03\x04 not a workbook", "SCT_2025H1_moi.xlsx")
    again = read_agency(workspace, "2025H1", "SCT")
    assert again.task_reports == good.task_reports
    assert "archive-damaged" in [row.check_id for row in again.findings]


def test_the_same_file_twice_is_no_revision(workspace: Workspace) -> None:
    data = (workspace.raw("2025H1") / "SCT_2025H1.xlsx").read_bytes()
    receive(workspace, data, "SCT_2025H1_lan2.xlsx", NOON + dt.timedelta(minutes=5))
    checks = [row.check_id for row in read_agency(workspace, "2025H1", "SCT").findings]
    assert "file-repeated" in checks and "submission-revised" not in checks


def test_a_file_without_receipt_is_a_finding(workspace: Workspace) -> None:
    path = workspace.raw("2025H1") / "SCT_2025H1.xlsx"
    workspace.receipts("2025H1").unlink()
    assert path.is_file()
    findings = read_agency(workspace, "2025H1", "SCT").findings
    assert "file-without-receipt" in [row.check_id for row in findings]


def test_sample_and_real_in_one_period_is_refused(workspace: Workspace) -> None:
    real = save_workbook(fill(blank_form(workspace, "PACNAM"), {}))
    receive(workspace, real, "PACNAM_2025H1.xlsx")
    with pytest.raises(UserError, match=r"lẫn dữ liệu minh họa .*PACNAM_2025H1.xlsx"):
        collect(workspace)


def test_missing_folder_is_refused(workspace: Workspace) -> None:
    workspace.raw("2025").rename(workspace.root / "elsewhere")
    with pytest.raises(UserError, match="không có thư mục này"):
        collect(workspace, "2025")


def test_no_submission_of_an_agency_is_said(repo: Workspace) -> None:
    with pytest.raises(UserError, match="không có báo cáo của PACNAM"):
        read_agency(repo, "2025H1", "PACNAM")


def test_a_receipt_without_its_time_zone_is_refused(workspace: Workspace) -> None:
    path = workspace.receipts("2025H1")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("+07:00", "", 1), encoding="utf-8")
    with pytest.raises(UserError, match=r"dòng \d+: receipts\.0\.received_at.*múi giờ"):
        collect(workspace)


def test_a_workbook_of_another_period_is_named_as_that(workspace: Workspace) -> None:
    data = (workspace.raw("2025") / "SCT_2025.xlsx").read_bytes()
    receive(workspace, data, "SCT_2025H1.xlsx")
    assert [one.problem for one in collect(workspace) if one.agency == "SCT"] == [
        "identity-wrong-period"
    ]
    with pytest.raises(UserError, match=r"biểu là của kỳ khác.*chuyển tệp"):
        read_agency(workspace, "2025H1", "SCT")


def test_office_leftovers_are_passed_over_and_listed(workspace: Workspace) -> None:
    before = collect(workspace)
    for name in ("~$SYT_2025H1.xlsx", ".~lock.SYT.xlsx#", ".DS_Store", "Thumbs.db"):
        (workspace.raw("2025H1") / name).write_bytes(b"x")
    (workspace.raw("2025H1") / "folder").mkdir()
    assert collect(workspace) == before
    ignored = ignored_entries(workspace, load_period(workspace, "2025H1"))
    assert len(ignored) == 5 and "data/raw/2025H1/folder" in ignored


# --- files that would take all memory ---

PROPERTIES = "docProps/custom.xml"


def with_properties(data: bytes, more: int) -> bytes:
    """The workbook with so many empty elements more in its properties."""
    xml = unpack_zip(data)[PROPERTIES]
    end = xml.rindex(b"</")
    return changed({PROPERTIES: xml[:end] + b"<p/>" * more + xml[end:]}, data)


def test_properties_longer_than_any_forms_are_not_read_outside_the_cage(repo: Workspace) -> None:
    data = (repo.raw("2025H1") / "SCT_2025H1.xlsx").read_bytes()
    assert read_identity(with_properties(data, 1_000)).agency == "SCT"
    bomb = with_properties(data, 5_000_000)
    tracemalloc.start()
    try:
        assert read_identity(bomb) == Identity()
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


@pytest.fixture
def huge(workspace: Workspace) -> Path:
    """A file of 200 GB that takes no room on the disk."""
    path = workspace.raw("2025H1") / "PACNAM_2025H1.xlsx"
    path.touch()
    try:
        os.truncate(path, 200_000_000_000)
    except OSError:
        pytest.skip("no sparse files here")
    return path


def test_a_file_too_large_for_the_memory_is_told_and_not_read(
    workspace: Workspace, huge: Path, tmp_path: Path
) -> None:
    (found,) = [one for one in collect(workspace) if one.agency == "PACNAM"]
    assert (found.standing, found.problem, found.sha256) == ("unreadable", "file-too-large", "")
    with pytest.raises(UserError, match="tệp quá lớn"):
        read_agency(workspace, "2025H1", "PACNAM")
    new = tmp_path / "new.xlsx"
    new.write_bytes(save_workbook(fill(blank_form(workspace, "NHNN"), {})))
    (received,) = receive_files(workspace, [new], "2025H1", NOON)
    assert received.judgement.agency == "NHNN"


def test_a_file_that_cannot_be_opened_is_one_that_cannot_be_read(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = submissions.read_up_to_limit

    def refuse(path: Path) -> bytes:
        if path.name == "SCT_2025H1.xlsx":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(submissions, "read_up_to_limit", refuse)
    (found,) = [one for one in collect(workspace) if one.agency == "SCT"]
    assert (found.standing, found.problem) == ("unreadable", "file-unreadable")
    with pytest.raises(UserError, match="không đọc được tệp"):
        read_agency(workspace, "2025H1", "SCT")


def test_the_register_is_read_once_however_many_files_there_are(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was read again for every file: 1,000 agencies took a minute instead of two seconds."""
    asked: list[Path] = []
    monkeypatch.setattr(
        submissions, "read_receipts", lambda path: asked.append(path) or read_receipts(path)
    )
    period = load_period(workspace, "2025")
    assert len(collect_submissions(workspace, period)) > 50
    assert sorted(path.stem for path in asked) == ["2025", "2025H1"]
