"""The page of blocks: what a notebook may show, from the docstrings and the models."""

import inspect
import re
import types
from collections.abc import Callable, Iterator
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from plan_monitor.report import blocks, charts, display
from plan_monitor.report.report import Report
from tests.support.reference.markdown import cell, code, table
from tests.support.reference.words import BlockWords

_MAKERS: tuple[Callable[..., Any], ...] = (
    blocks.paragraph,
    blocks.paragraphs,
    charts.figure_block,
    display.frame_block,
    display.series_block,
    display.chart_block,
)


def report_methods() -> dict[str, Callable[..., Any]]:
    """Return the public methods of `Report` in the order of the code."""
    return {
        name: getattr(Report, name)
        for name, one in vars(Report).items()
        if not name.startswith("_") and isinstance(one, types.FunctionType | classmethod)
    }


def block_types() -> list[type[BaseModel]]:
    """Return the block types, then the parts that they are made of."""
    found = [
        one
        for one in vars(blocks).values()
        if isinstance(one, type) and issubclass(one, blocks._Part) and one.__name__[0] != "_"
    ]
    found.remove(blocks.Block)
    return sorted(found, key=lambda one: not issubclass(one, blocks.Block))


def blocks_page(words: BlockWords) -> str:
    """Return the page."""
    parts = [words.intro, words.methods]
    parts.append(table(words.header, [_function(one) for one in report_methods().values()]))
    parts += [words.own, _paragraphs(display.show_as_blocks)]
    parts.append(table(words.header, [_function(one) for one in _MAKERS]))
    parts.append(words.types)
    for one in block_types():
        parts += [f"### {one.__name__}", _paragraphs(one), table(words.fields, list(_fields(one)))]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _function(function: Callable[..., Any]) -> list[str]:
    """Return the row of a function: how it is called, what it returns, what that is."""
    signature = inspect.signature(function)
    owner = "Report." if inspect.ismethod(function) else ""
    given = [one for name, one in signature.parameters.items() if name != "self"]
    shown = ", ".join(_parameter(one) for one in given)
    returned = _plain(signature.return_annotation)
    about = cell(_summary(function))
    return [code(f"{owner}{function.__name__}({shown})"), code(returned), about]


def _parameter(parameter: inspect.Parameter) -> str:
    has_default = parameter.default is not parameter.empty
    return f"{parameter.name}={parameter.default!r}" if has_default else parameter.name


def _summary(thing: Any) -> str:
    """Return the docstring in one line, without the section of parameters."""
    text = inspect.getdoc(thing) or ""
    return " ".join(re.split(r"\n\nParameters\n", text)[0].split()).replace("``", "`")


def _paragraphs(thing: Any) -> str:
    return cell(_summary(thing))


def _fields(model: type[BaseModel]) -> Iterator[list[str]]:
    for name, field in model.model_fields.items():
        if name != "type":
            yield [code(name), code(_plain(field.annotation)), _default(field)]


def _default(field: FieldInfo) -> str:
    return "" if field.is_required() else code(repr(field.default))


def _plain(annotation: Any) -> str:
    """Return a type as it reads in code, names without their module."""
    if isinstance(annotation, str):
        return annotation.strip("'\"")
    if annotation is types.NoneType:
        return "None"
    if get_origin(annotation) is Literal:
        return " | ".join(repr(one) for one in get_args(annotation))
    if get_origin(annotation) is tuple:
        return f"tuple[{_plain(get_args(annotation)[0])}, ...]"
    if get_args(annotation):
        return " | ".join(_plain(one) for one in get_args(annotation) if not _is_mark(one))
    return str(getattr(annotation, "__name__", annotation))


def _is_mark(thing: Any) -> bool:
    """Tell whether an argument is no type but a remark of pydantic's on one."""
    return isinstance(thing, FieldInfo)
