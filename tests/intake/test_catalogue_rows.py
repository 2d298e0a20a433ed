"""Each check of sheets, tables and rows: what fires it, what does not, and what is still read."""

from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook

from plan_monitor.workspace import Workspace
from tests.intake.catalogue import DAY, actual, check_conservation, soiled, told

GOOD = {("27", "Thực hiện"): 71.5, ("27", "Ngày số liệu"): DAY}
SHEET = "Chỉ tiêu"
Change = Callable[[Workbook], Any]


def add_row(*values: Any, at: int = 8, sheet: str = SHEET) -> Change:
    def change(book: Workbook) -> None:
        for column, value in enumerate(values, start=1):
            book[sheet].cell(at, column, value)

    return change


def again(at: int = 8, sheet: str = SHEET, **cells: Any) -> Change:
    """Row 7 once more, with other values in the columns named."""

    def change(book: Workbook) -> None:
        for cell in book[sheet][7]:
            value = cells.get(cell.column_letter, cell.value)
            book[sheet].cell(at, cell.column, value)

    return change


def put(sheet: str = SHEET, **cells: Any) -> Change:
    def change(book: Workbook) -> None:
        for address, value in cells.items():
            book[sheet][address] = value

    return change


def header_again(to: str = SHEET, at: int = 10, **cells: Any) -> Change:
    """Header and row once more, lower on the sheet or on a new one, with other values."""

    def change(book: Workbook) -> None:
        target = book[to] if to in book.sheetnames else book.create_sheet(to)
        for row in (6, 7):
            for cell in book[SHEET][row]:
                value = cells.get(cell.column_letter, cell.value) if row == 7 else cell.value
                target.cell(at + row - 6, cell.column, value)

    return change


def second_column(value: float) -> Change:
    """The column of the actuals once more, at the end."""
    return put(L6="Thực hiện", L7=value)


def hide(sheet: str = SHEET, *, row: int = 0, column: str = "") -> Change:
    def change(book: Workbook) -> None:
        if row:
            book[sheet].row_dimensions[row].hidden = True
        elif column:
            book[sheet].column_dimensions[column].hidden = True
        else:
            book[sheet].sheet_state = "hidden"

    return change


def new_sheet(title: str, text: str | None) -> Change:
    return lambda book: book.create_sheet(title).__setitem__("A1", text)


def rename(*titles: str) -> Change:
    def change(book: Workbook) -> None:
        for at, title in enumerate(titles):
            book.worksheets[at].title = title

    return change


def nothing(_: Workbook) -> None:
    pass


def rows(*changes: Change) -> Change:
    def change(book: Workbook) -> None:
        for one in changes:
            one(book)

    return change


TAKEN, LOST, ABSENT = (71.5, "accepted"), "lost", "absent"
# Check, what is done to the good form, what becomes of the figure, and what does not fire it.
CHANGES: list[tuple[str, Change, Any, Change]] = [
    ("table-missing", lambda book: book.remove(book[SHEET]), ABSENT, rename("a", "b", "c", "d")),
    ("table-missing", put(A6="STT"), ABSENT, put(A6="MÃ")),
    ("table-missing", lambda b: b[SHEET].delete_cols(11), ABSENT,
     lambda b: b[SHEET].insert_cols(1, 2)),
    ("table-repeated", header_again(), TAKEN, lambda book: book[SHEET].insert_rows(3, 4)),
    ("table-repeated", header_again("Bản sao"), TAKEN, new_sheet("Hướng dẫn thêm", "Mã")),
    ("sheet-extra", new_sheet("Nháp", "12"), TAKEN, new_sheet("Nháp", None)),
    ("sheet-extra", new_sheet("Nháp", "12"), TAKEN,
     rename("Sheet1", "Sheet2", "Sheet3", "Sheet4", "Sheet5", "Sheet6")),
    ("sheet-hidden", hide(), TAKEN, hide("Hướng dẫn")),
    ("column-hidden", hide(column="G"), TAKEN, hide(column="Z")),
    ("row-hidden", hide(row=7), TAKEN, hide(row=3)),
    ("row-missing", lambda book: book[SHEET].delete_rows(7), ABSENT,
     lambda book: book[SHEET].insert_rows(7)),
    ("row-duplicated", again(), TAKEN, nothing),
    ("row-duplicated", again(G=None, I=None), TAKEN, again(A="x")),
    ("row-duplicated", add_row("27", "hàng của phòng"), TAKEN, add_row(None, "ghi thêm")),
    ("row-conflicting", again(G=80), LOST, again()),
    ("row-conflicting", rows(again(G=80), again(9)), LOST, rows(again(), again(9))),
    ("row-conflicting", header_again(G=80), LOST, header_again()),
    ("row-conflicting", header_again("Bản sao", G=80), LOST,
     header_again("Bản sao", G=None, I=None)),
    ("row-conflicting", second_column(80), LOST, second_column(71.5)),
    ("row-swapped", put(A7="Tỷ lệ người dân có hồ sơ sức khỏe điện tử", B7="27"), LOST,
     put(A7=" 27. ")),
    ("row-swapped", put(B7="Tỉ lệ giao dịch không dùng tiền mặt"), LOST, put(B7="Tỷ lệ người dân")),
    ("code-unknown", add_row("999", "Chỉ tiêu mới", None, None, None, None, 5), TAKEN, nothing),
    ("code-unknown", add_row(None, None, None, None, None, None, 5), TAKEN, add_row(None, " ")),
    ("code-not-owed", add_row("9.1", "Cáp quang", None, None, None, None, 5), TAKEN, nothing),
]  # fmt: skip


@pytest.mark.parametrize(("check", "change", "figure", "sound"), CHANGES)
def test_a_change_of_the_form(repo: Workspace, check, change, figure, sound) -> None:
    cleaned = soiled(repo, "SYT", GOOD, change)
    assert check in told(cleaned)
    if figure == TAKEN:
        assert actual(cleaned, "27") == TAKEN
    else:
        assert not cleaned.observations
        assert cleaned.accounting.rejected == (1 if figure == LOST else 0)
    check_conservation(cleaned)
    left = soiled(repo, "SYT", GOOD, sound)
    assert check not in told(left)
    assert actual(left, "27") == TAKEN


@pytest.mark.parametrize(
    "change",
    [
        lambda book: book[SHEET].insert_rows(3, 4),
        lambda book: book[SHEET].insert_rows(7),
        lambda book: book[SHEET].insert_cols(4, 2),
        rename("Sheet1", "Sheet2", "Sheet3", "Sheet4", "Sheet5", "Sheet6"),
        put(B6="CHỈ\nTIÊU", G6="  thực  hiện "),
        put(C7=" % "),
    ],
)
def test_what_people_do_to_a_form_is_no_fault(repo: Workspace, change) -> None:
    expected = told(soiled(repo, "SYT", GOOD))
    cleaned = soiled(repo, "SYT", GOOD, change)
    assert actual(cleaned, "27") == TAKEN
    assert told(cleaned) == expected


def swap_names(book: Workbook) -> None:
    sheet = book["Nhiệm vụ"]
    sheet["B7"].value, sheet["B8"].value = sheet["B8"].value, sheet["B7"].value


def test_names_of_two_rows_swapped_leave_both_in_doubt(repo: Workspace) -> None:
    status = {(task, "Trạng thái"): "Đang thực hiện" for task in ("3", "6", "7")}
    cleaned = soiled(repo, "SYT", status, swap_names)
    swapped = [row.subject_id for row in cleaned.findings.rows if row.check_id == "row-swapped"]
    outcomes = {one.task_id: one.outcome for one in cleaned.task_reports}
    assert swapped == ["3", "6"]
    assert (outcomes["3"], outcomes["6"], outcomes["7"]) == ("rejected", "rejected", "accepted")
    check_conservation(cleaned)


def test_a_code_of_which_excel_made_a_number_is_told_with_the_right_one(repo: Workspace) -> None:
    """Code 9.1 is another agency's; the name beside it is the one of 9.10."""
    cells = {("9.10", "Thực hiện"): 40.0, ("9.10", "Ngày số liệu"): DAY}

    def type_code(code: str | float) -> Change:
        def change(book: Workbook) -> None:
            (cell,) = [one for one in book[SHEET]["A"] if one.value == "9.10"]
            cell.value = code

        return change

    cleaned = soiled(repo, "VPUB", cells, type_code(9.1))
    (finding,) = [row for row in cleaned.findings.rows if row.check_id == "code-as-number"]
    assert (finding.subject_id, finding.found, finding.expected) == (
        "9.10",
        "9.1",
        "9.10, ô dạng chữ",
    )
    assert not [row for row in cleaned.observations if row.indicator_id == "9.10"]
    assert cleaned.accounting.rejected == 1
    assert not {"code-not-owed", "row-missing"} & told(cleaned)
    check_conservation(cleaned)
    left = soiled(repo, "VPUB", cells, type_code("9.10."))
    assert "code-as-number" not in told(left)
    assert actual(left, "9.10")[0] == 40.0


def test_a_table_ends_where_another_begins(repo: Workspace) -> None:
    """Indicators below the tasks of one sheet: code 27 is an indicator there, not task 27."""

    def change(book: Workbook) -> None:
        for row in (6, 7):
            for cell in book[SHEET][row]:
                book["Nhiệm vụ"].cell(row + 50, cell.column, cell.value)
        book.remove(book[SHEET])

    cleaned = soiled(repo, "SYT", GOOD, change)
    assert actual(cleaned, "27") == TAKEN
    assert not {"code-unknown", "code-not-owed", "row-duplicated"} & told(cleaned)


def test_thousands_of_foreign_rows_make_a_few_findings(repo: Workspace) -> None:
    def change(book: Workbook) -> None:
        for row in range(8, 3_000):
            book[SHEET].cell(row, 1, f"x{row}")

    rows_told = [
        row for row in soiled(repo, "SYT", GOOD, change).findings.rows
        if row.check_id == "code-unknown"
    ]  # fmt: skip
    assert len(rows_told) == 21
    assert rows_told[-1].found == "và 2972 hàng nữa"


FIRED = {case[0] for case in CHANGES} | {"code-as-number"}
