"""Every document of a period: sound as a file, marked, and saying the same in all three forms."""

import io
import subprocess
import unicodedata
from pathlib import Path

import docx
import ooxml_integrity
import pytest
from openxml_audit import OpenXmlValidator

from plan_monitor.workspace import Workspace
from tests.conftest import needs_tool
from tests.support.figures import decimals, page_figures, word_figures, word_text
from tests.whole.conftest import PERIOD, SENDERS

pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def pdf_texts(report_folders: list[Path], tmp_path_factory: pytest.TempPathFactory):
    """The text of each report as PDF, by the name of its folder."""
    needs_tool("soffice")
    needs_tool("pdftotext")
    folder = tmp_path_factory.mktemp("pdf")
    for report in report_folders:
        (folder / f"{report.name}.docx").write_bytes((report / "report.docx").read_bytes())
    files = [str(path) for path in sorted(folder.glob("*.docx"))]
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
         "--convert-to", "pdf", "--outdir", str(folder), *files],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    return {path.stem: _text(path) for path in folder.glob("*.pdf")}


def _text(path: Path) -> str:
    shown = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True
    )
    return unicodedata.normalize("NFC", shown.stdout)


def test_neither_checker_finds_anything_in_any_word_file(report_folders: list[Path]) -> None:
    for folder in report_folders:
        path = folder / "report.docx"
        assert not (errors := OpenXmlValidator().validate(path).errors), (folder.name, errors)
        assert ooxml_integrity.check(path) == [], folder.name


def test_page_and_word_say_the_same_figures_in_the_same_order(report_folders: list[Path]) -> None:
    for folder in report_folders:
        page = page_figures(folder / "report.html")
        assert len(page) > 50
        assert page == word_figures(folder / "report.docx"), folder.name


def test_the_pdf_says_the_same_figures(report_folders: list[Path], pdf_texts) -> None:
    assert set(pdf_texts) == {folder.name for folder in report_folders}
    for folder in report_folders:
        written = decimals(word_text(folder / "report.docx"))
        assert decimals(pdf_texts[folder.name]) == written, folder.name
    assert decimals(pdf_texts["province"]).total() > 300


def test_every_page_on_paper_carries_the_sample_mark(pdf_texts) -> None:
    text = pdf_texts["province"]
    assert "BÁO CÁO" in text and "Phụ lục IV" in text
    pages = text.split("\f")[:-1]
    assert len(pages) > 20
    assert all("DỮ LIỆU MINH HỌA" in page for page in pages)


def test_sample_reports_say_so_everywhere(built: Workspace) -> None:
    files = list(built.reports(PERIOD).glob("*/**/report.*"))
    assert len(files) == 2 * (SENDERS + 1)
    for path in files:
        if path.suffix == ".html":
            assert 'class="pm-sample"' in path.read_text(encoding="utf-8")
            continue
        word = docx.Document(io.BytesIO(path.read_bytes()))
        for section in word.sections:
            assert section.header.paragraphs[0].text == "DỮ LIỆU MINH HỌA"
            assert section.first_page_header.paragraphs[0].text == "DỮ LIỆU MINH HỌA"
