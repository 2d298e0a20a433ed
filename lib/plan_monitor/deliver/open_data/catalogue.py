"""The allow-list of open data (fields.yml): which tables and columns there are, and no other."""

import datetime as dt
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, create_model, model_validator

from plan_monitor.plan.calendar import Reporting
from plan_monitor.plan.strict import Strict
from plan_monitor.plan.yaml_files import read_yaml

_TYPES: Mapping[str, Any] = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": bool,
    "date": dt.date,
}
ListName = Literal["statuses", "task_statuses", "assessments"]


class About(Strict):
    """What something is, in Vietnamese and in English."""

    vi: str
    en: str

    @property
    def both(self) -> str:
        """The Vietnamese text, and the English one under it."""
        return f"{self.vi}\n\n{self.en}"


class FieldSpec(Strict):
    """One column. A text is the plan's own (`words`), of a list (`enum`), or refers to a row."""

    type: Literal["string", "integer", "number", "boolean", "date"]
    title: str
    vi: str
    en: str
    required: bool = False
    unit: str | None = None
    enum: dict[str, str] | ListName | None = None
    words: Literal["plan"] | None = None
    refers: str | None = None

    @model_validator(mode="after")
    def _is_closed(self) -> "FieldSpec":
        bounds = [one for one in (self.enum, self.words, self.refers) if one is not None]
        if len(bounds) != (1 if self.type == "string" else 0):
            raise ValueError(f"{self.title}: cột chữ cần đúng một trong words, enum, refers")
        return self

    def labels(self, reporting: Reporting) -> dict[str, str]:
        """Return the codes that the column may hold with their words, {} where it has no list."""
        if self.enum == "assessments":
            return {one: one for one in reporting.assessments}
        if isinstance(self.enum, str):
            found: dict[str, str] = getattr(reporting, self.enum)
            return found
        return self.enum or {}


class ResourceSpec(Strict):
    """One table: what a row is (`key`), and its columns in order."""

    title: str
    about: About
    key: tuple[str, ...]
    fields: dict[str, FieldSpec]

    def is_required(self, name: str) -> bool:
        """Tell whether the column is never empty; those of the key never are."""
        return self.fields[name].required or name in self.key


class Sources(Strict):
    """Where the figures come from."""

    plan: str
    submissions: str


class PackageWords(Strict):
    """What the descriptor says of the whole; of three words the last two are about text."""

    title: str
    about: About
    sample: tuple[str, str, str]
    provisional: tuple[str, str, str]
    no_licence: tuple[str, str]
    sources: Sources


class Catalogue(Strict):
    """fields.yml."""

    package: PackageWords
    resources: dict[str, ResourceSpec]


@cache
def load_catalogue() -> Catalogue:
    """Return the allow-list."""
    return read_yaml(Path(__file__).with_name("fields.yml"), Catalogue)


def row_model(name: str, spec: ResourceSpec, reporting: Reporting) -> type[BaseModel]:
    """Return the model of a row: the listed columns alone, codes only from their lists."""
    columns: dict[str, Any] = {}
    for column, field in spec.fields.items():
        labels = field.labels(reporting)
        kind = Literal[tuple(labels)] if labels else _TYPES[field.type]
        columns[column] = (kind, ...) if spec.is_required(column) else (kind | None, None)
    return create_model(name, __base__=Strict, **columns)
