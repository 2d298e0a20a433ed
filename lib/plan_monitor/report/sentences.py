"""Sentences about figures: made by rules from the figures, in the words of phrases.yml."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from plan_monitor.plan.indicators import Indicator
from plan_monitor.progress.records import TaskState, Trajectory
from plan_monitor.report.contents import Contents
from plan_monitor.report.figures import change, compared_with, print_value, print_with_unit
from plan_monitor.report.phrases import say, words
from plan_monitor.report.tables import status_label
from plan_monitor.vietnamese.dates import short_date

BEHIND = ("somewhat_behind", "far_behind", "moving_away")
DONE = ("done_on_time", "done_late", "done_undated")
OPEN = ("in_progress", "in_progress_overdue", "not_started", "not_started_overdue")


def indicator_sentence(contents: Contents, row: Trajectory) -> str:
    """Return one sentence on an indicator: value, change, status, and what the path asks."""
    indicator = contents.plan.indicator(row.indicator_id)
    name = {"id": indicator.id, "name": indicator.name}
    if row.status == "self_assessed":
        return say("value_self_assessed", assessment=row.assessment, **name)
    if not row.is_current or row.actual is None:
        return say("value_missing", **name)
    return say(
        "value_sentence",
        value=print_with_unit(contents.plan, indicator, row.actual),
        change=_change_words(contents, indicator, row),
        status=status_label(contents, row),
        required=_required_words(contents, indicator, row),
        **name,
    )


def _change_words(contents: Contents, indicator: Indicator, row: Trajectory) -> str:
    moved = change(row)
    if moved is None:
        return ""
    size = print_value(contents.plan, indicator, abs(moved))
    than = words("compared_with")[compared_with(row)]
    if not size.strip("0,"):
        return say("change_none", than=than)
    if indicator.decision.measure == "rank":
        return say("rank_up" if moved < 0 else "rank_down", change=size, than=than)
    label = contents.plan.unit(indicator.unit.code).change_label if indicator.unit.code else ""
    label = label or (indicator.unit.verbatim or "").lower()
    return say("change_up" if moved > 0 else "change_down", change=f"{size} {label}", than=than)


def _required_words(contents: Contents, indicator: Indicator, row: Trajectory) -> str:
    if row.status not in BEHIND or row.required is None or row.actual_date is None:
        return ""
    looks_equal = print_value(contents.plan, indicator, row.required) == print_value(
        contents.plan, indicator, row.actual
    )
    return say(
        "required",
        date=short_date(row.actual_date),
        required=print_with_unit(contents.plan, indicator, row.required, int(looks_equal)),
    )


def status_counts(labels: Mapping[str, str], statuses: Iterable[str], item: str) -> str:
    """Return counts in the order of `labels`, e.g. ``19 chỉ tiêu đúng lộ trình; 2 …``."""
    counts = Counter(statuses)
    return "; ".join(
        say(item, count=counts[status], label=label)
        for status, label in labels.items()
        if counts[status]
    )


def task_numbers(states: Sequence[TaskState]) -> dict[str, int]:
    """Return how many tasks there are, with a deadline, done, open and overdue."""
    return {
        "total": len(states),
        "dated": sum(state.due is not None for state in states),
        "done": sum(state.cell in DONE for state in states),
        "open": sum(state.cell in OPEN for state in states),
        "overdue": sum(state.cell.endswith("_overdue") for state in states),
    }
