"""What an irregularity of a plan is, and the catalogue of its kinds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pydantic import Field

from plan_monitor.plan.strict import Strict
from plan_monitor.plan.yaml_files import read_yaml

OBSERVED = "observed"


@dataclass(frozen=True)
class Irregularity:
    """One irregularity of the source document.

    Parameters
    ----------
    kind : str
        A kind of the catalogue, irregularities.yml.
    items : tuple of str
        Where it stands: ``indicator 9.1``, ``task 38``, ``section II``, ``obligation …``, or the
        words of an observation.
    verbatim : str
        As printed; cells of one row with `` | `` between them, variants with `` / ``.
    corrected : str
        The corrected text or the reading, where there is one of its own.
    reason : str
        Why; without one, what the catalogue says of its kind.
    handled : str
        What is done about it; without it, what the catalogue says of its kind.
    """

    kind: str
    items: tuple[str, ...]
    verbatim: str
    corrected: str = ""
    reason: str = ""
    handled: str = ""


class Kind(Strict):
    """One kind of irregularity: its title, what is done about it, and why it is one."""

    id: str
    title: str
    handled: str
    reason: str


class Words(Strict):
    """The words of the printed list."""

    handled: str
    reason: str
    blank: str
    total: str
    none: str
    places: dict[str, str]


class Catalogue(Strict):
    """irregularities.yml beside this file."""

    words: Words
    kinds: tuple[Kind, ...]


class Observation(Strict):
    """What a person saw in the document that its rows do not hold."""

    verbatim: str = Field(min_length=1)
    where: str = Field(min_length=1)
    corrected: str = ""
    handled: str = Field(min_length=1)
    reason: str = Field(min_length=1)


class ObservationsFile(Strict):
    """irregularities.yml of a plan's folder."""

    irregularities: tuple[Observation, ...]


@cache
def catalogue() -> Catalogue:
    """Return the catalogue of kinds."""
    return read_yaml(Path(__file__).parent / "irregularities.yml", Catalogue)


@cache
def kinds() -> Mapping[str, Kind]:
    """Return the kinds of the catalogue by id, in its order."""
    return {kind.id: kind for kind in catalogue().kinds}


def read_observations(folder: Path) -> tuple[Observation, ...]:
    """Read irregularities.yml of a plan's `folder`; nothing where there is none.

    Raises
    ------
    UserError
        If the file does not fit the shape, with the line.
    """
    path = folder / "irregularities.yml"
    return read_yaml(path, ObservationsFile).irregularities if path.is_file() else ()


def merge(found: Iterable[Irregularity]) -> list[Irregularity]:
    """Return `found` with the items of those that are otherwise the same in one."""
    items: dict[Irregularity, dict[str, None]] = {}
    for one in found:
        items.setdefault(replace(one, items=()), {}).update(dict.fromkeys(one.items))
    return [replace(one, items=tuple(places)) for one, places in items.items()]
