import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan_monitor.intake.raw import CellKind, RawCell
from plan_monitor.intake.values import parse_date, parse_number, read_date, read_number
from plan_monitor.vietnamese.dates import long_date, short_date
from plan_monitor.vietnamese.numbers import format_number

KINDS: dict[type, CellKind] = {
    int: "number", float: "number", str: "text", bool: "bool", dt.datetime: "date",
    type(None): "blank",
}  # fmt: skip


def cell(value, number_format="General", kind: CellKind | None = None) -> RawCell:
    return RawCell("Chỉ tiêu", "G7", value, kind or KINDS[type(value)], number_format)


@pytest.mark.parametrize(
    ("text", "value", "check_id"),
    [
        ("85,5", 85.5, "value-as-text"),
        ("85,5%", 85.5, "value-percent-sign"),
        ("85,5 %", 85.5, "value-percent-sign"),
        ("1.234,5", 1234.5, "value-as-text"),
        ("1.234.567", 1234567, "value-as-text"),
        ("1.234.567,89", 1234567.89, "value-as-text"),
        ("đạt 85,5%", 85.5, "value-percent-sign"),
        ("Đạt 85,5", 85.5, "value-as-text"),
        ("８５，５", 85.5, "value-as-text"),
        ("８５．５％", None, "value-ambiguous"),
        ("-3,2", -3.2, "value-as-text"),
        ("−3,2", -3.2, "value-as-text"),
        ("+3,2", 3.2, "value-as-text"),
        ("05", 5, "value-as-text"),
        ("0,712", 0.712, "value-as-text"),
        ("1234,567", 1234.567, "value-as-text"),
        ("1.234", None, "value-ambiguous"),
        ("0.855", None, "value-ambiguous"),
        ("70.5", None, "value-ambiguous"),
        ("1,234", None, "value-ambiguous"),
        ("1,234%", None, "value-ambiguous"),
        ("1,234.5", None, "value-ambiguous"),
        ("1,234,567", None, "value-ambiguous"),
        ("0.123,4", None, "value-ambiguous"),
        ("1 234", None, "value-not-a-number"),
        ("85,5¹", None, "value-not-a-number"),
        ("8½", None, "value-not-a-number"),
        ("٨٥", None, "value-not-a-number"),
        ("khoảng 70%", None, "value-not-a-number"),
        ("ước đạt 70%", None, "value-not-a-number"),
        ("≥ 85%", None, "value-not-a-number"),
        ("85-90%", None, "value-not-a-number"),
        ("3/5", None, "value-not-a-number"),
        ("Đạt", None, "value-not-a-number"),
        ("12 doanh nghiệp", None, "value-not-a-number"),
        ("#1", None, "value-not-a-number"),
        ("#DIV/0!", None, "value-excel-error"),
        ("#N/A", None, "value-excel-error"),
        ("#NAME?", None, "value-excel-error"),
        ("Err:502", None, "value-excel-error"),
        ("N/A", None, "value-no-data"),
        ("-", None, "value-no-data"),
        ("…", None, "value-no-data"),
        ("chưa có số liệu", None, "value-no-data"),
        ("(Chưa có số liệu).", None, "value-no-data"),
        ("", None, "value-blank"),
    ],
)
def test_text_as_number(text, value, check_id) -> None:
    assert (parse_number(text).value, parse_number(text).check_id) == (value, check_id)


@pytest.mark.parametrize(
    ("given_cell", "value", "check_id"),
    [
        (cell(85.5), 85.5, None),
        (cell(0.855, "0.0%"), 85.5, None),
        (cell(0.07, "0%"), 7.0, None),
        (cell(0.855), 0.855, None),
        (cell(85.5, '0.0"%"'), 85.5, None),
        (cell(85.5, "0.0\\%"), 85.5, None),
        (cell(0.5, '0%;"-"0%'), 50, None),
        (cell(None, kind="uncached"), None, "value-uncached-formula"),
        (cell(None), None, "value-blank"),
        (cell(True), None, "value-not-a-number"),
        (cell("#N/A", kind="error"), None, "value-excel-error"),
        (cell(dt.datetime(2025, 5, 3)), None, "value-is-date"),
        (cell(dt.time(8, 30), kind="date"), None, "value-is-date"),
        (cell(1.5, "[h]:mm"), None, "value-is-date"),
    ],
)
def test_cells(given_cell, value, check_id) -> None:
    found = read_number(given_cell, is_percent=True)
    assert (found.value, found.check_id) == (value, check_id)


def test_a_percentage_of_a_count_is_asked() -> None:
    assert read_number(cell(3, "0%"), is_percent=False).check_id == "value-percent-format"
    assert read_number(cell("3%"), is_percent=False).check_id == "value-percent-format"
    assert read_number(cell(3, '0"%"'), is_percent=False).value == 3


# --- no silent thousandfold error ---


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_what_we_print_we_read_or_refuse_but_never_take_for_another_number(digits, places) -> None:
    value = digits / 10**places
    read = parse_number(format_number(value, places))
    if read.value is None:
        assert read.check_id == "value-ambiguous"
    else:
        assert read.value == pytest.approx(value, abs=1e-9)


@given(st.integers(-(10**12), 10**12), st.integers(0, 4), st.booleans(), st.sampled_from(["", "%"]))
def test_thousands_are_read_right_or_refused(digits, places, is_english, sign) -> None:
    """No style of writing is taken for a number a thousand times larger or smaller."""
    value = digits / 10**places
    english = f"{value:,.{places}f}"
    written = english if is_english else english.translate(str.maketrans(",.", ".,"))
    read = parse_number(written + sign)
    if read.value is None:
        assert read.check_id == "value-ambiguous"
    else:
        assert read.value == pytest.approx(value, abs=1e-9)


@given(st.integers(0, 10**12), st.integers(1, 4))
def test_a_number_without_thousands_is_read(digits, places) -> None:
    value = digits / 10**places
    written = f"{value:.{places}f}".replace(".", ",")
    read = parse_number(written)
    whole, _, fraction = written.partition(",")
    is_english_too = len(fraction) == 3 and len(whole) <= 3 and whole != "0"
    assert (read.value is None) == is_english_too
    assert is_english_too or read.value == pytest.approx(value, abs=1e-9)


@given(st.floats(-1e9, 1e9, allow_nan=False), st.sampled_from(["General", "0.0", "#,##0.00", "@"]))
def test_a_typed_number_is_that_number(value, number_format) -> None:
    assert read_number(cell(value, number_format), is_percent=True).value == value


@given(st.floats(-10, 10, allow_nan=False), st.sampled_from(["0%", "0.0%", "0.00%"]))
def test_a_shown_percentage_is_a_hundred_times_the_number(value, number_format) -> None:
    read = read_number(cell(value, number_format), is_percent=True).value
    assert read == pytest.approx(value * 100, rel=1e-9)


@given(st.text(max_size=30))
def test_any_text_has_an_outcome(text) -> None:
    read = parse_number(text)
    assert read.value is not None or read.check_id is not None
    day = parse_date(text)
    assert day.check_id is not None


# --- dates ---


@given(st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31)))
def test_dates_round_trip(day) -> None:
    for text in (short_date(day), f"{day.day}/{day.month}/{day.year}", long_date(day), f"{day}"):
        read = parse_date(text)
        assert (read.day, read.check_id) == (day, "date-as-text"), text
    typed = read_date(cell(dt.datetime.combine(day, dt.time())))
    assert (typed.day, typed.check_id) == (day, None)
    serial = read_date(cell((day - dt.date(1899, 12, 30)).days))
    assert (serial.day, serial.check_id) == (day, "date-as-serial")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("5/2025", dt.date(2025, 5, 31)),
        ("tháng 6/2025", dt.date(2025, 6, 30)),
        ("Tháng 2 năm 2024", dt.date(2024, 2, 29)),
        ("Quý II/2025", dt.date(2025, 6, 30)),
        ("quý 4 năm 2024", dt.date(2024, 12, 31)),
        ("năm 2024", dt.date(2024, 12, 31)),
    ],
)
def test_a_month_or_more_stands_for_its_last_day(text, day) -> None:
    assert (parse_date(text).day, parse_date(text).check_id) == (day, "date-imprecise")


@pytest.mark.parametrize(
    "text",
    ["31/02/2025", "05/31/2025", "2025", "tháng sáu", "tháng 13/2025", "31/5/25", "Quý V/2025", ""],
)
def test_no_date(text) -> None:
    assert (parse_date(text).day, parse_date(text).check_id) == (None, "date-unreadable")


@pytest.mark.parametrize("value", [5, 2025, 20250531, 0.5, True])
def test_a_number_that_is_no_day(value) -> None:
    assert read_date(cell(value)).check_id == "date-unreadable"
