"""Where units run: a pool of local processes, or a cluster, behind the same `Executor`.

Local processes come from the same warm server as their kernels (`kernels`), so all is loaded once;
where there is none, each starts anew. When the server ends they end with it, and what they were at
is run again.
"""

import multiprocessing
import os
import tempfile
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from dataclasses import dataclass, field
from typing import Any

from plan_monitor.build.kernels import WARM, choose_engine, warm_up
from plan_monitor.build.parcels import Carrier, run_parcel
from plan_monitor.build.units import Unit, UnitResult
from plan_monitor.forking import (
    CONTEXT,
    follow_parent,
    ignore_keyboard,
    quiet_keyboard,
    share_server,
    starting,
)

_ATTEMPTS = 3
_Answer = tuple[UnitResult, bytes]


class Workers:
    """What runs units, `width` at a time; renewed when one of its processes has died.

    Parameters
    ----------
    open_executor : Callable
        Opens the pool, or the way to the cluster.
    width : int
        How many units run at once.
    """

    def __init__(self, open_executor: Callable[[], Executor], width: int) -> None:
        self.width = width
        self._open = open_executor
        self._executor: Executor | None = None

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind:
            self.stop()
        else:
            self._end(wait=True)

    def submit(self, function: Callable[..., Any], *arguments: Any) -> "Future[Any]":
        """Start `function` on a worker."""
        if self._executor is None:
            self._executor = self._open()
        with quiet_keyboard(), starting():  # the first one starts the processes
            return self._executor.submit(function, *arguments)

    def renew(self) -> None:
        """Give up the processes that are left of a broken pool; the next unit opens a new one."""
        self._end(wait=True)

    def stop(self) -> None:
        """Begin nothing more, and wait for nothing: local processes are ended at work."""
        for process in list((getattr(self._executor, "_processes", None) or {}).values()):
            process.kill()  # kill_workers() from Python 3.14 on
        self._end(wait=False)

    def _end(self, *, wait: bool) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=wait)
            self._executor = None


def open_pool(jobs: int | None = None) -> Workers:
    """Return `jobs` local processes (default: one a core); what they need is loaded meanwhile.

    They end with this process, however it ends, and their kernels with them.
    """
    warm_up()
    width = jobs or os.cpu_count() or 1
    return Workers(lambda: _local_processes(width), width)


def _local_processes(width: int) -> Executor:
    is_warm = choose_engine().name == WARM
    return ProcessPoolExecutor(
        width,
        mp_context=CONTEXT if is_warm else multiprocessing.get_context("spawn"),
        initializer=_begin_worker,
        initargs=(dict(os.environ),),
    )


def _begin_worker(environment: Mapping[str, str]) -> None:
    """Be as if started by the runner now: the server is older, and has its environment."""
    ignore_keyboard()
    follow_parent()
    share_server()
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None
    if hasattr(time, "tzset"):
        time.tzset()


def run_units(
    workers: Workers,
    carrier: Carrier,
    units: Sequence[Unit],
    tell: Callable[[UnitResult], None],
) -> list[UnitResult]:
    """Run `units`; `tell` hears of each as it ends; results in the order of `units`.

    A unit whose worker died is run again, alone, so that one that kills its workers takes no other
    with it. Interrupted, no further unit begins, and those that run are ended.
    """
    step = _Step(workers, carrier, tell, deque((unit, 1) for unit in units))
    try:
        step.run()
    except BaseException:
        workers.stop()
        raise
    return [step.results[unit] for unit in units]


@dataclass
class _Step:
    """Units that may run side by side: those that wait, with their attempt, and those that run."""

    workers: Workers
    carrier: Carrier
    tell: Callable[[UnitResult], None]
    waiting: deque[tuple[Unit, int]]
    running: dict["Future[_Answer]", tuple[Unit, int]] = field(default_factory=dict)
    results: dict[Unit, UnitResult] = field(default_factory=dict)

    def run(self) -> None:
        """Run all that waits; return when nothing waits or runs any more."""
        while self.waiting or self.running:
            while self._may_begin():
                self._begin(*self.waiting.popleft())
            done, _ = wait(self.running, return_when=FIRST_COMPLETED)
            for future in done:
                self._end(future, *self.running.pop(future))

    def _may_begin(self) -> bool:
        if not self.waiting or len(self.running) >= self.workers.width:
            return False
        is_again = self.waiting[0][1] > 1 or any(again > 1 for _, again in self.running.values())
        return not (is_again and self.running)

    def _begin(self, unit: Unit, attempt: int) -> None:
        parcel = self.carrier.pack(unit)
        try:
            self.running[self.workers.submit(run_parcel, unit, parcel)] = (unit, attempt)
        except (BrokenExecutor, OSError, EOFError) as error:  # it broke while nothing was looking
            self._again(unit, attempt, error)

    def _end(self, future: "Future[_Answer]", unit: Unit, attempt: int) -> None:
        try:
            result, parcel = future.result()
            self.carrier.deliver(result, parcel)
        except BrokenExecutor as error:
            self._again(unit, attempt, error)
        except Exception as error:  # of one unit, or of its place on the disk: not of the run
            self._tell(_fault(unit, error))
        else:
            self._tell(result)

    def _again(self, unit: Unit, attempt: int, error: Exception) -> None:
        """Run the unit once more with fresh processes, unless it was tried often enough."""
        self.workers.renew()
        if attempt < _ATTEMPTS:
            self.waiting.appendleft((unit, attempt + 1))
        else:
            self._tell(_fault(unit, error))

    def _tell(self, result: UnitResult) -> None:
        self.results[result.unit] = result
        self.tell(result)


def _fault(unit: Unit, error: Exception) -> UnitResult:
    return UnitResult(unit, f"{unit.label}: {type(error).__name__}: {error}")
