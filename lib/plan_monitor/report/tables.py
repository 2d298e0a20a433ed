"""The annex tables."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from plan_monitor.plan.indicators import Indicator
from plan_monitor.plan.tasks import Task
from plan_monitor.progress.records import SeriesPoint, TaskState, Trajectory
from plan_monitor.report.blocks import Align, Cell, Column, Row, Table
from plan_monitor.report.contents import Contents
from plan_monitor.report.figures import print_change, print_value
from plan_monitor.report.lineage import (
    Source,
    baseline_of,
    funding_sources,
    indicator_sources,
    lineage_id,
    previous_of,
)
from plan_monitor.report.phrases import headers, say, words
from plan_monitor.report.plan_tables import indicator_readings, is_in_draft, task_readings
from plan_monitor.vietnamese.dates import short_date
from plan_monitor.vietnamese.numbers import format_number

_INDICATOR_WIDTHS = (11, 42, 21, 31, 14, 14, 23, 22, 14, 20, 17, 23)
_TASK_WIDTHS = (10, 72, 34, 38, 22, 26, 38, 22)
_DISCIPLINE_WIDTHS = (10, 56, 24, 26, 20, 20, 20, 18, 16, 18, 16, 18)
_POINT_WIDTHS = (20, 26, 30, 24, 80)
_LINEAGE_WIDTHS = (15, 20, 17, 15, 25, 23, 75, 20, 13, 29)
_FUNDING_LINEAGE_WIDTHS = (32, 46, 46, 76, 23, 29)


def indicator_tables(contents: Contents) -> list[Table]:
    """Return the table of indicators, one for each horizon (target year)."""
    years = sorted({indicator.target_year for indicator in contents.plan.indicators})
    tables: list[Table] = []
    for year in years:
        rows = [
            (contents.plan.indicator(row.indicator_id), row)
            for row in contents.trajectories
            if contents.plan.indicator(row.indicator_id).target_year == year
        ]
        if rows:
            general = () if tables else (say("pace_note"),)
            tables.append(_indicator_table(contents, year, rows, general))
    return tables


def _indicator_table(
    contents: Contents,
    year: int,
    rows: Sequence[tuple[Indicator, Trajectory]],
    general_notes: tuple[str, ...],
) -> Table:
    names = [header.format(year=year) for header in headers("indicators")]
    readings = indicator_readings(indicator for indicator, _ in rows)
    aligns: list[Align] = [*["left"] * 4, *["right"] * 5, *["left"] * 3]  # type: ignore[list-item]
    printed = {indicator.id: _indicator_row(contents, indicator, row) for indicator, row in rows}
    return Table(
        caption=say("horizon", year=year),
        columns=_columns(names, _INDICATOR_WIDTHS, aligns),
        rows=tuple(_under_headings(contents, printed)),
        notes=(*general_notes, *readings),
    )


def _under_headings(contents: Contents, rows: Mapping[str, Row]) -> Iterator[Row]:
    """Yield the rows in the plan's order, a heading of the plan above the rows that it heads."""
    for indicator in contents.plan.indicators:
        if indicator.kind == "heading" and any(i.startswith(f"{indicator.id}.") for i in rows):
            yield Row(cells=(Cell(text=f"{indicator.id}. {indicator.name}"),), heading=True)
        elif indicator.id in rows:
            yield rows[indicator.id]


def _indicator_row(contents: Contents, indicator: Indicator, row: Trajectory) -> Row:
    plan = contents.plan
    now = print_value(plan, indicator, row.actual if row.is_current else None)
    if row.estimate is not None:
        now += f" / {print_value(plan, indicator, row.estimate)}"
    has_source = row.is_current and bool(row.actual_source)
    return Row(
        cells=(
            Cell(text=indicator.id),
            Cell(text=indicator.name),
            Cell(text=indicator.unit.verbatim or ""),
            Cell(text=indicator.target.verbatim or ""),
            Cell(
                text=print_value(plan, indicator, row.baseline_value), source=_at(baseline_of(row))
            ),
            Cell(
                text=print_value(plan, indicator, row.previous_value),
                source=_at(previous_of(contents, row)),
            ),
            Cell(text=now, source=lineage_id(row.actual_source) if has_source else None),
            Cell(text=print_change(plan, indicator, row)),
            Cell(text=format_number(row.pace, 2)),
            Cell(text=status_label(contents, row), status=row.status),
            Cell(text=", ".join(indicator.agencies)),
            Cell(text=indicator_note(contents, row)),
        )
    )


def _at(source: Source | None) -> str | None:
    return source.anchor if source else None


def status_label(contents: Contents, row: Trajectory) -> str:
    """Return the status in words; a self-assessment is named as such."""
    if row.status == "self_assessed":
        return say("self_assessed_label", assessment=row.assessment)
    return contents.reporting.statuses[row.status]


def indicator_note(contents: Contents, row: Trajectory) -> str:
    """Return the remark on an indicator: the agency's, an older value, an open draft."""
    notes = [row.note if row.status != "self_assessed" else ""]
    if row.actual_date and row.actual is not None and not row.is_current:
        notes = [say("older_value", date=short_date(row.actual_date))]
    if is_in_draft(contents, "indicator", row.indicator_id):
        notes.append(say("draft_flag"))
    return "; ".join(filter(None, notes))


def task_table(contents: Contents) -> Table:
    """Return the table of tasks under the headings of the plan's groups."""
    names = headers("tasks")
    rows: list[Row] = []
    for section in contents.plan.sections:
        states = [s for s in contents.tasks if contents.plan.task(s.task_id).section == section.id]
        if states:
            rows.append(Row(cells=(Cell(text=f"{section.id}. {section.name}"),), heading=True))
            rows += [_task_row(contents, state) for state in states]
    aligns: list[Align] = ["left"] * len(names)
    notes = task_readings(
        contents.plan, [contents.plan.task(state.task_id) for state in contents.tasks]
    )
    columns = _columns(names, _TASK_WIDTHS, aligns)
    return Table(columns=columns, rows=tuple(rows), notes=tuple(notes))


def _task_row(contents: Contents, state: TaskState) -> Row:
    task = contents.plan.task(state.task_id)
    status = contents.reporting.task_statuses[state.cell]
    return Row(
        cells=(
            Cell(text=task.id),
            Cell(text=task.printed_name),
            Cell(text=contents.plan.printed_leads(task)),
            Cell(text=task.printed_output),
            Cell(text=task_deadline(task, state)),
            Cell(text="; ".join([status, *task_remarks(contents, task, state)])),
            Cell(text=task_result(state)),
            Cell(text=state.difficulty),
        )
    )


def task_remarks(contents: Contents, task: Task, state: TaskState) -> list[str]:
    """Return the risks beside a task's status, and whether an open draft touches it."""
    remarks = [words("flags")[flag] for flag in state.flags.split()]
    return [*remarks, say("draft_flag")] if is_in_draft(contents, "task", task.id) else remarks


def task_deadline(task: Task, state: TaskState) -> str:
    """Return the deadline as printed; of one that was moved also the first one."""
    if not state.original_deadline:
        return task.printed_deadline
    return say(
        "deadline_moved",
        deadline=task.printed_deadline,
        original=state.original_deadline,
        document=state.extension,
    )


def task_result(state: TaskState) -> str:
    """Return what has come of a task; of a joint one how many leads are done."""
    if state.leads > 1:
        counts = {"leads": state.leads, "reported": state.leads_reported, "done": state.leads_done}
        return say("joint_result" if state.due else "joint_result_undated", **counts)
    document = f"{state.document} " if state.document else ""
    dated = f"({short_date(state.done_on)}) " if state.done_on else ""
    return f"{document}{dated}{state.result}".strip()


def discipline_table(contents: Contents) -> Table:
    """Return how each agency reported, in protocol order."""
    names = headers("discipline")
    rows = []
    for number, row in enumerate(contents.discipline, start=1):
        received = short_date(row.received_at.date()) if row.received_at else "–"
        numbers = (
            row.asked,
            row.accepted,
            row.warned,
            row.rejected,
            row.blank,
            row.revisions,
            row.errors,
            row.warnings,
        )
        texts = (
            str(number),
            contents.plan.agency(row.agency).name,
            received,
            words("timeliness")[row.timeliness].format(days=row.days_late),
            *(format_number(figure, 0) for figure in numbers),
        )
        rows.append(_row(texts))
    aligns: list[Align] = [*["left"] * 4, *["right"] * 8]  # type: ignore[list-item]
    return Table(columns=_columns(names, _DISCIPLINE_WIDTHS, aligns), rows=tuple(rows))


def lineage_table(contents: Contents) -> Table:
    """Return where each figure of the indicator tables comes from."""
    names = headers("lineage")
    rows = []
    for one in indicator_sources(contents):
        indicator = contents.plan.indicator(one.item)
        texts = (
            one.item,
            one.agency,
            words("kinds")[one.kind],
            one.text or print_value(contents.plan, indicator, one.value),
            "; ".join(filter(None, (one.raw, one.correction))),
            short_date(one.date),
            one.file,
            one.sheet,
            one.cell,
            one.sha256[:12],
        )
        first, *rest = texts
        cells = (Cell(text=first, anchor=one.anchor), *(Cell(text=text) for text in rest))
        rows.append(Row(cells=cells))
    aligns: list[Align] = ["left"] * len(names)
    aligns[3] = "right"
    return Table(columns=_columns(names, _LINEAGE_WIDTHS, aligns), rows=tuple(rows))


def funding_lineage_table(contents: Contents) -> Table | None:
    """Return where the amounts of the funding table come from, one row an agency; None without."""
    rows: list[Row] = []
    for item, found in groupby(funding_sources(contents), key=lambda one: one.item):
        rows.append(Row(cells=(Cell(text=item),), heading=True))
        for agency, group in groupby(found, key=lambda one: one.agency):
            rows.append(_amounts(agency, {one.kind: one for one in group}))
    if not rows:
        return None
    names = headers("lineage_funding")
    columns = _columns(names, _FUNDING_LINEAGE_WIDTHS, ["left"] * len(names))
    return Table(caption=say("lineage_funding_caption"), columns=columns, rows=tuple(rows))


def _amounts(agency: str, amounts: Mapping[str, Source]) -> Row:
    one = next(iter(amounts.values()))
    texts = (one.file, one.sheet, one.sha256[:12])
    cells = [_amount(amounts.get(kind)) for kind in ("allotted", "disbursed")]
    return Row(cells=(Cell(text=agency), *cells, *(Cell(text=text) for text in texts)))


def _amount(source: Source | None) -> Cell:
    """Return the cell of an amount: the number, its cell, and what stood there."""
    if source is None:
        return Cell(text=format_number(None))
    text = say(
        "lineage_amount", amount=format_number(source.value), cell=source.cell, raw=source.raw
    )
    return Cell(text=text, anchor=source.anchor)


def point_table(points: Iterable[SeriesPoint]) -> Table:
    """Return the figures of a chart, one row a point."""
    rows = (
        _row(
            (
                point.indicator_id,
                short_date(point.date),
                words("kinds")[point.kind],
                format_number(point.value),
                point.source,
            )
        )
        for point in points
    )
    aligns: list[Align] = ["left"] * len(_POINT_WIDTHS)
    return Table(columns=_columns(headers("chart"), _POINT_WIDTHS, aligns), rows=tuple(rows))


def _columns(
    names: Sequence[str], widths: Sequence[float], aligns: Sequence[Align]
) -> tuple[Column, ...]:
    return tuple(
        Column(header=name, width=width, align=align)
        for name, width, align in zip(names, widths, aligns, strict=True)
    )


def _row(texts: Iterable[str]) -> Row:
    return Row(cells=tuple(Cell(text=text) for text in texts))
