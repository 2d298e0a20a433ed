"""Where units run: a pool of local processes, started the same way on every system.

Each has a warm server of its own (`kernels`): when one ends, it costs a notebook and not the run.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed

from plan_monitor.build.units import Unit, UnitResult, run_unit
from plan_monitor.forking import follow_parent


def open_pool(jobs: int | None = None) -> Executor:
    """Return a pool of `jobs` processes (default: one a core), each started by ``spawn``.

    They end with this process, however it ends, and their kernels with them.
    """
    context = multiprocessing.get_context("spawn")
    workers = jobs or os.cpu_count() or 1
    return ProcessPoolExecutor(workers, mp_context=context, initializer=follow_parent)


def run_units(
    pool: Executor, units: Sequence[Unit], tell: Callable[[UnitResult], None]
) -> list[UnitResult]:
    """Run `units` on `pool`; `tell` hears of each as it ends; results in the order of `units`.

    Interrupted, it begins no further unit.
    """
    try:
        results = dict(_results(pool, units, tell))
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    return [results[unit] for unit in units]


def _results(
    pool: Executor, units: Sequence[Unit], tell: Callable[[UnitResult], None]
) -> Iterator[tuple[Unit, UnitResult]]:
    futures = {pool.submit(run_unit, unit): unit for unit in units}
    for future in as_completed(futures):
        unit = futures[future]
        try:
            result = future.result()
        except Exception as error:  # a worker that died ends its unit, not the run
            result = UnitResult(unit, f"{unit.label}: {type(error).__name__}: {error}")
        tell(result)
        yield unit, result
