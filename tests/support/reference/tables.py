"""The page of tables: every CSV table with its columns, types, units and meaning.

Names and types come from the models, the files from the code that writes them, the meaning from
records.yml beside the models, and what open data has from its own list.
"""

import ast
import datetime as dt
import types
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Field
from pydantic.fields import FieldInfo

from plan_monitor.deliver.open_data.catalogue import FieldSpec, load_catalogue
from plan_monitor.intake import agency
from plan_monitor.intake import records as of_intake
from plan_monitor.plan.strict import Strict
from plan_monitor.plan.yaml_files import read_yaml
from plan_monitor.progress import editions
from plan_monitor.progress import records as of_progress
from tests.support.reference.markdown import cell, code, table
from tests.support.reference.source import Library
from tests.support.reference.words import TableWords

_WRITER = "progress.period"
_KINDS = {str: "text", float: "number", int: "integer", bool: "bool"}
_DAYS = {dt.date: "date", dt.datetime: "datetime"}


class Column(Strict):
    """What a column means, its unit, and what its codes mean."""

    meaning: str
    unit: str = ""
    values: dict[str, str] = Field(default_factory=dict)


class TableEntry(Strict):
    """What a table is; columns that mean the same in several tables may stand in `common`."""

    title: str
    row: str
    columns: dict[str, str | Column]


class Records(Strict):
    """records.yml."""

    common: dict[str, str | Column]
    tables: dict[str, TableEntry]

    def column(self, model: str, name: str) -> Column | None:
        """Return the entry of a column, None where there is none."""
        found = self.tables[model].columns.get(name) or self.common.get(name)
        return Column(meaning=found) if isinstance(found, str) else found


def load_records() -> tuple[Records, Records]:
    """Return the entries of intake and of progress."""
    modules = (of_intake, of_progress)
    first, second = (read_yaml(Path(one.__file__).with_suffix(".yml"), Records) for one in modules)
    return first, second


def models_of(module: types.ModuleType) -> dict[str, type[BaseModel]]:
    """Return the models of rows of a module of records."""
    return {
        name: one
        for name, one in vars(module).items()
        if isinstance(one, type) and issubclass(one, Strict) and one.__module__ == module.__name__
    }


def files_of(library: Library) -> dict[str, list[str]]:
    """Return the files of each model, as the code writes them, paths from the workspace."""
    files: dict[str, list[str]] = {}
    for name, model in agency.TABLES.items():
        own = f"data/processed/<kỳ>/agencies/<mã>/{name}.csv"
        files.setdefault(model.__name__, []).append(own)
    writer = library.module(_WRITER)
    assert writer is not None
    for place in library.calls("write_table", writer):
        match place.node:
            case ast.Call(args=[ast.BinOp(right=ast.Constant(value=file)), ast.Name(id=model), _]):
                is_own = place.function is not None and place.function.name == "_write_own"
                folder = "agencies/<mã>/" if is_own and place.module is writer else ""
                if place.module is writer:
                    files.setdefault(model, []).append(f"data/processed/<kỳ>/{folder}{file}")
                if place.module is writer and not is_own and file in editions.TABLES:
                    files[model].append(f"editions/<kỳ>/{file}")
    return files


def tables_page(library: Library, words: TableWords) -> str:
    """Return the page."""
    files = files_of(library)
    parts = [words.intro]
    for records, module in zip(load_records(), (of_intake, of_progress), strict=True):
        models = models_of(module)
        for name, entry in records.tables.items():
            rows = list(_rows(records, models[name], words))
            where = "<br>".join(code(file) for file in files[name])
            parts += [f"## {entry.title}", where, entry.row, table(words.header, rows)]
    parts += [words.open_data, *_open_data(words)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _rows(records: Records, model: type[BaseModel], words: TableWords) -> Iterator[list[str]]:
    for name, field in model.model_fields.items():
        column = records.column(model.__name__, name)
        assert column is not None, f"{model.__name__}.{name}: records.yml"
        meaning = "<br>".join([column.meaning, *_values(column.values)])
        yield [code(name), _type(field, words), column.unit, meaning]


def _values(values: Mapping[str, str]) -> list[str]:
    return [f"{code(value)}: {cell(meaning)}" for value, meaning in values.items()]


def _type(field: FieldInfo, words: TableWords) -> str:
    said = words.types[kind_of(field.annotation)]
    return f"{said}, {words.empty}" if is_optional(field) else said


def is_optional(field: FieldInfo) -> bool:
    """Tell whether a field may be None: its cell is empty then."""
    return types.NoneType in get_args(field.annotation)


def kind_of(annotation: Any) -> str:
    """Return the key of a column's type in words.yml."""
    if codes_of(annotation):
        return "code"
    parts = [one for one in get_args(annotation) if one is not types.NoneType]
    plain = parts[0] if get_origin(annotation) in {Union, types.UnionType} else annotation
    return {**_KINDS, **_DAYS}[plain]


def codes_of(annotation: Any) -> list[str]:
    """Return the codes that a column may hold, without the empty one."""
    if get_origin(annotation) is Literal:
        return [one for one in get_args(annotation) if one]
    if get_origin(annotation) in {Union, types.UnionType}:
        return [one for part in get_args(annotation) for one in codes_of(part)]
    return []


def _open_data(words: TableWords) -> Iterator[str]:
    """Yield the tables of open data, from their own list."""
    for name, spec in load_catalogue().resources.items():
        yield f"### {spec.title}"
        yield code(f"reports/<kỳ>/open-data/{name}.csv")
        yield spec.about.vi
        rows = [
            [code(column), _open_type(one, words), one.unit or "", _open_meaning(one, words)]
            for column, one in spec.fields.items()
        ]
        yield table(words.header, rows)


def _open_type(field: FieldSpec, words: TableWords) -> str:
    key = {"string": "code" if field.enum else "text", "boolean": "bool"}
    return words.types[key.get(field.type, field.type)]


def _open_meaning(field: FieldSpec, words: TableWords) -> str:
    if isinstance(field.enum, str):
        return f"{field.vi}<br>{words.listed.format(name=code(field.enum))}"
    return "<br>".join([cell(field.vi), *_values(field.enum or {})])
