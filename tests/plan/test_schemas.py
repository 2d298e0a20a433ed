"""The schemas and the manual: complete, up to date, and true of the files of this repository."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from plan_monitor.build.schemas import PAGE, SHAPES, generated_files
from plan_monitor.cli.main import main
from plan_monitor.plan.editor_yaml import read_as_editor
from plan_monitor.plan.manual import load_manual
from plan_monitor.plan.schemas import (
    bare_schemas,
    build_schemas,
    is_written_by_hand,
    missing_entries,
    models_of,
    orphaned_entries,
)
from plan_monitor.workspace import Workspace
from tests.conftest import REPO

SCHEMA_LINE = re.compile(r"# yaml-language-server: \$schema=(\S+)")
FILES = sorted((REPO / "params").rglob("*.yml"))
SCHEMAS = build_schemas(SHAPES)
FIELDS = {
    f"{model}.{name}": file
    for file, schema in bare_schemas(SHAPES).items()
    for model, definition in models_of(schema)
    for name, field in definition["properties"].items()
    if is_written_by_hand(field)
}


def validator(file: str) -> Draft202012Validator:
    schema = json.loads((REPO / "params" / "schemas" / file).read_text("utf-8"))
    checker = Draft202012Validator.FORMAT_CHECKER
    assert {"date", "date-time"} <= set(checker.checkers)
    return Draft202012Validator(schema, format_checker=checker)


def complaints(file: str, text: str) -> list[str]:
    """What an editor would underline in `text`: the way to it and the keyword."""
    errors = validator(file).iter_errors(read_as_editor(text))
    return [f"{'/'.join(map(str, one.absolute_path))} {one.validator}" for one in errors]


def test_the_manual_says_everything_of_what_there_is_and_nothing_else() -> None:
    bare, manual = bare_schemas(SHAPES), load_manual()
    assert missing_entries(bare, manual) == []
    assert orphaned_entries(bare, manual) == []
    assert len(FIELDS) > 150


def test_a_gap_in_the_manual_is_named() -> None:
    manual = load_manual()
    models: dict[str, Any] = {name: dict(one) for name, one in manual.models.items()}
    del models["Target"]["value"], models["Unit"]["_"]
    models["Milestone"]["jahr"] = models["Milestone"]["year"]
    models["Target"]["low"] = models["Target"]["low"].model_copy(update={"bad": None})
    wanting = models["NumericDecision"]["measure"].model_copy(update={"values": {"stock": "có"}})
    models["NumericDecision"]["measure"] = wanting
    gappy = manual.model_copy(update={"models": models})
    bare = bare_schemas({"indicators.schema.json": SHAPES["indicators.schema.json"]})
    assert set(missing_entries(bare, gappy)) == {
        "Target.value", "Target.low.bad", "Unit._", "NumericDecision.measure.values[flow]",
        "NumericDecision.measure.values[rate]", "NumericDecision.measure.values[rank]",
    }  # fmt: skip
    orphans = orphaned_entries(bare_schemas(SHAPES), gappy)
    assert orphans == ["Milestone.jahr"]


def test_tracked_schemas_and_page_are_what_the_code_writes(repo: Workspace) -> None:
    files = generated_files()
    tracked = {path.name for path in (repo.root / "params" / "schemas").iterdir()}
    assert tracked == {Path(path).name for path in files} - {Path(PAGE).name}
    for path, text in files.items():
        assert (repo.root / path).read_text("utf-8") == text, f"{path}: make schemas"


def test_the_command_writes_them_again(workspace: Workspace) -> None:
    for path in (workspace.root / "params" / "schemas").iterdir():
        path.unlink()
    outcome = CliRunner().invoke(main, ["--root", str(workspace.root), "plan", "schemas"])
    assert outcome.exit_code == 0, outcome.output
    files = generated_files()
    assert outcome.output.splitlines() == [f"Đã ghi {path}" for path in files]
    for path, text in files.items():
        assert (workspace.root / path).read_text("utf-8") == text


def test_schemas_are_sound_and_speak_at_every_field() -> None:
    for file, schema in SCHEMAS.items():
        Draft202012Validator.check_schema(schema)
        assert schema["title"] and schema["description"], file
        for definition in (schema, *schema["$defs"].values()):
            assert definition["additionalProperties"] is False
            assert definition["description"]
            assert all(field["description"] for field in definition["properties"].values())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(REPO).as_posix())
def test_a_yaml_file_names_its_schema_and_fits_it(path: Path) -> None:
    text = path.read_text("utf-8")
    found = SCHEMA_LINE.fullmatch(text.splitlines()[0])
    assert found, f"{path}: the first line names no schema"
    schema = (path.parent / found[1]).resolve()
    assert schema.parent == REPO / "params" / "schemas"
    assert complaints(schema.name, text) == []


def test_every_schema_has_a_file() -> None:
    named = {Path(path.read_text("utf-8").splitlines()[0].split("=")[1]).name for path in FILES}
    assert named == set(SHAPES)
    assert len(FILES) >= len(SHAPES)


@pytest.mark.parametrize("key", FIELDS)
def test_the_good_example_of_a_field_fits_it(key: str) -> None:
    model, name = key.split(".")
    whole = SCHEMAS[FIELDS[key]]
    definition = whole["$defs"].get(model, whole)
    field = {**definition["properties"][name], "$defs": whole["$defs"]}
    check = Draft202012Validator(field, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert not list(check.iter_errors(field["examples"][0]))
    assert field["examples"] != field["x-examples-bad"]


INDICATOR = """
indicators:
- id: "9.10"
  target_year: 2030
  kind: numeric
  name: Tỉ lệ
  decided:
    {better: higher, measure: rate, step: 0.1, bounds: [0, null], condition: none, reason: Vì}
"""


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ("indicators:", "indicators:", None),
        ('"9.10"', "9.10", "indicators/0/id type"),
        ("kind: numeric", "kind: number", "indicators/0/kind enum"),
        ("  name:", "  tên:", "indicators/0 additionalProperties"),
        ("target_year: 2030", "target_year: năm 2030", "indicators/0/target_year type"),
        ("measure: rate", "measure: share", "indicators/0/decided anyOf"),
        ("step: 0.1", "step: 0", "indicators/0/decided anyOf"),
        ("bounds: [0, null]", "bounds: [0]", "indicators/0/decided anyOf"),
    ],
)
def test_what_a_clerk_gets_wrong_is_refused(right: str, wrong: str, complaint: str | None) -> None:
    assert right in INDICATOR
    found = complaints("indicators.schema.json", INDICATOR.replace(right, wrong))
    assert (complaint in found) if complaint else found == []


def test_dates_and_hours_are_checked() -> None:
    text = (REPO / "params" / "periods" / "2025H1.yml").read_text("utf-8")
    assert complaints("period.schema.json", text.replace("end: 2025-06-30", "end: 30/6/2025")) == [
        "end format"
    ]
    assert complaints("period.schema.json", text.replace("+07:00", "")) == ["closes_at format"]


def test_an_editor_reads_scalars_by_the_core_schema() -> None:
    text = "[9.10, 05, 2025-06-30, no, true, ~, 2025H1, 1e3, '7', 17:00, 0x1f]"
    assert read_as_editor(text) == [
        9.1, 5, "2025-06-30", "no", True, None, "2025H1", 1000.0, "7", "17:00", 31,
    ]  # fmt: skip
