"""A period made by tiny notebooks, which a test can hold, break and end wherever it likes.

The notebooks put tables in place that were computed before, and call `drill.py` beside them: it
does what a file in the folder DRILL says for the unit, in the kernel. The notebooks themselves are
always the same, so are their reports.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import psutil

from plan_monitor.build import units
from plan_monitor.build.digests import snapshot
from plan_monitor.build.executors import Workers, open_pool
from plan_monitor.build.runner import run_report
from plan_monitor.build.summary import RunSummary
from plan_monitor.build.up_to_date import MANIFEST
from plan_monitor.intake.agency import TABLES, read_agency, write_agency
from plan_monitor.progress.period import compute_progress, write_progress
from plan_monitor.workspace import Workspace
from tests.conftest import copy_workspace

PERIOD, AGENCIES = "2025H1", ("SYT", "STC")
CLEAN, BARRIER = units.CLEAN, units.TRAJECTORIES
REPORT, PROVINCE = units.AGENCY_REPORT, units.PROVINCE_REPORT
SECONDS, PAUSE = 120.0, 0.05
MARK = "PM_DRILL"
KEPT = "notebooks/kept"

DRILL = f'''
import multiprocessing
import os
import pathlib
import time


def pass_by(label):
    """Do what is asked of this unit here, if anything is."""
    place = pathlib.Path(os.environ["{MARK}"])
    told = place / f"told {{label}}"
    told.write_text(f"{{os.getpid()}} {{multiprocessing.parent_process().pid}}")
    told.replace(place / f"at {{label}}")
    order = place / label
    if order.is_file():
        exec(order.read_text(), {{"label": label, "place": place, "order": order}})
    while (place / f"hold {{label}}").exists():
        time.sleep(0.01)
'''
CELLS = {
    CLEAN: "shutil.copytree(pathlib.Path('kept/intake', agency),"
    " pathlib.Path('../data/processed', period, 'agencies', agency), dirs_exist_ok=True)",
    BARRIER: "shutil.copytree('kept/progress', pathlib.Path('../data/processed', period),"
    " dirs_exist_ok=True)",
    REPORT: "report = __import__('plan_monitor.report.report', fromlist=['x'])"
    ".Report.of_agency(period, agency)",
    PROVINCE: "report = __import__('plan_monitor.report.report', fromlist=['x'])"
    ".Report.of_province(period)",
}


def write_office(repo: Workspace, folder: Path) -> Workspace:
    """Make a workspace of two agencies whose notebooks are tiny."""
    workspace = copy_workspace(repo, folder, AGENCIES)
    for name in ("intake", "progress"):
        (folder / KEPT / name).mkdir(parents=True)
    for agency in AGENCIES:
        write_agency(workspace, PERIOD, agency, read_agency(workspace, PERIOD, agency))
    made = workspace.processed(PERIOD)
    shutil.copytree(made / "agencies", folder / KEPT / "intake", dirs_exist_ok=True)
    write_progress(workspace, PERIOD, compute_progress(workspace, PERIOD))
    shutil.copytree(made, folder / KEPT / "progress", dirs_exist_ok=True)
    for agency in AGENCIES:
        for name in TABLES:
            (folder / KEPT / "progress/agencies" / agency / f"{name}.csv").unlink(missing_ok=True)
    shutil.rmtree(folder / "data/processed")
    for path in workspace.notebooks.glob("*.ipynb"):
        path.unlink()
    (workspace.notebooks / "drill.py").write_text(DRILL, encoding="utf-8")
    for name in CELLS:
        _write_notebook(workspace, name)
    return workspace


def _write_notebook(workspace: Workspace, name: str) -> None:
    has_agency = name in (CLEAN, REPORT)
    declared = 'period: str = ""' + ('\nagency: str = ""' if has_agency else "")
    parameters = nbformat.v4.new_code_cell(declared)
    parameters.metadata["tags"] = ["parameters"]
    label = f"f'{name} {{agency}}'" if has_agency else repr(name)
    sources = [f"import pathlib, shutil, drill\n{CELLS[name]}", f"drill.pass_by({label})"]
    if name in (REPORT, PROVINCE):
        sources += ["report.letterhead()", "report.opening()"]
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {
        "name": "python3", "display_name": "Python 3", "language": "python"
    }  # fmt: skip
    notebook.cells = [parameters, *(nbformat.v4.new_code_cell(one) for one in sources)]
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
    path = workspace.notebooks / f"{name}.ipynb"
    path.write_text(nbformat.writes(notebook), encoding="utf-8")


def change(workspace: Workspace, names: tuple[str, ...]) -> None:
    """Add a paragraph to the notebooks `names`: they are run again and say something else."""
    for name in names:
        path = workspace.notebooks / f"{name}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        cell = nbformat.v4.new_markdown_cell("Một đoạn mới.")
        cell["id"] = "new"
        notebook.cells.append(cell)
        path.write_text(nbformat.writes(notebook), encoding="utf-8")


# --- what was made ---


def everything(workspace: Workspace) -> dict[str, str]:
    """Return the digest of every file made, without the manifest."""
    places = [workspace.root / "reports", workspace.processed(PERIOD)]
    found = snapshot(workspace.root, places)
    return {name: digest for name, digest in found.items() if not name.endswith(MANIFEST)}


def reports(workspace: Workspace) -> dict[str, dict[str, str]]:
    """Return the digests of the files of each report, by the report's folder."""
    folders = [workspace.province_report(PERIOD)]
    folders += [workspace.agency_report(PERIOD, code) for code in AGENCIES]
    return {workspace.relative(one): snapshot(one, [one]) for one in folders}


def left_over(workspace: Workspace) -> list[str]:
    """Return what should not be there once a run has ended well."""
    made = [p for name in ("reports", "data") for p in (workspace.root / name).rglob(".*")]
    own = {"run.lock", f"{PERIOD}.json"}
    made += [p for p in (workspace.root / ".plan_monitor").iterdir() if p.name not in own]
    return [workspace.relative(path) for path in made]


# --- runs ---


class Kept(Workers):
    """Local processes that outlive a run: the next one finds them warm."""

    def __init__(self) -> None:
        super().__init__(open_pool(1)._open, 1)

    def __exit__(self, *_: object) -> None:
        """Go on."""

    def end(self) -> None:
        super().__exit__(None)

    def processes(self) -> list[psutil.Process]:
        return [psutil.Process(pid) for pid in getattr(self._executor, "_processes", None) or {}]


def make(workspace: Workspace, workers: Workers) -> RunSummary:
    """Make the period in this process, with workers that are warm."""
    return run_report(workspace, PERIOD, lambda *_: None, workers=workers)


class Run:
    """`plan-monitor` at work as a process of its own, in a session of its own.

    `orders` is the folder in which a test says what units are to do; all processes of the run have
    its name in their environment.
    """

    def __init__(
        self, workspace: Workspace, orders: Path, *script: str, **environment: str
    ) -> None:
        self.orders, self.workspace = orders, workspace
        orders.mkdir(exist_ok=True)
        self._out = orders.with_name(f"{orders.name}.out")
        hear_keyboard()
        command = [sys.executable, *(script or ("-m", "plan_monitor")), "--root"]
        command += [str(workspace.root), "report", PERIOD, "--jobs", "1"]
        with self._out.open("wb") as out:
            self.process = subprocess.Popen(
                command,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=os.environ | {MARK: str(orders)} | environment,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self._out.read_text(encoding="utf-8")

    def __enter__(self) -> "Run":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        for process in self.alive():
            process.kill()

    def hold(self, label: str) -> None:
        """Let the unit wait where it passes by."""
        (self.orders / f"hold {label}").touch()

    def release(self) -> None:
        for path in self.orders.glob("hold *"):
            path.unlink()

    def until(self, holds: Callable[[], object]) -> None:
        """Wait until something holds; fail after a minute, or when the run has ended before."""
        end = time.monotonic() + SECONDS
        while not holds():
            assert time.monotonic() < end, self.said
            assert self.process.poll() is None or holds(), self.said
            time.sleep(PAUSE)

    def until_at(self, label: str) -> None:
        self.until(lambda: self._told(label))

    def kernel(self, label: str) -> int:
        """Return the process in which the unit is run."""
        return kernel_at(self.orders, label)

    def worker(self, label: str) -> int:
        """Return the process that runs the unit."""
        return int(self._told(label).split()[1])

    def server(self) -> psutil.Process | None:
        """Return the warm server, once it has a child."""
        try:
            for child in psutil.Process(self.process.pid).children():
                if "forkserver" in " ".join(child.cmdline()) and child.children():
                    return child
        except psutil.Error:
            pass
        return None

    def _told(self, label: str) -> str:
        path = self.orders / f"at {label}"
        return path.read_text(encoding="ascii") if path.is_file() else ""

    def end(self) -> int:
        """Wait until the run has ended, and nothing is left of it; return its exit code."""
        code = self.process.wait(SECONDS)
        end = time.monotonic() + SECONDS
        while left := self.alive():
            assert time.monotonic() < end, [one.cmdline() for one in left]
            time.sleep(PAUSE)
        return code

    def alive(self) -> list[psutil.Process]:
        return marked(str(self.orders))


def kernel_at(orders: Path, label: str) -> int:
    """Return the process in which a unit was run last."""
    return int((orders / f"at {label}").read_text(encoding="ascii").split()[0])


def hear_keyboard() -> None:
    """Let processes that are started hear Ctrl-C; what a shell starts in the background is deaf."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def set_limit(name: str, value: str) -> None:
    """Set a limit of the process that runs this: of a worker."""
    os.environ[name] = value


def marked(value: str, name: str = MARK) -> list[psutil.Process]:
    """Return the processes that have the environment variable `name` with this value."""
    found = []
    for process in psutil.process_iter():
        try:
            is_one = process.environ().get(name) == value and process.pid != os.getpid()
            if is_one and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def gone(left: Callable[[], object]) -> bool:
    """Wait until nothing is left; False if something still is after a while."""
    end = time.monotonic() + SECONDS
    while left():
        if time.monotonic() > end:
            return False
        time.sleep(PAUSE)
    return True
