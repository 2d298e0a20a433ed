"""The pages of the site for the public: facts, a chart, and tables whose rows lead on."""

from collections.abc import Sequence
from dataclasses import dataclass

from plan_monitor.report.fragments import render_page
from plan_monitor.report.index import Link, page_words


@dataclass(frozen=True)
class SiteCell:
    """A cell: its text, the page that it leads to, a status to mark, or several links."""

    text: str = ""
    link: Link | None = None
    mark: str = ""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Grid:
    """A table under its heading; the first cell of a row names it.

    `right` are the columns of figures, `whole` those of dates, which no line breaks.
    """

    id: str
    heading: str
    headers: tuple[str, ...]
    rows: tuple[tuple[SiteCell, ...], ...]
    right: frozenset[int] = frozenset()
    whole: frozenset[int] = frozenset()
    remark: str = ""


@dataclass(frozen=True)
class Fact:
    """Something known of the page's subject: a name and what stands for it."""

    name: str
    cells: tuple[SiteCell, ...]


@dataclass(frozen=True)
class Drawing:
    """A chart with its caption and the words for those who do not see it."""

    svg: str
    caption: str
    alternative: str


@dataclass(frozen=True)
class SitePage:
    """One page; `up` leads back, None on the first page."""

    title: str
    sample: str | None
    up: tuple[Link, ...] = ()
    remarks: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    drawing: Drawing | None = None
    grids: tuple[Grid, ...] = ()


def render_site_page(page: SitePage) -> str:
    """Return the HTML of one page."""
    words = page_words("periods")
    return render_page(
        "site.html.j2", title=page.title, sample=page.sample, page=page, style=words["style"]
    )


def cells(texts: Sequence[str]) -> tuple[SiteCell, ...]:
    """Return plain cells."""
    return tuple(SiteCell(text) for text in texts)
