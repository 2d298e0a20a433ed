"""The reply workbook: the agency's own file, every questioned cell marked, and it can come back."""

import datetime as dt
import io
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from plan_monitor.cli.main import main
from plan_monitor.errors import UserError
from plan_monitor.files import unpack_zip
from plan_monitor.intake import layout
from plan_monitor.intake.agency import read_agency, write_agency
from plan_monitor.intake.form import save_workbook
from plan_monitor.intake.form_style import QUESTIONED
from plan_monitor.intake.identity import read_identity
from plan_monitor.intake.opening import open_workbook
from plan_monitor.intake.reading import find_tables
from plan_monitor.intake.reply import write_replies
from plan_monitor.workspace import Workspace
from tests.conftest import copy_workspace, needs_tool
from tests.intake.helpers import NOON, blank_form, cell_of, fill, receive
from tests.support.workbook_bytes import changed, ods, xls

DAY = dt.datetime(2025, 5, 31)
DIRTY = {
    ("27", "Thực hiện"): "khoảng 70%",
    ("27", "Ước thực hiện"): 72.5,
    ("27", "Ngày số liệu"): "tháng sáu",
    ("27", "Minh chứng"): "=HYPERLINK(sổ)",
    ("63", "Trạng thái"): "xong rồi",
    ("63", "Kết quả"): "đã ban hành",
}
RIGHT = {
    ("27", "Thực hiện"): 70.5,
    ("27", "Ngày số liệu"): DAY,
    ("63", "Trạng thái"): "Đang thực hiện",
}
WRITTEN_AS_TEXT = ("27", "Minh chứng")


@pytest.fixture
def office(tmp_path: Path, repo: Workspace) -> Workspace:
    """A workspace that has received nothing yet."""
    return copy_workspace(repo, tmp_path / "office", ("nobody",))


def dirty_form(workspace: Workspace) -> Workbook:
    workbook = fill(blank_form(workspace, "SYT"), DIRTY)
    cell_of(workbook, *WRITTEN_AS_TEXT).data_type = "s"
    return workbook


def process(workspace: Workspace, agency: str = "SYT") -> list[Path]:
    write_agency(workspace, "2025H1", agency, read_agency(workspace, "2025H1", agency))
    return write_replies(workspace, "2025H1")


def reply_to(workspace: Workspace, data: bytes, name: str = "SYT_2025H1.xlsx") -> bytes:
    receive(workspace, data, name)
    (path,) = process(workspace)
    assert path == workspace.replies("2025H1") / "SYT_2025H1_tra-loi.xlsx"
    return path.read_bytes()


def loaded(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def coloured(workbook: Workbook) -> set[str]:
    return {
        cell.coordinate if sheet.title == "Chỉ tiêu" else f"{sheet.title}!{cell.coordinate}"
        for sheet in workbook.worksheets
        if sheet.title != layout.REPLY_SHEET
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == QUESTIONED.fgColor.rgb
    }


def errors(workspace: Workspace) -> list[str]:
    found = read_agency(workspace, "2025H1", "SYT").findings
    return [f"{row.check_id} {row.cell}" for row in found if row.severity == "error"]


def resave(data: bytes, folder: Path) -> bytes:
    """Open and save a workbook in LibreOffice."""
    path = folder / "reply.xlsx"
    path.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    kind = "xlsx:Calc MS Excel 2007 XML"
    command = ["soffice", profile, "--headless", "--convert-to", kind]
    subprocess.run(
        [*command, "--outdir", str(folder / "saved"), str(path)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return (folder / "saved" / "reply.xlsx").read_bytes()


def test_every_questioned_cell_is_coloured_and_says_what_why_and_what_to_do(
    office: Workspace,
) -> None:
    workbook = loaded(reply_to(office, save_workbook(dirty_form(office))))
    tasks = range(7, workbook["Nhiệm vụ"].max_row + 1)
    assert coloured(workbook) == {"G7", "I7", *(f"Nhiệm vụ!D{row}" for row in tasks)}
    comment = cell_of(workbook, "27", "Thực hiện").comment.text
    assert comment.startswith("CƠ QUAN TỔNG HỢP HỎI LẠI\nPhải sửa: không phải là số “khoảng 70%”.")
    assert (
        "Cần: một số." in comment and "Cách xử lý: ghi số" in comment and "Vì sao hỏi:" in comment
    )
    assert cell_of(workbook, "27", "Ước thực hiện").comment is None
    assert workbook["Chỉ tiêu"].protection.sheet


def test_a_questioned_cell_that_was_locked_can_be_written_into(office: Workspace) -> None:
    form = dirty_form(office)
    cell_of(form, "27", "Đơn vị").value = "người"
    workbook = loaded(reply_to(office, save_workbook(form)))
    assert "C7" in coloured(workbook)
    assert not cell_of(workbook, "27", "Đơn vị").protection.locked
    assert not workbook["Chỉ tiêu"].protection.sheet
    assert workbook["Nhiệm vụ"].protection.sheet


def test_the_covering_sheet_lists_the_questions_and_leads_to_them(office: Workspace) -> None:
    data = reply_to(office, save_workbook(dirty_form(office)))
    workbook = loaded(data)
    cover = workbook.worksheets[0]
    assert (cover.title, workbook.active.title) == (layout.REPLY_SHEET, layout.REPLY_SHEET)
    assert [s.title for s in workbook.worksheets if s.sheet_view.tabSelected] == [cover.title]
    rows = [[cell.value for cell in row] for row in cover.iter_rows()]
    at = rows.index(["TT", "Trang", "Ô", "Mục", "Đang ghi", "Cần", "Mức"])
    (row,) = (row for row in rows[at:] if row[4] == "khoảng 70%")
    assert row[1:3] == ["Chỉ tiêu", "G7"] and row[6] == "Phải sửa"
    assert row[3].startswith("27. ") and row[3].endswith("– cột Thực hiện")
    levels = [row[6] for row in rows[at + 1 :]]
    assert levels == sorted(levels) and set(levels) == {"Phải sửa", "Xem lại"}
    links = {cell.value: cell.hyperlink.location for cell in cover["C"] if cell.hyperlink}
    assert links["G7"] == "'Chỉ tiêu'!G7" and len(links) >= 4
    words = " ".join(str(row[0]) for row in rows[:at])
    assert "gửi lại Sở Khoa học và Công nghệ trước 17:00 ngày 10/06/2025" in words


def test_nothing_of_the_covering_sheet_is_read(office: Workspace) -> None:
    sent = save_workbook(dirty_form(office))
    before = open_workbook("SYT.xlsx", sent).book
    after = open_workbook("SYT.xlsx", reply_to(office, sent)).book
    assert before and after and len(after.sheets) == len(before.sheets) + 1
    assert find_tables(after) == find_tables(before)
    (path,) = office.raw("2025H1").iterdir()
    first = read_agency(office, "2025H1", "SYT")
    path.write_bytes((office.replies("2025H1") / "SYT_2025H1_tra-loi.xlsx").read_bytes())
    again = read_agency(office, "2025H1", "SYT")
    assert [row.message for row in again.findings if row.cell] == [
        row.message for row in first.findings if row.cell
    ]
    assert "sheet-extra" not in {row.check_id for row in again.findings}


def test_a_formula_is_worth_the_same_after_the_round(office: Workspace, tmp_path: Path) -> None:
    needs_tool("soffice")
    data = save_workbook(dirty_form(office))
    xml = unpack_zip(data)["xl/worksheets/sheet1.xml"].decode()
    formula = "<f>72+0.5</f><v>72.5</v>"
    xml, count = re.subn(r'(<c r="H7"[^>]*>)<v>72.5</v>', rf"\1{formula}", xml)
    assert count == 1
    reply = reply_to(office, changed({"xl/worksheets/sheet1.xml": xml}, data))
    for again in (reply, resave(reply, tmp_path)):
        receive(office, again, "SYT_2025H1_sua.xlsx", NOON + dt.timedelta(days=1))
        intake = read_agency(office, "2025H1", "SYT")
        assert intake.observations[1].value == 72.5
        assert intake.observations[1].file.endswith("sua.xlsx")
        mark = cell_of(loaded(again), "27", "Thực hiện").comment.text
        assert mark.startswith("CƠ QUAN TỔNG HỢP HỎI LẠI\nPhải sửa")


@pytest.mark.parametrize("through", ["openpyxl", "soffice"])
def test_an_agency_that_corrects_just_those_cells_passes(
    office: Workspace, tmp_path: Path, through: str
) -> None:
    if through == "soffice":
        needs_tool("soffice")
    reply = reply_to(office, save_workbook(dirty_form(office)))
    assert len(errors(office)) == 3
    workbook = fill(loaded(reply), RIGHT)
    again = save_workbook(workbook)
    if through == "soffice":
        again = resave(again, tmp_path)
    receive(office, again, "SYT_2025H1_sua.xlsx", NOON + dt.timedelta(days=1))
    assert errors(office) == []
    intake = read_agency(office, "2025H1", "SYT")
    actual, estimate = intake.observations
    assert (actual.value, estimate.value) == (70.5, 72.5)
    assert actual.evidence == "=HYPERLINK(sổ)"
    assert [row.standing for row in intake.submissions] == ["superseded", "counted"]


def test_a_second_reply_marks_what_is_still_open_and_nothing_else(office: Workspace) -> None:
    form = dirty_form(office)
    cell_of(form, "27", "Thực hiện").comment = Comment("hỏi lại anh Ba", "SYT")
    reply = loaded(reply_to(office, save_workbook(form)))
    comment = cell_of(reply, "27", "Thực hiện").comment.text
    assert comment.endswith("Ghi chú có trước của ô (SYT):\nhỏi lại anh Ba")
    fill(reply, {("27", "Thực hiện"): 70.5})
    receive(office, save_workbook(reply), "SYT_2025H1_sua.xlsx", NOON + dt.timedelta(days=1))
    (path,) = process(office)
    second = load_workbook(path)
    assert "G7" not in coloured(second) and "I7" in coloured(second)
    cell = cell_of(second, "27", "Thực hiện")
    assert (cell.comment.text, cell.fill.fgColor.rgb) == ("hỏi lại anh Ba", "00FFF8DC")
    assert (
        second.sheetnames.count(layout.REPLY_SHEET)
        == 1
        == sum("Danh sách" in name for name in second.sheetnames)
    )


def test_the_reply_keeps_the_identity_and_is_the_same_every_time(office: Workspace) -> None:
    sent = save_workbook(dirty_form(office))
    reply = reply_to(office, sent)
    assert read_identity(reply) == read_identity(sent) != read_identity(save_workbook(Workbook()))
    assert loaded(reply)[layout.IDENTITY_SHEET].sheet_state == "veryHidden"
    (path,) = write_replies(office, "2025H1")
    assert path.read_bytes() == reply


# --- what reaches out of a workbook -----------------------------------------------------------

LINK = "xl/externalLinks/externalLink1.xml"


def with_formulas(workspace: Workspace) -> bytes:
    """A form whose evidence cells hold formulas: an own one, one to another file, and DDE."""
    workbook = dirty_form(workspace)
    sheet = workbook["Chỉ tiêu"]
    for address in ("M7", "M8", "M9"):
        sheet[address] = 1
    workbook.defined_names["other"] = DefinedName("other", attr_text="[1]Sheet1!$A$1")
    workbook.defined_names["own"] = DefinedName("own", attr_text="'Chỉ tiêu'!$A$1")
    sheet.conditional_formatting.add("A1:A9", FormulaRule(["[1]Sheet1!A1>1"]))
    rule = DataValidation("list", formula1="[1]Sheet1!$A$1:$A$3")
    rule.add("M7")
    sheet.add_data_validation(rule)
    workbook.create_chartsheet("Biểu đồ").add_chart(BarChart())
    data = save_workbook(workbook)
    xml = unpack_zip(data)["xl/worksheets/sheet1.xml"].decode()
    for address, formula in (("M7", "1+1"), ("M8", "[1]Sheet1!A1"), ("M9", "cmd|'/c calc'!A0")):
        xml, count = re.subn(
            rf'(<c r="{address}"[^>]*>)<v>1</v>', rf"\1<f>{formula}</f><v>2</v>", xml
        )
        assert count == 1
    return changed(
        {
            "xl/worksheets/sheet1.xml": xml,
            LINK: "<externalLink xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'/>",
            "xl/vbaProject.bin": b"macro",
        },
        data,
    )


def test_own_formulas_stay_and_what_reaches_out_becomes_what_it_showed(office: Workspace) -> None:
    reply = reply_to(office, with_formulas(office))
    sheet = loaded(reply)["Chỉ tiêu"]
    assert [sheet[cell].value for cell in ("M7", "M8", "M9")] == ["=1+1", 2, 2]
    book = open_workbook("SYT.xlsx", reply).book
    shown = {
        cell.cell: cell for one in book.sheets for cell in one.cells.values() if cell.is_formula
    }
    assert {name: cell.value for name, cell in shown.items()} == {"M7": 2}
    assert list(loaded(reply).defined_names) == ["own"]
    assert not list(sheet.conditional_formatting) and not loaded(reply).chartsheets
    assert not [r for r in sheet.data_validations.dataValidation if "[1]" in str(r.formula1)]
    names = unpack_zip(reply)
    assert not [name for name in names if "externalLink" in name or "vba" in name.lower()]
    assert b"macroEnabled" not in names["[Content_Types].xml"]


def test_text_that_looks_like_a_formula_stays_text(office: Workspace) -> None:
    reply = reply_to(office, save_workbook(dirty_form(office)))
    cell = cell_of(loaded(reply), *WRITTEN_AS_TEXT)
    assert (cell.value, cell.data_type) == ("=HYPERLINK(sổ)", "s")
    assert not [name for name, part in unpack_zip(reply).items() if b"<f>" in part]


def test_text_in_the_list_of_questions_is_no_formula(office: Workspace) -> None:
    form = dirty_form(office)
    cell = cell_of(form, "63", "Trạng thái")
    cell.value, cell.data_type = "=1+1", "s"
    cover = loaded(reply_to(office, save_workbook(form)))[layout.REPLY_SHEET]
    (found,) = (cell for cell in cover["E"] if cell.value == "=1+1")
    assert (found.data_type, found.quotePrefix) == ("s", True)


def test_a_questioned_cell_that_was_hidden_is_shown(office: Workspace) -> None:
    form = dirty_form(office)
    form["Nhiệm vụ"].sheet_state = "hidden"
    form["Chỉ tiêu"].row_dimensions[7].hidden = True
    form["Chỉ tiêu"].column_dimensions["I"].hidden = True
    reply = loaded(reply_to(office, save_workbook(form)))
    assert reply["Nhiệm vụ"].sheet_state == "visible"
    assert not reply["Chỉ tiêu"].row_dimensions[7].hidden
    assert not reply["Chỉ tiêu"].column_dimensions["I"].hidden


def test_of_merged_cells_the_first_is_marked(office: Workspace) -> None:
    form = dirty_form(office)
    form["Chỉ tiêu"]["H7"].value = None
    form["Chỉ tiêu"].merge_cells("F7:G7")
    reply = loaded(reply_to(office, save_workbook(form)))
    assert "F7" in coloured(reply)
    assert reply["Chỉ tiêu"]["F7"].comment.text.startswith("CƠ QUAN TỔNG HỢP HỎI LẠI")


# --- workbooks that cannot go back ------------------------------------------------------------


def old_rows() -> list[list[str | float]]:
    indicators = ["27", "Tỉ lệ", "%", "", "", "", "khoảng 70%", 72.5, "31/05/2025", "Sổ", "=1+1"]
    return [
        ["", "Mã cơ quan", "SYT"],
        ["", "Kỳ báo cáo", "2025H1"],
        [""],
        list(layout.INDICATOR_HEADERS),
        indicators,
        [""],
        list(layout.TASK_HEADERS),
        ["63", "Xây dựng", "", "Đang thực hiện", "12/KH", "30/05/2025", "Đã trình", "", "", ""],
    ]


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_an_old_format_is_answered_with_a_fresh_form_filled_in(
    office: Workspace, kind: str
) -> None:
    data = xls(old_rows()) if kind == "xls" else ods(old_rows())
    reply = loaded(reply_to(office, data, f"SYT_2025H1.{kind}"))
    assert "biểu mẫu mới" in str(reply[layout.REPLY_SHEET]["A3"].value)
    values = {header: cell_of(reply, "27", header).value for header in layout.INDICATOR_ASKED}
    assert values["Thực hiện"] is None and values["Ước thực hiện"] == 72.5
    assert values["Minh chứng"] == "Sổ" and values["Ghi chú"] == "=1+1"
    assert cell_of(reply, "27", "Ghi chú").data_type == "s"
    assert "khoảng 70%" in cell_of(reply, "27", "Thực hiện").comment.text
    assert cell_of(reply, "63", "Trạng thái").value == "Đang thực hiện"
    assert cell_of(reply, "63", "Ngày văn bản").value == dt.datetime(2025, 5, 30)
    identity = read_identity(save_workbook(reply))
    assert (identity.agency, identity.period) == ("SYT", "2025H1")
    assert "G7" in coloured(reply)


@pytest.mark.parametrize(
    "part", [{"xl/comments/comment1.xml": "<broken"}, {"xl/macrosheets/sheet1.xml": "<a/>"}]
)
def test_a_workbook_that_does_not_open_whole_is_replaced(office: Workspace, part: dict) -> None:
    form = dirty_form(office)
    form["Chỉ tiêu"]["A1"].comment = Comment("x", "y")
    data = changed(part, save_workbook(form))
    reply = loaded(reply_to(office, data))
    assert "biểu mẫu mới" in str(reply[layout.REPLY_SHEET]["A3"].value)
    assert cell_of(reply, "63", "Kết quả").value == "đã ban hành"
    assert "khoảng 70%" in cell_of(reply, "27", "Thực hiện").comment.text


# --- the folder of replies --------------------------------------------------------------------


def test_a_reply_no_longer_due_is_removed(office: Workspace) -> None:
    reply_to(office, save_workbook(dirty_form(office)))
    right = fill(blank_form(office, "SYT"), RIGHT | {("27", "Thực hiện"): 70.5})
    for row in right["Nhiệm vụ"].iter_rows(min_row=7):
        row[3].value = "Đang thực hiện"
    receive(office, save_workbook(right), "SYT_2025H1_sua.xlsx", NOON + dt.timedelta(days=1))
    kept = office.replies("2025H1") / "doc.txt"
    kept.write_text("x", encoding="utf-8")
    assert process(office) == []
    assert list(office.replies("2025H1").iterdir()) == [kept]


def test_the_samples_that_have_questions_get_replies(workspace: Workspace) -> None:
    for agency in ("SKHCN", "SYT"):
        write_agency(workspace, "2025H1", agency, read_agency(workspace, "2025H1", agency))
    outcome = CliRunner().invoke(main, ["--root", str(workspace.root), "replies", "2025H1"])
    assert outcome.output == "Đã ghi 1 tệp trả lời vào reports/2025H1/replies\n", outcome.output
    (path,) = workspace.replies("2025H1").iterdir()
    assert path.name == "SKHCN_2025H1_tra-loi.xlsx"
    assert load_workbook(path)[layout.REPLY_SHEET]["A3"].value == "DỮ LIỆU MINH HỌA"


def test_before_anything_was_read_there_is_nothing_to_answer(office: Workspace) -> None:
    with pytest.raises(UserError, match=r"chưa đọc báo cáo của kỳ này.*make report PERIOD=2025H1"):
        write_replies(office, "2025H1")


def test_a_file_that_changed_since_it_was_read_is_refused(office: Workspace) -> None:
    reply_to(office, save_workbook(dirty_form(office)))
    (office.raw("2025H1") / "SYT_2025H1.xlsx").write_bytes(b"other")
    with pytest.raises(UserError, match=r"SYT_2025H1.xlsx: tệp đã đổi hoặc đã mất"):
        write_replies(office, "2025H1")
