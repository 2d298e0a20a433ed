"""What the evidence bears, and that nothing above its grade is computed into a table."""

from itertools import pairwise

import pytest

from plan_monitor.plan.calendar import load_period, load_reporting
from plan_monitor.plan.models import Plan
from plan_monitor.progress.evidence import GRADES, allowed_statements, evidence_grade
from plan_monitor.progress.growth import growth_of_levels, growth_of_rates, rate_needed
from plan_monitor.progress.methods.paths import decimal_year
from plan_monitor.progress.records import SeriesPoint
from plan_monitor.progress.trajectories import compute_trajectory
from plan_monitor.workspace import Workspace

COLUMNS = {
    "pace": ("pace", "gap", "required", "required_rate", "observed_rate"),
    "methods": ("open_sdg_ratio", "open_sdg_status", "un_2026_status", "methods_answered"),
    "flip": ("flip_value", "flip_date"),
    "recovery": ("recovery_date",),
}


def test_each_grade_allows_what_the_one_below_does_and_more() -> None:
    allowed = [allowed_statements(grade) for grade in GRADES]
    assert [len(one) for one in allowed] == [2, 5, 7, 9, 10]
    for less, more in pairwise(allowed):
        assert less < more
    assert allowed[0] == {"value", "target"}
    assert "scenarios" in allowed[2] and "interval" not in allowed[2]
    assert "chance" in allowed[3] and "backtest" not in allowed[3]


@pytest.mark.parametrize(
    ("points", "grade"),
    [(0, "E0"), (1, "E0"), (2, "E1"), (3, "E2"), (4, "E2"), (5, "E3"), (7, "E3"), (8, "E4")],
)
def test_grades(points, grade) -> None:
    assert evidence_grade(points, has_baseline=True) == grade
    assert evidence_grade(points, has_baseline=False) == "E0"


@pytest.mark.parametrize("years", range(9))
@pytest.mark.parametrize("has_baseline", [True, False])
def test_nothing_above_the_grade_is_computed(
    repo: Workspace, plan: Plan, years: int, has_baseline: bool
) -> None:
    series = [point(2025 - years + n, "history", 40 + n) for n in range(years)]
    series += [point(2024, "baseline", 50)] * has_baseline
    series += [point(2025, "actual", 60)]
    row = compute_trajectory(
        plan.indicator("27"), "SYT", series, load_period(repo, "2025"), load_reporting(repo).pace
    )
    allowed = allowed_statements(row.grade)
    for statement, columns in COLUMNS.items():
        for column in columns:
            has_value = getattr(row, column) not in (None, "", 0)
            assert has_value == (statement in allowed), (row.grade, column)
    assert (row.status == "not_enough_data") == ("pace" not in allowed)
    assert row.actual == 60


def point(year: int, kind: str, value: float) -> SeriesPoint:
    return SeriesPoint(
        indicator_id="27", agency="SYT", date=f"{year}-12-31", value=value, kind=kind,
        period="2025" if kind == "actual" else "", source="x",
    )  # fmt: skip


def test_the_mean_of_rates_is_geometric() -> None:
    assert growth_of_rates([50, -30, 0]) == pytest.approx(1.6396, abs=1e-4)
    assert growth_of_rates([3, 3, 3]) == pytest.approx(3)
    assert growth_of_rates([]) is None and growth_of_rates([5, -100]) is None
    assert growth_of_levels(100, 121, 2) == pytest.approx(10)
    assert growth_of_levels(0, 121, 2) is None and growth_of_levels(100, 121, 0) is None
    assert rate_needed([2.0], 3) == pytest.approx(4.0098, abs=1e-4)
    assert growth_of_rates([2.0, rate_needed([2.0], 3)]) == pytest.approx(3)
    each = rate_needed([2.0], 3, years=2)
    assert growth_of_rates([2.0, each, each]) == pytest.approx(3)


def test_a_decimal_year_counts_ends_of_days() -> None:
    assert decimal_year(point(2024, "actual", 1).date) == 2025
