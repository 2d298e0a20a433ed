"""Two agencies' reports of one period as `make report` makes them, and all periods' tables."""

from pathlib import Path

import pytest

from plan_monitor.build.digests import snapshot
from plan_monitor.desk.frames import Desk, load
from plan_monitor.plan.calendar import known_periods
from plan_monitor.workspace import Workspace
from tests.conftest import copy_workspace
from tests.running.test_closing import AGENCIES as CLOSING
from tests.running.test_closing import compute
from tests.support.reports import run

PERIOD, AGENCIES = "2025H1", ("SYT", "SKHCN")
LATEST = "2026H1"


@pytest.fixture(scope="session")
def reported(tmp_path_factory: pytest.TempPathFactory, repo: Workspace) -> Workspace:
    """Read only."""
    workspace = copy_workspace(repo, tmp_path_factory.mktemp("desk") / "office", AGENCIES)
    told = run(workspace, "report", PERIOD)
    assert told.returncode == 0, told.stdout + told.stderr
    return workspace


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory, repo: Workspace) -> Workspace:
    """The tables of four agencies in every period, made without notebooks; read only."""
    workspace = copy_workspace(repo, tmp_path_factory.mktemp("tables") / "office", CLOSING)
    for period in known_periods(workspace):
        compute(workspace, period.id)
    return workspace


@pytest.fixture
def desk(tables: Workspace) -> Desk:
    return load(LATEST, tables)


def everything_in(folder: Path) -> dict[str, str]:
    """Return the digest of every file of a workspace."""
    return snapshot(folder, [folder])
