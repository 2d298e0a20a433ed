"""Read single cells of a plan's tables: targets, deadlines, bodies, numbered parts."""

import calendar
import datetime as dt
import re
from collections.abc import Iterable

from plan_monitor.plan.bodies import Agency, Group
from plan_monitor.plan.indicators import Target
from plan_monitor.plan.tasks import Deadline
from plan_monitor.vietnamese.text import match_key

_NUMBER = r"(\d+(?:,\d+)?)\s*%?"
_SINGLE = re.compile(rf"(<=|>=|≤|≥|<|>)?\s*{_NUMBER}(?:\s+\D+)?")
_RANGE = re.compile(rf"{_NUMBER}\s*-\s*{_NUMBER}")
_OPERATORS = {"≤": "<=", "≥": ">="}
_MONTH = re.compile(r"(?:(?:^|\s)Tháng\s+|^)(\d{1,2})/(\d{4})$")
_YEAR = re.compile(r"(?:Năm\s+)?(\d{4})")
_FROM = re.compile(r"Từ\s+(\d{4})")
_PART = re.compile(r"\(\d+\) ")
_SEPARATOR = re.compile(r"\s*(?:[;,]|và\b)?\s*")


def parse_target(verbatim: str | None) -> Target:
    """Read a target cell: ``≥ 20``, ``<=55``, ``3-5%``, ``05``, ``≥ 3% và tăng dần…`` or words.

    Words without a number at their beginning are a target of operator ``text``.
    """
    if verbatim is None:
        return Target()
    if match := _RANGE.fullmatch(verbatim):
        return Target(
            verbatim=verbatim, operator="range", low=_float(match[1]), high=_float(match[2])
        )
    if match := _SINGLE.fullmatch(verbatim):
        operator = _OPERATORS.get(match[1], match[1] or "=")
        return Target.model_validate(
            {"verbatim": verbatim, "operator": operator, "value": _float(match[2])}
        )
    return Target(verbatim=verbatim, operator="text")


def _float(text: str) -> float:
    return float(text.replace(",", "."))


def parse_deadline(verbatim: str | None) -> Deadline:
    """Read a deadline cell; what fits no known form is ``unknown``, never guessed.

    A month is due on its last day, a year on 31 December (by convention), ``Từ 2026`` begins on
    its first day. Words before ``Tháng`` (spilled over from the neighbouring cell) are passed over.
    """
    text = verbatim or ""
    if match := _MONTH.search(text):
        month, year = int(match[1]), int(match[2])
        last = calendar.monthrange(year, month)[1]
        return Deadline(verbatim=verbatim, kind="month", date=dt.date(year, month, last))
    if match := _YEAR.fullmatch(text):
        return Deadline(verbatim=verbatim, kind="year", date=dt.date(int(match[1]), 12, 31))
    if match := _FROM.fullmatch(text):
        return Deadline(verbatim=verbatim, kind="from", date=dt.date(int(match[1]), 1, 1))
    if match_key(text) == "thường xuyên":
        return Deadline(verbatim=verbatim, kind="ongoing")
    if match_key(text) == "hằng năm":
        return Deadline(verbatim=verbatim, kind="annual")
    return Deadline(verbatim=verbatim, kind="unknown")


def parse_parts(name: str) -> tuple[str, ...]:
    """Return the numbered paragraphs ``(1) …`` of a task's name, as printed."""
    return tuple(line for line in name.split("\n") if _PART.match(line))


class BodyNames:
    """The names and aliases of agencies and groups, longest first."""

    def __init__(self, bodies: Iterable[Agency | Group]) -> None:
        pairs = [
            (match_key(name), body.code) for body in bodies for name in (body.name, *body.aliases)
        ]
        self._names = sorted(pairs, key=lambda pair: -len(pair[0]))

    def parse(self, verbatim: str | None) -> tuple[tuple[str, ...], str]:
        """Read a cell of bodies separated by ``;``, ``,`` or ``và``.

        Commas and ``và`` inside a known name do not separate: at each place the longest known
        name wins.

        Returns
        -------
        (codes, rest)
            The codes in the order of the cell, each once, and what could not be recognised.
        """
        text = match_key(verbatim or "")
        codes: list[str] = []
        while text:
            found = next((pair for pair in self._names if _begins(text, pair[0])), None)
            if found is None:
                return tuple(dict.fromkeys(codes)), text
            codes.append(found[1])
            rest = text[len(found[0]) :]
            text = rest[_SEPARATOR.match(rest).end() :]  # type: ignore[union-attr]
        return tuple(dict.fromkeys(codes)), ""


def _begins(text: str, name: str) -> bool:
    return text.startswith(name) and not text[len(name) : len(name) + 1].isalnum()
