"""What if: judged as the report judges, by the report's own word on what flips a judgement."""

import datetime as dt
import math

import pytest

from plan_monitor.desk import views
from plan_monitor.desk.frames import Desk
from plan_monitor.desk.what_if import known_series, next_day, numeric, what_if
from plan_monitor.errors import UserError
from plan_monitor.progress.records import Trajectory
from plan_monitor.report.blocks import Paragraph
from plan_monitor.workspace import Workspace
from tests.desk.conftest import everything_in

pytestmark = pytest.mark.full
GOOD = {"on_track", "met"}
SAME = ("status", "reason", "actual", "points", "grade", "beyond_range")
NEAR = ("required", "gap", "pace", "observed_rate")  # tables keep ten digits


def rows_of(desk: Desk) -> list[Trajectory]:
    return desk.published.table("trajectories.csv", Trajectory)


def test_the_value_that_the_report_names_flips_the_judgement(desk: Desk) -> None:
    judged = 0
    for row in rows_of(desk):
        if row.flip_value is None or row.flip_date is None:
            continue
        decision = numeric(desk, row.indicator_id).decision
        if decision.condition in {"growth", "annual_floor"}:
            continue
        enough = what_if(desk, row.indicator_id, row.flip_value, row.flip_date)
        assert enough.row.status in GOOD, enough
        worse = row.flip_value + decision.step * (-1 if decision.better == "higher" else 1)
        low, high = decision.bounds
        if (low is None or worse >= low) and (high is None or worse <= high):
            less = what_if(desk, row.indicator_id, worse, row.flip_date)
            assert less.row.status not in GOOD, less
            judged += 1
    assert judged > 5


def test_the_value_of_the_report_is_judged_as_in_the_report(desk: Desk) -> None:
    judged = 0
    for row in rows_of(desk):
        if row.actual is None or row.actual_date is None:
            continue
        again = what_if(desk, row.indicator_id, row.actual, row.actual_date).row
        assert [getattr(again, n) for n in SAME] == [getattr(row, n) for n in SAME]
        for name in NEAR:
            told, known = getattr(again, name), getattr(row, name)
            assert told == (None if known is None else pytest.approx(known, rel=1e-8, abs=1e-9))
        judged += 1
    assert judged > 10


def test_without_a_day_it_is_that_of_the_next_report(desk: Desk) -> None:
    for row in rows_of(desk):
        if row.flip_date is not None:
            assert next_day(desk, numeric(desk, row.indicator_id)) == row.flip_date
            assert what_if(desk, row.indicator_id, 1.0).row.actual_date == row.flip_date


def test_the_sentence_is_the_reports(desk: Desk) -> None:
    said = what_if(desk, "27", 75.3, dt.date(2026, 11, 14)).sentence
    assert said.startswith("Chỉ tiêu 27 – Tỷ lệ người dân có hồ sơ sức khỏe điện tử: đạt 75,3%")
    assert "đúng lộ trình (đến ngày 14/11/2026 cần 75,7%)" in said
    less = what_if(desk, "27", 60.0, dt.date(2026, 12, 31)).sentence
    assert "đạt 60,0%" in less and "đi lùi" in less


@pytest.mark.parametrize(
    ("indicator", "value", "day", "message"),
    [
        ("999", 1.0, None, "không phải chỉ tiêu có số"),
        ("9", 1.0, None, "không phải chỉ tiêu có số"),
        ("27", math.nan, None, "Cần: một số"),
        ("27", 70.0, dt.date(2026, 5, 30), "từ ngày 31/05/2026"),
        ("13", 1.0, dt.date(2026, 6, 30), "31/12, vì đây là số của cả năm"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_line(desk, indicator, value, day, message) -> None:
    with pytest.raises(UserError, match=message):
        what_if(desk, indicator, value, day)


def test_nothing_is_written(desk: Desk, tables: Workspace) -> None:
    before, known = everything_in(tables.root), known_series(desk, numeric(desk, "27"))
    views.shown(what_if(desk, "27", 1.0))
    views.sliders(desk, "27")
    assert everything_in(tables.root) == before
    assert known_series(desk, numeric(desk, "27")) == known


def test_the_sliders_judge_what_they_stand_on(desk: Desk) -> None:
    value, day, result = views.sliders(desk, "27").children
    row = next(row for row in rows_of(desk) if row.indicator_id == "27")
    assert (value.value, day.value) == (row.actual, row.flip_date)
    assert "Giả định số liệu ngày 14/11/2026" in result.value and "<svg" in result.value
    value.value = row.flip_value
    assert "đúng lộ trình" in result.value and "chậm" not in result.value
    value.value = row.flip_value - 1
    assert "chậm so với lộ trình" in result.value
    day.value = dt.date(2027, 5, 31)
    assert "Giả định số liệu ngày 31/05/2027" in result.value


def test_the_sliders_hold_every_indicator(desk: Desk) -> None:
    for one in desk.published.plan.indicators:
        if one.kind != "numeric":
            continue
        points = known_series(desk, one)
        low, high = views.value_range(one, points)
        days = views.days_ahead(one, points)
        assert low < high and days == sorted(set(days)) != [], one.id
        assert all(low <= point.value <= high for point in points), one.id
        is_flow = one.decision.measure == "flow"
        assert not is_flow or {(day.month, day.day) for day in days} == {(12, 31)}


def test_without_ipywidgets_a_line_says_how_to_get_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "find_spec", lambda _: None)
    told = views.sliders(desk, "27")
    assert isinstance(told, Paragraph) and "ipywidgets" in told.plain()
    assert "\n" not in told.plain()


def test_an_indicator_is_drawn_as_the_report_draws_it(desk: Desk) -> None:
    block = views.chart(desk, "27")
    assert block.caption == "Chỉ tiêu 27 so với lộ trình đến mục tiêu"
    assert block.svg.startswith("<svg") and block.png
