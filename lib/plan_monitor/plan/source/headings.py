"""Which column of a source table is which: recognised by its heading, in any order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from plan_monitor.plan.yaml_files import read_yaml
from plan_monitor.vietnamese.text import match_key

Kind = Literal["indicators", "tasks"]
Roles = dict[str, dict[str, tuple[str, ...]]]
_LEAST = 3
_YEAR = re.compile(r"\b(20\d\d)\b")
_AROUND = re.compile(r"\s*\([^)]*\)\s*|[*_:]+")


@dataclass(frozen=True)
class Columns:
    """The columns of one table: for each the role that it plays, None where nobody knows.

    `years` holds the target year of a column of targets whose heading names one.
    """

    kind: Kind
    roles: tuple[str | None, ...]
    headings: tuple[str, ...]
    years: tuple[int | None, ...]

    def unread(self) -> list[str]:
        """Return the headings of the columns that are not read."""
        pairs = zip(self.headings, self.roles, strict=True)
        return [heading for heading, role in pairs if role is None and heading]


def recognise(headings: Sequence[str | None]) -> Columns | None:
    """Return what the columns with these headings are; None if they head no table of a plan.

    A heading of several merged rows comes as its parts, joined by a line break; the lowest part
    that is known decides.
    """
    found = [columns for kind in _roles() if (columns := _as_kind(kind, headings))]
    return max(found, key=lambda one: sum(r is not None for r in one.roles), default=None)


def _as_kind(kind: str, headings: Sequence[str | None]) -> Columns | None:
    roles: list[str | None] = []
    years: list[int | None] = []
    for heading in headings:
        role, year = _role(kind, heading or "")
        is_new = role not in roles or (role == "target" and year is not None)
        roles.append(role if is_new else None)
        years.append(year if role == "target" else None)
    known = {role for role in roles if role}
    if "name" not in known or len(known) < _LEAST:
        return None
    texts = tuple(" / ".join((heading or "").split("\n")) for heading in headings)
    return Columns(kind, tuple(roles), texts, tuple(years))  # type: ignore[arg-type]


def _role(kind: str, heading: str) -> tuple[str | None, int | None]:
    """Return the role of one heading, and the year that it names."""
    year = _YEAR.search(heading)
    for part in (*reversed(heading.split("\n")), heading.replace("\n", " ")):
        plain = match_key(_AROUND.sub(" ", part))
        without_year = match_key(re.sub(r"(đến )?(năm )?\b20\d\d\b", " ", plain))
        for role, names in _roles()[kind].items():
            if plain in names or (without_year and without_year in names):
                return role, int(year[1]) if year else None
    return None, None


@cache
def _roles() -> Roles:
    names: Roles = read_yaml(Path(__file__).parent / "headings.yml", Roles)
    return {
        kind: {role: tuple(match_key(name) for name in each) for role, each in roles.items()}
        for kind, roles in names.items()
    }
