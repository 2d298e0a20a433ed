"""The site of the documentation: builds without a warning, no link is dead, works offline."""

import re
import shutil
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser

from tests.conftest import REPO
from tests.docs.conftest import build
from tests.support.links import (
    dead_links,
    external_links,
    is_well_formed,
    loaded_from_outside,
    page_at,
)
from tests.whole.test_pages import browser

__all__ = ["browser"]
MARKDOWN = [*REPO.glob("*.md"), *(REPO / "docs").rglob("*.md")]


def test_every_page_of_the_repository_is_in_the_site(site: Path) -> None:
    assert len(MARKDOWN) > 35
    for path in MARKDOWN:
        assert (site / path.relative_to(REPO)).with_suffix(".html").is_file(), path


def test_no_link_is_dead(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert sum(len(page_at(path).xpath("//a/@href")) for path in pages) > 1000
    assert dead_links(site) == []


def test_a_page_loads_nothing_from_elsewhere(site: Path) -> None:
    assert list(loaded_from_outside(site)) == []


def test_links_to_the_outside_are_well_formed(site: Path) -> None:
    links = external_links(site)
    assert len(links) > 4
    assert [link for link in links if not is_well_formed(link)] == []


@pytest.mark.parametrize(
    "link",
    [
        "http://example.org/a",
        "https://example",
        "https://example.org/a b",
        "https://example.org/a.",
        "mailto:a@example.org",
    ],
)
def test_a_malformed_link_is_found(link: str) -> None:
    assert is_well_formed("https://example.org/a/b?c=d#e")
    assert not is_well_formed(link)


def test_what_leads_nowhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "beside.txt").write_text("")
    (tmp_path / "site" / "b.html").write_text('<p id="here">')
    links = ["b.html", "b.html#here", "#own", "c.html", "b.html#there", "../beside.txt", "#none"]
    page = "".join(f'<a href="{link}">a</a>' for link in links) + '<p id="own">'
    (tmp_path / "site" / "a.html").write_text(page + '<script src="https://cdn.example/x.js">')
    found = [f"a.html: {link}" for link in links[3:]]
    assert dead_links(tmp_path / "site") == found
    assert [*loaded_from_outside(tmp_path / "site")] == ["a.html: https://cdn.example/x.js"]


def test_a_dead_link_or_a_lost_page_stops_the_build(tmp_path: Path) -> None:
    shutil.copytree(REPO / "docs", tmp_path / "source" / "docs", ignore=_only_the_frame)
    page = tmp_path / "source" / "docs" / "index.md"
    good = "# A\n\n[own](#b)\n\n## B\n\n[code](conf.py)\n"
    page.write_text(good, encoding="utf-8")
    assert build(tmp_path / "source", tmp_path / "good").stderr == ""
    page.write_text(f"{good}\n[x](none.md) [y](#none) [z](../none.py)\n", encoding="utf-8")
    page.with_name("lost.md").write_text("# Lost\n", encoding="utf-8")
    done = build(tmp_path / "source", tmp_path / "bad")
    assert done.returncode == 1
    found = re.findall(r"target not found: '(\S+)'", done.stderr)
    assert found == ["none.md", "none", "../none.py"]
    assert "lost.md: WARNING: document isn't included in any toctree" in done.stderr


def _only_the_frame(folder: str, names: list[str]) -> list[str]:
    kept = {"conf.py", "site_extension.py", "templates", "redirect.html"}
    return [name for name in names if name not in kept]


@pytest.mark.parametrize(
    ("page", "language"),
    [
        ("docs/index", "vi"),
        ("README.vi", "vi"),
        ("docs/tutorial", "vi"),
        ("docs/reference/messages", "vi"),
        ("README", "en"),
        ("docs/architecture", "en"),
        ("docs/reference/commands", "en"),
        ("search", "vi"),
    ],
)
def test_a_page_says_its_language(site: Path, page: str, language: str) -> None:
    assert page_at(site / f"{page}.html").get("lang") == language


def test_the_first_page_leads_to_the_contents(site: Path) -> None:
    [refresh] = page_at(site / "index.html").xpath("//meta[@http-equiv='refresh']/@content")
    assert refresh == "0; url=docs/index.html"


def test_the_contents_list_has_every_page_once(site: Path) -> None:
    """The list that is read and the tree of the navigation are the same pages."""
    [article] = page_at(site / "docs" / "index.html").xpath("//article")
    listed = [link for link in article.xpath(".//li//a/@href") if not link.startswith("#")]
    [tree] = page_at(site / "docs" / "index.html").xpath("//div[@class='sidebar-tree']")
    assert sorted(listed) == sorted(tree.xpath(".//a/@href"))
    assert len(set(listed)) == len(listed) > 35


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("lộ trình", "methods/pace.html"),
        ("không có cơ quan này", "reference/messages.html"),
        ("distribute", "delivery.html"),
    ],
)
def test_search_finds_words_without_a_server(
    browser: Browser, site: Path, words: str, page: str
) -> None:
    context = browser.new_context(offline=True)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    found = context.new_page()
    found.goto(f"{(site / 'search.html').as_uri()}?{urlencode({'q': words})}")
    found.locator(f"#search-results li a[href*='{page}']").first.wait_for(timeout=20_000)
    assert asked and [url for url in asked if not url.startswith("file://")] == []
    context.close()
