"""The portal of a workspace: one page a period, written from its tables, and the list of periods.

A period's own page says nothing that another period, a later closing or a later `status` could
change, so that two builds of the period agree in it; all that stands in the list of periods.
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from plan_monitor.build import units
from plan_monitor.build.units import APPENDIX, UnitResult
from plan_monitor.files import write_atomically
from plan_monitor.intake.records import Submission
from plan_monitor.intake.tables import read_table
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.assignments import reporters
from plan_monitor.plan.bodies import Agency
from plan_monitor.plan.calendar import Period, known_periods, load_reporting
from plan_monitor.plan.loading import load_plan
from plan_monitor.plan.models import Plan
from plan_monitor.progress.editions import read_edition
from plan_monitor.progress.published import is_sample
from plan_monitor.progress.records import Discipline, TaskState, Trajectory
from plan_monitor.report.index import (
    AgencyRow,
    Link,
    Overview,
    PeriodRow,
    Portal,
    render_index,
    render_periods,
)
from plan_monitor.report.phrases import say, words
from plan_monitor.report.standing import answered, overviews, received
from plan_monitor.vietnamese.dates import short_date
from plan_monitor.workspace import Workspace

INDEX = "index.html"
STATUS = "status.html"
_BANNER = '<p class="pm-sample"'
Exists = Callable[[str], bool]


@dataclass(frozen=True)
class _Standing:
    """Who sent something, of whom no report could be made, and each agency's discipline."""

    sent: frozenset[str]
    failed: frozenset[str]
    discipline: Mapping[str, Discipline]


def write_index(
    workspace: Workspace,
    plan: Plan,
    submissions: Sequence[Submission],
    period: Period,
    results: Sequence[UnitResult],
) -> None:
    """Write reports/<period>/index.html from what stands in the folder, then the list of periods.

    Where the barrier failed, the tables are of an earlier run: no counts are shown.
    """
    of_period = [one for one in submissions if one.period == period.id]
    failed = {result.unit.agency for result in results if result.fault}
    failed |= {one.agency for one in of_period if one.standing == "unreadable"}
    is_counted = all(not r.fault for r in results if r.unit.notebook == units.TRAJECTORIES)
    standing = _Standing(
        sent=frozenset(one.agency for one in of_period),
        failed=frozenset(failed),
        discipline=_discipline(workspace, period) if is_counted else {},
    )
    folder = workspace.reports(period.id)
    page = Portal(
        title=say("subject", number=plan.header.number, period=period.name),
        sample=say("sample") if any(one.sample for one in submissions) else None,
        remarks=(_say("as_of", date=short_date(period.as_of)),),
        overviews=_overviews(workspace, period) if is_counted else (),
        province=_province(lambda name: (folder / name).is_file()),
        agencies=_agencies(workspace, plan, period, standing, lambda n: (folder / n).is_file()),
        up=Link(_say("up"), f"../{INDEX}"),
    )
    write_atomically(folder / INDEX, render_index(page))
    write_periods(workspace)


def edition_index(
    workspace: Workspace, period: Period, kept: Collection[str], closed_at: dt.datetime
) -> str:
    """Return the page of an edition: links to the `kept` files alone, and when it was closed."""
    plan = plan_as_of(load_plan(workspace.plan), period.as_of)
    discipline = _discipline(workspace, period)
    late = {code for code, row in discipline.items() if row.timeliness == "unreadable"}
    sent = {code for code, row in discipline.items() if row.timeliness != "missing"}
    standing = _Standing(frozenset(sent), frozenset(late), discipline)
    page = Portal(
        title=say("subject", number=plan.header.number, period=period.name),
        sample=say("sample") if is_sample(workspace, period) else None,
        remarks=(
            _say("as_of", date=short_date(period.as_of)),
            _say("closed", date=short_date(closed_at)),
        ),
        overviews=_overviews(workspace, period),
        province=_province(kept.__contains__),
        agencies=_agencies(workspace, plan, period, standing, kept.__contains__),
    )
    return render_index(page)


def write_periods(workspace: Workspace) -> None:
    """Write reports/index.html: every period with a page, the newest first."""
    shown = [
        period
        for period in reversed(known_periods(workspace))
        if any((workspace.reports(period.id) / name).is_file() for name in (INDEX, STATUS))
    ]
    if not shown:
        return
    sample = say("sample") if any(_has_banner(workspace, one) for one in shown) else None
    title = _say("periods_title", number=load_plan(workspace.plan).header.number)
    page = render_periods(title, sample, [_period(workspace, one) for one in shown])
    write_atomically(workspace.portal, page)


# --- the page of a period -----------------------------------------------------------------------


def _discipline(workspace: Workspace, period: Period) -> dict[str, Discipline]:
    rows = read_table(workspace.processed(period.id) / "discipline.csv", Discipline)
    return {row.agency: row for row in rows}


def _overviews(workspace: Workspace, period: Period) -> tuple[Overview, ...]:
    folder = workspace.processed(period.id)
    return overviews(
        load_reporting(workspace),
        read_table(folder / "trajectories.csv", Trajectory),
        read_table(folder / "tasks.csv", TaskState),
        _discipline(workspace, period).values(),
    )


def _province(exists: Exists) -> tuple[Link, ...]:
    progress = (f"evidence/{units.TRAJECTORIES}.ipynb", "progress")
    return _links(exists, "province", units.PROVINCE_REPORT, progress)


def _links(
    exists: Exists, folder: str, notebook: str, evidence: tuple[str, str]
) -> tuple[Link, ...]:
    paths = (
        (f"{folder}/report.html", "html"),
        (f"{folder}/report.docx", "word"),
        (f"{folder}/{APPENDIX}", "excel"),
        (f"{folder}/{notebook}.ipynb", "report"),
        evidence,
    )
    return tuple(Link(words("portal_links")[what], path) for path, what in paths if exists(path))


def _agencies(
    workspace: Workspace, plan: Plan, period: Period, standing: _Standing, exists: Exists
) -> tuple[AgencyRow, ...]:
    rows = []
    for agency in reporters(plan):
        row = standing.discipline.get(agency.code)
        is_read = workspace.agency_tables(period.id, agency.code).is_dir()
        reading = (f"evidence/{units.CLEAN}_{agency.code}.ipynb", "reading")
        rows.append(
            AgencyRow(
                name=agency.name,
                mark=row.timeliness if row else "unknown",
                received=received(row),
                answered=answered(row) if is_read else "–",
                links=_links(exists, f"agencies/{agency.code}", units.AGENCY_REPORT, reading),
                note=_note(agency, standing, exists),
            )
        )
    return tuple(rows)


def _note(agency: Agency, standing: _Standing, exists: Exists) -> str:
    has_report = exists(f"agencies/{agency.code}/report.html")
    if agency.code in standing.failed:
        return say("index_old" if has_report else "index_failed")
    if has_report:
        return ""
    return say("index_not_made" if agency.code in standing.sent else "index_missing")


# --- the list of periods ------------------------------------------------------------------------


def _has_banner(workspace: Workspace, period: Period) -> bool:
    """Tell whether a page of the period says that it is made from samples."""
    pages = [workspace.reports(period.id) / name for name in (INDEX, STATUS)]
    return any(_BANNER in page.read_text(encoding="utf-8") for page in pages if page.is_file())


def _period(workspace: Workspace, period: Period) -> PeriodRow:
    edition = read_edition(workspace, period.id)
    folder = workspace.reports(period.id)
    paths = (
        (INDEX, "period"),
        ("province/report.html", "html"),
        ("province/report.docx", "word"),
        (f"province/{APPENDIX}", "excel"),
        (STATUS, "status"),
    )
    return PeriodRow(
        name=f"{period.name[0].upper()}{period.name[1:]} ({period.id})",
        as_of=short_date(period.as_of),
        closed=_say("closed_mark", date=short_date(edition.card.closed_at)) if edition else "",
        links=tuple(
            Link(words("portal_links")[what], f"{period.id}/{path}")
            for path, what in paths
            if (folder / path).is_file()
        ),
    )


def _say(key: str, **values: object) -> str:
    return words("portal")[key].format(**values)
