"""YAML in and out: scalars stay text on the way in, so ``05`` and ``9.10`` survive."""

import re
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from plan_monitor.errors import UserError
from plan_monitor.files import write_atomically

T = TypeVar("T")
_Base: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NULL = "tag:yaml.org,2002:null"


class _Loader(_Base):  # type: ignore[misc]
    """Everything is text but an empty value, ``null`` and ``~``, which are None."""


_Loader.add_implicit_resolver(_NULL, re.compile(r"(?:null|~|)$"), ["n", "~", ""])
_Loader.add_constructor(_NULL, lambda loader, node: None)


class _Dumper(yaml.SafeDumper):
    """Block style, two blanks of indent for lists, long texts folded as block scalars."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)


def read_yaml(path: Path, shape: type[T] | TypeAdapter[T]) -> T:
    """Read `path` as `shape`; every fault is named with its line and key.

    Raises
    ------
    UserError
        If the file is missing, is no YAML, or does not fit the shape.
    """
    adapter = shape if isinstance(shape, TypeAdapter) else TypeAdapter(shape)
    try:
        text = path.read_text(encoding="utf-8")
        data = yaml.load(text, Loader=_Loader)  # a base loader builds nothing but text
        return adapter.validate_python(data)
    except FileNotFoundError:
        raise UserError(
            str(path), "không có tệp này", "tệp YAML", "khôi phục tệp hoặc tạo lại"
        ) from None
    except UnicodeDecodeError:
        raise UserError(
            str(path), "tệp không phải UTF-8", "tệp văn bản UTF-8", "lưu lại tệp dạng UTF-8"
        ) from None
    except yaml.YAMLError as error:
        raise UserError(
            str(path), f"YAML sai cú pháp: {_one_line(error)}", "YAML đúng", "sửa dòng nêu trên"
        ) from None
    except ValidationError as error:
        raise UserError(
            str(path),
            _faults(error, text),
            "đúng tên trường và kiểu giá trị",
            "sửa các dòng nêu trên",
        ) from None


def write_yaml(path: Path, data: Any, comment: str = "") -> None:
    """Write `data` (plain lists, dicts, text, numbers) with an optional comment on top."""
    body = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100, indent=2)
    top = "".join(f"# {line}\n" for line in comment.splitlines())
    write_atomically(path, top + body)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _faults(error: ValidationError, text: str) -> str:
    """Return all faults with line and key: ``dòng 12, indicators.4.target_yaer: …``."""
    root = yaml.compose(text, Loader=_Loader)
    faults = error.errors(include_url=False)
    return "; ".join(
        f"dòng {_line(root, fault['loc'])}, {'.'.join(map(str, fault['loc'])) or 'gốc'}: "
        f"{fault['msg']}"
        for fault in faults
    )


def _line(node: yaml.Node | None, location: tuple[int | str, ...]) -> int:
    """Return the line of the deepest node on the way to `location`, counted from 1."""
    line = node.start_mark.line + 1 if node is not None else 1
    if not location or node is None:
        return line
    step, *rest = location
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                deeper = _line(value, tuple(rest)) if rest else 0
                return max(deeper, int(key.start_mark.line) + 1)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return _line(node.value[step], tuple(rest))
    return int(line)
