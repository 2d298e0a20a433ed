"""Warm kernels: the same notebooks as from stock ones, and nothing left behind, whatever dies."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from plan_monitor.build import kernels
from plan_monitor.build.kernels import STOCK, WARM, choose_engine
from plan_monitor.build.notebooks import NotebookError, execute_notebook
from plan_monitor.errors import UserError
from plan_monitor.workspace import Workspace
from tests.conftest import REPO, copy_workspace
from tests.running.test_notebooks import write_notebook
from tests.support.drill import hear_keyboard

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="processes as Linux shows them"
)
GOOD = {"period": "2025", "count": 2}
SECONDS = 60.0


@pytest.fixture
def notes(tmp_path: Path) -> Workspace:
    """A workspace with nothing but a folder for notebooks."""
    workspace = Workspace(tmp_path / "office")
    workspace.notebooks.mkdir(parents=True)
    return workspace


def texts(workspace: Workspace, *cells: str, engine: str = WARM, **options) -> list[str]:
    """Run a notebook of these cells and return what each shows as text."""
    write_notebook(workspace, "note", *cells)
    output = workspace.root / "out.ipynb"
    executed = execute_notebook(workspace, "note", GOOD, output, engine=engine, **options)
    shown = (cell.outputs for cell in executed.cells[2:] if cell.outputs)
    return [one[-1].get("text") or one[-1].data["text/plain"] for one in shown]


def until(holds: Callable[[], bool]) -> bool:
    """Wait until something holds; False if it does not within a minute."""
    end = time.monotonic() + SECONDS
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def is_gone(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rsplit(") ", 1)[1][0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state == "Z"  # its parent has to fetch it; it does nothing any more


def marked(mark: str) -> list[int]:
    """The processes whose environment or command line names `mark`, this one left out."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if mark.encode() in told and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return [process for process in found if not is_gone(process)]


# --- parity ---


SHOWN = (
    "import os, sys, hashlib, pandas as pd\nprint('một'); print('hai', file=sys.stderr)",
    "pd.DataFrame({f'cột {n}': [n, n / 7] for n in range(30)})",
    "pd.get_option('display.max_columns'), pd.get_option('display.width'), pd.describe_option",
    "import matplotlib\nimport matplotlib.pyplot as plt\nmatplotlib.rcParams['svg.hashsalt'] = 'x'",
    "plt.plot([1, 2], [3, 4], label='đ'); plt.legend()",
    "plt.get_backend(), plt.isinteractive()",
    "hash('đ'), list({'a', 'b', 'c', 'đ'}), sys.flags.hash_randomization",
    "os.path.basename(os.getcwd()), sys.argv[0] != '', __name__, os.environ['PYTHONHASHSEED']",
    "os.system('echo từ tiến trình con')",
)


def test_what_an_analyst_may_show_is_the_same_to_the_byte(
    notes: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # with it a kernel does not see what children print
    write_notebook(notes, "note", *SHOWN)
    outputs = {engine: notes.root / f"{engine}.ipynb" for engine in (WARM, STOCK)}
    for engine, output in outputs.items():
        execute_notebook(notes, "note", GOOD, output, engine=engine)
    assert outputs[WARM].read_bytes() == outputs[STOCK].read_bytes()
    text = outputs[WARM].read_text(encoding="utf-8")
    assert "image/png" in text and "x 30 columns" in text and "từ tiến trình con" in text


def test_a_failing_cell_shows_the_same(notes: Workspace) -> None:
    write_notebook(notes, "note", "def half(): return 1 / 0", "import json\njson.loads('{')")
    shown = []
    for engine in (WARM, STOCK):
        output = notes.root / f"{engine}.ipynb"
        with pytest.raises(NotebookError, match=r"ô 3: .*JSONDecodeError"):
            execute_notebook(notes, "note", GOOD, output, engine=engine)
        executed = nbformat.read(output, 4)
        shown.append([(cell.source, cell.get("outputs")) for cell in executed.cells])
    assert shown[0] == shown[1]


@pytest.mark.full
def test_the_notebooks_of_a_period_are_the_same_to_the_byte(
    tmp_path: Path, repo: Workspace
) -> None:
    workspace = copy_workspace(repo, tmp_path / "office", ("SYT",))
    runs = [("01_clean_submission", {"agency": "SYT"}), ("02_trajectories", {})]
    runs += [("03_agency_report", {"agency": "SYT"}), ("04_province_report", {})]
    for at, (name, agency) in enumerate(runs):
        outputs = [tmp_path / f"{engine}{at}.ipynb" for engine in (WARM, STOCK)]
        for engine, output in zip((WARM, STOCK), outputs, strict=True):
            execute_notebook(workspace, name, {"period": "2025H1", **agency}, output, engine=engine)
        assert outputs[0].read_bytes() == outputs[1].read_bytes(), name


def test_an_early_exit_is_no_report(notes: Workspace) -> None:
    with pytest.raises(NotebookError, match=r"note, ô \d"):
        texts(notes, "import sys\nsys.exit(0)", "1 + 1")


def test_nothing_of_a_kernel_reaches_the_terminal(notes: Workspace, capfd) -> None:
    texts(notes, "import os\nos.write(2, b'a'); print('b', flush=True); os.system('echo c')")
    assert capfd.readouterr() == ("", "")


# --- isolation ---


def test_what_one_notebook_does_reaches_no_other(notes: Workspace, monkeypatch) -> None:
    monkeypatch.setenv("PM_TEST", "đầu")
    spoil = (
        "import os, sys, textwrap, pandas as pd, plan_monitor.files as files\n"
        "os.environ['PM_TEST'] = 'bẩn'; os.environ['PM_NEW'] = '1'; textwrap.dedent = None\n"
        "files.sha256 = None; pd.set_option('display.max_columns', 3); os.chdir('/')\n"
        "sys.path.insert(0, 'x'); left = 1"
    )
    look = (
        "import os, sys, textwrap, pandas as pd, plan_monitor.files as files\n"
        "(os.environ['PM_TEST'], 'PM_NEW' in os.environ, textwrap.dedent is None,\n"
        " files.sha256 is None, pd.get_option('display.max_columns'), 'x' in sys.path,\n"
        " 'left' in globals(), os.path.basename(os.getcwd()))"
    )
    texts(notes, spoil)
    assert texts(notes, look) == ["('đầu', False, False, False, 20, False, False, 'notebooks')"]
    monkeypatch.setenv("PM_TEST", "sau")
    monkeypatch.setenv("TZ", "Asia/Ho_Chi_Minh")
    assert texts(notes, "import os, time\nos.environ['PM_TEST'], time.timezone") == [
        "('sau', -25200)"
    ]


def test_no_two_notebooks_draw_the_same_numbers(notes: Workspace) -> None:
    draw = "import numpy\nfloat(numpy.random.random())"
    assert texts(notes, draw) != texts(notes, draw)


# --- the server ---

SERVER = "import os, multiprocessing\nos.getppid(), os.getpid()"


def processes(workspace: Workspace, **options) -> tuple[int, int]:
    """Run a notebook and return its server's and its own number."""
    server, kernel = texts(workspace, SERVER, **options)[0].strip("()").split(", ")
    return int(server), int(kernel)


def test_the_server_has_one_thread_and_each_notebook_a_process(notes: Workspace) -> None:
    server, first = processes(notes)
    again, second = processes(notes)
    assert server == again and first != second
    assert is_gone(first) and is_gone(second)
    assert len(list(Path(f"/proc/{server}/task").iterdir())) == 1


def test_ctrl_c_is_held_back_from_the_server_s_children_and_not_from_cells(
    notes: Workspace,
) -> None:
    """Or a child that has just been forked would print a traceback beside the runner's line."""
    shown = "print([one.split()[1] for one in open(f'/proc/{who}/status') if 'SigBlk' in one][0])"
    (server, own) = texts(
        notes, f"import os\nwho = os.getppid()\n{shown}", f"who = os.getpid()\n{shown}"
    )
    interrupt = 1 << (signal.SIGINT - 1)
    assert int(server, 16) & interrupt and not int(own, 16) & interrupt


def test_a_cage_in_a_kernel_uses_the_same_server(notes: Workspace) -> None:
    cell = (
        "import os\nfrom plan_monitor.intake.cage import Cage\n"
        "from plan_monitor.forking import shares_server\n"
        "from tests.support.measuring import server_of\n"
        "with Cage(parse=server_of) as cage: answer = cage.read('a.xlsx', b'')\n"
        "print(answer.sheets[0].title == str(os.getppid()), shares_server())"
    )
    path = f"import sys\nsys.path.insert(0, {str(REPO)!r})"
    assert texts(notes, path, cell) == ["True True\n"]


def test_another_server_starts_when_one_was_killed(notes: Workspace) -> None:
    server, _ = processes(notes)
    os.kill(server, signal.SIGKILL)
    other, _ = processes(notes)
    assert other != server


def test_a_kernel_ends_with_its_server(notes: Workspace) -> None:
    trace = notes.root / "pid"
    cell = (
        "import os, signal, time, pathlib\n"
        f"pathlib.Path({str(trace)!r}).write_text(str(os.getpid()))\n"
        "os.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(600)"
    )
    with pytest.raises(NotebookError, match="DeadKernelError"):
        texts(notes, cell)
    assert until(lambda: is_gone(int(trace.read_text(encoding="ascii"))))


# --- failures ---


@pytest.mark.parametrize("end", ["os._exit(3)", "os.kill(os.getpid(), signal.SIGKILL)"])
def test_a_dead_kernel_is_one_line_and_soon(notes: Workspace, end: str) -> None:
    begun = time.monotonic()
    with pytest.raises(NotebookError, match=r"note, ô 0: .*DeadKernelError") as caught:
        texts(notes, f"import os, signal\n{end}", cell_seconds=int(SECONDS))
    assert "\n" not in str(caught.value)
    assert time.monotonic() - begun < SECONDS / 2


def test_a_hanging_cell_ends_with_its_process(notes: Workspace) -> None:
    trace = notes.root / "pid"
    cell = (
        "import os, time, pathlib\n"
        f"pathlib.Path({str(trace)!r}).write_text(str(os.getpid()))\ntime.sleep(600)"
    )
    with pytest.raises(NotebookError, match=r"note, ô 0: .*CellTimeoutError"):
        texts(notes, cell, cell_seconds=2)
    assert is_gone(int(trace.read_text(encoding="ascii")))
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_nothing_outlives_the_runner(notes: Workspace, number: int, tmp_path: Path) -> None:
    """The runner is a pool as `report` opens it, each of its workers with a kernel that hangs."""
    trace = tmp_path / "pids"
    trace.mkdir()
    write_notebook(
        notes,
        "note",
        "import os, time, pathlib\n"
        f"(pathlib.Path({str(trace)!r}) / str(os.getpid())).touch()\ntime.sleep(600)",
    )
    script = tmp_path / "script.py"
    script.write_text(RUNNER, encoding="utf-8")
    mark = f"PM_MARK={tmp_path}"
    hear_keyboard()
    environment = os.environ | {"PM_MARK": str(tmp_path), "PYTHONPATH": str(REPO)}
    runner = subprocess.Popen(
        [sys.executable, str(script), str(notes.root)],
        env=environment,
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert until(lambda: len(list(trace.iterdir())) == 2)
        assert len(marked(mark)) > 4
    finally:
        if number == signal.SIGINT:  # as the keyboard does: to all in the foreground
            os.killpg(runner.pid, number)
        else:
            runner.kill()
    assert until(lambda: not marked(mark)), marked(mark)
    runner.wait(SECONDS)


RUNNER = """
import sys
from pathlib import Path
from plan_monitor.build.executors import open_pool
from plan_monitor.build.notebooks import execute_notebook
from plan_monitor.workspace import Workspace

if __name__ == "__main__":
    workspace = Workspace(Path(sys.argv[1]))
    with open_pool(2) as workers:
        begun = []
        for at in range(2):
            given, output = {"period": "2025", "count": at}, workspace.root / f"{at}.ipynb"
            begun.append(workers.submit(execute_notebook, workspace, "note", given, output))
        for one in begun:
            one.result()
"""


# --- the choice ---


@pytest.fixture
def fresh_choice():
    choose_engine.cache_clear()
    yield
    choose_engine.cache_clear()


@pytest.mark.usefixtures("fresh_choice")
def test_the_stock_engine_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert choose_engine().name == WARM
    choose_engine.cache_clear()
    monkeypatch.setenv(kernels.VARIABLE, "stock")
    assert choose_engine().name == STOCK
    choose_engine.cache_clear()
    monkeypatch.setenv(kernels.VARIABLE, "nhanh")
    with pytest.raises(UserError, match="warm hoặc stock"):
        choose_engine()


@pytest.mark.usefixtures("fresh_choice")
def test_without_a_server_notebooks_run_all_the_same_and_it_is_said(
    notes: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("không còn tiến trình")

    monkeypatch.setattr(kernels, "start_server", refuse)
    assert texts(notes, "1 + 1", engine="") == ["2"]
    assert choose_engine().name == STOCK
    assert "không còn tiến trình" in choose_engine().remark
    assert nbformat.read(notes.root / "out.ipynb", 4)
