"""The page that leads to all reports of a period."""

from collections.abc import Sequence
from dataclasses import dataclass

from plan_monitor.report.fragments import render_page
from plan_monitor.report.html import stylesheet


@dataclass(frozen=True)
class IndexRow:
    """One agency on the page: its folder below the page, None when there is no report."""

    name: str
    folder: str | None
    note: str


def render_index(title: str, sample: str | None, agencies: Sequence[IndexRow]) -> str:
    """Return the page."""
    return render_page(
        "index.html.j2", title=title, sample=sample, agencies=agencies, style=stylesheet()
    )
