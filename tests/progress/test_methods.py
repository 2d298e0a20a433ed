"""The pace of an indicator: anchor values checked by hand, and what must hold for any value."""

import csv
import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from plan_monitor.progress.methods import Goal, Point, pace
from plan_monitor.progress.methods.paths import decimal_year, is_met, path_value

ORDER = ["moving_away", "far_behind", "somewhat_behind", "on_track", "met"]
UP = {"better": "higher", "measure": "rate", "step": 0.1}
RANK = {"better": "lower", "measure": "rank", "step": 1}


CASES = Path(__file__).parent / "cases"


def cases() -> list[dict[str, str]]:
    with (CASES / "pace.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(text: str) -> float | None:
    return float(text) if text else None


def point(year: str, value: str) -> Point | None:
    return Point(float(year), float(value)) if year else None


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["case"])
def test_anchor_values(case: dict[str, str]) -> None:
    result = pace(
        point(case["start_year"], case["start"]),
        point(case["year"], case["value"]),
        Goal(
            float(case["goal_year"]), float(case["goal"]), case["operator"],
            number(case["high"]), case["condition"],
        ),
        better=case["better"], measure=case["measure"], step=float(case["step"]),
        milestones=[
            Point(*map(float, one.split(":"))) for one in case["milestones"].split(";") if one
        ],
    )  # fmt: skip
    assert (result.status, result.reason) == (case["status"], case["reason"]), case["by_hand"]
    for found, expected in ((result.ratio, case["ratio"]), (result.gap, case["gap"])):
        wanted = number(expected)
        assert found == (None if wanted is None else pytest.approx(wanted, abs=1e-9))


def naive(start, value, goal, years, better, whole):
    """A second reading of the rules in whole fractions, step by step; six years to the goal."""
    start, value, goal, years = (Fraction(str(one)) for one in (start, value, goal, years))
    if better == "lower":
        start, value, goal = -start, -value, -goal
    step = Fraction(1) if whole else Fraction(1, 10)
    if start >= goal:
        return None, "met" if value >= goal else "moving_away"
    asked = (goal - start) / 6 * min(years, Fraction(6))
    if whole:
        asked = Fraction(int(asked))
    if asked < step:
        if value >= goal:
            return None, "met"
        return None, "on_track" if value > start - step else "moving_away"
    ratio = (value - start) / asked
    if value >= goal:
        return ratio, "met"
    for least, status in ((Fraction(95, 100), "on_track"), (Fraction(6, 10), "somewhat_behind"),
                          (Fraction(0), "far_behind")):  # fmt: skip
        if ratio >= least:
            is_over = years >= 6 and status == "on_track"
            return ratio, "somewhat_behind" if is_over else status
    return ratio, "moving_away"


tenths = st.integers(-1000, 1000).map(lambda n: n / 10)


@given(
    tenths, tenths, tenths, st.integers(1, 80), st.sampled_from(["higher", "lower"]), st.booleans()
)
def test_a_naive_reading_of_the_rules_agrees(start, value, goal, quarters, better, whole) -> None:
    if whole:
        start, value, goal = round(start), round(value), round(goal)
    years = quarters / 8
    result = pace(
        Point(2025, start), Point(2025 + years, value), Goal(2031, goal),
        better=better, measure="stock" if whole else "rate", step=1 if whole else 0.1,
    )  # fmt: skip
    ratio, status = naive(start, value, goal, years, better, whole)
    assert result.status == status
    assert result.ratio == (None if ratio is None else pytest.approx(float(ratio)))


def test_a_range_is_met_from_its_lower_end_and_marked_above_its_upper() -> None:
    goal = Goal(2031, 3, "range", 5)
    statuses = [pace((2025, 1), (2030, value), goal, **UP) for value in (2.9, 3, 5, 5.1)]
    assert [one.status for one in statuses] == ["on_track", "met", "met", "met"]
    assert [one.beyond for one in statuses] == [False, False, False, True]


@pytest.mark.parametrize(
    ("baseline", "latest", "goal", "reason"),
    [
        ((2025, float("nan")), (2026, 1), (2031, 5), "no_baseline"),
        ((2025, 1), (2026, float("inf")), (2031, 5), "no_value"),
        ((2025, 1), (2026, 1), (2031, float("nan")), "no_target"),
        ((2025, 1), (2024, 1), (2031, 5), "no_later_value"),
        ((2031, 1), (2032, 1), (2031, 5), "no_time"),
    ],
)
def test_what_cannot_be_told_has_a_name(baseline, latest, goal, reason) -> None:
    result = pace(baseline, latest, goal, **UP)
    assert (result.status, result.reason, result.ratio) == ("not_enough_data", reason, None)


@pytest.mark.parametrize(
    ("value", "status", "reason"),
    [(36, "on_track", "no_improvement_required"), (40, "on_track", "no_improvement_required"),
     (35.9, "moving_away", "no_improvement_required"), (80, "met", "reached")],
)  # fmt: skip
def test_a_milestone_on_the_worse_side_of_the_baseline(value, status, reason) -> None:
    """A dip that the plan itself allows must not turn falling further into a high ratio."""
    result = pace((2025, 40), (2027, value), Goal(2031, 80), milestones=[(2028, 34)], **UP)
    assert (result.status, result.reason, result.ratio) == (status, reason, None)
    assert result.required == 36


@pytest.mark.parametrize(
    ("baseline", "latest", "goal", "options", "status", "reason"),
    [
        ((2025, 40), (2030.9, 79.9), Goal(2031, 80), UP, "on_track", "pace"),
        ((2025, 40), (2031, 79.9), Goal(2031, 80), UP, "somewhat_behind", "target_missed"),
        ((2025, 40), (2032, 50), Goal(2031, 80), UP, "far_behind", "target_missed"),
        ((2025, 40), (2031, 39), Goal(2031, 80), UP, "moving_away", "target_missed"),
        ((2025, 40), (2031, 80), Goal(2031, 80), UP, "met", "reached"),
        ((2025, 85), (2031, 79), Goal(2031, 80), UP, "moving_away", "lost"),
        ((2025, 0.7), (2031, 0.7), Goal(2031, 0.7, ">"), UP, "somewhat_behind", "target_missed"),
        (None, (2031, 2.9), Goal(2031, 3, "=", None, "growth"), UP, "somewhat_behind",
         "target_missed"),
    ],
)  # fmt: skip
def test_once_its_day_has_come_a_missed_target_is_not_on_track(
    baseline, latest, goal, options, status, reason
) -> None:
    result = pace(baseline, latest, goal, **options)
    assert (result.status, result.reason) == (status, reason)


def test_figures_beside_the_ratio() -> None:
    result = pace(Point(2025, 40), Point(2026, 45), Goal(2031, 80), **UP)
    assert result.required == pytest.approx(46.6667, abs=1e-4)
    assert result.gap == pytest.approx(-1.6667, abs=1e-4)
    assert result.required_rate == 7
    assert result.observed_rate == 5
    lower = pace(Point(2027, 60), Point(2029, 58), Goal(2031, 50), **RANK)
    assert lower.gap == -3  # the path asks 55; 58 is three ranks behind


def test_a_strict_target_is_not_met_on_the_line() -> None:
    assert not is_met(0.7, Goal(2031, 0.7, ">"), "higher")
    assert is_met(0.701, Goal(2031, 0.7, ">"), "higher")
    assert is_met(55, Goal(2031, 55), "lower")
    assert not is_met(56, Goal(2031, 55), "lower")


def test_path_through_milestones() -> None:
    goal, milestones = Goal(2031, 80), [Point(2028, 50)]
    assert path_value(Point(2025, 40), goal, 2028, milestones) == 50
    assert path_value(Point(2025, 40), goal, 2029.5, milestones) == 65
    assert path_value(Point(2025, 40), goal, 2020) == 40
    assert path_value(Point(2025, 40), goal, 2040) == 80


def test_decimal_year_is_the_end_of_the_day() -> None:
    assert decimal_year(dt.date(2024, 12, 31)) == 2025
    assert decimal_year(dt.date(2025, 5, 31)) == pytest.approx(2025 + 151 / 365)


values = st.floats(-1000, 1000).map(lambda x: round(x, 1))


@given(values, values, values, st.floats(0.1, 5.9))
def test_mirroring_the_direction_mirrors_the_result(start, now, goal, years) -> None:
    up = pace(Point(2025, start), Point(2025 + years, now), Goal(2031, goal), **UP)
    down = pace(
        Point(2025, -start),
        Point(2025 + years, -now),
        Goal(2031, -goal),
        **{**UP, "better": "lower"},
    )
    assert (up.status, up.reason) == (down.status, down.reason)
    assert up.ratio == pytest.approx(down.ratio) if up.ratio is not None else down.ratio is None
    assert up.gap == pytest.approx(down.gap)


@given(values, values, st.floats(0.5, 5.9))
def test_a_value_on_the_path_has_pace_one(start, goal, years) -> None:
    assume(goal - start > 5)
    on_path = path_value(Point(2025, start), Goal(2031, goal), 2025 + years)
    result = pace(Point(2025, start), Point(2025 + years, on_path), Goal(2031, goal), **UP)
    assert result.ratio == pytest.approx(1)
    assert result.status == "on_track"


@given(values, values, values, values, st.floats(0.1, 5.9))
def test_more_progress_is_never_a_worse_status(start, goal, first, second, years) -> None:
    low, high = sorted((first, second))
    statuses = [
        pace(Point(2025, start), Point(2025 + years, now), Goal(2031, goal), **UP).status
        for now in (low, high)
    ]
    assert ORDER.index(statuses[0]) <= ORDER.index(statuses[1])


@given(values, values, values, st.floats(0.1, 5.9), st.sampled_from([0.001, 10, 1000]))
def test_another_unit_changes_no_ratio(start, now, goal, years, factor) -> None:
    assume(abs(abs(goal - start) * years / 6 - 0.1) > 1e-6)
    plain = pace(Point(2025, start), Point(2025 + years, now), Goal(2031, goal), **UP)
    scaled = pace(
        Point(2025, start * factor),
        Point(2025 + years, now * factor),
        Goal(2031, goal * factor),
        **{**UP, "step": 0.1 * factor},
    )
    assert plain.ratio is None or scaled.ratio == pytest.approx(plain.ratio, rel=1e-6, abs=1e-9)


def test_a_value_exactly_on_a_threshold_does_not_fall_through_noise() -> None:
    assert pace(Point(0, 0), Point(1, 0.95), Goal(10, 10), **UP).status == "on_track"
    assert pace(Point(0, 0), Point(3, 0.1 * 3 * 6), Goal(10, 10), **UP).status == "somewhat_behind"
