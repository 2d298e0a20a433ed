"""JSON Schemas of the YAML files: the shape from the models, the words from manual.yml."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, TypeAdapter

from plan_monitor.plan.amendments import Amendment
from plan_monitor.plan.calendar import Period, Reporting
from plan_monitor.plan.irregularities.model import ObservationsFile
from plan_monitor.plan.manual import FieldEntry, Manual, load_manual
from plan_monitor.plan.models import PlanHeader
from plan_monitor.plan.plan_files import AgenciesFile, IndicatorsFile, TasksFile

Shape = type[BaseModel] | TypeAdapter[Any]
Schema = dict[str, Any]

PLAN_SHAPES: Mapping[str, Shape] = {
    "plan.schema.json": PlanHeader,
    "indicators.schema.json": IndicatorsFile,
    "tasks.schema.json": TasksFile,
    "agencies.schema.json": AgenciesFile,
    "reporting.schema.json": Reporting,
    "amendment.schema.json": Amendment,
    "period.schema.json": Period,
    "irregularities.schema.json": ObservationsFile,
}


def build_schemas(shapes: Mapping[str, Shape] = PLAN_SHAPES) -> dict[str, Schema]:
    """Return the schema of each file, with the manual's words at every field.

    Raises
    ------
    KeyError
        If the manual says nothing of a file, a model or a field: all that is missing.
    """
    manual = load_manual()
    bare = bare_schemas(shapes)
    if missing := missing_entries(bare, manual):
        raise KeyError(f"manual.yml lacks {', '.join(missing)}")
    return {name: _worded(name, schema, manual) for name, schema in bare.items()}


def bare_schemas(shapes: Mapping[str, Shape]) -> dict[str, Schema]:
    """Return the schemas as the models give them, without words."""
    adapters = {
        name: shape if isinstance(shape, TypeAdapter) else TypeAdapter(shape)
        for name, shape in shapes.items()
    }
    return {name: adapter.json_schema() for name, adapter in adapters.items()}


def schema_text(schema: Schema) -> str:
    """Return `schema` as the text of its file."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def models_of(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Yield the models in a bare schema by name, the file's own first."""
    if "properties" in schema:
        yield schema["title"], schema
    yield from schema.get("$defs", {}).items()


def is_written_by_hand(field: Schema) -> bool:
    """Tell whether a field holds values, not other models."""
    return "$ref" not in json.dumps(field)


def fixed_values(field: Schema) -> list[str]:
    """Return the values of a field with fixed values, else nothing."""
    return [value for branch in _branches(field) for value in branch.get("enum", ())]


def missing_entries(bare: Mapping[str, Schema], manual: Manual) -> list[str]:
    """Return what the manual does not say of the models in `bare`, or says only in part."""
    missing = [name for name in bare if name not in manual.files]
    known = set(manual.entries())
    for schema in bare.values():
        for model, definition in models_of(schema):
            if f"{model}._" not in known:
                missing.append(f"{model}._")
            for name, field in definition["properties"].items():
                key = f"{model}.{name}"
                if key not in known:
                    missing.append(key)
                else:
                    entry = manual.field(model, name)
                    missing += [f"{key}.{part}" for part in _missing_parts(field, entry)]
    return list(dict.fromkeys(missing))


def orphaned_entries(bare: Mapping[str, Schema], manual: Manual) -> list[str]:
    """Return what the manual says of files, models and fields that do not exist."""
    there = {
        f"{model}.{name}"
        for schema in bare.values()
        for model, definition in models_of(schema)
        for name in ("_", *definition["properties"])
    }
    return [
        *(name for name in manual.files if name not in bare),
        *(key for key in manual.entries() if key not in there),
    ]


def _missing_parts(field: Schema, entry: FieldEntry) -> Iterator[str]:
    if is_written_by_hand(field):
        yield from (part for part in ("good", "bad", "why") if not getattr(entry, part))
    values = fixed_values(field)
    yield from (f"values[{value}]" for value in values if value not in entry.values)
    yield from (f"values[{value}] (unknown)" for value in entry.values if value not in values)


def _worded(file: str, schema: Schema, manual: Manual) -> Schema:
    definitions = {
        name: _worded_model(name, definition, manual)
        for name, definition in schema.get("$defs", {}).items()
    }
    root = _worded_model(schema["title"], schema, manual) if "properties" in schema else schema
    entry = manual.files[file]
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": entry.title,
        "description": entry.about,
    }
    body = {key: value for key, value in root.items() if key not in (*head, "$defs")}
    return {**head, **body, **({"$defs": definitions} if definitions else {})}


def _worded_model(model: str, definition: Schema, manual: Manual) -> Schema:
    body = {k: v for k, v in definition.items() if k not in ("title", "description", "properties")}
    fields = {
        name: _worded_field(field, manual.field(model, name), manual.description(model, name))
        for name, field in definition["properties"].items()
    }
    return {"description": manual.summary(model), "properties": fields, **body}


def _worded_field(field: Schema, entry: FieldEntry, description: str) -> Schema:
    """Return `field` with the manual's words; defaults only where an editor may fill them in."""
    shape = {key: value for key, value in field.items() if key not in ("title", "description")}
    if not isinstance(shape.get("default"), bool):
        shape.pop("default", None)
    worded = {"description": description, **shape, **entry.examples}
    for branch in _branches(worded):
        if "enum" in branch:
            branch["enumDescriptions"] = [entry.values[value] for value in branch["enum"]]
    return worded


def _branches(field: Schema) -> list[Schema]:
    return [field, *field.get("anyOf", ())]
