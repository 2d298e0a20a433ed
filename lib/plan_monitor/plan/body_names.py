"""Which agencies and groups a cell names, and in which words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from plan_monitor.plan.bodies import Agency, Group
from plan_monitor.vietnamese.text import match_key, one_line

_SEPARATOR = re.compile(r"\s*(?:[;,]|và\b)?\s*")
_NEXT = re.compile(r"[;,]|\bvà\b")
_INSIDE = re.compile(r"[;,]")


@dataclass(frozen=True)
class NamedBodies:
    """What one cell names.

    `codes` in the order of the cell, each once; `spellings` the words for each mention;
    `separators` what stands between mentions; `unknown` the words that no name fits.
    """

    codes: tuple[str, ...]
    spellings: tuple[tuple[str, str], ...]
    separators: tuple[str, ...]
    unknown: tuple[str, ...]


class BodyNames:
    """The names and aliases of agencies and groups, longest first."""

    def __init__(self, bodies: Iterable[Agency | Group]) -> None:
        pairs = [
            (match_key(name), body.code) for body in bodies for name in (body.name, *body.aliases)
        ]
        self._names = sorted(pairs, key=lambda pair: -len(pair[0]))

    def parse(self, verbatim: str | None) -> NamedBodies:
        """Read a cell of bodies separated by ``;``, ``,`` or ``và``.

        Commas and ``và`` inside a known name do not separate: at each place the longest known
        name wins. Words that fit no name are passed over up to the next separator.
        """
        printed = one_line(verbatim or "")
        text = match_key(printed)
        codes: list[str] = []
        spellings: list[tuple[str, str]] = []
        separators: list[str] = []
        unknown: list[str] = []
        place = 0
        while place < len(text):
            found = next((pair for pair in self._names if _begins(text, place, pair[0])), None)
            if found is None:
                end = _next_separator(text, place)
                unknown.append(printed[place:end].strip())
            else:
                end = place + len(found[0])
                codes.append(found[1])
                spellings.append((found[1], printed[place:end]))
            gap = _SEPARATOR.match(text, end)
            after = gap.end() if gap else end
            if after < len(text):
                separators.append(text[end:after].strip())
            place = max(after, place + 1)
        return NamedBodies(
            tuple(dict.fromkeys(codes)),
            tuple(spellings),
            tuple(separators),
            tuple(word for word in unknown if word),
        )


def has_separator(name: str) -> bool:
    """Tell whether a name holds a comma or a semicolon of its own."""
    return _INSIDE.search(name) is not None


def _next_separator(text: str, place: int) -> int:
    match = _NEXT.search(text, place)
    return match.start() if match else len(text)


def _begins(text: str, place: int, name: str) -> bool:
    end = place + len(name)
    return text.startswith(name, place) and not text[end : end + 1].isalnum()
