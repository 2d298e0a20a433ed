"""Tasks against their deadlines: the official cells, per lead and per task."""

import datetime as dt
from collections.abc import Sequence

from plan_monitor.intake.records import TaskReport
from plan_monitor.plan.calendar import Period
from plan_monitor.plan.models import Plan
from plan_monitor.plan.tasks import Deadline, Task
from plan_monitor.progress.counts import ageing
from plan_monitor.progress.records import TaskCell, TaskState

DATED = ("month", "year")
_OPEN = ("in_progress", "not_started", "not_yet")
_OVERDUE: dict[TaskCell, TaskCell] = {
    "in_progress": "in_progress_overdue",
    "not_started": "not_started_overdue",
}


def part_state(
    task: Task, agency: str, reports: Sequence[TaskReport], period: Period, due_soon_days: int
) -> TaskState:
    """Return the state of `agency`'s part of `task` at the cut-off of `period`.

    The newest report counts; one of an earlier period stands until a newer one comes. Without any
    report the part counts as not started and carries the flag no_report.
    """
    mine = [
        row
        for row in reports
        if (row.task_id, row.agency) == (task.id, agency) and row.status is not None
    ]
    report = mine[-1] if mine else None
    is_current = report is not None and report.period == period.id
    done_on = report.document_date if report and report.status == "done" else None
    status = report.status if report and report.status else "not_started"
    cell = task_cell(task.deadline, status, done_on, period.as_of, has_result(report, period))
    due = task.deadline.date if task.deadline.kind in DATED else None
    is_open = cell in ("in_progress", "not_started")
    days = _days_overdue(due, cell, period)
    flags = []
    if due and is_open and 0 <= (due - period.as_of).days <= due_soon_days:
        flags.append("due_soon")
    if not is_current:
        flags.append("no_report")
    return TaskState(
        task_id=task.id,
        agency=agency,
        cell=cell,
        due=due,
        done_on=done_on,
        days_overdue=days,
        ageing=ageing(days),
        flags=" ".join(flags),
        leads=1,
        leads_reported=int(is_current),
        leads_done=int(cell.startswith("done")),
        result=report.result if report else "",
        difficulty=report.difficulty if report else "",
        document=report.document_number if report else "",
        proposed_deadline=report.proposed_deadline if report else "",
        source=f"{report.file}!{report.sheet}!{report.cells}" if report else "",
        reason="no_report" if report is None else "reported" if is_current else "earlier_report",
    )


def task_cell(
    deadline: Deadline, status: str, done_on: dt.date | None, as_of: dt.date, result: bool
) -> TaskCell:
    """Return the cell of a task at `as_of`.

    Ongoing and annual tasks ask for a result in the period; ``from`` is a start and never overdue;
    a task whose deadline is unknown has no cell of its own.
    """
    if deadline.kind in ("ongoing", "annual", "from"):
        is_early = deadline.date is not None and as_of < deadline.date
        return "not_yet" if is_early else "result" if result else "no_result"
    if deadline.kind == "unknown" or deadline.date is None:
        return "unknown"
    if status == "done" and done_on is None:
        return "done_undated"
    if status == "done" and done_on is not None:
        return "done_on_time" if done_on <= deadline.date else "done_late"
    begun: TaskCell = "in_progress" if status == "in_progress" else "not_started"
    return _OVERDUE[begun] if as_of > deadline.date else begun


def has_result(report: TaskReport | None, period: Period) -> bool:
    """Tell whether a report of this very period names a result or a document."""
    if report is None or report.period != period.id or report.status == "not_started":
        return False
    return bool(report.result or report.document_number)


def joint_state(task: Task, parts: Sequence[TaskState], period: Period) -> TaskState:
    """Return the state of a task led by several: done when all are, as late as the last of them."""
    cells = {part.cell for part in parts}
    all_done = bool(parts) and cells <= {"done_on_time", "done_late", "done_undated"}
    none_begun = bool(parts) and cells <= {"not_started", "not_started_overdue"}
    done_days = [part.done_on for part in parts if part.done_on]
    done_on = max(done_days) if all_done and done_days else None
    status = "done" if all_done else "not_started" if none_begun or not parts else "in_progress"
    cell = task_cell(task.deadline, status, done_on, period.as_of, "result" in cells)
    if cell == "done_on_time" and "done_undated" in cells:
        cell, done_on = "done_undated", None
    due = task.deadline.date if task.deadline.kind in DATED else None
    days = _days_overdue(due, cell, period)
    reported = sum(part.leads_reported for part in parts)
    is_soon = not all_done and any("due_soon" in part.flags for part in parts)
    flags = ["due_soon"] * is_soon + ["no_report"] * (not reported)
    only = parts[0] if len(parts) == 1 else None
    return TaskState(
        task_id=task.id,
        agency="",
        cell=cell,
        due=due,
        done_on=done_on,
        days_overdue=days,
        ageing=ageing(days),
        flags=" ".join(flags),
        leads=len(parts),
        leads_reported=reported,
        leads_done=sum(part.leads_done for part in parts),
        result=only.result if only else "",
        difficulty=only.difficulty if only else "",
        document=only.document if only else "",
        proposed_deadline=only.proposed_deadline if only else "",
        source=only.source if only else "",
        reason=only.reason if only else "leads" if reported else "no_report",
    )


def with_risks(
    plan: Plan, states: Sequence[TaskState], parts: Sequence[TaskState] = ()
) -> list[TaskState]:
    """Return `states` with what only shows beside the others and the plan's amendments.

    An open task that depends on an overdue one of the same lead carries the flag waits_for_overdue;
    a joint one (without an agency) where the part of one of its leads, among `parts`, does. A
    deadline that was moved keeps the first one, and names the document that moved it.
    """
    rows = parts or states
    overdue = {(one.task_id, one.agency) for one in rows if one.cell.endswith("_overdue")}
    waiting = {
        (one.task_id, one.agency)
        for one in rows
        if one.cell.startswith(_OPEN)
        and any((task, one.agency) in overdue for task in plan.task(one.task_id).depends_on)
    }
    waiting |= {(task, "") for task, _ in waiting}
    return [_with_risks(plan, state, waiting) for state in states]


def _with_risks(plan: Plan, state: TaskState, waiting: set[tuple[str, str]]) -> TaskState:
    waits = state.cell.startswith(_OPEN) and (state.task_id, state.agency) in waiting
    flags = [*state.flags.split(), *["waits_for_overdue"] * waits]
    original = plan.original_deadline(state.task_id)
    return state.model_copy(
        update={
            "flags": " ".join(flags),
            "original_deadline": "" if original is None else original or "–",
            "extension": plan.extension(state.task_id),
        }
    )


def _days_overdue(due: dt.date | None, cell: TaskCell, period: Period) -> int:
    return (period.as_of - due).days if due and cell.endswith("_overdue") else 0
