"""A period made without kernels: tables are really computed, documents stand in as digests."""

import datetime as dt
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from plan_monitor.build import runner, units
from plan_monitor.build.digests import digest_of, snapshot
from plan_monitor.build.summary import RunSummary
from plan_monitor.build.units import Unit, UnitResult
from plan_monitor.build.up_to_date import MANIFEST
from plan_monitor.files import sha256
from plan_monitor.intake.agency import TABLES, read_agency, write_agency
from plan_monitor.intake.form import save_workbook
from plan_monitor.intake.receipts import read_receipts, write_receipts
from plan_monitor.plan import loading
from plan_monitor.plan.plan_files import PlanFiles, read_plan_files
from plan_monitor.plan.yaml_files import write_yaml
from plan_monitor.progress.period import compute_progress, write_progress
from plan_monitor.workspace import Workspace
from tests.intake.helpers import cell_of

PERIOD, AGENCIES = "2025", ("SYT", "STC", "SKHCN")
CLEANED = {f"{units.CLEAN} {code}" for code in AGENCIES}
REPORTED = {f"{units.AGENCY_REPORT} {code}" for code in AGENCIES}
BARRIER, PROVINCE = units.TRAJECTORIES, units.PROVINCE_REPORT
ALL = CLEANED | REPORTED | {BARRIER, PROVINCE}


KNOWN: dict[str, Any] = {}


def once(workspace: Workspace, function: Callable[..., Any], *arguments: str) -> Any:
    """Return what `function` finds in the workspace; for the same files it is called once."""
    places = [workspace.root / name for name in ("params", "data/raw", "editions")]
    if function is compute_progress:
        tables = workspace.processed(PERIOD) / "agencies"
        places += [tables / code / f"{name}.csv" for code in AGENCIES for name in TABLES]
    key = digest_of([function.__name__, arguments, snapshot(workspace.root, places)])
    if key not in KNOWN:
        KNOWN[key] = function(workspace, *arguments)
    return KNOWN[key]


def stand_in(workspace: Workspace, unit: Unit) -> UnitResult:
    """Do what the unit's notebook does, without a kernel."""
    notebook = (workspace.notebooks / f"{unit.notebook}.ipynb").read_bytes()
    if unit.notebook == units.CLEAN:
        intake = once(workspace, read_agency, unit.period, unit.agency)
        write_agency(workspace, unit.period, unit.agency, intake)
    elif unit.notebook == units.TRAJECTORIES:
        progress = once(workspace, compute_progress, unit.period)
        write_progress(workspace, unit.period, progress)
    else:
        folder = units.report_folder(workspace, unit)
        own = [workspace.agency_tables(unit.period, unit.agency)]
        place = own if unit.agency else [workspace.processed(unit.period)]
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        text = digest_of([snapshot(workspace.root, place), sha256(notebook)])
        for name in ("report.html", "report.docx", units.APPENDIX, f"{unit.notebook}.ipynb"):
            (folder / name).write_text(text, encoding="utf-8")
        return UnitResult(unit, unplaced=(f"{unit.label}, ô 3",), seconds=1.5)
    path = units.evidence_path(workspace, unit)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(notebook)
    return UnitResult(unit, seconds=1.5)


def without_kernels(patch: pytest.MonkeyPatch) -> None:
    """Let the runner run stand-ins, and read the same plan once."""

    def run_units(_workers, carrier, chosen, tell):
        results = []
        for unit in chosen:
            results.append(stand_in(carrier.workspace, unit))
            tell(results[-1])
        return results

    def read_once(folder: Path):
        return once(Workspace(folder.parent.parent), read_plan)

    patch.setattr(runner, "run_units", run_units)
    patch.setattr(loading, "read_plan_files", read_once)


def read_plan(workspace: Workspace) -> PlanFiles:
    return read_plan_files(workspace.plan)


def make(workspace: Workspace, tell=lambda *_: None, **options) -> RunSummary:
    return runner.run_report(workspace, PERIOD, tell, **options)


def ran(workspace: Workspace, **options) -> set[str]:
    """Make the period's reports; return the units that were run."""
    return {one.unit.label for one in make(workspace, **options).results if not one.stood}


def everything(workspace: Workspace) -> dict[str, str]:
    """Return the digest of every file made, without the manifest."""
    found = snapshot(workspace.root, [workspace.root / "reports", workspace.root / "data"])
    return {name: digest for name, digest in found.items() if not name.endswith(MANIFEST)}


def manifest(workspace: Workspace) -> dict:
    path = workspace.reports(PERIOD) / MANIFEST
    return json.loads(path.read_text(encoding="utf-8"))


def enter(workspace: Workspace, name: str, hours: int = 0) -> None:
    """Write the receipt of a file as it is now, by `hours` later than before."""
    path = workspace.receipts(PERIOD)
    rows = []
    for row in read_receipts(path):
        if row.file == name:
            digest = sha256((workspace.raw(PERIOD) / name).read_bytes())
            at = row.received_at + dt.timedelta(hours=hours)
            row = row.model_copy(update={"sha256": digest, "received_at": at})  # noqa: PLW2901
        rows.append(row)
    write_receipts(path, rows, "")


def submit(workspace: Workspace, agency: str, item: str, value: float) -> None:
    path = sorted(workspace.raw(PERIOD).glob(f"{agency}_*.xlsx"))[-1]
    workbook = load_workbook(path)
    cell_of(workbook, item, "Thực hiện").value = value
    path.write_bytes(save_workbook(workbook))
    enter(workspace, path.name)


def correct(workspace: Workspace, status: str) -> None:
    """Correct a figure of STC's that SKHCN monitors too."""
    path = sorted(workspace.raw(PERIOD).glob("STC_*.xlsx"))[-1]
    said = cell_of(load_workbook(path), "8", "Thực hiện").value
    correction = {"agency": "STC", "item": "indicator 8", "field": "actual", "from": str(said)}
    correction |= {"to": "12,5", "reason": "văn bản xác nhận", "by": "Cơ quan tổng hợp"}
    correction |= {"date": "2025-11-20", "status": status}
    write_yaml(workspace.corrections(PERIOD), {"corrections": [correction]}, "")


def touch(name: str, more: bytes = b"\n") -> Callable[[Workspace], None]:
    def change(workspace: Workspace) -> None:
        path = workspace.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((path.read_bytes() if path.exists() else b"") + more)

    return change


def remove(name: str) -> Callable[[Workspace], None]:
    return lambda workspace: (workspace.root / name).unlink()
