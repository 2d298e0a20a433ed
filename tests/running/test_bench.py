"""What the benchmark counts: every descendant, whatever becomes of its parent."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from plan_monitor.plan.assignments import owed_indicators, owed_tasks, reporters
from plan_monitor.plan.loading import load_plan
from plan_monitor.workspace import Workspace
from tests.bench.kept import add_kept
from tests.bench.meter import Cost
from tests.bench.offices import change_one_value, senders
from tests.bench.page import BEGIN, END, Results, numbers, write_page
from tests.bench.synthetic import synthetic_office
from tests.bench.variants import Measured
from tests.conftest import REPO

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="measures on Linux alone")
PERIOD = "2025H1"

# It ends at once; its grandchild, in a session of its own, works on and then holds much memory.
_ORPHAN = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while time.process_time() < 0.5: pass
        held = bytearray(os.urandom(1)) * (200 * 2**20)
        time.sleep(1)
    os._exit(0)
"""
_MEASURE = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from tests.bench.meter import measure
print(json.dumps(asdict(measure([sys.executable, "-c", sys.argv[1]], Path()))))
"""


def test_an_orphan_that_works_on_is_counted_with_its_memory() -> None:
    found = subprocess.run(
        [sys.executable, "-c", _MEASURE, _ORPHAN], cwd=REPO, capture_output=True, check=True
    )
    cost = Cost(**json.loads(found.stdout))
    assert cost.cpu >= 0.5
    assert 200 < cost.peak < 400


def test_a_command_that_fails_says_why() -> None:
    found = subprocess.run(
        [sys.executable, "-c", _MEASURE, "raise SystemExit('no such thing')"],
        cwd=REPO, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.returncode and "no such thing" in found.stderr


def test_each_of_many_agencies_owes_what_its_model_owes(tmp_path: Path, repo: Workspace) -> None:
    """As issued; what a model inherits of a closed body its copies do not."""
    demo = load_plan(repo.plan)
    workspace = synthetic_office(tmp_path / "many", PERIOD, len(reporters(demo)) + 6)
    plan = load_plan(workspace.plan)
    codes = [agency.code for agency in reporters(plan)]
    assert senders(workspace, PERIOD) == codes and len(codes) == len(set(codes))
    for code in codes:
        model = code.rstrip("1") if code not in {a.code for a in demo.agencies} else code
        assert len(owed_tasks(plan, code)) == len(owed_tasks(demo, model))
        assert len(owed_indicators(plan, code)) == len(owed_indicators(demo, model))


def test_a_changed_value_keeps_the_hour_of_its_receipt(workspace: Workspace) -> None:
    receipts = workspace.receipts(PERIOD)
    before = receipts.read_text(encoding="utf-8").splitlines()
    code = change_one_value(workspace, PERIOD).split()[0]
    after = receipts.read_text(encoding="utf-8").splitlines()
    changed = set(after) - set(before)
    assert [line.strip().split(":")[0] for line in changed] == ["sha256"]
    assert code == senders(workspace, PERIOD)[0]


def test_the_page_keeps_its_words_and_says_what_was_missed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}old\n{END}after\n", encoding="utf-8")
    costs = {"naive": Cost(99, 0, 0), "cold": Cost(10, 30, 0), "floor": Cost(9, 26, 0)}
    ways = {name: Measured(name, 27, 56, (cost,), {"a": "1"}) for name, cost in costs.items()}
    write_page(page, numbers(Results("a machine", ways, [], "")))
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n") and text.endswith("after\n") and "old" not in text
    assert "| a whole period, against naive | ≥ 12 × | 9.9 × | **no** |" in text
    assert "| a notebook, above the floor | ≤ 0.15 CPU-s | 0.071 CPU-s | yes |" in text
    assert "1 of 1" in text


def test_a_long_run_can_be_continued_on_the_same_machine(tmp_path: Path) -> None:
    kept = tmp_path / "bench.json"
    way = Measured("cold", 27, 56, (Cost(10, 30, 500, "said"),), {"a": "1"})
    small, large = (
        Measured(f"{n} agencies", n, 2 * n + 2, (Cost(n, n, 1),), {}) for n in (28, 100)
    )
    first = Results("a machine", {"cold": way}, [large], "read", "c0ffee")
    assert add_kept(kept, first) == first
    both = add_kept(kept, Results("a machine", {}, [small], "", "c0ffee"))
    assert both == Results("a machine", {"cold": way}, [small, large], "read", "c0ffee")
    other = Results("another machine", {}, [small], "", "c0ffee")
    assert add_kept(kept, other) == other


def test_what_was_measured_of_other_code_is_forgotten(tmp_path: Path, monkeypatch) -> None:
    kept = tmp_path / "bench.json"
    add_kept(kept, Results("a machine", {}, [], "read", "c0ffee"))
    monkeypatch.setattr("tests.bench.kept.digest_of_code", lambda root: "other")
    fresh = Results("a machine", {}, [], "", "c0ffee")
    assert add_kept(kept, fresh) == fresh
