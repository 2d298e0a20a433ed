"""Sentences on tasks: how many stand where, which are overdue, and what comes next."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence

from plan_monitor.plan.assignments import task_leads
from plan_monitor.plan.tasks import Task
from plan_monitor.progress.counts import DATED, OVERDUE, RECURRING, TaskCounts, count_tasks
from plan_monitor.progress.records import TaskCell, TaskState
from plan_monitor.report.contents import Contents
from plan_monitor.report.phrases import say, words
from plan_monitor.report.sentences import joined, numbered, status_counts
from plan_monitor.vietnamese.dates import short_date
from plan_monitor.vietnamese.numbers import format_number

DONE: tuple[TaskCell, ...] = ("done_on_time", "done_late", "done_undated")
OPEN = ("in_progress", "in_progress_overdue", "not_started", "not_started_overdue")
_FOOTNOTE = re.compile(r"\[\d+\]")
_SENTENCE_END = re.compile(r"(?<=\w{2})\.\s+")
_LONG_NAME = 200
_NUMBER_ONLY = re.compile(r"(\d{1,2}/)?\d{4}")


def assigned(contents: Contents) -> list[str]:
    """Return how many tasks there are, and of those with a deadline how many stand where."""
    counts = count_tasks(contents.tasks)
    shown = {"author": contents.author.name, "as_of": short_date(contents.period.as_of)}
    if not counts.total:
        return [say("assigned_none", **shown)]
    kinds = _kinds(contents)
    parts = "; ".join(_stand(counts)) if counts.dated else ""
    key = "assigned" if len(kinds) > 1 else "assigned_one_kind"
    texts = {"kinds": joined(kinds), "parts": "", "stand": ""}
    if parts:
        texts["stand"] = say("dated_stand", count=counts.dated, parts=parts)
        texts["parts"] = say("dated_follow", parts=parts)
    key += "_province" if contents.is_province else ""
    return [say(key, total=counts.total, **texts, **shown), *_finished(contents)]


def _stand(counts: TaskCounts) -> Iterator[str]:
    """Yield how many dated tasks are done, still in time and overdue; none is said in words."""
    cells = counts.cells
    done, late = sum(cells[cell] for cell in DONE), cells["done_late"]
    waiting = cells["in_progress"] + cells["not_started"]
    if done:
        key = "of_them_late" if late < done else "all_late" if late > 1 else "only_late"
        yield say("done_some", count=done, late=say(key, count=late) if late else "")
    else:
        yield say("done_none")
    if waiting:
        yield say("waiting_some", count=waiting)
    overdue = counts.overdue
    yield say("overdue_some", count=overdue) if overdue else say("overdue_none")


def _kinds(contents: Contents) -> list[str]:
    """Return how many tasks have a deadline, recur, or have a deadline that nobody can read."""
    counts = count_tasks(contents.tasks)
    numbers = {
        "dated": counts.dated,
        "recurring": sum(counts.cells[cell] for cell in RECURRING),
        "unknown": counts.cells["unknown"],
    }
    what = _recurring(contents)
    return [say(f"kind_{kind}", count=count, what=what) for kind, count in numbers.items() if count]


def _recurring(contents: Contents) -> str:
    """Return what the tasks without a last day are called."""
    tasks = (contents.plan.task(state.task_id) for state in contents.tasks)
    return say(
        "recurring_or_from" if any(t.deadline.kind == "from" for t in tasks) else "recurring"
    )


def _finished(contents: Contents) -> Iterator[str]:
    """Yield how many tasks were finished since the period began, and by how many documents."""
    period = contents.period
    finished = [
        state
        for state in contents.tasks
        if state.cell in DONE and state.done_on and period.start <= state.done_on <= period.as_of
    ]
    if not finished:
        return
    documents = {state.document for state in finished if state.document}
    shown = {"start": short_date(period.start), "as_of": short_date(period.as_of)}
    by = say("by_documents", count=len(documents)) if documents and not contents.is_province else ""
    yield say("finished", count=len(finished), documents=by, **shown)


def summary(contents: Contents) -> list[str]:
    """Return the counts by cell, the rate of completion, and the counts of the plan's groups."""
    labels, states = contents.reporting.task_statuses, contents.tasks
    if not states:
        return [say("no_tasks")]
    texts = []
    dated = [state.cell for state in states if state.cell in DATED]
    if dated:
        counted = status_counts(labels, dated, "task_count")
        texts.append(say("dated_counts", count=len(dated), counts=counted))
    completion = count_tasks(states).completion
    if completion.value == 0:
        texts.append(say("completion_none", of=completion.denominator))
    elif completion.value == 1:
        texts.append(say("completion_all", done=completion.numerator))
    elif completion.value is not None:
        percent = format_number(round(100 * completion.value, 1))
        texts.append(
            say("completion", done=completion.numerator, of=completion.denominator, percent=percent)
        )
    recurring = [state.cell for state in states if state.cell in RECURRING]
    if recurring:
        counted = status_counts(labels, recurring, "task_count")
        shown = {"count": len(recurring), "counts": counted, "what": _recurring(contents)}
        texts.append(say("recurring_counts", **shown))
    unknown = [state.task_id for state in states if state.cell == "unknown"]
    if unknown:
        texts.append(say("unknown_deadline", tasks=_capital(numbered("task", unknown))))
    texts.append(say("see_tasks"))
    return [" ".join(texts), *_by_section(contents), *extended(contents)]


def _by_section(contents: Contents) -> Iterator[str]:
    labels = contents.reporting.task_statuses
    for section in contents.plan.sections:
        cells = [
            state.cell
            for state in contents.tasks
            if contents.plan.task(state.task_id).section == section.id
        ]
        if cells:
            counted = status_counts(labels, cells, "task_count")
            yield say(
                "section_counts", id=section.id, name=section.name.rstrip(". "), counts=counted
            )


def extended(contents: Contents) -> Iterator[str]:
    """Yield the tasks whose deadline was moved, from when to when, and by which document."""
    moved = [state for state in contents.tasks if state.original_deadline]
    if moved:
        yield say("extended_intro", count=len(moved))
    for state in moved:
        task = contents.plan.task(state.task_id)
        yield say(
            "extended_item",
            id=task.id,
            deadline=deadline_words(task.printed_deadline),
            original=deadline_words(state.original_deadline),
            document=state.extension,
        )


def overdue(contents: Contents) -> list[str]:
    """Return the overdue tasks with their days, and what the lead says of each as its own."""
    late = [state for state in contents.tasks if state.cell in OVERDUE]
    if not any(state.cell in DATED for state in contents.tasks):
        return []
    if not late:
        as_of = short_date(contents.period.as_of)
        return [say("nothing_overdue", as_of=as_of)]
    late.sort(key=lambda state: -state.days_overdue)
    intro = say("overdue_intro", count=len(late), as_of=short_date(contents.period.as_of))
    return [intro, *(_overdue_item(contents, state) for state in late)]


def without_result(contents: Contents) -> list[str]:
    """Return the recurring tasks that named no result in this period."""
    ids = [state.task_id for state in contents.tasks if state.cell == "no_result"]
    return [say("no_result_some", count=len(ids), tasks=numbered("task", ids))] if ids else []


def _overdue_item(contents: Contents, state: TaskState) -> str:
    task = contents.plan.task(state.task_id)
    parts = [
        say(
            "overdue_item_province" if contents.is_province else "overdue_item",
            id=task.id,
            name=short_name(task),
            leads=contents.plan.printed_leads(task),
            deadline=deadline_words(task.printed_deadline),
            days=state.days_overdue,
        )
    ]
    if state.original_deadline:
        original = deadline_words(state.original_deadline)
        parts.append(say("was_extended", original=original, document=state.extension))
    if state.leads > 1:
        parts.append(say("joint_done", done=state.leads_done, leads=state.leads))
    elif state.cell == "not_started_overdue":
        parts.append(say("not_begun_unreported" if state.reason == "no_report" else "not_begun"))
    if state.difficulty:
        parts.append(_quoted(contents, state))
    if state.proposed_deadline:
        proposed = deadline_words(state.proposed_deadline)
        parts.append(say("proposed", deadline=proposed))
    return say("list_item", text="; ".join(parts))


def _quoted(contents: Contents, state: TaskState) -> str:
    leads = task_leads(contents.plan, contents.plan.task(state.task_id))
    agency = state.agency or leads[0]
    name = contents.plan.body_names.get(agency, agency)
    return say("quoted_words", agency=name, text=state.difficulty.strip().rstrip("."))


def due_this_year(contents: Contents) -> list[str]:
    """Return, for a period that closes a year, what is still due after the as-of date."""
    period = contents.period
    if not period.closes_year:
        return []
    soon = _due(contents, lambda due: period.as_of < due <= period.end)
    start = short_date(period.as_of + dt.timedelta(days=1))
    intro = say("due_this_year", start=start, end=short_date(period.end), count=len(soon))
    return _listed(contents, intro, soon)


def next_tasks(contents: Contents) -> list[str]:
    """Return what is to be done next: overdue, due until the period's end, due in the next one."""
    period, texts = contents.period, []
    late = [state.task_id for state in contents.tasks if state.cell in OVERDUE]
    if late:
        texts.append(say("focus_overdue", count=len(late)))
    if not period.closes_year:
        soon = _due(contents, lambda due: due <= period.end)
        intro = say("focus_soon", end=short_date(period.end), count=len(soon))
        texts += _listed(contents, intro, soon)
    later = _due(contents, lambda due: period.end < due <= period.next_end)
    found = _listed(contents, say("focus", next=period.next_name, count=len(later)), later)
    texts += found or [say("focus_none", next=period.next_name)]
    texts += _beginning(contents)
    recurring = sum(state.cell in ("result", "no_result") for state in contents.tasks)
    if recurring:
        texts.append(say("focus_recurring", count=recurring, what=_recurring(contents)))
    return texts


def _beginning(contents: Contents) -> list[str]:
    """Return the tasks that begin in the next period."""
    states = [
        state
        for state in contents.tasks
        if state.cell == "not_yet"
        and (start := contents.plan.task(state.task_id).deadline.date) is not None
        and start <= contents.period.next_end
    ]
    return _listed(contents, say("focus_begin", count=len(states)), states)


def _due(contents: Contents, when: Callable[[dt.date], bool]) -> list[TaskState]:
    """Return the open tasks that are not overdue and due `when` it says."""
    return [
        state
        for state in contents.tasks
        if state.cell in OPEN and state.cell not in OVERDUE and state.due and when(state.due)
    ]


def _listed(contents: Contents, intro: str, states: Sequence[TaskState]) -> list[str]:
    """Return `intro` and a line for each task, nothing where there are none."""
    tasks = [contents.plan.task(state.task_id) for state in states]
    lines = [
        say(
            "focus_item_province" if contents.is_province else "focus_item",
            id=task.id,
            name=short_name(task),
            leads=contents.plan.printed_leads(task),
            deadline=deadline_words(task.printed_deadline),
        )
        for task in tasks
    ]
    return [intro, *lines] if lines else []


def short_name(task: Task) -> str:
    """Return a task's name for a sentence: its first line, without footnotes and final marks.

    Of a name that runs over several sentences the first one stands for it.
    """
    name = _FOOTNOTE.sub("", task.printed_name.split("\n")[0])
    if len(name) > _LONG_NAME:
        name = _SENTENCE_END.split(name)[0]
    name = name.strip(" .:;,")
    for tail in words("name_tails"):
        name = name.removesuffix(f" {tail}").strip(" .:;,")
    return name


def deadline_words(printed: str) -> str:
    """Return a printed deadline inside a sentence: ``tháng 6/2026``, ``năm 2026``."""
    text = printed.strip().rstrip(".")
    if _NUMBER_ONLY.fullmatch(text):
        return say("deadline_month" if "/" in text else "deadline_year", text=text)
    return text[:1].lower() + text[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
