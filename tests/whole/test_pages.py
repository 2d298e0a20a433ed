"""The pages in a real Chromium: axe and the Nu HTML checker find nothing, nothing is requested."""

import json
import os
import subprocess
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from plan_monitor.workspace import Workspace
from tests.conftest import REPO, needs_tool
from tests.support.reports import run
from tests.whole.conftest import PERIOD

pytestmark = pytest.mark.full

NU_CHECKER = REPO / "tests" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = "options => axe.run(document, options).then(found => found.violations)"
WIDTHS = {"phone": 390, "desktop": 1280}


@pytest.fixture(scope="module")
def pages(built: Workspace) -> list[Path]:
    """One page of each kind; of the agencies' the longest and the shortest report."""
    assert run(built, "status", PERIOD).returncode == 0
    reports = built.reports(PERIOD)
    agencies = sorted(reports.glob("agencies/*/report.html"), key=lambda page: page.stat().st_size)
    return [
        built.portal, reports / "index.html", reports / "status.html", agencies[0], agencies[-1],
        reports / "province" / "report.html",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    needs_tool("chromium")
    with sync_playwright() as playwright:
        # a browser run by root, as in a container, has no sandbox
        made = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield made
        made.close()


def opened(browser: Browser, path: Path, **options) -> Page:
    """Open the page; what it requests beside itself, and what its policy refuses, is a fault."""
    page = browser.new_context(**options).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: asked.append(said.text))
    page.goto(path.as_uri())
    assert [one for one in asked if one.startswith("data:") is False] == [path.as_uri()]
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(browser: Browser, pages: list[Path], width: str, scheme: str) -> None:
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    view = {"width": WIDTHS[width], "height": 900}
    for path in pages:
        if path.parent.name == "province" and (width, scheme) != ("desktop", "dark"):
            continue  # a quarter of a minute each; the other pages have all that it has
        page = opened(browser, path, viewport=view, color_scheme=scheme, bypass_csp=True)
        page.evaluate(axe)
        found = page.evaluate(AXE, {"runOnly": {"type": "tag", "values": RULES}})
        assert not found, (path.name, [(one["id"], one["nodes"][0]["html"]) for one in found])
        page.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_scrolls_sideways(browser: Browser, pages: list[Path], width: str) -> None:
    for path in pages:
        page = opened(browser, path, viewport={"width": WIDTHS[width], "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= WIDTHS[width], path
        page.context.close()


@pytest.mark.parametrize(("width", "part"), [(624, "main > :not(.pm-wide) *"), (952, ".pm-wide *")])
def test_on_paper_nothing_is_cut_off(
    browser: Browser, pages: list[Path], width: int, part: str
) -> None:
    """At 96 dots an inch: A4 between its margins is 165 mm, the broad annex pages are 252 mm."""
    for path in pages:
        page = opened(browser, path, viewport={"width": width, "height": 980})
        page.emulate_media(media="print")
        cut = page.evaluate(
            "part => [...document.querySelectorAll(part)]"
            ".filter(one => one.getBoundingClientRect().right > innerWidth + 1)"
            ".map(one => one.outerHTML.slice(0, 120))",
            part,
        )
        assert not cut, (path, cut[:3])
        page.context.close()


def test_the_nu_checker_finds_nothing(pages: list[Path]) -> None:
    needs_tool("java")
    if not NU_CHECKER.is_file():
        message = "vnu-jar is not installed (npm ci --prefix tests): pages are NOT validated here"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    told = subprocess.run(
        ["java", "-jar", str(NU_CHECKER), "--format", "json", "--stdout", *map(str, pages)],
        check=False, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert json.loads(told.stdout)["messages"] == []
