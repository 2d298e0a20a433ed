"""Projections: anchor values computed by hand, and what must hold for any series."""

import math
import re
import statistics
from dataclasses import astuple
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from plan_monitor.progress.forecast import (
    Bounds,
    Cuts,
    backtest,
    chance,
    choose_scale,
    interval,
    scenarios,
    theil_sen,
)
from plan_monitor.progress.methods import Goal, Point
from tests import study

PERCENT = {"scale": "logit", "bounds": Bounds(0, 100), "step": 0.1}
PLAIN = {"scale": "identity", "bounds": Bounds(), "step": 0.1}
COUNT = {"scale": "log", "bounds": Bounds(0, None), "step": 1}
WORDS = ["very_unlikely", "unlikely", "possible", "likely", "almost_certain"]
ZIGZAG = (10, 12, 11, 13, 14)  # drift 1 a year; changes 2, -1, 2, 1 leave 1, -2, 1, 0
EXAMPLE = (40, 45, 47, 52, 55, 60)


def yearly(*values: float) -> list[Point]:
    return [Point(2020 + index, value) for index, value in enumerate(values)]


# Theil–Sen and scenarios


def test_theil_sen_by_hand() -> None:
    assert theil_sen(yearly(10, 12, 20)) == 5  # 2, 8, 10/2
    mixed = [Point(2020, 10), Point(2020.5, 11), Point(2021.5, 12)]
    assert theil_sen(mixed) == pytest.approx(4 / 3)  # 2, 1, 2/1.5
    assert theil_sen(yearly(10, 11, 90, 13)) == 1  # one wrong figure: 1, 79, -77, 40, 1, 1


def test_three_scenarios() -> None:
    found = scenarios(yearly(40, 44, 46), Goal(2031, 80), bounds=Bounds(0, 100))
    assert found is not None
    assert (found.flat, found.current, found.required) == (46, 73, 80)  # slope 3, nine years
    assert (found.current_rate, found.required_rate) == (3, pytest.approx(34 / 9))
    steep = scenarios(yearly(70, 80, 90), Goal(2031, 100), bounds=Bounds(0, 100))
    assert steep is not None
    assert (steep.current, steep.current_rate) == (100, 10)


# Interval


def test_interval_by_hand() -> None:
    # σ² = (1 + 4 + 1 + 0)/3 = 2; three years on from 14: 14 + 3/2, s² = 2·3·(1 + 3/4) + 9/12
    found = interval(yearly(*ZIGZAG), 2027, **PLAIN)
    half = 1.637744 * math.sqrt(11.25)
    assert astuple(found) == (
        pytest.approx(15.5 - half, abs=1e-4),
        15.5,
        pytest.approx(15.5 + half, abs=1e-4),
        "partial_drift",
    )


def test_half_years_count_half() -> None:
    # 10, 10.6, 11.4, 12, 12.5 over four steps of half a year: d = 1.25,
    # errors −0.025, 0.175, −0.025, −0.125; σ² = (0.000625·2 + 0.030625 + 0.015625)/0.5/3
    points = [Point(2020 + i / 2, v) for i, v in enumerate((10, 10.6, 11.4, 12, 12.5))]
    found = interval(points, 2023, **PLAIN)
    assert found is not None
    spread = math.sqrt(0.0475 / 0.5 / 3 * 1 * (1 + 1 / 2) + 1.25**2 / 12)
    assert found.middle == pytest.approx(13.125)
    assert found.high == pytest.approx(13.125 + 1.637744 * spread, abs=1e-4)


def test_a_series_that_never_moved_has_the_error_of_its_rounding() -> None:
    found = interval(yearly(7, 7, 7, 7, 7), 2025, **PLAIN)
    assert found is not None
    half = 1.637744 * 0.1 / math.sqrt(12) * math.sqrt(1 + 1 / 4)
    assert (found.low, found.middle) == (pytest.approx(7 - half, abs=1e-5), 7)


def test_a_series_at_its_bound_stays_within_it() -> None:
    found = interval(yearly(100, 100, 100, 100, 100), 2030, **PERCENT)
    assert found is not None
    # rounding to 0.1 is 0.578 on the scale at 99.95; times 1.638·√(6·2.5) it is 3.67: 0.025·e^3.67
    assert 99.0 < found.low < 99.975 < found.high < 100
    assert found.middle == pytest.approx(99.975)  # 100 is taken at 100 − step/4


def test_zeros_on_a_log_scale() -> None:
    found = interval(yearly(0, 3, 2, 0, 1), 2027, **COUNT)
    assert found is not None
    assert 0 <= found.low < found.middle < found.high
    # from 0.5 to 1.5 on log(y + 1/2) in four years; half of it goes on for three
    assert found.middle == pytest.approx(1.5 * 3 ** (3 / 8) - 0.5)
    assert interval(yearly(-1, 3, 2, 0, 1), 2027, **COUNT) is None


# Chance


@pytest.mark.parametrize(
    ("goal", "better", "word"),
    [  # centre 15.5, spread 3.354, t with 3: 5, 33, 66 and 95 % lie at 7.6, 13.9, 17.0 and 23.4
        (Goal(2027, 25), "higher", "very_unlikely"),
        (Goal(2027, 19), "higher", "unlikely"),
        (Goal(2027, 15.5), "higher", "possible"),
        (Goal(2027, 13.5), "higher", "likely"),
        (Goal(2027, 7), "higher", "almost_certain"),
        (Goal(2027, 7), "lower", "very_unlikely"),
        (Goal(2027, 25), "lower", "almost_certain"),
        (Goal(2027, 13.5, "range"), "higher", "likely"),
        (Goal(2027, 19, "<"), "lower", "likely"),
        (Goal(2027, 19, ">"), "higher", "unlikely"),
    ],
)
def test_chance_in_words(goal, better, word) -> None:
    assert chance(yearly(*ZIGZAG), goal, better=better, **PLAIN) == word


def test_more_than_is_harder_than_at_least() -> None:
    ranks = yearly(30, 31, 29, 30, 30)
    coarse = {"scale": "identity", "bounds": Bounds(1, 63), "step": 1}
    # centre 30: "at least 30" is met from 29.5, "more than 30" from 30.5 on; symmetric about 1/2
    half = Cuts(possible=0.4, likely=0.5)
    at_least = chance(ranks, Goal(2026, 30, ">="), better="higher", cuts=half, **coarse)
    more = chance(ranks, Goal(2026, 30, ">"), better="higher", cuts=half, **coarse)
    assert (at_least, more) == ("likely", "possible")
    assert chance(ranks, Goal(2026, 30, "<="), better="lower", cuts=half, **coarse) == "likely"
    assert chance(ranks, Goal(2026, 30, "<"), better="lower", cuts=half, **coarse) == "possible"


def test_a_full_share_is_likely_to_stay_full() -> None:
    full = yearly(100, 100, 100, 100, 100)
    assert chance(full, Goal(2027, 100), better="higher", **PERCENT) == "likely"
    assert chance(full, Goal(2027, 100, ">"), better="higher", **PERCENT) == "very_unlikely"
    rising = yearly(91, 92.5, 92, 93, 93.5)
    assert chance(rising, Goal(2026, 100), better="higher", **PERCENT) == "very_unlikely"


def test_a_goal_that_the_bounds_decide() -> None:
    points = yearly(40, 45, 47, 52, 55)
    assert chance(points, Goal(2031, 0), better="higher", **PERCENT) == "almost_certain"
    assert chance(points, Goal(2031, 101), better="higher", **PERCENT) == "very_unlikely"
    assert chance(points, Goal(2031, 100), better="lower", **PERCENT) == "almost_certain"
    assert chance(yearly(5, 4, 6, 5, 5), Goal(2031, -1), better="lower", **COUNT) == "very_unlikely"
    assert chance(points, Goal(2031, 50, "text"), better="higher", **PERCENT) is None
    assert chance(points, Goal(2031, math.nan), better="higher", **PERCENT) is None


# Backtest


def test_backtest_by_hand() -> None:
    # half the pace of 2 goes on: 17 against 18, then 19 against 21; "no change": 16 and 18
    found = backtest(yearly(10, 12, 14, 16, 18, 21), **PLAIN)
    assert astuple(found) == (2, pytest.approx(1.5), 2.5, True)
    still = backtest(yearly(5, 5, 5, 5, 5, 5), **PLAIN)
    assert astuple(still) == (2, 0, 0, False)
    turning = backtest(yearly(10, 12, 14, 16, 14, 13), **PLAIN)
    assert turning is not None and not turning.wins
    assert backtest(yearly(10, 12, 14, 16, 18), **PLAIN) is None


def test_the_future_does_not_reach_the_forecast_of_the_past() -> None:
    zero = backtest(yearly(10, 12, 14, 16, 18, 0), **COUNT)
    assert zero is not None
    first = 16 * (16 / 10) ** (1 / 6)  # no zero yet: log(y), not log(y + step/2)
    second = 18 * (18 / 10) ** (1 / 8)
    assert zero.error_model == pytest.approx((18 - first + second) / 2)


# No answer


@pytest.mark.parametrize(
    "points",
    [
        [],
        yearly(1, 2),
        yearly(1, 2, math.nan, 4, 5, 6, 7),
        yearly(1, 2, math.inf, 4, 5, 6, 7),
        yearly(1, 2, 1e300, 4, 5, 6, 7),
        [Point(2020, 1)] * 7,
        list(reversed(yearly(1, 2, 3, 4, 5, 6, 7))),
        [*yearly(1, 2, 3, 4, 5, 6), Point(math.nan, 7)],
    ],
)
def test_no_answer(points) -> None:
    goal = Goal(2031, 5)
    assert scenarios(points, goal, bounds=Bounds()) is None
    assert interval(points, 2031, **PLAIN) is None
    assert chance(points, goal, better="higher", **PLAIN) is None
    assert backtest(points, **PLAIN) is None


def test_the_past_is_not_projected() -> None:
    points = yearly(1, 2, 3, 4, 5)
    for year in (2024, 2023, math.nan, math.inf):
        assert scenarios(points, Goal(year, 5), bounds=Bounds()) is None
        assert interval(points, year, **PLAIN) is None
        assert chance(points, Goal(year, 5), better="higher", **PLAIN) is None


def test_a_scale_that_cannot_be() -> None:
    points = yearly(1, 2, 3, 4, 5)
    for bounds in (Bounds(0, None), Bounds(0, 0.1), Bounds(100, 0), Bounds(0, math.inf)):
        assert interval(points, 2031, scale="logit", bounds=bounds, step=0.1) is None
    for step in (0.0, -1.0, 1e200, math.nan, math.inf):
        assert interval(points, 2031, scale="identity", bounds=Bounds(), step=step) is None
    with pytest.raises(ValueError, match="level"):
        interval(points, 2031, level=1.0, **PLAIN)


def test_choosing_the_scale() -> None:
    assert choose_scale(Bounds(0, 100), is_percent=True) == "logit"
    assert choose_scale(Bounds(1, 63), is_percent=False) == "log"
    assert choose_scale(Bounds(0, None), is_percent=True) == "log"
    assert choose_scale(Bounds(-50, 50), is_percent=True) == "identity"
    assert choose_scale(Bounds(), is_percent=False) == "identity"


# What holds for any series


@st.composite
def series(draw, low=0.0, high=100.0, least=5) -> list[Point]:
    values = draw(st.lists(st.floats(low, high), min_size=least, max_size=12))
    gaps = draw(st.lists(st.sampled_from([0.5, 1.0]), min_size=len(values), max_size=len(values)))
    return [Point(2010 + sum(gaps[:index]), round(value, 1)) for index, value in enumerate(values)]


TAME_VALUE = st.floats(0, 100) | st.sampled_from([0.0, 100.0, -0.0, 1e99, -1e99, 5e-324])
ANY_VALUE = st.floats() | TAME_VALUE
TAME_GAP = st.sampled_from([0.003, 0.5, 1.0])
ANY_GAP = st.floats() | TAME_GAP


@given(
    values=st.lists(ANY_VALUE, max_size=9) | st.lists(TAME_VALUE, min_size=5, max_size=9),
    gaps=st.lists(ANY_GAP, min_size=9, max_size=9) | st.lists(TAME_GAP, min_size=9, max_size=9),
    goal=st.builds(
        Goal,
        st.floats() | st.floats(2020, 2060),
        ANY_VALUE,
        st.sampled_from([">=", ">", "<=", "<", "=", "range", "text"]),
    ),
    scale=st.sampled_from(["logit", "log", "identity"]),
    bounds=st.builds(Bounds, st.sampled_from([None, 0, -50]), st.sampled_from([None, 100, 63])),
    step=st.floats() | st.sampled_from([0.1, 1.0, 1e-15, 1e-99, 1e99]),
    better=st.sampled_from(["higher", "lower"]),
)
def test_never_nan_never_infinite_never_a_crash(
    values, gaps, goal, scale, bounds, step, better
) -> None:
    points = [Point(2015 + sum(gaps[:index]), value) for index, value in enumerate(values)]
    options = {"scale": scale, "bounds": bounds, "step": step}
    found = interval(points, goal.year, **options)
    assert chance(points, goal, better=better, **options) in {None, *WORDS}
    for one in (found, scenarios(points, goal, bounds=bounds), backtest(points, **options)):
        figures = [] if one is None else [x for x in astuple(one) if isinstance(x, float)]
        assert all(map(math.isfinite, figures))
    slope = theil_sen(points)
    assert slope is None or math.isfinite(slope)
    if found is not None:
        assert found.low <= found.middle <= found.high
        assert found.low == bounds.clip(found.low) and found.high == bounds.clip(found.high)


@given(series(), st.floats(0.5, 20), st.sampled_from([PERCENT, COUNT, PLAIN]))
def test_a_higher_level_is_a_wider_interval(points, ahead, options) -> None:
    year = points[-1].year + ahead
    found = [interval(points, year, level=level, **options) for level in (0.5, 0.8, 0.95)]
    for inner, outer in pairwise(found):
        assert outer.low <= inner.low <= inner.middle == outer.middle <= inner.high <= outer.high


@given(series(), st.floats(0, 100), st.sampled_from([">=", ">", "="]), st.booleans())
def test_mirrored_values_mirror_the_chance(points, value, operator, is_share) -> None:
    turned = {">=": "<=", ">": "<", "=": "="}[operator]
    options = PERCENT if is_share else {**PLAIN, "bounds": Bounds(-20, 120)}
    year, centre = points[-1].year + 5, 100 if is_share else 50
    other = options["bounds"]
    mirrored = {**options, "bounds": Bounds(centre - other.high, centre - other.low)}
    up = chance(points, Goal(year, value, operator), better="higher", **options)
    down = chance(
        [Point(p.year, centre - p.value) for p in points],
        Goal(year, centre - value, turned),
        better="lower",
        **mirrored,
    )
    assert up == down


@given(series(low=0.1), st.sampled_from(["log", "identity"]), st.sampled_from([0.001, 1000.0]))
def test_another_unit_scales_the_interval(points, scale, factor) -> None:
    year, bounds = points[-1].year + 5, Bounds(0, 200)
    one = interval(points, year, scale=scale, bounds=bounds, step=0.1)
    other = interval(
        [Point(p.year, p.value * factor) for p in points],
        year,
        scale=scale,
        bounds=Bounds(0, 200 * factor),
        step=0.1 * factor,
    )
    assert one is not None and other is not None
    assert [x / factor for x in (other.low, other.middle, other.high)] == pytest.approx(
        [one.low, one.middle, one.high], rel=1e-6, abs=1e-9
    )


@given(series(), st.floats(1, 99), st.floats(0.1, 50))
def test_a_harder_goal_is_no_likelier(points, value, harder) -> None:
    assume(value + harder <= 100)
    year = points[-1].year + 3
    easy = chance(points, Goal(year, value), better="higher", **PERCENT)
    hard = chance(points, Goal(year, value + harder), better="higher", **PERCENT)
    assert WORDS.index(hard) <= WORDS.index(easy)


# The page and the study


def test_the_worked_example_of_the_page(repo) -> None:
    page = (repo.root / "docs" / "methods" / "forecast.md").read_text(encoding="utf-8")
    example = page.split("## Ví dụ")[1].split("\n## ")[0]
    points = [Point(2020 + index, value) for index, value in enumerate(EXAMPLE)]
    goal = Goal(2031, 80, ">=")
    paces = scenarios(points, goal, bounds=Bounds(0, 100))
    found = interval(points, 2031, **PERCENT)
    tested = backtest(points, **PERCENT)
    figures = [
        *(f"{x:.1f}" for x in (paces.flat, paces.current, paces.required)),
        *(f"{x:.2f}" for x in (paces.current_rate, paces.required_rate)),
        *(f"{x:.1f}" for x in (found.low, found.middle, found.high)),
        *(f"{x:.2f}" for x in (tested.error_model, tested.error_flat)),
    ]
    stated = re.findall(r"\*\*(-?\d+(?:,\d+)?)\*\*", example)
    assert [one.replace(".", ",") for one in figures] == stated
    assert chance(points, goal, better="higher", **PERCENT) == "unlikely"
    assert "**khó**" in example


def test_the_study_chose_the_method_in_use(repo) -> None:
    page = (repo.root / "docs" / "methods" / "forecast.md").read_text(encoding="utf-8")
    ranking = page.split(study.BEGIN)[1].split("|---|---:|---:|---:|---:|\n")[1]
    assert ranking.startswith("| **partial_drift** |")


def test_the_study_repeats_itself() -> None:
    one, two = list(study.cells(3, 7)), list(study.cells(3, 7))
    assert one == two != list(study.cells(3, 8))
    assert len(one) == 45
    assert study.score([70, 90]) == statistics.fmean([20, 10])
