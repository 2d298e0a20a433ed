"""What an analyst adds to a report notebook: tables, charts, pictures, lists, links."""

import base64
import datetime as dt
import io

import docx
import nbformat
import numpy as np
import pandas as pd
import pytest
from docx.oxml.ns import qn
from lxml import html
from matplotlib.figure import Figure as Chart

from plan_monitor.report.blocks import MIME, Figure, Group, Paragraph, Table
from plan_monitor.report.display import show_as_blocks
from plan_monitor.report.document import read_document
from plan_monitor.report.docx import docx_of
from plan_monitor.report.frames import frame_block, series_block
from plan_monitor.report.html import page_of
from plan_monitor.report.pictures import chart_block
from tests.report.test_document import HEAD, notebook_of


def rows_of(block) -> list[list[str]]:
    headers = [column.header for column in block.columns]
    return [headers, *([cell.text for cell in row.cells] for row in block.rows)]


def both(*values, **attachments):
    """Return page and Word document of a notebook with these cells."""
    notebook = notebook_of(HEAD, *values)
    if attachments:
        notebook.cells[-1]["attachments"] = attachments["attachments"]
    document = read_document(notebook)
    word = docx.Document(io.BytesIO(docx_of(document)))
    return html.fromstring(page_of(document)), word, document


def word_text(word) -> str:
    return "\n".join(paragraph.text for paragraph in word.paragraphs)


def drawn(title: str = "Tiêu đề") -> Chart:
    chart = Chart()
    axes = chart.subplots()
    axes.plot([0, 1], [0.5, 1.5], label="Thực hiện")
    axes.set(title=title, xlabel="Năm", ylabel="Tỷ lệ (%)")
    axes.legend()
    return chart


PNG = chart_block(drawn(), "x").png


def test_a_frame_is_printed_as_the_report_prints_its_own_tables() -> None:
    frame = pd.DataFrame({
        "Cơ quan": ["Sở Y tế", None],
        "Số liệu": [1234.5, np.nan],
        "Số đơn vị": [12000, 3],
        "Năm": [2024, 2025],
        "Đạt": [True, False],
        "Ngày": [pd.Timestamp("2025-05-31"), pd.NaT],
        "Giờ": [dt.datetime(2025, 5, 31, 9, 5), None],
        "Lệch": [-0.5, 0.25],
    })  # fmt: skip
    table = frame_block(frame)
    assert rows_of(table) == [
        list(frame.columns),
        ["Sở Y tế", "1.234,5", "12.000", "2024", "có", "31/05/2025", "31/05/2025 09:05", "−0,50"],
        ["–", "–", "3", "2025", "không", "–", "–", "0,25"],
    ]
    aligns = [column.align for column in table.columns]
    assert aligns == ["left", "right", "right", "left", "left", "left", "left", "right"]


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (pd.DataFrame({"a": [1, 2]}), [["a"], ["1"], ["2"]]),
        (pd.DataFrame({"a": [1, 2]}, index=["x", "y"]), [["", "a"], ["x", "1"], ["y", "2"]]),
        (
            pd.DataFrame({"a": [1]}, index=pd.RangeIndex(2025, 2026)),
            [["", "a"], ["2025", "1"]],
        ),
        (
            pd.DataFrame({"a": [1]}, index=pd.Index([0], name="Bậc")),
            [["Bậc", "a"], ["0", "1"]],
        ),
        (
            pd.DataFrame({"Mã": ["x", "x"], "Năm": [2024, 2025], "v": [1.5, np.inf]})
            .pivot(index="Mã", columns="Năm", values="v"),
            [["Mã / Năm", "2024", "2025"], ["x", "1,5", "∞"]],
        ),
        (
            pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("A", "x"), ("A", "")])),
            [["A – x", "A"], ["1", "2"]],
        ),
        (
            pd.DataFrame({"v": [0.00001]}, index=pd.MultiIndex.from_tuples([("I", 1)])),
            [["", "", "v"], ["I", "1", "1,00e−05"]],
        ),
        (pd.DataFrame({"a": []}), [["a"]]),
    ],
)  # fmt: skip
def test_the_index_stands_in_the_table_unless_it_only_counts(frame, expected) -> None:
    assert rows_of(frame_block(frame)) == expected


def test_a_series_and_frames_without_rows_or_columns() -> None:
    counts = pd.Series([3], index=pd.Index(["đạt"], name="Tình trạng"))
    assert rows_of(series_block(counts)) == [["Tình trạng", "Giá trị"], ["đạt", "3"]]
    assert frame_block(pd.DataFrame({"a": []})).notes == ("Bảng không có dòng nào.",)
    assert isinstance(frame_block(pd.DataFrame()), Paragraph)


def test_a_frame_too_wide_for_a_page_becomes_several_tables_with_the_same_index() -> None:
    frame = pd.DataFrame([[1] * 30], columns=[f"c{n}" for n in range(30)], index=["x"])
    found = frame_block(frame)
    assert isinstance(found, Group)
    parts = [rows_of(part)[0] for part in found.blocks]
    assert [part[0] for part in parts] == [""] * len(parts)
    assert [name for part in parts for name in part[1:]] == list(frame.columns)
    assert all(sum(c.width for c in part.columns) == pytest.approx(165, abs=1)
               and min(c.width for c in part.columns) >= 12 for part in found.blocks)  # fmt: skip


def test_a_caption_travels_with_the_frame() -> None:
    frame = pd.DataFrame({"a": [1]})
    frame.attrs["caption"] = "Bảng riêng"
    assert frame_block(frame).caption == "Bảng riêng"


def test_a_chart_is_described_by_its_own_words_and_drawn_the_same_twice() -> None:
    block = chart_block(drawn(), "own7")
    assert block.alternative == (
        "Biểu đồ: Tiêu đề; trục ngang: Năm; trục đứng: Tỷ lệ (%); chú giải: Thực hiện."
    )
    assert block == chart_block(drawn(), "own7")
    assert ">0,2<" in block.svg and ">0.2<" not in block.svg and 'id="own7-' in block.svg
    assert chart_block(Chart(), "x").alternative == "Biểu đồ."


def test_outside_a_notebook_nothing_is_registered() -> None:
    show_as_blocks()


def test_a_chart_and_a_picture_reach_both_documents() -> None:
    picture = {
        "output_type": "display_data",
        "data": {"image/png": PNG, "text/plain": "<Figure size 640x480 with 1 Axes>"},
        "metadata": {"image/png": {"alt": "Ảnh chụp"}},
    }
    page, word, document = both(chart_block(drawn(), "own1"), picture)
    assert not document.unplaced
    assert page.xpath("//figure//*[@role='img']/title/text()")[0].startswith("Biểu đồ: Tiêu đề")
    assert page.xpath("//figure/img/@alt") == ["Ảnh chụp"]
    assert page.xpath("//figure/img/@src")[0].startswith("data:image/png;base64,")
    told = [one.get("descr") for one in word.element.iter(qn("wp:docPr"))]
    assert told[0].startswith("Biểu đồ: Tiêu đề") and told[1] == "Ảnh chụp"
    assert len(word.inline_shapes) == 2
    assert all(0 < shape.width.mm <= 165 for shape in word.inline_shapes)


def test_a_chart_shown_twice_by_one_cell_stands_once_and_its_calls_are_no_loss() -> None:
    notebook = notebook_of(HEAD)
    cell = nbformat.v4.new_code_cell("x")
    data = chart_block(drawn(), "own1")._repr_mimebundle_()
    artist = {"text/plain": "[<matplotlib.lines.Line2D>]"}
    cell.outputs = [
        nbformat.v4.new_output("execute_result", data=artist),
        nbformat.v4.new_output("execute_result", data=data),
        nbformat.v4.new_output("display_data", data=data),
    ]
    notebook.cells.append(cell)
    document = read_document(notebook)
    assert [type(one) for one in document.elements[1:]] == [Figure]
    assert not document.unplaced


LISTS = """- gạch một
  - gạch trong
    1. số trong cùng
- gạch hai

3. số ba
4. số bốn

   đoạn dưới số bốn

1. bắt đầu lại
"""


def numbering(word, paragraph) -> tuple[str, int, str] | None:
    """Return mark format, level and first number of a paragraph's list."""
    properties = paragraph._p.pPr.numPr
    if properties is None:
        return None
    definitions = word.part.numbering_part.element
    num = definitions.num_having_numId(properties.numId.val)
    abstract = definitions.findall(qn("w:abstractNum"))[num.abstractNumId.val]
    level = abstract.findall(qn("w:lvl"))[properties.ilvl.val]
    start = num.find(f".//{qn('w:startOverride')}")
    first = "" if start is None else start.get(qn("w:val"))
    return level.find(qn("w:numFmt")).get(qn("w:val")), properties.ilvl.val, first


def test_lists_are_lists_in_both_documents() -> None:
    page, word, _ = both(LISTS)
    assert [one.text.strip() for one in page.xpath("//main//ul/li")] == [
        "gạch một", "gạch trong", "gạch hai",
    ]  # fmt: skip
    assert page.xpath("//main//ul//ul//ol/li/text()") == ["số trong cùng"]
    found = {p.text: numbering(word, p) for p in word.paragraphs if p.style.name.startswith("List")}
    assert found == {
        "gạch một": ("bullet", 0, ""),
        "gạch trong": ("bullet", 1, ""),
        "số trong cùng": ("decimal", 2, "1"),
        "gạch hai": ("bullet", 0, ""),
        "số ba": ("decimal", 0, "3"),
        "số bốn": ("decimal", 0, "3"),
        "đoạn dưới số bốn": None,
        "bắt đầu lại": ("decimal", 0, "3"),
    }


def test_links_keep_text_and_address() -> None:
    text = (
        "[Cổng](https://example.vn/kế-hoạch) <https://b.example.vn> [thư](mailto:a@example.vn) "
        "[xấu](javascript:alert(1)) [hỏng](http://[)"
    )
    page, word, _ = both(text)
    assert page.xpath("//main//a/@href")[0] == "https://example.vn/k%E1%BA%BF-ho%E1%BA%A1ch"
    links = word.element.findall(f".//{qn('w:hyperlink')}")
    targets = [word.part.rels[link.get(qn("r:id"))].target_ref for link in links]
    assert targets == [
        "https://example.vn/k%E1%BA%BF-ho%E1%BA%A1ch",
        "https://b.example.vn",
        "mailto:a@example.vn",
    ]
    printed = word_text(word)
    assert "Cổng (https://example.vn/kế-hoạch) https://b.example.vn thư (mailto:" in printed
    assert "xấu (javascript:alert(1))" in printed
    assert not page.xpath("//a[starts-with(@href, 'javascript')]")


def test_a_markdown_table_keeps_its_words_links_and_sides_and_repeats_its_header() -> None:
    page, word, _ = both("| Cột **A** | B |\n|:--|--:|\n| [ô](https://o.example.vn) | 1,5 |")
    assert page.xpath("//div[@class='pm-table']//td//a/text()") == ["ô"]
    assert page.xpath("//th/@scope") == ["col", "col"]
    table = word.tables[-1]
    texts = [[cell.text for cell in row.cells] for row in table.rows]
    assert texts == [["Cột A", "B"], ["ô (https://o.example.vn)", "1,5"]]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1].cells[1].paragraphs[0].alignment == 2


LITERAL = "<div>\n<b>khối thô</b>\n</div>\n\nvà <i>trong dòng</i> <!-- ghi chú -->"


def test_raw_html_in_markdown_is_shown_as_it_is_written() -> None:
    page, word, _ = both(LITERAL)
    shown = page.xpath("string(//main)")
    for text in ("<b>khối thô</b>", "<i>trong dòng</i>", "<!-- ghi chú -->"):
        assert text in shown and text in word_text(word)


def test_quotes_code_and_rules_lose_no_word() -> None:
    text = "> lời trích\n>\n> - trong trích\n\n---\n\n```\nmã khối\n```\n\n`mã` ~~gạch~~\\\nxuống"
    page, word, _ = both(text)
    for words in ("lời trích", "trong trích", "mã khối", "mã", "gạch", "xuống"):
        assert words in page.xpath("string(//main)") and words in word_text(word)
    assert "lời trích" in [p.text for p in word.paragraphs if p.style.name == "Quote"]


def test_a_pasted_picture_is_shown_and_one_that_lies_elsewhere_is_named() -> None:
    pasted = {"a.png": {"image/png": PNG}}
    page, word, document = both(
        "![pasted](attachment:a.png) ![far](https://example.vn/x.png)", attachments=pasted
    )
    assert page.xpath("//img/@alt") == ["pasted"]
    assert [one.get("descr") for one in word.element.iter(qn("wp:docPr"))] == ["pasted"]
    assert "far (https://example.vn/x.png)" in word_text(word)
    assert "far (https://example.vn/x.png)" in page.xpath("string(//main)")
    assert [one.kind for one in document.unplaced] == ["image"]


@pytest.mark.parametrize(
    ("output", "kind", "excerpt"),
    [
        ({"output_type": "stream", "name": "stderr", "text": "cảnh báo"}, "stderr", "cảnh báo"),
        ({"data": {"text/html": "<b>x</b>", "text/plain": "HTML"}}, "text/html", "<b>x</b>"),
        ({"data": {"text/plain": "5"}}, "text/plain", "5"),
        ({"data": {"text/latex": "$x$", "text/plain": "Math"}}, "text/latex", "$x$"),
        ({"data": {"image/svg+xml": "<svg/>", "text/plain": "SVG"}}, "image/svg+xml", "SVG"),
        ({"data": {"image/png": "AAAA", "text/plain": "hỏng"}}, "image/png", "hỏng"),
        (
            {"data": {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "IntSlider()"}},
            "application/vnd.jupyter.widget-view+json",
            "IntSlider()",
        ),
    ],
)
def test_what_no_document_can_hold_is_named(output, kind, excerpt) -> None:
    output = {"output_type": "display_data", "metadata": {}} | output
    if output["output_type"] == "stream":
        del output["metadata"]
    _, _, document = both(output)
    [one] = document.unplaced
    assert (one.cell, one.kind, one.excerpt) == (2, kind, excerpt)
    assert str(one) == f"ô 2: {kind} “{excerpt}”"


def test_cells_are_counted_as_in_the_notebook_that_is_edited() -> None:
    notebook = notebook_of(HEAD, {"output_type": "stream", "name": "stdout", "text": "in"})
    injected = nbformat.v4.new_code_cell("x = 1")
    injected.metadata["tags"] = ["injected-parameters"]
    notebook.cells.insert(1, injected)
    notebook.cells.append(nbformat.v4.new_raw_cell("ô thô"))
    assert [(one.cell, one.kind) for one in read_document(notebook).unplaced] == [
        (2, "stdout"),
        (3, "raw"),
    ]


def test_signs_that_xml_cannot_hold_are_marked_not_fatal() -> None:
    frame = frame_block(pd.DataFrame({"a": ["x\x0by"]}))
    page, word, _ = both("chữ\x01 \ud800cuối", frame)
    assert "chữ� �cuối" in word_text(word) and "chữ� �cuối" in page.xpath("string(//main)")
    assert word.tables[-1].rows[1].cells[0].text == "x�y"


def test_a_shown_markdown_object_is_markdown() -> None:
    data = {"text/markdown": "**đậm từ mã**", "text/plain": "<Markdown>"}
    page, word, _ = both({"output_type": "display_data", "data": data, "metadata": {}})
    assert page.xpath("//strong/text()") == ["đậm từ mã"]
    assert "đậm từ mã" in word_text(word)


def test_a_frame_survives_the_notebook() -> None:
    block = frame_block(pd.DataFrame({"a": [1]}))
    assert isinstance(block, Table)
    page, word, _ = both(block)
    assert block._repr_mimebundle_()[MIME]["type"] == "table"
    assert page.xpath("//td/text()") == ["1"]
    assert word.tables[-1].rows[1].cells[0].text == "1"
    assert base64.b64decode(PNG).startswith(b"\x89PNG")
