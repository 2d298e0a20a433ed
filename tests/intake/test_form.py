"""The form's sheets and rows: what is printed, what is asked, and whose it is."""

import io
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from plan_monitor.intake import layout
from plan_monitor.intake.form import FormContents, build_form, save_workbook
from plan_monitor.intake.identity import read_identity
from plan_monitor.intake.templates import baseline_texts, write_forms
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.assignments import owed_indicators, owed_tasks, reporters
from plan_monitor.plan.calendar import load_period, load_reporting
from plan_monitor.plan.loading import load_plan
from plan_monitor.plan.models import Plan
from plan_monitor.workspace import Workspace
from tests.intake.helpers import blank_form, cell_of, read_back

INDICATORS = "Mã, Chỉ tiêu, Đơn vị, Mục tiêu, Năm gốc, Kỳ trước, Thực hiện, Ước thực hiện, Ngày số liệu, Minh chứng, Ghi chú"  # noqa: E501
TASKS = "Mã, Nhiệm vụ, Thời hạn, Trạng thái, Số văn bản, Ngày văn bản, Kết quả, Khó khăn, Thời hạn đề xuất, Căn cứ"  # noqa: E501
FUNDING = "Nguồn vốn, Kinh phí bố trí, Kinh phí giải ngân, Đơn vị, Ghi chú"
EARLIER = "Mã, Chỉ tiêu, Đơn vị, Ngày số liệu, Đã báo cáo, Số chính thức, Lý do thay đổi"
BASELINES = "Mã, Chỉ tiêu, Đơn vị, Giá trị năm gốc, Ngày, Nguồn"
FIRST_ROW = 7


def form_of(
    workspace: Workspace, agency: str, period: str = "2025H1", plan: Plan | None = None, **more: Any
) -> Workbook:
    """Return the form of an agency with the known baselines, as a reader opens it."""
    found = load_period(workspace, period)
    plan = plan or plan_as_of(load_plan(workspace.plan), found.as_of)
    contents = {
        "baselines": baseline_texts(workspace, plan),
        "assessments": load_reporting(workspace).assessments,
        **more,
    }
    form = build_form(plan, found, plan.agency(agency), FormContents(**contents))
    return load_workbook(io.BytesIO(save_workbook(form)))


@pytest.fixture
def dated(repo: Workspace, plan: Plan) -> Plan:
    """The plan as it stands at the cut-off of the period."""
    return plan_as_of(plan, load_period(repo, "2025H1").as_of)


def asked_cells(sheet: Worksheet) -> list[Cell]:
    return [cell for row in sheet.iter_rows() for cell in row if not cell.protection.locked]


def printed(sheet: Worksheet) -> list[list[Any]]:
    """Return header and rows of a sheet's table."""
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST_ROW - 1)]


def test_headers_are_exactly_those_agreed(repo: Workspace) -> None:
    workbook = form_of(repo, "STC")
    assert workbook.sheetnames == [
        "Chỉ tiêu", "Nhiệm vụ", "Thuyết minh", "Kinh phí", "Số đã báo cáo", "Năm gốc",
        "Hướng dẫn", "_plan_monitor",
    ]  # fmt: skip
    headers = {name: ", ".join(printed(workbook[name])[0]) for name in workbook.sheetnames[:6]}
    assert headers == {
        "Chỉ tiêu": INDICATORS,
        "Nhiệm vụ": TASKS,
        "Thuyết minh": "Nội dung, Ý kiến của cơ quan",
        "Kinh phí": FUNDING,
        "Số đã báo cáo": EARLIER,
        "Năm gốc": BASELINES,
    }


def test_identity_is_hidden_in_properties_and_in_a_very_hidden_sheet(repo: Workspace) -> None:
    data = save_workbook(blank_form(repo, "SYT"))
    identity = read_identity(data)
    assert (identity.plan, identity.period, identity.agency) == ("131-KH-UBND", "2025H1", "SYT")
    assert (identity.template, identity.sample) == ("3", None)
    sheet = load_workbook(io.BytesIO(data))[layout.IDENTITY_SHEET]
    assert sheet.sheet_state == "veryHidden"
    assert ("agency", "SYT") in list(sheet.iter_rows(max_col=2, values_only=True))


def test_the_row_ids_name_every_row_of_the_tables(repo: Workspace, dated: Plan) -> None:
    workbook = form_of(repo, "STC")
    rows = dict(workbook[layout.IDENTITY_SHEET].iter_rows(max_col=2, values_only=True))
    kept = [key for key in rows if " " in key]
    assert kept == [
        *(f"indicator {item.id}" for item in owed_indicators(dated, "STC")),
        *(f"task {task.id}" for task in owed_tasks(dated, "STC")),
        "funding recurrent", "funding investment", "funding other",
        "baseline 32",
    ]  # fmt: skip
    assert rows["funding other"] == "Nguồn khác"
    assert rows["baseline 32"] == dated.indicator("32").name


def test_the_labels_stand_on_every_sheet_to_fill_in(repo: Workspace) -> None:
    workbook = form_of(repo, "STC")
    for name in workbook.sheetnames[:6]:
        cells = [[cell.value for cell in row if cell.value] for row in workbook[name]["A3:C4"]]
        assert cells == [["Mã cơ quan", "STC"], ["Kỳ báo cáo", "2025H1"]]
    assert read_back(save_workbook(workbook)).labels == {
        "Mã cơ quan": "STC",
        "Kỳ báo cáo": "2025H1",
    }


def test_only_asked_cells_are_unlocked_and_codes_are_text(repo: Workspace, plan: Plan) -> None:
    sheet = form_of(repo, "VPUB")["Chỉ tiêu"]
    codes = []
    for row in sheet.iter_rows(min_row=FIRST_ROW):
        codes.append(row[0].value)
        assert (row[0].number_format, row[0].data_type) == ("@", "s")
        locked = [cell.protection.locked for cell in row]
        assert locked == [True] * 6 + [False] * 5
    assert "9.10" in codes and "9.1" not in codes
    assert codes == [item.id for item in owed_indicators(plan, "VPUB")]


@pytest.mark.parametrize("agency", ["SYT", "SKHCN", "STC", "PACNAM", "BBK"])
def test_every_asked_cell_is_reachable_and_every_other_one_locked(
    repo: Workspace, dated: Plan, agency: str
) -> None:
    workbook = form_of(repo, agency)
    wanting = 1 if agency == "STC" else 0
    expected = {
        "Chỉ tiêu": 5 * len(owed_indicators(dated, agency)),
        "Nhiệm vụ": 7 * len(owed_tasks(dated, agency)),
        "Thuyết minh": 5,
        "Kinh phí": 9,
        "Số đã báo cáo": 0,
        "Năm gốc": 3 * wanting,
        "Hướng dẫn": 0,
    }
    for sheet in workbook.worksheets[:-1]:
        cells = asked_cells(sheet)
        assert len(cells) == expected[sheet.title], sheet.title
        assert sheet.sheet_state == "visible"
        assert sheet.protection.sheet and not sheet.protection.password
        assert not sheet.protection.selectUnlockedCells
        for cell in cells:
            header = sheet.cell(FIRST_ROW - 1, cell.column).value
            assert cell.value is None, (sheet.title, cell.coordinate)
            assert cell.fill.fgColor.rgb == "00FFF8DC", (sheet.title, header)
            assert not sheet.column_dimensions[cell.column_letter].hidden
            assert not sheet.row_dimensions[cell.row].hidden
            assert sheet.column_dimensions[cell.column_letter].width >= 12


def test_rows_and_columns_may_be_stretched_and_nothing_else(repo: Workspace) -> None:
    for sheet in form_of(repo, "STC").worksheets[:-1]:
        protection = sheet.protection
        assert not protection.formatRows and not protection.formatColumns
        assert protection.insertRows and protection.deleteRows
        assert protection.insertColumns and protection.deleteColumns and protection.formatCells


def test_every_agency_gets_its_own_rows_and_the_bytes_repeat(workspace: Workspace) -> None:
    files = write_forms(workspace, "2025H1")
    assert len(files) == 28
    first = {path.name: path.read_bytes() for path in files}
    assert first == {p.name: p.read_bytes() for p in write_forms(workspace, "2025H1")}
    tasks = load_workbook(workspace.forms("2025H1") / "BBK_2025H1.xlsx")["Nhiệm vụ"]
    assert [row[0].value for row in tasks.iter_rows(min_row=FIRST_ROW)] == ["2"]


def test_the_funding_of_the_year_is_asked_of_everyone(repo: Workspace, plan: Plan) -> None:
    for agency in reporters(plan):
        sheet = form_of(repo, agency.code)["Kinh phí"]
        assert sheet["A1"].value == "BIỂU 4. KINH PHÍ THỰC HIỆN NĂM 2025"
        assert printed(sheet)[1:] == [
            ["Ngân sách nhà nước – chi thường xuyên", None, None, "triệu đồng", None],
            ["Ngân sách nhà nước – chi đầu tư", None, None, "triệu đồng", None],
            ["Nguồn khác", None, None, "triệu đồng", None],
        ]
        assert [cell.coordinate for cell in asked_cells(sheet)] == [
            "B7", "C7", "E7", "B8", "C8", "E8", "B9", "C9", "E9",
        ]  # fmt: skip


def test_a_baseline_is_asked_where_none_is_known(repo: Workspace, plan: Plan) -> None:
    sheet = form_of(repo, "STC")["Năm gốc"]
    item = plan.indicator("32")
    assert printed(sheet)[1:] == [["32", item.name, item.unit.verbatim, None, None, None]]
    assert [cell.coordinate for cell in asked_cells(sheet)] == ["D7", "E7", "F7"]
    workbook = form_of(repo, "STC")
    assert cell_of(workbook, "32", "Năm gốc").value == "chưa có (xem trang Năm gốc)"
    assert cell_of(workbook, "8", "Năm gốc").value == baseline_texts(repo, plan)["8"]


def test_no_baseline_is_asked_where_all_are_known_or_there_is_no_number(repo: Workspace) -> None:
    for agency in ("SYT", "SKHCN", "PACNAM"):
        assert layout.BASELINE_SHEET not in form_of(repo, agency).sheetnames
    workbook = form_of(repo, "SKHCN")
    assert cell_of(workbook, "1", "Năm gốc").value is None
    bare = form_of(repo, "SKHCN", baselines={})
    codes = [row[0] for row in printed(bare["Năm gốc"])[1:]]
    assert "5" in codes and not {"1", "2", "3", "4", "19", "28"} & set(codes)


def test_a_table_without_rows_says_that_nothing_is_asked(repo: Workspace) -> None:
    workbook = form_of(repo, "PACNAM")
    assert workbook["Chỉ tiêu"]["A5"].value == (
        "Kế hoạch không giao cơ quan theo dõi chỉ tiêu nào, không phải điền trang này."
    )
    assert workbook["Nhiệm vụ"]["A5"].value.startswith("Điền các ô nền vàng")
    assert read_back(save_workbook(workbook)).tables["indicators"].rows == ()


def test_a_sample_says_so_on_every_sheet_and_every_page(repo: Workspace) -> None:
    for sheet in form_of(repo, "STC", sample=True).worksheets[:-1]:
        assert sheet["A5"].value.startswith("DỮ LIỆU MINH HỌA. ")
        assert sheet.oddHeader.center.text == "DỮ LIỆU MINH HỌA"
    for sheet in form_of(repo, "STC").worksheets[:-1]:
        assert "MINH HỌA" not in sheet["A5"].value
        assert not sheet.oddHeader.center.text
