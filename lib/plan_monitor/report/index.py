"""The portal: the page that leads to all reports of a period, and the one that lists the periods.

Links are relative, so that a folder, a USB stick and a web server serve the pages alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from urllib.parse import quote

from markupsafe import Markup

from plan_monitor.report.fragments import render_page, stylesheet
from plan_monitor.report.phrases import phrases, words


@dataclass(frozen=True)
class Link:
    """A link to a file: its words, and the path from the page's folder."""

    label: str
    path: str

    @property
    def href(self) -> str:
        """The path as an address: blanks and Vietnamese letters are encoded."""
        return quote(self.path)


@dataclass(frozen=True)
class Count:
    """How many stand in one state; `mark` chooses the shape beside the words."""

    mark: str
    label: str
    count: int


@dataclass(frozen=True)
class Overview:
    """One group of counts under its heading."""

    heading: str
    counts: tuple[Count, ...]

    @property
    def total(self) -> int:
        """All that is counted."""
        return sum(one.count for one in self.counts)


@dataclass(frozen=True)
class AgencyRow:
    """One agency on the page: when it sent, how much it answered, and its report's files."""

    name: str
    mark: str
    received: str
    answered: str
    links: tuple[Link, ...]
    note: str


@dataclass(frozen=True)
class Portal:
    """The page of one period; `up` leads to the list of periods, None where there is none.

    `data` leads to the period's open data; `no_province` says why there is no report of the whole.
    """

    title: str
    sample: str | None
    remarks: tuple[str, ...]
    overviews: tuple[Overview, ...]
    province: tuple[Link, ...]
    agencies: tuple[AgencyRow, ...]
    up: Link | None = None
    data: tuple[Link, ...] = ()
    no_province: str = ""


@dataclass(frozen=True)
class PeriodRow:
    """One period in the list."""

    name: str
    as_of: str
    closed: str
    links: tuple[Link, ...]


def render_index(portal: Portal) -> str:
    """Return the page of one period."""
    return render_page(
        "index.html.j2",
        title=portal.title,
        sample=portal.sample,
        portal=portal,
        **page_words("agencies"),
    )


def render_periods(title: str, sample: str | None, periods: Sequence[PeriodRow]) -> str:
    """Return the page that lists the periods."""
    context = page_words("periods")
    return render_page("periods.html.j2", title=title, sample=sample, periods=periods, **context)


def page_words(table: str) -> dict[str, object]:
    """Return style, phrases and headers of a page of the portal."""
    sheet = files("plan_monitor.report").joinpath("templates/portal.css")
    return {
        "style": stylesheet() + Markup(sheet.read_text(encoding="utf-8")),
        "say": words("portal"),
        "headers": phrases()["portal_headers"][table],
    }
