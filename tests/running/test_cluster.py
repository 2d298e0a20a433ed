"""The same bytes from a Dask cluster as from this machine, even when a worker dies at work."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from plan_monitor.build.cluster import open_cluster
from plan_monitor.build.runner import run_report
from plan_monitor.build.verify import compare
from plan_monitor.errors import UserError
from plan_monitor.workspace import Workspace
from tests.conftest import copy_workspace

pytestmark = pytest.mark.full

AGENCIES = ("SYT", "STC")
PERIOD = "2025"
LISTENS = re.compile(r"Scheduler at:\s*(tcp://\S+)")


def start(*command: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_" + command[0], *command[1:]],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list["subprocess.Popen[str]"]]]:
    """A scheduler on this machine with two workers; its address, and the workers."""
    os.environ["DASK_TEMPORARY_DIRECTORY"] = str(tmp_path / "dask")
    scheduler = start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    started = [scheduler]
    try:
        address = next(found[1] for line in scheduler.stderr if (found := LISTENS.search(line)))
        started += [
            start("worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny")
            for _ in range(2)
        ]
        for worker in started[1:]:
            next(line for line in worker.stderr if "Starting established connection" in line)
        yield address, started[1:]
    finally:
        del os.environ["DASK_TEMPORARY_DIRECTORY"]
        for process in started:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def test_a_cluster_makes_the_same_bytes_and_loses_nothing_with_a_worker(
    tmp_path: Path, repo: Workspace, cluster
) -> None:
    address, workers = cluster
    here, there = (copy_workspace(repo, tmp_path / name, AGENCIES) for name in ("here", "there"))
    assert run_report(here, PERIOD, lambda *_: None).is_good
    seen: list[str] = []

    def tell(result, _total: int) -> None:
        seen.append(result.unit.label)
        if len(seen) == 1:
            os.killpg(workers[0].pid, signal.SIGKILL)

    summary = run_report(there, PERIOD, tell, workers=open_cluster(address))
    assert not summary.faults, summary.faults
    assert len(seen) == 2 * len(AGENCIES) + 2
    compared, different = compare(here.reports(PERIOD), there.reports(PERIOD))
    assert compared > 15 and not different


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://10.0.0.1:8786", "không mã hóa"),
        ("tcp://may-chu:8786", "không mã hóa"),
        ("127.0.0.1:8786", "không phải địa chỉ"),
        ("http://127.0.0.1:8786", "không phải địa chỉ"),
        ("tcp://[::1", "không phải địa chỉ"),
        ("tcp://127.0.0.1:1", "không kết nối được"),
    ],
)
def test_an_address_that_is_open_to_others_or_answers_nobody_is_refused(
    address: str, said: str
) -> None:
    with pytest.raises(UserError, match=said):
        open_cluster(address)


def test_a_cluster_without_workers_is_refused() -> None:
    scheduler = start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    try:
        address = next(found[1] for line in scheduler.stderr if (found := LISTENS.search(line)))
        with pytest.raises(UserError, match="chưa có tiến trình"):
            open_cluster(address)
    finally:
        os.killpg(scheduler.pid, signal.SIGKILL)
        scheduler.communicate()
