"""The smaller tables: nothing that was written there is lost, whatever became of the form."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl import Workbook

from plan_monitor.intake.records import Funding
from plan_monitor.report.plan_tables import funding_table
from plan_monitor.workspace import Workspace
from tests.intake.catalogue import DAY, actual, soiled, told
from tests.intake.test_catalogue_rows import Change, put

WORDS, MONEY, BEFORE = "Thuyết minh", "Kinh phí", "Năm gốc"
GOOD = {("27", "Thực hiện"): 71.5, ("27", "Ngày số liệu"): DAY}


def without_header(sheet: str) -> Change:
    return lambda book: book[sheet].delete_rows(6)


def filled(book: Workbook) -> None:
    for row in range(7, 12):
        book[WORDS].cell(row, 2).value = f"Lời {row}"
    for row in range(7, 10):
        book[MONEY].cell(row, 2).value, book[MONEY].cell(row, 3).value = 10.0, 5.0


def changed(change: Change) -> Change:
    def both(book: Workbook) -> None:
        filled(book)
        change(book)

    return both


@pytest.mark.parametrize("sheet", [WORDS, MONEY, BEFORE])
@pytest.mark.parametrize("kind", ["no sheet", "no header", "another header"])
def test_a_smaller_table_that_is_missing_is_told(repo: Workspace, sheet: str, kind: str) -> None:
    changes: dict[str, Change] = {
        "no sheet": lambda book: book.remove(book[sheet]),
        "no header": without_header(sheet),
        "another header": put(sheet, B6="Ý kiến"),
    }
    cleaned = soiled(repo, "SYT", GOOD, changed(changes[kind]))
    missing = [row.found for row in cleaned.findings.rows if row.check_id == "table-missing"]
    assert missing == [sheet]
    assert actual(cleaned, "27") == (71.5, "accepted")


def test_the_form_as_it_is_misses_no_table_and_no_row(repo: Workspace) -> None:
    cleaned = soiled(repo, "SYT", GOOD, filled)
    assert not {"table-missing", "row-unknown"} & told(cleaned)
    assert [(one.text, one.outcome, one.raw) for one in cleaned.narrative] == [
        (f"Lời {row}", "accepted", f"Lời {row}") for row in range(7, 12)
    ]
    assert len(cleaned.funding) == 3


UNKNOWN: list[tuple[str, dict[str, Any], str, str]] = [
    (WORDS, {"A7": "Chỉ đạo điều hành"}, "A7", "Chỉ đạo điều hành | Lời 7"),
    (WORDS, {"A7": None}, "A7", "Lời 7"),
    (WORDS, {"A12": "Ý kiến khác"}, "A12", "Ý kiến khác"),
    (MONEY, {"A8": "Ngân sách"}, "A8", "Ngân sách | 10 | 5 | triệu đồng"),
    (MONEY, {"A10": "Vốn vay", "B10": "1.350"}, "A10", "Vốn vay | 1.350"),
    (MONEY, {"A10": "Tổng", "E10": "chưa rõ"}, "A10", "Tổng | chưa rõ"),
]


@pytest.mark.parametrize(("sheet", "cells", "at", "found"), UNKNOWN)
def test_a_row_under_an_unknown_title_is_told(
    repo: Workspace, sheet: str, cells: dict[str, Any], at: str, found: str
) -> None:
    cleaned = soiled(repo, "SYT", GOOD, changed(put(sheet, **cells)))
    (finding,) = [row for row in cleaned.findings.rows if row.check_id == "row-unknown"]
    assert (finding.sheet, finding.cell, finding.found) == (sheet, at, found)


def test_thousands_of_unknown_rows_make_a_few_findings(repo: Workspace) -> None:
    cells = {f"A{row}": f"x{row}" for row in range(12, 1_000)}
    cleaned = soiled(repo, "SYT", GOOD, put(WORDS, **cells))
    rows = [row for row in cleaned.findings.rows if row.check_id == "row-unknown"]
    assert (len(rows), rows[-1].found) == (21, "và 968 hàng nữa")


def test_words_that_a_formula_was_to_give_are_told_and_kept_as_refused(repo: Workspace) -> None:
    cleaned = soiled(repo, "SYT", GOOD, put(WORDS, B7="=A1&A2", B8="a\u200bb"))
    assert [(one.section, one.text, one.outcome) for one in cleaned.narrative] == [
        ("leadership", "", "rejected"),
        ("shortcomings", "ab", "warning"),
    ]


# --- every amount with its cell, its text and its outcome ---


def amounts(row: Funding) -> list[tuple[object, ...]]:
    return [
        (row.allotted, row.allotted_cell, row.allotted_raw, row.allotted_outcome),
        (row.disbursed, row.disbursed_cell, row.disbursed_raw, row.disbursed_outcome),
    ]


FUNDED: list[tuple[dict[str, Any], list[tuple[object, ...]]]] = [
    ({"B7": 5, "C7": 2}, [(5.0, "B7", "5", "accepted"), (2.0, "C7", "2", "accepted")]),
    ({"B7": "1.350", "C7": 2}, [(None, "B7", "1.350", "rejected"), (2.0, "C7", "2", "accepted")]),
    ({"B7": "5,5", "C7": "-"}, [(5.5, "B7", "5,5", "warning"), (None, "C7", "-", "blank")]),
    ({"B7": 5, "C7": 9}, [(5.0, "B7", "5", "warning"), (9.0, "C7", "9", "warning")]),
    ({"B7": 5, "D7": "tỷ đồng"}, [(None, "B7", "5", "rejected"), (None, "C7", "", "blank")]),
    ({"B7": -5}, [(None, "B7", "-5", "rejected"), (None, "C7", "", "blank")]),
    ({"E7": "chưa phân bổ"}, [(None, "B7", "", "blank"), (None, "C7", "", "blank")]),
    (
        {"B7": 5, "A8": "Ngân sách nhà nước – chi thường xuyên", "B8": 6},
        [(None, "B7", "5", "rejected"), (None, "C7", "", "rejected")],
    ),
]


@pytest.mark.parametrize(("cells", "expected"), FUNDED)
def test_an_amount_says_where_it_stood_and_what_became_of_it(
    repo: Workspace, cells: dict[str, Any], expected: list[tuple[object, ...]]
) -> None:
    (row,) = soiled(repo, "SYT", GOOD, put(MONEY, **cells)).funding
    assert amounts(row) == expected


def test_the_report_leaves_out_what_was_not_taken(repo: Workspace) -> None:
    """Of one agency both amounts are known, of the other what was allotted was refused."""
    (both,) = soiled(repo, "SYT", GOOD, put(MONEY, B7=10, C7=4)).funding
    (half,) = soiled(repo, "NHNN", {}, put(MONEY, B7="1.350", C7=100)).funding
    contents = SimpleNamespace(
        funding=(both, half), submissions=(), period=SimpleNamespace(as_of=dt.date(2025, 11, 14))
    )
    table = funding_table(contents)  # type: ignore[arg-type]
    assert table is not None
    shown = [[cell.text for cell in row.cells] for row in table.rows]
    assert shown[0][2:] == ["10", "104", "40,0", "2"]
    assert shown[1][2:] == ["–", "–", "–", "0"]


FIRED = {"row-unknown"}
