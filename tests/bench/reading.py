"""What reading costs: python -m tests.bench.reading. Printed, not asserted.

The samples of a period are read and checked one after the other, as the report does it: door,
cage, cleaning. Then a few files that are meant to cost much.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from plan_monitor.intake.cage import Cage, CageFailure, Limits
from plan_monitor.intake.door import check_door
from plan_monitor.intake.judging import Judge
from plan_monitor.workspace import Workspace
from tests.support import hostile
from tests.support.measuring import measured, peak_of
from tests.support.workbook_bytes import with_sheet

PERIOD = "2025H1"


def main() -> None:
    """Measure and print."""
    workspace = Workspace.here()
    paths = sorted(workspace.raw(PERIOD).glob("*.xlsx"))
    judge = Judge(workspace, PERIOD)
    judge.judge(paths[0])  # the server starts
    print(f"{len(paths)} submissions of {PERIOD}, one after the other:")
    _show("read and checked", [_seconds(lambda path=path: judge.judge(path)) for path in paths])
    with Cage(parse=measured) as cage:
        idle = peak_of(cage.read("", b""))
        peaks = [peak_of(cage.read(path.name, path.read_bytes())) for path in paths]
    print(
        f"  memory per submission: median {statistics.median(peaks) / 1024:.0f} MiB, "
        f"most {max(peaks) / 1024:.0f} MiB, of which {idle / 1024:.0f} before reading"
    )
    _poisoned(judge)


def _seconds(run: Callable[[], object]) -> float:
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def _show(what: str, seconds: list[float]) -> None:
    median, most = statistics.median(seconds) * 1000, max(seconds) * 1000
    print(f"  {what}: median {median:.0f} ms, most {most:.0f} ms, all {sum(seconds):.1f} s")


def _poisoned(judge: Judge) -> None:
    print("Poisoned files:")
    make, check = hostile.BOMBS["zip bomb"]
    bomb = make()
    print(f"  zip bomb at the door ({check}): {_seconds(lambda: check_door('a.xlsx', bomb)):.3f} s")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "full.xlsx"
        path.write_bytes(_full())
        took = _seconds(lambda: judge.judge(path))
        with Cage(parse=measured) as cage:
            peak = peak_of(cage.read(path.name, path.read_bytes())) / 1024
        print(f"  as many cells as are read: {took:.1f} s, {peak:.0f} MiB")
    for name, parse in (("takes all memory", hostile.devour), ("never ends", hostile.hang)):
        with Cage(Limits(), parse) as cage:
            begin = time.perf_counter()
            answer = cage.read("a.xlsx", b"")
            check = answer.check if isinstance(answer, CageFailure) else ""
            print(f"  a parser that {name} ({check}): {time.perf_counter() - begin:.1f} s")


def _full() -> bytes:
    """A sheet with 200,000 cells that hold something, no two alike so that the door lets it in."""
    chance = random.Random(0)
    rows = (
        "<row>" + "".join(f"<c><v>{chance.random():.6f}</v></c>" for _ in range(200)) + "</row>"
        for _ in range(1_000)
    )
    return with_sheet("".join(rows))


if __name__ == "__main__":
    main()
