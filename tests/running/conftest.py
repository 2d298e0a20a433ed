"""Three agencies whose period is made without kernels."""

import shutil
from pathlib import Path

import pytest

from plan_monitor.workspace import Workspace
from tests.conftest import copy_workspace
from tests.running.faults import ground  # noqa: F401  (a fixture)
from tests.support.stand_ins import AGENCIES, ALL, ran, without_kernels


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory, repo: Workspace) -> Workspace:
    """Three agencies, made once."""
    workspace = copy_workspace(repo, tmp_path_factory.mktemp("small") / "office", AGENCIES)
    with pytest.MonkeyPatch.context() as patch:
        without_kernels(patch)
        assert ran(workspace) == ALL
    return workspace


@pytest.fixture
def made(small: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A copy of what was made: another folder and other times, the same content."""
    without_kernels(monkeypatch)
    shutil.copytree(small.root, tmp_path / "office", copy_function=shutil.copyfile)
    return Workspace.at(tmp_path / "office")
