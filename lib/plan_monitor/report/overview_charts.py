"""Charts of the whole: how many indicators stand where, what is overdue, how far agencies are."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.dates import MonthLocator, date2num
from matplotlib.figure import Figure as Chart
from matplotlib.ticker import FuncFormatter, MaxNLocator

from plan_monitor.progress.counts import ageing
from plan_monitor.progress.records import TaskState
from plan_monitor.report.charts import CHART_STYLE, MILLIMETRE
from plan_monitor.report.contents import Contents
from plan_monitor.report.phrases import say, words
from plan_monitor.vietnamese.dates import short_date

# Colours of Okabe and Ito; hatches tell them apart in grey.
_STATUS: dict[str, tuple[str, str]] = {
    "met": ("#009E73", ""),
    "on_track": ("#56B4E9", "//"),
    "somewhat_behind": ("#F0E442", ".."),
    "far_behind": ("#E69F00", "xx"),
    "moving_away": ("#D55E00", "\\\\"),
    "not_enough_data": ("#FFFFFF", ""),
    "self_assessed": ("#D9D9D9", "--"),
}
_BANDS: dict[str, tuple[str, str]] = {
    "1_30": ("#F0E442", ".."),
    "31_90": ("#E69F00", "//"),
    "91_180": ("#D55E00", "xx"),
    "over_180": ("#8B1E00", ""),
}
_PARTS = (
    (("#009E73", ""), "chart_on_time"),
    (("#56B4E9", "//"), "chart_late"),
    (("#D55E00", "xx"), "chart_overdue"),
)
_OPEN_CELLS = ("in_progress", "not_started", "in_progress_overdue", "not_started_overdue")
_OPEN, _DARK, _PALE = "#56B4E9", "#111111", "#D5DAE0"
_WIDTH = 165
_ROW = 5.2  # millimetres
_MOST_ROWS = 40
_NAME = 46  # letters of a name beside a bar


def status_chart(contents: Contents) -> Chart:
    """Return one bar a status: how many indicators stand there, named and counted."""
    counts: Counter[str] = Counter(row.status for row in contents.trajectories)
    shown = [status for status in contents.reporting.statuses if counts[status]]
    labels = [contents.reporting.statuses[status] for status in shown]
    with style.context(["default", CHART_STYLE]):
        chart, axes = _frame(len(shown))
        for place, status in enumerate(shown):
            _bar(axes, place, (0, counts[status]), _STATUS.get(status, ("#FFFFFF", "")))
            axes.text(counts[status] + 0.15, place, str(counts[status]), va="center")
        _name_rows(axes, labels)
        axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
        axes.set_xlabel(say("chart_indicators"))
    return chart


def timeline_rows(contents: Contents) -> list[TaskState]:
    """Return what the timeline shows, by due day: what is overdue or due in the next period."""
    last = contents.period.next_end
    rows = [
        state
        for state in contents.tasks
        if state.due is not None and state.cell in _OPEN_CELLS and state.due <= last
    ]
    return sorted(rows, key=lambda state: (state.due or last, int(state.task_id)))[:_MOST_ROWS]


def timeline_chart(contents: Contents) -> Chart:
    """Return one row a task: from its due day to the cut-off where overdue, else a mark ahead."""
    rows, as_of = timeline_rows(contents), contents.period.as_of
    with style.context(["default", CHART_STYLE]):
        chart, axes = _frame(len(rows))
        seen: set[str] = set()
        for place, state in enumerate(rows):
            assert state.due is not None
            band = ageing((as_of - state.due).days)
            if band:
                label = words("bands")[band] if band not in seen else None
                begin, end = _day(state.due), _day(as_of)
                _bar(axes, place, (begin, end - begin), _BANDS[band], label=label)
            else:
                label = say("chart_ahead") if "ahead" not in seen else None
                look: dict[str, Any] = {
                    "color": _OPEN,
                    "markeredgecolor": _DARK,
                    "markeredgewidth": 0.5,
                }
                axes.plot(
                    [_day(state.due)],
                    [place],
                    marker="D",
                    markersize=4,
                    linestyle="none",
                    label=label,
                    **look,
                )
            seen.add(band or "ahead")
        axes.axvline(_day(as_of), color=_DARK, linewidth=0.8, label=say("chart_cut_off"))
        names = [_short(contents.plan.task(state.task_id).printed_name) for state in rows]
        ids = [state.task_id for state in rows]
        _name_rows(axes, [f"{i}. {name}" for i, name in zip(ids, names, strict=True)])
        axes.xaxis.set_major_locator(MonthLocator(bymonth=(1, 7)))  # type: ignore[no-untyped-call]
        axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: _printed(x)))
        _legend(chart, axes)
    return chart


def agency_chart(contents: Contents) -> Chart:
    """Return one bar an agency: tasks done of those done or overdue, in protocol order."""
    rows = [one for one in contents.measures if one.tasks_of]
    with style.context(["default", CHART_STYLE]):
        chart, axes = _frame(len(rows))
        for place, one in enumerate(rows):
            late = one.tasks_done - one.tasks_on_time
            left = one.tasks_of - one.tasks_done
            start = 0
            sizes = (one.tasks_on_time, late, left)
            for size, (look, key) in zip(sizes, _PARTS, strict=True):
                label = say(key) if not place else None
                _bar(axes, place, (start, size), look, label=label)
                start += size
            axes.text(start + 0.1, place, f"{one.tasks_done}/{one.tasks_of}", va="center")
        _name_rows(axes, [contents.plan.agency(one.agency).name for one in rows])
        axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
        axes.set_xlabel(say("chart_tasks"))
        _legend(chart, axes)
    return chart


def _frame(rows: int) -> tuple[Chart, Axes]:
    height = max(rows, 2) * _ROW + 26
    chart = Chart(figsize=(_WIDTH * MILLIMETRE, height * MILLIMETRE), layout="constrained")
    return chart, chart.subplots()


def _bar(
    axes: Axes, place: int, span: tuple[float, float], look: tuple[str, str], **more: Any
) -> None:
    """Draw a bar in row `place` from a begin over a width, in a colour with a hatch."""
    (left, width), (colour, hatch) = span, look
    axes.barh(place, width, left=left, color=colour, hatch=hatch, height=0.7,
              edgecolor=_DARK, linewidth=0.5, **more)  # fmt: skip


def _name_rows(axes: Axes, names: Sequence[str]) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=_PALE, linewidth=0.5)
    axes.set_axisbelow(True)
    axes.margins(x=0.08)


def _legend(chart: Chart, axes: Axes) -> None:
    handles, labels = axes.get_legend_handles_labels()
    if handles:
        chart.legend(handles, labels, loc="outside lower center", ncols=4, frameon=False)


def _day(day: dt.date) -> float:
    return float(date2num(day))  # type: ignore[no-untyped-call]


def _printed(number: float) -> str:
    return short_date(dt.date(1970, 1, 1) + dt.timedelta(days=round(number)))


def _short(name: str) -> str:
    line = name.split("\n", maxsplit=1)[0].rstrip(".")
    return line if len(line) <= _NAME else f"{line[: _NAME - 1].rstrip()}…"
