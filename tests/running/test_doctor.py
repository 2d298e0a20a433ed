"""`doctor`: what it looks at, and what it never prints."""

import importlib.metadata
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from plan_monitor.build import doctor
from plan_monitor.build.doctor import Finding, examine
from plan_monitor.cli.main import main
from plan_monitor.workspace import Workspace
from tests.conftest import REPO


def run(root: Path) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), "doctor"], catch_exceptions=False)


def named(findings: list[Finding], name: str) -> list[Finding]:
    return [one for one in findings if one.name == name]


@pytest.fixture
def office(tmp_path: Path) -> Workspace:
    shutil.copytree(REPO / "params", tmp_path / "office" / "params")
    return Workspace.at(tmp_path / "office")


def test_a_machine_that_runs_these_tests_is_well(
    office: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAN_MONITOR_SMTP_PASSWORD", "bí mật 41")
    monkeypatch.setenv("PLAN_MONITOR_CELL_SECONDS", "77")
    result = run(office.root)
    assert result.exit_code == 0, result.stdout
    lines = result.stdout.splitlines()
    assert lines[-1] == "Không có điều gì phải sửa."
    assert all(line.startswith(("[được]", "[không bắt buộc]")) for line in lines[:-1])
    for part in ("pandas ", "DejaVu Sans, đủ chữ tiếng Việt", "2025H1 (0 tệp)", "SECONDS: 77"):
        assert part in result.stdout
    assert "bí mật 41" not in result.stdout and "PASSWORD: đã đặt" in result.stdout


def test_outside_a_workspace_the_machine_alone_is_looked_at(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert "thư mục làm việc" in result.stdout.splitlines()[0]
    assert "Python" in result.stdout and "Các kỳ" not in result.stdout


def test_a_package_too_old_and_one_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    needed = ["pandas>=999", "no-such-package", "other>=9; extra == 'lab'"]
    monkeypatch.setattr(importlib.metadata, "requires", lambda _: needed)
    first, _ = named(list(examine(None)), "Thư viện")
    assert first.health == "bad" and "make setup" in first.to_do
    assert first.said.startswith("pandas ") and first.said.endswith("; thiếu no-such-package")


def test_what_cannot_be_imported_is_named_and_the_rest_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken() -> object:
        raise ModuleNotFoundError("No module named 'x'", name="matplotlib")

    monkeypatch.setattr(doctor, "_font", broken)
    found = list(examine(None))
    assert Finding("Thư viện", "thiếu matplotlib", "bad", "chạy make setup") in found
    assert named(found, "git")


def test_optional_tools_are_no_fault(office: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    result = run(office.root)
    assert result.exit_code == 0
    assert "[không bắt buộc] LibreOffice: không có" in result.stdout


def test_a_plan_with_faults_and_a_full_disk(
    office: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = office.plan / "tasks.yml"
    path.write_text(path.read_text("utf-8").replace("SYT", "LẠ", 1), encoding="utf-8")
    usage = shutil.disk_usage(office.root)._replace(free=5)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    result = run(office.root)
    assert result.exit_code == 1
    assert "[HỎNG] Kế hoạch: 1 lỗi. Cách xử lý: chạy plan-monitor plan validate" in result.stdout
    assert "[HỎNG] Đĩa" in result.stdout and "2 điều phải sửa." in result.stdout
