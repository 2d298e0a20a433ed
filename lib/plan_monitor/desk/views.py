"""What the desk shows: an indicator on its path, a supposed value, and two sliders."""

import datetime as dt
from calendar import monthrange
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from plan_monitor.desk.frames import Desk
from plan_monitor.desk.what_if import Judged, known_series, next_day, numeric, what_if
from plan_monitor.plan.indicators import Indicator
from plan_monitor.progress.points import observed
from plan_monitor.progress.records import Outlook, SeriesPoint, Trajectory
from plan_monitor.report.blocks import Block, Figure, Group, Paragraph, paragraph
from plan_monitor.report.charts import TrajectoryPanel, chart_svg, figure_block, trajectory_chart
from plan_monitor.report.figures import decimals, unit_word
from plan_monitor.report.phrases import say
from plan_monitor.vietnamese.dates import short_date

_ROOM = 0.25  # of the range of known values, beside them on the slider


def chart(desk: Desk, indicator_id: str) -> Figure:
    """Return an indicator's values over time with its path, as the report draws them."""
    indicator = numeric(desk, indicator_id)
    rows = desk.published.table("trajectories.csv", Trajectory)
    row = next(one for one in rows if one.indicator_id == indicator.id)
    outlooks = desk.published.table("outlooks.csv", Outlook)
    outlook = next((one for one in outlooks if one.indicator_id == indicator.id), None)
    return _chart(TrajectoryPanel(indicator, row, known_series(desk, indicator), outlook), "known")


def shown(judged: Judged) -> Group:
    """Return what the report would say of a supposed value, and the chart with it."""
    return Group(blocks=(_said(judged), _chart(_panel(judged), "supposed")))


def sliders(desk: Desk, indicator_id: str) -> Any:
    """Return two sliders, for the next value and its day, above what a report would say then.

    Without ipywidgets it is a line on how to get them.
    """
    if find_spec("ipywidgets") is None:
        return paragraph(say("desk_no_sliders"))
    import ipywidgets

    indicator = numeric(desk, indicator_id)
    points = known_series(desk, indicator)
    following = next_day(desk, indicator)
    days = sorted({*days_ahead(indicator, points), following})
    low, high = value_range(indicator, points)
    value = ipywidgets.FloatSlider(
        value=observed(points)[-1].value if observed(points) else low,
        min=low,
        max=high,
        step=indicator.decision.step,
        description=unit_word(indicator) or say("own_table_value"),
        readout_format=f".{decimals(desk.published.plan, indicator) or 0}f",
        continuous_update=False,
    )
    day = ipywidgets.SelectionSlider(
        options=[(short_date(one), one) for one in days],
        value=following,
        description=say("desk_day"),
        continuous_update=False,
    )
    result = ipywidgets.HTML()

    def judge(_: object = None) -> None:
        judged = what_if(desk, indicator_id, value.value, day.value)
        drawn = chart_svg(trajectory_chart([_panel(judged)]), "slid")
        result.value = f"{_html(_said(judged))}{drawn}"

    value.observe(judge, "value")
    day.observe(judge, "value")
    judge()
    return ipywidgets.VBox([value, day, result])


def days_ahead(indicator: Indicator, points: Sequence[SeriesPoint]) -> list[dt.date]:
    """Return the ends of months after the newest value up to the target's; of a flow of years."""
    newest = max((one.date for one in points if one.kind != "estimate"), default=None)
    first = newest.year if newest else indicator.target_year
    is_flow = indicator.decision.measure == "flow"
    ends = [
        dt.date(year, month, monthrange(year, month)[1])
        for year in range(first, indicator.target_year + 1)
        for month in ((12,) if is_flow else range(1, 13))
    ]
    ahead = [day for day in ends if newest is None or day > newest]
    return ahead or [newest or ends[-1]]


def value_range(indicator: Indicator, points: Sequence[SeriesPoint]) -> tuple[float, float]:
    """Return the least and the greatest value to suppose: what is known, the target, some room."""
    target, step = indicator.target, indicator.decision.step
    known = [*(one.value for one in points), target.near_end, target.high]
    values = [one for one in known if one is not None] or [0.0]
    room = max(_ROOM * (max(values) - min(values)), 10 * step)
    low, high = indicator.decision.bounds
    least = round(round((min(values) - room) / step) * step, 10)
    most = round(round((max(values) + room) / step) * step, 10)
    return (
        least if low is None else max(low, least),
        most if high is None else min(high, most),
    )


def _said(judged: Judged) -> Paragraph:
    day = short_date(judged.series[-1].date)
    return paragraph(say("desk_supposed", date=day, sentence=judged.sentence))


def _panel(judged: Judged) -> TrajectoryPanel:
    return TrajectoryPanel(judged.indicator, judged.row, judged.series, judged.outlook)


def _chart(panel: TrajectoryPanel, name: str) -> Figure:
    """Return the chart of one indicator; `name` keeps the ids of two charts apart."""
    ids = panel.indicator.id
    return figure_block(
        trajectory_chart([panel]),
        caption=say("chart_caption", ids=ids),
        alternative=say("chart_alternative", count=1, ids=ids),
        name=name,
    )


def _html(block: Block) -> str:
    return str(block._repr_mimebundle_()["text/html"])
