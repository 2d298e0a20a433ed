"""The lab in a real Chromium: a report notebook shows what the report says."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from lxml import html
from playwright.sync_api import Browser, Page, expect, sync_playwright

from plan_monitor.build.units import AGENCY_REPORT
from plan_monitor.build.up_to_date import unchanged_run
from plan_monitor.report.blocks import MIME
from plan_monitor.workspace import Workspace
from tests.conftest import needs_tool
from tests.desk.conftest import AGENCIES, PERIOD

pytestmark = pytest.mark.full

AGENCY, TOKEN, PATIENCE = AGENCIES[0], "thu", 30
AGENCY_INDICATOR, READY = "27", "Python 3 (ipykernel) | Idle"
ALL_IN_THE_PAGE = {"windowingMode": "none"}  # else the lab takes away what is out of sight


@pytest.fixture
def office(reported: Workspace, tmp_path: Path) -> Workspace:
    shutil.copytree(reported.root, tmp_path / "office")
    return Workspace.at(tmp_path / "office")


@pytest.fixture
def address(office: Workspace, tmp_path: Path) -> Iterator[str]:
    """The address of a lab that was started for an agency, with all its own files in `tmp_path`."""
    own = {f"JUPYTER_{name}_DIR": str(tmp_path / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    own |= {f"JUPYTERLAB_{name}_DIR": str(tmp_path / name) for name in ("SETTINGS", "WORKSPACES")}
    own["IPYTHONDIR"] = str(tmp_path / "ipython")
    settings = tmp_path / "SETTINGS" / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    (settings / "tracker.jupyterlab-settings").write_text(json.dumps(ALL_IN_THE_PAGE))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        *(sys.executable, "-m", "plan_monitor", "--root", str(office.root), "lab", PERIOD),
        *("--agency", AGENCY, "--", "--no-browser", "--allow-root", "--ip=127.0.0.1"),
        *(f"--port={port}", f"--IdentityProvider.token={TOKEN}"),
    ]
    with (tmp_path / "lab.log").open("w") as log:
        lab = subprocess.Popen(
            command, stdout=log, stderr=log, env=os.environ | own, start_new_session=True
        )
        try:
            yield _address(tmp_path / "RUNTIME", lab)
        finally:
            started = [psutil.Process(lab.pid), *psutil.Process(lab.pid).children(recursive=True)]
            for one in started:
                one.terminate()
            _, left = psutil.wait_procs(started, timeout=PATIENCE)
        assert not left


def _address(folder: Path, lab: subprocess.Popen[bytes]) -> str:
    """Return the page that the lab opens in the user's browser, once it listens."""
    told = folder / f"jpserver-{lab.pid}-open.html"
    until = time.monotonic() + PATIENCE
    while not (told.is_file() and "</html>" in told.read_text()):
        assert lab.poll() is None and time.monotonic() < until, (
            folder.parent / "lab.log"
        ).read_text()
        time.sleep(0.1)
    return html.fromstring(told.read_text()).xpath("string(//a/@href)")


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
    assert captions == wanted and len(wanted) > 5
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
    wait_until(lambda: source.stat().st_mtime_ns != at)
    assert source.read_bytes() == before
    assert unchanged_run(office, PERIOD) is not None


def test_a_slider_moves_the_sentence(address: str, page: Page) -> None:
    run_all(page, address.replace(AGENCY_REPORT, "explore"))
    said = page.locator(".widget-html-content", has_text="Giả định số liệu ngày")
    said.locator("svg").wait_for()
    before = said.text_content() or ""
    page.locator(".noUi-handle").first.press("ArrowRight")
    expect(said).not_to_have_text(before)


def run_all(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    page.get_by_text(READY).wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


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
