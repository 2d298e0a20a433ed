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


@pytest.mark.parametrize(
    ("value", "number_format", "is_formula", "read"),
    [
        (85.5, "General", False, 85.5),
        (0.855, "0.0%", False, 85.5),
        (0.855, "General", False, 0.855),
        (85.5, '0.0"%"', False, 85.5),
        (85.5, "0.0\\%", False, 85.5),
        (0.5, '0%;"-"0%', False, 50),
        (None, "General", True, "value-uncached-formula"),
        (None, "General", False, "value-blank"),
        (True, "General", False, "value-not-a-number"),
        (dt.datetime(2025, 5, 3), "General", False, "value-not-a-number"),
    ],
)
def test_cells(value, number_format, is_formula, read) -> None:
    found = read_number(cell(value, number_format, is_formula), is_percent=True)
    assert read in {found.value, found.check_id}


def test_a_percent_format_on_a_count_is_asked() -> None:
    assert read_number(cell(3, "0%"), is_percent=False).check_id == "value-percent-format"
    assert read_number(cell(3, '0"%"'), is_percent=False).value == 3


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
