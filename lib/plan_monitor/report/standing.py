"""What the pages of a period count, and how they name what an agency sent."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from plan_monitor.plan.calendar import Reporting
from plan_monitor.progress.counts import count_tasks
from plan_monitor.progress.records import Discipline, TaskState, Trajectory
from plan_monitor.report.index import Count, Overview
from plan_monitor.report.phrases import words
from plan_monitor.vietnamese.dates import short_date


def overviews(
    reporting: Reporting,
    trajectories: Iterable[Trajectory],
    tasks: Sequence[TaskState],
    discipline: Iterable[Discipline],
) -> tuple[Overview, ...]:
    """Return the counts of indicators by status, of tasks and of agencies' reports."""
    statuses = Counter(str(row.status) for row in trajectories)
    sent = Counter(str(row.timeliness) for row in discipline)
    counts = count_tasks(tasks)
    waiting = counts.cells["in_progress"] + counts.cells["not_started"]
    of_tasks = {
        "done": counts.dated - counts.overdue - waiting,
        "open": waiting,
        "overdue": counts.overdue,
        "undated": counts.total - counts.dated,
    }
    groups = (
        _overview("indicators", reporting.statuses, statuses),
        _overview("tasks", words("portal_tasks"), of_tasks),
        _overview("agencies", words("portal_timeliness"), sent),
    )
    return tuple(group for group in groups if group.counts)


def _overview(key: str, labels: Mapping[str, str], counts: Mapping[str, int]) -> Overview:
    found = tuple(
        Count(mark, label, counts[mark]) for mark, label in labels.items() if counts.get(mark)
    )
    return Overview(words("portal")[key].format(count=sum(counts.values())), found)


def received(row: Discipline | None) -> str:
    """Return when an agency's report came and whether that was in time."""
    if row is None:
        return "–"
    timeliness = words("timeliness")[row.timeliness].format(days=row.days_late)
    return f"{short_date(row.received_at)}, {timeliness}" if row.received_at else timeliness


def answered(row: Discipline | None) -> str:
    """Return how many of the owed rows were answered."""
    if row is None:
        return "–"
    return words("portal")["answered"].format(answered=row.asked - row.blank, asked=row.asked)
