"""Page, type and text of the Word report: Nghị định 30/2020/NĐ-CP, Phụ lục I, row by row."""

import re

import pytest
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from plan_monitor.report.blocks import paragraph
from plan_monitor.report.document import read_document
from plan_monitor.report.docx import docx_of
from tests.report.test_document import HEAD, notebook_of
from tests.report.word_layout import (
    FONTS,
    Look,
    align,
    every_paragraph,
    fields,
    look,
    millimetres,
    of_paragraph,
    of_run,
    opened,
    styled,
)

TEXT = ("Body Text", "List Paragraph", "Quote")


def test_font_is_times_in_all_four_attributes_and_black(word) -> None:
    for one in every_paragraph(word):
        for run in one.runs:
            fonts = {of_run(run, "rFonts", name) for name in FONTS}
            assert fonts == {"Times New Roman"}, run.text
            assert of_run(run, "color", "val") == "000000"


def test_no_run_has_another_language(word) -> None:
    defaults = word.styles.element.find(f".//{qn('w:rPrDefault')}")
    (language,) = defaults.iter(qn("w:lang"))
    assert language.get(qn("w:val")) == "vi-VN"
    assert list(word.styles.element.iter(qn("w:lang"))) == [language]
    for section in word.sections:
        for part in (word.element, section.header._element, section.first_page_header._element):
            assert not list(part.iter(qn("w:lang")))


def test_text_is_fourteen_points_justified_and_single_spaced(word) -> None:
    found = [one for one in styled(word, *TEXT) if one.text]
    assert found
    for one in found:
        assert {of_run(run, "sz", "val") for run in one.runs} == {"28"}
        assert align(one) == "both"
        assert of_paragraph(one, "spacing", "line") == "240"
        assert of_paragraph(one, "spacing", "lineRule") == "auto"
        assert millimetres(one, "spacing", "after") >= 2.1  # six points


def test_first_line_of_a_paragraph_is_indented(word) -> None:
    for one in styled(word, "Body Text", "Heading 1", "Heading 2", "Heading 3"):
        assert millimetres(one, "ind", "firstLine") == 12.7, one.text
        assert millimetres(one, "ind", "left") == 0


@pytest.mark.parametrize(
    ("style", "pattern", "asked"),
    [
        ("Heading 1", r"[IVX]+\. ", Look(14, True, False, True, "both")),
        ("Heading 2", r"\d+\. ", Look(14, True, False, False, "both")),
        ("Heading 3", r"[abcdđeghiklmn]\) ", Look(14, False, False, False, "both")),
    ],
)
def test_headings_are_numbered_and_set_by_their_level(word, style, pattern, asked) -> None:
    for one in styled(word, style):
        assert re.match(pattern, one.text), one.text
        assert look(one) == asked
        assert of_paragraph(one, "outlineLvl", "val") == str(int(style[-1]) - 1)
        assert one.paragraph_format.keep_with_next or one.style.paragraph_format.keep_with_next


def test_navigation_shows_the_headings_and_the_annexes(word) -> None:
    shown = [one.text for one in word.paragraphs if of_paragraph(one, "outlineLvl", "val")]
    assert shown[0].startswith("I. ") and "Phụ lục I" in shown
    heads = [one.text for one in styled(word, "Heading 1")]
    assert [text.split(".")[0] for text in heads] == ["I", "II", "III", "IV", "V"][: len(heads)]


def test_lists_are_marked_by_a_hyphen_not_by_letters(word) -> None:
    formats = word.part.numbering_part.element.iter(qn("w:numFmt"))
    assert {one.get(qn("w:val")) for one in formats} == {"bullet", "decimal"}


def test_page_is_a4_with_the_margins_of_the_rule(word) -> None:
    for section in word.sections:
        size = (section.page_width.mm, section.page_height.mm)
        assert tuple(map(round, size)) == ((297, 210) if section.orientation else (210, 297))
        assert size == pytest.approx(tuple(map(round, size)), abs=0.02)
        margins = (
            section.top_margin.mm, section.bottom_margin.mm,
            section.left_margin.mm, section.right_margin.mm,
        )  # fmt: skip
        assert margins == pytest.approx((20, 20, 30, 15), abs=0.02)
    assert not word.sections[0].orientation


def test_page_numbers_stand_in_the_top_margin_from_the_second_page(word) -> None:
    body = word.sections[0]
    assert body.different_first_page_header_footer
    assert not fields(body.first_page_header._element)
    assert fields(body.header._element) == [("PAGE", "2")]
    number = body.header.paragraphs[-1]
    assert look(number) == Look(14, False, False, True, "center")
    assert body._sectPr.find(qn("w:pgNumType")) is None  # Arabic, from 1
    lines = sum(int(of_run(one.runs[0], "sz", "val")) / 2 for one in body.header.paragraphs)
    assert body.header_distance.mm + lines * 1.15 * 25.4 / 72 < body.top_margin.mm


def test_a_report_without_sample_data_has_the_number_alone() -> None:
    document = read_document(notebook_of(HEAD.model_copy(update={"sample": None}), "# I. MỤC"))
    section = opened(docx_of(document)).sections[0]
    assert [fields(one._p) for one in section.header.paragraphs] == [[("PAGE", "2")]]
    assert [one.text for one in section.first_page_header.paragraphs] == [""]


def test_the_sample_mark_is_on_every_page(word) -> None:
    for section in word.sections:
        for header in (section.header, section.first_page_header):
            assert header.paragraphs[0].text == "DỮ LIỆU MINH HỌA"


def test_no_empty_paragraph_makes_room(word) -> None:
    """An empty one draws a line, parts two tables, or ends a section after a table."""
    for one in every_paragraph(word):
        is_cell = one.style.name.startswith("Plan Table ")
        if one.text or is_cell or list(one._p.iter(qn("w:drawing"))):
            continue
        before, after = one._p.getprevious(), one._p.getnext()
        has_line = one._p.find(f".//{qn('w:pBdr')}") is not None
        ends_section = one._p.find(f".//{qn('w:sectPr')}") is not None
        parts = before is not None and before.tag == qn("w:tbl")
        assert one.style.name == "Plan Head Line"
        assert has_line or (parts and (ends_section or after.tag == qn("w:tbl")))


def test_what_a_colon_announces_stands_on_the_same_page(word) -> None:
    found = [one for one in styled(word, "Body Text") if one.text.endswith(":")]
    assert found
    assert all(one.paragraph_format.keep_with_next for one in found)


def test_every_picture_has_words_and_stays_within_the_text(word) -> None:
    drawn = list(word.element.iter(qn("wp:inline")))
    assert drawn
    for one in drawn:
        assert one.find(qn("wp:docPr")).get("descr").strip()
        assert {one.get(side) for side in ("distT", "distB", "distL", "distR")} == {"0"}
    assert all(one.width.mm <= 252 for one in word.inline_shapes)


def test_figures_are_captioned_and_numbered_by_fields(word) -> None:
    captions = styled(word, "Caption")
    assert captions
    for number, one in enumerate(captions, start=1):
        assert fields(one._p) == [("SEQ Figure \\* ARABIC", str(number))]
        assert one.text.startswith(f"Biểu đồ {number}. ")
        picture = Paragraph(one._p.getprevious(), one._parent)
        assert list(picture._p.iter(qn("w:drawing"))) and picture.paragraph_format.keep_with_next


def test_an_upper_case_part_is_so_however_it_is_typed() -> None:
    document = read_document(notebook_of("# I. Mục thêm", paragraph("Câu.")))
    (heading,) = styled(opened(docx_of(document)), "Heading 1")
    assert heading.text == "I. Mục thêm" and look(heading).caps


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Nghị quyết số 57-NQ/TW ngày 22/12/2024", 1),
        ("Kế hoạch số 131/KH-UBND, Nghị định số 30/2020/NĐ-CP.", 2),
        ("Chương trình hành động số 35-CTr/TU", 1),
        ("giai đoạn 2025-2030, 5-7 lần, COVID-19, Độc lập - Tự do", 0),
    ],
)
def test_a_number_of_a_document_is_not_broken_at_its_hyphen(text, held) -> None:
    word = opened(docx_of(read_document(notebook_of("# I. MỤC", paragraph(text)))))
    (written,) = styled(word, "Body Text")
    assert written.text == text
    assert len(list(written._p.iter(qn("w:noBreakHyphen")))) == held
