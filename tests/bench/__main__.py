"""make bench: python -m tests.bench --only cold,unchanged --limit 5 --sizes 28,100 --to FOLDER.

What is measured goes into docs/, beside what was measured before of the same code on this machine:
all of it takes an hour. A run with a limit is a trial: it prints its numbers, and writes them only
where --to says.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.chart import draw
from tests.bench.kept import add_kept
from tests.bench.machine import commit, describe
from tests.bench.page import Results, numbers, write_page
from tests.bench.variants import SIZES, VARIANTS, Bench
from tests.conftest import REPO

_DOCS = REPO / "docs"
_PAGE, _CHART = "performance.md", "performance.svg"
_ALTERNATIVE = (
    "Seconds of one period made in several ways, and seconds per agency with many agencies"
)


def main() -> None:
    """Measure and write."""
    asked = _asked()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        results = _measure(Bench(Path(folder), _tell, asked.limit), asked.only, asked.sizes)
    if not asked.limit:
        results = add_kept(REPO / ".plan_monitor" / "bench.json", results)
    target = asked.to or (None if asked.limit else _DOCS)
    text = numbers(results)
    print(text)
    if target is not None:
        target.mkdir(parents=True, exist_ok=True)
        if not (target / _PAGE).exists():
            shutil.copy(_DOCS / _PAGE, target / _PAGE)
        draw(results, target / _CHART)
        write_page(target / _PAGE, f"![{_ALTERNATIVE}]({_CHART})\n\n{text}")
        _tell(f"written to {target / _PAGE}")


def _measure(bench: Bench, names: list[str], sizes: list[int]) -> Results:
    reading = ""
    if "reading" in names:
        command = [sys.executable, "-m", "tests.bench.reading"]
        reading = subprocess.run(
            command, cwd=REPO, check=True, stdout=subprocess.PIPE, encoding="utf-8"
        ).stdout
    period = {one.name: one for one in bench.period(names)}
    grown = [bench.size(size) for size in sizes] if "sizes" in names else []
    return Results(describe(), period, grown, reading, commit())


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", type=_names, default=list(VARIANTS), help=", ".join(VARIANTS))
    parser.add_argument("--limit", type=int, help="the first so many agencies of the demo")
    parser.add_argument("--sizes", type=_numbers, default=list(SIZES), help="numbers of agencies")
    parser.add_argument("--to", type=Path, help="folder for the page and the chart")
    return parser.parse_args()


def _names(text: str) -> list[str]:
    names = text.split(",")
    if unknown := sorted(set(names) - set(VARIANTS)):
        raise argparse.ArgumentTypeError(f"{unknown}; there are: {', '.join(VARIANTS)}")
    return names


def _numbers(text: str) -> list[int]:
    return [int(one) for one in text.split(",")]


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
