import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from plan_monitor.intake.cage import Cage, CageFailure, Limits, read_caged
from plan_monitor.intake.parsers import parse_workbook
from plan_monitor.intake.raw import RawWorkbook
from plan_monitor.workspace import Workspace
from tests.conftest import REPO
from tests.support import hostile
from tests.support.hostile import LAYOUTS
from tests.support.workbook_bytes import MIB, good

TIGHT = Limits(memory_bytes=256 * MIB)
needs_limits = pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")


@pytest.fixture(scope="module")
def cage() -> Iterator[Cage]:
    with Cage() as cage:
        yield cage


def failure(parse: object, limits: Limits = TIGHT, name: str = "a.xlsx") -> CageFailure:
    with Cage(limits, parse) as cage:  # type: ignore[arg-type]
        answer = cage.read(name, good())
    assert isinstance(answer, CageFailure)
    return answer


def test_a_workbook_comes_back_as_it_is_read_outside(cage: Cage, repo: Workspace) -> None:
    path = sorted((repo.root / "data" / "raw").rglob("*.xlsx"))[0]
    answer = cage.read(path.name, path.read_bytes())
    assert answer == parse_workbook(path.name, path.read_bytes())
    assert answer == cage.read(path.name, path.read_bytes())
    assert isinstance(answer, RawWorkbook) and len(answer.sheets) > 3


def test_one_file_can_be_read_without_ceremony() -> None:
    assert read_caged("a.xlsx", good()) == parse_workbook("a.xlsx", good())


@pytest.mark.parametrize(
    ("parse", "reason", "detail"),
    [
        (hostile.abort, "crashed", "SIGABRT"),
        (hostile.crash, "crashed", "SIGSEGV"),
        (hostile.leave, "crashed", "exit code 0"),
        (hostile.panic, "unreadable", "PanicException: index out of bounds"),
        (hostile.give_up, "unreadable", "SystemExit: no"),
        (hostile.recurse, "unreadable", "RecursionError"),
        (hostile.raise_unspeakable, "unreadable", "UnspeakableError"),
    ],
)
@needs_limits
def test_what_a_parser_does_ends_its_own_reading(parse: object, reason: str, detail: str) -> None:
    found = failure(parse)
    assert found.reason == reason
    assert detail in found.detail


def test_a_parser_that_hangs_is_ended() -> None:
    found = failure(hostile.hang, Limits(wall_seconds=1))
    assert (found.reason, found.check) == ("timeout", "reading-timeout")


@needs_limits
def test_a_parser_that_computes_without_end_is_ended_by_the_system() -> None:
    found = failure(hostile.spin, Limits(wall_seconds=60, cpu_seconds=1))
    assert (found.reason, found.detail) == ("timeout", "SIGXCPU")


@needs_limits
def test_a_parser_that_takes_all_memory_gets_no_more() -> None:
    found = failure(hostile.devour, Limits(memory_bytes=256 * MIB))
    assert (found.reason, found.check) == ("memory", "reading-memory")


def test_an_answer_without_end_is_not_taken() -> None:
    found = failure(hostile.babble, Limits(answer_bytes=MIB))
    assert (found.reason, found.detail) == ("memory", f"> {MIB} B")


def test_an_answer_is_data_and_runs_nothing(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    found = failure(hostile.lie, name=str(trace))
    assert found.reason == "crashed"
    assert not trace.exists()


def test_what_a_parser_prints_is_not_heard(capfd: pytest.CaptureFixture[str]) -> None:
    with Cage(parse=hostile.shout) as cage:
        assert isinstance(cage.read("a.xlsx", b""), RawWorkbook)
    assert capfd.readouterr() == ("", "")


@needs_limits
def test_five_poisoned_files_leave_28_readable() -> None:
    poisons = ("hang", "devour", "abort", "crash", "panic")
    names = [f"{at}.xlsx" for at in range(28)]
    for at, poison in enumerate(poisons):
        names.insert(at * 6, f"{poison}.xlsx")
    with Cage(Limits(wall_seconds=4, memory_bytes=256 * MIB), hostile.parse_or_poison) as cage:
        answers = {name: cage.read(name, good()) for name in names}
    failed = {name for name, answer in answers.items() if isinstance(answer, CageFailure)}
    assert failed == {f"{poison}.xlsx" for poison in poisons}
    assert len(answers) - len(failed) == 28


@pytest.mark.parametrize("mechanism", LAYOUTS)
def test_a_layout_is_read_or_refused_for_its_reason(cage: Cage, mechanism: str) -> None:
    make, check = LAYOUTS[mechanism]
    answer = cage.read("a.xlsx", make())
    assert (answer.check if isinstance(answer, CageFailure) else "") == check


# --- processes ---


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes as Linux shows them")
def test_no_child_is_left(cage: Cage, tmp_path: Path) -> None:
    others = set(multiprocessing.active_children())
    cage.read("a.xlsx", good())
    trace = tmp_path / "pid"
    assert failure(hostile.hang, Limits(wall_seconds=3), str(trace)).reason == "timeout"
    assert set(multiprocessing.active_children()) <= others
    assert _is_gone(int(trace.read_text(encoding="ascii")), seconds=10)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes as Linux shows them")
def test_a_child_dies_with_its_parent(tmp_path: Path) -> None:
    """The parent is a plain script: without a guard it must not run again in the child."""
    script, trace = tmp_path / "script.py", tmp_path / "pid"
    script.write_text(
        "from plan_monitor.intake.cage import Cage\n"
        "from tests.support.hostile import hang\n"
        f"with Cage(parse=hang) as cage: cage.read({str(trace)!r}, b'')\n",
        encoding="utf-8",
    )
    environment = os.environ | {"PYTHONPATH": str(REPO)}
    parent = subprocess.Popen([sys.executable, str(script)], env=environment)
    try:
        child = _wait_for_number(trace, seconds=60)
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    assert _is_gone(child, seconds=10)


def _wait_for_number(path: Path, seconds: float) -> int:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if path.exists() and (text := path.read_text(encoding="ascii")):
            return int(text)
        time.sleep(0.05)
    raise TimeoutError(path)


def _is_gone(process: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not Path(f"/proc/{process}").exists():
            return True
        time.sleep(0.05)
    return False
