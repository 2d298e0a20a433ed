"""What can be tested here of a system without fork, without POSIX modules, with other habits.

No Windows is at hand: these are its known differences, one by one.
"""

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from plan_monitor.workspace import Workspace
from tests.conftest import REPO, copy_workspace

_NAMES = re.compile(r'[<>:"|?*\\]|[. ]$')
_DEVICES = {"con", "prn", "aux", "nul", *(f"{n}{i}" for n in ("com", "lpt") for i in range(10))}
_LONGEST = 160  # of 260, the folder above included


def refused(names: list[str]) -> list[str]:
    """Return the paths that Windows could not hold."""
    twice = Counter(name.lower() for name in names)
    return [
        name
        for name in names
        if twice[name.lower()] > 1
        or len(name) > _LONGEST
        or any(_NAMES.search(part) or part.split(".")[0].lower() in _DEVICES
               for part in Path(name).parts)
    ]  # fmt: skip


def test_the_rule_for_names_sees_what_windows_refuses() -> None:
    bad = ["a:b", "Con.txt", "a.", "x/Aux/y", "b ", "A", "a", "c" * 200]
    assert refused(["good/ô.txt", *bad]) == bad


def test_every_file_of_the_repository_can_lie_on_windows() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPO, capture_output=True, text=True, check=True
    )
    names = list(filter(None, listed.stdout.split("\0")))
    assert len(names) > 300 and refused(names) == []


SPAWNED = """
import importlib, sys
import plan_monitor.forking as forking, plan_monitor.intake.cage as cage
own, sys.platform = sys.platform, "win32"
for module in (forking, cage):
    importlib.reload(module)
sys.platform = own
if __name__ == "__main__":
    from tests.support import hostile
    assert cage.CONTEXT.get_start_method() == "spawn"
    with cage.Cage(cage.Limits(wall_seconds=60)) as reader:
        book = reader.read("a.xlsx", open(sys.argv[1], "rb").read())
        print(type(book).__name__, len(book.sheets))
        print(reader.read("b.xlsx", b"PK").reason)
    with cage.Cage(cage.Limits(wall_seconds=5), hostile.hang) as reader:
        print(reader.read(sys.argv[2], b"").reason)
"""


def test_workbooks_are_read_in_a_spawned_process_and_one_that_hangs_is_ended(
    tmp_path: Path,
) -> None:
    script = tmp_path / "script.py"
    script.write_text(SPAWNED, encoding="utf-8")
    book = next((REPO / "data" / "raw" / "2025H1").glob("SYT_2025H1.xlsx"))
    done = subprocess.run(
        [sys.executable, str(script), str(book), str(tmp_path / "pid")],
        cwd=REPO, env=os.environ | {"PYTHONPATH": str(REPO)}, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    first, second, third = done.stdout.splitlines() or [done.stderr] * 3
    assert first.startswith("RawWorkbook ") and (second, third) == ("unreadable", "timeout")


@pytest.fixture
def office(tmp_path: Path, repo: Workspace) -> Workspace:
    return copy_workspace(repo, tmp_path / "Văn phòng số 1" / "kỳ báo cáo", ("SYT",))


def test_without_fork_and_in_another_alphabet_the_reports_are_made(
    office: Workspace, tmp_path: Path
) -> None:
    """Spawned workers and kernels, a folder with blanks, output in an old code page."""
    environment = os.environ | {
        "PLAN_MONITOR_ENGINE": "stock", "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0",
        "PYTHONWARNDEFAULTENCODING": "1",
    }  # fmt: skip
    script = tmp_path / "command.py"
    script.write_text(
        "import warnings\n"
        "warnings.filterwarnings('error', category=EncodingWarning, module='plan_monitor')\n"
        "from plan_monitor.cli.main import main\n"
        "if __name__ == '__main__': main()\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(script), "--root", str(office.root), "report", "2025H1"],
        cwd=tmp_path, env=environment, capture_output=True, check=False,
    )  # fmt: skip
    said = done.stdout.decode("utf-8") + done.stderr.decode("utf-8")
    assert done.returncode == 0, said
    assert "Đã có báo cáo của 1 cơ quan" in said
    made = [office.relative(path) for path in office.reports("2025H1").rglob("*")]
    assert len(made) > 10 and refused(made) == []
