"""The list of irregularities for a person and for programs."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from plan_monitor.plan.irregularities.model import Irregularity, Kind, catalogue, kinds
from plan_monitor.plan.review import shorten

_WIDTH = 100
_ALL = 10_000


def show_irregularities(found: Sequence[Irregularity]) -> list[dict[str, Any]]:
    """Return the list for programs: the fields of each, with the title of its kind."""
    return [asdict(one) | {"title": kinds()[one.kind].title} for one in found]


def outline(found: Sequence[Irregularity]) -> str:
    """Return the list for a person, by kind, at most 100 columns wide.

    What the catalogue says of a kind stands once under its title.
    """
    words = catalogue().words
    if not found:
        return words.none
    lines: list[str] = []
    for kind_id, some in groupby(found, lambda one: one.kind):
        entries = list(some)
        lines += [*_head(kinds()[kind_id], entries), ""]
    number = len({one.kind for one in found})
    return "\n".join([*lines, words.total.format(count=len(found), kinds=number)])


def place(item: str) -> str:
    """Return an item as a person reads it, e.g. ``chỉ tiêu 9.1`` for ``indicator 9.1``."""
    table, _, number = item.partition(" ")
    word = catalogue().words.places.get(table)
    return f"{word} {number}" if word else item


def _head(kind: Kind, entries: list[Irregularity]) -> Iterator[str]:
    words = catalogue().words
    yield f"{kind.title} ({len(entries)})"
    if any(one.reason == kind.reason for one in entries):
        yield from _wrap(f"{words.reason} {kind.reason}", 2)
    if any(one.handled == kind.handled for one in entries):
        yield from _wrap(f"{words.handled} {kind.handled}", 2)
    for one in entries:
        yield from _entry(one, kind)


def _entry(one: Irregularity, kind: Kind) -> Iterator[str]:
    words = catalogue().words
    where = shorten([place(item) for item in one.items], _ALL)
    printed = f"“{one.verbatim}”" if one.verbatim else words.blank
    becomes = f" → {one.corrected}" if one.corrected else ""
    yield from _wrap(f"- {where}: {printed}{becomes}", 2)
    if one.reason != kind.reason:
        yield from _wrap(f"{words.reason} {one.reason}", 4)
    if one.handled != kind.handled:
        yield from _wrap(f"{words.handled} {one.handled}", 4)


def _wrap(text: str, indent: int) -> list[str]:
    further = " " * (indent + 2 if text.startswith("- ") else indent)
    return textwrap.wrap(
        " ".join(text.split()),
        _WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=further,
        break_on_hyphens=False,
    )
