"""The links of a folder of pages, checked as a reader would follow them, without a network."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html

_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}")
_LOADED = "//script/@src | //link[@rel='stylesheet']/@href | //img/@src"


@cache
def page_at(path: Path) -> html.HtmlElement:
    """Return a page, read once."""
    return html.fromstring(path.read_bytes())


def dead_links(folder: Path) -> list[str]:
    """Return every link of the pages in `folder` that leads nowhere, each with its page."""
    return [
        f"{path.relative_to(folder)}: {link}"
        for path in sorted(folder.rglob("*.html"))
        for link in page_at(path).xpath("//@href | //@src")
        if not (_is_outside(link) or _leads(path, link, folder))
    ]


def external_links(folder: Path) -> set[str]:
    """Return every address outside that a page in `folder` links."""
    found = (page_at(path).xpath("//a/@href") for path in folder.rglob("*.html"))
    return {link for links in found for link in links if _is_outside(link)}


def loaded_from_outside(folder: Path) -> Iterator[str]:
    """Yield what a page in `folder` would fetch from elsewhere when it is opened."""
    for path in sorted(folder.rglob("*.html")):
        for link in page_at(path).xpath(_LOADED):
            if _is_outside(link):
                yield f"{path.relative_to(folder)}: {link}"


def is_well_formed(link: str) -> bool:
    """Tell whether an address outside could be right: https, a host, no blank or stray end."""
    parts = urlsplit(link)
    is_whole = parts.scheme == "https" and _HOST.fullmatch(parts.netloc) is not None
    return is_whole and not re.search(r"\s|[.,;)»”]$", link)


def _is_outside(link: str) -> bool:
    return bool(urlsplit(link).scheme or link.startswith("//"))


def _leads(path: Path, link: str, folder: Path) -> bool:
    """Tell whether a link within the folder leads to a file, and to a place in it."""
    parts = urlsplit(link)
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if not target.is_file() or not target.is_relative_to(folder.resolve()):
        return False
    if not parts.fragment or target.suffix != ".html":
        return True
    place = unquote(parts.fragment)
    return bool(page_at(target).xpath("//*[@id=$place or @name=$place]", place=place))
