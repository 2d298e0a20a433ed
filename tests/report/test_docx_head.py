"""Head and foot of the Word report: Nghị định 30/2020/NĐ-CP, Phụ lục I, row by row."""

import datetime as dt
import re
from collections.abc import Sequence

import pytest
from docx.oxml.ns import qn

from plan_monitor.plan.bodies import Agency
from plan_monitor.plan.calendar import load_period
from plan_monitor.plan.models import Plan
from plan_monitor.report.document import read_document
from plan_monitor.report.docx import docx_of
from plan_monitor.report.report import Report
from plan_monitor.vietnamese.dates import long_date
from plan_monitor.workspace import Workspace
from tests.report.figures_in import Case, contents_of
from tests.report.test_document import HEAD, notebook_of
from tests.report.word_layout import (
    Look,
    line_width,
    look,
    millimetres,
    opened,
    styled,
    text_width,
    the,
)  # fmt: skip

NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
BLANK_NUMBER = "Số:       /BC-"


def is_third_to_half(line: float, text: float) -> bool:
    return text / 3 <= line <= text / 2


def width_of(lines: Sequence[str], points: float, available: float) -> float:
    return min(available, max(text_width(line, points, bold=True) for line in lines))


@pytest.mark.parametrize(
    ("style", "asked"),
    [
        ("Plan Head Parent", Look(13, False, False, True, "center")),
        ("Plan Head Bold", Look(13, True, False, True, "center")),
        ("Plan Head Motto", Look(14, True, False, False, "center")),
        ("Plan Head Number", Look(13, False, False, False, "center")),
        ("Plan Head Place", Look(13, False, True, False, "center")),
        ("Plan Report Type", Look(14, True, False, True, "center")),
        ("Plan Report Subject", Look(14, True, False, False, "center")),
        ("Plan Addressee", Look(14, False, False, False, "center")),
        ("Plan Signature Post", Look(14, True, False, True, "center")),
        ("Plan Signature Name", Look(14, True, False, False, "center")),
        ("Plan Recipients Label", Look(12, True, True, False, "left")),
        ("Plan Recipient", Look(11, False, False, False, "left")),
        ("Plan Annex Label", Look(14, True, False, False, "center")),
        ("Plan Annex Title", Look(14, True, False, True, "center")),
        ("Plan Annex Reference", Look(14, False, True, False, "center")),
    ],
)
def test_each_part_is_set_as_the_rule_asks(word, style: str, asked: Look) -> None:
    found = styled(word, style)
    assert found
    assert {look(one) for one in found} == {asked}


def test_head_and_foot_are_two_columns_without_borders(word) -> None:
    head, foot = (one for one in word.tables if one.style.name == "Normal Table")
    for table, widths in ((head, [65, 100]), (foot, [58, 107])):
        assert [round(column.width.mm) for column in table.columns] == widths
        assert not list(table._tbl.iter(qn("w:tblBorders"), qn("w:tcBorders"), qn("w:tblLook")))
        margins = table._tbl.tblPr.find(qn("w:tblCellMar"))
        assert [one.get(qn("w:w")) for one in margins] == ["0", "0"]


def test_nation_and_motto_stand_on_the_right_on_one_line_each(word) -> None:
    right = word.tables[0].rows[0].cells[1]
    nation, motto, line = right.paragraphs
    assert (nation.text, motto.text, line.text) == (NATION, MOTTO, "")
    assert text_width(NATION, 13, bold=True) < 100
    assert line_width(line, 100) == pytest.approx(text_width(MOTTO, 14, bold=True), abs=1)


def test_line_under_the_issuer_is_a_third_to_half_of_its_name(word) -> None:
    left = word.tables[0].rows[0].cells[0]
    *names, line = left.paragraphs
    issuer = [one.text.upper() for one in names if one.style.name == "Plan Head Bold"]
    assert is_third_to_half(line_width(line, 65), width_of(issuer, 13, 65))


@pytest.mark.parametrize("code", ["SYT", "STC", "DPTTH", "CAT", "NHNN", "BABE", "SKHCN", "VPUB"])
def test_line_fits_the_name_of_any_issuer(plan: Plan, code: str) -> None:
    agency: Agency = plan.agency(code)
    names = tuple((agency.letterhead or agency.name.upper()).split("\n"))
    word = opened(docx_of(read_document(notebook_of(HEAD.model_copy(update={"issuer": names})))))
    line = word.tables[0].rows[0].cells[0].paragraphs[-1]
    assert is_third_to_half(line_width(line, 65), width_of(names, 13, 65))


def test_number_and_date_share_a_row_under_issuer_and_nation(word) -> None:
    number, place = word.tables[0].rows[1].cells
    assert re.fullmatch(r"Số: (\d{2,}| {6})/BC-[A-ZĐ]+", number.text)
    assert re.fullmatch(r".+, ngày \d\d tháng \d+ năm \d{4}", place.text)


@pytest.mark.parametrize(
    ("number", "shown"),
    [(None, f"{BLANK_NUMBER}SKHCN"), ("5", "Số: 05/BC-SKHCN"), ("05", "Số: 05/BC-SKHCN"),
     ("12", "Số: 12/BC-SKHCN"), ("123", "Số: 123/BC-SKHCN")],
)  # fmt: skip
def test_number_is_padded_below_ten(repo: Workspace, number: str | None, shown: str) -> None:
    contents = contents_of(repo, Case(case="số", period="2025H1", author="province", says=()))
    document = contents.period.document.model_copy(update={"number": number})
    object.__setattr__(
        contents, "period", contents.period.model_copy(update={"document": document})
    )
    report = Report(contents)
    assert report.letterhead().number == shown
    assert f" số {shown.removeprefix('Số: ')} ngày " in report.annex("Phụ lục I", "tasks").reference


@pytest.mark.parametrize(
    ("day", "shown"),
    [("2025-06-01", "ngày 01 tháng 6"), ("2025-01-10", "ngày 10 tháng 01"),
     ("2025-02-09", "ngày 09 tháng 02"), ("2025-11-25", "ngày 25 tháng 11"),
     ("2025-03-31", "ngày 31 tháng 3")],
)  # fmt: skip
def test_days_below_ten_and_the_first_two_months_are_padded(day: str, shown: str) -> None:
    assert long_date(dt.date.fromisoformat(day)) == f"{shown} năm 2025"


def test_line_under_the_subject_is_a_third_to_half_of_it(word) -> None:
    subject = the(word, "Plan Report Subject")
    line = subject._p.getnext()
    found = next(one for one in word.paragraphs if one._p is line)
    assert is_third_to_half(line_width(found, 165), width_of([subject.text], 14, 165))


def test_parts_come_in_the_order_of_the_layout(word) -> None:
    styles = [
        one.style.name if hasattr(one, "runs") else "table"
        for one in word.iter_inner_content() if not hasattr(one, "text") or one.text
    ]  # fmt: skip
    assert styles[:4] == ["table", "Plan Report Type", "Plan Report Subject", "Plan Addressee"]
    foot, annex = len(styles) - styles[::-1].index("table") - 1, styles.index("Plan Annex Label")
    assert foot > annex
    assert styles[annex - 2 : annex + 3] == [
        "Body Text", "table", "Plan Annex Label", "Plan Annex Title", "Plan Annex Reference",
    ]  # fmt: skip


def test_text_ends_with_its_mark_and_nothing_else_does(word) -> None:
    texts = [one.text for one in word.paragraphs]
    first = texts.index("Phụ lục I")
    said = [text for text in texts[:first] if text]
    assert said[-1].endswith("./.") and sum("./." in text for text in said) == 1


def test_foot_stands_on_one_page_with_the_end_of_the_text(word) -> None:
    foot = [one for one in word.tables if one.style.name == "Normal Table"][1]
    (row,) = foot.rows
    assert row._tr.trPr.find(qn("w:cantSplit")) is not None
    last = next(one for one in word.paragraphs if one._p is foot._tbl.getprevious())
    assert last.paragraph_format.keep_with_next and last.paragraph_format.keep_together


def test_recipients_stand_level_with_the_signature(word) -> None:
    foot = [one for one in word.tables if one.style.name == "Normal Table"][1]
    left, right = foot.rows[0].cells
    label, *lines = left.paragraphs
    assert label.text == "Nơi nhận:"
    assert lines[0].text == "- Như trên;"
    assert re.fullmatch(r"- Lưu: VT, [A-ZĐ]+\.", lines[-1].text)
    assert all(re.fullmatch(r"- .+;", one.text) for one in lines[:-1])
    assert right.paragraphs[0].style.name == "Plan Signature Post"
    before = {millimetres(cell.paragraphs[0], "spacing", "before") for cell in (left, right)}
    assert before == {4.2}


def test_the_name_leaves_room_for_a_signature(word) -> None:
    name = the(word, "Plan Signature Name")
    assert 18 <= millimetres(name, "spacing", "before") <= 30


@pytest.mark.parametrize(
    ("name", "author", "period"),
    [("agency", "Sở Y tế", "2025"), ("province", "Sở Khoa học và Công nghệ", "2025H1")],
)
def test_the_core_properties_are_the_reports_own(
    request: pytest.FixtureRequest, repo: Workspace, name: str, author: str, period: str
) -> None:
    word = request.getfixturevalue(f"{name}_word")
    properties, subject = word.core_properties, the(word, "Plan Report Subject").text
    assert (properties.title, properties.subject) == (f"BÁO CÁO {subject}", subject)
    assert (properties.author, properties.language) == (author, "vi-VN")
    assert properties.created.date() == load_period(repo, period).document.date
