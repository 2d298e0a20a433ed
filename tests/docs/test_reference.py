"""The pages of docs/reference are what the code gives, and say all that there is to say."""

import ast
import inspect
from pathlib import Path

import click
import pytest

from plan_monitor.build.schemas import generated_files
from plan_monitor.cli.main import main
from plan_monitor.errors import UserError
from plan_monitor.intake import records as of_intake
from plan_monitor.intake.checks_page import PAGE as CHECKS
from plan_monitor.intake.checks_page import checks_page
from plan_monitor.progress import records as of_progress
from plan_monitor.report import blocks
from tests.conftest import REPO
from tests.support.reference import FOLDER, reference_pages
from tests.support.reference.blocks import block_types, report_methods
from tests.support.reference.commands import all_commands, said_of, targets
from tests.support.reference.messages import Message, find_messages
from tests.support.reference.source import Library, called
from tests.support.reference.tables import (
    codes_of,
    files_of,
    kind_of,
    load_records,
    models_of,
)
from tests.support.reference.wordings import GAP
from tests.support.reference.words import load_words

MODULES = (of_intake, of_progress)
COMMANDS = dict(all_commands())


@pytest.fixture(scope="module")
def library() -> Library:
    return Library(REPO / "lib" / "plan_monitor")


@pytest.fixture(scope="module")
def messages(library: Library) -> list[Message]:
    return find_messages(library, load_words().messages)


def written(tmp_path: Path, code: str) -> Library:
    """A library of one module `a.py`."""
    (tmp_path / "a.py").write_text(code, encoding="utf-8")
    return Library(tmp_path)


def test_committed_pages_are_what_the_code_gives() -> None:
    pages = reference_pages(REPO)
    assert {path.name for path in (REPO / FOLDER).iterdir()} == {Path(path).name for path in pages}
    for path, text in {**pages, CHECKS: checks_page(), **generated_files()}.items():
        assert (REPO / path).read_text("utf-8") == text, f"{path}: make reference"


# --- tables -------------------------------------------------------------------------------------


def columns() -> list[tuple[str, str]]:
    models = {name: one for module in MODULES for name, one in models_of(module).items()}
    return [(name, field) for name, one in models.items() for field in one.model_fields]


def test_every_column_has_its_meaning_and_nothing_else_has() -> None:
    for records, module in zip(load_records(), MODULES, strict=True):
        models = models_of(module)
        assert set(records.tables) == set(models)
        for name, entry in records.tables.items():
            fields = models[name].model_fields
            missing = [field for field in fields if records.column(name, field) is None]
            assert missing == [], f"{name}: records.yml"
            assert set(entry.columns) <= set(fields), name
        known = {field for one in models.values() for field in one.model_fields}
        assert set(records.common) <= known
    assert len(columns()) > 150


def test_figures_have_a_unit_and_codes_their_words() -> None:
    for records, module in zip(load_records(), MODULES, strict=True):
        for name, model in models_of(module).items():
            for field, about in model.model_fields.items():
                column = records.column(name, field)
                assert column is not None
                is_figure = kind_of(about.annotation) in {"number", "integer"}
                assert bool(column.unit) == is_figure, f"{name}.{field}: unit"
                assert list(column.values) == codes_of(about.annotation), f"{name}.{field}: values"


def test_every_table_is_named_with_its_files(library: Library) -> None:
    files = files_of(library)
    assert set(files) == {name for module in MODULES for name in models_of(module)}
    assert files["Trajectory"] == [
        "data/processed/<kỳ>/trajectories.csv",
        "editions/<kỳ>/trajectories.csv",
        "data/processed/<kỳ>/trajectories_by_agency.csv",
        "editions/<kỳ>/trajectories_by_agency.csv",
        "data/processed/<kỳ>/agencies/<mã>/trajectories.csv",
    ]
    assert files["Funding"] == ["data/processed/<kỳ>/agencies/<mã>/funding.csv"]


# --- commands -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_what_it_does_with_an_example(name: str) -> None:
    command, said = COMMANDS[name], said_of(COMMANDS[name])
    assert said.about.endswith(".")
    assert said.example.split()[: 1 + len(name.split())] == ["plan-monitor", *name.split()]
    known = {flag for one in command.params for flag in one.opts}
    own = said.example.partition(" -- ")[0]
    given = {word for word in own.split() if word.startswith("-")}
    assert given <= known
    for one in command.params:
        assert not isinstance(one, click.Option) or one.help, f"{name} {one.name}: help"


def test_a_command_that_may_end_with_1_says_when(library: Library) -> None:
    for name, command in COMMANDS.items():
        assert command.callback is not None
        source = ast.parse(inspect.cleandoc(inspect.getsource(command.callback)))
        exits = [one for one in ast.walk(source) if isinstance(one, ast.Call)]
        ends = any(ast.unparse(one.func) == "sys.exit" and "1" in ast.unparse(one) for one in exits)
        assert ends == ("Ends with 1" in said_of(command).ends), name


def test_every_make_target_of_the_office_is_at_its_command() -> None:
    made = targets((REPO / "Makefile").read_text("utf-8"))
    assert {one.name for one in made.values()} >= {"report", "close", "receive", "schemas"}
    expected = {"--period": "PERIOD=", "--at": "AT=", "--agency": "AGENCY="}
    assert made["receive"].variables == expected
    assert made["distribute"].variables["--received"] == "RECEIVED="
    assert made["report"].variables["--force"] == "FORCE=1"
    for name, target in made.items():
        assert set(target.variables) <= {flag for one in COMMANDS[name].params for flag in one.opts}
    assert "--root" in {flag for one in main.params for flag in one.opts}


# --- blocks -------------------------------------------------------------------------------------


def test_every_part_of_a_report_and_every_block_is_explained() -> None:
    methods, types = report_methods(), block_types()
    assert {"of_agency", "letterhead", "annex"} <= set(methods) and len(methods) > 25
    assert blocks.Table in types and blocks.Row in types and blocks.Block not in types
    for thing in (*methods.values(), *types):
        assert inspect.getdoc(thing), thing


# --- messages -----------------------------------------------------------------------------------


def test_every_user_error_of_the_library_is_on_the_page(
    library: Library, messages: list[Message]
) -> None:
    """Every call is found, but the one that hands on what a fault has said already."""
    raised = {
        place.module.path
        for place in library.places
        if isinstance(place.node, ast.Call) and called(place.node) == UserError.__name__
    }
    assert raised - {one.module for one in messages} == {"plan/faults.py"}
    assert len(messages) > 130


def test_a_message_is_not_all_gaps(messages: list[Message]) -> None:
    for one in messages:
        said = [text for texts in one.texts[1:] for text in texts if text.strip(f"{GAP} ")]
        assert len(said) > 1, one


MODULE = """
NAMES = ("a", "b")
FILE = "x.yml"

def refuse(code, wish=None):
    found = "thiếu" if wish is None else f"lạ: {wish}"
    raise UserError(f"{FILE}, {code}", found, " hoặc ".join(NAMES), _to_do("sửa"))

def _to_do(first):
    return first + " rồi chạy lại"

def other(text):
    found = "bị ghi đè"
    found = "số hai"
    if not text:
        found, rest = "số ba", 0
    count = "một" + (" hay hai" if text else "")
    return UserError(str(text), found, count, what_to_do=text or "bỏ")
"""


def test_the_wordings_of_a_message(tmp_path: Path) -> None:
    words = load_words().messages.model_copy(update={"gaps": {"code": "‹mã›"}})
    first, second = find_messages(written(tmp_path, MODULE), words)
    assert first.texts == (
        ("x.yml, ‹mã›",),
        ("thiếu", f"lạ: {GAP}"),
        ("a hoặc b",),
        ("sửa rồi chạy lại",),
    )
    found = ("số hai", "số ba")
    assert second.texts == ((GAP,), found, ("một hay hai", "một"), (GAP, "bỏ"))


def test_what_callers_hand_over_is_read(tmp_path: Path) -> None:
    code = """
def _error(found):
    return UserError("tệp", found, "đủ", "bổ sung")

def one(name):
    raise _error(f"thiếu {name}")

def two():
    raise _error("trống")
"""
    [message] = find_messages(written(tmp_path, code), load_words().messages)
    assert message.texts[1] == ("thiếu ‹tên›", "trống")
