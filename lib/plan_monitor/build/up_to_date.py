"""Is there anything to do? Answered from the bytes of all files, with nothing heavy loaded."""

import subprocess
from collections.abc import Iterable
from pathlib import Path

from plan_monitor.build.digests import digest_of, digest_of_code, files_in, is_passing, snapshot
from plan_monitor.build.record import Whole, read_record
from plan_monitor.build.units import is_read
from plan_monitor.workspace import Workspace

MANIFEST = "manifest.json"
_LEFT_OUT = ("failed/", "forms/", "open-data/", "outbox/", "replies/", "status.html")


def unchanged_run(workspace: Workspace, period: str) -> Whole | None:
    """Return the last run of the whole `period` if it read and wrote what stands there now."""
    if Path(period).name != period:
        return None
    whole = read_record(workspace.root, period).whole
    if whole is None or whole.wrote != digest_of_made(workspace, period):
        return None
    return whole if whole.read == digest_of_read(workspace, whole.places) else None


def digest_of_read(workspace: Workspace, places: Iterable[str]) -> str:
    """Return a digest of all that a run reads: the files in `places`, the code, the commit."""
    root = workspace.root
    found = snapshot(root, [root / place for place in places])
    read = {name: digest for name, digest in found.items() if is_read(name)}
    return digest_of([read, digest_of_code(root), commit_of(root)])


def digest_of_made(workspace: Workspace, period: str) -> str:
    """Return a digest of all that a run makes: tables, reports, their manifest, and the portal."""
    reports, processed = workspace.reports(period), workspace.processed(period)
    paths = [*outputs(reports), reports / MANIFEST, processed, workspace.portal]
    return digest_of(snapshot(workspace.root, paths))


def outputs(folder: Path) -> list[Path]:
    """Return every file of a period's reports that two builds must agree on."""
    return sorted(path for path in files_in(folder) if _is_output(path, folder))


def commit_of(root: Path) -> str | None:
    """Return the commit that is checked out at `root`, None where there is none."""
    try:
        found = subprocess.run(
            ["git", "rev-parse", "HEAD"],
            cwd=root,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    except OSError:
        return None
    return found.stdout.strip() or None


def _is_output(path: Path, folder: Path) -> bool:
    name = path.relative_to(folder).as_posix()
    is_left_out = name == MANIFEST or name.startswith(_LEFT_OUT) or is_passing(name)
    return not is_left_out and path.is_file()
