"""Notebooks are refused, fail, or run; nothing in between."""

import sys
from pathlib import Path

import nbformat
import pytest

from plan_monitor.build.notebooks import NotebookError, check_parameters, execute_notebook
from plan_monitor.errors import UserError
from plan_monitor.workspace import Workspace


def write_notebook(workspace: Workspace, name: str, *cells: str) -> Path:
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    parameters = nbformat.v4.new_code_cell('period: str = "2025H1"\ncount: int = 1')
    parameters.metadata["tags"] = ["parameters"]
    notebook.cells = [parameters, *(nbformat.v4.new_code_cell(cell) for cell in cells)]
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
    path = workspace.notebooks / f"{name}.ipynb"
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"period": "2025H1", "count": 1, "agncy": "SYT"}, "agncy: sổ tay không có tham số này"),
        ({"period": 2025, "count": 1}, "kiểu int. Cần: kiểu str"),
        ({"period": "2025", "count": "1"}, "kiểu str. Cần: kiểu int"),
        ({"period": "2025", "count": True}, "kiểu bool. Cần: kiểu int"),
        ({"period": "2025"}, "thiếu tham số count"),
    ],
)
def test_parameters_are_checked_before_a_kernel_starts(
    workspace: Workspace, parameters, message
) -> None:
    path = write_notebook(workspace, "note", "1 / 0")
    with pytest.raises(UserError, match=message):
        check_parameters(path, parameters)
    with pytest.raises(UserError, match=message):
        execute_notebook(workspace, "note", parameters, workspace.root / "out.ipynb")
    assert not (workspace.root / "out.ipynb").exists()


GOOD = {"period": "2025", "count": 2}


def test_a_notebook_runs_where_it_stands_and_repeats_to_the_byte(workspace: Workspace) -> None:
    write_notebook(workspace, "note", "import os\nos.path.basename(os.getcwd()), period, count")
    outputs = [workspace.root / name for name in ("a.ipynb", "b.ipynb")]
    for output in outputs:
        notebook = execute_notebook(workspace, "note", GOOD, output)
    assert notebook.cells[-1].outputs[0].data["text/plain"] == "('notebooks', '2025', 2)"
    assert outputs[0].read_bytes() == outputs[1].read_bytes()


def test_a_failing_cell_is_named_and_the_notebook_kept(workspace: Workspace) -> None:
    write_notebook(workspace, "note", "1 + 1", "1 / 0")
    output = workspace.root / "out.ipynb"
    with pytest.raises(NotebookError) as caught:
        execute_notebook(workspace, "note", GOOD, output)
    assert caught.value.error == "ZeroDivisionError"
    assert "note, ô 3" in str(caught.value)
    assert "division by zero" in output.read_text(encoding="utf-8")


def test_a_notebook_that_exits_early_is_no_report(workspace: Workspace) -> None:
    write_notebook(workspace, "note", "import sys\nsys.exit(0)", "1 + 1")
    with pytest.raises(NotebookError, match=r"note, ô \d"):
        execute_notebook(workspace, "note", GOOD, workspace.root / "out.ipynb")


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_killed_kernel_is_a_failure(workspace: Workspace) -> None:
    write_notebook(workspace, "note", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(NotebookError, match="DeadKernelError"):
        execute_notebook(workspace, "note", GOOD, workspace.root / "out.ipynb")


def test_a_missing_notebook_is_named(workspace: Workspace) -> None:
    with pytest.raises(UserError, match="không có sổ tay này"):
        execute_notebook(workspace, "05", GOOD, workspace.root / "out.ipynb")
