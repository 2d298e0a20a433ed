"""One page an indicator: its path, its values, and how it was judged from period to period."""

from collections.abc import Sequence

from plan_monitor.deliver.site.periods import (
    INDEX,
    SitePeriod,
    agency_page,
    indicator_page,
    site_say,
)
from plan_monitor.deliver.site.tables import NONE, day_of, headers_of, status_cell, target_of, value
from plan_monitor.plan.assignments import expand
from plan_monitor.plan.indicators import Indicator
from plan_monitor.progress.records import SeriesPoint
from plan_monitor.report.charts import TrajectoryPanel, chart_svg, trajectory_chart
from plan_monitor.report.index import Link
from plan_monitor.report.phrases import say, words
from plan_monitor.report.site import Drawing, Fact, Grid, SiteCell, SitePage, cells
from plan_monitor.vietnamese.dates import short_date
from plan_monitor.vietnamese.numbers import format_number

UP = "../"


def shown_indicators(periods: Sequence[SitePeriod]) -> dict[str, SitePeriod]:
    """Return the indicators by id, each with the newest period that has it; headings are none."""
    found: dict[str, SitePeriod] = {}
    for period in periods:
        for one in period.published.plan.indicators:
            if one.kind != "heading":
                found.setdefault(one.id, period)
    return found


def indicator_pages(periods: Sequence[SitePeriod], sample: str | None) -> dict[str, SitePage]:
    """Return the page of every indicator by its path in the site."""
    return {
        indicator_page(one): _page(period, one, periods, sample)
        for one, period in shown_indicators(periods).items()
    }


def _page(
    newest: SitePeriod, indicator_id: str, periods: Sequence[SitePeriod], sample: str | None
) -> SitePage:
    indicator = newest.published.plan.indicator(indicator_id)
    points = [one for one in newest.series if one.indicator_id == indicator.id]
    by_period = tuple(row for one in periods if (row := _period_row(one, indicator.id)))
    grids = [
        Grid(
            "periods",
            site_say("by_period"),
            headers_of("indicator"),
            by_period,
            right=frozenset({2, 3, 4, 5}),
            whole=frozenset({1}),
            remark=site_say("by_period_remark") if indicator.kind == "numeric" else "",
        )
    ]
    if points:
        grids.append(_point_grid(newest, indicator, points))
    return SitePage(
        title=site_say("indicator", id=indicator.id, name=indicator.name),
        sample=sample,
        up=(Link(site_say("up"), f"{UP}{INDEX}"),),
        remarks=(f"{newest.name}: {newest.standing}.",),
        facts=_facts(newest, indicator),
        drawing=_drawing(newest, indicator, points),
        grids=tuple(grids),
    )


def _facts(period: SitePeriod, indicator: Indicator) -> tuple[Fact, ...]:
    plan, row = period.published.plan, period.trajectories.get(indicator.id)
    known = {one.code: one.name for one in plan.agencies}
    monitors = tuple(
        SiteCell(link=Link(known[code], f"{UP}{agency_page(code)}"))
        for code in expand(plan, indicator.agencies)
        if code in period.discipline
    )
    facts = [
        Fact(site_say("unit"), cells([indicator.unit.verbatim or NONE])),
        Fact(
            site_say("target", year=indicator.target_year),
            cells([target_of(plan, indicator)]),
        ),
        Fact(site_say("monitors"), monitors or cells([indicator.agencies_verbatim or NONE])),
    ]
    if row and row.baseline_value is not None and row.baseline_date:
        baseline = site_say(
            "baseline_value",
            value=value(period, indicator, row.baseline_value),
            date=short_date(row.baseline_date),
        )
        facts.append(Fact(site_say("baseline"), cells([baseline])))
    if indicator.decided and indicator.decided.reading:
        facts.append(Fact(site_say("reading"), cells([indicator.decided.reading])))
    return tuple(facts)


def _period_row(period: SitePeriod, indicator_id: str) -> tuple[SiteCell, ...] | None:
    """Return what one period says of the indicator, None where its plan does not have it."""
    row = period.trajectories.get(indicator_id)
    if row is None:
        return None
    indicator = period.published.plan.indicator(indicator_id)
    figures = (row.actual, row.estimate, row.required)
    return (
        SiteCell(period.name),
        SiteCell(day_of(row)),
        *(SiteCell(value(period, indicator, one)) for one in figures),
        SiteCell(format_number(row.pace, 2)),
        status_cell(period, row),
        SiteCell(links=period.links_from(UP)),
    )


def _point_grid(period: SitePeriod, indicator: Indicator, points: Sequence[SeriesPoint]) -> Grid:
    names = {one.code: one.name for one in period.published.plan.agencies}
    newest_first = sorted(points, key=lambda one: (one.date, one.kind, one.agency), reverse=True)
    rows = tuple(
        cells(
            [
                short_date(one.date),
                words("kinds")[one.kind],
                value(period, indicator, one.value),
                names.get(one.agency, one.agency),
                one.period or NONE,
            ]
        )
        for one in newest_first
    )
    return Grid("points", site_say("points"), headers_of("points"), rows, right=frozenset({2}))


def _drawing(
    period: SitePeriod, indicator: Indicator, points: Sequence[SeriesPoint]
) -> Drawing | None:
    """Return the chart of the newest period; of an indicator in words there is none."""
    row = period.trajectories.get(indicator.id)
    if row is None or row.status == "self_assessed" or not points:
        return None
    panel = TrajectoryPanel(indicator, row, tuple(points), period.outlooks.get(indicator.id))
    caption = site_say("chart", id=indicator.id)
    if period.published.is_sample:
        caption = f"{caption} ({say('sample')})"
    return Drawing(
        svg=chart_svg(trajectory_chart([panel]), "chart"),
        caption=caption,
        alternative=site_say("chart_alternative", year=indicator.target_year, count=len(points)),
    )
