"""The numbers that Word counts by itself are read as it prints them."""

from pathlib import Path

import pytest
from docx.document import Document
from docx.oxml.xmlchemy import BaseOxmlElement

from plan_monitor.plan.source.numbering import format_number
from plan_monitor.report.oxml import make
from tests.support.plan_docx import (
    add_num,
    make_level,
)
from tests.support.word_parts import LIST, numbered, one_cell, paragraph, printed, read

# -- automatic numbers --


@pytest.mark.parametrize(
    ("shape", "number", "text"),
    [
        ("decimal", 12, "12"),
        ("decimalZero", 7, "07"),
        ("decimalZero", 12, "12"),
        ("upperRoman", 4, "IV"),
        ("upperRoman", 1949, "MCMXLIX"),
        ("lowerRoman", 18, "xviii"),
        ("upperLetter", 3, "C"),
        ("lowerLetter", 26, "z"),
        ("lowerLetter", 28, "bb"),
        ("none", 5, ""),
        ("ideographDigital", 5, None),
    ],
)
def test_forms_of_numbers(shape: str, number: int, text: str | None) -> None:
    assert format_number(number, shape) == text


def test_number_stands_before_the_text_or_alone(tmp_path: Path) -> None:
    document = numbered([("decimal", "%1.")])
    texts = (paragraph("một", num=LIST), paragraph(num=LIST), paragraph("không"))
    assert printed(tmp_path, document, texts) == "1. một 2. không"


def test_deeper_levels_begin_anew(tmp_path: Path) -> None:
    document = numbered([("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "%3)")])
    depths = (0, 1, 1, 2, 2, 1, 2, 0, 2, 1)
    texts = [paragraph(num=LIST, depth=depth) for depth in depths]
    # The second a) skips 2.1: Word counts that number as given all the same.
    assert printed(tmp_path, document, texts) == "1. 1.1 1.2 a) b) 1.3 a) 2. a) 2.2"


def level_of(document: Document, depth: int) -> BaseOxmlElement:
    """Return a level of the list LIST."""
    path = f'w:abstractNum[@w:abstractNumId="{LIST}"]/w:lvl[@w:ilvl="{depth}"]'
    (level,) = document.part.numbering_part.element.xpath(path)
    return level


def test_level_that_never_begins_anew(tmp_path: Path) -> None:
    document = numbered([("upperRoman", "%1"), ("decimal", "%2.")])
    level_of(document, 1).insert(2, make("lvlRestart", val=0))
    texts = [paragraph(num=LIST, depth=depth) for depth in (0, 1, 1, 0, 1)]
    assert printed(tmp_path, document, texts) == "I 1. 2. II 3."


@pytest.mark.parametrize(("legal", "expected"), [(False, "I I.a I.b"), (True, "I 1.1 1.2")])
def test_legal_numbers(tmp_path: Path, legal: bool, expected: str) -> None:
    document = numbered([("upperRoman", "%1"), ("lowerLetter", "%1.%2")])
    if legal:
        level_of(document, 1).insert(2, make("isLgl"))
    texts = [paragraph(num=LIST, depth=depth) for depth in (0, 1, 1)]
    assert printed(tmp_path, document, texts) == expected


def test_lists_count_apart_and_nums_of_one_list_together(tmp_path: Path) -> None:
    document = numbered([("decimal", "%1.")], [("upperLetter", "%1)")])
    add_num(document, 970, LIST)
    add_num(document, 971, LIST, start_at=5)
    nums = (LIST, LIST + 1, LIST, 970, LIST + 1, 971, 971, LIST)
    texts = [paragraph(num=num) for num in nums]
    assert printed(tmp_path, document, texts) == "1. A) 2. 3. B) 5. 6. 7."


def test_start_other_than_one(tmp_path: Path) -> None:
    document = numbered([("decimal", "%1.")], start=11)
    assert printed(tmp_path, document, [paragraph(num=LIST)]) == "11."


def test_level_that_a_num_redefines(tmp_path: Path) -> None:
    document = numbered([("decimal", "%1.")])
    add_num(document, 970, LIST, start_at=1)
    num = document.part.numbering_part.element.num_having_numId(970)
    num[-1].append(make_level(0, "upperRoman", "Mục %1"))
    texts = [paragraph(num=num) for num in (LIST, LIST, 970, 970)]
    assert printed(tmp_path, document, texts) == "1. 2. Mục I Mục II"


def test_bullets_are_hyphens(tmp_path: Path) -> None:
    document = numbered([("bullet", "\uf0b7")])
    assert printed(tmp_path, document, [paragraph("ý", num=LIST)]) == "- ý"


def test_num_zero_takes_the_number_of_a_style_away(tmp_path: Path) -> None:
    document = numbered([("decimal", "%1.")])
    number_style(document, "STT", depth=None)
    texts = [styled("STT"), styled("STT", num=0), styled("STT")]
    assert printed(tmp_path, document, texts) == "1. · 2."


def test_numbers_through_styles(tmp_path: Path) -> None:
    document = numbered([("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "%3)")])
    number_style(document, "Cap1", depth=None)
    number_style(document, "Cap2", depth=1)
    number_style(document, "Cap3", depth=0)
    # The level that a style is linked to comes before the one that the style names.
    level_of(document, 2).insert(2, make("pStyle", val="Cap3"))
    heir = document.styles.add_style("Con", 1)
    heir.base_style = document.styles["Cap2"]
    texts = [styled(name) for name in ("Cap1", "Cap2", "Con", "Cap3", "Cap1", "Con")]
    assert printed(tmp_path, document, texts) == "1. 1.1 1.2 a) 2. 2.1"


def number_style(document: Document, name: str, depth: int | None) -> None:
    style = document.styles.add_style(name, 1)
    properties = paragraph(num=LIST, depth=depth)[0]
    style.element.append(properties)


def styled(name: str, num: int | None = None) -> BaseOxmlElement:
    element = paragraph(num=num)
    if num is None:
        element.insert(0, make("pPr"))
    element[0].insert(0, make("pStyle", val=name))
    return element


def test_number_through_the_default_style(tmp_path: Path) -> None:
    document = numbered([("decimal", "%1.")])
    document.styles["Normal"].element.append(paragraph(num=LIST)[0])
    assert printed(tmp_path, document, [paragraph("a"), paragraph("b")]) == "1. a 2. b"


def test_list_through_a_numbering_style(tmp_path: Path) -> None:
    document = numbered([("decimal", "%1.")], [])
    style = document.styles.add_style("DanhSach", 4)
    style.element.append(paragraph(num=LIST, depth=None)[0])
    path = f'w:abstractNum[@w:abstractNumId="{LIST + 1}"]'
    (link,) = document.part.numbering_part.element.xpath(path)
    link.append(make("numStyleLink", val="DanhSach"))
    texts = [paragraph(num=LIST), paragraph(num=LIST + 1)]
    assert printed(tmp_path, document, texts) == "1. 2."


def test_numbers_count_through_the_whole_document(tmp_path: Path) -> None:
    document = numbered([("decimal", "%1.")])
    blocks = (
        paragraph("ngoài bảng", num=LIST),
        one_cell(paragraph(num=LIST)),
        one_cell(paragraph(num=LIST)),
    )
    source = read(tmp_path, *blocks, document=document)
    assert [grid.rows for grid in source.grids] == [(("2.",),), (("3.",),)]


def test_number_below_none_is_a_doubt(tmp_path: Path) -> None:
    document = numbered([("decimal", "%1."), ("decimal", "%1.%2")])
    source = read(tmp_path, one_cell(paragraph(num=LIST, depth=1)), document=document)
    assert source.grids[0].rows == (("1.1",),)
    assert source.doubts == (
        "Bảng 1, hàng 1, cột 1: số tự động cấp dưới đứng trước số cấp trên, cần xem lại",
    )


def test_unknown_form_of_numbers_is_a_doubt(tmp_path: Path) -> None:
    document = numbered([("ideographDigital", "%1.")])
    source = read(tmp_path, one_cell(paragraph(num=LIST)), document=document)
    assert source.grids[0].rows == (("1.",),)
    assert source.doubts == (
        "Bảng 1, hàng 1, cột 1: kiểu đánh số “ideographDigital” chưa đọc được, "
        "đã ghi bằng chữ số thường",
    )
