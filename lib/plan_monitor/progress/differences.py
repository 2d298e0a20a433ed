"""What differs from the last edition, and how what it projected has fared."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from plan_monitor.plan.calendar import PaceThresholds
from plan_monitor.plan.indicators import Indicator
from plan_monitor.plan.models import Plan
from plan_monitor.progress.editions import METHOD_VERSION, Edition
from plan_monitor.progress.forecast import Bounds, choose_scale, interval
from plan_monitor.progress.indicators import IndicatorTables
from plan_monitor.progress.methods.paths import decimal_year
from plan_monitor.progress.points import breaks_of, joint_series, observed, point_of, since_break
from plan_monitor.progress.records import (
    Difference,
    Fared,
    Outlook,
    SeriesPoint,
    Trajectory,
)
from plan_monitor.vietnamese.numbers import format_number

Key = tuple[str, str, dt.date]


def differences_since(
    edition: Edition, now: IndicatorTables, thresholds: PaceThresholds
) -> list[Difference]:
    """Return what differs from `edition`: revised values, finals, statuses, the method.

    Rows with an agency are of that agency's own series, rows without one of the indicator's.
    """
    series = edition.table("series.csv", SeriesPoint)
    joint = edition.table("trajectories.csv", Trajectory)
    by_agency = edition.table("trajectories_by_agency.csv", Trajectory)
    return [
        *_method(edition, thresholds),
        *_revised(series, now.series),
        *_finals(series, now.series),
        *_statuses(joint, now.joint, is_joint=True),
        *_statuses(by_agency, now.by_agency, is_joint=False),
    ]


def _method(edition: Edition, thresholds: PaceThresholds) -> Iterator[Difference]:
    before, after = edition.card.method_version, METHOD_VERSION
    if before != after:
        yield Difference(kind="method", before=before, after=after)
    for name, value in thresholds.model_dump().items():
        was = getattr(edition.card.pace, name)
        if was != value:
            yield Difference(
                kind="threshold", field=name, before=format_number(was), after=format_number(value)
            )


def _observed(points: Iterable[SeriesPoint]) -> dict[Key, SeriesPoint]:
    """Return the observed points by indicator, agency and day; the last report of a day counts."""
    return {(p.indicator_id, p.agency, p.date): p for p in points if p.kind != "estimate"}


def _revised(before: Sequence[SeriesPoint], after: Sequence[SeriesPoint]) -> Iterator[Difference]:
    """Yield every value of a day that is another one now, or is gone."""
    known, now = _observed(before), _observed(after)
    held = {(point.indicator_id, point.agency) for point in after}
    for key, point in known.items():
        if key[:2] not in held:
            continue  # another agency answers for it now, with all that was reported
        current = now.get(key)
        if current is None or current.value != point.value:
            yield Difference(
                kind="value",
                indicator_id=point.indicator_id,
                agency=point.agency,
                date=point.date,
                before=format_number(point.value),
                after=format_number(current.value if current else None),
                note=current.note if current else "",
            )


def _finals(before: Sequence[SeriesPoint], after: Sequence[SeriesPoint]) -> Iterator[Difference]:
    """Yield every estimate for a day of which the actual has come since."""
    known, now = _observed(before), _observed(after)
    for point in before:
        key = (point.indicator_id, point.agency, point.date)
        if point.kind == "estimate" and key in now and key not in known:
            yield Difference(
                kind="final",
                indicator_id=point.indicator_id,
                agency=point.agency,
                date=point.date,
                before=format_number(point.value),
                after=format_number(now[key].value),
                note=now[key].note,
            )


def _statuses(
    before: Sequence[Trajectory], after: Sequence[Trajectory], *, is_joint: bool
) -> Iterator[Difference]:
    known = {(row.indicator_id, "" if is_joint else row.agency): row for row in before}
    for row in after:
        was = known.get((row.indicator_id, "" if is_joint else row.agency))
        if was is not None and (was.status, was.assessment) != (row.status, row.assessment):
            yield Difference(
                kind="status",
                indicator_id=row.indicator_id,
                agency="" if is_joint else row.agency,
                before=was.assessment or was.status,
                after=row.assessment or row.status,
            )


def fared_since(plan: Plan, edition: Edition, now: IndicatorTables) -> list[Fared]:
    """Return how the projections of `edition` have fared against the actuals that came since.

    The pace that the edition showed is carried on from its last value to the day of the actual;
    from E3 on the 80 % interval for that day is taken from the edition's own points. Nothing is
    held against an actual that does not compare with the edition's any more.
    """
    outlooks = {row.indicator_id: row for row in edition.table("outlooks.csv", Outlook)}
    then = {row.indicator_id: row for row in edition.table("trajectories.csv", Trajectory)}
    series = edition.table("series.csv", SeriesPoint)
    rows = []
    for row in now.joint:
        outlook, was = outlooks.get(row.indicator_id), then.get(row.indicator_id)
        if outlook is None or was is None or was.actual is None or was.actual_date is None:
            continue
        if row.actual is None or row.actual_date is None or row.actual_date <= was.actual_date:
            continue
        indicator = plan.indicator(row.indicator_id)
        breaks = breaks_of(plan, indicator)
        if any(was.actual_date < day <= row.actual_date for day in breaks):
            continue  # what came is of another kind than what was projected
        own = [one for one in series if one.indicator_id == row.indicator_id]
        known = observed(joint_series(own, (was.agency, *indicator.agencies)))
        rows.append(_fared(indicator, outlook, was, row, since_break(known, breaks)))
    return rows


def _fared(
    indicator: Indicator,
    outlook: Outlook,
    was: Trajectory,
    row: Trajectory,
    known: Sequence[SeriesPoint],
) -> Fared:
    assert was.actual is not None and row.actual is not None
    assert was.actual_date is not None and row.actual_date is not None
    bounds = Bounds(*indicator.decision.bounds)
    year = decimal_year(row.actual_date)
    passed = year - decimal_year(was.actual_date)
    projected = bounds.clip(was.actual + outlook.current_rate * passed)
    likely = None
    if outlook.low is not None:
        likely = interval(
            [point_of(point) for point in known],
            year,
            scale=choose_scale(bounds, is_percent=indicator.is_percent),
            bounds=bounds,
            step=indicator.decision.step,
        )
    return Fared(
        indicator_id=row.indicator_id,
        agency=row.agency,
        date=row.actual_date,
        projected=projected,
        flat=was.actual,
        actual=row.actual,
        error=abs(row.actual - projected),
        error_flat=abs(row.actual - was.actual),
        low=likely.low if likely else None,
        high=likely.high if likely else None,
        is_within=likely.low <= row.actual <= likely.high if likely else None,
    )
