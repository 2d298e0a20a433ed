"""The floor: the same work without notebooks. python -m tests.bench.floor ROOT PERIOD JOBS AGENCY…

Worker processes with everything imported once run the code cells of the very notebooks as plain
Python, and make of the blocks in them the same documents. No kernel, no evidence, no record.
"""

import ast
import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from plan_monitor.build import units
from plan_monitor.build.units import APPENDIX, Unit, report_folder
from plan_monitor.report.appendix import appendix_of
from plan_monitor.report.contents import read_agency_contents, read_province_contents
from plan_monitor.report.document import read_document
from plan_monitor.report.docx import docx_of
from plan_monitor.report.html import page_of
from plan_monitor.workspace import Workspace


def main(root: str, period: str, jobs: str, *agencies: str) -> None:
    """Make all reports of `period`, step by step as a run does."""
    steps = [
        [Unit(units.CLEAN, period, code) for code in agencies],
        [Unit(units.TRAJECTORIES, period)],
        [Unit(units.PROVINCE_REPORT, period)]
        + [Unit(units.AGENCY_REPORT, period, code) for code in agencies],
    ]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(int(jobs), mp_context=context) as pool:
        for step in steps:
            list(pool.map(partial(run, Workspace(Path(root))), step))


def run(workspace: Workspace, unit: Unit) -> None:
    """Run one unit; write its documents if it is a report."""
    os.chdir(workspace.notebooks)
    notebook = _executed(workspace.notebooks / f"{unit.notebook}.ipynb", unit.parameters)
    if unit.notebook == units.AGENCY_REPORT:
        contents = read_agency_contents(workspace, unit.period, unit.agency)
    elif unit.notebook == units.PROVINCE_REPORT:
        contents = read_province_contents(workspace, unit.period)
    else:
        return
    document, folder = read_document(notebook), report_folder(workspace, unit)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / APPENDIX).write_bytes(appendix_of(contents))
    (folder / "report.html").write_text(page_of(document), encoding="utf-8", newline="\n")
    (folder / "report.docx").write_bytes(docx_of(document))


def _executed(path: Path, parameters: dict[str, Any]) -> NotebookNode:
    """Return the notebook with the blocks that its cells end in, run in a plain namespace."""
    namespace: dict[str, Any] = {}
    cells = []
    for cell in _source(path).cells:
        fresh = NotebookNode(cell)
        if cell.cell_type == "code":
            value = _value(cell.source, namespace)
            fresh.outputs = [_output(value)] if hasattr(value, "_repr_mimebundle_") else []
        if "parameters" in cell.metadata.get("tags", []):
            namespace |= parameters
        cells.append(fresh)
    return nbformat.v4.new_notebook(cells=cells)


@cache
def _source(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def _value(source: str, namespace: dict[str, Any]) -> object:
    """Run a cell and return the value of its last expression, None without one."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), namespace)
    if not isinstance(last, ast.Expr):
        return None
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), namespace)


def _output(value: Any) -> NotebookNode:
    return nbformat.v4.new_output("execute_result", data=value._repr_mimebundle_())


if __name__ == "__main__":
    main(*sys.argv[1:])
