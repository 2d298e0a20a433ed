"""Irregularities of what stands between bodies in one cell, and inside their names."""

from collections import defaultdict
from collections.abc import Iterator

from plan_monitor.plan.body_names import has_separator
from plan_monitor.plan.irregularities.bodies import BodyCell, body_cells, everywhere, together
from plan_monitor.plan.irregularities.model import Irregularity
from plan_monitor.plan.models import Plan


def find_in_separators(plan: Plan) -> Iterator[Irregularity]:
    """Yield the irregularities of the separators in cells of bodies."""
    cells = body_cells(plan)
    yield from _inside_names(plan, cells)
    yield from _between_names(cells)


def _inside_names(plan: Plan, cells: list[BodyCell]) -> Iterator[Irregularity]:
    for code, name in plan.body_names.items():
        found = everywhere(cells, code)
        split = {words: items for words, items in found.items() if has_separator(words)}
        yield from together("separator_in_name", split, name, "")


def _between_names(cells: list[BodyCell]) -> Iterator[Irregularity]:
    """Yield cells with several separators, and each separator if the plan has several."""
    items: dict[str, list[str]] = defaultdict(list)
    for cell in cells:
        used = dict.fromkeys(filter(None, cell.named.separators))
        if len(used) > 1:
            yield Irregularity("mixed_separators", (cell.item,), cell.verbatim)
        for separator in used:
            items[separator].append(cell.item)
    for separator, places in items.items() if len(items) > 1 else ():
        yield Irregularity("separators", tuple(dict.fromkeys(places)), separator)
