import datetime as dt

import pytest

from plan_monitor.intake.baselines import HistoryRow
from plan_monitor.intake.records import Observation
from plan_monitor.plan.amendments import Change
from plan_monitor.plan.calendar import load_period, load_reporting
from plan_monitor.plan.models import Plan
from plan_monitor.progress.growth import growth_of_rates
from plan_monitor.progress.indicators import compute_indicators
from plan_monitor.progress.points import breaks_of
from plan_monitor.progress.records import Trajectory
from plan_monitor.progress.reported import Reported
from plan_monitor.progress.series import build_series
from plan_monitor.progress.trajectories import (
    compute_trajectory,
    next_value_date,
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


def test_two_monitors_are_shown_and_never_averaged(repo: Workspace, plan: Plan) -> None:
    day = dt.date(2025, 5, 31)
    rows = [observed("8", "STC", 10, day), observed("8", "SKHCN", 12, day)]
    (chosen,) = jointly(repo, plan, "8", rows, [baseline("8", 9)])
    assert (chosen.agency, chosen.actual, chosen.points) == ("STC", 10, 2)
    assert chosen.note == "STC: 10; SKHCN: 12"


def test_where_the_first_monitor_is_silent_the_second_goes_on_with_the_one_series(
    repo: Workspace, plan: Plan
) -> None:
    rows = [
        observed("8", "STC", 10, dt.date(2025, 5, 31), period="2025H1"),
        observed("8", "SKHCN", 12, dt.date(2025, 5, 31), period="2025H1"),
        observed("8", "SKHCN", 13, dt.date(2025, 11, 14), period="2025"),
    ]
    (chosen,) = jointly(repo, plan, "8", rows, [baseline("8", 9)], period="2025")
    assert (chosen.agency, chosen.actual, chosen.previous_value) == ("SKHCN", 13, 10)
    assert (chosen.points, chosen.note) == (3, "")


def jointly(repo, plan, item, rows, history, period="2025H1") -> list[Trajectory]:
    reported = Reported((), tuple(rows), (), (), ())
    when = load_period(repo, period), load_reporting(repo)
    found = compute_indicators(plan, ["SKHCN", "STC"], reported, history, when)
    return [row for row in found.joint if row.indicator_id == item]


def yearly(item: str, values: dict[int, float], period: str = "2025") -> list[Observation]:
    return [
        observed(item, "SKHCN", value, dt.date(year, 12, 31), period=period)
        for year, value in values.items()
    ]


def test_a_growth_target_is_judged_by_the_mean_of_full_years(repo: Workspace, plan: Plan) -> None:
    none = trajectory(repo, plan, "17", "SKHCN", [], [baseline("17", 2)])
    assert (none.status, none.reason) == ("not_enough_data", "no_value")
    rows = yearly("17", {2025: 50, 2026: -30, 2027: 0})
    row = trajectory(repo, plan, "17", "SKHCN", rows, [baseline("17", 2)])
    assert (row.status, row.reason, row.required) == ("far_behind", "growth", 3)
    assert row.pace == pytest.approx(0.5465, abs=1e-3)
    assert row.flip_value == pytest.approx(6.568, abs=1e-3), "what 2028 has to bring"
    assert (row.methods_answered, row.recovery_date) == (0, None), "no path, no other method"


@pytest.mark.parametrize(
    ("period", "day"),
    [("2025H1", dt.date(2025, 12, 31)), ("2025", dt.date(2025, 12, 31)),
     ("2026H1", dt.date(2026, 12, 31))],
)  # fmt: skip
def test_the_next_value_of_a_flow_is_that_of_the_running_year(
    repo: Workspace, plan: Plan, period: str, day: dt.date
) -> None:
    when = load_period(repo, period)
    assert next_value_date(plan.indicator("13"), when) == day
    assert next_value_date(plan.indicator("27"), when) == when.next_end
    whole = when.model_copy(update={"as_of": dt.date(2025, 12, 31)})
    assert next_value_date(plan.indicator("13"), whole) == dt.date(2026, 12, 31)


def test_the_rate_that_is_needed_is_that_of_every_year_until_its_day(
    repo: Workspace, plan: Plan
) -> None:
    indicator, period = plan.indicator("17"), load_period(repo, "2026")
    series = build_series(indicator, "SKHCN", yearly("17", {2025: 2}), [baseline("17", 2)])
    row = compute_trajectory(indicator, "SKHCN", series, period, load_reporting(repo).pace)
    assert row.flip_date == dt.date(2026, 12, 31)
    assert growth_of_rates([2, row.flip_value]) == pytest.approx(0.95 * 3)


def test_a_final_value_for_the_day_of_the_baseline_breaks_no_series(
    repo: Workspace, plan: Plan
) -> None:
    rows = [
        observed("27", "SYT", 66.2, dt.date(2024, 12, 31)),
        observed("27", "SYT", 70, dt.date(2025, 5, 31)),
    ]
    row = trajectory(repo, plan, "27", "SYT", rows, [baseline("27", 66)])
    assert (row.status, row.points, row.baseline_value) == ("on_track", 2, 66)


def test_an_annual_floor_is_judged_year_by_year(repo: Workspace, plan: Plan) -> None:
    indicator = plan.indicator("15")
    for values, status, reason in [
        ({2025: 3.1, 2026: 3.2}, "met", "floor_kept"),
        ({2025: 3.4, 2026: 3.2}, "moving_away", "fell"),
        ({2025: 2.0, 2026: 2.5}, "somewhat_behind", "floor_missed"),
    ]:
        rows = [one.model_copy(update={"agency": "STC"}) for one in yearly("15", values)]
        row = trajectory(repo, plan, "15", "STC", rows, [baseline("15", 1.9)])
        assert (row.status, row.reason) == (status, reason)
        assert row.flip_value == indicator.target.value


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "no_value"),
        ([observed("27", "SYT", 71, dt.date(2025, 6, 30), kind="estimate")], "only_estimate"),
        ([observed("27", "SYT", 171, dt.date(2025, 5, 31))], "out_of_bounds"),
        ([observed("27", "SYT", 70, dt.date(2024, 5, 31))], "no_later_value"),
    ],
)
def test_what_stands_against_a_judgement_has_a_name(repo, plan, rows, reason) -> None:
    row = trajectory(repo, plan, "27", "SYT", rows, [baseline("27", 66)])
    assert (row.status, row.reason, row.pace) == ("not_enough_data", reason, None)


def test_a_rank_among_fewer_does_not_compare_with_one_among_more(
    repo: Workspace, plan: Plan
) -> None:
    indicator, period = plan.indicator("5"), load_period(repo, "2025")
    rows = [observed("5", "SKHCN", 20, dt.date(2025, 11, 14), period="2025")]
    series = build_series(indicator, "SKHCN", rows, [baseline("5", 58)])
    change = Change(
        date=dt.date(2025, 7, 1), document="x", kind="indicator", id="5", field="bounds",
        before="1 … 63", after="1 … 34", to_be_confirmed=False, reason="",
    )  # fmt: skip
    amended = plan.model_copy(update={"changes": (change,)})
    limits = load_reporting(repo).pace
    plain = compute_trajectory(indicator, "SKHCN", series, period, limits)
    broken = compute_trajectory(
        indicator, "SKHCN", series, period, limits, breaks=breaks_of(amended, indicator)
    )
    assert plain.status == "met"
    assert (broken.status, broken.reason, broken.points) == ("not_enough_data", "series_break", 1)
    again = HistoryRow.model_validate({**baseline("5", 22).model_dump(), "date": "2025-07-01"})
    series = build_series(indicator, "SKHCN", rows, [again])
    since = compute_trajectory(
        indicator, "SKHCN", series, period, limits, breaks=breaks_of(amended, indicator)
    )
    assert since.reason != "series_break"
    assert breaks_of(amended, plan.indicator("27")) == []
