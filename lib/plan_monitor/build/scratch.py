"""What a killed run leaves: one folder of temporary files, and files half written.

The next run in the workspace clears them away; the lock says that nobody is at work on them.
"""

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from plan_monitor.build.digests import PASSED_OVER
from plan_monitor.files import write_atomically
from plan_monitor.forking import environment
from plan_monitor.plan.calendar import Period
from plan_monitor.workspace import Workspace

OLD = "old"
_PREFIX = "pm-"
_HALF = re.compile(r"\.(?P<name>.+)\.\d+\.tmp")
_BESIDE = re.compile(r"\.(?P<name>[^.]+)\.[a-z0-9_]{8}")
_OF_OTHERS = {"forms", "replies", "outbox"}  # what other commands write, which wait for no run


@contextlib.contextmanager
def scratch(workspace: Workspace) -> Iterator[None]:
    """Let all temporary files of the processes that are started meanwhile lie in one folder.

    Its path stands in the workspace's .plan_monitor until the run has ended.
    """
    note = workspace.root / ".plan_monitor" / "scratch"
    _clear(note)
    folder = tempfile.mkdtemp(prefix=_PREFIX)
    try:
        write_atomically(note, folder)
        with environment({"TMPDIR": folder}):
            yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with contextlib.suppress(OSError):
            note.unlink(missing_ok=True)


def clear_half_written(workspace: Workspace, period: Period) -> None:
    """Remove what a killed run had half written, and put a report that it had moved back."""
    places = [workspace.reports(period.id), workspace.processed(period.id)]
    places = [folder for place in places for folder in _folders(place)]
    for folder in [*places, workspace.portal.parent, workspace.root / ".plan_monitor"]:
        for path in list(folder.glob(".*")):
            beside = _BESIDE.fullmatch(path.name)
            if beside and path.is_dir():
                put_back(path, folder / beside["name"])
                shutil.rmtree(path, ignore_errors=True)
            elif (half := _HALF.fullmatch(path.name)) and half["name"] != "status.html":
                path.unlink(missing_ok=True)


def put_back(beside: Path, folder: Path) -> None:
    """Put the old report, which lies in `beside`, back in its `folder` if nothing stands there."""
    if (beside / OLD).is_dir() and not folder.exists():
        (beside / OLD).replace(folder)


def _folders(place: Path) -> Iterator[Path]:
    """Yield `place` and the folders below it that a run writes."""
    for found, names, _ in os.walk(place):
        yield Path(found)
        names[:] = [n for n in names if n not in PASSED_OVER | _OF_OTHERS and not n.startswith(".")]


def _clear(note: Path) -> None:
    """Remove the folder that the run before left, if it is one of this program's."""
    try:
        folder = Path(note.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return
    is_own = folder.parent == Path(tempfile.gettempdir()) and folder.name.startswith(_PREFIX)
    if is_own and folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder, ignore_errors=True)
