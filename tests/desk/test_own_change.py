"""What an analyst changes in a report notebook shows on the next run; a fault in it is one line."""

import shutil
from pathlib import Path

import docx
import nbformat
import pytest
from docx.oxml.ns import qn
from lxml import html

from plan_monitor.build.units import AGENCY_REPORT
from plan_monitor.workspace import Workspace
from tests.desk.conftest import AGENCIES, PERIOD
from tests.support.reports import page_rows, run, word_cells, word_text

pytestmark = pytest.mark.full

AGENCY, OTHER = AGENCIES
SENTENCE = "Câu do người phân tích thêm."
CHART = (
    "import matplotlib.pyplot as plt\n"
    "plt.plot([0, 1], [2, 3])\nplt.title('Biểu đồ do người phân tích thêm')"
)
TABLE = "import pandas as pd\npd.DataFrame({'Cột thêm': ['ô thêm'], 'Số': [12.5]})"
FAULTY = "bang = {'Sở': 1}\nbang['Chi cục']"


@pytest.fixture(scope="module")
def office(reported: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("changed") / "office"
    shutil.copytree(reported.root, folder)
    return Workspace.at(folder)


def add_cells(path: Path, *cells: nbformat.NotebookNode) -> int:
    """Put `cells` before part V and return the number of the first."""
    notebook = nbformat.read(path, as_version=4)
    place = next(n for n, one in enumerate(notebook.cells) if one.source.startswith("# V. "))
    notebook.cells[place:place] = cells
    nbformat.write(notebook, path)
    return place + 1


def test_a_sentence_a_chart_and_a_table_are_in_both_documents(office: Workspace) -> None:
    folder = office.agency_report(PERIOD, AGENCY)
    before = (folder / "report.html").read_text(encoding="utf-8")
    assert SENTENCE not in before
    add_cells(
        office.notebooks / f"{AGENCY_REPORT}.ipynb",
        nbformat.v4.new_markdown_cell(SENTENCE),
        nbformat.v4.new_code_cell(CHART),
        nbformat.v4.new_code_cell(TABLE),
    )
    told = run(office, "report", PERIOD, "--agency", AGENCY)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "Không đưa được vào văn bản" not in told.stdout
    page = html.fromstring((folder / "report.html").read_bytes().decode("utf-8"))
    assert SENTENCE in page.xpath("string(//main)")
    assert SENTENCE in word_text(folder / "report.docx")
    said = "Biểu đồ: Biểu đồ do người phân tích thêm."
    assert said in page.xpath("//figure//*[local-name()='desc' or local-name()='title']/text()")
    word = docx.Document(str(folder / "report.docx"))
    assert said in [one.get("descr") for one in word.element.iter(qn("wp:docPr"))]
    for rows in (page_rows(folder / "report.html"), word_cells(folder / "report.docx")):
        assert ["Cột thêm", "Số"] in rows and ["ô thêm", "12,5"] in rows


def test_a_fault_in_a_cell_is_told_with_notebook_and_cell(office: Workspace) -> None:
    folder = office.agency_report(PERIOD, AGENCY)
    kept = (folder / "report.docx").read_bytes()
    place = add_cells(
        office.notebooks / f"{AGENCY_REPORT}.ipynb", nbformat.v4.new_code_cell(FAULTY)
    )
    told = run(office, "report", PERIOD, "--agency", AGENCY)
    assert told.returncode == 1
    (line,) = (one for one in told.stdout.splitlines() if one.startswith("KHÔNG THÀNH"))
    evidence = f"reports/{PERIOD}/failed/{AGENCY_REPORT}_{AGENCY}.ipynb"
    assert line == (
        f"KHÔNG THÀNH {AGENCY_REPORT} {AGENCY}: {AGENCY_REPORT}, ô {place}: "
        f"không có cột hay mã này (KeyError: 'Chi cục'). Xem {evidence}"
    )
    assert "Traceback" not in told.stdout + told.stderr
    assert (office.root / evidence).is_file()
    assert (folder / "report.docx").read_bytes() == kept
