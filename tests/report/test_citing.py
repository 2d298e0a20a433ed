"""Citations of annexes and the numbers of figures: the same in both documents, and they lead."""

import base64
import io

import docx
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from plan_monitor.report.blocks import Annex, Figure, paragraph
from plan_monitor.report.citing import anchor, cited
from plan_monitor.report.document import Document, Markdown
from plan_monitor.report.docx import docx_of
from plan_monitor.report.html import page_of

PIXEL = base64.b64encode(
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
).decode()
LABELS = ("Phụ lục I", "Phụ lục II", "Phụ lục III")


def document() -> Document:
    def figure(caption: str) -> Figure:
        return Figure(caption=caption, alternative="a", svg="", png=PIXEL, width=30)

    annexes = [
        Annex(label=label, title="BẢNG", reference="(kèm)", landscape=True) for label in LABELS[:2]
    ]
    said = "Chi tiết tại Phụ lục I và Phụ lục II; Phụ lục III không có."
    return Document(
        (Markdown("# I. MỞ ĐẦU"), paragraph(said), figure("Một"), figure(""), figure("Hai"),
         *annexes, paragraph("hết"))
    )  # fmt: skip


def test_citations_are_fields_that_refer_to_the_annex() -> None:
    word = docx.Document(io.BytesIO(docx_of(document())))
    codes = [one.text.strip() for one in word.element.iter(qn("w:instrText"))]
    assert [one for one in codes if one.startswith("REF")] == [
        "REF phu_luc_i \\h", "REF phu_luc_ii \\h",
    ]  # fmt: skip
    marks = [one.get(qn("w:name")) for one in word.element.iter(qn("w:bookmarkStart"))]
    assert marks == ["phu_luc_i", "phu_luc_ii"]
    assert "Chi tiết tại Phụ lục I và Phụ lục II; Phụ lục III không có." in [
        one.text for one in word.paragraphs
    ]


def test_captioned_figures_are_numbered_through_by_fields() -> None:
    word = docx.Document(io.BytesIO(docx_of(document())))
    captions = [one for one in word.paragraphs if one.style.name.casefold() == "caption"]
    assert [one.text for one in captions] == ["Biểu đồ 1. Một", "Biểu đồ 2. Hai"]
    codes = [one.text.strip() for one in word.element.iter(qn("w:instrText"))]
    assert codes.count("SEQ Figure \\* ARABIC") == 2


def test_the_page_has_the_same_numbers_and_links_and_a_list_of_contents() -> None:
    page = html.fromstring(page_of(document()))
    assert page.xpath("//figcaption/text()") == ["Biểu đồ 1. Một", "Biểu đồ 2. Hai"]
    assert page.xpath("//p/a/@href") == ["#phu_luc_i", "#phu_luc_ii"]
    assert page.xpath("//nav//a/text()") == ["I. MỞ ĐẦU", "Phụ lục I. BẢNG", "Phụ lục II. BẢNG"]
    for place in page.xpath("//a/@href"):
        assert len(page.xpath(f"//*[@id='{place[1:]}']")) == 1


@given(st.text(), st.lists(st.sampled_from(LABELS)))
def test_no_letter_of_a_text_is_lost(text: str, labels: list[str]) -> None:
    mixed = text.join(labels)
    parts = list(cited(mixed, LABELS))
    assert "".join(part for part, _ in parts) == mixed
    assert all(part == label for part, label in parts if label)
    assert anchor("Phụ lục III") == "phu_luc_iii"
