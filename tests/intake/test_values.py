import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan_monitor.intake.reading import RawCell
from plan_monitor.intake.values import parse_date, parse_number, read_date, read_number
from plan_monitor.vietnamese.numbers import format_number


def cell(value, number_format="General", is_formula=False) -> RawCell:
    return RawCell("Chỉ tiêu", "G7", value, number_format, is_formula)


@pytest.mark.parametrize(
    ("text", "value", "check_id"),
    [
        ("85,5", 85.5, "value-as-text"),
        ("85,5%", 85.5, "value-percent-sign"),
        ("85,5 %", 85.5, "value-percent-sign"),
        ("1.234,5", 1234.5, "value-as-text"),
        ("1.234.567", 1234567, "value-as-text"),
        ("đạt 85,5%", 85.5, "value-percent-sign"),
        ("８５，５", 85.5, "value-as-text"),
        ("-3,2", -3.2, "value-as-text"),
        ("−3,2", -3.2, "value-as-text"),
        ("05", 5, "value-as-text"),
        ("1.234", None, "value-ambiguous"),
        ("70.5", None, "value-ambiguous"),
        ("1,234.5", None, "value-ambiguous"),
        ("khoảng 70%", None, "value-not-a-number"),
        ("≥ 85%", None, "value-not-a-number"),
        ("85-90%", None, "value-not-a-number"),
        ("Đạt", None, "value-not-a-number"),
        ("#DIV/0!", None, "value-excel-error"),
        ("N/A", None, "value-no-data"),
        ("-", None, "value-no-data"),
        ("chưa có số liệu", None, "value-no-data"),
        ("", None, "value-blank"),
    ],
)
def test_text_as_number(text, value, check_id) -> None:
    assert (parse_number(text).value, parse_number(text).check_id) == (value, check_id)


def test_cells() -> None:
    assert read_number(cell(85.5)).value == 85.5
    assert read_number(cell(0.855, "0.0%")).value == 85.5
    assert read_number(cell(0.855)).value == 0.855
    assert read_number(cell(None, is_formula=True)).check_id == "value-uncached-formula"
    assert read_number(cell(None)).check_id == "value-blank"
    assert read_number(cell(True)).check_id == "value-not-a-number"
    assert read_number(cell(dt.datetime(2025, 5, 3))).check_id == "value-not-a-number"


@given(st.integers(-(10**9), 10**9), st.integers(0, 3))
def test_what_we_print_we_read_or_refuse_but_never_take_for_another_number(digits, places) -> None:
    value = digits / 10**places
    read = parse_number(format_number(value, places))
    if read.value is None:
        assert read.check_id == "value-ambiguous"
    else:
        assert read.value == pytest.approx(value, abs=1e-9)


@given(st.text(max_size=30))
def test_any_text_has_an_outcome(text) -> None:
    read = parse_number(text)
    assert read.value is not None or read.check_id is not None


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
def test_dates_round_trip(day) -> None:
    assert parse_date(f"{day:%d/%m/%Y}") == day
    assert read_date(cell(dt.datetime.combine(day, dt.time()))) == day


@pytest.mark.parametrize("text", ["31/02/2025", "2025", "tháng sáu", "5/2025", ""])
def test_no_date(text) -> None:
    assert parse_date(text) is None


def test_serial_date() -> None:
    assert read_date(cell(45808)) == dt.date(2025, 5, 31)
