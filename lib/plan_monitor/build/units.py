"""The units of a run: one notebook for one period and, where it has one, one agency."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plan_monitor.workspace import Workspace

CLEAN = "01_clean_submission"
TRAJECTORIES = "02_trajectories"
AGENCY_REPORT = "03_agency_report"
PROVINCE_REPORT = "04_province_report"
APPENDIX = "appendix.xlsx"
_NOTEBOOKS = {
    f"notebooks/{name}.ipynb" for name in (CLEAN, TRAJECTORIES, AGENCY_REPORT, PROVINCE_REPORT)
}


@dataclass(frozen=True)
class Unit:
    """One notebook to run; plain text only, so that it can be sent to another process."""

    notebook: str
    period: str
    agency: str = ""

    @property
    def label(self) -> str:
        """What the unit is called in progress lines and summaries."""
        return f"{self.notebook} {self.agency}".strip()

    @property
    def parameters(self) -> dict[str, Any]:
        """The notebook's parameters."""
        agency = {"agency": self.agency} if self.agency else {}
        return {"period": self.period, **agency}


@dataclass(frozen=True)
class UnitResult:
    """What became of a unit: the fault in one line (empty when it went well), and remarks.

    `remark` says why kernels were not warm. One that `stood` was not run: nothing had changed.
    """

    unit: Unit
    fault: str = ""
    evidence: str = ""
    unplaced: tuple[str, ...] = field(default=())
    seconds: float = 0.0
    remark: str = ""
    stood: bool = False


def is_read(name: str) -> bool:
    """Tell whether a unit may read the file `name` of the workspace: no notebook but the units'."""
    is_notebook = name.startswith("notebooks/") and name.endswith(".ipynb")
    return not is_notebook or name in _NOTEBOOKS


def report_folder(workspace: Workspace, unit: Unit) -> Path:
    """Return where the report of a report unit stands."""
    if unit.notebook == PROVINCE_REPORT:
        return workspace.province_report(unit.period)
    return workspace.agency_report(unit.period, unit.agency)


def evidence_path(workspace: Workspace, unit: Unit) -> Path:
    """Return where the executed notebook of a unit without a report stands."""
    name = f"{unit.notebook}_{unit.agency}".rstrip("_")
    return workspace.reports(unit.period) / "evidence" / f"{name}.ipynb"


def failed_path(workspace: Workspace, unit: Unit) -> Path:
    """Return where the notebook of a unit that went wrong stands."""
    name = f"{unit.notebook}_{unit.agency}".rstrip("_")
    return workspace.failed(unit.period) / f"{name}.ipynb"
