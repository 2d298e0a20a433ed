"""Judge many damaged submissions: python -m tests.fuzz --number 20000 --seed 1.

What surprises is printed with its seed; its file is kept.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from plan_monitor.workspace import Workspace
from tests.support.fuzzing import Fuzzer

_EVERY = 1_000


def main() -> int:
    """Judge as many mutations as are asked for; return 1 if any surprised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    fuzzer = Fuzzer(Workspace.here(), folder)
    begin, surprises = time.monotonic(), 0
    for count, seed in enumerate(range(asked.seed, asked.seed + asked.number), start=1):
        found = fuzzer.surprise(seed)
        if found:
            surprises += 1
            print(f"{found}\n  {folder / f'mutation {seed}.xlsx'}", flush=True)
        if count % _EVERY == 0:
            print(f"{count:,} in {time.monotonic() - begin:.0f} s: {fuzzer.outcomes}", flush=True)
    print(f"{asked.number:,} mutations from seed {asked.seed}: {fuzzer.outcomes}")
    print(f"{surprises} surprises" + (f", kept in {folder}" if surprises else ""))
    if not surprises:
        folder.rmdir()
    return 1 if surprises else 0


if __name__ == "__main__":
    sys.exit(main())
