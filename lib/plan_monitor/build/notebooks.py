"""Run one notebook: check its parameters, execute it, keep it as evidence."""

import ast
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from plan_monitor.build.kernels import choose_engine
from plan_monitor.build.limits import CELL_SECONDS, limit
from plan_monitor.errors import UserError
from plan_monitor.files import write_atomically
from plan_monitor.forking import environment
from plan_monitor.intake.defaults import AGENCY, PERIOD
from plan_monitor.report.document import numbered_cells
from plan_monitor.report.phrases import words
from plan_monitor.workspace import Workspace

_MESSAGE_CHARACTERS = 2_000
_ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    PERIOD: "",  # what a shell still holds of a desk chooses no report
    AGENCY: "",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",  # plt.plot() shows its chart
}
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_TYPES: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}


@dataclass
class NotebookError(Exception):
    """A notebook that did not run to its end: which cell, which error, what it said."""

    notebook: str
    cell: int
    error: str
    message: str

    def __str__(self) -> str:
        if self.error == "UserError":
            return self.message
        said = words("python_errors").get(self.error, words("python_errors")["other"])
        return f"{self.notebook}, ô {self.cell}: {said} ({self.error}: {self.message})"


def execute_notebook(
    workspace: Workspace,
    name: str,
    parameters: Mapping[str, Any],
    output: Path,
    *,
    cell_seconds: int = 0,
    engine: str = "",
) -> NotebookNode:
    """Execute the workspace's notebook `name` and write it to `output`.

    The kernel stands in the notebooks' folder, from where the notebook finds its workspace: no path
    is a parameter, so the executed notebook is the same wherever the workspace lies. No cell may
    take longer than `cell_seconds` (default: `limits`); `engine` is Papermill's name of one
    (default: the best here).

    Raises
    ------
    UserError
        If a parameter is unknown, missing or of the wrong type; no kernel is started then.
    NotebookError
        If a cell failed, hung, killed its kernel, or was not reached. A failed cell stands in
        `output` with its error.
    """
    source = workspace.notebooks / f"{name}.ipynb"
    check_parameters(source, parameters)
    if output.is_dir():
        raise UserError(str(output), "đây là thư mục", "tên một tệp .ipynb", "thêm tên tệp")
    with tempfile.TemporaryDirectory(prefix="pm-") as folder:
        scratch = Path(folder) / "executed.ipynb"
        options = _options(Path(folder), cell_seconds or limit(CELL_SECONDS), engine)
        try:
            _papermill(source, scratch, parameters, options)
        except (PapermillExecutionError, CellTimeoutError, DeadKernelError) as error:
            if scratch.is_file():  # a kernel that died leaves nothing behind
                _keep(scratch, output)
            raise _failure(name, error, injected=bool(parameters)) from None
        notebook = _keep(scratch, output)
    _refuse_unreached(name, notebook)
    return notebook


def check_parameters(source: Path, parameters: Mapping[str, Any]) -> None:
    """Refuse parameters that the notebook does not declare, lacks, or declares with another type.

    The declaration is the notebook's cell with the tag ``parameters``: ``period: str = ""``.
    """
    if not source.is_file():
        raise UserError(
            str(source), "không có sổ tay này", "tệp .ipynb", "kiểm tra thư mục notebooks/"
        )
    declared = declared_parameters(source)
    for name, value in parameters.items():
        if name not in declared:
            raise UserError(
                f"{source.name}, tham số {name}",
                "sổ tay không có tham số này",
                f"một trong: {', '.join(declared) or 'không có'}",
                "sửa tên tham số, hoặc khai báo trong ô parameters",
            )
        expected = _TYPES.get(declared[name])
        if expected is not None and type(value) is not expected:
            raise UserError(
                f"{source.name}, tham số {name}",
                f"giá trị {value!r} kiểu {type(value).__name__}",
                f"kiểu {declared[name]}",
                "sửa giá trị của tham số",
            )
    if missing := [name for name in declared if name not in parameters]:
        raise UserError(
            f"{source.name}",
            f"thiếu tham số {', '.join(missing)}",
            "giá trị cho mọi tham số",
            "thêm tham số còn thiếu",
        )


def declared_parameters(source: Path) -> dict[str, str]:
    """Return name and type of each parameter that the notebook at `source` declares."""
    found = papermill.inspect_notebook(str(source))
    return {name: str(parameter["inferred_type_name"]) for name, parameter in found.items()}


def typed_parameters(workspace: Workspace, name: str, assignments: Sequence[str]) -> dict[str, Any]:
    """Return parameters given as ``name=value`` on a command line, in their declared types.

    A value that does not read as the declared type stays text, for `check_parameters` to refuse.
    """
    source = workspace.notebooks / f"{name}.ipynb"
    declared = declared_parameters(source) if source.is_file() else {}
    values: dict[str, Any] = {}
    for assignment in assignments:
        key, sign, text = assignment.partition("=")
        if not sign:
            raise UserError(f"-p {assignment}", "thiếu dấu =", "tên=giá trị", "gõ lại tham số")
        if key in values:
            raise UserError(f"-p {assignment}", "tham số lặp lại", "mỗi tham số một lần", "bỏ bớt")
        values[key] = text if declared.get(key, "str") == "str" else _literal(text)
    return values


def _literal(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def _papermill(
    source: Path, output: Path, parameters: Mapping[str, Any], options: Mapping[str, Any]
) -> None:
    """Run Papermill with a fresh folder for IPython: no start-up file or profile of the user."""
    with environment(_ENVIRONMENT | {"IPYTHONDIR": str(output.parent / "ipython")}):
        papermill.execute_notebook(
            str(source), str(output), parameters=dict(parameters), cwd=str(source.parent), **options
        )


def _options(folder: Path, cell_seconds: int, engine: str) -> dict[str, Any]:
    return {
        "engine_name": engine or choose_engine().name,
        "kernel_name": "python3",
        "progress_bar": False,
        "log_output": False,
        "record_timing": False,
        "request_save_on_cell_execute": False,
        "execution_timeout": cell_seconds,
        "extra_arguments": ["--log-level=CRITICAL"],
        "config": _kernel_config(folder),
    }


def _kernel_config(folder: Path) -> Config:
    """Let runner and kernel talk over sockets in a private folder where the system has them.

    TCP ports can be taken by another process between choosing and binding them.
    """
    connection = {"connection_file": str(folder / "kernel.json")}
    if os.name != "nt":
        connection |= {"transport": "ipc", "ip": str(folder / "k")}
    return Config({"KernelManager": connection})


def _keep(scratch: Path, output: Path) -> NotebookNode:
    """Write the executed notebook without what differs from run to run, and return it."""
    notebook: NotebookNode = nbformat.read(scratch, as_version=4)  # type: ignore[no-untyped-call]
    parameters = notebook.metadata.get("papermill", {}).get("parameters", {})
    notebook.metadata["papermill"] = {"parameters": parameters}
    notebook.metadata.get("language_info", {}).pop("version", None)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
        for shown in cell.get("outputs", []):
            _forget_addresses(shown)
    write_atomically(
        output,
        nbformat.writes(notebook) + "\n",  # type: ignore[no-untyped-call]
    )
    return notebook


def _forget_addresses(shown: NotebookNode) -> None:
    """Take the place in memory out of what Python shows of an object: it differs in every run."""
    for holder, key in ((shown, "text"), (shown.get("data", {}), "text/plain")):
        if isinstance(holder.get(key), str):
            holder[key] = _ADDRESS.sub("", holder[key])


def _failure(name: str, error: Exception, *, injected: bool) -> NotebookError:
    """Return what went wrong, the cell counted as in the notebook that the analyst edits."""
    if isinstance(error, PapermillExecutionError):
        message = " ".join(str(error.evalue).split())[:_MESSAGE_CHARACTERS]
        return NotebookError(name, error.cell_index + 1 - injected, str(error.ename), message)
    return NotebookError(name, 0, type(error).__name__, " ".join(str(error).split())[:300])


def _refuse_unreached(name: str, notebook: NotebookNode) -> None:
    """Refuse a run that ``sys.exit(0)`` in a cell ended without an error: that is no report."""
    for number, cell in numbered_cells(notebook):
        if cell.cell_type == "code" and cell.source.strip() and cell.execution_count is None:
            raise NotebookError(name, number, "NotReached", "ô này chưa được chạy")
