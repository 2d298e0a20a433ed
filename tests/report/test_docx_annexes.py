"""Annexes and tables of the Word report: Nghị định 30/2020/NĐ-CP, Phụ lục I, row by row."""

import re
from itertools import pairwise

import pytest
from docx.oxml.ns import qn

from plan_monitor.report.widths import count_lines
from tests.report.word_layout import (
    align,
    broken_words,
    data_tables,
    every_paragraph,
    fields,
    look,
    styled,
)


def labels(word) -> list[str]:
    return [one.text for one in styled(word, "Plan Annex Label")]


def text_before_the_annexes(word) -> str:
    texts = [one.text for one in word.paragraphs]
    return "\n".join(texts[: texts.index("Phụ lục I")])


def test_annexes_are_numbered_in_roman_and_each_has_title_and_reference(word) -> None:
    found = labels(word)
    assert found == [f"Phụ lục {n}" for n in ("I", "II", "III", "IV", "V")][: len(found)]
    for style in ("Plan Annex Title", "Plan Annex Reference"):
        assert len(styled(word, style)) == len(found)


def test_reference_names_the_report_in_full(real_word) -> None:
    for one in styled(real_word, "Plan Annex Reference"):
        assert re.fullmatch(
            r"\(Kèm theo Báo cáo số (\d{2,}| {6})/BC-[A-ZĐ]+ "
            r"ngày \d\d tháng \d+ năm \d{4} của .+\)",
            one.text,
        )


def test_each_annex_begins_a_page_and_counts_its_own(word) -> None:
    body, *annexes = word.sections
    assert len(annexes) == len(labels(word))
    assert body._sectPr.find(qn("w:pgNumType")) is None
    for section in annexes:
        assert section.start_type.name == "NEW_PAGE"
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
        assert section.different_first_page_header_footer
        assert section.header.is_linked_to_previous


def test_body_cites_every_annex_by_a_field_that_leads_there(word) -> None:
    places = {
        mark.get(qn("w:name")): "".join(t.text for t in mark.getparent().iter(qn("w:t")))
        for mark in word.element.iter(qn("w:bookmarkStart"))
    }
    assert sorted(places.values()) == sorted(labels(word))
    text = text_before_the_annexes(word)
    cited = [
        (code.split()[1], shown)
        for one in every_paragraph(word)
        for code, shown in fields(one._p) if code.startswith("REF ")
    ]  # fmt: skip
    assert {shown for _, shown in cited} == set(labels(word))
    assert all(places[name] == shown and shown in text for name, shown in cited)


def test_every_table_is_as_wide_as_the_text(word) -> None:
    widths = {True: 252, False: 165}
    is_across = [bool(one.orientation) for one in word.sections]
    section = 0
    for element in word.element.body:
        if element.tag == qn("w:tbl"):
            grid = [int(one.get(qn("w:w"))) for one in element.iter(qn("w:gridCol"))]
            total = int(element.tblPr.find(qn("w:tblW")).get(qn("w:w")))
            assert sum(grid) == pytest.approx(widths[is_across[section]] * 1440 / 25.4, abs=20)
            assert total == pytest.approx(sum(grid), abs=20)
            assert element.tblPr.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"
        section += element.find(f".//{qn('w:sectPr')}") is not None


def test_table_text_is_twelve_points_and_headers_are_bold(word) -> None:
    assert data_tables(word)
    for table in data_tables(word):
        head, *rows = table.rows
        for cell in head.cells:
            assert look(cell.paragraphs[0])[:2] == (12, True)
            assert align(cell.paragraphs[0]) == "center"
        for row in rows[:20]:
            assert all(look(one).size == 12 for cell in row.cells
                       for one in cell.paragraphs if one.text.strip())  # fmt: skip


def test_header_row_is_flagged_and_repeats(word) -> None:
    for table in data_tables(word):
        flags = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None
                 for row in table.rows]  # fmt: skip
        assert flags == [True] + [False] * (len(flags) - 1)
        assert table._tbl.tblPr.find(qn("w:tblLook")).get(qn("w:firstRow")) == "1"


def test_rows_do_not_split_unless_they_fill_most_of_a_page(word) -> None:
    for table in data_tables(word):
        widths = [column.width.mm for column in table.columns]
        for row in table.rows:
            whole = row._tr.trPr is not None and row._tr.trPr.find(qn("w:cantSplit")) is not None
            if len(row._tr.tc_lst) == len(widths):
                cells = zip(row.cells, widths, strict=True)
                assert whole or max(count_lines(c.text, width) for c, width in cells) > 20


def test_a_group_stays_with_its_first_row(small_word) -> None:
    table = data_tables(small_word)[0]
    assert table.rows[1].cells[0].paragraphs[0].paragraph_format.keep_with_next


def test_figures_are_right_aligned_with_a_decimal_comma(word) -> None:
    """All but what an agency wrote, which stands as it was written."""
    seen = 0
    for table in data_tables(word):
        headers = [cell.text for cell in table.rows[0].cells]
        for row in list(table.rows)[1:]:
            for header, cell in zip(headers, row.cells, strict=True):
                if header != "Nguyên văn" and re.fullmatch(r"[+−-]?\d+,\d+", cell.text):
                    assert align(cell.paragraphs[0]) == "right", (header, cell.text)
                    seen += 1
                if align(cell.paragraphs[0]) == "right":
                    assert not re.search(r"\d\.\d{1,2}(?!\d)", cell.text), (header, cell.text)
    assert seen


def test_notes_stay_with_the_end_of_their_table(word) -> None:
    for table in data_tables(word):
        after = table._tbl.getnext()
        if after.find(f"./{qn('w:pPr')}/{qn('w:pStyle')}[@{qn('w:val')}='PlanNote']") is not None:
            last = table.rows[-1]
            assert all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in last.cells)


def test_no_word_is_broken_by_a_narrow_column(word) -> None:
    """The path of a file and one unit (doanh nghiệp/100.000 dân) are longer than any column."""
    for table in data_tables(word):
        assert not {one for one in broken_words(table) if not re.match("(data|nghiệp)/", one)}


def test_neighbouring_tables_stay_two(word) -> None:
    tags = [one.tag for one in word.element.body]
    assert (qn("w:tbl"), qn("w:tbl")) not in list(pairwise(tags))


def test_captions_and_notes_of_a_table_stay_beside_it(word) -> None:
    for one in styled(word, "Plan Table Caption"):
        assert one._p.getnext().tag == qn("w:tbl")
        assert one.style.paragraph_format.keep_with_next
