"""Open data: valid for others' tools, the same to the byte, and nobody's name in it."""

import csv
import json
from pathlib import Path
from typing import Any, get_args

import pytest
from frictionless import Package, system, validate
from pydantic import ValidationError

from plan_monitor.deliver.open_data.catalogue import FieldSpec, load_catalogue
from plan_monitor.deliver.open_data.package import DESCRIPTOR, write_open_data
from plan_monitor.deliver.open_data.rows import ROWS
from plan_monitor.errors import UserError
from plan_monitor.intake.tables import read_table, write_table
from plan_monitor.plan.calendar import load_reporting
from plan_monitor.progress.evidence import GRADES
from plan_monitor.progress.published import read_published
from plan_monitor.progress.records import StateReason, TaskCell, Trajectory
from plan_monitor.report.phrases import phrases
from plan_monitor.workspace import Workspace
from tests.publishing.conftest import PERIODS, PERSON, TRACES, set_publishing
from tests.support.reports import run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, told: Workspace) -> Path:
    """The open data of the later period; read only."""
    made = tmp_path_factory.mktemp("open") / "data"
    write_open_data(read_published(told, PERIODS[1]), made)
    return made


def descriptor(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    return found


def rows_of(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def faults(folder: Path) -> list[tuple[str, str]]:
    with system.use_context(trusted=True):
        report = validate(str(folder / DESCRIPTOR))
    return [
        (task.name, error.type)
        for task in report.tasks
        for error in task.errors
    ] + [("package", error.type) for error in report.errors]  # fmt: skip


def test_others_tools_find_it_valid(folder: Path) -> None:
    assert faults(folder) == []
    package = Package(str(folder / DESCRIPTOR))
    assert len(package.resources) == len(ROWS) == len(list(folder.glob("*.csv"))) > 8
    assert all(len(rows_of(folder, one.name)) > 1 for one in package.resources)


@pytest.mark.parametrize(
    ("table", "before", "after", "fault"),
    [
        ("progress", "on_track", "perhaps", "constraint-error"),
        ("reporting", ",SYT,", ",XYZ,", "foreign-key"),
        ("agencies", "\nTTT,", "\nVPUB,", "primary-key"),
        ("periods", "2025-05-31", "31/05/2025", "type-error"),
    ],
)
def test_one_wrong_value_is_found(
    told: Workspace, tmp_path: Path, table: str, before: str, after: str, fault: str
) -> None:
    """With its length and hash put right: the columns themselves say what is wrong."""
    write_open_data(read_published(told, PERIODS[1]), tmp_path)
    path = tmp_path / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8", newline="")
    said = descriptor(tmp_path)
    for one in said["resources"]:
        one.pop("bytes"), one.pop("hash")
    (tmp_path / DESCRIPTOR).write_text(json.dumps(said), encoding="utf-8")
    assert (table, fault) in faults(tmp_path)


def test_no_person_leaves(told: Workspace, folder: Path) -> None:
    """The person stands in all that the agency wrote and in the office's own files."""
    inside = "".join(
        path.read_text(encoding="utf-8") for path in told.processed(PERIODS[1]).rglob("*.csv")
    )
    assert inside.count(PERSON) > 100 and "Khuyet-Danh.xlsx" in inside
    assert PERSON in (told.plan / "agencies.yml").read_text(encoding="utf-8")
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) == len(ROWS) + 1
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert not [trace for trace in (*TRACES, "@", ".xlsx", "data/raw") if trace in text], path


def test_a_column_is_closed_unless_it_is_opened(folder: Path) -> None:
    catalogue = load_catalogue()
    assert list(catalogue.resources) == list(ROWS)
    for name, spec in catalogue.resources.items():
        assert list(rows_of(folder, name)[0]) == list(spec.fields)
    words = {"type": "string", "title": "Ghi chú", "vi": "Ghi chú.", "en": "Note."}
    with pytest.raises(ValidationError, match="đúng một trong"):
        FieldSpec.model_validate(words)
    free = [
        (name, column)
        for name, spec in catalogue.resources.items()
        for column, field in spec.fields.items()
        if field.words
    ]
    assert {table for table, _ in free} == {
        "periods", "agencies", "indicators", "targets", "values", "progress", "tasks",
    }  # fmt: skip
    assert {c for t, c in free if t in {"values", "progress", "targets"}} == {"unit"}


def test_a_code_that_is_none_is_refused(office: Workspace, tmp_path: Path) -> None:
    path = office.processed(PERIODS[1]) / "trajectories.csv"
    rows = read_table(path, Trajectory)
    write_table(path, Trajectory, [rows[0].model_copy(update={"assessment": PERSON}), *rows[1:]])
    with pytest.raises(UserError, match=r"progress, cột assessment"):
        write_open_data(read_published(office, PERIODS[1]), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_every_code_of_the_tables_is_in_its_list() -> None:
    fields = load_catalogue().resources
    assert set(fields["progress"].fields["reason"].enum) == set(phrases()["reasons"])
    assert set(fields["progress"].fields["grade"].enum) == set(GRADES)
    assert set(fields["tasks"].fields["reason"].enum) == set(get_args(StateReason))


def test_the_lists_of_the_office_name_every_state(repo: Workspace) -> None:
    assert set(get_args(TaskCell)) <= set(load_reporting(repo).task_statuses)


def test_the_same_tables_give_the_same_bytes(told: Workspace, folder: Path, tmp_path: Path) -> None:
    write_open_data(read_published(told, PERIODS[1]), tmp_path)
    for path in folder.iterdir():
        data = path.read_bytes()
        assert data == (tmp_path / path.name).read_bytes()
        assert b"\r" not in data and data.decode("utf-8").endswith("\n")


def test_each_column_says_what_it_is_in_both_languages(folder: Path) -> None:
    for resource in descriptor(folder)["resources"]:
        schema = resource["schema"]
        assert schema["primaryKey"] and schema["missingValues"] == [""]
        for field in schema["fields"]:
            assert field["title"] and all(field["description"].split("\n\n"))
            assert len(field["description"].split("\n\n")) == 2
        fields = {field["name"] for field in schema["fields"]}
        assert resource["name"] not in {"values", "progress", "targets"} or "unit" in fields


def test_sample_and_open_say_so_and_no_licence_is_invented(folder: Path) -> None:
    said = descriptor(folder)
    assert said["sample"] is True and said["provisional"] is True
    assert "(DỮ LIỆU MINH HỌA) (số liệu tạm thời)" in said["title"]
    assert "cơ quan công bố chưa chọn" in said["description"]
    assert "licenses" not in said
    assert said["version"] == "2025.11.14-provisional"
    assert said["created"].startswith("2025-11")


def test_the_office_chooses_the_licence(office: Workspace) -> None:
    set_publishing(office, {"licence": {"name": "CC-BY-4.0"}})
    result = run(office, "opendata", PERIODS[0])
    assert result.returncode == 0, result.stderr
    assert "Giấy phép" not in result.stdout and "tạm thời" in result.stdout
    folder = office.open_data(PERIODS[0])
    assert descriptor(folder)["licenses"] == [{"name": "CC-BY-4.0"}]
    assert "Giấy phép" not in descriptor(folder)["description"]


def test_a_period_without_tables_is_refused(told: Workspace) -> None:
    result = run(told, "opendata", "2026")
    assert result.returncode == 2 and "make report" in result.stderr
    assert not told.open_data("2026").exists()
