"""Nothing done at the desk makes a report run again, or takes away what was confirmed of it."""

import shutil
from pathlib import Path

import pytest

from plan_monitor.build.digests import PACKAGE, snapshot
from plan_monitor.build.manifest import inputs
from plan_monitor.build.up_to_date import unchanged_run
from plan_monitor.build.verified import digest_to_verify
from plan_monitor.plan.calendar import load_period
from plan_monitor.workspace import Workspace
from tests.desk.conftest import PERIOD
from tests.support.reports import run

pytestmark = pytest.mark.full
EXPLORE = "explore.ipynb"


@pytest.fixture
def office(reported: Workspace, tmp_path: Path) -> Workspace:
    shutil.copytree(reported.root, tmp_path / "office")
    return Workspace.at(tmp_path / "office")


def test_a_change_to_the_notebook_of_the_desk_is_a_change_to_no_report(office: Workspace) -> None:
    period = load_period(office, PERIOD)
    assert unchanged_run(office, PERIOD) is not None
    confirmed = digest_to_verify(office, period)
    with (office.notebooks / EXPLORE).open("a", encoding="utf-8") as file:
        file.write("\n")
    shutil.copyfile(office.notebooks / EXPLORE, office.notebooks / "của tôi.ipynb")
    assert unchanged_run(office, PERIOD) is not None
    assert digest_to_verify(office, period) == confirmed
    assert not [path for path in inputs(office, period) if path.name == EXPLORE]


def test_a_changed_report_notebook_is_seen(office: Workspace) -> None:
    period = load_period(office, PERIOD)
    confirmed = digest_to_verify(office, period)
    with (office.notebooks / "04_province_report.ipynb").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert unchanged_run(office, PERIOD) is None
    assert digest_to_verify(office, period) != confirmed


def test_the_notebook_of_the_desk_changes_no_file_when_it_writes_into_its_frames(
    office: Workspace, tmp_path: Path
) -> None:
    path = office.notebooks / EXPLORE
    text = path.read_text(encoding="utf-8")
    mark = '"desk = load(period)\\n",'
    assert mark in text
    path.write_text(text.replace(mark, f"{mark}\n    \"desk.series['value'] = 0\\n\","), "utf-8")
    before = snapshot(office.root, [office.root / "data", office.root / "reports"])
    told = run(
        office, "notebook", "explore", "-p", f"period={PERIOD}", "-p", "indicator_id=",
        "--output", str(tmp_path / "out.ipynb"),
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert snapshot(office.root, [office.root / "data", office.root / "reports"]) == before
    assert unchanged_run(office, PERIOD) is not None


def test_no_report_notebook_loads_the_desk() -> None:
    """Its code is code like any other to what is up to date; but nothing below it imports it."""
    found = [
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if "plan_monitor.desk" in path.read_text(encoding="utf-8")
    ]
    assert {one if one.startswith("cli/") else one.split("/")[0] for one in found} == {
        "desk",
        "cli/lab.py",
    }
