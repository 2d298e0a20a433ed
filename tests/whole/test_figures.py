"""A whole period: from the submissions to figures in Word and on the web."""

import re

import nbformat
import pytest
from lxml import html
from openpyxl import load_workbook

from plan_monitor.files import sha256
from plan_monitor.intake.records import Accounting, Observation
from plan_monitor.intake.tables import read_table
from plan_monitor.vietnamese.numbers import format_number
from plan_monitor.workspace import Workspace
from tests.support.reports import page_rows, submitted, word_cells, word_text
from tests.whole.conftest import SENDERS

pytestmark = pytest.mark.full


def test_the_run_says_what_became_of_everybody(outcome: dict[str, str]) -> None:
    assert "Chưa gửi báo cáo (1): UBND huyện Pác Nặm" in outcome["output"]
    assert "[56/56]" in outcome["progress"]
    assert "3 lỗi" in outcome["output"]


def test_everybody_who_sent_has_a_report(built: Workspace) -> None:
    folders = sorted((built.reports("2025H1") / "agencies").iterdir())
    assert len(folders) == SENDERS
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
    assert len(links) == 5 * (SENDERS + 1) + 1
    assert all((built.reports("2025H1") / link).is_file() for link in links)
    assert "UBND huyện Pác Nặm" in index and "DỮ LIỆU MINH HỌA" in index


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


def test_executed_notebooks_are_kept_as_evidence(built: Workspace) -> None:
    evidence = list((built.reports("2025H1") / "evidence").glob("*.ipynb"))
    assert len(evidence) == SENDERS + 1
    for path in evidence:
        notebook = nbformat.read(path, as_version=4)
        cells = [c for c in notebook.cells if c.cell_type == "code"]
        assert all(cell.execution_count for cell in cells)
        assert str(built.root) not in path.read_text(encoding="utf-8")
