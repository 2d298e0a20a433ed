import datetime as dt

import pytest

from plan_monitor.intake.baselines import HistoryRow
from plan_monitor.intake.records import Observation
from plan_monitor.plan.calendar import load_period, load_reporting
from plan_monitor.plan.models import Plan
from plan_monitor.progress.records import Trajectory
from plan_monitor.progress.series import build_series
from plan_monitor.progress.trajectories import (
    choose_for_province,
    compute_trajectory,
    evidence_grade,
)
from plan_monitor.workspace import Workspace


def observed(indicator_id, agency, value, day, kind="actual", period="2025H1") -> Observation:
    return Observation(
        period=period, agency=agency, indicator_id=indicator_id, kind=kind, value=value, text="",
        date=day, outcome="accepted", evidence="", note="", file="a.xlsx", sheet="Chỉ tiêu",
        cell="G7", raw=str(value), number_format="General", sha256="0",
    )  # fmt: skip


def baseline(indicator_id, value) -> HistoryRow:
    return HistoryRow(
        indicator_id=indicator_id, date=dt.date(2024, 12, 31), value=value, is_baseline=True,
        source="test",
    )  # fmt: skip


def trajectory(repo: Workspace, plan: Plan, indicator_id, agency, rows, history) -> Trajectory:
    indicator = plan.indicator(indicator_id)
    series = build_series(indicator, agency, rows, history)
    return compute_trajectory(
        indicator, agency, series, load_period(repo, "2025H1"), load_reporting(repo).pace
    )


def test_figures_keep_their_source(repo: Workspace, plan: Plan) -> None:
    rows = [
        observed("27", "SYT", 70, dt.date(2025, 5, 31)),
        observed("27", "SYT", 71, dt.date(2025, 6, 30), kind="estimate"),
    ]
    row = trajectory(repo, plan, "27", "SYT", rows, [baseline("27", 66)])
    assert (row.actual, row.estimate, row.points) == (70, 71, 2)
    assert (row.baseline_value, row.previous_value) == (66, None)
    assert row.actual_source == "a.xlsx!Chỉ tiêu!G7"
    assert row.status == "on_track" and row.grade == "E1" and row.is_current


@pytest.mark.parametrize("day", [dt.date(2025, 5, 31), dt.date(2025, 5, 30)])
def test_the_period_reported_last_counts_also_for_the_same_or_an_earlier_day(
    repo: Workspace, plan: Plan, day: dt.date
) -> None:
    indicator = plan.indicator("31")
    rows = [
        observed("31", "SKHCN", 0.4, dt.date(2025, 5, 31)),
        observed("31", "SKHCN", 0.5, day, period="2025"),
    ]
    series = build_series(indicator, "SKHCN", rows, [baseline("31", 0.3)])
    period, thresholds = load_period(repo, "2025"), load_reporting(repo).pace
    row = compute_trajectory(indicator, "SKHCN", series, period, thresholds)
    assert (row.actual, row.previous_value, row.is_current) == (0.5, 0.4, True)


def test_of_one_day_the_value_reported_last_counts_and_says_what_it_was(plan: Plan) -> None:
    day = dt.date(2025, 5, 31)
    first = observed("27", "SYT", 70, day)
    update = {"period": "2025", "value": 69.0, "note": "trùng", "is_earlier": True}
    revised = first.model_copy(update=update)
    (point,) = build_series(plan.indicator("27"), "SYT", [first, revised], [])
    assert (point.value, point.was, point.note, point.period) == (69, 70, "trùng", "2025")
    again = revised.model_copy(update={"period": "2026H1", "note": ""})
    assert build_series(plan.indicator("27"), "SYT", [first, revised, again], []) == [point]
    estimate = observed("27", "SYT", 71, day, kind="estimate")
    points = build_series(plan.indicator("27"), "SYT", [first, estimate], [])
    assert [(one.kind, one.was, one.note) for one in points] == [
        ("actual", None, ""), ("estimate", None, ""),
    ]  # fmt: skip


def test_an_estimate_is_no_observation(repo: Workspace, plan: Plan) -> None:
    rows = [observed("27", "SYT", 71, dt.date(2025, 6, 30), kind="estimate")]
    row = trajectory(repo, plan, "27", "SYT", rows, [baseline("27", 66)])
    assert (row.actual, row.status, row.points) == (None, "not_enough_data", 1)


def test_part_of_a_year_is_no_observation_of_a_flow(repo: Workspace, plan: Plan) -> None:
    rows = [observed("13", "SKHCN", 0.2, dt.date(2025, 5, 31))]
    row = trajectory(repo, plan, "13", "SKHCN", rows, [baseline("13", 0.5)])
    assert (row.actual, row.status) == (None, "not_enough_data")


def test_without_a_baseline_there_is_no_pace(repo: Workspace, plan: Plan) -> None:
    row = trajectory(repo, plan, "27", "SYT", [observed("27", "SYT", 99, dt.date(2025, 5, 31))], [])
    assert (row.status, row.reason, row.grade) == ("not_enough_data", "no_baseline", "E0")


@pytest.mark.parametrize(
    ("points", "grade"),
    [(1, "E0"), (2, "E1"), (3, "E2"), (4, "E2"), (5, "E3"), (7, "E3"), (8, "E4")],
)
def test_grades(points, grade) -> None:
    assert evidence_grade(points, has_baseline=True) == grade
    assert evidence_grade(points, has_baseline=False) == "E0"


def test_two_monitors_are_shown_and_never_averaged(repo: Workspace, plan: Plan) -> None:
    day = dt.date(2025, 5, 31)
    rows = [observed("8", "STC", 10, day), observed("8", "SKHCN", 12, day)]
    both = [
        trajectory(repo, plan, "8", agency, rows, [baseline("8", 9)]) for agency in ("SKHCN", "STC")
    ]
    (chosen,) = choose_for_province(plan, both)
    assert (chosen.agency, chosen.actual) == ("STC", 10)
    assert chosen.note == "STC: 10; SKHCN: 12"
