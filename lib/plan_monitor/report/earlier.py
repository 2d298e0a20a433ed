"""With which earlier figure a figure of this period is compared."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from plan_monitor.intake.records import Observation
from plan_monitor.plan.indicators import Indicator
from plan_monitor.progress.points import is_year_end
from plan_monitor.progress.records import SeriesPoint, Trajectory
from plan_monitor.report.contents import Contents
from plan_monitor.report.phrases import words
from plan_monitor.vietnamese.dates import short_date

Basis = Literal["year_before", "previous", "day", "baseline", "baseline_day", "year"]
_ACCEPTED = ("accepted", "warning")


@dataclass(frozen=True)
class Earlier:
    """An earlier value, and what it is to the later one."""

    value: float
    date: dt.date
    basis: Basis

    @property
    def name(self) -> str:
        """What a sentence calls it, e.g. ``cùng kỳ năm trước``."""
        called = words("compared_with")[self.basis]
        return called.format(date=short_date(self.date), year=self.date.year)


def is_flow(indicator: Indicator) -> bool:
    """Tell whether an indicator's figures add up within a year."""
    return indicator.kind == "numeric" and indicator.decision.measure == "flow"


def points_of(contents: Contents, row: Trajectory) -> list[SeriesPoint]:
    """Return the points of the one series that `row` was made from, the earliest first."""
    return [point for point in contents.series if point.indicator_id == row.indicator_id]


def value_before(contents: Contents, row: Trajectory) -> Earlier | None:
    """Return what the actual of this period is compared with.

    That is the same period of the year before, else the period before or the last day that has a
    value, else the baseline.
    """
    day = row.actual_date
    if day is None:
        return None
    points = [point for point in points_of(contents, row) if point.date < day]
    actuals = [point for point in points if point.kind == "actual"]
    then = contents.year_before.as_of if contents.year_before else None
    same = [point for point in actuals if point.date == then]
    if same:
        return Earlier(same[-1].value, same[-1].date, "year_before")
    if actuals:
        last = actuals[-1]
        is_previous = contents.before is not None and last.date == contents.before.as_of
        return Earlier(last.value, last.date, "previous" if is_previous else "day")
    if row.baseline_value is None or row.baseline_date is None or row.baseline_date >= day:
        return None
    ends_year = (row.baseline_date.month, row.baseline_date.day) == (12, 31)
    return Earlier(
        row.baseline_value, row.baseline_date, "baseline" if ends_year else "baseline_day"
    )


def full_year_before(contents: Contents, row: Trajectory, year: int) -> Earlier | None:
    """Return the full year's value of the year before `year`, estimates aside."""
    found = [
        point
        for point in points_of(contents, row)
        if point.kind != "estimate" and is_year_end(point) and point.date.year == year - 1
    ]
    return Earlier(found[-1].value, found[-1].date, "year") if found else None


def answers(
    contents: Contents, indicator: str, kind: Literal["actual", "estimate"]
) -> Iterator[Observation]:
    """Yield what was answered in this period about an indicator, values of earlier days aside."""
    for one in contents.observations:
        is_asked = (one.indicator_id, one.kind, one.period) == (indicator, kind, contents.period.id)
        if is_asked and not one.is_earlier:
            yield one


def part_of_year(contents: Contents, row: Trajectory) -> tuple[Observation, Earlier | None] | None:
    """Return what has added up since the year's start, and what had at the same day a year ago."""
    now = [
        one
        for one in answers(contents, row.indicator_id, "actual")
        if one.agency == row.agency and one.value is not None and one.outcome in _ACCEPTED
    ]
    if not now:
        return None
    before = contents.year_before
    then = [
        one
        for one in contents.observations
        if before is not None
        and (one.indicator_id, one.agency, one.kind) == (row.indicator_id, row.agency, "actual")
        and one.date == before.as_of
        and one.value is not None
    ]
    same = Earlier(then[-1].value or 0.0, then[-1].date, "year_before") if then else None
    return now[-1], same
