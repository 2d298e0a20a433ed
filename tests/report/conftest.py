import io
from typing import Any

import docx
import nbformat
import pytest
from docx.document import Document as WordDocument

from plan_monitor.intake.agency import read_agency, write_agency
from plan_monitor.progress.period import compute_progress, write_progress
from plan_monitor.report.blocks import (
    Annex,
    Cell,
    Column,
    Figure,
    Letterhead,
    Row,
    Signature,
    Table,
    paragraph,
)
from plan_monitor.report.contents import read_agency_contents, read_province_contents
from plan_monitor.report.document import Document, read_document
from plan_monitor.report.docx import docx_of
from plan_monitor.report.report import Report
from plan_monitor.workspace import Workspace
from tests.conftest import copy_workspace
from tests.report.test_citing import PIXEL
from tests.report.test_document import notebook_of

AGENCIES = ("SYT", "STC", "SKHCN")
PERIODS = ("2025H1", "2025")


@pytest.fixture(scope="session")
def computed(tmp_path_factory: pytest.TempPathFactory, repo: Workspace) -> Workspace:
    """Two periods with three agencies: their tables, without notebooks; read only."""
    workspace = copy_workspace(repo, tmp_path_factory.mktemp("computed") / "office", AGENCIES)
    for period in PERIODS:
        for agency in AGENCIES:
            write_agency(workspace, period, agency, read_agency(workspace, period, agency))
        write_progress(workspace, period, compute_progress(workspace, period))
    return workspace


def _small() -> Document:
    """Return a document with one of each part, its number and addressee among them."""
    head = Letterhead(
        parent="ubnd tỉnh x", issuer=("Sở Y tế",), number="Số: 05/BC-SYT", kind="Báo cáo",
        place_date="X, ngày 01 tháng 6 năm 2025", subject="Kết quả thực hiện Kế hoạch năm 2025",
        addressee="Ủy ban nhân dân tỉnh", author="Sở Y tế", date="2025-06-01",
        sample="DỮ LIỆU MINH HỌA",
    )  # fmt: skip
    table = Table(
        caption="Bảng số",
        columns=(Column(header="TT", width=20), Column(header="Giá trị", width=40, align="right")),
        rows=(Row(cells=(Cell(text="Nhóm"),), heading=True),
              *(Row(cells=(Cell(text=str(n)), Cell(text="1,5"))) for n in range(80))),
        notes=("Ghi chú.",),
    )  # fmt: skip
    annexes = [
        Annex(label=label, title="Bảng", reference="(Kèm theo Báo cáo)", landscape=across)
        for label, across in (("Phụ lục I", True), ("Phụ lục II", False))
    ]
    chart = Figure(caption="Một", alternative="Đường", png=PIXEL, width=30)
    text = paragraph("Số liệu tại Phụ lục I và Phụ lục II như sau:")
    headings = "# I. Mục\n\n## 1. Tiểu mục\n\n### a) Điểm\n\n- một\n- hai"
    picture = f"![](data:image/png;base64,{PIXEL})"
    foot = Signature(
        recipients=("Như trên", "Lưu: VT, SYT"), authority="Tm. Ủy ban", post="Chủ tịch",
        name="Nguyễn Văn A",
    )  # fmt: skip
    last = paragraph("Kính báo cáo./.")
    values = (head, text, headings, chart, picture, chart, table, last, foot)
    return read_document(notebook_of(*values, annexes[0], table, table, annexes[1], last, table))


def document_of(workspace: Workspace, report: Report, notebook: str) -> Document:
    """Return the document that the cells of `notebook` make, without a kernel."""
    elements: list[Any] = []
    for cell in nbformat.read(workspace.notebooks / notebook, 4).cells:
        if cell.cell_type == "markdown" and "analyst" not in cell.metadata.get("tags", []):
            elements.append(cell.source)
        elif cell.cell_type == "code" and cell.source.startswith("report."):
            elements.append(eval(cell.source, {"report": report}))
    return read_document(notebook_of(*elements))


def _opened(document: Document) -> WordDocument:
    return docx.Document(io.BytesIO(docx_of(document)))


@pytest.fixture(scope="session")
def small_word() -> WordDocument:
    """A small document with one of each part; read only."""
    return _opened(_small())


@pytest.fixture(scope="session")
def agency_word(computed: Workspace) -> WordDocument:
    """The annual report of an agency; read only."""
    report = Report(read_agency_contents(computed, "2025", "SYT"))
    return _opened(document_of(computed, report, "03_agency_report.ipynb"))


@pytest.fixture(scope="session")
def province_word(computed: Workspace) -> WordDocument:
    """The six-monthly report of the province; read only."""
    report = Report(read_province_contents(computed, "2025H1"))
    return _opened(document_of(computed, report, "04_province_report.ipynb"))


@pytest.fixture(params=["small", "agency", "province"])
def word(request: pytest.FixtureRequest) -> WordDocument:
    """Each of the three in turn."""
    found: WordDocument = request.getfixturevalue(f"{request.param}_word")
    return found


@pytest.fixture(params=["agency", "province"])
def real_word(request: pytest.FixtureRequest) -> WordDocument:
    """Each of the two real reports in turn."""
    found: WordDocument = request.getfixturevalue(f"{request.param}_word")
    return found
