"""Build a period a second time in another folder and compare every file."""

import shutil
import tempfile
from pathlib import Path

from plan_monitor.build.executors import Workers
from plan_monitor.build.runner import Tell, run_report
from plan_monitor.build.up_to_date import outputs
from plan_monitor.build.verified import digest_to_verify, keep_verified
from plan_monitor.errors import UserError
from plan_monitor.locking import RUN, only_one
from plan_monitor.plan.calendar import Period, load_period, periods_until
from plan_monitor.workspace import Workspace


def verify_report(
    workspace: Workspace, period_id: str, tell: Tell, workers: Workers | None = None
) -> tuple[int, list[str]]:
    """Return how many files were compared, and the paths of those that differ.

    The second build reads copies of params, notebooks and submissions in a temporary folder, where
    nothing was made before: every unit is run. No other run may change what is compared meanwhile.
    What was confirmed is kept for those who give the reports away.
    """
    period = load_period(workspace, period_id)
    made = workspace.reports(period.id)
    if not (made / "index.html").is_file():
        raise UserError(
            workspace.relative(made) if made.exists() else f"reports/{period.id}",
            "chưa có báo cáo của kỳ này",
            "báo cáo đã lập",
            f"chạy make report PERIOD={period.id} trước",
        )
    with (
        only_one(workspace.lock(RUN)),
        tempfile.TemporaryDirectory(prefix="plan-monitor-verify-") as folder,
    ):
        digest = digest_to_verify(workspace, period)
        again = copy_inputs(workspace, period, Path(folder))
        run_report(again, period_id, tell, workers=workers)
        compared, different = compare(made, again.reports(period.id))
        keep_verified(workspace, period, None if different or not compared else digest)
        return compared, different


def copy_inputs(workspace: Workspace, period: Period, folder: Path) -> Workspace:
    """Copy what reports of `period` are made from into `folder`; return the workspace there.

    Editions of earlier periods are part of it, that of the period itself is not.
    """
    copied = [workspace.root / name for name in ("params", "notebooks", "data/raw")]
    copied += [workspace.edition(one.id) for one in periods_until(workspace, period)[:-1]]
    for path in copied:
        if path.is_dir():
            shutil.copytree(path, folder / path.relative_to(workspace.root), dirs_exist_ok=True)
    return Workspace.at(folder)


def compare(first: Path, second: Path) -> tuple[int, list[str]]:
    """Return the number of files in either folder, and the paths whose bytes differ."""
    paths = {
        path.relative_to(folder).as_posix()
        for folder in (first, second)
        for path in outputs(folder)
    }
    return len(paths), [
        path for path in sorted(paths) if _bytes(first, path) != _bytes(second, path)
    ]


def _bytes(folder: Path, path: str) -> bytes | None:
    file = folder / path
    return file.read_bytes() if file.is_file() else None
