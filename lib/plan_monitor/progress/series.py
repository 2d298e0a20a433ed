"""One series an indicator and agency: the history, the baseline, then what was reported."""

from collections.abc import Sequence

from plan_monitor.intake.baselines import HistoryRow
from plan_monitor.intake.records import Observation
from plan_monitor.plan.indicators import Indicator
from plan_monitor.progress.records import SeriesPoint


def build_series(
    indicator: Indicator,
    agency: str,
    observations: Sequence[Observation],
    history: Sequence[HistoryRow],
) -> list[SeriesPoint]:
    """Return the points of `indicator` as `agency` reports it, the earliest first.

    Points of one day stand in the order in which they were reported.

    Only accepted values count. A flow's actuals are comparable only for full years, so those of
    part of a year stand out of the series.
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
    reported = [
        SeriesPoint(
            indicator_id=indicator.id,
            agency=agency,
            date=row.date,
            value=row.value,
            kind=row.kind,
            period=row.period,
            source=f"{row.file}!{row.sheet}!{row.cell}",
        )
        for row in observations
        if row.indicator_id == indicator.id
        and row.agency == agency
        and row.value is not None
        and _is_comparable(indicator, row)
    ]
    return sorted(earlier + reported, key=lambda point: point.date)


def _is_comparable(indicator: Indicator, row: Observation) -> bool:
    is_full_year = (row.date.month, row.date.day) == (12, 31)
    is_flow = indicator.kind == "numeric" and indicator.decision.measure == "flow"
    return row.kind == "estimate" or not is_flow or is_full_year
