"""What the command line says when something is wrong: one line, where, what, and what to do."""

import errno
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from plan_monitor.cli import doctor
from plan_monitor.cli.main import main

MARKS = (". Cần: ", ". Cách xử lý: ")


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), *arguments], catch_exceptions=False)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("report",), "main report: thiếu PERIOD"),
        (("report", "2025H1", "--jbos", "2"), "không có tùy chọn --jbos. Cần: --jobs"),
        (("reprot",), "không có lệnh reprot. Cần: report"),
        (("report", "2025H1", "--jobs", "nhiều"), "giá trị của --jobs không dùng được"),
        (("report", "2025H1", "2025"), "main report: "),
    ],
)
def test_what_was_typed_wrong_is_one_line(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    result = run(tmp_path, *arguments)
    assert result.exit_code == 2 and result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert said in line and all(mark in line for mark in MARKS)


def broken(*_: object) -> None:
    raise RuntimeError("một điều\nkhông ai ngờ")


def test_a_pipe_that_is_closed_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: object) -> None:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    (tmp_path / ".plan_monitor").mkdir()
    monkeypatch.setattr(doctor.Workspace, "at", closed)
    result = run(tmp_path, "doctor")
    assert (result.exit_code, result.stderr) == (1, "")
    assert not list((tmp_path / ".plan_monitor").iterdir())


@pytest.fixture
def fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.Workspace, "at", broken)


@pytest.mark.usefixtures("fault")
def test_a_fault_of_the_program_is_one_line_and_its_traceback_is_kept(tmp_path: Path) -> None:
    (tmp_path / ".plan_monitor").mkdir()
    result = run(tmp_path, "doctor")
    assert result.exit_code == 3
    (line,) = result.stderr.splitlines()
    assert line.startswith("Lỗi của chương trình: RuntimeError: một điều không ai ngờ. Cần: ")
    kept = (tmp_path / ".plan_monitor" / "fault.txt").read_text("utf-8")
    assert kept.startswith("Traceback") and "in broken" in kept


@pytest.mark.usefixtures("fault")
def test_without_a_workspace_the_traceback_is_shown(tmp_path: Path) -> None:
    result = run(tmp_path, "doctor")
    assert result.exit_code == 3 and "Traceback" in result.stderr
    assert "gửi những dòng trên" in result.stderr.splitlines()[-1]
    assert not list(tmp_path.iterdir())
