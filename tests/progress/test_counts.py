"""Counts add up, shares carry their denominators, and few cases are not ranked."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan_monitor.plan.models import Plan
from plan_monitor.progress.counts import DATED, OVERDUE, Share, ageing, count_tasks
from plan_monitor.progress.measures import measure_agencies
from plan_monitor.progress.records import Discipline, TaskState, Trajectory
from plan_monitor.progress.tasks import with_risks

DUE = dt.date(2025, 3, 31)


def state(cell: str, agency: str = "SYT", task: str = "1", **more) -> TaskState:
    days = more.pop("days", 40 if cell in OVERDUE else 0)
    return TaskState(
        task_id=task, agency=agency, cell=cell, due=DUE if cell in DATED else None, done_on=None,
        days_overdue=days, ageing=ageing(days), flags="", leads=1, leads_reported=1, leads_done=0,
        result="", difficulty="", document="", proposed_deadline="", source="", **more,
    )  # fmt: skip


def test_the_two_rates_by_hand() -> None:
    cells = [
        *["done_on_time"] * 3, "done_late", *["in_progress_overdue"] * 2, "not_started_overdue",
        "in_progress", "not_started", "done_undated", "result", "no_result", "not_yet", "unknown",
    ]  # fmt: skip
    counts = count_tasks([state(cell) for cell in cells])
    assert (counts.total, counts.dated, counts.overdue) == (14, 10, 3)
    assert counts.completion == Share(4, 7) and counts.on_time == Share(3, 7)
    assert counts.bands == {"31_90": 3}
    assert count_tasks([]).completion.value is None


@given(st.lists(st.sampled_from([*DATED, "result", "no_result", "not_yet", "unknown"])))
def test_every_task_is_counted_once(cells) -> None:
    counts = count_tasks([state(cell) for cell in cells])
    assert counts.total == len(cells)
    assert counts.on_time.numerator <= counts.completion.numerator <= counts.completion.denominator


def test_a_count_that_does_not_add_up_is_not_printed() -> None:
    wrong = state("done_on_time").model_copy(update={"due": None})
    with pytest.raises(AssertionError):
        count_tasks([wrong])


@pytest.mark.parametrize(
    ("days", "band"),
    [(-1, ""), (0, ""), (1, "1_30"), (30, "1_30"), (31, "31_90"), (90, "31_90"), (91, "91_180"),
     (180, "91_180"), (181, "over_180")],
)  # fmt: skip
def test_ageing_bands(days, band) -> None:
    assert ageing(days) == band


def discipline(agency: str, timeliness: str = "on_time") -> Discipline:
    return Discipline(
        agency=agency, received_at=None, timeliness=timeliness, days_late=0, asked=10, accepted=6,
        warned=1, rejected=1, blank=2, revisions=1, errors=0, warnings=0,
    )  # fmt: skip


def row(agency: str, status: str) -> Trajectory:
    return Trajectory(
        indicator_id="1", agency=agency, status=status, reason="", points=2, grade="E1"
    )


def test_an_agency_is_measured_with_numerators_and_denominators() -> None:
    statuses = ["met", "on_track", "far_behind", "not_enough_data", "self_assessed"]
    (one,) = measure_agencies(
        [discipline("SYT")],
        [row("SYT", status) for status in statuses] + [row("STC", "met")],
        [state("done_on_time"), state("done_late"), state("not_started_overdue"), state("result")],
        [discipline("SYT", "late"), discipline("STC")],
    )
    assert (one.timely, one.timely_of) == (1, 2)
    assert (one.complete, one.complete_of, one.revisions) == (8, 10, 1)
    assert (one.on_track, one.on_track_of) == (2, 3)
    assert (one.tasks_done, one.tasks_on_time, one.tasks_of, one.rank) == (2, 1, 3, 1)


def test_nobody_is_ranked_on_fewer_than_three_cases_and_equals_share_a_rank() -> None:
    done = {"SYT": (3, 0), "STC": (2, 1), "SNV": (4, 2), "SKHCN": (2, 0), "SXD": (3, 0)}
    parts = [
        state(cell, agency)
        for agency, (good, bad) in done.items()
        for cell in ["done_on_time"] * good + ["in_progress_overdue"] * bad
    ]
    rows = measure_agencies([discipline(agency) for agency in done], [], parts)
    assert [one.rank for one in rows] == [1, 3, 3, None, 1]


def test_a_task_that_waits_for_an_overdue_one_of_the_same_lead_is_flagged(plan: Plan) -> None:
    tasks = tuple(
        task.model_copy(update={"depends_on": ("1",)}) if task.id == "2" else task
        for task in plan.tasks
    )
    plan = plan.model_copy(update={"tasks": tasks})
    late, waiting = state("in_progress_overdue"), state("not_started", task="2")
    assert with_risks(plan, [late, waiting])[1].flags == "waits_for_overdue"
    other_lead = waiting.model_copy(update={"agency": "STC"})
    assert with_risks(plan, [late, other_lead])[1].flags == ""
    done = state("done_on_time", task="2")
    assert with_risks(plan, [late, done])[1].flags == ""
    assert with_risks(plan, [state("in_progress"), waiting])[1].flags == ""
    joint = [state("in_progress_overdue", agency=""), state("not_started", agency="", task="2")]
    assert with_risks(plan, joint, [late, waiting])[1].flags == "waits_for_overdue"
    assert with_risks(plan, joint, [late, other_lead])[1].flags == "", "another lead is late"


def test_records_are_immutable() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        count_tasks([]).cells = None
