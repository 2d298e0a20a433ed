"""The appendix workbook: numbers to calculate with, texts that stay texts."""

import datetime as dt
import io
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from plan_monitor.progress.records import Trajectory
from plan_monitor.report.appendix import appendix_of
from plan_monitor.report.contents import Contents, read_agency_contents, read_province_contents
from plan_monitor.report.workbook import HEADER_ROW, decimal_format
from plan_monitor.workspace import Workspace
from tests.conftest import needs_tool

HOSTILE = ("=1+1", '=HYPERLINK("http://x.example","a")', "+1", "-1", "@SUM(A1)", "_x0041_", "9.10")


@pytest.fixture(scope="module")
def province(computed: Workspace) -> Contents:
    return read_province_contents(computed, "2025")


@pytest.fixture(scope="module")
def book(province: Contents) -> Workbook:
    return load_workbook(io.BytesIO(appendix_of(province)))


def records(book: Workbook, name: str) -> list[dict]:
    """The rows of a sheet by their header, down to the first empty one."""
    sheet = book[name]
    head = [cell.value for cell in sheet[HEADER_ROW]]
    rows = []
    for row in sheet.iter_rows(min_row=HEADER_ROW + 1):
        if row[0].value is None:
            break
        rows.append(dict(zip(head, row, strict=True)))
    return rows


def test_every_annex_has_its_sheets(book: Workbook) -> None:
    assert {"I. Chỉ tiêu 2030", "I. Chỉ tiêu 2045", "I. Phương pháp", "I. Triển vọng",
            "II. Nhiệm vụ", "II. Tỷ lệ", "III. Kỷ luật", "III. Cơ quan", "IV. Nguồn số liệu",
            "V. Nghĩa vụ khác", "V. Kinh phí"} <= set(book.sheetnames)  # fmt: skip


def test_figures_are_the_stored_numbers_in_their_unit(book: Workbook, province: Contents) -> None:
    rows = {row.indicator_id: row for row in province.trajectories}
    shown = {row["TT"].value: row for row in records(book, "I. Chỉ tiêu 2030")}
    assert len(shown) > 30 and shown["9.10"]["TT"].data_type == "s"
    row, cells = rows["27"], shown["27"]
    assert cells["Thực hiện"].value == row.actual == 71
    assert cells["Thực hiện"].number_format == "#,##0.0"
    assert cells["Năm gốc"].value == row.baseline_value == 66.9
    assert cells["Ngày số liệu"].value.date() == row.actual_date
    assert cells["Ngày số liệu"].number_format == "dd/mm/yyyy"
    assert cells["Lộ trình cần"].value == pytest.approx(row.required)
    assert cells["Tăng/giảm"].value == pytest.approx(71 - 69.9)
    assert cells["Mục tiêu (số)"].value == 95 and cells["Mục tiêu 2030"].value == "≥ 95"
    numbers = ("Thực hiện", "Kỳ trước", "Ước thực hiện", "Tiến độ")
    assert all(one[name].data_type == "n" for one in shown.values() for name in numbers)


def test_dates_hours_and_counts_are_no_texts(book: Workbook, province: Contents) -> None:
    sent = {row.agency: row for row in province.discipline}
    shown = {row["Mã"].value: row for row in records(book, "III. Kỷ luật")}
    assert shown.keys() == sent.keys()
    assert shown["SYT"]["Nhận lúc"].value == sent["SYT"].received_at.replace(tzinfo=None)
    assert shown["SYT"]["Phải báo cáo"].value == sent["SYT"].asked
    due = [row["Hạn (ngày)"].value for row in records(book, "II. Nhiệm vụ")]
    assert len(due) == len(province.tasks)
    assert all(isinstance(one, dt.datetime) for one in due if one is not None)
    assert sum(one is not None for one in due) == sum(s.due is not None for s in province.tasks)
    source = records(book, "IV. Nguồn số liệu")[0]
    assert len(source["SHA-256"].value) == 64 and isinstance(source["Ngày số liệu"].value, dt.date)


def test_what_agencies_wrote_is_never_a_formula(province: Contents) -> None:
    tasks = [
        state.model_copy(update={"result": text, "difficulty": text, "document": text})
        for state, text in zip(province.tasks, HOSTILE, strict=False)
    ]
    data = appendix_of(replace(province, tasks=tuple(tasks)))
    rows = records(load_workbook(io.BytesIO(data)), "II. Nhiệm vụ")
    assert len(rows) == len(HOSTILE)
    for row, text in zip(rows, HOSTILE, strict=True):
        cell = row["Kết quả đến nay"]
        assert cell.data_type == "s" and cell.value == text.replace("_x0041_", "_x005F_x0041_")
        assert cell.quotePrefix == (text[0] in "=+-@")
    formulas = [cell for sheet in load_workbook(io.BytesIO(data)) for line in sheet.iter_rows()
                for cell in line if cell.data_type == "f"]  # fmt: skip
    assert not formulas


def test_a_sheet_is_ready_to_filter_and_to_print(book: Workbook) -> None:
    for sheet in book:
        last = max(cell.column for cell in sheet[HEADER_ROW] if cell.value)
        assert sheet.freeze_panes == "B5" and sheet.auto_filter.ref.startswith("A4:")
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == "$4:$4"
        assert len(sheet.column_dimensions) >= last
        assert "năm 2025" in sheet["A1"].value
        assert sheet["A3"].value == sheet.oddHeader.center.text == "DỮ LIỆU MINH HỌA"


def test_real_data_are_not_called_samples(province: Contents) -> None:
    real = [one.model_copy(update={"sample": False}) for one in province.submissions]
    book = load_workbook(io.BytesIO(appendix_of(replace(province, submissions=tuple(real)))))
    assert all(sheet["A3"].value is None for sheet in book)


def test_the_same_contents_give_the_same_bytes(province: Contents) -> None:
    first, second = appendix_of(province), appendix_of(province)
    assert first == second
    core = load_workbook(io.BytesIO(first)).properties
    assert core.created.year == 1980 and core.creator.startswith("Sở Khoa học và Công nghệ")


def test_an_agency_s_appendix_holds_its_own_rows(computed: Workspace) -> None:
    own = load_workbook(io.BytesIO(appendix_of(read_agency_contents(computed, "2025", "SYT"))))
    assert [row["TT"].value for row in records(own, "I. Chỉ tiêu 2030")] == ["27"]
    assert {row["Cơ quan"].value for row in records(own, "IV. Nguồn số liệu")} == {"SYT"}
    assert [row["Mã"].value for row in records(own, "III. Kỷ luật")] == ["SYT"]


def test_an_empty_report_still_opens(province: Contents) -> None:
    bare = replace(province, trajectories=(), tasks=(), observations=(), outlooks=(), funding=())
    assert load_workbook(io.BytesIO(appendix_of(bare))).sheetnames[:2] == [
        "II. Tỷ lệ",
        "III. Kỷ luật",
    ]


def test_older_values_do_not_stand_as_this_period_s(province: Contents) -> None:
    row: Trajectory = next(r for r in province.trajectories if r.indicator_id == "27")
    old = row.model_copy(update={"is_current": False})
    book = load_workbook(io.BytesIO(appendix_of(replace(province, trajectories=(old,)))))
    shown = records(book, "I. Chỉ tiêu 2030")[0]
    assert shown["Thực hiện"].value is None and "theo số liệu" in shown["Ghi chú"].value


@pytest.mark.parametrize(
    ("digits", "expected"), [(0, "#,##0"), (1, "#,##0.0"), (2, "#,##0.00"), (None, "General")]
)
def test_digits_are_those_of_the_unit(digits: int | None, expected: str) -> None:
    assert decimal_format(digits) == expected


def test_office_programs_print_it(province: Contents, tmp_path: Path) -> None:
    needs_tool("soffice")
    needs_tool("pdftotext")
    (tmp_path / "appendix.xlsx").write_bytes(appendix_of(province))
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
         "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "appendix.xlsx")],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "appendix.pdf"), "-"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    pages = text.split("\f")[:-1]
    assert len(pages) > 10 and all("DỮ LIỆU MINH HỌA" in page for page in pages)
    assert "71.0" in text or "71,0" in text
