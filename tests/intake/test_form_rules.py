"""Lists, ranges and hints of the asked cells; names that look like formulas stay names."""

import datetime as dt
import io

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from plan_monitor.intake import layout
from plan_monitor.intake.form import save_workbook
from plan_monitor.intake.form_style import literal
from plan_monitor.plan.assignments import owed_indicators
from plan_monitor.plan.indicators import Unit
from plan_monitor.plan.models import Plan
from plan_monitor.vietnamese.text import clean_text
from plan_monitor.workspace import Workspace
from tests.intake.helpers import cell_of, clean, fill
from tests.intake.test_form import asked_cells, form_of


def rule_of(sheet: Worksheet, cell: str) -> DataValidation:
    (found,) = [one for one in sheet.data_validations.dataValidation if cell in one.sqref]
    return found


def rule(workbook, item: str, header: str) -> DataValidation:
    cell = cell_of(workbook, item, header)
    return rule_of(cell.parent, cell.coordinate)


def test_every_asked_cell_has_one_hint_that_excel_can_show(repo: Workspace) -> None:
    for agency in ("SKHCN", "STC", "PACNAM"):
        for sheet in form_of(repo, agency, baselines={}).worksheets[:-1]:
            for cell in asked_cells(sheet):
                one = rule_of(sheet, cell.coordinate)
                assert one.showInputMessage and one.allowBlank
                header = sheet.cell(6, cell.column).value
                assert one.promptTitle == header and 0 < len(header) <= 32
                assert 20 < len(one.prompt) <= 255 and "{" not in one.prompt
                if one.type:
                    assert one.showErrorMessage and one.errorTitle == "Kiểm tra lại"
                    assert 20 < len(one.error) <= 225 and "{" not in one.error


def test_no_rule_lies_on_a_cell_that_is_not_asked(repo: Workspace) -> None:
    for sheet in form_of(repo, "STC").worksheets[:-1]:
        asked = {cell.coordinate for cell in asked_cells(sheet)}
        ruled = {
            f"{get_column_letter(column)}{row}"
            for one in sheet.data_validations.dataValidation
            for part in one.sqref
            for row, column in part.cells
        }
        assert ruled == asked


def test_statuses_and_assessments_are_lists_that_refuse_other_words(repo: Workspace) -> None:
    workbook = form_of(repo, "SKHCN")
    status = rule(workbook, "1", "Trạng thái")
    assert (status.type, status.errorStyle) == ("list", "stop")
    assert status.formula1 == '"Chưa thực hiện,Đang thực hiện,Hoàn thành"'
    for header in ("Thực hiện", "Ước thực hiện"):
        own = rule(workbook, "28", header)
        assert (own.type, own.errorStyle) == ("list", "stop")
        assert own.formula1 == '"đạt,cơ bản đạt,chưa đạt,chưa đánh giá"'
        assert "đạt, cơ bản đạt" in own.prompt


@pytest.mark.parametrize("words", [("đạt, một phần",), ('nói "đạt"',), tuple("ABCDE" * 60), ()])
def test_a_list_that_excel_cannot_hold_becomes_a_hint(
    repo: Workspace, words: tuple[str, ...]
) -> None:
    one = rule(form_of(repo, "SKHCN", assessments=words), "28", "Thực hiện")
    assert one.type is None and one.formula1 is None
    assert one.prompt.startswith("Chọn một mức") and len(one.prompt) <= 255


def test_numbers_warn_outside_the_bounds_of_their_indicator(repo: Workspace, plan: Plan) -> None:
    workbook = form_of(repo, "SKHCN")
    for item in owed_indicators(plan, "SKHCN"):
        if item.kind != "numeric":
            continue
        low, high = item.decision.bounds
        for header in ("Thực hiện", "Ước thực hiện"):
            one = rule(workbook, item.id, header)
            assert (one.type, one.errorStyle) == ("decimal", "warning")
            limits = [float(f) for f in (one.formula1, one.formula2) if f is not None]
            assert limits == [bound for bound in (low, high) if bound is not None]
            assert (one.operator == "between") == (high is not None)
            assert cell_of(workbook, item.id, header).number_format == "General"


def test_the_hint_of_a_number_names_day_unit_comma_and_range(repo: Workspace) -> None:
    workbook = form_of(repo, "SKHCN")
    assert rule(workbook, "8", "Thực hiện").prompt == (
        "Số liệu đến ngày 31/05/2025, đơn vị: % GRDP. "
        "Số thập phân dùng dấu phẩy, ví dụ 85,5; không ghi dấu %. Từ 0 đến 100."
    )
    assert "đến ngày 30/06/2025" in rule(workbook, "8", "Ước thực hiện").prompt
    assert rule(workbook, "6", "Thực hiện").prompt == (
        "Số liệu đến ngày 31/05/2025, đơn vị: Doanh nghiệp. "
        "Ghi số nguyên, không kèm chữ. Từ 0 trở lên."
    )


def test_a_number_without_bounds_has_a_hint_alone(repo: Workspace, plan: Plan) -> None:
    item = plan.indicator("27")
    open_ended = item.decision.model_copy(update={"bounds": (None, None)})
    for bounds, kind in (((None, None), None), ((None, 5.5), "lessThanOrEqual")):
        decided = open_ended.model_copy(update={"bounds": bounds})
        other = item.model_copy(update={"decided": decided, "unit": Unit()})
        changed = plan.model_copy(update={"indicators": (other,)})
        one = rule(form_of(repo, "SYT", plan=changed), "27", "Thực hiện")
        assert one.operator == kind
        assert "đơn vị: –" in one.prompt
    assert one.formula1 == "5.5" and one.prompt.endswith("Không quá 5,5.")


def days(one: DataValidation) -> list[dt.date]:
    return [from_excel(int(f)).date() for f in (one.formula1, one.formula2) if f is not None]


def test_dates_lie_between_the_start_of_the_year_and_the_cut_off(repo: Workspace) -> None:
    workbook = form_of(repo, "STC", "2025")
    data = rule(workbook, "8", "Ngày số liệu")
    assert (data.type, data.operator, data.errorStyle) == ("date", "between", "warning")
    assert days(data) == [dt.date(2025, 1, 1), dt.date(2025, 11, 14)]
    for item, header in (("7", "Ngày văn bản"), ("32", "Ngày")):
        one = rule(workbook, item, header)
        assert (one.type, one.operator, one.errorStyle) == ("date", "lessThanOrEqual", "warning")
        assert days(one) == [dt.date(2025, 11, 14)]
        assert "14/11/2025" in one.prompt
        assert cell_of(workbook, item, header).number_format == "dd/mm/yyyy"


def test_words_are_text_of_at_most_two_thousand_characters(repo: Workspace) -> None:
    workbook = form_of(repo, "STC")
    words = [("8", "Minh chứng"), ("8", "Ghi chú"), ("32", "Nguồn")]
    words += [("7", header) for header in ("Số văn bản", "Kết quả", "Khó khăn", "Căn cứ")]
    cells = [cell_of(workbook, *one) for one in words]
    cells += [workbook["Thuyết minh"]["B7"], workbook["Kinh phí"]["E7"]]
    for cell in cells:
        one = rule_of(cell.parent, cell.coordinate)
        assert (one.type, one.operator, one.formula1) == ("textLength", "lessThanOrEqual", "2000")
        assert one.errorStyle == "warning"
        assert cell.number_format == "@"


def test_amounts_are_not_negative_and_no_more_is_spent_than_given(repo: Workspace) -> None:
    sheet = form_of(repo, "SYT")["Kinh phí"]
    given, spent = rule_of(sheet, "B7"), rule_of(sheet, "C9")
    assert (given.type, given.operator, given.formula1) == ("decimal", "greaterThanOrEqual", "0")
    assert (spent.operator, spent.formula1, spent.formula2) == ("between", "0", "B7")
    assert str(spent.sqref).split()[0] == "C7", "B7 moves with the row only from the first cell on"
    assert {given.errorStyle, spent.errorStyle} == {"warning"}
    assert "triệu đồng" in given.prompt and "31/05/2025" in spent.prompt


NAMES = ["=1+1", "+84 912", "-5 %", "@SUM(A1)", '=HYPERLINK("http://x.vn";"bấm")']


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_looks_like_a_formula_stays_a_name(
    repo: Workspace, plan: Plan, name: str
) -> None:
    item = plan.indicator("27").model_copy(update={"name": name})
    task = next(task for task in plan.tasks if "SYT" in task.leads or task.id == "62")
    task = task.model_copy(update={"name": name, "corrected": None})
    changed = plan.model_copy(update={"indicators": (item,), "tasks": (task,)})
    workbook = form_of(
        repo, "SYT", plan=changed, baselines={}, last_values={"27": name},
        questions={("27", "Thực hiện"): name},
    )  # fmt: skip
    cells = [c for sheet in workbook.worksheets for row in sheet.iter_rows() for c in row]
    assert not [c.coordinate for c in cells if c.data_type == "f"]
    holding = [c for c in cells if c.value == name]
    assert len(holding) == 7, "indicator, last value, task, baseline, and three row ids"
    visible = [c for c in holding if c.parent.title != layout.IDENTITY_SHEET]
    assert len(visible) == 4
    assert all(c.quotePrefix for c in visible)
    assert cell_of(workbook, "27", "Thực hiện").comment.text == name


def test_what_excel_would_decode_or_refuse_is_taken_literally() -> None:
    assert literal("_x000D_") == "_x005F_x000D_"
    assert clean_text(literal("_x000D_ và _x0041_")) == "_x000D_ và _x0041_"
    assert literal("a\x00b\x0bc") == "abc"
    assert literal("tệp_x12_") == "tệp_x12_"
    assert len(literal("ă" * 40_000)) == 32_000


def test_a_filled_form_is_read_as_it_was_written(repo: Workspace) -> None:
    workbook = form_of(repo, "SYT")
    fill(workbook, {("27", "Thực hiện"): 70.5, ("27", "Ngày số liệu"): dt.date(2025, 5, 31)})
    data = save_workbook(load_workbook(io.BytesIO(save_workbook(workbook))))
    (row,) = clean(repo, data, "SYT").observations
    assert (row.value, row.outcome) == (70.5, "accepted")
