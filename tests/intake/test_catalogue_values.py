"""Each check of a figure: what fires it, what does not, and what becomes of the figure."""

import datetime as dt

import pytest

from plan_monitor.workspace import Workspace
from tests.intake.catalogue import DAY, Shown, actual, check_conservation, soiled, told

V, E, D = "Thực hiện", "Ước thực hiện", "Ngày số liệu"
DATED = {("27", D): DAY}
# Check, what is written for indicator 27 (%), the value taken, the outcome, and what does not fire.
FIGURES = [
    ("value-blank", None, None, "blank", 71.5),
    ("value-no-data", "-", None, "blank", 71.5),
    ("value-no-data", "N/A", None, "blank", "71,5"),
    ("value-no-data", "chưa có số liệu", None, "blank", "Đạt"),
    ("value-as-text", "71,5", 71.5, "warning", 71.5),
    ("value-as-text", "７１，５", 71.5, "warning", Shown(71.5, "@")),
    ("value-percent-sign", "71,5%", 71.5, "warning", "71,5"),
    ("value-percent-sign", "đạt 71,5%", 71.5, "warning", Shown(0.715, "0.0%")),
    ("value-ambiguous", "1.234", None, "rejected", "71,234567"),
    ("value-ambiguous", "1,234", None, "rejected", "0,5%"),
    ("value-ambiguous", "\u202e5,17", None, "rejected", "71,5"),
    ("value-not-a-number", "khoảng 70%", None, "rejected", "đạt 70%"),
    ("value-not-a-number", "≥ 85%", None, "rejected", "85%"),
    ("value-not-a-number", "85-90%", None, "rejected", "-"),
    ("value-not-a-number", "Đạt", None, "rejected", "chưa có"),
    ("value-not-a-number", True, None, "rejected", 1),
    ("value-excel-error", "#DIV/0!", None, "rejected", "N/A"),
    ("value-excel-error", "#N/A", None, "rejected", "#1"),
    ("value-uncached-formula", "=1/3", None, "rejected", 33),
    ("value-is-date", dt.datetime(2025, 5, 3), None, "rejected", "3/5"),
    ("value-out-of-bounds", 100.1, None, "rejected", 100),
    ("value-out-of-bounds", -0.1, None, "rejected", 0),
    ("value-as-share", 0.855, None, "rejected", Shown(0.855, "0.0%")),
    ("value-as-share", "0,855", None, "rejected", "0,855%"),
    ("value-as-share", 1, None, "rejected", 12),
]


@pytest.mark.parametrize(("check", "written", "value", "outcome", "sound"), FIGURES)
def test_a_figure(repo: Workspace, check, written, value, outcome, sound) -> None:
    cleaned = soiled(repo, "SYT", DATED | {("27", V): written})
    assert actual(cleaned, "27") == (value, outcome)
    (finding,) = [row for row in cleaned.findings.rows if row.check_id == check]
    assert (finding.subject_id, finding.sheet, finding.cell) == ("27", "Chỉ tiêu", "G7")
    assert "Chỉ tiêu!G7" in finding.message and "Cách xử lý" in finding.message
    check_conservation(cleaned)
    assert check not in told(soiled(repo, "SYT", DATED | {("27", V): sound}))


def test_a_share_of_a_small_percentage_is_none(repo: Workspace) -> None:
    """R&D is to be 2 % of GRDP: 0.4 is a plain figure of it, 0.02 may be the target as a share."""
    cells = {("13", V): 0.4, ("13", D): DAY}
    assert actual(soiled(repo, "SKHCN", cells), "13") == (0.4, "accepted")
    assert "value-as-share" in told(soiled(repo, "SKHCN", cells | {("13", V): 0.02}))


def merge(address: str):
    return lambda book: book["Chỉ tiêu"].merge_cells(address)


def unit(text: str):
    return lambda book: book["Chỉ tiêu"].__setitem__("C7", text)


def funding(**cells):
    def change(book) -> None:
        for address, value in cells.items():
            book["Kinh phí"][address] = value

    return change


def merged_funding(book) -> None:
    book["Kinh phí"]["B7"] = 5
    book["Kinh phí"].merge_cells("B7:B8")


def baseline(value, day=None, source=None):
    def change(book) -> None:
        book["Năm gốc"]["D7"], book["Năm gốc"]["E7"], book["Năm gốc"]["F7"] = value, day, source

    return change


GOOD = {("27", V): 71.5, ("27", D): DAY}
COUNT = {("6", V): 3, ("6", D): DAY}
WORD = {("1", V): "cơ bản đạt", ("1", D): DAY}
# Check, agency, filled in, changed so that it fires, filled in, changed so that it does not.
OTHERS = [
    ("value-merged", "SYT", GOOD, merge("G7:G9"), GOOD, merge("J7:K7")),
    ("value-merged", "SKHCN", COUNT, merge("G12:G14"), COUNT, merge("C12:C14")),
    ("value-merged", "SYT", {}, merged_funding, {}, funding(B7=5, B8=5)),
    ("unit-changed", "SYT", GOOD, unit("người"), GOOD, unit(" % ")),
    ("unit-changed", "SYT", {}, funding(B7=5, D7="tỷ đồng"), {}, funding(B7=5, D7="Triệu đồng")),
    ("value-percent-format", "SKHCN", COUNT | {("6", V): Shown(0.03, "0%")}, None, COUNT, None),
    ("value-percent-format", "SKHCN", COUNT | {("6", V): "3%"}, None,
     COUNT | {("6", V): "3"}, None),
    ("assessment-unknown", "SKHCN", WORD | {("1", V): "rất tốt"}, None,
     WORD | {("1", V): "CƠ BẢN  ĐẠT"}, None),
    ("value-no-data", "SKHCN", WORD | {("1", V): "-"}, None,
     WORD | {("1", V): "chưa đánh giá"}, None),
    ("funding-exceeded", "SYT", {}, funding(B7=5, C7=6), {}, funding(B7=5, C7=5)),
    ("value-out-of-bounds", "SYT", {}, funding(B7=-5), {}, funding(B7=0)),
    ("value-ambiguous", "SYT", {}, funding(B7="1.234"), {}, funding(B7="1.234,0")),
    ("baseline-incomplete", "SYT", {}, baseline(66.9), {}, baseline(66.9, DAY, "niên giám")),
    ("value-out-of-bounds", "SYT", {}, baseline(669, DAY, "a"), {}, baseline(100, DAY, "a")),
    ("value-as-share", "SYT", {}, baseline(0.669, DAY, "a"), {}, baseline("0,669%", DAY, "a")),
    ("date-after-cut-off", "SYT", {}, baseline(66.9, dt.datetime(2025, 6, 1), "a"),
     {}, baseline(66.9, DAY, "a")),
    ("value-uncached-formula", "SYT", GOOD | {("27", "Minh chứng"): "=A1"}, None,
     GOOD | {("27", "Minh chứng"): "A1"}, None),
]  # fmt: skip


@pytest.mark.parametrize(("check", "agency", "cells", "change", "sound", "sound_change"), OTHERS)
def test_a_figure_with_its_neighbours(
    repo: Workspace, check, agency, cells, change, sound, sound_change
) -> None:
    cleaned = soiled(repo, agency, cells, change)
    assert check in told(cleaned)
    check_conservation(cleaned)
    assert check not in told(soiled(repo, agency, sound, sound_change))


def test_a_merged_value_is_taken_for_no_row(repo: Workspace) -> None:
    cleaned = soiled(repo, "SKHCN", COUNT, merge("G12:G14"))
    assert [actual(cleaned, item) for item in ("6", "7", "8")] == [(None, "rejected")] * 3
    assert "value-blank" not in told(cleaned, "7")


def test_what_is_odd_about_money_is_not_taken(repo: Workspace) -> None:
    cleaned = soiled(repo, "SYT", {}, funding(B7=5, C7=2, D7="tỷ đồng", B8=7, C8="khoảng 3"))
    assert [(one.source, one.allotted, one.disbursed) for one in cleaned.funding] == [
        ("recurrent", None, None),
        ("investment", 7.0, None),
    ]


def test_an_odd_baseline_is_not_offered(repo: Workspace) -> None:
    (refused,) = soiled(repo, "SYT", {}, baseline(669, DAY, "a")).baselines
    assert (refused.value, refused.outcome, refused.raw) == (None, "rejected", "669")
    (offered,) = soiled(repo, "SYT", {}, baseline("66,9", DAY, "niên giám")).baselines
    assert (offered.value, offered.date) == (66.9, dt.date(2025, 5, 31))
    assert (offered.outcome, offered.raw) == ("warning", "66,9")


FIRED = {case[0] for case in (*FIGURES, *OTHERS)}
