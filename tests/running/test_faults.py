"""Disks that are full or closed, notebooks that misbehave, two runs at once, clocks that lie."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import psutil
import pytest

from plan_monitor.build.limits import CELL_SECONDS, KEPT_CHARACTERS, KERNEL_MB
from plan_monitor.build.record import record_path
from tests.running.faults import LIMITS, REPORTS, Ground
from tests.support import drill
from tests.support.drill import PERIOD, REPORT, Run
from tests.support.reports import run as command

pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes as Linux has"),
]
REPORTING = f"{REPORT} SYT"
EXECUTED = f"{REPORT}.ipynb"


# --- the disk ---


def mounted(*arguments: str) -> None:
    """Mount; where that is not allowed, skip loudly, and fail on CI."""
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        if os.environ.get("CI"):
            pytest.fail(f"CI needs the right to mount: {done.stderr}")
        pytest.skip(f"no right to mount, this is NOT tested here: {done.stderr}")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 40 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted("-t", "tmpfs", "-o", "size=40m", "tmpfs", str(folder))
    yield folder
    subprocess.run(["umount", "-R", "-l", str(folder)], check=True)


def fill(ballast: Path) -> None:
    with ballast.open("ab", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while file.write(bytes(size)):
                    pass
            except OSError:
                continue


def last_line(run: Run) -> str:
    """Return what the run said beside its progress: one line, and no traceback."""
    (line,) = [one for one in run.said.splitlines() if not one.startswith("[")]
    return line


@pytest.mark.parametrize("moment", ["before", "during 03"])
def test_the_disk_is_full(ground: Ground, disk: Path, tmp_path: Path, moment: str) -> None:
    office = ground.changed(disk / "office", REPORTS)
    ballast = disk / "ballast"
    if moment == "before":
        fill(ballast)
    with Run(office, tmp_path / "orders") as run:
        if moment != "before":
            run.hold(REPORTING)
            run.until_at(REPORTING)
            fill(ballast)
            run.release()
        assert run.end() == 2, run.said
    assert "đĩa đầy" in last_line(run)
    ground.check_whole(office, REPORTS)
    ballast.unlink()
    ground.check_next(office, REPORTS)


def test_reports_may_not_be_written(ground: Ground, disk: Path, tmp_path: Path) -> None:
    office = ground.changed(disk / "office", REPORTS)
    made = str(office.reports(PERIOD))
    mounted("--bind", made, made)
    with Run(office, tmp_path / "orders") as run:
        run.hold(REPORTING)
        run.until_at(REPORTING)
        mounted("-o", "remount,ro,bind", made)
        run.release()
        assert run.end() == 2, run.said
    assert f"[6/6] lỗi {REPORTING}" in run.said
    assert "không có quyền ghi" in last_line(run)
    ground.check_whole(office, REPORTS)
    subprocess.run(["umount", made], check=True)
    ground.check_next(office, REPORTS)


# --- notebooks that misbehave ---

GOES_WRONG = {
    "hangs": ("import time; time.sleep(600)", "CellTimeoutError"),
    "exits": ("import sys; sys.exit(0)", "NotReached"),
    "ends its process": ("import os; os._exit(3)", "DeadKernelError"),
    "takes all memory": (
        "held = []\nwhile True: held.append(bytearray(10_000_000))",
        "MemoryError",
    ),
    "ends its process and leaves another": (
        "import os, subprocess\n"
        "subprocess.Popen(['sleep', '600'], env=os.environ | {'PM_LEAK': str(place)})\nos._exit(3)",
        "DeadKernelError",
    ),
}


@pytest.mark.parametrize("case", GOES_WRONG)
def test_a_notebook_goes_wrong_and_costs_one_line(
    ground: Ground, tmp_path: Path, case: str
) -> None:
    code, error = GOES_WRONG[case]
    office = ground.changed(tmp_path / "office", REPORTS)
    with ordered(ground, code), limited(ground, CELL_SECONDS, "5" if case == "hangs" else "100"):
        summary = drill.make(office, ground.workers)
    (fault,) = summary.faults
    assert fault.unit.label == REPORTING and error in fault.fault
    assert "\n" not in fault.fault and len(fault.fault) < 1000
    assert not psutil.pid_exists(drill.kernel_at(ground.orders, REPORTING))
    assert drill.gone(lambda: drill.marked(str(ground.orders), "PM_LEAK"))
    ground.check_whole(office, REPORTS)
    ground.check_next(office, REPORTS)


class ordered:  # noqa: N801  (a context)
    """Let the agency's report do something more, in its kernel."""

    def __init__(self, ground: Ground, code: str) -> None:
        self._path, self._code = ground.orders / REPORTING, code

    def __enter__(self) -> None:
        self._path.write_text(self._code, encoding="utf-8")

    def __exit__(self, *_: object) -> None:
        self._path.unlink()


@contextmanager
def limited(ground: Ground, name: str, value: str) -> Iterator[None]:
    """Let a notebook take so much."""
    ground.workers.submit(drill.set_limit, name, value).result()
    yield
    ground.workers.submit(drill.set_limit, name, LIMITS[name]).result()


LEAK = (
    "import os, subprocess, threading, time\n"
    "marked = os.environ | {'PM_LEAK': str(place)}\n"
    "for own in (False, True):\n"
    "    subprocess.Popen(['sleep', '600'], env=marked, start_new_session=own)\n"
    "threading.Thread(target=time.sleep, args=(600,)).start()"
)


def test_what_a_cell_leaves_running_ends_with_its_notebook(ground: Ground, tmp_path: Path) -> None:
    office = ground.changed(tmp_path / "office", REPORTS)
    with ordered(ground, LEAK):
        assert drill.make(office, ground.workers).is_good
    assert drill.gone(lambda: drill.marked(str(ground.orders), "PM_LEAK"))
    assert drill.everything(office) == drill.everything(ground.undisturbed[REPORTS])


PRINTED = 100_000_000


def test_a_cell_prints_without_end(ground: Ground, tmp_path: Path) -> None:
    office = ground.changed(tmp_path / "office", REPORTS)
    (worker,) = ground.workers.processes()
    before = peak(worker)
    code = f"for _ in range({PRINTED} // 4_000_000): print('x' * 3_999_999, flush=True)"
    # what is not fetched yet waits in the kernel, in several copies
    with ordered(ground, code), limited(ground, KERNEL_MB, "4096"):
        summary = drill.make(office, ground.workers)
    assert summary.is_good, summary.faults
    cut = f"stdout quá dài, đã bỏ {PRINTED - KEPT_CHARACTERS} ký tự cuối"
    assert [one for one in summary.said(office) if REPORTING in one and cut in one]
    path = office.agency_report(PERIOD, "SYT") / EXECUTED
    assert path.stat().st_size < 2 * KEPT_CHARACTERS
    shown = nbformat.read(path, as_version=4).cells[3].outputs
    assert [len(one.text) for one in shown] == [KEPT_CHARACTERS]
    assert peak(worker) - before < PRINTED
    record_path(office.root, PERIOD).unlink()
    ground.check_next(office, REPORTS)


def peak(process: psutil.Process) -> int:
    """Return the most memory that a process has held so far, in bytes."""
    text = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    return int(text.split("VmHWM:")[1].split()[0]) * 1024


@pytest.mark.parametrize("name", [CELL_SECONDS, KERNEL_MB])
def test_a_limit_that_cannot_be_read_is_refused(ground: Ground, name: str) -> None:
    done = command(ground.office, "report", PERIOD, "--force", env=os.environ | {name: "nhiều"})
    assert done.returncode == 2
    assert done.stderr.startswith(f"biến môi trường {name}: nhiều. Cần: số nguyên dương")


# --- others ---


def test_a_second_run_is_refused_and_the_first_goes_on(ground: Ground, tmp_path: Path) -> None:
    office = ground.changed(tmp_path / "office", REPORTS)
    with Run(office, tmp_path / "orders") as run:
        run.hold(REPORTING)
        run.until_at(REPORTING)
        for words in (
            ("report", PERIOD),
            ("verify", PERIOD),
            ("close", PERIOD, "--at", "2025-06-20T17:00+07:00"),
        ):
            done = command(office, *words)
            assert done.returncode == 2 and "một lệnh khác đang chạy" in done.stderr, words
            assert len(done.stderr.strip().splitlines()) == 1
        run.release()
        assert run.end() == 0, run.said
    assert drill.everything(office) == drill.everything(ground.undisturbed[REPORTS])
    ground.check_next(office, REPORTS)


SPOIL: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "cut off": lambda data: data[: len(data) // 2],
    "flipped": lambda data: data.replace(b'"wrote"', b'"wrotf"', 1),
}


@pytest.mark.parametrize("case", SPOIL)
def test_the_record_is_damaged(ground: Ground, tmp_path: Path, case: str) -> None:
    office = ground.changed(tmp_path / "office", REPORTS)
    path = record_path(office.root, PERIOD)
    path.write_bytes(SPOIL[case](path.read_bytes()))
    summary = drill.make(office, ground.workers)
    assert "hỏng" in summary.remark and summary.stood == 0
    ground.check_next(office, REPORTS)


@pytest.mark.parametrize("year_seconds", [0, 4_000_000_000], ids=["1970", "2096"])
def test_the_hour_of_a_file_says_nothing(ground: Ground, tmp_path: Path, year_seconds: int) -> None:
    office = ground.changed(tmp_path / "office", ())
    for path in office.root.rglob("*"):
        os.utime(path, (year_seconds, year_seconds))
    assert drill.make(office, ground.workers).stood == 6
    record_path(office.root, PERIOD).unlink()
    assert drill.make(office, ground.workers).stood == 0
    assert drill.everything(office) == drill.everything(ground.office)
