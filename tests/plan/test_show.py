import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from plan_monitor.cli.main import main
from plan_monitor.errors import UserError
from plan_monitor.plan.loading import load_plan
from plan_monitor.workspace import Workspace


@pytest.fixture(scope="module")
def shown(repo: Workspace) -> dict:
    result = CliRunner().invoke(main, ["--root", str(repo.root), "plan", "show", "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_shape(shown: dict) -> None:
    assert list(shown) == ["indicators", "tasks", "agencies", "groups"]
    for item in shown["indicators"]:
        assert set(item) == {
            "id", "target_year", "kind", "name", "unit", "better", "target", "agencies",
            "agencies_verbatim",
        }  # fmt: skip
        assert set(item["unit"]) == {"verbatim", "code"}
        assert set(item["target"]) == {"verbatim", "operator", "value", "low", "high"}
    for task in shown["tasks"]:
        assert set(task) == {
            "id", "section", "name", "leads", "leads_verbatim", "cooperating",
            "cooperating_verbatim", "output", "deadline", "parts", "notes",
        }  # fmt: skip
        assert set(task["deadline"]) == {"verbatim", "kind", "date"}
    agency_keys = {"code", "name", "aliases", "valid_from", "valid_to", "successor"}
    assert all(set(agency) == agency_keys for agency in shown["agencies"])
    assert all(set(g) == {"code", "name", "aliases", "members"} for g in shown["groups"])
    assert (len(shown["indicators"]), len(shown["tasks"])) == (47, 78)


def test_cells_stand_as_printed(shown: dict) -> None:
    indicators = {item["id"]: item for item in shown["indicators"]}
    tasks = {task["id"]: task for task in shown["tasks"]}
    assert indicators["18"]["target"] == {
        "verbatim": "3-5%", "operator": "range", "value": None, "low": 3, "high": 5,
    }  # fmt: skip
    assert indicators["9"]["target"]["verbatim"] is None
    assert indicators["9"]["agencies_verbatim"] is None
    assert indicators["19"]["unit"] == {"verbatim": None, "code": None}
    assert indicators["29"]["unit"] == {"verbatim": "%GRDP", "code": "percent_of_grdp"}
    assert tasks["38"]["output"] == "Quyết định củ UBND tỉnh"
    assert tasks["38"]["deadline"] == {
        "verbatim": "a Tháng 12/2025", "kind": "month", "date": "2025-12-31",
    }  # fmt: skip
    assert tasks["39"]["leads"] == ["STTTT"]
    assert tasks["7"]["cooperating_verbatim"] is None


def test_every_code_resolves(shown: dict) -> None:
    known = {body["code"] for body in shown["agencies"] + shown["groups"]}
    used = {c for item in shown["indicators"] for c in item["agencies"]}
    used |= {c for task in shown["tasks"] for c in task["leads"] + task["cooperating"]}
    used |= {c for group in shown["groups"] for c in group["members"]}
    assert used and used <= known


def test_as_of_passes_the_items_of_a_closed_agency_on(repo: Workspace) -> None:
    arguments = ["--root", str(repo.root), "plan", "show", "--json", "--as-of", "2025-05-31"]
    shown = json.loads(CliRunner().invoke(main, arguments).output)
    assert [t["leads"] for t in shown["tasks"] if t["id"] == "39"] == [["SKHCN"]]


@pytest.mark.parametrize(
    ("file", "before", "after", "message"),
    [
        (
            "indicators.yml",
            "target_year: 2030",
            "target_yaer: 2030",
            r"dòng \d+: trường lạ indicators.0.target_yaer.*có phải là “target_year”",
        ),
        ("tasks.yml", "- SNV\n", "- SNVV\n", "SNVV"),
        (
            "agencies.yml",
            "protocol_order: 1\n",
            "protocol_order: one\n",
            r"dòng \d+: agencies.0.protocol_order: giá trị “one”. Cần: số nguyên",
        ),
        ("plan.yml", "number:", "number: [", "YAML"),
    ],
)
def test_faults_are_named(
    workspace: Workspace, file: str, before: str, after: str, message: str
) -> None:
    path: Path = workspace.plan / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(UserError, match=message):
        load_plan(workspace.plan)
