"""Why an item has its status, in one plain sentence from its figures."""

from collections.abc import Iterator

from plan_monitor.progress.records import TaskState, Trajectory
from plan_monitor.report.contents import Contents
from plan_monitor.report.figures import print_target, print_with_unit
from plan_monitor.report.phrases import phrases, say, words
from plan_monitor.vietnamese.dates import short_date
from plan_monitor.vietnamese.numbers import format_number


def one_of_each_kind(contents: Contents) -> Iterator[str]:
    """Yield a sentence on the first indicator and the first task of each status and reason."""
    seen: set[tuple[str, str]] = set()
    for row in contents.trajectories:
        if (row.status, row.reason) not in seen:
            seen.add((row.status, row.reason))
            yield explain_indicator(contents, row)
    for state in contents.tasks:
        if ("task", state.cell) not in seen:
            seen.add(("task", state.cell))
            yield explain_task(contents, state)


def explain_indicator(contents: Contents, row: Trajectory) -> str:
    """Return why an indicator has its status."""
    indicator, plan = contents.plan.indicator(row.indicator_id), contents.plan
    status = contents.reporting.statuses[row.status]
    shown = {"id": indicator.id, "name": indicator.name, "status": status}
    is_back = row.reason == "pace" and row.pace is not None and row.pace < 0
    why = str(phrases()["pace_back"]) if is_back else words("reasons")[row.reason]
    if row.status == "self_assessed" or indicator.kind != "numeric":
        return say("explained", why=why.format(assessment=row.assessment), **shown)

    plain = [print_with_unit(plan, indicator, one) for one in (row.actual, row.required)]
    looks_equal = "{required}" in why and plain[0] == plain[1] and row.actual != row.required

    def figure(value: float | None, extra: int = 0) -> str:
        return print_with_unit(plan, indicator, value, extra)

    limits = contents.reporting.pace
    return say(
        "explained",
        why=why.format(
            baseline=figure(row.baseline_value),
            baseline_date=short_date(row.baseline_date) if row.baseline_date else "–",
            actual=figure(row.actual, int(looks_equal)),
            date=short_date(row.actual_date) if row.actual_date else "–",
            required=figure(row.required, int(looks_equal)),
            target=print_target(plan, indicator),
            year=indicator.target_year,
            ratio=format_number(row.pace, 2),
            observed=figure(row.observed_rate),
            on_track=format_number(limits.on_track, 2),
            behind=format_number(limits.somewhat_behind, 2),
            estimate=figure(row.estimate),
        ),
        **shown,
    )


def explain_task(contents: Contents, state: TaskState) -> str:
    """Return why a task stands in its cell."""
    task = contents.plan.task(state.task_id)
    why = words("cell_reasons")[state.cell].format(
        due=short_date(state.due) if state.due else "–",
        done=short_date(state.done_on) if state.done_on else "–",
        days=state.days_overdue,
        as_of=short_date(contents.period.as_of),
        deadline=task.printed_deadline or "–",
    )
    return say(
        "explained_task",
        id=task.id,
        name=task.printed_name.split("\n")[0].rstrip("."),
        status=contents.reporting.task_statuses[state.cell],
        why=why,
        basis=words("state_reasons")[state.reason],
    )
