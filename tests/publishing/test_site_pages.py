"""The site's pages in a real Chromium: axe and the Nu checker find nothing, nothing is cut off."""

import json
import os
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.conftest import needs_tool
from tests.publishing.conftest import PERIODS
from tests.whole.test_pages import AXE, NU_CHECKER, RULES, WIDTHS, browser, opened

__all__ = ["browser"]
pytestmark = pytest.mark.full
ON_PAPER = 624  # A4 between its margins, at 96 dots an inch


@pytest.fixture
def pages(site: Path) -> list[Path]:
    """One page of each kind, the longest last."""
    period = site / PERIODS[1]
    return [
        site / "index.html", site / "indicators" / "27.html", site / "indicators" / "1.html",
        site / "agencies" / "SYT.html", period / "index.html", period / "open-data" / "index.html",
    ]  # fmt: skip


@pytest.mark.parametrize(("width", "scheme"), [("phone", "light"), ("desktop", "dark")])
def test_axe_finds_nothing_and_no_page_scrolls_sideways(
    browser: Browser, pages: list[Path], width: str, scheme: str
) -> None:
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    view = {"width": WIDTHS[width], "height": 900}
    for path in pages[:3] if width == "desktop" else pages[1:]:
        page = opened(browser, path, viewport=view, color_scheme=scheme, bypass_csp=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width], path
        page.evaluate(axe)
        found = page.evaluate(AXE, {"runOnly": {"type": "tag", "values": RULES}})
        assert not found, (path, [(one["id"], one["nodes"][0]["html"]) for one in found])
        page.context.close()


def test_on_paper_nothing_is_cut_off(browser: Browser, pages: list[Path]) -> None:
    for path in pages:
        page = opened(browser, path, viewport={"width": ON_PAPER, "height": 980})
        page.emulate_media(media="print")
        cut = page.evaluate(
            "[...document.querySelectorAll('main *')]"
            ".filter(one => one.getBoundingClientRect().right > innerWidth + 1)"
            ".map(one => one.outerHTML.slice(0, 120))"
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
