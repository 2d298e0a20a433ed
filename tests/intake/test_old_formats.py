"""What .xls, .ods and .xlsb tell beside their values, and what is asked where they do not."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook

from plan_monitor.intake.opening import open_workbook
from plan_monitor.intake.parsers import parse_workbook
from plan_monitor.intake.parsers.refusing import RefusedWorkbook
from plan_monitor.intake.raw import RawCell, RawSheet
from plan_monitor.workspace import Workspace
from tests.intake.catalogue import DAY, Shown, actual, book_of, clean_book, clean_bytes, told
from tests.intake.test_round_trip import saved_by_libreoffice
from tests.support.old_workbooks import ods_cell, ods_content, ods_sheet, xls_cells
from tests.support.workbook_bytes import xls, xlsb

V, E, D = "Thực hiện", "Ước thực hiện", "Ngày số liệu"


def ods_rows(*rows: str, **more: str) -> RawSheet:
    lines = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    (sheet,) = parse_workbook("a.ods", ods_content(ods_sheet(lines, **more))).sheets
    return sheet


def looks(sheet: RawSheet) -> dict[str, tuple[object, str, str]]:
    return {one.cell: (one.value, one.kind, one.number_format) for one in sheet.cells.values()}


# --- .ods ---


def test_an_ods_tells_percentages_days_and_words() -> None:
    found = looks(
        ods_rows(
            ods_cell("percentage", 0.0069, "0,69%")
            + ods_cell("float", 85.5, "85,5")
            + ods_cell("date", "2025-05-31", "31/05/2025")
            + ods_cell("boolean", "true", "TRUE")
            + ods_cell("time", "PT08H30M00S", "08:30:00")
            + ods_cell("string", "", 'a<text:s text:c="2"/>b<text:tab/>c')
            + ods_cell("string", "", "x</text:p><text:p>y")
        )
    )
    assert found == {
        "A1": (0.0069, "number", "0.00%"),
        "B1": (85.5, "number", "General"),
        "C1": (dt.datetime(2025, 5, 31), "date", "General"),
        "D1": (True, "bool", "General"),
        "E1": ("08:30:00", "date", "General"),
        "F1": ("a  b\tc", "text", "General"),
        "G1": ("x\ny", "text", "General"),
    }


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        (
            ods_cell("string", "", "#DIV/0!", 'table:formula="of:=1/0" calcext:value-type="error"'),
            1,
        ),
        (ods_cell("float", 0, "Err:502", 'table:formula="of:=A9()"'), 1),
        (ods_cell("string", "", "#N/A", 'table:formula="of:=NA()"'), 1),
        (ods_cell("string", "", "#1 là mục đầu", 'table:formula="of:=B1"'), 0),
        (ods_cell("string", "", "Err:502 là gì"), 0),
    ],
)
def test_an_ods_tells_errors(cell: str, kind: int) -> None:
    (found,) = ods_rows(cell).cells.values()
    assert found.kind == ("text", "error")[kind]


def test_a_formula_of_an_ods_without_a_result_and_one_with_an_empty_one() -> None:
    formula = 'table:formula="of:=A9"'
    found = looks(ods_rows(ods_cell("", "", "", formula) + ods_cell("string", "", "", formula)))
    assert found == {"A1": (None, "uncached", "General")}


def test_an_ods_tells_merged_ranges_and_hidden_parts() -> None:
    spanned = 'table:number-rows-spanned="2" table:number-columns-spanned="1"'
    rows = (
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column-group><table:table-column table:visibility="collapse"/>'
        "</table:table-column-group>"
        f"<table:table-row>{ods_cell('float', 1, '', spanned)}{ods_cell('float', 2)}"
        f"{ods_cell('float', 3)}</table:table-row>"
        "<table:table-row-group><table:table-row table:visibility='collapse'>"
        f"<table:covered-table-cell/>{ods_cell('float', 4)}</table:table-row>"
        "</table:table-row-group>"
    )
    data = ods_content(
        ods_sheet(rows) + ods_sheet("", "B", 'table:style-name="ta2"'),
        '<style:style style:name="ta2"><style:table-properties table:display="false"/>'
        "</style:style>",
    )
    shown, hidden = parse_workbook("a.ods", data).sheets
    assert {one.cell: one.merged for one in shown.cells.values()} == {
        "A1": "A1:A2",
        "A2": "A1:A2",
        "B1": "",
        "C1": "",
        "B2": "",
    }
    assert (shown.hidden_rows, shown.hidden_columns, hidden.state) == ({2}, {3}, "hidden")


def test_what_repeats_in_an_ods_is_bounded() -> None:
    blank = ods_cell("", times=16_384)
    far = f'<table:table-row table:number-rows-repeated="1048576">{blank}</table:table-row>'
    (sheet,) = parse_workbook("a.ods", ods_content(ods_sheet(far))).sheets
    assert sheet.cells == {}
    for cell, rows in ((ods_cell("float", 1, times=10**9), 1), (ods_cell("float", 1), 10**9)):
        row = f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'
        with pytest.raises(RefusedWorkbook, match="sheet-too-large"):
            parse_workbook("a.ods", ods_content(ods_sheet(row)))


def test_an_ods_that_repeats_a_blank_a_million_times_is_read_at_once() -> None:
    row = '<table:table-row table:number-rows-repeated="1000000" table:visibility="collapse"/>'
    spans = 'table:number-rows-spanned="999999999" table:number-columns-spanned="999999999"'
    sheet = ods_sheet(
        f"<table:table-row>{ods_cell('float', 1, '', spans)}</table:table-row>{row * 500}"
    )
    opened = open_workbook("a.ods", ods_content(sheet))
    assert opened.book is not None, opened
    assert len(opened.book.sheets[0].cells) == 1


# --- .xls ---


def test_an_xls_tells_formats_errors_merges_and_hidden_parts() -> None:
    book = parse_workbook("a.xls", xls_cells())
    (sheet,) = book.sheets
    assert book.shows_errors and book.remarks == ("old-format", "legacy-encoding")
    cells = {one.cell: one for one in sheet.cells.values()}
    found = {name: (one.value, one.kind) for name, one in cells.items()}
    assert found == {
        "A1": (0.0069, "number"),
        "B1": (0.69, "number"),
        "C1": ("#DIV/0!", "error"),
        "D1": (dt.datetime(2025, 5, 31), "date"),
        "E1": ("tỉnh", "text"),
        "A2": (7, "number"),
        "A3": (None, "blank"),
        "A4": (9, "number"),
    }
    assert (cells["A1"].number_format, cells["B1"].number_format) == ("0.0%", "General")
    assert (cells["A2"].merged, cells["A4"].merged) == ("A2:A3", "")
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({4}, {7})


def test_an_xls_that_only_calamine_reads_is_read() -> None:
    book = parse_workbook("a.xls", xls([["Mã", 1.5]]))
    assert [one.value for one in book.sheets[0].cells.values()] == ["Mã", 1.5]


# --- what is asked where a file does not tell ---


def test_a_file_that_shows_no_errors_is_asked_about_every_blank_actual(repo: Workspace) -> None:
    opened = open_workbook("SYT.xlsx", book_of(repo, "SYT", {("27", E): 71.5}))
    assert opened.book is not None
    assert "value-blank" not in told(clean_book(repo, "SYT", opened.book), "27")
    silent = replace(opened.book, shows_errors=False)
    assert "value-blank" in told(clean_book(repo, "SYT", silent), "27")
    assert not parse_workbook("a.xlsb", xlsb([[1.0]])).shows_errors


@pytest.mark.parametrize(
    ("written", "value"),
    [(0.0069, None), (0.69, 0.69), (0.02, None), (1.2, 1.2), (0.0, 0.0)],
)
def test_a_small_percentage_of_unknown_format_is_taken_on_its_own_scale_alone(
    repo: Workspace, written: float, value: float | None
) -> None:
    """R&D is to be 2 % of GRDP: of 0.0069 nobody knows whether 0.69 % was shown."""
    opened = open_workbook(
        "SKHCN.xlsx", book_of(repo, "SKHCN", {("13", V): written, ("13", D): DAY})
    )
    assert opened.book is not None

    def unknown(cell: RawCell) -> RawCell:
        return replace(cell, number_format="") if cell.kind == "number" else cell

    sheets = tuple(
        replace(sheet, cells={at: unknown(cell) for at, cell in sheet.cells.items()})
        for sheet in opened.book.sheets
    )
    cleaned = clean_book(repo, "SKHCN", replace(opened.book, sheets=sheets))
    assert actual(cleaned, "13")[0] == value
    assert ("value-as-share" in told(cleaned, "13")) == (value is None)


# --- the form itself, as LibreOffice saves it ---


@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_the_form_in_an_old_format_is_judged_like_the_new(
    kind: str, repo: Workspace, tmp_path: Path
) -> None:
    """A percentage in a hidden row, an error beside an estimate, a status merged over two rows."""

    def soil(book: Workbook) -> None:
        book["Chỉ tiêu"].row_dimensions[8].hidden = True
        book["Nhiệm vụ"]["D7"].value = "Hoàn thành"
        book["Nhiệm vụ"].merge_cells("D7:D8")

    cells = {("25", V): Shown(0.785, "0.0%"), ("25", D): DAY, ("10", V): "=1/0", ("10", E): 59}
    data = book_of(repo, "NHNN", cells, soil)
    old = saved_by_libreoffice(tmp_path, kind, {"NHNN": data})["NHNN"]
    cleaned = clean_bytes(repo, "NHNN", old, name=f"NHNN.{kind}")
    assert actual(cleaned, "25") == (78.5, "accepted")
    assert actual(cleaned, "10") == (None, "rejected")
    assert {"old-format", "value-excel-error", "row-hidden", "value-merged"} <= told(cleaned)
