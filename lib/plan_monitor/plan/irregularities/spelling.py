"""Irregularities of spelling across all printed texts: variants of a syllable, stray signs."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from plan_monitor.plan.irregularities.model import Irregularity
from plan_monitor.plan.models import Plan
from plan_monitor.vietnamese.spelling import syllable_key, syllables
from plan_monitor.vietnamese.text import one_line

_STRAY = re.compile(r"\S*(?:[.,;:]\s*[.,;:](?<!\.\.)|\s[.,;:](?=\s|$)|\w-\s\w|\w\s-\w)\S*")
Text = tuple[str, str]


def find_in_spelling(plan: Plan) -> Iterator[Irregularity]:
    """Yield the irregularities of spelling and punctuation."""
    texts = list(_texts(plan))
    yield from _variants(texts)
    for item, text in texts:
        for match in _STRAY.finditer(one_line(text)):
            yield Irregularity("stray_sign", (item,), match[0])
    names = [(f"indicator {one.id}", one.name) for one in plan.indicators]
    for column in (names, [(f"task {one.id}", one.name) for one in plan.tasks]):
        yield from _final_dots(column)


def _texts(plan: Plan) -> Iterator[Text]:
    """Yield every printed text with where it stands."""
    for one in plan.indicators:
        row = (one.name, one.unit.verbatim, one.target.verbatim, one.agencies_verbatim)
        yield from ((f"indicator {one.id}", text) for text in row if text)
    for section in plan.sections:
        yield f"section {section.id}", section.name
    for task in plan.tasks:
        cells = (task.name, task.leads_verbatim, task.cooperating_verbatim, task.output)
        printed = (*cells, task.deadline.verbatim, *task.notes)
        yield from ((f"task {task.id}", text) for text in printed if text)


def _variants(texts: list[Text]) -> Iterator[Irregularity]:
    """Yield each syllable spelt in several ways, with the items of all but the commonest."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    items: dict[str, dict[str, None]] = defaultdict(dict)
    for item, text in texts:
        for syllable in syllables(text):
            found[syllable_key(syllable)][syllable] += 1
            items[syllable][item] = None
    for counts in found.values():
        (common, _), *rare = counts.most_common()
        for syllable, _ in rare:
            places = tuple(items[syllable])
            yield Irregularity("spelling", places, f"{syllable} / {common}", common)


def _final_dots(names: list[Text]) -> Iterator[Irregularity]:
    """Yield the names of one paragraph that end with a full stop, where others do not."""
    with_dot = tuple(item for item, name in names if name.endswith(".") and "\n" not in name)
    if with_dot and any(not name.endswith(".") for _, name in names):
        yield Irregularity("final_dot", with_dot, ".")
