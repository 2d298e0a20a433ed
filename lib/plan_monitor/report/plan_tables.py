"""The tables of what stands beside the plan's annexes: changes, drafts, duties, readings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from plan_monitor.intake import layout
from plan_monitor.plan.amendments import Amendment, Change
from plan_monitor.plan.assignments import expand
from plan_monitor.plan.indicators import Indicator
from plan_monitor.plan.models import Plan
from plan_monitor.plan.tasks import Obligation, Task
from plan_monitor.report.blocks import Cell, Column, Row, Table
from plan_monitor.report.contents import Contents
from plan_monitor.report.lineage import funding_sources
from plan_monitor.report.phrases import headers, say, words
from plan_monitor.vietnamese.dates import short_date
from plan_monitor.vietnamese.numbers import format_number

_CHANGE_WIDTHS = (10, 24, 25, 33, 53, 53, 54)
_DRAFT_WIDTHS = (10, 24, 68, 84, 66)
_FUNDING_WIDTHS = (10, 96, 46, 46, 34, 34)
_DUTY_WIDTHS = (10, 26, 120, 66, 44)


def changes_table(contents: Contents) -> Table | None:
    """Return what changed in the plan since the period before; None where nothing did."""
    rows = [
        _row(
            str(number),
            short_date(change.date),
            change_item(change),
            words("fields")[change.field],
            change_value(change, change.before),
            change_value(change, change.after),
            "; ".join(filter(None, (change_document(change), change.reason))),
        )
        for number, change in enumerate(contents.changes, start=1)
    ]
    caption = say("changes_caption")
    return _table("changes", _CHANGE_WIDTHS, rows, caption) if rows else None


def drafts_table(contents: Contents) -> Table | None:
    """Return the drafts that wait for confirmation although their day has come; None without."""
    rows = [
        _row(
            str(number),
            short_date(draft.date),
            f"{draft.title}. {draft.basis.document}",
            "\n".join(draft_touches(contents, draft)),
            "\n".join(dict.fromkeys(draft_questions(contents, draft))),
        )
        for number, draft in enumerate(contents.drafts, start=1)
    ]
    caption = say("drafts_caption")
    return _table("drafts", _DRAFT_WIDTHS, rows, caption) if rows else None


def obligations_table(contents: Contents) -> Table | None:
    """Return the duties beside the plan's tasks, for an agency its own; None where it has none."""
    plan, duties = contents.plan, own_duties(contents)
    rows = [
        _row(
            str(number),
            duty.source,
            duty.text,
            "; ".join(plan.body_names[code] for code in duty.agencies),
            duty_deadline(duty),
        )
        for number, duty in enumerate(duties, start=1)
    ]
    caption = say("obligations_caption")
    return _table("obligations", _DUTY_WIDTHS, rows, caption) if rows else None


class FundingRow(NamedTuple):
    """The year's funding from one source: amounts, the disbursed share in percent, agencies."""

    name: str
    allotted: float | None
    disbursed: float | None
    share: float | None
    agencies: int


def funding_rows(contents: Contents) -> list[FundingRow]:
    """Return the funding by source; None where no agency gave an amount."""
    rows = []
    for source, name in layout.FUNDING_ROWS.items():
        given = [one for one in contents.funding if one.source == source]
        allotted = {one.agency: one.allotted for one in given if one.allotted is not None}
        disbursed = {one.agency: one.disbursed for one in given if one.disbursed is not None}
        amounts = (_sum(allotted), _sum(disbursed), _share(allotted, disbursed))
        rows.append(FundingRow(name, *amounts, len(allotted | disbursed)))
    return rows


def funding_table(contents: Contents) -> Table | None:
    """Return the year's funding by source, for the province the sum over agencies; None without.

    An amount leads to the first of the cells that it sums.
    """
    first: dict[tuple[str, str], str] = {}
    for source in funding_sources(contents):
        first.setdefault((source.item, source.kind), source.anchor)

    def amount(name: str, kind: str, value: float | None) -> Cell:
        return Cell(text=format_number(value), source=first.get((name, kind)))

    rows = [
        Row(
            cells=(
                Cell(text=str(number)),
                Cell(text=one.name),
                amount(one.name, "allotted", one.allotted),
                amount(one.name, "disbursed", one.disbursed),
                Cell(text=format_number(one.share, 1)),
                Cell(text=str(one.agencies)),
            )
        )
        for number, one in enumerate(funding_rows(contents), start=1)
    ]
    if not contents.funding:
        return None
    caption = say("funding_caption", unit=layout.FUNDING_UNIT)
    table = _table("funding", _FUNDING_WIDTHS, rows, caption)
    columns = (
        *table.columns[:2],
        *(c.model_copy(update={"align": "right"}) for c in table.columns[2:]),
    )
    return table.model_copy(update={"columns": columns})


def _sum(amounts: Mapping[str, float]) -> float | None:
    return sum(amounts.values()) if amounts else None


def _share(allotted: Mapping[str, float], disbursed: Mapping[str, float]) -> float | None:
    """Return what was disbursed in percent, of the agencies whose two amounts are both known."""
    both = allotted.keys() & disbursed.keys()
    whole = sum(allotted[one] for one in both)
    return 100 * sum(disbursed[one] for one in both) / whole if whole else None


def indicator_readings(indicators: Iterable[Indicator]) -> list[str]:
    """Return how open places of the plan are read, one line a reading with its indicators."""
    by_reading: dict[str, list[str]] = {}
    for indicator in indicators:
        if indicator.decided and indicator.decided.reading:
            by_reading.setdefault(indicator.decided.reading, []).append(indicator.id)
    return [
        say("reading_line", ids=", ".join(ids), reading=reading)
        for reading, ids in by_reading.items()
    ]


def task_readings(plan: Plan, tasks: Sequence[Task]) -> list[str]:
    """Return how deadlines and groups of the tasks are read."""
    notes = []
    if any(task.deadline.kind == "year" for task in tasks):
        notes.append(say("year_note"))
    led = {code for task in tasks for code in task.leads}
    for group in plan.groups:
        if group.code in led and group.reading:
            notes.append(say("group_line", name=group.name, reading=group.reading))
    return notes


def is_in_draft(contents: Contents, kind: str, item: str) -> bool:
    """Tell whether an open draft would change the item, or asks something about it."""
    return any(
        item in draft.touched("indicator" if kind == "indicator" else "task")
        for draft in contents.drafts
    )


def draft_touches(contents: Contents, draft: Amendment) -> Iterator[str]:
    """Yield the kinds of items that a draft would touch, each with those of this report."""
    mine = {
        "indicator": {row.indicator_id for row in contents.trajectories},
        "task": {state.task_id for state in contents.tasks},
    }
    for kind in ("indicator", "task"):
        ids = [item for item in draft.touched(kind) if item in mine[kind]]
        if ids:
            yield f"{words('items')[kind]}: {', '.join(ids)}"
    names = contents.plan.body_names
    codes = [
        change.code
        for change in draft.agencies
        if contents.is_province or change.code == contents.author.code
    ]
    if codes:
        yield f"{words('items')['agency']}: {'; '.join(names.get(code, code) for code in codes)}"


def draft_questions(contents: Contents, draft: Amendment) -> Iterator[str]:
    """Yield what a draft asks about the items of this report."""
    indicators = {row.indicator_id for row in contents.trajectories}
    tasks = {state.task_id for state in contents.tasks}
    for one in draft.questions:
        if one.indicator in indicators or one.task in tasks:
            yield one.question


def own_duties(contents: Contents) -> list[Obligation]:
    """Return the duties beside the plan's tasks: all for the province, for an agency its own."""
    plan = contents.plan
    return [
        duty
        for duty in plan.header.obligations
        if contents.is_province or contents.author.code in expand(plan, duty.agencies)
    ]


def change_item(change: Change) -> str:
    """Return which item of the plan a change is about."""
    return f"{words('items')[change.kind]} {change.id}".strip()


def change_value(change: Change, value: str) -> str:
    """Return one side of a change in words."""
    printed = words("values").get(value, value) if change.field in _CODED else value
    return printed or "–"


_CODED = ("better", "measure", "condition")


def change_document(change: Change) -> str:
    """Return the document that a change rests on, marked if it is still to be confirmed."""
    if change.to_be_confirmed:
        return say("to_be_confirmed", document=change.document)
    return change.document


def duty_deadline(duty: Obligation) -> str:
    """Return the deadline of a duty as printed, with how it is read."""
    note = f" ({duty.reading})" if duty.reading else ""
    return f"{duty.deadline.verbatim or ''}{note}"


def _row(*texts: str) -> Row:
    return Row(cells=tuple(Cell(text=text) for text in texts))


def _table(name: str, widths: Sequence[float], rows: Sequence[Row], caption: str) -> Table:
    columns = tuple(
        Column(header=header, width=width)
        for header, width in zip(headers(name), widths, strict=True)
    )
    return Table(caption=caption, columns=columns, rows=tuple(rows))
