"""The Word layout of Nghị định 30/2020/NĐ-CP, looked up in the XML."""

import io

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from plan_monitor.report.blocks import Annex, Cell, Column, Row, Signature, Table, paragraph
from plan_monitor.report.document import read_document
from plan_monitor.report.docx import docx_of
from tests.report.test_document import HEAD, notebook_of

LONG = Table(
    columns=(Column(header="TT", width=20), Column(header="Giá trị", width=40, align="right")),
    rows=tuple(Row(cells=(Cell(text=str(n)), Cell(text="1,5"))) for n in range(100)),
)


@pytest.fixture(scope="module")
def word():
    signature = Signature(recipients=("Như trên", "Lưu: VT"), post="GIÁM ĐỐC", name="(Họ và tên)")
    annex = Annex(label="Phụ lục I", title="BẢNG", reference="(Kèm theo)", landscape=True)
    document = read_document(
        notebook_of(HEAD, paragraph("Câu."), "# I. MỤC", signature, annex, LONG)
    )
    return docx.Document(io.BytesIO(docx_of(document)))


def millimetres(section) -> tuple:
    return tuple(
        round(length.mm)
        for length in (
            section.page_width, section.page_height, section.top_margin, section.bottom_margin,
            section.left_margin, section.right_margin,
        )
    )  # fmt: skip


def test_page_and_margins(word) -> None:
    body, annex = word.sections
    assert millimetres(body) == (210, 297, 20, 20, 30, 15)
    assert millimetres(annex)[:2] == (297, 210)
    assert annex.orientation == 1


def test_font_in_all_four_attributes_of_every_style(word) -> None:
    styles = word.styles.element
    defaults = styles.find(f".//{qn('w:docDefaults')}//{qn('w:rFonts')}")
    fonts = [defaults, *styles.iter(qn("w:rFonts"))]
    assert len(fonts) >= 2
    for font in fonts:
        for name in ("ascii", "hAnsi", "eastAsia", "cs"):
            assert font.get(qn(f"w:{name}")) == "Times New Roman"
    assert not list(word.element.iter(qn("w:rFonts")))


def test_sizes(word) -> None:
    sizes = {
        "Plan Head Bold": 13, "Plan Head Motto": 14, "Plan Head Place": 13, "Plan Report Type": 14,
        "Plan Table Text": 12, "Plan Recipient": 11, "Plan Recipients Label": 12,
        "Plan Signature Post": 14, "Plan Annex Label": 14,
    }  # fmt: skip
    for name, size in sizes.items():
        assert word.styles[name].font.size == Pt(size), name
    body = word.styles["Body Text"].paragraph_format
    assert (body.first_line_indent, body.space_after) == (Mm(12.7), Pt(6))


def test_head_has_two_columns_of_65_and_100_millimetres(word) -> None:
    head = word.tables[0]
    assert [round(column.width.mm) for column in head.columns] == [65, 100]
    left, right = head.rows[0].cells
    assert [p.text for p in left.paragraphs if p.text] == ["UBND TỈNH X", "SỞ Y TẾ"]
    assert [p.text for p in right.paragraphs if p.text] == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ]
    assert [cell.text for cell in head.rows[1].cells] == [HEAD.number, HEAD.place_date]
    assert len(list(head._tbl.iter(qn("w:pBdr")))) == 2


def test_page_numbers_on_top_from_the_second_page_restarting_in_the_annex(word) -> None:
    body, annex = word.sections
    assert body.different_first_page_header_footer and annex.different_first_page_header_footer
    codes = [code.text.strip() for code in body.header._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE"]
    assert not list(body.first_page_header._element.iter(qn("w:instrText")))
    assert annex._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    assert body._sectPr.find(qn("w:pgNumType")) is None


def test_the_sample_mark_is_on_every_page(word) -> None:
    for section in word.sections:
        for header in (section.header, section.first_page_header):
            assert header.paragraphs[0].text == "DỮ LIỆU MINH HỌA"


def test_tables_repeat_their_header_and_keep_rows_whole(word) -> None:
    table = word.tables[-1]
    rows = list(table.rows)
    assert len(rows) == 101
    assert rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)
    assert rows[1].cells[1].paragraphs[0].alignment == 2  # right


def test_core_properties_are_the_reports_own(word) -> None:
    properties = word.core_properties
    assert (properties.author, properties.title) == ("Sở Y tế", "BÁO CÁO Kết quả")
    assert properties.created.date().isoformat() == "2025-06-01"
