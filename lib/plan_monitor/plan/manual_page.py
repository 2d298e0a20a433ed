"""The manual as a page to read: one chapter a file, one table a group of fields."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from plan_monitor.plan.manual import FieldEntry, Manual
from plan_monitor.plan.schemas import Schema

_REF = "#/$defs/"


@dataclass(frozen=True)
class _Chapter:
    """One model as it stands in a file: the way to it, and its bare schema."""

    path: str
    model: str
    definition: Schema


def render_page(bare: Mapping[str, Schema], manual: Manual) -> str:
    """Return the page of the files in `bare`; a model that several files share stands once."""
    parts = [manual.words.page]
    told: set[str] = set()
    for name, schema in bare.items():
        parts.append(_file_head(name, manual))
        chapters = [one for one in _chapters(schema) if one.model not in told]
        told |= {one.model for one in chapters}
        parts += [_section(one, chapters, manual) for one in chapters]
    return "\n".join(parts)


def _file_head(name: str, manual: Manual) -> str:
    entry = manual.files[name]
    line = manual.words.file.format(path=entry.path, schema=name, about=entry.about)
    return f"## {entry.title}\n\n{line}\n"


def _chapters(schema: Schema) -> Iterator[_Chapter]:
    """Yield the models of a file in the order in which a reader of the file meets them."""
    definitions = schema.get("$defs", {})
    waiting = [("", schema["title"], schema)] if "properties" in schema else []
    waiting = waiting or [("[]", name, definitions[name]) for name in _references(schema)]
    met: set[str] = set()
    while waiting:
        path, model, definition = waiting.pop(0)
        if model in met:
            continue
        met.add(model)
        yield _Chapter(path, model, definition)
        inner = [
            (f"{path}.{name}{'[]' if _is_list(field) else ''}".lstrip("."), one, definitions[one])
            for name, field in definition["properties"].items()
            for one in _references(field)
        ]
        waiting = inner + waiting


def _references(field: Schema) -> list[str]:
    """Return the models that a field holds."""
    if "$ref" in field:
        return [field["$ref"].removeprefix(_REF)]
    branches = [*field.get("anyOf", ()), *field.get("oneOf", ())]
    branches += [field["items"]] if isinstance(field.get("items"), dict) else []
    return [model for branch in branches for model in _references(branch)]


def _is_list(field: Schema) -> bool:
    return any("items" in branch for branch in (field, *field.get("anyOf", ())))


def _section(chapter: _Chapter, siblings: Sequence[_Chapter], manual: Manual) -> str:
    lines = [f'<a id="{chapter.model.lower()}"></a>\n']
    if chapter.path:
        same = [one.model for one in siblings if one.path == chapter.path]
        number = same.index(chapter.model) + 1
        way = f", {manual.words.way.format(number=number)}" if len(same) > 1 else ""
        lines.append(f"### `{chapter.path}`{way}\n")
    lines += [f"{manual.summary(chapter.model)}\n", manual.words.table, "|---|---|---|---|"]
    required = chapter.definition.get("required", ())
    for name, field in chapter.definition["properties"].items():
        entry = manual.field(chapter.model, name)
        texts = [_meaning(entry), *_links(field, manual)]
        mark = r" \*" if name in required else ""
        lines.append(f"| `{name}`{mark} | {'<br>'.join(texts)} | {_examples(entry)} |")
    return "\n".join(lines) + "\n"


def _meaning(entry: FieldEntry) -> str:
    values = [f"{_code(value)}: {_cell(meaning)}" for value, meaning in entry.values.items()]
    return "<br>".join([_cell(entry.meaning), *values])


def _links(field: Schema, manual: Manual) -> Iterator[str]:
    """Yield the line that leads to the models that a field holds."""
    models, words = _references(field), manual.words
    ways = [words.way.format(number=number) for number in range(1, len(models) + 1)]
    names = ways if len(models) > 1 else [words.fields]
    links = ", ".join(f"[{name}](#{one.lower()})" for name, one in zip(names, models, strict=False))
    if links:
        yield words.see.format(links=links)


def _examples(entry: FieldEntry) -> str:
    if entry.good is None or entry.bad is None:
        return "|"
    return f"{_code(entry.good)} | {_code(entry.bad)}: {_cell(entry.why or '')}"


def _code(text: str) -> str:
    return f"`{_cell(text, is_code=True)}`"


def _cell(text: str, *, is_code: bool = False) -> str:
    r"""Return `text` for a table's cell: a bar would end it, ``<`` would begin a tag."""
    plain = " ".join(text.split()).replace("|", r"\|")
    return plain if is_code else plain.replace("<", "&lt;").replace("*", r"\*")
