"""Which points of a series compare, and the one series of an indicator with two monitors."""

import datetime as dt
from collections.abc import Sequence

from plan_monitor.plan.indicators import Indicator
from plan_monitor.plan.models import Plan
from plan_monitor.progress.methods import Point
from plan_monitor.progress.methods.paths import decimal_year
from plan_monitor.progress.records import SeriesPoint

_OTHER_QUANTITY = ("measure", "better")


def point_of(point: SeriesPoint) -> Point:
    """Return a point of a series by its decimal year."""
    return Point(decimal_year(point.date), point.value)


def is_year_end(point: SeriesPoint) -> bool:
    """Tell whether a point stands for a full year."""
    return (point.date.month, point.date.day) == (12, 31)


def breaks_of(plan: Plan, indicator: Indicator) -> list[dt.date]:
    """Return the days from which on an indicator's figures no longer compare with earlier ones.

    That is where a decision changed what is measured, or, for a rank, among how many.
    """
    is_rank = indicator.kind == "numeric" and indicator.decision.measure == "rank"
    fields = (*_OTHER_QUANTITY, "bounds") if is_rank else _OTHER_QUANTITY
    return sorted(
        change.date
        for change in plan.changes
        if (change.kind, change.id) == ("indicator", indicator.id) and change.field in fields
    )


def since_break(points: Sequence[SeriesPoint], breaks: Sequence[dt.date]) -> list[SeriesPoint]:
    """Return the points that compare with the latest one."""
    latest = max((point.date for point in points), default=None)
    last = max((day for day in breaks if latest is not None and day <= latest), default=None)
    return [point for point in points if last is None or point.date >= last]


def observed(series: Sequence[SeriesPoint]) -> list[SeriesPoint]:
    """Return the observed points, one a day, the earliest first; estimates are none.

    Of several on one day the one that was reported last counts.
    """
    by_day = {point.date: point for point in series if point.kind != "estimate"}
    return [by_day[day] for day in sorted(by_day)]


def joint_series(series: Sequence[SeriesPoint], monitors: Sequence[str]) -> list[SeriesPoint]:
    """Return the one series of an indicator: of each day the value of the first-named monitor.

    Values of two monitors are never averaged; where the first has none, the second's stands.
    """
    order = {agency: rank for rank, agency in enumerate(monitors)}
    chosen: dict[tuple[dt.date, str], SeriesPoint] = {}
    for point in sorted(series, key=lambda one: order.get(one.agency, len(order)), reverse=True):
        chosen[point.date, "estimate" if point.kind == "estimate" else ""] = point
    return [chosen[key] for key in sorted(chosen)]
