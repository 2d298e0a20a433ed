"""Irregularities of the bodies that a plan names: closed, spelt in several ways, not listed."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from plan_monitor.plan.bodies import Agency, Group
from plan_monitor.plan.body_names import BodyNames, NamedBodies
from plan_monitor.plan.irregularities.model import Irregularity
from plan_monitor.plan.models import Plan
from plan_monitor.vietnamese.text import one_line

_BETWEEN = r"\s*(?:[;,]|\bvà\b)\s*"
Role = Literal["agencies", "leads", "cooperating"]


@dataclass(frozen=True)
class BodyCell:
    """A cell of bodies: where it stands, its column, what it prints, and whom it names."""

    item: str
    role: Role
    verbatim: str
    named: NamedBodies


def body_cells(plan: Plan) -> list[BodyCell]:
    """Return the cells of bodies that are not blank, those of indicators first."""
    names = BodyNames([*plan.agencies, *plan.groups])
    cells: list[tuple[str, Role, str | None]] = [
        (f"indicator {one.id}", "agencies", one.agencies_verbatim) for one in plan.indicators
    ]
    for task in plan.tasks:
        cells.append((f"task {task.id}", "leads", task.leads_verbatim))
        cells.append((f"task {task.id}", "cooperating", task.cooperating_verbatim))
    return [BodyCell(item, role, text, names.parse(text)) for item, role, text in cells if text]


def find_in_bodies(plan: Plan) -> Iterator[Irregularity]:
    """Yield the irregularities of the bodies that the plan names."""
    cells = body_cells(plan)
    for task in plan.tasks:
        both = [plan.body_names[code] for code in task.leads if code in task.cooperating]
        if both:
            yield Irregularity("lead_is_coordinator", (f"task {task.id}",), " / ".join(both))
    yield from _closed(plan, cells)
    yield from _spellings(plan, cells)
    yield from _runs_of_groups(plan, cells)
    yield from _beside_its_group(plan, cells)
    yield from _unlisted_groups(plan, cells)
    yield from _outside_the_register(plan, cells)


def mentions(
    cells: Iterable[BodyCell], code: str, roles: Sequence[Role] = ("agencies", "leads")
) -> dict[str, tuple[str, ...]]:
    """Return the printed spellings of a body in cells of these roles, each with its items."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for cell in cells:
        if cell.role in roles:
            for named, words in cell.named.spellings:
                if named == code:
                    found[words][cell.item] = None
    return {words: tuple(items) for words, items in found.items()}


def everywhere(cells: Iterable[BodyCell], code: str) -> dict[str, tuple[str, ...]]:
    """Return the printed spellings of a body in any cell, each with its items."""
    return mentions(cells, code, ("agencies", "leads", "cooperating"))


def together(
    kind: str, found: dict[str, tuple[str, ...]], corrected: str, reason: str
) -> Iterator[Irregularity]:
    """Yield one irregularity of all spellings of a body, nothing where it is not named."""
    if found:
        items = tuple(dict.fromkeys(item for some in found.values() for item in some))
        yield Irregularity(kind, items, " / ".join(found), corrected, reason)


def _closed(plan: Plan, cells: list[BodyCell]) -> Iterator[Irregularity]:
    for agency in plan.agencies:
        if agency.valid_to is not None:
            heir = plan.body_names.get(agency.successor or "", "")
            why = agency.basis.document if agency.basis else agency.note or ""
            yield from together("closed_body", everywhere(cells, agency.code), heir, why)


def _spellings(plan: Plan, cells: list[BodyCell]) -> Iterator[Irregularity]:
    for code, name in plan.body_names.items():
        found = everywhere(cells, code)
        kind = "body_spellings" if len(found) > 1 else "other_name"
        for words, items in found.items():
            if kind == "body_spellings":
                yield Irregularity(kind, items, words, "" if words == name else name)
            elif words[1:] != name[1:]:
                yield Irregularity(kind, items, words, name)


def _runs_of_groups(plan: Plan, cells: list[BodyCell]) -> Iterator[Irregularity]:
    """Yield each way of printing the same groups after one another, where there are several."""
    groups = {group.code for group in plan.groups}
    runs: dict[tuple[str, ...], dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for cell in cells:
        for are_groups, run in groupby(cell.named.spellings, lambda one: one[0] in groups):
            named = list(run)
            pattern = _BETWEEN.join(re.escape(words) for _, words in named)
            match = re.search(pattern, one_line(cell.verbatim))
            if are_groups and len(named) > 1 and match:
                runs[tuple(code for code, _ in named)][match[0]][cell.item] = None
    for printed in runs.values():
        for words, items in printed.items() if len(printed) > 1 else ():
            yield Irregularity("group_spellings", tuple(items), words)


def _beside_its_group(plan: Plan, cells: list[BodyCell]) -> Iterator[Irregularity]:
    members = {group.code: group.members for group in plan.groups}
    for cell in cells:
        inside = {one for code in cell.named.codes for one in members.get(code, ())}
        if inside.intersection(cell.named.codes):
            yield Irregularity("beside_its_group", (cell.item,), cell.verbatim)


def _unlisted_groups(plan: Plan, cells: list[BodyCell]) -> Iterator[Irregularity]:
    for group in plan.groups:
        found = mentions(cells, group.code)
        yield from together("unlisted_group", found, group.reading or "", "")


def _outside_the_register(plan: Plan, cells: list[BodyCell]) -> Iterator[Irregularity]:
    bodies: list[Agency | Group] = [*plan.agencies, *plan.groups]
    for body in bodies:
        if _is_outside(body):
            why = (body.reading if isinstance(body, Group) else body.note) or ""
            leading, helping = mentions(cells, body.code), mentions(cells, body.code, _HELPING)
            yield from together("lead_outside_register", leading, "", why)
            yield from together("outside_register", helping, "", why)


_HELPING: tuple[Role, ...] = ("cooperating",)


def _is_outside(body: Agency | Group) -> bool:
    """Tell whether nobody reports for `body`; for a closed one its successor does."""
    if isinstance(body, Group):
        return not body.members
    return not body.reports and body.successor is None
