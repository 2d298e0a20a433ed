"""Workbooks as they really come back: re-saved, with rows inserted, sheets renamed."""

import shutil
import subprocess
from pathlib import Path

import pytest

from plan_monitor.intake.agency import AgencyIntake, read_agency
from plan_monitor.workspace import Workspace
from tests.conftest import needs_tool
from tests.intake.helpers import NOON, receive, rewrite

FILES = ("SKHCN_2025H1.xlsx", "VPUB_2025H1.xlsx", "BABE_2025H1.xlsx")


def values(intake: AgencyIntake) -> list[tuple]:
    return [(o.indicator_id, o.kind, o.value, o.text, o.outcome) for o in intake.observations] + [
        (t.task_id, t.status, t.document_number, t.document_date, t.result)
        for t in intake.task_reports
    ]


def resave(files: list[Path], folder: Path) -> None:
    """Open and save the workbooks in LibreOffice, in one go."""
    profile = folder / "profile"
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(folder / "saved"),
            *map(str, files),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )


def test_three_workbooks_saved_again_by_libreoffice_read_the_same(
    workspace: Workspace, tmp_path: Path
) -> None:
    needs_tool("soffice")
    before = {name: values(read_agency(workspace, "2025H1", name[:-12])) for name in FILES}
    resave([workspace.raw("2025H1") / name for name in FILES], tmp_path)
    for name in FILES:
        saved = tmp_path / "saved" / name
        original = workspace.raw("2025H1") / name
        assert saved.read_bytes() != original.read_bytes()
        receive(workspace, saved.read_bytes(), name)
        assert values(read_agency(workspace, "2025H1", name[:-12])) == before[name], name
        assert before[name]


def insert_rows(workbook) -> None:
    workbook["Chỉ tiêu"].insert_rows(3, 2)
    workbook["Chỉ tiêu"].insert_cols(1)
    workbook["Nhiệm vụ"].insert_rows(10)


def rename_sheets(workbook) -> None:
    workbook["Chỉ tiêu"].title = "Bieu 1!"
    workbook["Nhiệm vụ"].title = "Sheet2"


def lose_the_properties(workbook) -> None:
    for name in list(workbook.custom_doc_props.names):
        del workbook.custom_doc_props[name]
    del workbook["_plan_monitor"]


@pytest.mark.parametrize("change", [insert_rows, rename_sheets, lose_the_properties])
def test_layout_changes_do_not_change_what_is_read(workspace: Workspace, change) -> None:
    before = values(read_agency(workspace, "2025H1", "VPUB"))
    path = workspace.raw("2025H1") / "VPUB_2025H1.xlsx"
    rewrite(path, change)
    if change is lose_the_properties:
        renamed = path.with_name("bao cao gui so.xlsx")
        shutil.move(path, renamed)
        for other in workspace.raw("2025H1").glob("*.xlsx"):
            other.unlink() if other != renamed else None
        path = renamed
    receive(workspace, path.read_bytes(), path.name, NOON)
    after = read_agency(workspace, "2025H1", "VPUB")
    assert values(after) == before
    assert len(before) > 20


def test_inserted_rows_move_the_cells_in_the_lineage(workspace: Workspace) -> None:
    path = workspace.raw("2025H1") / "VPUB_2025H1.xlsx"
    rewrite(path, insert_rows)
    receive(workspace, path.read_bytes(), path.name)
    first = read_agency(workspace, "2025H1", "VPUB").observations[0]
    assert (first.indicator_id, first.cell) == ("9.2", "H9")
