"""The plan's document and its YAML say the same."""

import shutil
from pathlib import Path

import pytest

from plan_monitor.errors import UserError
from plan_monitor.plan.importing import import_plan
from plan_monitor.plan.loading import load_plan
from plan_monitor.plan.models import Plan
from plan_monitor.workspace import Workspace
from tests.support.plan_text import annexes

HORIZONS = {2030: "Đến năm 2030", 2045: "ĐẾN NĂM 2045"}


@pytest.fixture
def folder(tmp_path: Path, repo: Workspace) -> Path:
    """A folder with the plan's header and register of agencies, without its rows."""
    for name in ("plan.yml", "agencies.yml"):
        shutil.copy(repo.plan / name, tmp_path / name)
    return tmp_path


def write_source(folder: Path, plan: Plan) -> Path:
    source = folder / "source.txt"
    source.write_text("Trang web\n\n" + annexes(plan, HORIZONS), encoding="utf-8")
    return source


def test_import_of_the_written_annexes_gives_the_plan_back(
    folder: Path, repo: Workspace, plan: Plan
) -> None:
    for name in ("indicators.yml", "tasks.yml"):
        shutil.copy(repo.plan / name, folder / name)
    import_plan(write_source(folder, plan), folder)
    assert load_plan(folder) == plan
    for name in ("indicators.yml", "tasks.yml"):
        assert (folder / name).read_bytes() == (repo.plan / name).read_bytes(), name


def test_import_without_earlier_decisions_reads_every_cell_but_decides_nothing(
    folder: Path, plan: Plan
) -> None:
    review = import_plan(write_source(folder, plan), folder)
    assert review == ["nhiệm vụ 70: không đọc được thời hạn “Tháng 11/202”"]
    text = (folder / "indicators.yml").read_text(encoding="utf-8")
    assert "better" not in text
    with pytest.raises(UserError, match="chưa có mục decided"):
        load_plan(folder)


def test_paragraphs_of_one_cell_stay_together(plan: Plan) -> None:
    task = plan.task("60")
    assert task.name.split("\n")[0].endswith("Đề án 06[1], gồm:")
    assert len(task.parts) == 9
    assert all(part in task.name for part in task.parts)
    assert task.notes == (
        "[1] Theo phân công chi tiết trong Kế hoạch thực hiện Đề án 06 của tỉnh.",
    )


def test_source_without_the_tables_is_refused(folder: Path) -> None:
    source = folder / "other.txt"
    source.write_text("Không có bảng nào", encoding="utf-8")
    with pytest.raises(UserError, match="không tìm thấy bảng"):
        import_plan(source, folder)


def test_unknown_body_is_put_up_for_review(folder: Path, plan: Plan) -> None:
    source = write_source(folder, plan)
    text = source.read_text(encoding="utf-8").replace("\n\nSở Y tế\n", "\n\nSở Vũ trụ\n", 1)
    source.write_text(text, encoding="utf-8")
    assert "chỉ tiêu 27: không nhận ra cơ quan “sở vũ trụ”" in [
        line.replace("27.", "27") for line in import_plan(source, folder)
    ]
