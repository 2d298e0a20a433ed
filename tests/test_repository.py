"""What every commit keeps: thin notebooks, one lock, a plan that is data and not code."""

import ast
import re
import tomllib

import nbformat
import pytest
import yaml

from plan_monitor.plan.calendar import known_periods
from plan_monitor.plan.models import Plan
from plan_monitor.workspace import Workspace

NOTEBOOKS = ["01_clean_submission", "02_trajectories", "03_agency_report", "04_province_report"]


@pytest.fixture(params=[*NOTEBOOKS, "explore"])
def notebook(request: pytest.FixtureRequest, repo: Workspace):
    return nbformat.read(repo.notebooks / f"{request.param}.ipynb", as_version=4)


def test_notebooks_are_thin(notebook) -> None:
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    words = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    assert code and words
    forbidden = (
        ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Try, ast.With, ast.Lambda,
        ast.ListComp, ast.DictComp,
    )  # fmt: skip
    for source in code:
        tree = ast.parse(source)
        assert not [node for node in ast.walk(tree) if isinstance(node, forbidden)], source
        assert len(source.splitlines()) <= 10, source


def test_notebooks_carry_no_outputs_and_declare_their_parameters(notebook) -> None:
    tagged = [c for c in notebook.cells if "parameters" in c.metadata.get("tags", [])]
    assert len(tagged) == 1
    assert "papermill" not in notebook.metadata
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert not cell.outputs and cell.execution_count is None


def test_the_environment_holds_nothing_but_the_lock(repo: Workspace) -> None:
    environment = yaml.safe_load((repo.root / "environment.yml").read_text(encoding="utf-8"))
    names = [d if isinstance(d, str) else "pip:" for d in environment["dependencies"]]
    assert [name.split("=")[0] for name in names] == ["python", "make", "pip", "pip:"]
    assert environment["dependencies"][-1] == {"pip": ["-r requirements.lock"]}
    assert "channels" not in environment


def test_the_lock_covers_what_the_project_names_and_no_host(repo: Workspace) -> None:
    lock = (repo.root / "requirements.lock").read_text(encoding="utf-8")
    project = tomllib.loads((repo.root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    wanted = [requirement for group in groups for requirement in group]
    locked = set(re.findall(r"^([a-z0-9.-]+)(?:\[[^\]]*\])?==", lock, re.MULTILINE))
    for requirement in wanted:
        name = re.split(r"[<>=\[; ]", requirement)[0].lower().replace("_", "-")
        assert name in locked, name
    assert "://" not in lock
    assert lock.count("--hash=sha256:") > len(locked) > 50


def test_neither_code_nor_notebooks_know_this_plan(repo: Workspace, plan: Plan) -> None:
    """Not the province, its bodies, its periods, or how many rows its tables have.

    The manual's examples may name bodies that every province has.
    """
    bodies = {body.code for body in (*plan.agencies, *plan.groups)}
    bodies |= {agency.name for agency in plan.agencies if " " in agency.name}
    words = {plan.header.number, plan.header.province, plan.header.issuer, "Bắc Kạn", "Thái Nguyên"}
    words |= {period.id for period in known_periods(repo) if not period.id.isdigit()}
    words |= {str(len(plan.indicators)), str(len(plan.tasks))}
    assert len(bodies) > 60 and {"47", "78", "2025H1"} <= words
    suffixes = {".py", ".yml", ".j2", ".ipynb", ".css"}
    folders = (repo.root / "lib", repo.notebooks)
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in suffixes]
    assert len(files) > 100
    found = [
        f"{path}: {word}"
        for path in files
        for word in sorted(words if path.name == "manual.yml" else words | bodies)
        if re.search(rf"(?<![\w.\-]){re.escape(word)}(?!\w)", path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_file_of_the_library_grows_out_of_hand(repo: Workspace) -> None:
    files = list((repo.root / "lib").rglob("*.py"))
    long = {path.name: n for path in files if (n := path.read_text("utf-8").count("\n")) > 400}
    assert len(files) > 40
    assert not long


def test_the_tree_of_the_readme_names_every_room_and_every_command(repo: Workspace) -> None:
    readme = (repo.root / "README.md").read_text(encoding="utf-8")
    tree = readme.split("## The tree")[1].split("```")[1].split()
    house = repo.root / "lib" / "plan_monitor"
    rooms = {f"{one.parent.name}/" for one in house.glob("*/__init__.py")}
    modules = {one.name for one in house.glob("*.py")} - {"__init__.py", "__main__.py"}
    assert len(rooms) > 8 and rooms | modules <= set(tree)
