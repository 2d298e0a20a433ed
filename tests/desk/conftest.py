"""Two agencies' reports of one period, made once as `make report` makes them."""

import pytest

from plan_monitor.workspace import Workspace
from tests.conftest import copy_workspace
from tests.support.reports import run

PERIOD, AGENCIES = "2025H1", ("SYT", "SKHCN")


@pytest.fixture(scope="session")
def reported(tmp_path_factory: pytest.TempPathFactory, repo: Workspace) -> Workspace:
    """Read only."""
    workspace = copy_workspace(repo, tmp_path_factory.mktemp("desk") / "office", AGENCIES)
    told = run(workspace, "report", PERIOD)
    assert told.returncode == 0, told.stdout + told.stderr
    return workspace
