"""What an analyst adds to notebook 03 is in both documents, for an agency with nothing to report.

The agency monitors no indicator, reported no task and sent nothing but a long narrative.
"""

import io
import subprocess
from pathlib import Path

import docx
import nbformat
import pytest
from docx.oxml.ns import qn
from lxml import html
from openpyxl import load_workbook

from plan_monitor.intake.form import save_workbook
from plan_monitor.workspace import Workspace
from tests.intake.helpers import receive
from tests.support.reports import run, word_cells, word_text

pytestmark = pytest.mark.full

AGENCY = "TTT"
NARRATIVE = "Nội dung dài. " * 300
MARKDOWN = """Đoạn có **chữ đậm**, *chữ nghiêng* và [Cổng tin](https://example.vn/tin).

- gạch một
  1. số trong

| Cột riêng |
|---|
| ô riêng |

<b>chữ thô</b>
"""
CELLS = (
    "import pandas as pd\n"
    "pd.DataFrame({'Cơ quan': ['Thanh tra', None], 'Số liệu': [1234.5, None]}, ['A', 'B'])",
    "import matplotlib.pyplot as plt\n"
    "plt.plot([0, 1], [0.5, 1.5])\nplt.title('Biểu đồ bằng pyplot')",
    "from matplotlib.figure import Figure\n"
    "chart = Figure()\nchart.subplots().set_title('Hình trần')\nchart",
    "import base64, io\nfrom IPython.display import HTML, Image\n"
    "buffer = io.BytesIO()\nchart.savefig(buffer)\nImage(buffer.getvalue(), alt='Ảnh có lời')",
    "print('in ra màn hình')",
    "import sys\nprint('ra dòng lỗi', file=sys.stderr)",
    "HTML('<b>html thô</b>')",
    "display({'application/vnd.jupyter.widget-view+json': {'model_id': 'x'},"
    " 'text/plain': 'Thanh trượt'}, raw=True)",
    "object()",
)


def add_cells(path: Path) -> int:
    """Put the cells above before part V and return the number of the first of them."""
    notebook = nbformat.read(path, as_version=4)
    own = [
        nbformat.v4.new_markdown_cell(MARKDOWN),
        *(nbformat.v4.new_code_cell(one) for one in CELLS),
    ]
    for number, cell in enumerate(own):
        cell["id"] = f"own-{number}"
    place = next(n for n, cell in enumerate(notebook.cells) if cell.source.startswith("# V. "))
    notebook.cells[place:place] = own
    nbformat.write(notebook, path)
    return place + 1


def write_narrative(path: Path) -> bytes:
    """Return the form at `path` with the first question answered at length, and nothing else."""
    workbook = load_workbook(path)
    answer = next(
        sheet.cell(row.row + 1, row.column)
        for sheet in workbook.worksheets
        for cells in sheet.iter_rows()
        for row in cells
        if row.value == "Ý kiến của cơ quan"
    )
    answer.value = NARRATIVE
    return save_workbook(workbook)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, repo: Workspace):
    workspace = Workspace(tmp_path_factory.mktemp("own") / "office")
    assert run(repo, "init", str(workspace.root)).returncode == 0
    assert run(workspace, "templates", "2025H1").returncode == 0
    name = f"{AGENCY}_2025H1.xlsx"
    receive(workspace, write_narrative(workspace.forms("2025H1") / name), name)
    first = add_cells(workspace.notebooks / "03_agency_report.ipynb")
    result = run(workspace, "report", "2025H1", "--agency", AGENCY)
    assert result.returncode == 0, result.stdout + result.stderr
    return workspace.agency_report("2025H1", AGENCY), first, result


def test_words_lists_links_and_tables_are_in_both_documents(made) -> None:
    folder, _, _ = made
    page = html.fromstring((folder / "report.html").read_bytes().decode("utf-8"))
    shown, printed = page.xpath("string(//main)"), word_text(folder / "report.docx")
    for words in ("chữ đậm", "chữ nghiêng", "Cổng tin", "gạch một", "số trong", "<b>chữ thô</b>"):
        assert words in shown and words in printed, words
    assert "Cổng tin (https://example.vn/tin)" in printed
    assert page.xpath("//main//a[text()='Cổng tin']/@href") == ["https://example.vn/tin"]
    word = docx.Document(io.BytesIO((folder / "report.docx").read_bytes()))
    items = [p for p in word.paragraphs if p.text in {"gạch một", "số trong"}]
    assert [p._p.pPr.numPr.ilvl.val for p in items] == [0, 1]
    rows = word_cells(folder / "report.docx")
    pages = [[cell.text_content().strip() for cell in row.iter("td", "th")]
             for row in page.iter("tr")]  # fmt: skip
    for row in (["Cột riêng"], ["ô riêng"], ["", "Cơ quan", "Số liệu"],
                ["A", "Thanh tra", "1.234,5"], ["B", "–", "–"]):  # fmt: skip
        assert row in rows and row in pages, row
    own = next(one for one in word.tables if one.rows[0].cells[-1].text == "Số liệu")
    assert own.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_charts_and_pictures_are_in_both_documents_with_their_words(made) -> None:
    folder, _, _ = made
    page = html.fromstring((folder / "report.html").read_bytes().decode("utf-8"))
    word = docx.Document(io.BytesIO((folder / "report.docx").read_bytes()))
    wanted = ["Biểu đồ: Biểu đồ bằng pyplot.", "Biểu đồ: Hình trần.", "Ảnh có lời"]
    shown = page.xpath(
        "//figure//*[@role='img']/*[self::desc or self::title[not(../desc)]]/text()"
        " | //figure/img/@alt"
    )
    timeline, *own = shown
    assert own == wanted and "nhiệm vụ quá hạn" in timeline
    assert [one.get("descr") for one in word.element.iter(qn("wp:docPr"))] == shown
    assert len(page.xpath("//figure//*[local-name()='svg']")) == 3


def test_the_summary_names_what_no_document_can_hold_and_nothing_else(made) -> None:
    _, first, result = made
    lines = [
        line.removeprefix("Không đưa được vào văn bản: ")
        for line in result.stdout.splitlines()
        if line.startswith("Không đưa được")
    ]
    place = f"03_agency_report {AGENCY}, ô"
    assert lines == [
        f"{place} {first + 5}: stdout “in ra màn hình”",
        f"{place} {first + 6}: stderr “ra dòng lỗi”",
        f"{place} {first + 7}: text/html “<b>html thô</b>”",
        f"{place} {first + 8}: application/vnd.jupyter.widget-view+json “Thanh trượt”",
        f"{place} {first + 9}: text/plain “<object>”",
    ]


def test_an_agency_with_nothing_to_report_has_a_whole_report(made) -> None:
    folder, _, _ = made
    printed = word_text(folder / "report.docx")
    shown = (folder / "report.html").read_text(encoding="utf-8")
    nothing = ("không được giao theo dõi chỉ tiêu nào", "không có số liệu chỉ tiêu nào")
    for words in (*nothing, NARRATIVE.strip()):
        assert words in printed and words in shown, words
    assert "Phụ lục V" in printed


def test_plain_nbconvert_makes_the_same_page(made, tmp_path: Path) -> None:
    import sys

    folder, _, _ = made
    done = subprocess.run(
        [sys.executable, "-m", "nbconvert", "--to", "plan_html", "--output-dir", str(tmp_path),
         str(folder / "03_agency_report.ipynb")],
        check=True, capture_output=True, text=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    page = (tmp_path / "03_agency_report.html").read_text(encoding="utf-8")
    assert page == (folder / "report.html").read_text(encoding="utf-8")
    assert "no place in the document: ô" in done.stderr
