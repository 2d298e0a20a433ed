"""Questions that the last round left open stand where they are to be answered."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from plan_monitor.intake.agency import read_agency, write_agency
from plan_monitor.intake.form_questions import read_questions
from plan_monitor.intake.records import Finding
from plan_monitor.intake.tables import read_table, write_table
from plan_monitor.intake.templates import write_forms
from plan_monitor.plan.calendar import load_period
from plan_monitor.workspace import Workspace
from tests.intake.helpers import cell_of
from tests.intake.test_form import asked_cells, form_of

QUESTIONS = {
    ("27", "Thực hiện"): "Báo cáo năm 2024 ghi “khoảng 40%”, cần một số.",
    ("62", "Ngày văn bản"): "Thiếu ngày.",
    ("causes", "Ý kiến của cơ quan"): "Nêu rõ nguyên nhân.",
    ("other", "Ghi chú"): "Nguồn nào?",
    ("9.1", "Thực hiện"): "Không thuộc biểu này.",
    ("27", "Mục tiêu"): "Không phải ô điền.",
}
PLACED = [("Chỉ tiêu", "G7"), ("Nhiệm vụ", "F23"), ("Thuyết minh", "B9"), ("Kinh phí", "E9")]


def test_a_question_is_a_comment_and_a_mark_on_its_cell(repo: Workspace) -> None:
    workbook = form_of(repo, "SYT", questions=QUESTIONS)
    commented = {
        (sheet.title, cell.coordinate): cell.comment.text
        for sheet in workbook.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }
    assert commented == dict(zip(PLACED, list(QUESTIONS.values())[:4], strict=True))
    for sheet in workbook.worksheets[:-1]:
        for cell in asked_cells(sheet):
            marked = (sheet.title, cell.coordinate) in commented
            assert (cell.fill.fgColor.rgb == "00F9C89B") == marked
            assert (cell.border.left.style == "medium") == marked
            assert not cell.protection.locked
        assert ("Ô nền cam" in str(sheet["A5"].value)) == (sheet.title in dict(PLACED))


def test_the_guide_lists_the_questions_with_a_way_to_the_cell(repo: Workspace) -> None:
    guide = form_of(repo, "SYT", questions=QUESTIONS)["Hướng dẫn"]
    rows = [row for row in guide.iter_rows() if row[0].hyperlink]
    assert [row[0].hyperlink.location for row in rows] == [f"'{s}'!{c}" for s, c in PLACED]
    assert not any(row[0].hyperlink.target for row in rows), "no link leaves the file"
    assert rows[0][1].value == (
        "Trang Chỉ tiêu, ô G7 (mã 27, cột Thực hiện): "
        "Báo cáo năm 2024 ghi “khoảng 40%”, cần một số."
    )
    titles = [row[0].value for row in guide.iter_rows()]
    assert "CÂU HỎI TỪ KỲ TRƯỚC" in titles
    plain = form_of(repo, "SYT")["Hướng dẫn"]
    assert "CÂU HỎI TỪ KỲ TRƯỚC" not in [row[0].value for row in plain.iter_rows()]


@pytest.fixture
def processed(workspace: Workspace) -> Workspace:
    for agency in ("SKHCN", "SNNMT", "SNV"):
        write_agency(workspace, "2025H1", agency, read_agency(workspace, "2025H1", agency))
    return workspace


def test_questions_come_from_the_findings_of_the_period_before(processed: Workspace) -> None:
    before = load_period(processed, "2025H1")
    found = read_questions(processed, before, "SKHCN")
    assert found["26", "Thực hiện"] == (
        "Báo cáo 6 tháng đầu năm 2025 ghi “khoảng 40%”, cần một số."
    )
    assert found["19.1", "Thực hiện"].endswith("ghi “185,5”, cần từ 0 đến 100.")
    assert ("53", "Thời hạn đề xuất") in read_questions(processed, before, "SNNMT")
    assert ("5", "Trạng thái") in read_questions(processed, before, "SNV")


def test_the_next_form_asks_them(processed: Workspace) -> None:
    write_forms(processed, "2025")
    sent = load_workbook(processed.forms("2025") / "SKHCN_2025.xlsx")
    assert "khoảng 40%" in cell_of(sent, "26", "Thực hiện").comment.text
    assert cell_of(sent, "22", "Thực hiện").comment is None


def test_the_first_period_and_one_that_was_not_processed_ask_nothing(
    workspace: Workspace,
) -> None:
    assert read_questions(workspace, None, "SYT") == {}
    assert read_questions(workspace, load_period(workspace, "2025H1"), "SYT") == {}


def findings_of(workspace: Workspace, agency: str) -> Path:
    return workspace.agency_tables("2025H1", agency) / "findings.csv"


def finding(**changes: str) -> Finding:
    fields = {
        "check_id": "value-not-a-number", "severity": "error", "period": "2025H1",
        "agency": "SKHCN", "file": "x.xlsx", "sheet": "Chỉ tiêu", "cell": "G30",
        "subject_id": "26", "found": "?", "expected": "một số", "message": "dài dòng",
    }  # fmt: skip
    return Finding.model_validate(fields | changes)


def test_only_what_can_be_answered_in_a_cell_is_asked(processed: Workspace) -> None:
    rows = [
        finding(severity="info"), finding(subject_id=""), finding(cell=""),
        finding(period="2024"), finding(cell="B30"), finding(cell="ZZ30"),
        finding(sheet="Trang lạ", subject_id="x"), finding(cell="30"),
    ]  # fmt: skip
    write_table(findings_of(processed, "SKHCN"), Finding, rows)
    assert read_questions(processed, load_period(processed, "2025H1"), "SKHCN") == {}


def test_errors_are_asked_before_warnings(processed: Workspace) -> None:
    odd = finding(check_id="value-unusual", severity="warning", found="40", expected="gần 60")
    write_table(findings_of(processed, "SKHCN"), Finding, [odd, finding()])
    found = read_questions(processed, load_period(processed, "2025H1"), "SKHCN")
    assert [line[-11:] for line in found["26", "Thực hiện"].split("\n")] == [
        "cần một số.", "cần gần 60.",
    ]  # fmt: skip


def test_what_is_said_twice_is_asked_once_and_in_few_words(processed: Workspace) -> None:
    rows = [finding(found="a\nb" * 200), finding(found="a\nb" * 200), finding(found="(trống)")]
    write_table(findings_of(processed, "SKHCN"), Finding, rows)
    found = read_questions(processed, load_period(processed, "2025H1"), "SKHCN")
    first, second = found["26", "Thực hiện"].split("\n")
    assert len(first) < 260 and "…”, cần một số." in first
    assert second == "Báo cáo 6 tháng đầu năm 2025 để trống, cần một số."


def test_a_column_that_was_moved_and_a_sheet_that_was_renamed_are_found_again(
    processed: Workspace,
) -> None:
    folder = processed.agency_tables("2025H1", "SKHCN")
    for name in ("observations.csv", "findings.csv"):
        text = (folder / name).read_text(encoding="utf-8")
        text = text.replace(",Chỉ tiêu,G", ",Biểu một,I").replace(",Chỉ tiêu,H", ",Biểu một,J")
        (folder / name).write_text(text, encoding="utf-8")
    assert {row.sheet for row in read_table(folder / "findings.csv", Finding) if row.cell}
    found = read_questions(processed, load_period(processed, "2025H1"), "SKHCN")
    assert ("26", "Thực hiện") in found
    assert not any(header == "Ngày số liệu" for _, header in found)


def test_tables_without_a_place_on_record_are_read_by_the_form_itself(
    processed: Workspace,
) -> None:
    rows = [
        finding(sheet="Kinh phí", subject_id="other", cell="C9"),
        finding(sheet="Năm gốc", subject_id="5", cell="D7"),
        finding(sheet="Thuyết minh", subject_id="causes", cell="B9"),
        finding(sheet="Nhiệm vụ", subject_id="999", cell="F9"),
    ]
    write_table(findings_of(processed, "SKHCN"), Finding, rows)
    found = read_questions(processed, load_period(processed, "2025H1"), "SKHCN")
    assert list(found) == [
        ("other", "Kinh phí giải ngân"), ("5", "Giá trị năm gốc"),
        ("causes", "Ý kiến của cơ quan"), ("999", "Ngày văn bản"),
    ]  # fmt: skip


def test_what_needs_no_mending_and_what_the_office_corrected_is_not_asked_again(
    processed: Workspace,
) -> None:
    rows = [
        finding(),
        finding(check_id="value-corrected", severity="info"),
        finding(check_id="value-as-text", severity="warning", subject_id="27"),
        finding(subject_id="28"),
    ]
    rows[-1] = rows[-1].model_copy(update={"cell": "G9"})
    write_table(findings_of(processed, "SKHCN"), Finding, rows)
    found = read_questions(processed, load_period(processed, "2025H1"), "SKHCN")
    assert list(found) == [("28", "Thực hiện")]
