"""YAML in and out: scalars stay text on the way in, so ``05`` and ``9.10`` survive."""

import re
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from plan_monitor.errors import UserError

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
    """Read `path` as `shape`; every fault is named with the file and the key.

    Raises
    ------
    UserError
        If the file is missing, is no YAML, or does not fit the shape.
    """
    adapter = shape if isinstance(shape, TypeAdapter) else TypeAdapter(shape)
    try:
        with path.open(encoding="utf-8") as file:
            data = yaml.load(file, Loader=_Loader)  # a base loader builds nothing but text
        return adapter.validate_python(data)
    except FileNotFoundError:
        raise UserError(
            str(path), "không có tệp này", "tệp YAML", "khôi phục tệp hoặc tạo lại"
        ) from None
    except yaml.YAMLError as error:
        raise UserError(
            str(path), f"YAML sai cú pháp: {_one_line(error)}", "YAML đúng", "sửa dòng nêu trên"
        ) from None
    except ValidationError as error:
        raise UserError(
            str(path), _faults(error), "đúng tên trường và kiểu giá trị", "sửa các mục nêu trên"
        ) from None


def write_yaml(path: Path, data: Any, comment: str = "") -> None:
    """Write `data` (plain lists, dicts, text, numbers) with an optional comment on top."""
    body = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100, indent=2)
    top = "".join(f"# {line}\n" for line in comment.splitlines())
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_text(top + body, encoding="utf-8", newline="\n")
    Path(temporary).replace(path)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _faults(error: ValidationError) -> str:
    faults = error.errors(include_url=False)
    return "; ".join(
        f"{'.'.join(map(str, fault['loc'])) or 'gốc'}: {fault['msg']}" for fault in faults
    )
