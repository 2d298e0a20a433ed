"""Irregularities of the rows of tasks: misprints, blank cells, parts, results, deadlines."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from plan_monitor.plan.irregularities.model import Irregularity
from plan_monitor.plan.models import Plan
from plan_monitor.plan.tasks import Deadline, Task
from plan_monitor.vietnamese.text import match_key, one_line

_WHOLE = 80
_AROUND = 3
_SPILLED = re.compile(r"\S{1,2}\s+(?=(?:tháng|năm)\s)", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_FILLER = re.compile(r"\bcủa\b\s*")
Forms = dict[tuple[object, ...], dict[str, list[tuple[str, str]]]]


def find_in_tasks(plan: Plan) -> Iterator[Irregularity]:
    """Yield the irregularities of the table of tasks, its bodies aside."""
    for task in plan.tasks:
        yield from _corrections(task)
        yield from _in_row(task)
        yield from _in_deadline(place(task), task.deadline)
    for duty in plan.header.obligations:
        yield from _in_deadline(f"obligation {duty.id}", duty.deadline)
    yield from _several("deadline_forms", _deadline_forms(plan.tasks))
    yield from _several("output_forms", _output_forms(plan.tasks))


def place(task: Task) -> str:
    """Return where a task's irregularity stands."""
    return f"task {task.id}"


def differing(before: str, after: str) -> tuple[str, str]:
    """Return two long texts cut down to what differs, with a few words around it."""
    old, new = one_line(before).split(" "), one_line(after).split(" ")
    if len(before) <= _WHOLE:
        return " ".join(old), " ".join(new)
    shortest = min(len(old), len(new))
    start = next((n for n in range(shortest) if old[n] != new[n]), shortest)
    end = next((n for n in range(shortest - start) if old[-1 - n] != new[-1 - n]), shortest - start)
    return _cut(old, start, end), _cut(new, start, end)


def _cut(words: list[str], start: int, end: int) -> str:
    first, last = max(start - _AROUND, 0), min(len(words) - end + _AROUND, len(words))
    text = " ".join(words[first:last])
    return f"{'…' if first else ''}{text}{'…' if last < len(words) else ''}"


def _corrections(task: Task) -> Iterator[Irregularity]:
    if task.corrected is None:
        return
    printed = {
        "name": task.name,
        "leads": task.leads_verbatim,
        "cooperating": task.cooperating_verbatim,
        "output": task.output,
        "deadline": task.deadline.verbatim,
    }
    for field, before in printed.items():
        after = getattr(task.corrected, field)
        if after is not None and after != before:
            verbatim, corrected = differing(before or "", after)
            yield Irregularity("corrected", (place(task),), verbatim, corrected, _reason(task))


def _reason(task: Task) -> str:
    return task.corrected.reason if task.corrected else ""


def _in_row(task: Task) -> Iterator[Irregularity]:
    here = (place(task),)
    if not task.leads_verbatim:
        yield Irregularity("blank_leads", here, "")
    if not task.cooperating_verbatim:
        yield Irregularity("blank_cooperating", here, "")
    if not task.output:
        yield Irregularity("blank_output", here, "")
    for note in task.notes:
        yield Irregularity("footnote", here, note)
    if task.parts:
        ends = dict.fromkeys([task.parts[0], task.parts[-1]])
        yield Irregularity("numbered_parts", here, " … ".join(ends))


def _in_deadline(where: str, deadline: Deadline) -> Iterator[Irregularity]:
    verbatim = deadline.verbatim or ""
    day = f"{deadline.date:%d/%m/%Y}" if deadline.date else ""
    if _SPILLED.match(verbatim):
        yield Irregularity("spilled_cell", (where,), verbatim, _SPILLED.sub("", verbatim, count=1))
    if deadline.kind == "unknown":
        yield Irregularity("unknown_deadline", (where,), verbatim)
    if deadline.kind == "year":
        yield Irregularity("year_only", (where,), verbatim, day)
    if deadline.kind == "from":
        yield Irregularity("open_end", (where,), verbatim, day)


def _deadline_forms(tasks: Iterable[Task]) -> Forms:
    """Return deadlines by kind and how many numbers they hold, then by how they are printed."""
    forms: Forms = defaultdict(lambda: defaultdict(list))
    for task in tasks:
        verbatim = one_line(task.deadline.verbatim or "")
        if verbatim and task.deadline.kind != "unknown" and not _SPILLED.match(verbatim):
            key = (task.deadline.kind, len(_NUMBER.findall(verbatim)))
            shape = _NUMBER.sub(_digits, verbatim)
            forms[key][shape].append((place(task), verbatim))
    return forms


def _digits(number: re.Match[str]) -> str:
    """Return 1 for a day or month, 01 for one with a leading zero, 1000 for a year."""
    if len(number[0]) == 4:
        return "1000"
    return "01" if number[0].startswith("0") else "1"


def _output_forms(tasks: Iterable[Task]) -> Forms:
    """Return results that differ in capitals or in a word that says nothing of its own."""
    forms: Forms = defaultdict(lambda: defaultdict(list))
    for task in tasks:
        if task.output:
            output = one_line(task.printed_output)
            forms[(_FILLER.sub("", match_key(output)),)][output].append((place(task), output))
    return forms


def _several(kind: str, forms: Forms) -> Iterator[Irregularity]:
    """Yield each form of what is printed in several."""
    for shapes in forms.values():
        for printed in shapes.values() if len(shapes) > 1 else ():
            places = tuple(where for where, _ in printed)
            verbatim = " / ".join(dict.fromkeys(text for _, text in printed))
            yield Irregularity(kind, places, verbatim)
