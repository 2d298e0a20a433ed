"""Tasks against their deadlines, against a naive second reading of the rules."""

import datetime as dt

import pytest

from plan_monitor.intake.records import TaskReport
from plan_monitor.plan.calendar import Period, load_period
from plan_monitor.plan.models import Plan
from plan_monitor.plan.tasks import Deadline, Task
from plan_monitor.progress.records import TaskState
from plan_monitor.progress.tasks import joint_state, part_state, task_cell
from plan_monitor.workspace import Workspace

AS_OF = dt.date(2025, 5, 31)
DUE = {"early": dt.date(2025, 4, 30), "same": AS_OF, "later": dt.date(2025, 12, 31)}


@pytest.fixture(scope="module")
def period(repo: Workspace) -> Period:
    return load_period(repo, "2025H1")


def naive(due: dt.date, status: str, done_on: dt.date | None) -> str:
    if status == "done":
        return "done_on_time" if (done_on - due).days <= 0 else "done_late"
    late = (AS_OF - due).days > 0
    return status + ("_overdue" if late else "")


@pytest.mark.parametrize("due", DUE.values(), ids=DUE)
@pytest.mark.parametrize("status", ["not_started", "in_progress", "done"])
@pytest.mark.parametrize("kind", ["month", "year"])
def test_dated_tasks_have_one_of_six_cells(due, status, kind) -> None:
    deadline = Deadline(kind=kind, date=due)
    for done_on in (dt.date(2025, 4, 30), dt.date(2025, 5, 1)):
        assert task_cell(deadline, status, done_on, AS_OF, False) == naive(due, status, done_on)


@pytest.mark.parametrize(
    ("kind", "date", "result", "cell"),
    [
        ("ongoing", None, True, "result"),
        ("annual", None, False, "no_result"),
        ("from", dt.date(2026, 1, 1), True, "not_yet"),
        ("from", dt.date(2025, 1, 1), True, "result"),
        ("unknown", None, True, "unknown"),
    ],
)
def test_undated_tasks_stand_apart(kind, date, result, cell) -> None:
    for status in ("not_started", "in_progress", "done"):
        assert task_cell(Deadline(kind=kind, date=date), status, AS_OF, AS_OF, result) == cell


def test_done_without_a_day_is_not_counted_on_time() -> None:
    assert task_cell(Deadline(kind="year", date=AS_OF), "done", None, AS_OF, True) == "done_undated"


def report(task_id: str, agency: str, period: str, status: str, **fields) -> TaskReport:
    empty = dict.fromkeys(
        ("document_number", "result", "difficulty", "proposed_deadline", "basis"), ""
    )
    return TaskReport(
        period=period, agency=agency, task_id=task_id, status=status, outcome="accepted",
        file="f.xlsx", sheet="Nhiệm vụ", cells="D7:J7", raw="", sha256="0",
        **{"document_date": None, **empty, **fields},
    )  # fmt: skip


def test_the_newest_report_stands_until_a_newer_one_comes(plan: Plan, period: Period) -> None:
    task = plan.task("4")
    state = part_state(task, "SKHCN", [], period, 60)
    assert (state.cell, state.flags) == ("not_started", "due_soon no_report")
    earlier = report("4", "SKHCN", "2024", "done", document_date=dt.date(2025, 3, 1))
    state = part_state(task, "SKHCN", [earlier], period, 60)
    assert (state.cell, state.flags) == ("done_on_time", "no_report")
    assert state.source == "f.xlsx!Nhiệm vụ!D7:J7"


def test_overdue_days_count_to_the_cut_off(plan: Plan, period: Period) -> None:
    state = part_state(plan.task("7"), "SYT", [], period, 60)
    assert (state.cell, state.days_overdue) == ("not_started_overdue", 61)


def part(task: Task, agency: str, cell: str, done_on: dt.date | None = None) -> TaskState:
    return TaskState(
        task_id=task.id, agency=agency, cell=cell, due=task.deadline.date, done_on=done_on,
        days_overdue=0, flags="", leads=1, leads_reported=1,
        leads_done=int(cell.startswith("done")), result="", difficulty="", document="",
        proposed_deadline="", source="",
    )  # fmt: skip


def test_a_joint_task_is_done_when_all_leads_are(plan: Plan, period: Period) -> None:
    task, early, late = plan.task("36"), dt.date(2025, 5, 1), dt.date(2025, 7, 2)
    parts = [part(task, "CAT", "done_on_time", early), part(task, "VPUB", "in_progress")]
    state = joint_state(task, parts, period)
    assert (state.cell, state.leads, state.leads_done) == ("in_progress", 2, 1)
    parts = [part(task, "CAT", "done_on_time", early), part(task, "VPUB", "done_late", late)]
    state = joint_state(task, parts, period)
    assert (state.cell, state.done_on) == ("done_late", late)
    parts = [part(task, "CAT", "not_started"), part(task, "VPUB", "not_started")]
    assert joint_state(task, parts, period).cell == "not_started"


def test_a_part_without_a_day_leaves_the_whole_without_one(plan: Plan, period: Period) -> None:
    task, early, late = plan.task("36"), dt.date(2025, 5, 1), dt.date(2025, 7, 2)
    undated = part(task, "VPUB", "done_undated")
    state = joint_state(task, [part(task, "CAT", "done_on_time", early), undated], period)
    assert (state.cell, state.done_on) == ("done_undated", None), "nobody knows if it was in time"
    state = joint_state(task, [part(task, "CAT", "done_late", late), undated], period)
    assert (state.cell, state.done_on) == ("done_late", late), "late it is, whatever the day"


def test_the_cells_add_up_to_the_tasks_of_the_plan(plan: Plan, period: Period) -> None:
    states = [joint_state(task, [], period) for task in plan.tasks]
    dated = [state for state in states if state.due is not None]
    assert len(dated) == 56
    assert {state.cell for state in dated} <= {"not_started", "not_started_overdue"}
    others = [state.cell for state in states if state.due is None]
    assert sorted(set(others)) == ["no_result", "not_yet", "unknown"]
    assert len(dated) + len(others) == 78
