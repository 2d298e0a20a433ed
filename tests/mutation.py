"""Which changes to the calculations no test notices: python -m tests.mutation (make mutants).

mutmut changes one thing at a time in `progress/` and `intake/values.py` and runs the tests that
reach it. It looks for the code below ``src/``, so it works on a copy, ``build/mutation/``, where it
also keeps what it knows: broken off, it goes on from there. The counts are written into
docs/testing.md; ``mutmut show NAME`` in the copy shows one change.
"""

import json
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

from mutmut.stats import status_by_exit_code

from tests.conftest import REPO

COPY, PAGE = REPO / "build" / "mutation", REPO / "docs" / "testing.md"
BEGIN, END = "<!-- mutation: begin -->\n", "<!-- mutation: end -->\n"
_DATA = ("tests", "params", "data", "notebooks", "docs")
_CASES = (
    "tests/progress",
    *(f"tests/intake/test_{one}.py" for one in ("values", "catalogue_values", "catalogue_dates")),
)
_SETTINGS = f"""
[tool.mutmut]
source_paths = ["src"]
only_mutate = ["src/plan_monitor/progress/*", "src/plan_monitor/intake/values.py"]
also_copy = {json.dumps([*_DATA, "README.md", "Makefile"])}
pytest_add_cli_args = ["-m", "not full", "-p", "no:xdist"]
pytest_add_cli_args_test_selection = {json.dumps(_CASES)}
mutate_only_covered_lines = false
use_git_change_detection = false
"""


def main() -> None:
    """Copy, change, count, write."""
    _copy()
    mutmut = str(Path(sys.executable).with_name("mutmut"))
    subprocess.run([mutmut, "run"], cwd=COPY, check=True)
    page = PAGE.read_text(encoding="utf-8")
    old = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    PAGE.write_text(old.sub(lambda _: BEGIN + table(counted(COPY)) + END, page), encoding="utf-8")


def counted(copy: Path) -> dict[str, Counter[str]]:
    """Return how many changes ended in which way, for each file below ``lib/plan_monitor/``."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    root = copy / "mutants" / "src" / "plan_monitor"
    for meta in sorted(root.rglob("*.py.meta")):
        ends = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"].values()
        if ends:
            name = meta.relative_to(root).with_suffix("").as_posix()
            found[name].update(status_by_exit_code[end] for end in ends)
    return found


def table(files: dict[str, Counter[str]]) -> str:
    """Return the counts as Markdown; a change that no test ends in time counts as noticed."""
    lines = [
        "| file | changes | noticed | survived | reached by no test |",
        "|---|--:|--:|--:|--:|",
    ]
    for name, ends in [*files.items(), ("all", sum(files.values(), Counter()))]:
        lost = (ends["survived"], ends["no tests"])
        lines.append(
            f"| {name} | {ends.total()} | {ends.total() - sum(lost)} | {lost[0]} | {lost[1]} |"
        )
    return "\n" + "\n".join(lines) + "\n\n"


def _copy() -> None:
    """Bring the copy up to date; what mutmut keeps stays."""
    unwanted = shutil.ignore_patterns("node_modules", "__pycache__", "processed")
    for name, to in [("lib", "src"), *((one, one) for one in _DATA)]:
        shutil.rmtree(COPY / to, ignore_errors=True)
        shutil.copytree(REPO / name, COPY / to, ignore=unwanted)
    for name in ("README.md", "Makefile"):
        shutil.copy(REPO / name, COPY / name)
    project = (REPO / "pyproject.toml").read_text(encoding="utf-8")
    (COPY / "pyproject.toml").write_text(project + _SETTINGS, encoding="utf-8")


if __name__ == "__main__":
    main()
