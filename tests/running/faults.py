"""An office whose reports stand and whose notebooks have changed: what is then disturbed."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from plan_monitor.build.limits import CELL_SECONDS, KERNEL_MB
from plan_monitor.workspace import Workspace
from tests.support import drill
from tests.support.drill import BARRIER, CLEAN, MARK, PROVINCE, REPORT, Kept

ALL = (CLEAN, BARRIER, REPORT, PROVINCE)
REPORTS = (REPORT, PROVINCE)
LIMITS = {CELL_SECONDS: "100", KERNEL_MB: "700"}


@dataclass
class Ground:
    """The office as it was made first, workers that are warm, and the folder of their orders."""

    office: Workspace
    workers: Kept
    orders: Path
    undisturbed: dict[tuple[str, ...], Workspace]

    def changed(self, folder: Path, names: tuple[str, ...]) -> Workspace:
        """Return a copy of the office in `folder` with notebooks that have changed since."""
        shutil.copytree(self.office.root, folder)
        workspace = Workspace.at(folder)
        drill.change(workspace, names)
        return workspace

    def check_whole(self, workspace: Workspace, names: tuple[str, ...]) -> None:
        """Every report is the old one or the new one."""
        old, new = drill.reports(self.office), drill.reports(self.undisturbed[names])
        for name, found in drill.reports(workspace).items():
            assert found in (old[name], new[name]), name

    def check_next(self, workspace: Workspace, names: tuple[str, ...]) -> None:
        """The next run mends all: the same bytes as without a disturbance, and nothing beside."""
        note = workspace.root / ".plan_monitor" / "scratch"
        scratch = Path(note.read_text(encoding="utf-8")) if note.is_file() else None
        summary = drill.make(workspace, self.workers)
        assert summary.is_good, summary.faults
        assert drill.everything(workspace) == drill.everything(self.undisturbed[names])
        assert drill.left_over(workspace) == []
        assert scratch is None or not scratch.exists()


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory, repo: Workspace) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("ground")
    orders = folder / "orders"
    orders.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {MARK: str(orders), **LIMITS}.items():
            patch.setitem(os.environ, name, value)
        workers = Kept()
        workers.submit(os.getpid).result()  # starts them, with this environment
        ground = Ground(drill.write_office(repo, folder / "office"), workers, orders, {})
        assert drill.make(ground.office, workers).is_good
    for names in (ALL, REPORTS):
        changed = ground.changed(folder / f"changed{len(names)}", names)
        summary = drill.make(changed, workers)
        assert summary.is_good, summary.faults
        ground.undisturbed[names] = changed
    assert drill.everything(ground.office) != drill.everything(changed)
    yield ground
    workers.end()
