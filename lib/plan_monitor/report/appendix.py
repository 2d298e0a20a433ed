"""The appendix workbook: the report's annexes as tables to filter and to calculate with.

Every figure is the stored number, shown with its unit's digits; a percentage stays as it was
reported (85,5 is 85.5 and no 0.855).
"""

from collections.abc import Iterator, Sequence

from plan_monitor.plan.indicators import Indicator
from plan_monitor.progress.counts import Share, count_tasks
from plan_monitor.progress.measures import LEAST_CASES
from plan_monitor.progress.records import TaskState, Trajectory
from plan_monitor.report import appendix_plan, tables
from plan_monitor.report.appendix_sheets import figure, number, rate, sheet, unit
from plan_monitor.report.contents import Contents
from plan_monitor.report.figures import change
from plan_monitor.report.lineage import funding_sources, indicator_sources
from plan_monitor.report.phrases import say, words
from plan_monitor.report.plan_tables import indicator_readings, task_readings
from plan_monitor.report.workbook import Content, SheetTable, Title, workbook_bytes
from plan_monitor.vietnamese.dates import short_date


def appendix_of(contents: Contents) -> bytes:
    """Return the appendix workbook of one report."""
    period = contents.period
    title = Title(
        title=say("subject", number=contents.plan.header.number, period=period.name),
        author=say("appendix_author", author=contents.author.name, as_of=short_date(period.as_of)),
        sample=say("sample") if contents.is_sample else "",
    )
    return workbook_bytes(title, appendix_tables(contents))


def appendix_tables(contents: Contents) -> list[SheetTable]:
    """Return the tables of the appendix that have a row, in the order of the annexes."""
    found = [
        *_indicator_sheets(contents),
        _methods(contents),
        _outlooks(contents),
        _tasks(contents),
        _rates(contents),
        _discipline(contents),
        _measures(contents),
        _lineage(contents),
        *appendix_plan.plan_sheets(contents),
    ]
    return [table for table in found if table.rows]


# --- Phụ lục I ----------------------------------------------------------------------------------


def _indicator_sheets(contents: Contents) -> Iterator[SheetTable]:
    by_year: dict[int, list[tuple[Indicator, Trajectory]]] = {}
    for row in contents.trajectories:
        indicator = contents.plan.indicator(row.indicator_id)
        by_year.setdefault(indicator.target_year, []).append((indicator, row))
    order = [indicator.id for indicator in contents.plan.indicators]
    for year, pairs in sorted(by_year.items()):
        pairs.sort(key=lambda pair: order.index(pair[0].id))
        yield sheet(
            "indicators",
            [_indicator(contents, *pair) for pair in pairs],
            notes=[
                *_headings(contents, [indicator for indicator, _ in pairs]),
                say("pace_note"),
                *indicator_readings(indicator for indicator, _ in pairs),
            ],
            year=year,
        )


def _indicator(contents: Contents, indicator: Indicator, row: Trajectory) -> tuple[Content, ...]:
    def shown(value: float | None) -> Content:
        return figure(contents, indicator, value)

    return (
        indicator.id,
        next((one.id for one in _above(contents, indicator)), ""),
        indicator.name,
        unit(indicator),
        indicator.target.verbatim or "",
        shown(indicator.target.near_end),
        shown(row.baseline_value),
        row.baseline_date,
        shown(row.previous_value),
        shown(row.actual if row.is_current else None),
        row.actual_date if row.is_current else None,
        shown(row.estimate),
        shown(change(row)),
        shown(row.required),
        shown(row.gap),
        number(row.pace, 2),
        tables.status_label(contents, row),
        ", ".join(indicator.agencies),
        tables.indicator_note(contents, row),
    )


def _above(contents: Contents, indicator: Indicator) -> list[Indicator]:
    """Return the plan's headings above an indicator."""
    return [
        one
        for one in contents.plan.indicators
        if one.kind == "heading" and indicator.id.startswith(f"{one.id}.")
    ]


def _headings(contents: Contents, indicators: Sequence[Indicator]) -> list[str]:
    above = {one.id: one.name for indicator in indicators for one in _above(contents, indicator)}
    return [say("appendix_heading", id=item, name=name) for item, name in above.items()]


def _methods(contents: Contents) -> SheetTable:
    rows = []
    for row in contents.trajectories:
        if row.status in ("self_assessed", "not_enough_data"):
            continue
        indicator = contents.plan.indicator(row.indicator_id)
        rows.append(
            (
                indicator.id,
                indicator.name,
                unit(indicator),
                number(row.pace, 2),
                contents.reporting.statuses[row.status],
                number(row.open_sdg_ratio, 2),
                words("open_sdg").get(row.open_sdg_status, ""),
                number(row.un_2026_ratio, 2),
                words("un_2026").get(row.un_2026_status, ""),
                row.methods_agreeing if row.methods_answered > 1 else None,
                row.methods_answered,
                rate(contents, indicator, row.observed_rate),
                rate(contents, indicator, row.required_rate),
                figure(contents, indicator, row.flip_value),
                row.flip_date if row.flip_value is not None else None,
                row.recovery_date,
            )
        )
    return sheet("methods", rows, notes=[say("methods_note"), say("differ_note")])


def _outlooks(contents: Contents) -> SheetTable:
    rows = []
    for row in contents.outlooks:
        indicator = contents.plan.indicator(row.indicator_id)
        figures = (row.flat, row.current, row.required, row.low, row.middle, row.high)
        errors = (row.backtest_error, row.backtest_error_flat)
        rows.append(
            (
                indicator.id,
                indicator.name,
                unit(indicator),
                row.goal_date,
                row.grade,
                row.points,
                *(figure(contents, indicator, value) for value in figures),
                words("chances")[row.chance] if row.chance else "",
                row.backtest_n,
                *(rate(contents, indicator, value) for value in errors),
            )
        )
    return sheet("outlooks", rows, notes=[say("outlook_note")])


# --- Phụ lục II ---------------------------------------------------------------------------------


def _tasks(contents: Contents) -> SheetTable:
    plan = contents.plan
    tasks = [plan.task(state.task_id) for state in contents.tasks]
    used = {task.section for task in tasks}
    sections = [
        say("appendix_section", id=one.id, name=one.name) for one in plan.sections if one.id in used
    ]
    rows = [_task(contents, state) for state in contents.tasks]
    return sheet("tasks", rows, notes=[*sections, *task_readings(plan, tasks)])


def _task(contents: Contents, state: TaskState) -> tuple[Content, ...]:
    task = contents.plan.task(state.task_id)
    return (
        task.id,
        task.section,
        task.printed_name,
        contents.plan.printed_leads(task),
        task.printed_output,
        tables.task_deadline(task, state),
        state.due,
        contents.reporting.task_statuses[state.cell],
        "; ".join(tables.task_remarks(contents, task, state)),
        state.days_overdue or None,
        state.done_on,
        state.document,
        state.leads,
        state.leads_reported,
        state.leads_done,
        state.result,
        state.difficulty,
        state.proposed_deadline,
    )


def _rates(contents: Contents) -> SheetTable:
    counts = count_tasks(contents.tasks)
    rows = [
        _share(say("rate_completion"), counts.completion, say("rate_completion_formula")),
        _share(say("rate_on_time"), counts.on_time, say("rate_on_time_formula")),
    ]
    rows += [
        _share(say("rate_band", band=label), Share(counts.bands[band], counts.overdue), "")  # type: ignore[index]
        for band, label in words("bands").items()
        if counts.bands[band]  # type: ignore[index]
    ]
    return sheet("rates", rows)


def _share(name: str, share: Share, formula: str) -> tuple[Content, ...]:
    percent = None if share.value is None else 100 * share.value
    return name, share.numerator, share.denominator, number(percent, 1), formula


# --- Phụ lục III, IV ----------------------------------------------------------------------------


def _discipline(contents: Contents) -> SheetTable:
    rows = [
        (
            str(place),
            row.agency,
            contents.plan.agency(row.agency).name,
            row.received_at,
            words("timeliness")[row.timeliness].format(days=row.days_late),
            row.days_late,
            row.asked,
            row.accepted,
            row.warned,
            row.rejected,
            row.blank,
            row.revisions,
            row.errors,
            row.warnings,
        )
        for place, row in enumerate(contents.discipline, start=1)
    ]
    return sheet("discipline", rows)


def _measures(contents: Contents) -> SheetTable:
    rows = [
        (
            str(place),
            row.agency,
            contents.plan.agency(row.agency).name,
            row.timely,
            row.timely_of,
            row.complete,
            row.complete_of,
            row.revisions,
            row.revised_values,
            row.on_track,
            row.on_track_of,
            row.tasks_done,
            row.tasks_on_time,
            row.tasks_of,
            row.rank,
        )
        for place, row in enumerate(contents.measures, start=1)
    ]
    return sheet("measures", rows, notes=[say("measures_note", least=LEAST_CASES)])


def _lineage(contents: Contents) -> SheetTable:
    rows = []
    for one in [*indicator_sources(contents), *funding_sources(contents)]:
        is_funding = one.kind in ("allotted", "disbursed")
        rows.append(
            (
                one.item,
                one.agency,
                words("kinds")[one.kind],
                number(one.value, None)
                if is_funding
                else figure(contents, contents.plan.indicator(one.item), one.value),
                one.text,
                one.raw,
                one.correction,
                one.date,
                one.file,
                one.sheet,
                one.cell,
                one.sha256,
            )
        )
    return sheet("lineage", rows)
