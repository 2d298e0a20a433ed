"""The workspaces that are measured: copies of the demo, with one value changed at will."""

import hashlib
from pathlib import Path

from openpyxl import load_workbook

from plan_monitor.intake.form import save_workbook
from plan_monitor.intake.receipts import read_receipts
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.assignments import owed_indicators, reporters
from plan_monitor.plan.calendar import load_period
from plan_monitor.plan.loading import load_plan
from plan_monitor.plan.models import Plan
from plan_monitor.workspace import Workspace
from tests.conftest import REPO, copy_workspace
from tests.intake.helpers import cell_of, receive

_STEP = 0.1  # by which a value is changed


def plan_of(workspace: Workspace, period: str) -> Plan:
    """Return the plan as it stands at the cut-off of `period`."""
    return plan_as_of(load_plan(workspace.plan), load_period(workspace, period).as_of)


def senders(workspace: Workspace, period: str) -> list[str]:
    """Return the agencies that sent something, in protocol order."""
    sent = {path.name.split("_")[0] for path in workspace.raw(period).glob("*.xlsx")}
    return [one.code for one in reporters(plan_of(workspace, period)) if one.code in sent]


def office(folder: Path, period: str, limit: int | None) -> Workspace:
    """Return a copy of the demo in `folder`, with the first `limit` agencies that sent."""
    demo = Workspace.at(REPO)
    return copy_workspace(demo, folder, tuple(senders(demo, period)[:limit]) if limit else ())


def change_one_value(workspace: Workspace, period: str) -> str:
    """Change a reported figure of the first agency that has one, and return whose and which.

    The file keeps its name and the hour of its receipt; its fingerprint there is the new one.

    Raises
    ------
    LookupError
        If nobody reported a number.
    """
    plan = plan_of(workspace, period)
    arrivals = {one.file: one.received_at for one in read_receipts(workspace.receipts(period))}
    for code in senders(workspace, period):
        path = sorted(workspace.raw(period).glob(f"{code}_*.xlsx"))[-1]
        workbook = load_workbook(path)
        for item in owed_indicators(plan, code):
            cell = cell_of(workbook, item.id, "Thực hiện") if item.kind == "numeric" else None
            if cell is not None and isinstance(cell.value, int | float):
                cell.value = round(cell.value + _STEP, 2)
                receive(workspace, save_workbook(workbook), path.name, arrivals[path.name], period)
                return f"{code} {item.id}"
    raise LookupError(f"{workspace.raw(period)}: no figure")


def documents_of(workspace: Workspace, period: str) -> dict[str, str]:
    """Return the fingerprint of every report, by its place: pages and Word documents."""
    folder = workspace.reports(period)
    paths = [*folder.glob("*/**/report.html"), *folder.glob("*/**/report.docx")]
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(paths)
    }
