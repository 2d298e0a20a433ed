"""Two plans side by side: which fields differ, and which of them a person decides."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from plan_monitor.plan.yaml_files import read_yaml

_FILES = ("plan.yml", "indicators.yml", "tasks.yml", "agencies.yml")
_DECIDED = ("decided", "baseline", "milestones", "corrected", "depends_on")
_NAMES = ("id", "code")


@dataclass(frozen=True)
class PlanDifference:
    """One field that differs between two plans; an empty text where it is missing."""

    file: str
    item: str
    field: str
    first: str
    second: str

    @property
    def is_decided(self) -> bool:
        """Whether the field is one that a person decides, not the source."""
        return self.file.startswith("amendments/") or self.field.split(".")[0] in _DECIDED

    def __str__(self) -> str:
        return f"{self.file} {self.item} {self.field}: “{self.first}” ≠ “{self.second}”"

    def as_json(self) -> dict[str, str | bool]:
        """Return the difference for programs."""
        return {**asdict(self), "is_decided": self.is_decided}


def compare_plans(first: Path, second: Path) -> list[PlanDifference]:
    """Return the fields in which the YAML of two plans' folders differs, file by file.

    Items are matched by id (code); an item that one plan lacks differs in each of its fields. The
    files need not be complete: a plan fresh from import can be compared.
    """
    amendments = {
        f"amendments/{path.name}"
        for folder in (first, second)
        for path in (folder / "amendments").glob("*.yml")
    }
    return [
        difference
        for name in (*_FILES, *sorted(amendments))
        for difference in _compare(name, _read(first / name), _read(second / name))
    ]


def _read(path: Path) -> dict[tuple[str, str], str]:
    """Return every value of a file by item and field; nothing for a file that is not there."""
    if not path.is_file():
        return {}
    return dict(_flatten(read_yaml(path, dict[str, Any]), "", ""))


def _flatten(value: Any, item: str, field: str) -> Iterator[tuple[tuple[str, str], str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flatten(inner, item, f"{field}.{key}" if field else key)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            name = _name(inner)
            if name is None or item:
                yield from _flatten(inner, item, f"{field}.{number}")
            else:
                yield from _flatten(inner, f"{field} {name}", "")
    elif value is not None:
        yield (item, field), str(value)


def _name(value: Any) -> str | None:
    if not isinstance(value, dict):
        return None
    return next((str(value[key]) for key in _NAMES if key in value), None)


def _compare(
    file: str, first: dict[tuple[str, str], str], second: dict[tuple[str, str], str]
) -> Iterator[PlanDifference]:
    for key in dict.fromkeys([*first, *second]):
        one, other = first.get(key, ""), second.get(key, "")
        if one != other:
            yield PlanDifference(file, *key, one, other)
