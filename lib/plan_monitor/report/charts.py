"""Charts: one function each, from rows to a matplotlib figure, and from a figure to a block."""

import base64
import datetime as dt
import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib import style
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Chart
from matplotlib.ticker import FuncFormatter, MaxNLocator

from plan_monitor.plan.indicators import Indicator
from plan_monitor.progress.methods.paths import decimal_year
from plan_monitor.progress.records import Outlook, SeriesPoint, Trajectory
from plan_monitor.progress.trajectories import milestone_point
from plan_monitor.report.blocks import Figure, Table
from plan_monitor.report.phrases import say
from plan_monitor.vietnamese.numbers import format_number

MILLIMETRE = 1 / 25.4
_YEARS = 6  # that a panel names at most
_BLUE, _ORANGE, _GREEN, _GREY = "#0072B2", "#D55E00", "#009E73", "#6B7280"  # Okabe–Ito
CHART_STYLE: Any = {
    "font.family": ["DejaVu Sans"],  # matplotlib's own: has every Vietnamese letter
    "font.size": 7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "svg.fonttype": "none",
    "svg.hashsalt": "plan_monitor",
}


@dataclass(frozen=True)
class TrajectoryPanel:
    """One panel: an indicator, its row and its points."""

    indicator: Indicator
    row: Trajectory
    points: tuple[SeriesPoint, ...]
    outlook: Outlook | None = None


def trajectory_chart(panels: Sequence[TrajectoryPanel], columns: int = 2) -> Chart:
    """Return small multiples: path, baseline, actuals, estimate and target of each indicator.

    A panel with an outlook shows where the current pace leads, and the interval where there is one.
    """
    columns = min(columns, len(panels))
    lines = math.ceil(len(panels) / columns)
    with style.context(["default", CHART_STYLE]):  # whatever the user's matplotlibrc says
        chart = Chart(
            figsize=(165 * MILLIMETRE, (52 * lines + 10) * MILLIMETRE), layout="constrained"
        )
        grid = chart.subplots(lines, columns, squeeze=False)
        axes = [cell for row in grid for cell in row]
        for cell, panel in zip(axes, panels, strict=False):
            _draw_panel(cell, panel)
        for cell in axes[len(panels) :]:
            cell.set_visible(False)
        handles, labels = _legend(axes[: len(panels)])
        chart.legend(handles, labels, loc="outside lower center", ncols=4, frameon=False)
        chart.get_layout_engine().set(h_pad=4 / 72, w_pad=6 / 72)  # type: ignore[union-attr, call-arg]
    return chart


def _draw_panel(axes: Axes, panel: TrajectoryPanel) -> None:
    indicator = panel.indicator
    target = indicator.target.near_end
    end = decimal_year(dt.date(indicator.target_year, 12, 31))
    if target is not None:
        _draw_path(axes, panel, target, end)
    _draw_outlook(axes, panel, end)
    for kind, marker, colour, filled in (
        ("history", "x", _GREY, True),
        ("baseline", "s", "#111111", True),
        ("actual", "o", _BLUE, True),
        ("estimate", "o", _ORANGE, False),
    ):
        points = [point for point in panel.points if point.kind == kind]
        if points:
            axes.plot(
                [decimal_year(point.date) for point in points],
                [point.value for point in points],
                linestyle="none",
                marker=marker,
                markersize=4,
                color=colour,
                markerfacecolor=colour if filled else "white",
                label=say(f"chart_{kind}"),
            )
    if target is not None:
        _draw_target(axes, target, end)
    _label(axes, indicator)


def _draw_outlook(axes: Axes, panel: TrajectoryPanel, end: float) -> None:
    """Draw what the evidence allows: the current pace from the last actual, and an interval."""
    outlook, row = panel.outlook, panel.row
    if outlook is None or row.actual is None or row.actual_date is None:
        return
    axes.plot(
        [decimal_year(row.actual_date), end],
        [row.actual, outlook.current],
        color=_BLUE,
        linestyle=(0, (1, 2)),
        linewidth=1,
        label=say("chart_projection"),
    )
    if outlook.low is not None and outlook.high is not None:
        axes.plot(
            [end, end],
            [outlook.low, outlook.high],
            color=_BLUE,
            linewidth=1,
            marker="_",
            markersize=6,
            label=say("chart_interval"),
        )


def _draw_target(axes: Axes, target: float, end: float) -> None:
    axes.plot(
        [end],
        [target],
        marker="*",
        markersize=8,
        linestyle="none",
        color=_GREEN,
        label=say("chart_target"),
    )
    axes.annotate(
        format_number(target),
        (end, target),
        xytext=(-3, 5),
        textcoords="offset points",
        ha="right",
        va="bottom",
    )


def _draw_path(axes: Axes, panel: TrajectoryPanel, target: float, end: float) -> None:
    """Draw the required path; where the baseline met the target, the level to be kept."""
    row = panel.row
    if row.baseline_value is None or row.baseline_date is None:
        return
    begin = target if row.reason in {"maintained", "lost"} else row.baseline_value
    begun = decimal_year(row.baseline_date)
    corners = [milestone_point(one) for one in panel.indicator.milestones]
    passed = [corner for corner in corners if begun < corner.year < end]
    axes.plot(
        [begun, *(corner.year for corner in passed), end],
        [begin, *(corner.value for corner in passed), target],
        color=_GREY,
        linestyle=(0, (4, 2)),
        linewidth=1,
        label=say("chart_path"),
    )


def _label(axes: Axes, indicator: Indicator) -> None:
    axes.set_title(_wrap(f"{indicator.id}. {indicator.name}"), fontsize=7, loc="left")
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: format_number(value)))
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=indicator.decision.step >= 1))
    axes.margins(x=0.05, y=0.15)
    _name_years(axes, decimal_year(dt.date(indicator.target_year, 12, 31)))
    if indicator.decision.better == "lower":
        axes.invert_yaxis()
    axes.set_ylabel(indicator.unit.verbatim or "", fontsize=6.5)
    axes.grid(axis="y", color="#D5DAE0", linewidth=0.5)


def _name_years(axes: Axes, end: float) -> None:
    """Name each year at its end, where its figure stands; the target's year is among them."""
    first, last = axes.get_xlim()
    step = max(1, math.ceil((last - first) / _YEARS))
    ends = [end - step * n for n in range(_YEARS + 1) if end - step * n >= first]
    axes.set_xticks(ends, [f"{one - 1:.0f}" for one in ends])
    axes.set_xlabel(say("chart_years"), fontsize=6.5, loc="right", labelpad=1)


def _wrap(text: str, width: int = 52, lines: int = 2) -> str:
    """Return `text` on at most two lines, cut with an ellipsis."""
    out, line = [], ""
    for word in text.split():
        if len(line) + len(word) + 1 > width and line:
            out.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    out.append(line)
    if len(out) > lines:
        out = [*out[: lines - 1], out[lines - 1][: width - 1].rstrip() + "…"]
    return "\n".join(out)


def _legend(axes: Sequence[Axes]) -> tuple[list[Artist], list[str]]:
    seen: dict[str, Artist] = {}
    for cell in axes:
        for handle, label in zip(*cell.get_legend_handles_labels(), strict=True):
            seen.setdefault(label, handle)
    return list(seen.values()), list(seen)


def figure_block(
    chart: Chart, caption: str, alternative: str, name: str, data: Table | None = None
) -> Figure:
    """Return `chart` as a block: SVG without the hour of its making, PNG for Word.

    Parameters
    ----------
    chart : matplotlib.figure.Figure
        What to show.
    caption, alternative : str
        The caption, and the text for those who do not see the chart.
    name : str
        Prefix for the ids inside the SVG, so that two charts on a page do not share them.
    data : Table, optional
        The figures of the chart.
    """
    svg, png = chart_svg(chart, name), io.BytesIO()
    with style.context(["default", CHART_STYLE]):
        chart.savefig(png, format="png", dpi=200, metadata={"Software": None})
    return Figure(
        caption=caption,
        alternative=alternative,
        svg=svg,
        png=base64.b64encode(png.getvalue()).decode("ascii"),
        width=round(chart.get_figwidth() / MILLIMETRE, 1),
        data=data,
    )


def chart_svg(chart: Chart, name: str) -> str:
    """Return `chart` as SVG for use inside a page, laid out for good; `name` as in figure_block."""
    svg = io.StringIO()
    with style.context(["default", CHART_STYLE]):
        _lay_out(chart)
        chart.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    return tidy_svg(svg.getvalue(), name)


def _lay_out(chart: Chart) -> None:
    """Lay `chart` out once for both pictures: each would do it twice for itself."""
    engine = chart.get_layout_engine()
    if engine is not None:
        engine.execute(chart)
        chart.set_layout_engine(None)


def tidy_svg(svg: str, name: str) -> str:
    """Return `svg` for use inside a page: no head, no hour, `name` before every id."""
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r'\bid="', f'id="{name}-', body)
    body = re.sub(r'(xlink:href="|href="|url\()#', rf"\1#{name}-", body)
    return body.replace("'DejaVu Sans'", "'DejaVu Sans', Verdana, sans-serif").strip()
