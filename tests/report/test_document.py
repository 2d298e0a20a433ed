"""One notebook, two documents, and nothing disappears."""

import io

import docx
import nbformat
import pytest
from nbconvert.exporters import get_exporter

from plan_monitor.report.blocks import (
    MIME,
    Cell,
    Column,
    Letterhead,
    Row,
    Signature,
    Table,
    paragraph,
    paragraphs,
    read_block,
)
from plan_monitor.report.document import Markdown, read_document
from plan_monitor.report.docx import docx_of
from plan_monitor.report.html import page_of

TABLE = Table(
    columns=(Column(header="Chỉ tiêu", width=100), Column(header="Giá trị", width=30)),
    rows=(
        Row(cells=(Cell(text="Nhóm"),), heading=True),
        Row(cells=(Cell(text="27"), Cell(text="71,5", source="src-1"))),
    ),
)
HEAD = Letterhead(
    parent="UBND TỈNH X", issuer=("SỞ Y TẾ",), number="Số: 01/BC-SYT", kind="BÁO CÁO",
    place_date="X, ngày 01 tháng 6 năm 2025", subject="Kết quả", author="Sở Y tế",
    date="2025-06-01", sample="DỮ LIỆU MINH HỌA",
)  # fmt: skip


def notebook_of(*values):
    notebook = nbformat.v4.new_notebook()
    for value in values:
        if isinstance(value, str):
            notebook.cells.append(nbformat.v4.new_markdown_cell(value))
            continue
        cell = nbformat.v4.new_code_cell("x")
        if isinstance(value, dict):
            cell.outputs = [nbformat.from_dict(value)]
        else:
            data = value._repr_mimebundle_()
            cell.outputs = [nbformat.v4.new_output("execute_result", data=data)]
        notebook.cells.append(cell)
    return notebook


@pytest.mark.parametrize("block", [TABLE, HEAD, paragraph("Câu."), paragraphs(["Một.", "Hai."])])
def test_a_block_survives_the_notebook(block) -> None:
    bundle = block._repr_mimebundle_()
    assert read_block(bundle[MIME]) == block
    assert set(bundle) == {MIME, "text/html", "text/plain"}
    assert bundle["text/plain"]


def test_markdown_and_blocks_come_in_order_and_the_rest_is_listed() -> None:
    analyst = nbformat.v4.new_markdown_cell("chỉ cho người phân tích")
    analyst.metadata["tags"] = ["analyst"]
    notebook = notebook_of(
        "# I. MỤC",
        TABLE,
        {"output_type": "stream", "name": "stdout", "text": "in ra\nmàn hình"},
        {"output_type": "display_data", "data": {"text/html": "<b>x</b>"}, "metadata": {}},
    )
    notebook.cells.append(analyst)
    notebook.cells += notebook_of(TABLE).cells
    notebook.cells[-1].metadata["tags"] = ["analyst"]
    document = read_document(notebook)
    assert document.elements == (Markdown("# I. MỤC"), TABLE)
    assert [(one.cell, one.kind) for one in document.unplaced] == [(3, "stdout"), (4, "text/html")]
    assert document.unplaced[0].excerpt == "in ra màn hình"


MARKDOWN = """# I. MỤC

Đoạn có **chữ đậm**, *chữ nghiêng* và [liên kết](https://example.vn/).

- một
- hai

| Cột A | Cột B |
|---|---|
| a | b |
"""


def test_markdown_reaches_both_documents() -> None:
    document = read_document(notebook_of(HEAD, MARKDOWN, TABLE))
    page = page_of(document)
    assert ">I. MỤC</h2>" in page and "<strong>chữ đậm</strong>" in page
    word = docx.Document(io.BytesIO(docx_of(document)))
    paragraphs_by_style = {p.text: p.style.name for p in word.paragraphs if p.text}
    assert paragraphs_by_style["I. MỤC"] == "Heading 1"
    assert paragraphs_by_style["một"] == "List Paragraph"
    bold = [run.text for p in word.paragraphs for run in p.runs if run.bold]
    assert "chữ đậm" in bold
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert {"Cột A", "b", "71,5", "Nhóm"} <= set(cells)
    assert "https://example.vn/" in "".join(p.text for p in word.paragraphs)


def test_what_an_agency_wrote_is_shown_literally() -> None:
    nasty = '<script>alert(1)</script> & {{ x }} "=1+1"'
    document = read_document(notebook_of(HEAD, paragraph(nasty, "quote")))
    page = page_of(document)
    assert "<script>" not in page and "&lt;script&gt;" in page
    word = docx.Document(io.BytesIO(docx_of(document)))
    assert nasty in [p.text for p in word.paragraphs]


def test_plain_nbconvert_knows_the_exporters() -> None:
    notebook = notebook_of(HEAD, TABLE)
    page, resources = get_exporter("plan_html")().from_notebook_node(notebook)
    assert page.startswith("<!DOCTYPE html>") and resources["output_extension"] == ".html"
    word, resources = get_exporter("plan_docx")().from_notebook_node(notebook)
    assert word.startswith(b"PK") and resources["output_extension"] == ".docx"


def test_the_same_document_gives_the_same_bytes() -> None:
    signature = Signature(recipients=("Như trên", "Lưu: VT"), post="GIÁM ĐỐC", name="(Họ và tên)")
    document = read_document(notebook_of(HEAD, MARKDOWN, TABLE, signature))
    assert docx_of(document) == docx_of(document)
    assert page_of(document) == page_of(document)


def test_the_page_asks_no_other_host() -> None:
    page = page_of(read_document(notebook_of(HEAD, TABLE)))
    assert "<script" not in page and "default-src 'none'" in page
    assert "http://" not in page.replace("http://www.w3.org/", "") and "https://" not in page
    assert '<th scope="col"' in page and 'lang="vi"' in page
