"""`receive`: a copy that is never changed, a line in the register, a word on what is wrong."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest

from plan_monitor.errors import UserError
from plan_monitor.files import sha256
from plan_monitor.intake.form import save_workbook
from plan_monitor.intake.receipts import read_receipts, write_receipts
from plan_monitor.intake.receiving import Received, receive_files
from plan_monitor.intake.submissions import collect_submissions
from plan_monitor.locking import only_one
from plan_monitor.plan.calendar import load_period
from plan_monitor.workspace import Workspace
from tests.conftest import copy_workspace
from tests.intake.helpers import NOON, blank_form, fill
from tests.support.hostile import CONTAINERS
from tests.support.reports import run
from tests.support.workbook_bytes import good

PERIOD = "2025H1"


@pytest.fixture
def office(tmp_path: Path, repo: Workspace) -> Workspace:
    """A workspace to which nothing has come yet, as `init` makes it."""
    made = copy_workspace(repo, tmp_path / "office", ("nobody",))
    for path in (made.root / "params" / "receipts").iterdir():
        path.unlink()
    for folder in (made.root / "data" / "raw").iterdir():
        folder.rmdir()
    return made


def form(workspace: Workspace, agency: str = "SYT", value: float = 68.5) -> bytes:
    book = blank_form(workspace, agency)
    if agency == "SYT":
        fill(book, {("27", "Thực hiện"): value})
    else:
        next(row for row in book["Nhiệm vụ"].iter_rows(min_row=7))[3].value = "Hoàn thành"
    return save_workbook(book)


def mail(workspace: Workspace, name: str, data: bytes) -> Path:
    path = workspace.root.parent / "mail" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


def receive(
    workspace: Workspace, *paths: Path, at: dt.datetime = NOON, agency: str | None = None
) -> list[Received]:
    return receive_files(workspace, paths, PERIOD, at, agency)


def names(workspace: Workspace) -> list[str]:
    folder = workspace.raw(PERIOD)
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def register(workspace: Workspace) -> dict[str, tuple[str, str]]:
    rows = read_receipts(workspace.receipts(PERIOD))
    return {row.file: (row.sha256, row.received_at.isoformat()) for row in rows}


def standings(workspace: Workspace) -> dict[str, str]:
    found = collect_submissions(workspace, load_period(workspace, PERIOD))
    return {Path(one.file).name: one.standing for one in found}


def test_a_workbook_is_copied_and_entered(office: Workspace) -> None:
    data = form(office)
    path = mail(office, "Bao cao (1).XLSX", data)
    (received,) = receive(office, path)
    assert received.is_good and received.filed == "data/raw/2025H1/SYT_2025H1.xlsx"
    assert (office.root / received.filed).read_bytes() == data == path.read_bytes()
    assert register(office) == {"SYT_2025H1.xlsx": (sha256(data), "2025-05-30T12:00:00+07:00")}
    assert "đúng hạn" in received.told
    assert standings(office) == {"SYT_2025H1.xlsx": "counted"}
    (submission,) = collect_submissions(office, load_period(office, PERIOD))
    assert submission.problem == ""


def test_a_revision_gets_the_next_number_and_counts(office: Workspace) -> None:
    path = mail(office, "a.xlsx", form(office))
    receive(office, path)
    for number, value in ((2, 69.5), (3, 70.5)):
        later = NOON + dt.timedelta(hours=number)
        (received,) = receive(office, mail(office, "a.xlsx", form(office, value=value)), at=later)
        assert received.filed.endswith(f"SYT_2025H1_{number}.xlsx")
    assert standings(office) == {
        "SYT_2025H1.xlsx": "superseded",
        "SYT_2025H1_2.xlsx": "superseded",
        "SYT_2025H1_3.xlsx": "counted",
    }


def test_the_same_content_is_told_and_not_filed_again(office: Workspace) -> None:
    data = form(office)
    first, second = receive(office, mail(office, "a.xlsx", data), mail(office, "b.xlsx", data))
    assert second.is_good and second.filed == first.filed
    assert "không lưu lần nữa" in second.told and "12:00 ngày 30/05/2025" in second.told
    before = register(office)
    receive(office, mail(office, "c.xlsx", data), at=NOON + dt.timedelta(days=9))
    assert names(office) == ["SYT_2025H1.xlsx"] and register(office) == before


def test_a_name_in_the_folder_or_the_register_is_never_taken_again(office: Workspace) -> None:
    folder = office.raw(PERIOD)
    folder.mkdir(parents=True)
    (folder / "syt_2025h1.XLSX").write_bytes(form(office, value=50))
    (folder / "SYT_2025H1_2.xlsx").mkdir()
    lost = mail(office, "a.xlsx", form(office, value=51))
    (third,) = receive(office, lost)
    assert third.filed.endswith("SYT_2025H1_3.xlsx")
    (office.root / third.filed).unlink()
    (fourth,) = receive(office, mail(office, "b.xlsx", form(office, value=52)))
    assert fourth.filed.endswith("SYT_2025H1_4.xlsx")
    entered = register(office)
    (again,) = receive(office, lost, at=NOON + dt.timedelta(days=3))
    assert again.filed == third.filed and "lưu lại tệp đã mất" in again.told
    assert (office.root / again.filed).read_bytes() == lost.read_bytes()
    assert register(office) == entered


def test_a_file_put_there_by_hand_gets_its_line(office: Workspace) -> None:
    data = form(office)
    folder = office.raw(PERIOD)
    folder.mkdir(parents=True)
    (folder / "tay.xlsx").write_bytes(data)
    (received,) = receive(office, mail(office, "a.xlsx", data))
    assert received.filed == "data/raw/2025H1/tay.xlsx" and "đã ghi vào sổ" in received.told
    assert names(office) == ["tay.xlsx"] and list(register(office)) == ["tay.xlsx"]
    (same,) = receive(office, folder / "tay.xlsx")
    assert "không lưu lần nữa" in same.told


def test_the_register_keeps_its_lines_and_its_comment(workspace: Workspace) -> None:
    before = register(workspace)
    text = workspace.receipts(PERIOD).read_text(encoding="utf-8")
    sample = (workspace.raw(PERIOD) / "SYT_2025H1.xlsx").read_bytes()
    (workspace.raw(PERIOD) / "SYT_2025H1.xlsx").unlink()
    rows = [one for one in read_receipts(workspace.receipts(PERIOD)) if "SYT" not in one.file]
    write_receipts(workspace.receipts(PERIOD), rows, "một\nhai")
    (received,) = receive(workspace, mail(workspace, "a.xlsx", sample))
    assert received.is_good
    again = workspace.receipts(PERIOD).read_text(encoding="utf-8")
    assert again.splitlines()[:3] == [text.splitlines()[0], "# một", "# hai"]
    assert {k: v for k, v in register(workspace).items() if "SYT" not in k} == {
        k: v for k, v in before.items() if "SYT" not in k
    }


def test_the_hour_is_kept_in_vietnamese_time_and_decides_what_is_late(office: Workspace) -> None:
    late = dt.datetime(2025, 6, 1, 17, 30, tzinfo=dt.UTC)
    (received,) = receive(office, mail(office, "a.xlsx", form(office)), at=late)
    assert register(office)["SYT_2025H1.xlsx"][1] == "2025-06-02T00:30:00+07:00"
    assert "muộn 2 ngày (hạn: trước ngày 01/06/2025)" in received.told
    data = form(office, value=70)
    (after,) = receive(office, mail(office, "b.xlsx", data), at=late + dt.timedelta(days=30))
    assert "sau khi khóa sổ" in after.told
    with pytest.raises(UserError, match="thiếu múi giờ"):
        receive(office, at=late.replace(tzinfo=None))


def test_a_rejected_file_of_a_known_agency_stays_on_record(office: Workspace) -> None:
    _, encrypted, _ = CONTAINERS["encrypted"]
    paths = [
        mail(office, "STC bao cao.xlsx", encrypted()),
        mail(office, "SYT.xlsx", save_workbook(blank_form(office, "SYT"))),
        mail(office, "SNV_2025H1.bản cuối", b"text"),
    ]
    received = receive(office, *paths)
    assert [Path(one.filed).name for one in received] == [
        "STC_2025H1.xlsx",
        "SYT_2025H1.xlsx",
        "SNV_2025H1.bin",
    ]
    assert not any(one.is_good for one in received)
    assert {row.judgement.outcome for row in received} == {"rejected"}
    assert set(register(office)) == set(names(office))
    found = collect_submissions(office, load_period(office, PERIOD))
    assert {one.agency for one in found} == {"STC", "SYT", "SNV"}


@pytest.mark.parametrize(
    ("name", "agency", "what_to_do"),
    [
        ("a.xlsx", None, "--agency MÃ"),
        ("SYT.xlsx", "STC", "bỏ --agency"),
        ("too large.xlsx", "SYT", "gửi lại"),
        ("other period.xlsx", None, "--period 2025"),
    ],
)
def test_what_cannot_be_filed_is_refused_with_what_to_do(
    repo: Workspace, office: Workspace, name: str, agency: str | None, what_to_do: str
) -> None:
    data = {
        "a.xlsx": good(),
        "SYT.xlsx": form(office),
        "too large.xlsx": CONTAINERS["too long"][1](),
        "other period.xlsx": (repo.raw("2025") / "SYT_2025.xlsx").read_bytes(),
    }
    (received,) = receive(office, mail(office, name, data[name]), agency=agency)
    assert not received.is_good and not received.filed
    assert received.told.startswith("KHÔNG LƯU") and what_to_do in received.told
    assert names(office) == [] and register(office) == {}


def test_an_earlier_report_belongs_to_its_own_period(office: Workspace) -> None:
    path = mail(office, "a.xlsx", form(office))
    (received,) = receive_files(office, [path], "2025", NOON)
    assert "--period 2025H1" in received.told and not received.is_good
    assert not office.raw("2025").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes")
def test_what_is_no_file_is_passed_over(office: Workspace) -> None:
    path = mail(office, "SYT.xlsx", form(office))
    folder = path.parent
    (folder / "link.xlsx").symlink_to(path)
    os.mkfifo(folder / "pipe.xlsx")
    (folder / "folder").mkdir()
    (folder / "Thumbs.db").write_bytes(b"x")
    received = receive(office, *sorted(folder.iterdir()))
    assert len(received) == 5 and all(one.is_good for one in received)
    assert names(office) == ["SYT_2025H1.xlsx"]


@pytest.mark.parametrize("is_empty", [False, True])
def test_a_real_file_does_not_go_among_samples(workspace: Workspace, is_empty: bool) -> None:
    before = names(workspace)
    data = save_workbook(blank_form(workspace, "PACNAM")) if is_empty else form(workspace, "PACNAM")
    (received,) = receive(workspace, mail(workspace, "a.xlsx", data))
    assert not received.is_good and "lẫn dữ liệu minh họa" in received.told
    assert names(workspace) == before
    collect_submissions(workspace, load_period(workspace, PERIOD))


def test_a_sample_and_a_real_file_together_are_not_both_filed(
    repo: Workspace, office: Workspace
) -> None:
    sample = mail(office, "b.xlsx", (repo.raw(PERIOD) / "STC_2025H1.xlsx").read_bytes())
    first, second = receive(office, mail(office, "a.xlsx", form(office)), sample)
    assert first.is_good and not second.is_good
    assert names(office) == ["SYT_2025H1.xlsx"]


def test_the_command_files_and_tells(office: Workspace) -> None:
    good_one = mail(office, "báo cáo 'y tế'.xlsx", form(office))
    bad = mail(office, "STC.xlsx", b"text")
    at = ("--period", PERIOD, "--at", "2025-05-30T09:12+07:00")
    result = run(office, "receive", str(good_one), *at)
    assert (result.returncode, result.stderr) == (0, "")
    assert "data/raw/2025H1/SYT_2025H1.xlsx: đã lưu, nhận lúc 09:12 ngày 30/05/2025, đúng hạn" in (
        result.stdout
    )
    assert "lưu ý" in result.stdout
    result = run(office, "receive", str(bad), *at)
    assert result.returncode == 1 and "không phải tệp bảng tính" in result.stdout
    assert sorted(register(office)) == ["STC_2025H1.xlsx", "SYT_2025H1.xlsx"]


@pytest.mark.parametrize("at", [None, "hôm qua", "2025-05-30T09:12", "2025-05-30"])
def test_the_hour_must_be_given_with_its_zone(office: Workspace, at: str | None) -> None:
    path = mail(office, "a.xlsx", form(office))
    hour = ("--at", at) if at else ()
    result = run(office, "receive", str(path), "--period", PERIOD, *hour)
    assert result.returncode == 2 and "--at" in result.stderr
    assert names(office) == []


def test_two_clerks_at_once_lose_no_line_of_the_register(office: Workspace) -> None:
    piles = [
        [mail(office, f"{agency}_{n}.xlsx", form(office, agency)) for n in range(1)]
        for agency in ("SYT", "SNV")
    ]
    for value in range(60, 66):
        piles[0].append(mail(office, f"SYT_{value}.xlsx", form(office, value=value)))
        piles[1].append(mail(office, f"SYT_{value}_5.xlsx", form(office, value=value + 0.5)))
    command = [sys.executable, "-m", "plan_monitor", "--root", str(office.root), "receive"]
    options = ("--period", PERIOD, "--at", NOON.isoformat())
    clerks = [
        subprocess.Popen([*command, *map(str, pile), *options], stdout=subprocess.DEVNULL)
        for pile in piles
    ]
    assert [clerk.wait(timeout=300) for clerk in clerks] == [0, 0]
    assert len(names(office)) == 14 == len(register(office))
    assert sorted(register(office)) == names(office)


def test_a_lock_that_is_not_let_go_is_told(office: Workspace) -> None:
    path = office.lock("receive")
    with (
        only_one(path),
        pytest.raises(UserError, match="một lệnh khác đang chạy"),
        only_one(path, wait_seconds=0.1),
    ):
        pass
    with only_one(path, wait_seconds=0.1):
        assert path.parent.name == ".plan_monitor"
