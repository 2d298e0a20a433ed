"""One series an indicator and agency: the history, the baseline, then what was reported."""

import datetime as dt
from collections.abc import Sequence

from plan_monitor.intake.baselines import HistoryRow
from plan_monitor.intake.records import Observation
from plan_monitor.plan.indicators import Indicator
from plan_monitor.progress.records import SeriesPoint

_ROUNDING = 1e-9


def build_series(
    indicator: Indicator,
    agency: str,
    observations: Sequence[Observation],
    history: Sequence[HistoryRow],
) -> list[SeriesPoint]:
    """Return the points of `indicator` as `agency` reports it, the earliest first.

    Only accepted values count, and of several for one day the one that was reported last;
    `observations` have the earliest period first. A flow's actuals are comparable only for full
    years, so those of part of a year stand out of the series.
    """
    earlier = [
        SeriesPoint(
            indicator_id=indicator.id,
            agency=agency,
            date=row.date,
            value=row.value,
            kind="baseline" if row.is_baseline else "history",
            period="",
            source=row.source,
        )
        for row in history
        if row.indicator_id == indicator.id
    ]
    reported: dict[tuple[str, dt.date], SeriesPoint] = {}
    for row in observations:
        if (
            row.indicator_id == indicator.id
            and row.agency == agency
            and row.value is not None
            and _is_comparable(indicator, row)
        ):
            key = (row.kind, row.date)
            reported[key] = _newer(reported.get(key), row, row.value)
    return sorted([*earlier, *reported.values()], key=lambda point: point.date)


def _newer(known: SeriesPoint | None, row: Observation, value: float) -> SeriesPoint:
    """Return the point that `row` makes of its day, beside what was known of that day before."""
    is_new = known is None or abs(known.value - value) > _ROUNDING
    if known is not None and row.is_earlier and not is_new:
        return known  # asked again, and confirmed
    return SeriesPoint(
        indicator_id=row.indicator_id,
        agency=row.agency,
        date=row.date,
        value=value,
        kind=row.kind,
        period=row.period,
        source=f"{row.file}!{row.sheet}!{row.cell}",
        was=known.value if known and is_new else None,
        note=row.note if row.is_earlier or (known and is_new) else "",
        is_earlier=row.is_earlier,
    )


def _is_comparable(indicator: Indicator, row: Observation) -> bool:
    is_full_year = (row.date.month, row.date.day) == (12, 31)
    is_flow = indicator.kind == "numeric" and indicator.decision.measure == "flow"
    return row.kind == "estimate" or not is_flow or is_full_year
