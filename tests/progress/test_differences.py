"""How projections of a closed edition fared: by hand, and never across a break of the series."""

import datetime as dt
from types import SimpleNamespace

import pytest

from plan_monitor.plan.amendments import Change
from plan_monitor.plan.calendar import load_period, load_reporting
from plan_monitor.plan.models import Plan
from plan_monitor.progress.differences import fared_since
from plan_monitor.progress.forecast import Bounds, interval
from plan_monitor.progress.outlook import compute_outlook
from plan_monitor.progress.points import breaks_of, point_of, since_break
from plan_monitor.progress.records import Fared, Outlook, SeriesPoint, Trajectory
from plan_monitor.progress.trajectories import compute_trajectory
from plan_monitor.workspace import Workspace

VALUES = {2016: 20, 2017: 80, 2018: 30, 2019: 50, 2020: 52, 2021: 55, 2022: 57, 2023: 60, 2024: 62}


def points(values: dict[int, float]) -> list[SeriesPoint]:
    return [
        SeriesPoint(
            indicator_id="27", agency="SYT", date=dt.date(year, 12, 31), value=value,
            kind="baseline" if year == 2019 else "actual", period="2024", source="x",
        )
        for year, value in values.items()
    ]  # fmt: skip


def fared(
    repo: Workspace, plan: Plan, came: float, day: dt.date, values: dict[int, float] = VALUES
) -> list[Fared]:
    """Return how what was said of 2024 fared, when `came` was reported for `day`."""
    item, reporting = plan.indicator("27"), load_reporting(repo)
    period, breaks, series = load_period(repo, "2025"), breaks_of(plan, item), points(values)
    was = compute_trajectory(item, "SYT", series, period, reporting.pace, breaks=breaks)
    outlook = compute_outlook(item, was, series, period, reporting.chance, breaks=breaks)
    tables = {Outlook: [outlook], Trajectory: [was], SeriesPoint: series}
    edition = SimpleNamespace(table=lambda _name, model: tables[model])
    now = was.model_copy(update={"actual": came, "actual_date": day})
    return fared_since(plan, edition, SimpleNamespace(joint=[now]))


def changed(plan: Plan, day: dt.date) -> Plan:
    change = Change(
        date=day, document="x", kind="indicator", id="27", field="measure", before="rate",
        after="stock", to_be_confirmed=False, reason="",
    )  # fmt: skip
    return plan.model_copy(update={"changes": (change,)})


def test_the_interval_is_of_the_points_that_were_projected_from(
    repo: Workspace, plan: Plan
) -> None:
    plan = changed(plan, dt.date(2019, 12, 31))
    (row,) = fared(repo, plan, 64, dt.date(2025, 12, 31))
    kept = [
        point_of(one) for one in since_break(points(VALUES), breaks_of(plan, plan.indicator("27")))
    ]
    assert len(kept) == 6
    decided = plan.indicator("27").decision
    expected = interval(
        kept, 2026, scale="logit", bounds=Bounds(*decided.bounds), step=decided.step
    )
    assert (row.low, row.high) == pytest.approx((expected.low, expected.high))
    assert (row.flat, row.error_flat, row.is_within) == (62, 2, True)


def test_nothing_is_held_against_a_figure_of_another_kind(repo: Workspace, plan: Plan) -> None:
    assert fared(repo, plan, 64, dt.date(2025, 12, 31))
    plan = changed(plan, dt.date(2025, 7, 1))
    assert fared(repo, plan, 64, dt.date(2025, 12, 31)) == []
    assert fared(repo, plan, 64, dt.date(2025, 6, 30))
