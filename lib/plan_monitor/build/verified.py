"""What `verify` has confirmed: the inputs, the code and the reports, as one digest a period."""

from pathlib import Path

from plan_monitor.build.digests import digest_of, digest_of_code, snapshot
from plan_monitor.build.manifest import inputs
from plan_monitor.build.up_to_date import outputs
from plan_monitor.files import write_atomically
from plan_monitor.plan.calendar import Period
from plan_monitor.workspace import Workspace


def digest_to_verify(workspace: Workspace, period: Period) -> str:
    """Return a digest of what the reports of `period` are made from, and of the reports.

    The words of the mail are no part of either.
    """
    read = [path for path in inputs(workspace, period) if path != workspace.delivery_settings]
    made = outputs(workspace.reports(period.id))
    return digest_of([snapshot(workspace.root, [*read, *made]), digest_of_code(workspace.root)])


def keep_verified(workspace: Workspace, period: Period, digest: str | None) -> None:
    """Keep what was confirmed; None, because something differed, takes away what was kept."""
    path = _path(workspace, period)
    if digest is None:
        path.unlink(missing_ok=True)
    else:
        write_atomically(path, f"{digest}\n")


def is_verified(workspace: Workspace, period: Period) -> bool:
    """Tell whether what stands there now is what was confirmed last."""
    path = _path(workspace, period)
    return path.is_file() and path.read_text("utf-8").strip() == digest_to_verify(workspace, period)


def _path(workspace: Workspace, period: Period) -> Path:
    return workspace.root / ".plan_monitor" / f"{period.id}.verified"
