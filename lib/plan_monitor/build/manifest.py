"""manifest.json: what a period's reports were made from, and what was made."""

import json
import platform
import subprocess
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from plan_monitor.build.units import UnitResult
from plan_monitor.files import content_sha256, file_sha256, sha256, write_atomically
from plan_monitor.plan.calendar import Period, periods_until
from plan_monitor.workspace import Workspace

NAME = "manifest.json"
_PACKAGES = (
    "plan-monitor",
    "papermill",
    "nbconvert",
    "pandas",
    "matplotlib",
    "openpyxl",
    "python-docx",
    "ipykernel",
)
_LEFT_OUT = (NAME, "failed/", "forms/", "replies/", "status.html")


def write_manifest(workspace: Workspace, period: Period, results: Sequence[UnitResult]) -> None:
    """Write the manifest of a period; the only file that may differ between two builds."""
    folder = workspace.reports(period.id)
    manifest = {
        "period": period.id,
        "versions": {"python": platform.python_version()}
        | {name: version(name) for name in _PACKAGES},
        "commit": _commit(workspace.root),
        "inputs": {workspace.relative(p): file_sha256(p) for p in inputs(workspace, period)},
        "outputs": {path.relative_to(folder).as_posix(): _hashes(path) for path in outputs(folder)},
        "seconds": {result.unit.label: round(result.seconds, 3) for result in results},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    write_atomically(folder / NAME, text + "\n")


def inputs(workspace: Workspace, period: Period) -> list[Path]:
    """Return every file that a report for `period` may read."""
    folders = [workspace.root / "params", workspace.notebooks]
    known = periods_until(workspace, period)
    folders += [workspace.raw(one.id) for one in known]
    folders += [workspace.edition(one.id) for one in known[:-1]]
    return sorted(
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
    )


def outputs(folder: Path) -> list[Path]:
    """Return every file that two builds must agree on."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not path.relative_to(folder).as_posix().startswith(_LEFT_OUT)
    )


def _hashes(path: Path) -> dict[str, str]:
    data = path.read_bytes()
    return {"sha256": sha256(data), "content_sha256": content_sha256(data)}


def _commit(root: Path) -> Any:
    try:
        found = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    return found.stdout.strip() or None
