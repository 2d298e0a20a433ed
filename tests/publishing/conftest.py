"""Two periods of three agencies, one of which wrote a person into every text that it may write."""

import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell

from plan_monitor.intake import layout
from plan_monitor.intake.agency import read_agency, write_agency
from plan_monitor.progress.period import compute_progress, write_progress
from plan_monitor.workspace import Workspace
from tests.conftest import copy_workspace
from tests.intake.helpers import cell_of, receive
from tests.support.reports import run

AGENCIES = ("SYT", "STC", "SKHCN")
PERIODS = ("2025H1", "2025")
NAME, EMAIL, PHONE = "Lò Thị Khuyết Danh", "khuyet.danh@thu.example", "0912 345 678"
PERSON = f"{NAME}, {EMAIL}, {PHONE}"
TRACES = (NAME, "Khuyết Danh", "khuyet.danh", "Khuyet-Danh", "0912 345")
REPORT = f'<!DOCTYPE html><html lang="vi"><body><p id="x">{PERSON}</p></body></html>'
FREE = {
    *layout.INDICATOR_HEADERS[-2:],
    "Số văn bản", "Kết quả", "Khó khăn", "Thời hạn đề xuất", "Căn cứ",
    *layout.NARRATIVE_ASKED, "Ghi chú", "Lý do thay đổi", "Nguồn",
}  # fmt: skip


def free_cells(workbook: Workbook) -> Iterator[Cell]:
    """Yield the cells in which an agency may write what it likes, by their column's header."""
    for sheet in workbook.worksheets:
        headers: dict[int, str] = {}
        for row in sheet.iter_rows():
            found = {cell.column: str(cell.value) for cell in row if cell.value in FREE}
            headers = found or headers
            yield from (
                cell for cell in row if cell.column in headers and not cell.protection.locked
            )


def _write_person(workspace: Workspace, period: str) -> None:
    """Let one agency name a person everywhere, also in the name of its file."""
    paths = sorted(workspace.raw(period).glob("SKHCN_*.xlsx"))
    workbook = load_workbook(paths[-1])
    cells = list(free_cells(workbook))
    assert len(cells) > 100 and {cell.parent.title for cell in cells} > {"Chỉ tiêu", "Nhiệm vụ"}
    for cell in cells:
        cell.value = PERSON
    cell_of(workbook, "1", "Thực hiện").value = PERSON
    buffer = io.BytesIO()
    workbook.save(buffer)
    for path in paths:
        path.unlink()
    receive(workspace, buffer.getvalue(), f"SKHCN_{period}_Khuyet-Danh.xlsx", period=period)


def _name_persons_of_the_office(workspace: Workspace) -> None:
    path = workspace.plan / "agencies.yml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    for agency in data["agencies"]:
        agency["email"] = EMAIL
        agency["note"] = PERSON
        if "signature" in agency:
            agency["signature"]["name"] = NAME
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


def set_publishing(workspace: Workspace, choice: dict[str, Any]) -> None:
    """Write what the office chose about publishing."""
    path = workspace.plan / "reporting.yml"
    data = yaml.safe_load(path.read_text(encoding="utf-8")) | {"publishing": choice}
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory, repo: Workspace) -> Workspace:
    """The tables of both periods, full of a person; read only."""
    workspace = copy_workspace(repo, tmp_path_factory.mktemp("told") / "office", AGENCIES)
    _name_persons_of_the_office(workspace)
    for period in PERIODS:
        _write_person(workspace, period)
        for agency in AGENCIES:
            write_agency(workspace, period, agency, read_agency(workspace, period, agency))
        write_progress(workspace, period, compute_progress(workspace, period))
    return workspace


@pytest.fixture
def office(told: Workspace, tmp_path: Path) -> Workspace:
    """A copy of it that a test may change."""
    shutil.copytree(told.root, tmp_path / "office")
    return Workspace.at(tmp_path / "office")


def with_reports(workspace: Workspace) -> Workspace:
    """Put a file in the place of every document, with a person in it."""
    for period in PERIODS:
        folders = [workspace.agency_report(period, agency) for agency in AGENCIES]
        for folder in (*folders, workspace.province_report(period)):
            folder.mkdir(parents=True)
            for name in ("report.html", "report.docx", "appendix.xlsx", "03_report.ipynb"):
                (folder / name).write_text(REPORT, encoding="utf-8")
    return workspace


@pytest.fixture(scope="session")
def site(told: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of both periods, the province's reports in it."""
    folder = tmp_path_factory.mktemp("site") / "Văn phòng số 1"
    shutil.copytree(told.root, folder)
    workspace = with_reports(Workspace.at(folder))
    set_publishing(workspace, {"documents": "province"})
    result = run(workspace, "site")
    assert result.returncode == 0, result.stderr
    assert "6 tệp báo cáo đi kèm" in result.stdout and "chưa chọn" in result.stdout
    return workspace.site
