"""The overview charts as blocks: each with a caption, words for it, and its figures as a table."""

from collections import Counter
from collections.abc import Sequence

from plan_monitor.report.blocks import Cell, Column, Figure, Paragraph, Row, Table, paragraph
from plan_monitor.report.charts import figure_block
from plan_monitor.report.contents import Contents
from plan_monitor.report.indicator_lists import none_followed
from plan_monitor.report.overview_charts import (
    agency_chart,
    status_chart,
    timeline_chart,
    timeline_rows,
)
from plan_monitor.report.phrases import headers, say
from plan_monitor.vietnamese.dates import short_date

_WIDTHS = (60, 40, 40, 25)


def status_overview(contents: Contents) -> Figure | Paragraph:
    """Return how many indicators stand where, or that there are none."""
    if not contents.trajectories:
        return paragraph(none_followed(contents))
    counts: Counter[str] = Counter(row.status for row in contents.trajectories)
    labels = contents.reporting.statuses
    rows = [(label, str(counts[key])) for key, label in labels.items() if counts[key]]
    total = len(contents.trajectories)
    return figure_block(
        status_chart(contents),
        caption=say("chart_status_caption", total=total),
        alternative=say("chart_status_alternative", total=total, counts=_listed(rows)),
        name="status",
        data=_data("chart_status", rows),
    )


def task_timeline(contents: Contents) -> Figure | Paragraph:
    """Return the tasks that are overdue or due in the next period, or that there are none."""
    states = timeline_rows(contents)
    if not states:
        return paragraph(say("timeline_none", end=short_date(contents.period.next_end)))
    labels = contents.reporting.task_statuses
    rows = [
        (
            f"{state.task_id}. {contents.plan.task(state.task_id).printed_name}".split("\n")[0],
            short_date(state.due) if state.due else "–",
            labels[state.cell],
            str(state.days_overdue or "–"),
        )
        for state in states
    ]
    overdue = sum(bool(state.days_overdue) for state in states)
    words = {"overdue": overdue, "ahead": len(states) - overdue}
    as_of = short_date(contents.period.as_of)
    return figure_block(
        timeline_chart(contents),
        caption=say("chart_timeline_caption", as_of=as_of),
        alternative=say("chart_timeline_alternative", as_of=as_of, **words),
        name="timeline",
        data=_data("chart_timeline", rows),
    )


def agency_overview(contents: Contents) -> Figure | Paragraph:
    """Return how far each agency has come with what is due, or that nothing is due yet."""
    rows = [
        (
            contents.plan.agency(one.agency).name,
            f"{one.tasks_on_time}/{one.tasks_of}",
            f"{one.tasks_done}/{one.tasks_of}",
            str(one.tasks_of - one.tasks_done),
        )
        for one in contents.measures
        if one.tasks_of
    ]
    if not rows:
        return paragraph(say("nothing_due"))
    return figure_block(
        agency_chart(contents),
        caption=say("chart_agency_caption"),
        alternative=say("chart_agency_alternative", count=len(rows)),
        name="agencies",
        data=_data("chart_agency", rows),
    )


def _listed(rows: Sequence[tuple[str, str]]) -> str:
    return "; ".join(f"{label}: {count}" for label, count in rows)


def _data(key: str, rows: Sequence[Sequence[str]]) -> Table:
    names = headers(key)
    return Table(
        columns=tuple(
            Column(header=name, width=width, align="right" if number else "left")
            for number, (name, width) in enumerate(zip(names, _WIDTHS, strict=False))
        ),
        rows=tuple(Row(cells=tuple(Cell(text=text) for text in row)) for row in rows),
    )
