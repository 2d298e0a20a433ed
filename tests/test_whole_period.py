"""A whole period: from the submissions to figures in Word and on the web."""

import io
import re
import subprocess
import unicodedata
from pathlib import Path

import docx
import nbformat
import ooxml_integrity
import pytest
from lxml import html
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator

from plan_monitor.files import sha256
from plan_monitor.intake.records import Accounting, Observation
from plan_monitor.intake.tables import read_table
from plan_monitor.vietnamese.numbers import format_number
from plan_monitor.workspace import Workspace
from tests.conftest import copy_workspace, needs_tool
from tests.support.reports import page_rows, run, submitted, word_cells, word_text

pytestmark = pytest.mark.full

SENDERS_2025H1 = 27


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, repo: Workspace) -> Workspace:
    """The whole of 2025H1, built once."""
    workspace = copy_workspace(repo, tmp_path_factory.mktemp("full") / "office")
    result = run(workspace, "report", "2025H1")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "Chưa gửi báo cáo (1): UBND huyện Pác Nặm" in result.stdout
    assert "[56/56]" in result.stderr
    assert "3 lỗi" in result.stdout
    return workspace


def test_everybody_who_sent_has_a_report(built: Workspace) -> None:
    folders = sorted((built.reports("2025H1") / "agencies").iterdir())
    assert len(folders) == SENDERS_2025H1
    for folder in folders:
        assert {path.name for path in folder.iterdir()} == {
            "report.html", "report.docx", "appendix.xlsx", "03_agency_report.ipynb",
        }  # fmt: skip
    province = {path.name for path in built.province_report("2025H1").iterdir()}
    assert province == {
        "report.html", "report.docx", "appendix.xlsx", "04_province_report.ipynb",
    }  # fmt: skip
    index = (built.reports("2025H1") / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'href="([^"]+)"', index)
    assert len(links) == 5 * (SENDERS_2025H1 + 1) + 1
    assert all((built.reports("2025H1") / link).is_file() for link in links)
    assert "UBND huyện Pác Nặm" in index and "DỮ LIỆU MINH HỌA" in index


@pytest.mark.parametrize("report", ["province", "agencies/SKHCN", "agencies/BBK"])
def test_neither_checker_of_word_documents_finds_anything(built: Workspace, report: str) -> None:
    path = built.reports("2025H1") / report / "report.docx"
    audit = OpenXmlValidator().validate(path)
    assert not audit.errors, audit.errors
    assert ooxml_integrity.check(path) == []


@pytest.mark.parametrize(
    ("agency", "file", "item"),
    [
        ("VPUB", "VPUB_2025H1.xlsx", "9.2"),
        ("VPUB", "VPUB_2025H1.xlsx", "9.3"),
        ("VPUB", "VPUB_2025H1.xlsx", "9.10"),
        ("SYT", "SYT_2025H1_thay-the.xlsx", "27"),
        ("NHNN", "NHNN_2025H1.xlsx", "10"),
    ],
)
def test_submitted_figures_stand_in_word_and_on_the_page(
    built: Workspace, agency: str, file: str, item: str
) -> None:
    actual = submitted(built, file, item, "Thực hiện")
    if isinstance(actual, str):
        actual = float(actual.removesuffix("%").replace(",", "."))
    estimate = submitted(built, file, item, "Ước thực hiện")
    printed = f"{format_number(actual, 1)} / {format_number(estimate, 1)}"
    for folder in (built.agency_report("2025H1", agency), built.province_report("2025H1")):
        word = [row for row in word_cells(folder / "report.docx") if row[0] == item]
        rows = page_rows(folder / "report.html")
        page = [row for row in rows if len(row) == 12 and row[0] == item]
        assert printed in word[0], (printed, word)
        assert printed in page[0], (printed, page)


def test_word_and_page_say_the_same(built: Workspace) -> None:
    for folder in (built.agency_report("2025H1", "STC"), built.province_report("2025H1")):
        word = [row for row in word_cells(folder / "report.docx") if len(row) == 12]
        page = [row for row in page_rows(folder / "report.html") if len(row) == 12]
        assert len(word) > 5
        assert [
            [" ".join(cell.split()) for cell in row] for row in word if row[0] != row[1]
        ] == page


def test_a_refused_value_is_printed_nowhere(built: Workspace) -> None:
    for folder in (built.agency_report("2025H1", "SKHCN"), built.province_report("2025H1")):
        row = next(r for r in word_cells(folder / "report.docx") if r[0] == "19.1" and len(r) == 12)
        assert row[6].startswith("– / ")
        assert "185,5" not in (folder / "report.html").read_text(encoding="utf-8")


def test_each_figure_leads_to_its_cell(built: Workspace) -> None:
    page = (built.province_report("2025H1") / "report.html").read_text(encoding="utf-8")
    tree = html.fromstring(page)
    sources = [a.get("href")[1:] for a in tree.iter("a") if a.get("class") == "pm-source"]
    anchors = {cell.get("id"): cell for cell in tree.iter("td") if cell.get("id")}
    assert len(sources) > 25
    assert set(sources) <= set(anchors)
    observations = read_table(
        built.agency_tables("2025H1", "VPUB") / "observations.csv", Observation
    )
    assert all(o.file and o.sheet and o.cell and o.sha256 for o in observations)
    for one in (o for o in observations if o.value is not None and o.kind == "actual"):
        file = built.root / one.file
        assert sha256(file.read_bytes()) == one.sha256
        value = load_workbook(file)[one.sheet][one.cell].value
        assert one.raw == (f"{value:.10g}" if isinstance(value, float) else str(value))


def test_rows_owed_are_accounted_for(built: Workspace) -> None:
    totals = [0, 0, 0, 0, 0]
    for path in (built.processed("2025H1") / "agencies").glob("*/accounting.csv"):
        for row in read_table(path, Accounting):
            parts = (row.accepted, row.warned, row.rejected, row.blank)
            assert row.asked == sum(parts)
            totals = [a + b for a, b in zip(totals, (row.asked, *parts), strict=True)]
    assert totals[0] > 500
    # what the missing agency owes is blank in the province's count
    text = word_text(built.province_report("2025H1") / "report.docx")
    asked = int(re.search(r"trong (\d+) dòng phải báo cáo", text)[1])
    missing = asked - totals[0]
    assert missing > 0
    assert f"{totals[4] + missing} dòng để trống" in text


def test_the_first_period_compares_with_the_baseline_and_says_so(built: Workspace) -> None:
    folder = built.agency_report("2025H1", "SYT")
    row = next(r for r in word_cells(folder / "report.docx") if r[0] == "27" and len(r) == 12)
    assert (row[4], row[5]) == ("66,9", "–")
    assert "tăng 3,0 điểm phần trăm so với năm gốc" in word_text(folder / "report.docx")
    assert row[7] == "+3,0"


def test_agencies_see_only_their_own_figures(built: Workspace) -> None:
    page = (built.agency_report("2025H1", "SYT") / "report.html").read_text(encoding="utf-8")
    assert "VPUB" not in page and "SYT_2025H1_thay-the.xlsx" in page
    ids = [row[0] for row in page_rows(built.agency_report("2025H1", "SYT") / "report.html")
           if len(row) == 12 and row[0] != "TT"]  # fmt: skip
    assert ids[0] == "27" and "9.2" not in ids


def test_sample_reports_say_so_everywhere(built: Workspace) -> None:
    files = list(built.reports("2025H1").glob("*/**/report.*"))
    assert len(files) == 2 * (SENDERS_2025H1 + 1)
    for path in files:
        if path.suffix == ".html":
            assert 'class="pm-sample"' in path.read_text(encoding="utf-8")
            continue
        word = docx.Document(io.BytesIO(path.read_bytes()))
        for section in word.sections:
            assert section.header.paragraphs[0].text == "DỮ LIỆU MINH HỌA"
            assert section.first_page_header.paragraphs[0].text == "DỮ LIỆU MINH HỌA"


def test_executed_notebooks_are_kept_as_evidence(built: Workspace) -> None:
    evidence = list((built.reports("2025H1") / "evidence").glob("*.ipynb"))
    assert len(evidence) == SENDERS_2025H1 + 1
    for path in evidence:
        notebook = nbformat.read(path, as_version=4)
        cells = [c for c in notebook.cells if c.cell_type == "code"]
        assert all(cell.execution_count for cell in cells)
        assert str(built.root) not in path.read_text(encoding="utf-8")


def test_every_word_file_becomes_a_pdf_with_the_figures(built: Workspace, tmp_path: Path) -> None:
    needs_tool("soffice")
    needs_tool("pdftotext")
    source = tmp_path / "word"
    source.mkdir()
    for path in built.reports("2025H1").glob("*/**/report.docx"):
        (source / f"{path.parent.name}.docx").write_bytes(path.read_bytes())
    profile = (tmp_path / "profile").as_uri()
    files = [str(path) for path in sorted(source.glob("*.docx"))]
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf",
         "--outdir", str(tmp_path / "pdf"), *files],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    made = sorted((tmp_path / "pdf").glob("*.pdf"))
    assert len(made) == SENDERS_2025H1 + 1
    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "pdf" / "province.pdf"), "-"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    text = unicodedata.normalize("NFC", text)
    assert "BÁO CÁO" in text and "Phụ lục IV" in text
    pages = text.split("\f")[:-1]
    assert len(pages) > 20
    assert all("DỮ LIỆU MINH HỌA" in page for page in pages)
