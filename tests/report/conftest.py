import pytest

from plan_monitor.intake.agency import read_agency, write_agency
from plan_monitor.progress.period import compute_progress, write_progress
from plan_monitor.workspace import Workspace
from tests.conftest import copy_workspace

AGENCIES = ("SYT", "STC", "SKHCN")
PERIODS = ("2025H1", "2025")


@pytest.fixture(scope="session")
def computed(tmp_path_factory: pytest.TempPathFactory, repo: Workspace) -> Workspace:
    """Two periods with three agencies: their tables, without notebooks; read only."""
    workspace = copy_workspace(repo, tmp_path_factory.mktemp("computed") / "office", AGENCIES)
    for period in PERIODS:
        for agency in AGENCIES:
            write_agency(workspace, period, agency, read_agency(workspace, period, agency))
        write_progress(workspace, period, compute_progress(workspace, period))
    return workspace
