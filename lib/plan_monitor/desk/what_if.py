"""What if the next value were another one: judged as a report would judge it, and kept nowhere."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

from plan_monitor.desk.frames import Desk
from plan_monitor.errors import UserError
from plan_monitor.plan.calendar import Period, known_periods, next_cut_off
from plan_monitor.plan.indicators import Indicator
from plan_monitor.progress.outlook import compute_outlook
from plan_monitor.progress.points import breaks_of, joint_series
from plan_monitor.progress.records import Outlook, SeriesPoint, Trajectory
from plan_monitor.progress.trajectories import Figures, compute_trajectory, next_value_date
from plan_monitor.report.contents import Contents
from plan_monitor.report.indicator_sentences import indicator_sentence
from plan_monitor.vietnamese.dates import short_date

SUPPOSED = "what-if"  # the period whose report would hold the value; no file has this id


@dataclass(frozen=True)
class Judged:
    """An indicator with a supposed value.

    `row` and `outlook` are as the tables would hold them, without what flips the judgement after
    that; `series` ends with the value, `sentence` is what the report would say.
    """

    indicator: Indicator
    row: Trajectory
    outlook: Outlook | None
    series: tuple[SeriesPoint, ...]
    sentence: str


def what_if(desk: Desk, indicator_id: str, value: float, day: dt.date | None = None) -> Judged:
    """Return how an indicator would be judged if the next value were `value`, as of `day`.

    The value is in the indicator's unit; without a day it is that of the next report. Plan and
    series are the period's, thresholds those of today. A day that has a value already is taken as
    its revision.

    Raises
    ------
    UserError
        If the indicator is no number of the plan, `value` is none, `day` lies before the newest
        one's, or, of a figure of a whole year, is no 31 December.
    """
    indicator = numeric(desk, indicator_id)
    known = known_series(desk, indicator)
    day = next_day(desk, indicator) if day is None else day
    day = day.date() if isinstance(day, dt.datetime) else day
    if not math.isfinite(value):
        raise UserError(f"chỉ tiêu {indicator.id}, giả định", f"{value}", "một số", "ghi một số")
    _check_day(indicator, known, day)
    supposed = _point(indicator, known, float(value), day)
    series = sorted([*known, supposed], key=lambda one: one.date)
    return _judged(desk, indicator, series, day)


def numeric(desk: Desk, indicator_id: str) -> Indicator:
    """Return a numeric indicator of the plan; refuse any other id."""
    found = [one for one in desk.published.plan.indicators if one.kind == "numeric"]
    for one in found:
        if one.id == indicator_id:
            return one
    raise UserError(
        f"chỉ tiêu {indicator_id}",
        "không phải chỉ tiêu có số của kế hoạch",
        f"một trong: {', '.join(one.id for one in found)}",
        "gõ lại mã chỉ tiêu",
    )


def known_series(desk: Desk, indicator: Indicator) -> tuple[SeriesPoint, ...]:
    """Return the one series of an indicator from the period's tables, the earliest first."""
    rows = desk.published.table("series.csv", SeriesPoint)
    own = [row for row in rows if row.indicator_id == indicator.id]
    several = len({row.agency for row in own}) > 1
    return tuple(joint_series(own, indicator.agencies) if several else own)


def next_day(desk: Desk, indicator: Indicator) -> dt.date:
    """Return the day of the value that the next report will hold, as `flip_date` means it."""
    published, series = desk.published, known_series(desk, indicator)
    figures = Figures.of(series, published.period, breaks_of(published.plan, indicator))
    following = next_cut_off(published.workspace, published.period)
    return next_value_date(figures, following, is_flow=indicator.decision.measure == "flow")


def _check_day(indicator: Indicator, known: Sequence[SeriesPoint], day: dt.date) -> None:
    newest = max((one.date for one in known if one.kind != "estimate"), default=dt.date.min)
    if indicator.decision.measure == "flow" and (day.month, day.day) != (12, 31):
        expected = "ngày 31/12, vì đây là số của cả năm"
    elif day < newest:
        expected = f"từ ngày {short_date(newest)}, ngày của số mới nhất, trở đi"
    else:
        return
    where = f"chỉ tiêu {indicator.id}, giả định"
    raise UserError(where, f"ngày {short_date(day)}", expected, "chọn ngày khác")


def _point(
    indicator: Indicator, known: Sequence[SeriesPoint], value: float, day: dt.date
) -> SeriesPoint:
    """Return the supposed value as the point that the next report would make of it."""
    same = [one.value for one in known if one.date == day and one.kind == "actual"]
    return SeriesPoint(
        indicator_id=indicator.id,
        agency=_first_monitor(indicator),
        date=day,
        value=value,
        kind="actual",
        period=SUPPOSED,
        source="",
        was=same[-1] if same and same[-1] != value else None,
    )


def _first_monitor(indicator: Indicator) -> str:
    return next(iter(indicator.agencies), "")


def _judged(
    desk: Desk, indicator: Indicator, series: Sequence[SeriesPoint], day: dt.date
) -> Judged:
    published = desk.published
    reporting = published.reporting
    period = published.period.model_copy(update={"id": SUPPOSED, "as_of": day})
    breaks = breaks_of(published.plan, indicator)
    row = compute_trajectory(
        indicator,
        _first_monitor(indicator),
        series,
        period,
        reporting.pace,
        breaks=breaks,
    ).model_copy(update={"flip_date": None, "flip_value": None})
    outlook = compute_outlook(indicator, row, series, period, reporting.chance, breaks=breaks)
    contents = _contents(desk, period, row, outlook, series)
    sentence = indicator_sentence(contents, row)
    return Judged(indicator, row, outlook, tuple(series), sentence)


def _contents(
    desk: Desk,
    period: Period,
    row: Trajectory,
    outlook: Outlook | None,
    series: Sequence[SeriesPoint],
) -> Contents:
    """Return the contents of a report that says nothing but this."""
    published, day = desk.published, period.as_of
    before = [
        one
        for one in known_periods(published.workspace)
        if (one.as_of.year, one.as_of.month, one.as_of.day) == (day.year - 1, day.month, day.day)
    ]
    return Contents(
        plan=published.plan,
        period=period,
        reporting=published.reporting,
        author=published.plan.agency(published.plan.header.report_lead),
        is_province=True,
        submissions=(),
        observations=(),
        narrative=(),
        trajectories=(row,),
        series=tuple(series),
        tasks=(),
        changes=(),
        drafts=(),
        funding=(),
        discipline=(),
        outlooks=(outlook,) if outlook else (),
        before=published.period,
        year_before=before[0] if before else None,
    )
