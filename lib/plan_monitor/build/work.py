"""A unit at work: its notebook is executed and, of a report, the documents are made.

Only processes that run units load this: it brings all that notebooks and documents need.
"""

import time
from pathlib import Path

from nbformat import NotebookNode

from plan_monitor.build.kernels import choose_engine
from plan_monitor.build.limits import CUT
from plan_monitor.build.notebooks import NotebookError, execute_notebook
from plan_monitor.build.units import (
    AGENCY_REPORT,
    APPENDIX,
    PROVINCE_REPORT,
    Unit,
    UnitResult,
    evidence_path,
    failed_path,
    report_folder,
)
from plan_monitor.errors import UserError
from plan_monitor.report.appendix import appendix_of
from plan_monitor.report.contents import Contents, read_agency_contents, read_province_contents
from plan_monitor.report.document import Document, numbered_cells, read_document
from plan_monitor.report.docx import docx_of
from plan_monitor.report.html import page_of
from plan_monitor.workspace import Workspace


def run_unit(workspace: Workspace, unit: Unit) -> UnitResult:
    """Run one unit to its end; a fault comes back as a result, never as an exception."""
    begun = time.perf_counter()
    try:
        unplaced = _run(workspace, unit)
    except NotebookError as failure:
        failed = failed_path(workspace, unit)
        evidence = workspace.relative(failed) if failed.is_file() else ""
        return UnitResult(unit, str(failure), evidence, (), time.perf_counter() - begun)
    except UserError as error:
        return UnitResult(unit, str(error), "", (), time.perf_counter() - begun)
    seconds = time.perf_counter() - begun
    return UnitResult(unit, "", "", unplaced, seconds, choose_engine().remark)


def _run(workspace: Workspace, unit: Unit) -> tuple[str, ...]:
    failed = failed_path(workspace, unit)
    notebook = execute_notebook(workspace, unit.notebook, unit.parameters, failed)
    if unit.notebook in (AGENCY_REPORT, PROVINCE_REPORT):
        document = read_document(notebook)
        appendix = appendix_of(_contents(workspace, unit))
        _write_report(document, appendix, failed, report_folder(workspace, unit))
        unplaced = tuple(f"{unit.label}, {one}" for one in document.unplaced)
    else:
        target = evidence_path(workspace, unit)
        target.parent.mkdir(parents=True, exist_ok=True)
        Path(failed).replace(target)
        unplaced = ()
    return (*unplaced, *_cut(unit, notebook))


def _cut(unit: Unit, notebook: NotebookNode) -> list[str]:
    """Return, line by line, what a cell printed beyond what is kept."""
    return [
        f"{unit.label}, ô {number}: {name} quá dài, đã bỏ {count} ký tự cuối"
        for number, cell in numbered_cells(notebook)
        for name, count in sorted(cell.metadata.get(CUT, {}).items())
    ]


def _contents(workspace: Workspace, unit: Unit) -> Contents:
    if unit.notebook == PROVINCE_REPORT:
        return read_province_contents(workspace, unit.period)
    return read_agency_contents(workspace, unit.period, unit.agency)


def _write_report(document: Document, appendix: bytes, executed: Path, folder: Path) -> None:
    """Write the documents and the executed notebook into `folder`."""
    folder.mkdir(parents=True)
    (folder / "report.html").write_text(page_of(document), encoding="utf-8", newline="\n")
    (folder / "report.docx").write_bytes(docx_of(document))
    (folder / APPENDIX).write_bytes(appendix)
    Path(executed).replace(folder / executed.name.replace(f"_{folder.name}.ipynb", ".ipynb"))
