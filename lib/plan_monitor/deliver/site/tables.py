"""Single figures and cells that several pages of the site share."""

from plan_monitor.deliver.site.periods import SitePeriod
from plan_monitor.plan.indicators import Indicator
from plan_monitor.plan.models import Plan
from plan_monitor.progress.records import Trajectory
from plan_monitor.report.figures import print_target, print_value
from plan_monitor.report.phrases import phrases, say
from plan_monitor.report.site import SiteCell
from plan_monitor.vietnamese.dates import short_date

NONE = "–"


def headers_of(table: str) -> tuple[str, ...]:
    """Return the headers of one of the site's tables."""
    return tuple(phrases()["site_headers"][table])


def share(part: int, of: int) -> str:
    """Return a share as its two counts; of nothing there is none."""
    return f"{part}/{of}" if of else NONE


def status_cell(period: SitePeriod, row: Trajectory | None) -> SiteCell:
    """Return the status in words with its mark; a self-assessment is named as such."""
    if row is None:
        return SiteCell(NONE)
    if row.status == "self_assessed":
        label = say("self_assessed_label", assessment=row.assessment or NONE)
    else:
        label = period.published.reporting.statuses[row.status]
    return SiteCell(label, mark=str(row.status))


def value(period: SitePeriod, indicator: Indicator, figure: float | None) -> str:
    """Return a figure of an indicator as the reports print it."""
    return print_value(period.published.plan, indicator, figure)


def target_of(plan: Plan, indicator: Indicator) -> str:
    """Return the target as the reports print it; one that is no number in the plan's own words."""
    if indicator.kind == "numeric":
        return print_target(plan, indicator)
    return indicator.target.verbatim or NONE


def day_of(row: Trajectory | None) -> str:
    """Return the day of the latest actual."""
    return short_date(row.actual_date) if row and row.actual_date else NONE
