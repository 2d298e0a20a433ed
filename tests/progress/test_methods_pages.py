"""The pages of docs/methods: every printed figure is computed again, and no word is missing."""

import ast
import datetime as dt
import math
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import get_args

import pytest

from plan_monitor.plan.calendar import load_period, load_reporting
from plan_monitor.plan.models import Plan
from plan_monitor.progress import methods, trajectories
from plan_monitor.progress.comparison import compare_methods
from plan_monitor.progress.counts import count_tasks
from plan_monitor.progress.discipline import compute_discipline
from plan_monitor.progress.evidence import allowed_statements, evidence_grade
from plan_monitor.progress.flipping import best_pace, flip_value, recovery_date
from plan_monitor.progress.forecast.student import t_quantile
from plan_monitor.progress.growth import growth_of_rates, rate_needed
from plan_monitor.progress.measures import LEAST_CASES, measure_agencies
from plan_monitor.progress.methods import Goal, Pace, Point, open_sdg, pace, un_2026
from plan_monitor.progress.methods.paths import decimal_year
from plan_monitor.progress.records import Ageing, Difference, TaskCell
from plan_monitor.progress.tasks import part_state
from plan_monitor.report.phrases import words
from plan_monitor.workspace import Workspace
from tests.progress.test_counts import discipline, row, state
from tests.progress.test_differences import fared
from tests.progress.test_tasks import report

PAGES = (
    "README", "pace", "other-methods", "evidence", "forecast", "flipping", "tasks", "agencies",
    "editions",
)  # fmt: skip
PUBLISHED = Path(__file__).parent / "published"
CASES = {
    "open_sdg_edge_cases": 43, "open_sdg_aggregate_cases": 9, "un_progress_2026_band_scores": 15,
    "un_progress_2026_series": 7,
}  # fmt: skip
RATE = {"better": "higher", "measure": "rate", "step": 0.1}
RANK = {"better": "lower", "measure": "rank", "step": 1}
GOAL = Goal(2031, 80, ">=")
START = Point(2025, 40)


def page(repo: Workspace, name: str) -> str:
    return (repo.root / "docs" / "methods" / f"{name}.md").read_text(encoding="utf-8")


def stated(repo: Workspace, name: str) -> list[str]:
    """Return the figures in bold of a page's example, in their order."""
    example = page(repo, name).split("\n## Ví dụ")[1].split("\n## ")[0]
    return re.findall(r"\*\*([^*]+)\*\*", example)


def printed(value: float | None, decimals: int = 2) -> str:
    assert value is not None
    return f"{value:.{decimals}f}".replace(".", ",")


# Worked examples


def test_the_example_of_pace(repo: Workspace) -> None:
    first = pace(START, Point(2026, 45), GOAL, **RATE)
    spring = pace(START, Point(decimal_year(dt.date(2025, 5, 31)), 43), GOAL, **RATE)
    bent = pace(START, Point(2027, 46), GOAL, milestones=[Point(2028, 50)], **RATE)
    last = pace(START, Point(2031, 79.9), GOAL, **RATE)
    day = decimal_year(dt.date(2026, 5, 31))
    rank = pace(Point(2025, 60), Point(day, 59), Goal(2031, 50), **RANK)
    mean = growth_of_rates([50, -30, 0])
    grown = pace(None, Point(2028, mean), Goal(2031, 3, "=", None, "growth"), **RATE)
    floor = Goal(2031, 3, ">=", None, "annual_floor")
    fell, missed = (pace((2026, was), (2027, 2.9), floor, **RATE) for was in (3.1, 2.5))
    assert stated(repo, "pace") == [
        *map(printed, (first.required, first.gap, first.ratio)),
        *map(printed, (first.observed_rate, first.required_rate)),
        *map(printed, (spring.required, spring.ratio, bent.required, bent.ratio)),
        printed(last.ratio, 4), printed(rank.required, 0), printed(rank.ratio),
        *map(printed, (mean, grown.ratio, missed.ratio)),
    ]  # fmt: skip
    assert [one.status for one in (first, spring, bent, last, rank, grown, fell, missed)] == [
        "somewhat_behind", "on_track", "somewhat_behind", "somewhat_behind", "far_behind",
        "far_behind", "moving_away", "somewhat_behind",
    ]  # fmt: skip
    assert last.reason == "target_missed"


def test_the_example_of_other_methods(repo: Workspace) -> None:
    def compared(start: float, now: float, target: float):
        begin, end, goal = Point(2025, start), Point(2026, now), Goal(2031, target)
        own = pace(begin, end, goal, **RATE)
        return own, compare_methods(own, begin, end, goal, better="higher")

    (own, both), (slow, slow_both), (zero, zero_both) = (
        compared(40, 45, 80), compared(40, 41, 80), compared(0, 2, 40),
    )  # fmt: skip
    one = open_sdg(1, 2015, 2, 2016, 3, 2016, better="higher")
    other = un_2026(400, 2015, 300, 2023, 70, 2030, better="lower")

    def counted(found) -> str:
        return f"{found.agreeing}/{found.answered}"

    assert stated(repo, "other-methods") == [
        *map(printed, (both.open_sdg.ratio, both.open_sdg.score, both.un_2026.projected)),
        *map(printed, (both.un_2026.ratio, both.un_2026.score, own.ratio)), counted(both),
        *map(printed, (slow_both.open_sdg.ratio, slow_both.un_2026.ratio, slow.ratio)),
        counted(slow_both), *map(printed, (zero_both.open_sdg.ratio, zero.ratio)),
        counted(zero_both), *map(printed, (one.ratio, one.score, other.projected, other.ratio)),
    ]  # fmt: skip
    assert both.differing == ("pace",) and zero_both.differing == ("pace", "open_sdg")
    text = page(repo, "other-methods")
    for name, cases in CASES.items():
        lines = (PUBLISHED / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        assert len(lines) - 1 == cases
    assert "[{} + {} của Open SDG và {} + {} của".format(*CASES.values()) in " ".join(text.split())
    assert printed(40 * (2 ** (1 / 6) - 1)) in text, "what compound growth asks for in a year"


def test_the_example_of_evidence(repo: Workspace) -> None:
    grades = [
        evidence_grade(points, has_baseline=known)
        for points, known in ((2, True), (4, True), (9, False), (2, False))
    ]
    spread = math.sqrt(1 + 1 / 3 + 11**2 / 2)
    t = t_quantile(0.9, 1)
    assert stated(repo, "evidence") == [
        *grades,
        printed(t),
        printed(spread),
        printed(t * spread, 1),
    ]


def test_the_example_of_flipping(repo: Workspace) -> None:
    points = [Point(2024, 30), Point(2025, 40), Point(2026, 45)]
    strict = flip_value(Point(2025, 0.72), Goal(2031, 0.7, ">"), 2026, **{**RATE, "step": 0.001})
    asked = 0.95 * 3
    assert stated(repo, "flipping") == [
        *(printed(flip_value(START, GOAL, year, **RATE)) for year in (2026, 2031)),
        printed(flip_value(Point(2025, 60), Goal(2031, 48), 2026, **RANK), 0),
        printed(strict, 3),
        *(printed(rate_needed([2], asked, years)) for years in (1, 2)),
        printed(best_pace(points, "higher"), 1),
        f"{recovery_date(points, GOAL, 'higher'):%d/%m/%Y}",
    ]


def test_the_example_of_tasks(repo: Workspace, plan: Plan) -> None:
    kinds = [task.deadline.kind for task in plan.tasks]
    dated = sum(kind in {"month", "year"} for kind in kinds)
    apart = [kinds.count(kind) for kind in ("ongoing", "annual", "from", "unknown")]
    cells = [
        *["done_on_time"] * 3, "done_late", *["in_progress_overdue"] * 2, "not_started_overdue",
        "in_progress", "not_started", "done_undated", "result", "no_result", "not_yet", "unknown",
    ]  # fmt: skip
    counts = count_tasks([state(cell) for cell in cells])
    period = load_period(repo, "2025H1")
    days = []
    for due in (dt.date(2025, 4, 30), dt.date(2025, 5, 31)):
        task = plan.task("4").model_copy(
            update={"deadline": plan.task("4").deadline.model_copy(update={"date": due})}
        )
        begun = report("4", "SKHCN", "2025H1", "in_progress")
        days.append(part_state(task, "SKHCN", [begun], period, 60))
    assert stated(repo, "tasks") == [
        *map(str, (len(plan.tasks), dated, *apart, counts.dated, counts.overdue)),
        printed(100 * counts.completion.value, 1), printed(100 * counts.on_time.value, 1),
        *(str(one.days_overdue) for one in days),
    ]  # fmt: skip
    assert (days[0].ageing, days[1].cell) == ("31_90", "in_progress")


def test_the_example_of_agencies(repo: Workspace, plan: Plan) -> None:
    done = {"A": (3, 0), "B": (5, 1), "C": (10, 2), "D": (2, 0), "E": (4, 0)}
    parts = [
        state(cell, agency)
        for agency, (good, bad) in done.items()
        for cell in ["done_on_time"] * good + ["in_progress_overdue"] * bad
    ]
    rows = measure_agencies([discipline(agency) for agency in done], [], parts)
    table = [
        text
        for one in rows
        for text in (printed(100 * one.tasks_done / one.tasks_of, 1), str(one.rank or "–"))
    ]
    late = [days_late(repo, plan, day) for day in (dt.date(2025, 5, 31), dt.date(2025, 6, 1))]
    late.append(days_late(repo, plan, dt.date(2025, 6, 10)))
    statuses = ["met", "on_track", "far_behind", "not_enough_data", "self_assessed"]
    (one,) = measure_agencies(
        [discipline("SYT")], [row("SYT", status) for status in statuses], [],
        [discipline("SYT", "late")],
    )  # fmt: skip
    assert stated(repo, "agencies") == [
        *table, *map(str, late), f"{one.timely}/{one.timely_of}",
        f"{one.complete}/{one.complete_of}", f"{one.on_track}/{one.on_track_of}",
    ]  # fmt: skip
    assert f"dưới {LEAST_CASES}" in page(repo, "agencies")


def days_late(repo: Workspace, plan: Plan, day: dt.date) -> int:
    period = load_period(repo, "2025H1")
    sent = SimpleNamespace(
        agency="SYT", period=period.id, standing="counted",
        received_at=dt.datetime.combine(day, dt.time(16), period.closes_at.tzinfo),
    )  # fmt: skip
    found = compute_discipline(plan, "SYT", period, submissions=[sent], accounting=[], findings=[])
    assert (found.timeliness == "on_time") == (found.days_late == 0)
    return found.days_late


def test_the_example_of_editions(repo: Workspace, plan: Plan) -> None:
    values = dict(zip(range(2019, 2025), (40, 45, 47, 52, 55, 60), strict=True))
    (one,) = fared(repo, plan, 63, dt.date(2025, 12, 31), values)
    figures = (one.projected, one.error, one.flat, one.error_flat, one.low, one.high)
    assert stated(repo, "editions") == [printed(figure, 1) for figure in figures]
    assert one.is_within


# Words


def reasons_of(module, *calls: str) -> Iterator[str]:
    """Yield the words that a module gives as a reason: in these calls, or beside a None."""
    for node in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8"))):
        given: list[ast.expr] = []
        if isinstance(node, ast.Call):
            given = [one.value for one in node.keywords if one.arg == "reason"]
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in calls:
                given += node.args[3:4] if name == "Progress" else node.args[-1:]
            if name == "Pace":
                given += node.args[1:2]
        elif isinstance(node, ast.Return):
            pairs = [one for one in ast.walk(node) if isinstance(one, ast.Tuple)]
            given = [part for one in pairs for part in one.elts[1:2]]
        for part in given:
            inner = (one.value for one in ast.walk(part) if isinstance(one, ast.Constant))
            yield from (word for word in inner if isinstance(word, str) and word)


def test_every_reason_of_a_status_is_explained(repo: Workspace) -> None:
    known = set(words("reasons"))
    given = {*reasons_of(methods.pacing), *reasons_of(trajectories)}
    assert {"pace", "lost", "no_time", "series_break", "target_missed"} <= given <= known
    assert Pace("met", "reached").reason in given
    text = page(repo, "pace")
    assert [one for one in sorted(known) if f"| `{one}` |" not in text] == []
    for label in load_reporting(repo).statuses.values():
        assert label in text or label == "tự đánh giá"


def test_every_reason_of_the_published_methods_is_explained(repo: Workspace) -> None:
    given = {
        word
        for module in (methods.sdg, methods.un, methods.results)
        for word in reasons_of(module, "Progress", "_insufficient")
    }
    assert {"ratio", "met", "sign_change", "zero_value", "no_later_value", "lost"} <= given
    text = page(repo, "other-methods")
    assert [one for one in sorted(given) if f"`{one}`" not in text] == []
    for method in ("open_sdg", "un_2026"):
        for name, label in words(method).items():
            assert f"`{name}`" in text and label in text


def test_every_statement_stands_with_its_grade(repo: Workspace) -> None:
    text = page(repo, "evidence")
    seen: set[str] = set()
    for grade in ("E0", "E1", "E2", "E3", "E4"):
        for name in allowed_statements(grade) - seen:
            assert re.search(rf"\| `{name}` \|[^|]+\| {grade} \|", text), name
        seen |= allowed_statements(grade)


def test_every_cell_flag_and_band_of_tasks_is_explained(repo: Workspace) -> None:
    text, labels = page(repo, "tasks"), load_reporting(repo).task_statuses
    for cell in get_args(TaskCell):
        assert f"| `{cell}` | {labels[cell]} |" in text
    for word in (*words("flags"), *filter(None, get_args(Ageing))):
        assert f"`{word}`" in text


def test_every_kind_of_difference_is_explained(repo: Workspace) -> None:
    for kind in get_args(Difference.model_fields["kind"].annotation):
        assert f"| `{kind}` |" in page(repo, "editions")


# The pages as pages


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere_and_lines_are_short(repo: Workspace, name: str) -> None:
    folder, text = repo.root / "docs" / "methods", page(repo, name)
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (folder / target).exists(), target
    if name != "forecast":
        assert max(map(len, text.splitlines())) <= 120
    for path in re.findall(r"`(lib/plan_monitor/[^`]+)`", text):
        assert (repo.root / path).exists(), path


def test_the_contents_name_every_page(repo: Workspace) -> None:
    found = {path.stem for path in (repo.root / "docs" / "methods").glob("*.md")}
    assert found == set(PAGES)
    for name in found - {"README"}:
        assert f"]({name}.md)" in page(repo, "README")


@pytest.mark.parametrize("name", sorted(set(PAGES) - {"README", "forecast"}))
def test_each_page_answers_for_itself(repo: Workspace, name: str) -> None:
    text = page(repo, name)
    words_of_it = " ".join(text.split())
    for heading in ("Ví dụ", "Mạnh và yếu", "Tham số", "Nguồn"):
        assert f"\n## {heading}\n" in text
    for word in ("Trả lời", "Mã nguồn", "reporting.yml", "minh họa"):
        assert word in words_of_it
