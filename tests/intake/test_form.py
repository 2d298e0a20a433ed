import io

from openpyxl import load_workbook

from plan_monitor.intake import layout
from plan_monitor.intake.form import save_workbook
from plan_monitor.intake.identity import read_identity
from plan_monitor.intake.templates import write_forms
from plan_monitor.plan.assignments import owed_indicators, owed_tasks
from plan_monitor.plan.models import Plan
from plan_monitor.workspace import Workspace
from tests.intake.helpers import blank_form

INDICATORS = "Mã, Chỉ tiêu, Đơn vị, Mục tiêu, Năm gốc, Kỳ trước, Thực hiện, Ước thực hiện, Ngày số liệu, Minh chứng, Ghi chú"  # noqa: E501
TASKS = "Mã, Nhiệm vụ, Thời hạn, Trạng thái, Số văn bản, Ngày văn bản, Kết quả, Khó khăn, Thời hạn đề xuất, Căn cứ"  # noqa: E501


def header_row(sheet) -> list[str]:
    return next([cell.value for cell in row] for row in sheet.iter_rows() if row[0].value == "Mã")


def test_headers_are_exactly_those_agreed(repo: Workspace) -> None:
    workbook = blank_form(repo, "SYT")
    assert workbook.sheetnames == [
        "Chỉ tiêu", "Nhiệm vụ", "Thuyết minh", "Hướng dẫn", "_plan_monitor",
    ]  # fmt: skip
    assert ", ".join(header_row(workbook["Chỉ tiêu"])) == INDICATORS
    assert ", ".join(header_row(workbook["Nhiệm vụ"])) == TASKS


def test_identity_is_hidden_in_properties_and_in_a_very_hidden_sheet(repo: Workspace) -> None:
    data = save_workbook(blank_form(repo, "SYT"))
    identity = read_identity(data)
    assert (identity.plan, identity.period, identity.agency) == ("131-KH-UBND", "2025H1", "SYT")
    assert identity.sample is None
    sheet = load_workbook(io.BytesIO(data))[layout.IDENTITY_SHEET]
    assert sheet.sheet_state == "veryHidden"
    assert ("agency", "SYT") in list(sheet.iter_rows(max_col=2, values_only=True))


def test_only_asked_cells_are_unlocked_and_codes_are_text(repo: Workspace, plan: Plan) -> None:
    workbook = blank_form(repo, "VPUB")
    sheet = workbook["Chỉ tiêu"]
    assert sheet.protection.sheet
    codes = []
    for row in sheet.iter_rows(min_row=7):
        codes.append(row[0].value)
        assert row[0].number_format == "@"
        locked = [cell.protection.locked for cell in row]
        assert locked == [True] * 6 + [False] * 5
    assert "9.10" in codes and "9.1" not in codes
    assert codes == [item.id for item in owed_indicators(plan, "VPUB")]


def test_every_agency_gets_its_own_rows_and_the_bytes_repeat(workspace: Workspace) -> None:
    files = write_forms(workspace, "2025H1")
    assert len(files) == 28
    first = {path.name: path.read_bytes() for path in files}
    assert first == {p.name: p.read_bytes() for p in write_forms(workspace, "2025H1")}
    tasks = load_workbook(workspace.forms("2025H1") / "BBK_2025H1.xlsx")["Nhiệm vụ"]
    assert [row[0].value for row in tasks.iter_rows(min_row=7)] == ["2"]


def test_a_leading_equals_sign_stays_text(repo: Workspace, plan: Plan) -> None:
    assert owed_tasks(plan, "SYT")
    data = save_workbook(blank_form(repo, "SKHCN"))
    workbook = load_workbook(io.BytesIO(data))
    cells = [c for sheet in workbook.worksheets for row in sheet.iter_rows() for c in row]
    assert len(cells) > 100
    assert not [c.coordinate for c in cells if c.data_type == "f"]
