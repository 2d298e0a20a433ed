"""One page an agency: what it monitors and leads, and how it came on from period to period."""

from collections.abc import Sequence

from plan_monitor.deliver.site.periods import (
    INDEX,
    SitePeriod,
    agency_page,
    indicator_page,
    site_say,
)
from plan_monitor.deliver.site.tables import NONE, headers_of, share, status_cell
from plan_monitor.plan.assignments import reporters
from plan_monitor.plan.bodies import Agency
from plan_monitor.progress.measures import LEAST_CASES
from plan_monitor.report.index import Link
from plan_monitor.report.site import Grid, SiteCell, SitePage, cells
from plan_monitor.report.standing import answered, received
from plan_monitor.report.tables import task_deadline

UP = "../"


def shown_agencies(periods: Sequence[SitePeriod]) -> dict[str, Agency]:
    """Return the agencies that reported or should have, as the newest period knows each."""
    found: dict[str, Agency] = {}
    for period in periods:
        for one in reporters(period.published.plan):
            found.setdefault(one.code, one)
    return found


def agency_pages(periods: Sequence[SitePeriod], sample: str | None) -> dict[str, SitePage]:
    """Return the page of every agency by its path in the site."""
    return {
        agency_page(code): SitePage(
            title=agency.name,
            sample=sample,
            up=(Link(site_say("up"), f"{UP}{INDEX}"),),
            grids=(
                _periods(code, periods),
                _indicators(code, periods),
                _tasks(code, periods),
            ),
        )
        for code, agency in shown_agencies(periods).items()
    }


def _periods(code: str, periods: Sequence[SitePeriod]) -> Grid:
    rows = tuple(row for one in periods if (row := _period_row(code, one)))
    return Grid(
        "periods",
        site_say("agency_by_period"),
        headers_of("agency"),
        rows,
        right=frozenset(range(2, 8)),
        remark=site_say("agency_remark", least=LEAST_CASES),
    )


def _period_row(code: str, period: SitePeriod) -> tuple[SiteCell, ...] | None:
    sent, measures = period.discipline.get(code), period.measures.get(code)
    if sent is None or measures is None:
        return None
    return (
        *cells(
            [
                period.name,
                received(sent),
                answered(sent),
                share(measures.timely, measures.timely_of),
                share(measures.on_track, measures.on_track_of),
                share(measures.tasks_done, measures.tasks_of),
                share(measures.tasks_on_time, measures.tasks_of),
                str(measures.rank or NONE),
            ]
        ),
        SiteCell(links=period.links_from(UP, f"agencies/{code}")),
    )


def _indicators(code: str, periods: Sequence[SitePeriod]) -> Grid:
    """Return the indicators that the agency monitored in any period, with each one's status."""
    names: dict[str, str] = {}
    for period in periods:
        for one in period.published.plan.indicators:
            if code in one.agencies and one.kind != "heading":
                names.setdefault(one.id, one.name)
    rows = []
    for item, name in names.items():
        label = site_say("task", id=item, name=name)
        first = SiteCell(link=Link(label, f"{UP}{indicator_page(item)}"))
        statuses = (status_cell(one, one.trajectories.get(item)) for one in periods)
        rows.append((first, *statuses))
    return _by_period("indicators", site_say("agency_indicators"), periods, rows)


def _tasks(code: str, periods: Sequence[SitePeriod]) -> Grid:
    """Return the tasks that the agency led in any period, with its part's state in each."""
    newest: dict[str, SitePeriod] = {}
    for period in periods:
        for task_id, lead in period.parts:
            if lead == code:
                newest.setdefault(task_id, period)
    rows = []
    for item, period in newest.items():
        task = period.published.plan.task(item)
        deadline = task_deadline(task, period.parts[item, code])
        name = SiteCell(site_say("task", id=item, name=task.printed_name))
        states = (_state(code, item, one) for one in periods)
        rows.append((name, SiteCell(deadline or NONE), *states))
    headers = headers_of("agency_items")[1:]
    return _by_period("tasks", site_say("agency_tasks"), periods, rows, headers)


def _state(code: str, task: str, period: SitePeriod) -> SiteCell:
    part = period.parts.get((task, code))
    if part is None:
        return SiteCell(site_say("not_then"))
    return SiteCell(period.published.reporting.task_statuses[part.cell])


def _by_period(
    key: str,
    heading: str,
    periods: Sequence[SitePeriod],
    rows: Sequence[tuple[SiteCell, ...]],
    between: Sequence[str] = (),
) -> Grid:
    """Return a table with one column a period, the newest first."""
    names = (headers_of("agency_items")[0], *between, *(one.id for one in periods))
    remark = "" if rows else site_say("no_items")
    return Grid(key, heading, names, tuple(rows), remark=remark)
