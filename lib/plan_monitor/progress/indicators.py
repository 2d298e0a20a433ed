"""All indicators of a period: as each agency reports them, and as one series each."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from plan_monitor.intake.baselines import HistoryRow
from plan_monitor.plan.assignments import owed_indicators
from plan_monitor.plan.calendar import Period, Reporting
from plan_monitor.plan.indicators import Indicator
from plan_monitor.plan.models import Plan
from plan_monitor.progress.outlook import compute_outlook
from plan_monitor.progress.points import breaks_of, joint_series
from plan_monitor.progress.records import Outlook, SeriesPoint, Trajectory
from plan_monitor.progress.reported import Reported
from plan_monitor.progress.series import build_series
from plan_monitor.progress.trajectories import compute_trajectory, disagreement, self_assessed


@dataclass(frozen=True)
class IndicatorTables:
    """Series, trajectories and outlooks, one an indicator and agency, or one an indicator.

    Of an indicator with two monitors there is one series: of each day the value of the first-named
    monitor that has one. Values are never averaged; where they differ the note shows both.
    """

    series: tuple[SeriesPoint, ...]
    by_agency: tuple[Trajectory, ...]
    outlooks_by_agency: tuple[Outlook, ...]
    joint: tuple[Trajectory, ...]
    outlooks: tuple[Outlook, ...]


def compute_indicators(
    plan: Plan,
    agencies: Sequence[str],
    reported: Reported,
    history: Sequence[HistoryRow],
    when: tuple[Period, Reporting],
    *,
    next_report: dt.date | None = None,
) -> IndicatorTables:
    """Return the tables of all indicators that `agencies` monitor.

    Parameters
    ----------
    when : (Period, Reporting)
        The period, and the office's thresholds.
    next_report : date, optional
        The cut-off of the next report.
    """
    desk = _Desk(plan, reported, history, *when)
    desk.next_report = next_report
    owed = [(agency, item) for agency in agencies for item in owed_indicators(plan, agency)]
    rows = [desk.row(item, agency) for agency, item in owed]
    by_agency = [
        row.model_copy(update={"note": _both(plan, row.indicator_id, rows) or row.note})
        for row in rows
    ]
    joint = list(desk.joint_rows(by_agency))
    return IndicatorTables(
        series=tuple(point for agency, item in owed for point in desk.series(item, (agency,))),
        by_agency=tuple(by_agency),
        outlooks_by_agency=tuple(desk.outlooks((row, (row.agency,)) for row in by_agency)),
        joint=tuple(joint),
        outlooks=tuple(
            desk.outlooks((row, plan.indicator(row.indicator_id).agencies) for row in joint)
        ),
    )


class _Desk:
    """What every indicator of a period is judged against."""

    def __init__(
        self,
        plan: Plan,
        reported: Reported,
        history: Sequence[HistoryRow],
        period: Period,
        reporting: Reporting,
    ) -> None:
        self.plan = plan
        self.reported = reported
        self.history = history
        self.period = period
        self.reporting = reporting
        self.next_report: dt.date | None = None
        self._series: dict[tuple[str, tuple[str, ...]], list[SeriesPoint]] = {}

    def series(self, item: Indicator, monitors: tuple[str, ...]) -> list[SeriesPoint]:
        """Return the one series of an indicator from these monitors, the first-named first."""
        key = item.id, monitors
        if item.kind != "numeric":
            return []
        if key not in self._series:
            points = [
                point
                for agency in monitors
                for point in build_series(item, agency, self.reported.observations, self.history)
            ]
            self._series[key] = joint_series(points, monitors) if len(monitors) > 1 else points
        return self._series[key]

    def row(self, item: Indicator, *monitors: str) -> Trajectory:
        """Return where an indicator stands by the series of these monitors."""
        if item.kind == "qualitative":
            return self_assessed(item, monitors[0], self.reported.observations, self.period)
        return compute_trajectory(
            item,
            monitors[0],
            self.series(item, monitors),
            self.period,
            self.reporting.pace,
            breaks=breaks_of(self.plan, item),
            next_report=self.next_report,
        )

    def joint_rows(self, by_agency: Sequence[Trajectory]) -> Iterator[Trajectory]:
        """Yield one row an indicator, in the plan's order."""
        for item in self.plan.indicators:
            own = {row.agency: row for row in by_agency if row.indicator_id == item.id}
            monitors = tuple(code for code in item.agencies if code in own)
            if not monitors:
                continue
            current = [code for code in monitors if own[code].is_current]
            shown = own[(current or monitors)[0]]
            if item.kind == "numeric" and len(monitors) > 1:
                joint = self.row(item, *monitors)
                shown = joint.model_copy(update={"agency": shown.agency, "note": shown.note})
            yield shown

    def outlooks(self, rows: Iterable[tuple[Trajectory, tuple[str, ...]]]) -> Iterator[Outlook]:
        """Yield the outlook of each row that has one, from the series of its monitors."""
        for row, monitors in rows:
            item = self.plan.indicator(row.indicator_id)
            if item.kind != "numeric":
                continue
            outlook = compute_outlook(
                item,
                row,
                self.series(item, monitors),
                self.period,
                self.reporting.chance,
                breaks=breaks_of(self.plan, item),
            )
            if outlook is not None:
                yield outlook


def _both(plan: Plan, indicator: str, rows: Sequence[Trajectory]) -> str:
    """Return the current values of an indicator's monitors, as named, where they differ."""
    current = {r.agency: r for r in rows if r.indicator_id == indicator and r.is_current}
    named = plan.indicator(indicator).agencies
    return disagreement([current[code] for code in named if code in current])
