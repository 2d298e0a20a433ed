"""The two published methods give what their publishers print, and a name to what they cannot."""

import csv
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan_monitor.progress.methods import open_sdg, open_sdg_aggregate, un_2026, un_2026_band
from plan_monitor.progress.methods.results import annual_growth

PUBLISHED = Path(__file__).parent / "published"
OPEN_SDG = {
    "target_achieved", "substantial_progress", "moderate_progress", "limited_progress",
    "deterioration", "not_available",
}  # fmt: skip
UN = {"on_track_or_met", "moderate", "marginal", "stagnation", "regression", "insufficient"}


def rows(name: str) -> list[dict[str, str]]:
    with (PUBLISHED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(text: str) -> float | None:
    return float(text) if text else None


def same(found: float | None, printed: str) -> bool:
    if not printed or found is None:
        return not printed and found is None
    return found == pytest.approx(float(printed), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("row", rows("open_sdg_edge_cases.csv"), ids=lambda row: row["case_id"])
def test_open_sdg_as_published(row: dict[str, str]) -> None:
    result = open_sdg(
        number(row["base_value"]), number(row["base_year"]),
        number(row["current_value"]), number(row["current_year"]),
        number(row["target"]), float(row["target_year"]),
        better="higher" if row["direction"] == "1" else "lower",
        limit=number(row["limit"]),
    )  # fmt: skip
    assert result.status == row["expected_status"]
    assert same(result.ratio, row["expected_progress_value"]), result
    assert same(result.score, row["expected_score"]), result


@pytest.mark.parametrize(
    "row", rows("open_sdg_aggregate_cases.csv"), ids=lambda row: row["case_id"]
)
def test_open_sdg_aggregate_as_published(row: dict[str, str]) -> None:
    scores = [float(score) for score in row["series_scores"].split("|")]
    achieved = [flag == "1" for flag in row["series_target_achieved"].split("|")]
    result = open_sdg_aggregate(scores, achieved)
    assert result.status == row["expected_status"]
    assert same(result.score, row["expected_score"])


@pytest.mark.parametrize(
    "row", rows("un_progress_2026_band_scores.csv"), ids=lambda row: "|".join(row.values())
)
def test_the_united_nations_bands_as_published(row: dict[str, str]) -> None:
    result = un_2026_band(
        float(row["value"]), measure=row["measure"], mirrored=row["mirrored"] == "1"
    )
    assert result.status == row["expected_status"]
    assert same(result.score, row["expected_score_0_5"])


@pytest.mark.parametrize("row", rows("un_progress_2026_series.csv"), ids=lambda row: row["case_id"])
def test_the_united_nations_series_as_published(row: dict[str, str]) -> None:
    result = un_2026(
        number(row["base_value"]), number(row["base_year"]),
        number(row["latest_value"]), number(row["latest_year"]),
        number(row["target"]), float(row["target_year"] or 2030),
        better=row["better"],
    )  # fmt: skip
    if row["expected_status"]:
        assert result.status == row["expected_status"]
    if row["expected_ratio"]:
        assert same(result.ratio, row["expected_ratio"])
        assert same(result.projected, row["expected_projected"])
    if row["expected_score_0_5"]:
        assert same(result.score, row["expected_score_0_5"])
    if row["expected_cagr"]:
        growth = annual_growth(
            float(row["base_value"]),
            float(row["latest_value"]),
            float(row["latest_year"]) - float(row["base_year"]),
        )
        assert same(growth, row["expected_cagr"])


@pytest.mark.parametrize(
    ("arguments", "sdg", "un"),
    [
        ((None, 2024, 5, 2025, 10), "no_value", "no_value"),
        ((5, None, 5, 2025, 10), "no_value", "no_value"),
        ((5, 2024, None, 2025, 10), "no_value", "no_value"),
        ((5, 2025, 6, 2025, 10), "no_later_value", "no_later_value"),
        ((5, 2025, 6, 2024, 10), "no_later_value", "no_later_value"),
        ((5, 2024, -6, 2025, 10), "sign_change", "sign_change"),
        ((math.nan, 2024, 6, 2025, 10), "no_value", "no_value"),
        ((5, 2024, 6, 2025, math.inf), "no_target", "no_target"),
        ((5, 2024, 6, 2025, -10, 2030), "met", "met_at_baseline"),
        ((-3, 2024, -2, 2025, 10), "sign_change", "ratio"),
    ],
)
def test_what_cannot_be_told_has_a_name(arguments, sdg: str, un: str) -> None:
    first, second = open_sdg(*arguments, better="higher"), un_2026(*arguments, better="higher")
    assert (first.reason, second.reason) == (sdg, un)
    for result in (first, second):
        if result.reason.startswith("no_") or result.reason == "sign_change":
            assert result.ratio is None and result.score is None
            assert result.status in {"not_available", "insufficient"}


def test_a_target_that_is_met_is_met_whatever_else_is_missing() -> None:
    assert open_sdg(None, None, 12, 2025, 10, better="higher").status == "target_achieved"
    assert open_sdg(-1, 2024, 12, 2025, 10, better="higher").score == 5
    assert un_2026(0, 2024, 12, 2025, 10, better="higher").status == "insufficient"


def test_a_target_that_is_the_baseline() -> None:
    lost = open_sdg(10, 2024, 9, 2025, 10, better="higher")
    assert (lost.ratio, lost.score, lost.status) == (-math.inf, -5, "deterioration")
    still = open_sdg(10, 2024, 10, 2025, 10, better="higher")
    assert (still.ratio, still.score, still.status) == (None, 5, "target_achieved")


def test_words_that_are_none_are_refused() -> None:
    for method in (open_sdg, un_2026):
        with pytest.raises(ValueError, match="better"):
            method(1, 2024, 2, 2025, 3, better="up")
    with pytest.raises(ValueError, match="measure"):
        un_2026_band(1, measure="score")
    assert open_sdg_aggregate([], []).status == "not_available"
    assert open_sdg_aggregate([None, 5.0], [False, True]).status == "substantial_progress"


anything = st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True))
years = st.one_of(st.none(), st.floats(1900, 2100))


@given(anything, years, anything, years, anything, st.sampled_from(["higher", "lower"]), anything)
def test_no_input_gives_nan_or_crashes(start, since, now, at, target, better, limit) -> None:
    sdg = open_sdg(start, since, now, at, target, better=better, limit=limit)
    un = un_2026(start, since, now, at, target, better=better)
    assert sdg.status in OPEN_SDG and un.status in UN
    for figure in (sdg.ratio, sdg.score, un.ratio, un.score, un.projected):
        assert figure is None or not math.isnan(figure)
    assert sdg.score is None or -5 <= sdg.score <= 5
    assert un.score is None or 0 <= un.score <= 5


@given(
    st.floats(1, 1000), st.floats(1, 1000), st.floats(1, 1000), st.floats(0.1, 5.9),
    st.sampled_from([0.001, 1000.0]),
)  # fmt: skip
def test_another_unit_changes_no_ratio(start, now, target, passed, factor) -> None:
    for method in (open_sdg, un_2026):
        plain, scaled = (
            method(start * f, 2025, now * f, 2025 + passed, target * f, 2031, better="higher")
            for f in (1, factor)
        )
        if plain.ratio is None or scaled.ratio is None or abs(plain.ratio) == math.inf:
            continue
        assert scaled.ratio == pytest.approx(plain.ratio, rel=1e-4, abs=1e-6)
