"""manifest.json: what a period's reports were made from, and what was made."""

import json
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from plan_monitor.build.digests import PACKAGE, digest_of, files_in, snapshot
from plan_monitor.build.units import UnitResult, is_read
from plan_monitor.build.up_to_date import MANIFEST, commit_of, outputs
from plan_monitor.files import content_sha256, file_sha256, sha256, write_atomically
from plan_monitor.plan.calendar import Period, periods_until
from plan_monitor.workspace import Workspace

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


def write_manifest(workspace: Workspace, period: Period, results: Sequence[UnitResult]) -> None:
    """Write the manifest of a period; the only file that may differ between two builds.

    `code` is a digest of this package's files; `seconds` is how long each unit took when it was
    run last.
    """
    folder = workspace.reports(period.id)
    manifest = {
        "period": period.id,
        "versions": {"python": platform.python_version()}
        | {name: version(name) for name in _PACKAGES},
        "commit": commit_of(workspace.root),
        "code": digest_of(snapshot(PACKAGE, [PACKAGE])),
        "inputs": {workspace.relative(p): file_sha256(p) for p in inputs(workspace, period)},
        "outputs": {path.relative_to(folder).as_posix(): _hashes(path) for path in outputs(folder)},
        "parameters": {result.unit.label: result.unit.parameters for result in results},
        "seconds": {result.unit.label: round(result.seconds, 3) for result in results},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    data = f"{text}\n".encode("utf-8", "backslashreplace")  # a name that is no Unicode
    write_atomically(folder / MANIFEST, data)


def inputs(workspace: Workspace, period: Period) -> list[Path]:
    """Return every file that a report for `period` may read."""
    folders = input_folders(workspace, period)
    found = (path for folder in folders for path in files_in(folder) if path.is_file())
    return sorted(path for path in found if is_read(path.relative_to(workspace.root).as_posix()))


def input_folders(workspace: Workspace, period: Period) -> list[Path]:
    """Return the folders that a report for `period` may read, whether they are there or not."""
    known = periods_until(workspace, period)
    return [
        workspace.root / "params",
        workspace.notebooks,
        *(workspace.raw(one.id) for one in known),
        *(workspace.edition(one.id) for one in known[:-1]),
    ]


def _hashes(path: Path) -> dict[str, str]:
    data = path.read_bytes()
    return {"sha256": sha256(data), "content_sha256": content_sha256(data)}
