"""One whole period, built once for all the files here, however many processes run them."""

import json
import os
from pathlib import Path

import pytest
from filelock import FileLock

from plan_monitor.workspace import Workspace
from tests.conftest import copy_workspace
from tests.support.reports import run

PERIOD = "2025H1"
SENDERS = 27


@pytest.fixture(scope="session")
def outcome(tmp_path_factory: pytest.TempPathFactory, repo: Workspace) -> dict[str, str]:
    """What `report` said of the whole period, and where the workspace is."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # shared by the workers of one run
    told = folder / "whole.json"
    with FileLock(folder / "whole.lock"):
        if not told.is_file():
            workspace = copy_workspace(repo, folder / "whole" / "office")
            result = run(workspace, "report", PERIOD)
            told.write_text(
                json.dumps(
                    {
                        "root": str(workspace.root),
                        "code": str(result.returncode),
                        "output": result.stdout,
                        "progress": result.stderr,
                    }
                ),
                encoding="utf-8",
            )
    found: dict[str, str] = json.loads(told.read_text(encoding="utf-8"))
    assert found["code"] == "0", found["output"] + found["progress"]
    return found


@pytest.fixture(scope="session")
def built(outcome: dict[str, str]) -> Workspace:
    """The workspace with the whole period built; read only."""
    return Workspace.at(outcome["root"])


@pytest.fixture(scope="session")
def report_folders(built: Workspace) -> list[Path]:
    """The folders of all reports, the province's first."""
    reports = built.reports(PERIOD)
    return [reports / "province", *sorted((reports / "agencies").iterdir())]
