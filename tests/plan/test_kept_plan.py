"""A plan that was read once is not read again: in this process, or in another that is handed it."""

import shutil
from pathlib import Path

import pytest

from plan_monitor.errors import UserError
from plan_monitor.plan import loading
from plan_monitor.plan.loading import keep_plan, load_plan
from plan_monitor.plan.models import Plan
from tests.conftest import REPO


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plan of which this process knows nothing yet."""
    monkeypatch.setattr(loading, "_known", {})
    return shutil.copytree(REPO / "params" / "plan", tmp_path / "params" / "plan")


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the plan's files cannot be read as YAML."""

    def refuse(_: Path) -> Plan:
        raise AssertionError("read again")

    monkeypatch.setattr(loading, "_read", refuse)


@pytest.mark.parametrize("place", ["params/plan", "tests/second_plan/params/plan"])
def test_a_kept_plan_is_the_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    folder = shutil.copytree(REPO / place, tmp_path / "plan")
    plan = load_plan(folder)
    path = keep_plan(folder)
    assert path is not None and folder not in path.parents
    monkeypatch.setattr(loading, "_known", {})
    monkeypatch.setattr(loading, "_read", lambda _: None)
    assert load_plan(folder) == plan


def test_the_same_contents_elsewhere_are_known(
    folder: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    plan = load_plan(folder)
    other = shutil.copytree(folder, tmp_path / "other")
    request.getfixturevalue("unread")
    assert load_plan(other) is plan


@pytest.mark.usefixtures("unread")
def test_a_kept_plan_of_other_contents_is_not_taken(folder: Path) -> None:
    folder.with_name("plan.read.json").write_text("0\n{}", encoding="utf-8")
    with pytest.raises(AssertionError, match="read again"):
        load_plan(folder)


def test_a_plan_with_a_fault_is_not_kept_and_is_refused_again(folder: Path) -> None:
    path = folder / "tasks.yml"
    path.write_text(path.read_text("utf-8").replace("SYT", "LẠ", 1), encoding="utf-8")
    assert keep_plan(folder) is None
    for _ in range(2):
        with pytest.raises(UserError, match=r"tasks\.yml"):
            load_plan(folder)
    assert not folder.with_name("plan.read.json").exists()
