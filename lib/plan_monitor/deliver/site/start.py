"""The first page of the site, and the page of each period."""

from collections.abc import Sequence

from plan_monitor.deliver.site.agencies import shown_agencies
from plan_monitor.deliver.site.indicators import shown_indicators
from plan_monitor.deliver.site.periods import (
    DATA,
    FILES,
    INDEX,
    SitePeriod,
    agency_page,
    indicator_page,
    site_say,
)
from plan_monitor.deliver.site.tables import (
    NONE,
    day_of,
    headers_of,
    share,
    status_cell,
    target_of,
    value,
)
from plan_monitor.plan.assignments import reporters
from plan_monitor.progress.counts import count_tasks
from plan_monitor.report.index import AgencyRow, Link, Portal, render_index
from plan_monitor.report.phrases import say, words
from plan_monitor.report.site import Grid, SiteCell, SitePage, cells
from plan_monitor.report.standing import answered, overviews, received
from plan_monitor.vietnamese.dates import short_date

_ON_TRACK = ("met", "on_track")
_JUDGED = (*_ON_TRACK, "somewhat_behind", "far_behind", "moving_away")


def start_page(periods: Sequence[SitePeriod], sample: str | None) -> SitePage:
    """Return the first page: periods, indicators and agencies, each leading on."""
    header = periods[0].published.plan.header
    about = site_say(
        "about", title=header.title, issuer=header.issuer, date=short_date(header.date)
    )
    return SitePage(
        title=site_say("title", number=header.number),
        sample=sample,
        remarks=(about, site_say("intro")),
        grids=(_periods(periods), _indicators(periods), _agencies(periods)),
    )


def _periods(periods: Sequence[SitePeriod]) -> Grid:
    rows = tuple(
        (
            SiteCell(link=Link(one.name, f"{one.id}/{INDEX}")),
            SiteCell(short_date(one.published.period.as_of)),
            SiteCell(one.standing),
            SiteCell(_counts(one)),
            SiteCell(links=one.links_from("")[1:]),
        )
        for one in periods
    )
    return Grid("periods", site_say("periods"), headers_of("periods"), rows, whole=frozenset({1}))


def _counts(period: SitePeriod) -> str:
    statuses = [row.status for row in period.trajectories.values()]
    tasks = count_tasks(period.tasks).completion
    sent = [row.timeliness for row in period.discipline.values()]
    return site_say(
        "counts",
        on_track=sum(one in _ON_TRACK for one in statuses),
        judged=sum(one in _JUDGED for one in statuses),
        done=tasks.numerator,
        due=tasks.denominator,
        sent=sent.count("on_time"),
        owed=len(sent),
    )


def _indicators(periods: Sequence[SitePeriod]) -> Grid:
    rows = []
    for item, period in shown_indicators(periods).items():
        plan, row = period.published.plan, period.trajectories.get(item)
        indicator = plan.indicator(item)
        label = site_say("task", id=item, name=indicator.name)
        rows.append(
            (
                SiteCell(link=Link(label, indicator_page(item))),
                *cells([indicator.unit.verbatim or NONE, target_of(plan, indicator)]),
                SiteCell(value(period, indicator, row.actual) if row else NONE),
                SiteCell(day_of(row)),
                status_cell(period, row),
            )
        )
    headers = headers_of("indicators")
    return Grid(
        "indicators",
        site_say("indicators"),
        headers,
        tuple(rows),
        right=frozenset({3}),
        whole=frozenset({4}),
    )


def _agencies(periods: Sequence[SitePeriod]) -> Grid:
    rows = []
    for code, agency in shown_agencies(periods).items():
        found = next(one.measures[code] for one in periods if code in one.measures)
        rows.append(
            (
                SiteCell(link=Link(agency.name, agency_page(code))),
                *cells(
                    [
                        share(found.timely, found.timely_of),
                        share(found.on_track, found.on_track_of),
                        share(found.tasks_done, found.tasks_of),
                        share(found.tasks_on_time, found.tasks_of),
                    ]
                ),
            )
        )
    headers = headers_of("agencies")
    figures = frozenset(range(1, 5))
    return Grid("agencies", site_say("agencies"), headers, tuple(rows), right=figures)


def period_page(period: SitePeriod) -> str:
    """Return the HTML of one period's page: that of the portal, with what is public alone."""
    published = period.published
    plan, day = published.plan, short_date(published.period.as_of)
    edition, said = published.edition, words("portal")
    closed = said["closed"].format(date=short_date(edition.card.closed_at)) if edition else ""
    return render_index(
        Portal(
            title=say("subject", number=plan.header.number, period=published.period.name),
            sample=say("sample") if published.is_sample else None,
            remarks=(said["as_of"].format(date=day), closed or site_say("provisional_remark")),
            overviews=overviews(
                published.reporting,
                period.trajectories.values(),
                period.tasks,
                period.discipline.values(),
            ),
            province=_documents(period, "province"),
            agencies=_agency_rows(period),
            up=Link(site_say("up"), f"../{INDEX}"),
            data=(Link(site_say("data_title", period=period.id), f"{DATA}/{INDEX}"),),
            no_province=site_say("not_published"),
        )
    )


def _documents(period: SitePeriod, folder: str) -> tuple[Link, ...]:
    return tuple(
        Link(words("portal_links")[what], f"{folder}/{name}")
        for name, what in FILES
        if f"{folder}/{name}" in period.documents
    )


def _agency_rows(period: SitePeriod) -> tuple[AgencyRow, ...]:
    rows = []
    for agency in reporters(period.published.plan):
        row = period.discipline.get(agency.code)
        page = Link(site_say("agency_page"), f"../{agency_page(agency.code)}")
        rows.append(
            AgencyRow(
                name=agency.name,
                mark=row.timeliness if row else "unknown",
                received=received(row),
                answered=answered(row),
                links=(page, *_documents(period, f"agencies/{agency.code}")),
                note="",
            )
        )
    return tuple(rows)
