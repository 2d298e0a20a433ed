"""The lab in a real Chromium: a report notebook shows what the report says."""

import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Browser, Page, expect, sync_playwright

from plan_monitor.build.units import AGENCY_REPORT
from plan_monitor.build.up_to_date import unchanged_run
from plan_monitor.report.blocks import MIME
from plan_monitor.workspace import Workspace
from tests.conftest import needs_tool
from tests.desk.conftest import AGENCIES, PERIOD
from tests.support.lab import PATIENCE, opened_lab, run_all

pytestmark = pytest.mark.full

AGENCY = AGENCIES[0]
AGENCY_INDICATOR = "27"


@pytest.fixture
def office(reported: Workspace, tmp_path: Path) -> Workspace:
    shutil.copytree(reported.root, tmp_path / "office")
    return Workspace.at(tmp_path / "office")


@pytest.fixture
def address(office: Workspace, tmp_path: Path) -> Iterator[str]:
    """The address of a lab that was started for an agency, with all its own files in `tmp_path`."""
    with opened_lab(office, tmp_path, PERIOD, AGENCY) as address:
        yield address


@pytest.fixture
def page() -> Iterator[Page]:
    needs_tool("chromium")
    with sync_playwright() as playwright:
        browser: Browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        yield page
        browser.close()


def test_the_lab_shows_the_blocks_of_the_report(
    office: Workspace, address: str, page: Page
) -> None:
    folder = office.agency_report(PERIOD, AGENCY)
    blocks = shown_blocks(folder / f"{AGENCY_REPORT}.ipynb")
    run_all(page, address)
    assert f"/{AGENCY_REPORT}.ipynb" in page.url
    outputs = page.locator(".jp-OutputArea-output")
    outputs.nth(len(blocks)).wait_for()  # beside the blocks, what was opened
    assert outputs.first.inner_text() == f"{PERIOD} (6 tháng đầu năm 2025), {AGENCY}, Sở Y tế"
    assert "SỞ Y TẾ" in outputs.nth(1).inner_text()
    assert [letters(one) for one in outputs.all_text_contents()[1:]] == blocks
    report = html.fromstring((folder / "report.html").read_bytes().decode("utf-8"))
    captions = outputs.locator("caption, figcaption").all_text_contents()
    wanted = [one.text_content() for one in report.xpath("//main//caption | //main//figcaption")]
    assert len(captions) == len(wanted) > 5
    for shown, numbered in zip(captions, wanted, strict=True):
        assert numbered.endswith(shown)  # the report counts its charts
    table = page.locator(".jp-OutputArea-output table", has_text="Đến năm 2030").first
    assert AGENCY_INDICATOR in table.inner_text()


def test_what_was_run_and_saved_is_the_notebook_that_it_was(
    office: Workspace, address: str, page: Page
) -> None:
    source = office.notebooks / f"{AGENCY_REPORT}.ipynb"
    before, at = source.read_bytes(), source.stat().st_mtime_ns
    run_all(page, address)
    page.locator(".jp-OutputArea-output", has_text="Phụ lục V").first.wait_for()
    page.keyboard.press("Control+s")
    wait_until(lambda: source.stat().st_mtime_ns != at and source.read_bytes().endswith(b"}\n"))
    assert source.read_bytes() == before
    assert unchanged_run(office, PERIOD) is not None


def test_a_slider_moves_the_sentence(address: str, page: Page) -> None:
    run_all(page, address.replace(AGENCY_REPORT, "explore"))
    said = page.locator(".widget-html-content", has_text="Giả định số liệu ngày")
    said.locator("svg").wait_for()
    before = said.text_content() or ""
    page.locator(".noUi-handle").first.press("ArrowRight")
    expect(said).not_to_have_text(before)


def wait_until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.1)


def shown_blocks(path: Path) -> list[str]:
    """Return the letters of every block that the notebook at `path` shows."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    shown = [output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]
    pages = ["".join(one["text/html"]) for one in shown if MIME in one]
    return [letters(html.fragment_fromstring(one, "div").text_content()) for one in pages]


def letters(text: str) -> str:
    return "".join(text.split())
