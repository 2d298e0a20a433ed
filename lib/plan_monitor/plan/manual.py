"""The manual of the YAML files: what each field means, with a good and a bad example."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field

from plan_monitor.plan.editor_yaml import read_as_editor
from plan_monitor.plan.strict import Strict
from plan_monitor.plan.yaml_files import read_yaml

_SUMMARY = "_"


class FieldEntry(Strict):
    """What a field means; `good` and `bad` as typed after the colon, `why` the bad one is wrong.

    `values` explains each value of a field with fixed values.
    """

    meaning: str = Field(min_length=1)
    values: dict[str, str] = Field(default={})
    good: str | None = None
    bad: str | None = None
    why: str | None = None

    @property
    def examples(self) -> dict[str, Any]:
        """The examples as keywords of JSON Schema: what an editor sees when they are typed."""
        if self.good is None or self.bad is None:
            return {}
        return {"examples": [_typed(self.good)], "x-examples-bad": [_typed(self.bad)]}


class FileEntry(Strict):
    """A file: its name for the reader, where it stands, what it is for."""

    title: str
    path: str
    about: str


class Words(Strict):
    """Words that schemas and page share; those in braces are filled in."""

    examples: str
    value: str
    table: str
    file: str
    see: str
    fields: str
    way: str
    page: str


class Manual(Strict):
    """All of manual.yml; a model's entry ``_`` is its summary, the others are its fields."""

    words: Words
    files: dict[str, FileEntry]
    models: dict[str, dict[str, FieldEntry | str]]

    def summary(self, model: str) -> str:
        """Return what `model` is, in one sentence."""
        found = self.models[model][_SUMMARY]
        assert isinstance(found, str)
        return found

    def field(self, model: str, name: str) -> FieldEntry:
        """Return the entry of the field `name` of `model`."""
        found = self.models[model][name]
        assert isinstance(found, FieldEntry)
        return found

    def description(self, model: str, name: str) -> str:
        """Return all that is said of a field, as an editor shows it."""
        entry = self.field(model, name)
        lines = [entry.meaning]
        for value, meaning in entry.values.items():
            lines.append(self.words.value.format(value=value, meaning=meaning))
        if entry.good is not None:
            words = {"good": entry.good, "bad": entry.bad, "why": entry.why}
            lines.append(self.words.examples.format(**words))
        return "\n".join(lines)

    def entries(self) -> Iterator[str]:
        """Yield the names of all entries of models, such as ``Target._`` and ``Target.value``."""
        for model, entries in self.models.items():
            yield from (f"{model}.{name}" for name in entries)


@cache
def load_manual() -> Manual:
    """Read manual.yml."""
    return read_yaml(Path(__file__).with_name("manual.yml"), Manual)


def _typed(text: str) -> Any:
    """Return what an editor sees when `text` is typed after a colon; no YAML stays text."""
    try:
        return read_as_editor(f"field: {text}")["field"]
    except yaml.YAMLError:
        return text
