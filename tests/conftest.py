import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from plan_monitor.plan.loading import load_plan
from plan_monitor.plan.models import Plan
from plan_monitor.workspace import Workspace

REPO = Path(__file__).parent.parent

# Nothing is written beside the code, and a failure on CI is the failure here.
settings.register_profile("project", database=None, derandomize=True, deadline=None)
settings.load_profile("project")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes minutes: files run whole on one worker, the last one alone."""
    items.sort(key=lambda item: item.get_closest_marker("full") is None)


def needs_tool(name: str) -> None:
    """Skip loudly where an optional tool is missing; on CI its absence is a failure."""
    if shutil.which(name) is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is not installed on this machine, and CI needs it")
        pytest.skip(f"{name} is not installed: this is NOT tested here")


@pytest.fixture(scope="session")
def repo() -> Workspace:
    """The repository as the demo workspace; read only."""
    return Workspace.at(REPO)


@pytest.fixture(scope="session")
def plan(repo: Workspace) -> Plan:
    return load_plan(repo.plan)


@pytest.fixture
def workspace(tmp_path: Path, repo: Workspace) -> Workspace:
    """A copy of the demo workspace in a folder of its own."""
    return copy_workspace(repo, tmp_path / "office")


def copy_workspace(repo: Workspace, folder: Path, agencies: tuple[str, ...] = ()) -> Workspace:
    """Copy the demo workspace; with `agencies`, only their submissions."""
    for name in ("params", "notebooks", "data/raw"):
        shutil.copytree(repo.root / name, folder / name)
    if agencies:
        for path in (folder / "data" / "raw").rglob("*.xlsx"):
            if path.name.split("_")[0] not in agencies:
                path.unlink()
    return Workspace.at(folder)
