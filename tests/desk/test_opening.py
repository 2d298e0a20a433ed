"""What the lab is opened with: checked, told to the notebooks, and to no report."""

import datetime as dt
import json
import os
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from plan_monitor.build.notebooks import NotebookError, execute_notebook
from plan_monitor.build.units import AGENCY_REPORT, PROVINCE_REPORT
from plan_monitor.cli import lab as lab_command
from plan_monitor.cli.main import main
from plan_monitor.desk.saving import strip_outputs
from plan_monitor.errors import UserError
from plan_monitor.intake.defaults import (
    AGENCY,
    PERIOD,
    first_agency,
    latest_period,
    opened_agency,
    opened_period,
)
from plan_monitor.plan.yaml_files import write_yaml
from plan_monitor.progress.editions import CARD, EditionCard
from plan_monitor.workspace import Workspace
from tests.conftest import copy_workspace
from tests.desk.conftest import LATEST, everything_in

pytestmark = pytest.mark.full


@pytest.fixture(autouse=True)
def no_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a test leaves in the environment is put back."""
    monkeypatch.setenv(PERIOD, "")
    monkeypatch.setenv(AGENCY, "")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[str, ...]]]:
    """What the lab would have been opened with."""
    found: list[tuple[str, tuple[str, ...]]] = []
    monkeypatch.setattr(
        lab_command, "_open", lambda _, page, options: found.append((page, tuple(options)))
    )
    return found


def lab(workspace: Workspace, *arguments: str) -> click.testing.Result:
    return CliRunner().invoke(main, ["--root", str(workspace.root), "lab", *arguments])


def test_an_agency_opens_its_report(tables: Workspace, opened) -> None:
    told = lab(tables, LATEST, "--agency", "SYT", "--", "--no-browser", "--port=9999")
    assert told.exit_code == 0, told.output
    assert opened == [(f"{AGENCY_REPORT}.ipynb", ("--no-browser", "--port=9999"))]
    assert (os.environ[PERIOD], os.environ[AGENCY]) == (LATEST, "SYT")


def test_a_period_opens_the_report_of_the_province(tables: Workspace, opened) -> None:
    assert lab(tables, LATEST).exit_code == 0
    assert opened == [(f"{PROVINCE_REPORT}.ipynb", ())]
    assert (os.environ[PERIOD], os.environ[AGENCY]) == (LATEST, "")


def test_an_agency_alone_is_of_the_latest_period(tables: Workspace, opened) -> None:
    assert lab(tables, "--agency", "STC").exit_code == 0
    assert (os.environ[PERIOD], os.environ[AGENCY]) == (latest_period(tables), "STC")


def test_without_a_period_what_the_shell_still_holds_is_forgotten(
    tables: Workspace, opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PERIOD, "2025H1")
    monkeypatch.setenv(AGENCY, "SYT")
    assert lab(tables).exit_code == 0
    assert opened == [("", ())]
    assert (os.environ[PERIOD], os.environ[AGENCY]) == ("", "")


def test_options_need_no_period(tables: Workspace, opened) -> None:
    assert lab(tables, "--", "--no-browser", "--port=9999").exit_code == 0
    assert opened == [("", ("--no-browser", "--port=9999"))]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("2099H1",), "PERIOD=2099H1: không có kỳ báo cáo này"),
        ((LATEST, "--agency", "SYTT"), "AGENCY=SYTT: không có cơ quan này"),
        ((LATEST, "--agency", "VPUB"), f"make report PERIOD={LATEST} AGENCY=VPUB"),
    ],
)
def test_what_cannot_be_opened_is_told_in_a_line(
    tables: Workspace, opened, arguments, message
) -> None:
    told = lab(tables, *arguments)
    assert told.exit_code == 2 and not opened
    assert message in told.output and told.output.count("\n") == 1


def test_a_closed_period_without_its_tables_leads_to_its_edition(
    repo: Workspace, opened, tmp_path: Path
) -> None:
    office = copy_workspace(repo, tmp_path / "office", ("SYT",))
    card = EditionCard(
        period=LATEST, as_of=dt.date(2026, 11, 30), method_version="1", thresholds={}, sample=True,
        closed_at=dt.datetime.fromisoformat("2026-12-20T17:00+07:00"), tables=(), reports=(),
    )  # fmt: skip
    write_yaml(office.edition(LATEST) / CARD, card.model_dump(mode="json"))
    told = lab(office, LATEST, "--agency", "SYT")
    assert told.exit_code == 2 and not opened
    assert f"bản đã chốt ở editions/{LATEST}" in told.output and "make report" not in told.output


def test_a_missing_lab_is_told_in_a_line(
    tables: Workspace, opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lab_command, "find_spec", lambda _: None)
    told = lab(tables, LATEST)
    assert told.exit_code == 2 and not opened
    assert "chưa cài JupyterLab" in told.output and told.output.count("\n") == 1


def test_an_empty_parameter_is_what_the_desk_was_opened_for(
    tables: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert opened_period(tables) == latest_period(tables) != "2025H1"
    assert opened_agency(tables, LATEST) == first_agency(tables, LATEST) != "SYT"
    monkeypatch.setenv(PERIOD, "2025H1")
    monkeypatch.setenv(AGENCY, "SYT")
    assert (opened_period(tables), opened_agency(tables, LATEST)) == ("2025H1", "SYT")
    monkeypatch.setenv(PERIOD, "2099H1")
    with pytest.raises(UserError, match="không có kỳ báo cáo này"):
        opened_period(tables)
    monkeypatch.setenv(AGENCY, "SYTT")
    with pytest.raises(UserError, match="không có cơ quan này"):
        opened_agency(tables, LATEST)


def test_what_a_shell_still_holds_changes_no_report(
    tables: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even with parameters that are empty: it is emptied before the kernel begins."""
    outputs = [tmp_path / "without.ipynb", tmp_path / "with.ipynb"]
    execute_notebook(tables, AGENCY_REPORT, {"period": "", "agency": ""}, outputs[0])
    monkeypatch.setenv(PERIOD, "2025H1")
    monkeypatch.setenv(AGENCY, "SYT")
    execute_notebook(tables, AGENCY_REPORT, {"period": "", "agency": ""}, outputs[1])
    assert outputs[0].read_bytes() == outputs[1].read_bytes()
    latest = latest_period(tables)
    assert f'"{latest} (' in outputs[0].read_text(encoding="utf-8")


def test_the_notebook_of_the_desk_runs_for_every_period_and_writes_nothing(
    tables: Workspace, tmp_path: Path
) -> None:
    before = everything_in(tables.root)
    for folder in sorted(tables.processed("").iterdir()):
        output = tmp_path / f"{folder.name}.ipynb"
        parameters = {"period": folder.name, "indicator_id": ""}
        notebook = execute_notebook(tables, "explore", parameters, output)
        kinds = [kind for cell in notebook.cells for one in cell.get("outputs", [])
                 for kind in one.get("data", {"stderr": ""})]  # fmt: skip
        assert "application/vnd.jupyter.widget-view+json" in kinds and "stderr" not in kinds
        assert f"Kỳ {folder.name}, " in output.read_text(encoding="utf-8")
    assert everything_in(tables.root) == before


def test_a_wrong_period_shows_one_line_in_the_notebook(tables: Workspace, tmp_path: Path) -> None:
    output = tmp_path / "failed.ipynb"
    with pytest.raises(NotebookError, match="không có kỳ báo cáo này"):
        execute_notebook(tables, "explore", {"period": "2099", "indicator_id": ""}, output)
    cells = json.loads(output.read_text(encoding="utf-8"))["cells"]
    (fault,) = (o for c in cells for o in c.get("outputs", []) if o["output_type"] == "error")
    assert fault["traceback"] == [fault["evalue"]]


@pytest.mark.parametrize("name", [AGENCY_REPORT, PROVINCE_REPORT, "explore"])
def test_a_notebook_that_was_run_and_saved_is_what_it_was(repo: Workspace, name: str) -> None:
    written = json.loads((repo.notebooks / f"{name}.ipynb").read_text(encoding="utf-8"))
    shown = json.loads(json.dumps(written))
    shown["metadata"]["widgets"] = {"state": {}}
    shown["metadata"]["language_info"] |= {"version": "3.11.7", "file_extension": ".py"}
    for number, cell in enumerate(one for one in shown["cells"] if one["cell_type"] == "code"):
        cell["execution_count"] = number
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "1"}]
    strip_outputs(model={"type": "notebook", "content": shown}, path="", contents_manager=None)
    assert shown == written


@pytest.mark.parametrize("model", [{"type": "file", "content": "a"}, {"type": "directory"}])
def test_what_is_no_notebook_is_saved_as_it_is(model) -> None:
    kept = dict(model)
    strip_outputs(model=model, path="")
    assert model == kept
