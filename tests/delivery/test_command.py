"""The command, as a clerk runs it."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from plan_monitor.cli.main import main
from plan_monitor.deliver.agencies.register import Register
from plan_monitor.workspace import Workspace
from tests.delivery.conftest import PERIOD, address, allow, write_submission
from tests.delivery.server import PASSWORD, Box

TAKEN = ("--accept", "open, unverified")


def run(office: Workspace, *arguments: str) -> Result:
    return CliRunner().invoke(
        main, ["--root", str(office.root), "distribute", PERIOD, *arguments], catch_exceptions=False
    )


def test_a_refused_run_lists_what_stops_it_and_writes_nothing(office: Workspace) -> None:
    write_submission(office, "SYT", sample=True)
    result = run(office)
    assert (result.exit_code, result.stdout) == (2, "")
    lines = result.stderr.splitlines()
    assert len(lines) == 3 and all(line.startswith(f"Kỳ {PERIOD}: ") for line in lines)
    assert "dữ liệu minh họa" in lines[0] and "--accept sample" in lines[0]
    assert not office.outbox(PERIOD).exists() and not office.register.exists()


def test_a_dry_run_sends_nothing_and_says_so(office: Workspace, box: Box) -> None:
    result = run(office, *TAKEN)
    assert result.exit_code == 0 and not box.arrived and not office.register.exists()
    assert f"Đã ghi 3 gói tài liệu và thư vào reports/{PERIOD}/outbox" in result.stdout
    assert "Đã chấp nhận rủi ro (open)" in result.stdout
    assert "Chưa gửi thư nào. Gửi: thêm SEND=1" in result.stdout


def test_agencies_that_get_nothing_are_named(office: Workspace) -> None:
    lines = run(office, *TAKEN).stdout.splitlines()
    assert "Không gói nào có biểu mẫu của kỳ sau (make templates PERIOD=2025)" in lines
    line = next(one for one in lines if "Không có gói" in one)
    assert "PACNAM" in line and "SYT" not in line
    assert "Không có gói" not in run(office, *TAKEN, "--agency", "SYT").stdout


def test_a_run_that_sends(office: Workspace, box: Box) -> None:
    box.refused = {address("SYT")}
    first = run(office, *TAKEN, "--send", "--at", "2025-06-20T17:00+07:00")
    assert first.exit_code == 1
    assert "/3] BỊ TỪ CHỐI SYT\n" in first.stderr and first.stderr.count("đã gửi") == 2
    assert "Đã gửi 2 thư; 0 thư đã gửi từ trước; tất cả 3." in first.stdout
    assert f"SYT: chưa gửi được tới {address('SYT')}: 550" in first.stdout
    assert "Fri, 20 Jun 2025 17:00:00 +0700" in str(box.opened(address("STC"))["Date"])
    box.refused.clear()
    second = run(office, *TAKEN, "--send")
    assert (second.exit_code, second.stderr.count("đã gửi trước")) == (0, 2)
    assert "Đã gửi 1 thư; 2 thư đã gửi từ trước" in second.stdout
    assert set(box.counts.values()) == {1}
    assert PASSWORD not in first.output + second.output


def test_an_unknown_fate_is_told_with_what_to_do(office: Workspace, box: Box) -> None:
    box.drop = {address("SYT"): "taken"}
    result = run(office, *TAKEN, "--send", "--agency", "SYT")
    assert result.exit_code == 1
    assert "SYT: không rõ thư đã đến" in result.stdout and "NOT_RECEIVED=SYT" in result.stdout
    again = run(office, *TAKEN, "--send", "--agency", "SYT", "--received", "SYT")
    assert again.exit_code == 0 and box.counts == {address("SYT"): 1}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--accept", "opne"), "không có rủi ro này"),
        ((*TAKEN, "--at", "2025-06-20T17:00"), "thiếu múi giờ"),
        ((*TAKEN, "--agency", "XYZ"), "không có báo cáo hay biểu mẫu"),
        ((*TAKEN, "--send"), "chưa có tệp này"),
    ],
)
def test_what_was_typed_wrong(office: Workspace, arguments: tuple[str, ...], said: str) -> None:
    result = run(office, *arguments)
    assert result.exit_code == 2 and said in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not office.register.exists()


def test_nothing_goes_where_it_is_not_allowed(office: Workspace, box: Box) -> None:
    allow(office, domains="[khac.vn]")
    result = run(office, *TAKEN, "--send")
    assert result.exit_code == 2 and "chưa được phép" in result.stderr
    assert not box.arrived and not box.accounts and not Register(office.register).entries


def test_a_broken_run_says_how_to_go_on(office: Workspace, box: Box) -> None:
    box.drop = {address(code): "half" for code in ("STC", "SKHCN", "SYT")}
    result = run(office, *TAKEN, "--send")
    assert result.exit_code == 1
    assert "mất kết nối" in result.stdout and "Còn 2 thư chưa gửi" in result.stdout


def test_a_new_office_gets_the_words_and_the_example(repo: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    made = CliRunner().invoke(main, ["--root", str(repo.root), "init", str(folder)])
    assert made.exit_code == 0, made.output
    assert (folder / "params" / "delivery.yml").is_file()
    assert [path.name for path in (folder / "delivery").iterdir()] == ["recipients.example.yml"]
    ignored = (folder / ".gitignore").read_text("utf-8").splitlines()
    assert {"/delivery/recipients.yml", "/delivery/register.csv"} <= set(ignored)
