"""What flips a judgement: checked by hand, and against the pace itself."""

import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from plan_monitor.progress.flipping import best_pace, day_of, flip_value, recovery_date
from plan_monitor.progress.methods import Goal, Point, pace
from plan_monitor.progress.methods.paths import decimal_year

RATE = {"better": "higher", "measure": "rate", "step": 0.1}
COUNT = {"better": "higher", "measure": "stock", "step": 1}
RANK = {"better": "lower", "measure": "rank", "step": 1}


@pytest.mark.parametrize(
    ("baseline", "goal", "year", "options", "value"),
    [
        # the path asks 46,67 after a year: 95 % of the 6,67 points are 6,33
        ((2025, 40), (2031, 80), 2026, RATE, 46.3333),
        ((2025, 40), (2031, 80), 2030.9999, RATE, 77.9994),
        # on its last day a target has to be met, a strict one by a step
        ((2025, 40), (2031, 80), 2031, RATE, 80),
        ((2025, 40), (2031, 80, ">"), 2031, RATE, 80.1),
        ((2025, 85), (2031, 80, ">"), 2026, RATE, 80.1),
        ((2025, 70), (2031, 80, "<"), 2026, {**RATE, "better": "lower"}, 79.9),
        ((2025, 85), (2031, 80), 2026, RATE, 80),
        # from 2 to 8: one a year; 95 % of one is one
        ((2025, 2), (2031, 8), 2026, COUNT, 3),
        ((2025, 2), (2031, 8), 2025.5, COUNT, 2),
        ((2025, 60), (2031, 48), 2026, RANK, 58),
        ((2025, 60), (2031, 57), 2026, RANK, 60),
    ],
)
def test_the_least_value_that_keeps_on_track(baseline, goal, year, options, value) -> None:
    found = flip_value(Point(*baseline), Goal(*goal), year, **options)
    assert found == pytest.approx(value, abs=1e-4)


def test_a_milestone_on_the_worse_side_asks_for_no_more_than_itself() -> None:
    goal, milestones = Goal(2031, 80), [Point(2028, 34)]
    assert flip_value(Point(2025, 40), goal, 2027, **RATE, milestones=milestones) == 36


values = st.floats(-1000, 1000).map(lambda x: round(x, 1))


@given(values, values, st.floats(0.1, 5.9), st.sampled_from([RATE, COUNT, RANK]), st.floats(0, 100))
def test_from_that_value_on_the_status_is_on_track_and_below_it_is_not(
    start, goal, passed, options, less
) -> None:
    if options["step"] == 1:
        start, goal = round(start), round(goal)
    sign = 1 if options["better"] == "higher" else -1
    assume(sign * (goal - start) > options["step"])
    begin, end, year = Point(2025, start), Goal(2031, goal), 2025 + passed
    value = flip_value(begin, end, year, **options)
    assert pace(begin, Point(year, value), end, **options).status in {"on_track", "met"}
    lower = value - sign * max(round(less) if options["step"] == 1 else less, options["step"])
    assert pace(begin, Point(year, lower), end, **options).status not in {"on_track", "met"}


def test_the_last_day_from_which_the_target_can_be_reached() -> None:
    points = [Point(2024, 30), Point(2025, 40), Point(2026, 45)]
    assert best_pace(points, "higher") == 10
    # 35 points are missing: three and a half years at ten a year, so from the middle of 2027 on
    assert recovery_date(points, Goal(2031, 80), "higher") == dt.date(2027, 7, 2)
    assert recovery_date(points, Goal(2031, 44), "higher") is None, "met"
    assert recovery_date(points, Goal(2031, 20), "lower") is None, "never moved for the better"
    assert recovery_date(points, Goal(2031, 500), "higher") == dt.date(1985, 7, 2), "long past"
    assert best_pace([Point(2025, 40), Point(2025.01, 41), Point(2026, 45)], "higher") == 5


@pytest.mark.parametrize(
    "day", [dt.date(2024, 12, 31), dt.date(2025, 1, 1), dt.date(2024, 2, 29), dt.date(2025, 11, 14)]
)
def test_a_day_and_its_decimal_year(day) -> None:
    assert day_of(decimal_year(day)) == day
