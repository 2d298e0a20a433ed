"""Whatever is killed, whenever: no process stays, no report is half, the next run mends all."""

import os
import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.running.faults import ALL, REPORTS, Ground
from tests.support.drill import BARRIER, CLEAN, REPORT, Run

pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes as Linux has"),
]
CLEANING, REPORTING = f"{CLEAN} SYT", f"{REPORT} SYT"


def at(label: str) -> Callable[[Run], None]:
    """The moment when a unit has begun its work and has not ended it."""

    def moment(run: Run) -> None:
        run.hold(label)
        run.until_at(label)

    return moment


MOMENTS: dict[str, tuple[Callable[[Run], None], tuple[str, ...]]] = {
    "the server has a child": (lambda run: run.until(run.server), ALL),
    "a kernel exists": (at(CLEANING), ALL),
    "the first unit is done": (lambda run: run.until(lambda: "[1/6] xong" in run.said), ALL),
    "during 02": (at(BARRIER), ALL),
    "during 03": (at(REPORTING), REPORTS),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_runner_is_killed(ground: Ground, tmp_path: Path, moment: str) -> None:
    until, names = MOMENTS[moment]
    office = ground.changed(tmp_path / "office", names)
    with Run(office, tmp_path / "orders") as run:
        until(run)
        run.process.kill()
        assert run.end() == -signal.SIGKILL
    ground.check_whole(office, names)
    ground.check_next(office, names)


@pytest.mark.parametrize("step", ["old away", "half written"])
def test_the_runner_is_killed_while_it_writes(ground: Ground, tmp_path: Path, step: str) -> None:
    office = ground.changed(tmp_path / "office", REPORTS)
    script = tmp_path / "held.py"
    script.write_text(HELD, encoding="utf-8")
    with Run(office, tmp_path / "orders", str(script), PM_STEP=step) as run:
        run.until((run.orders / "held").exists)
        run.process.kill()
        run.end()
    folder = office.agency_report("2025H1", "SYT")
    assert list(folder.parent.glob(".SYT.*")), "it was not killed where it should have been"
    assert folder.exists() == (step == "half written")
    ground.check_next(office, REPORTS)


# The runner, which stands still in the middle of putting a report in place.
HELD = """
import os, pathlib, time

if __name__ == "__main__":
    from plan_monitor.build import parcels
    from plan_monitor.cli.main import main

    def stand_still():
        pathlib.Path(os.environ["PM_DRILL"], "held").touch()
        while True:
            time.sleep(1)

    replace, write = pathlib.Path.replace, parcels.write_atomically

    def slow_replace(self, target):
        if os.environ["PM_STEP"] == "old away" and self.parent.name.startswith(".SYT."):
            if pathlib.Path(target).name == "SYT":
                stand_still()
        return replace(self, target)

    def slow_write(path, data):
        if os.environ["PM_STEP"] == "half written" and path.parent.parent.name.startswith(".SYT."):
            path.write_bytes(data[:10])
            stand_still()
        return write(path, data)

    pathlib.Path.replace, parcels.write_atomically = slow_replace, slow_write
    main()
"""


@pytest.mark.parametrize(("label", "names"), [(CLEANING, ALL), (REPORTING, REPORTS)])
def test_a_worker_is_killed_and_its_unit_is_run_again(
    ground: Ground, tmp_path: Path, label: str, names: tuple[str, ...]
) -> None:
    office = ground.changed(tmp_path / "office", names)
    with Run(office, tmp_path / "orders") as run:
        at(label)(run)
        os.kill(run.worker(label), signal.SIGKILL)
        run.release()
        assert run.end() == 0, run.said
    assert "Traceback" not in run.said
    ground.check_whole(office, names)
    ground.check_next(office, names)


@pytest.mark.parametrize("label", [BARRIER, REPORTING])
def test_the_server_is_killed_and_what_ran_is_run_again(
    ground: Ground, tmp_path: Path, label: str
) -> None:
    names = REPORTS if label == REPORTING else ALL
    office = ground.changed(tmp_path / "office", names)
    with Run(office, tmp_path / "orders") as run:
        at(label)(run)
        server = run.server()
        assert server is not None
        server.kill()
        run.release()
        assert run.end() == 0, run.said
    assert "Traceback" not in run.said
    ground.check_whole(office, names)
    ground.check_next(office, names)


@pytest.mark.parametrize("label", [BARRIER, REPORTING])
def test_a_kernel_is_killed_and_costs_one_unit(ground: Ground, tmp_path: Path, label: str) -> None:
    names = REPORTS if label == REPORTING else ALL
    office = ground.changed(tmp_path / "office", names)
    with Run(office, tmp_path / "orders") as run:
        at(label)(run)
        os.kill(run.kernel(label), signal.SIGKILL)
        run.until(lambda: f"lỗi {label}" in run.said)
        assert run.end() == 1, run.said
    (line,) = re.findall("KHÔNG THÀNH .*", run.said)
    assert line.startswith(f"KHÔNG THÀNH {label}: ") and "DeadKernelError" in line
    assert "Traceback" not in run.said
    ground.check_whole(office, names)
    ground.check_next(office, names)


@pytest.mark.parametrize("moment", ["the server has a child", "during 03"])
def test_ctrl_c_is_one_line_and_130(ground: Ground, tmp_path: Path, moment: str) -> None:
    until, names = MOMENTS[moment]
    office = ground.changed(tmp_path / "office", names)
    with Run(office, tmp_path / "orders") as run:
        until(run)
        os.killpg(run.process.pid, signal.SIGINT)  # as the keyboard does: to all in the foreground
        assert run.end() == 130, run.said
    lines = [one for one in run.said.splitlines() if not re.match(r"\[\d/\d\] ", one)]
    assert lines == ["Đã dừng theo lệnh (Ctrl-C): việc đã xong được giữ; chạy lại để làm tiếp."]
    ground.check_whole(office, names)
    ground.check_next(office, names)
