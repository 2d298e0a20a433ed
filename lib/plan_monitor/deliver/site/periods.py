"""What the site knows of each period, read once for all pages."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plan_monitor.plan.calendar import known_periods
from plan_monitor.progress.published import Published, read_published
from plan_monitor.progress.records import (
    AgencyMeasures,
    Discipline,
    Outlook,
    SeriesPoint,
    TaskState,
    Trajectory,
)
from plan_monitor.report.index import Link
from plan_monitor.report.phrases import words
from plan_monitor.vietnamese.dates import short_date
from plan_monitor.workspace import Workspace

INDEX = "index.html"
DATA = "open-data"
REPORT = "report.html"
FILES = ((REPORT, "html"), ("report.docx", "word"), ("appendix.xlsx", "excel"))


@dataclass(frozen=True)
class SitePeriod:
    """One period: its tables by what their rows are of, and the documents that are shown."""

    published: Published
    trajectories: Mapping[str, Trajectory]
    outlooks: Mapping[str, Outlook]
    series: Sequence[SeriesPoint]
    tasks: Sequence[TaskState]
    parts: Mapping[tuple[str, str], TaskState]
    discipline: Mapping[str, Discipline]
    measures: Mapping[str, AgencyMeasures]
    documents: frozenset[str]

    @property
    def id(self) -> str:
        """The period's code, which is its folder's name."""
        return self.published.period.id

    @property
    def name(self) -> str:
        """The period's name with its code."""
        name = self.published.period.name
        return site_say("latest", name=f"{name[0].upper()}{name[1:]}", period=self.id)

    @property
    def standing(self) -> str:
        """Whether the figures are final."""
        edition = self.published.edition
        if edition is None:
            return site_say("provisional")
        return site_say("closed", date=short_date(edition.card.closed_at))

    def links_from(self, up: str, folder: str = "province") -> tuple[Link, ...]:
        """Return the links to the period's page, a report and its data, `up` to the first page."""
        document = f"{folder}/{REPORT}"
        report = (Link(site_say("report"), f"{up}{self.id}/{document}"),)
        return (
            Link(site_say("period_page"), f"{up}{self.id}/{INDEX}"),
            *(report if document in self.documents else ()),
            Link(site_say("data"), f"{up}{self.id}/{DATA}/{INDEX}"),
        )


def read_site_periods(workspace: Workspace) -> list[SitePeriod]:
    """Return every period that is closed or has tables, the newest first."""
    found = [read_published(workspace, one.id) for one in reversed(known_periods(workspace))]
    return [_read(one) for one in found if _has_tables(one)]


def _has_tables(published: Published) -> bool:
    folder = published.workspace.processed(published.period.id)
    return published.edition is not None or (folder / "trajectories.csv").is_file()


def _read(published: Published) -> SitePeriod:
    table = published.table
    parts = table("task_parts.csv", TaskState)
    return SitePeriod(
        published=published,
        trajectories={one.indicator_id: one for one in table("trajectories.csv", Trajectory)},
        outlooks={one.indicator_id: one for one in table("outlooks.csv", Outlook)},
        series=table("series.csv", SeriesPoint),
        tasks=table("tasks.csv", TaskState),
        parts={(one.task_id, one.agency): one for one in parts},
        discipline={one.agency: one for one in table("discipline.csv", Discipline)},
        measures={one.agency: one for one in table("measures.csv", AgencyMeasures)},
        documents=_documents(published),
    )


def _documents(published: Published) -> frozenset[str]:
    """Return the documents that the office shows, as their paths in the period's folder."""
    shown = published.reporting.publishing.documents
    patterns = {"none": (), "province": ("province",), "all": ("province", "agencies/*")}[shown]
    return frozenset(
        path.relative_to(published.documents).as_posix()
        for pattern in patterns
        for name, _ in FILES
        for path in published.documents.glob(f"{pattern}/{name}")
    )


def indicator_page(indicator_id: str) -> str:
    """Return the path of an indicator's page in the site."""
    return f"indicators/{_safe(indicator_id)}.html"


def agency_page(code: str) -> str:
    """Return the path of an agency's page in the site."""
    return f"agencies/{_safe(code)}.html"


def _safe(text: str) -> str:
    return re.sub(r"[^\w.-]", "_", text)


def site_say(key: str, **values: object) -> str:
    """Return a phrase of the site."""
    return words("site")[key].format(**values)
