"""YAML in and out: scalars stay text on the way in, so ``05`` and ``9.10`` survive.

What is wrong in a file is returned as faults, all of them, each with its line.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from plan_monitor.errors import UserError
from plan_monitor.files import write_atomically
from plan_monitor.plan.faults import Fault, refuse
from plan_monitor.plan.messages import explain_all

T = TypeVar("T")
_Base: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NULL = "tag:yaml.org,2002:null"
Location = tuple[int | str, ...]


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


@dataclass(frozen=True)
class YamlFile(Generic[T]):
    """A YAML file that was read: its value, and where things stand.

    Rows with faults are left out of the value, so that the others can be looked at all the same;
    `rows` says which rows of each list are in it. The value is None where nothing can be saved.
    """

    path: Path
    value: T | None
    faults: tuple[Fault, ...]
    root: yaml.Node | None
    rows: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def line(self, *location: int | str) -> int:
        """Return the line of the thing at `location`, e.g. ``("tasks", 3, "leads")``."""
        key, row, *rest = (*location, "", "")[: max(2, len(location))]
        if isinstance(key, str) and isinstance(row, int) and key in self.rows:
            return _line(self.root, (key, self.rows[key][row], *rest))
        return _line(self.root, location)

    def texts(self, key: str, field: str) -> list[str]:
        """Return `field` of every row of the list `key` as it stands, rows with faults included."""
        rows = _child(self.root, key)
        found = [_child(row, field) for row in rows.value] if rows is not None else []
        return [str(one.value) for one in found if isinstance(one, yaml.ScalarNode)]

    def fault(self, location: Location, found: str, expected: str, what_to_do: str) -> Fault:
        """Return a fault at `location` of this file."""
        return Fault(self.path, self.line(*location), found, expected, what_to_do)


def read_yaml_file(path: Path, shape: type[T] | TypeAdapter[T]) -> YamlFile[T]:
    """Read `path` as `shape`; what is wrong stands in the faults of the result."""
    adapter = shape if isinstance(shape, TypeAdapter) else TypeAdapter(shape)
    try:
        root, data = _compose(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        return YamlFile(path, None, (_unread(path, error),), None)
    if root is None:
        empty = Fault(path, 0, "tệp trống", "nội dung", "khôi phục tệp hoặc tạo lại")
        return YamlFile(path, None, (empty,), None)
    faults = tuple(_repeated_keys(path, root))
    try:
        return YamlFile(path, adapter.validate_python(data), faults, root)
    except ValidationError as error:
        wrong = (
            Fault(path, _line(root, location), *explanation)
            for location, explanation in explain_all(error, adapter.json_schema())
        )
        found = (*faults, *wrong)
        value, rows = _salvaged(data, error, adapter)
        return YamlFile(path, value, found, root, rows)


def _unread(path: Path, error: Exception) -> Fault:
    """Return why a file could not even be read as YAML."""
    if isinstance(error, yaml.YAMLError):
        line, what = _where(error)
        found = f"YAML sai cú pháp: {what}"
        return Fault(path, line, found, "YAML đúng", "sửa quanh dòng này")
    if isinstance(error, UnicodeDecodeError):
        return Fault(path, 0, "tệp không phải UTF-8", "tệp văn bản UTF-8", "lưu lại tệp dạng UTF-8")
    if isinstance(error, FileNotFoundError):
        return Fault(path, 0, "không có tệp này", "tệp YAML", "khôi phục tệp hoặc tạo lại")
    return Fault(path, 0, f"không mở được: {error}", "tệp YAML đọc được", "kiểm tra tệp và quyền")


def _salvaged(
    data: Any, error: ValidationError, adapter: "TypeAdapter[Any]"
) -> tuple[Any, dict[str, tuple[int, ...]]]:
    """Return the value without the rows at fault; None where the fault lies elsewhere."""
    bad: dict[str, set[int]] = {}
    for fault in error.errors(include_url=False):
        key, row = (*fault["loc"], None, None)[:2]
        if not (isinstance(data, dict) and isinstance(data.get(key), list)) or row is None:
            return None, {}
        bad.setdefault(str(key), set()).add(int(row))
    rows = {key: tuple(n for n in range(len(data[key])) if n not in bad[key]) for key in bad}
    kept = {key: [data[key][n] for n in numbers] for key, numbers in rows.items()}
    try:
        return adapter.validate_python(data | kept), rows
    except ValidationError:
        return None, {}


def read_yaml(path: Path, shape: type[T] | TypeAdapter[T]) -> T:
    """Read `path` as `shape`.

    Raises
    ------
    UserError
        If the file is missing, is no YAML, or does not fit the shape: the first fault with its
        line, and how many more there are.
    """
    read = read_yaml_file(path, shape)
    refuse(read.faults)
    if read.value is None:
        raise UserError(str(path), "tệp trống", "nội dung", "khôi phục tệp hoặc tạo lại")
    return read.value


def write_yaml(path: Path, data: Any, comment: str = "") -> None:
    """Write `data` (plain lists, dicts, text, numbers) with an optional comment on top."""
    body = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100, indent=2)
    top = "".join(f"# {line}\n" for line in comment.splitlines())
    write_atomically(path, top + body)


def _compose(text: str) -> tuple[yaml.Node | None, Any]:
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        return root, None if root is None else loader.construct_document(root)
    finally:
        loader.dispose()


def _where(error: yaml.YAMLError) -> tuple[int, str]:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or " ".join(str(error).split())
    return (mark.line + 1 if mark else 0), str(problem)


def _repeated_keys(path: Path, node: yaml.Node | None) -> Iterator[Fault]:
    """Yield a fault for every key that stands twice in one mapping: the first would be lost."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                line = key.start_mark.line + 1
                found = f"trường “{key.value}” ghi hai lần"
                yield Fault(path, line, found, "mỗi trường một lần", "giữ một dòng, xóa dòng kia")
            seen.add(key.value)
            yield from _repeated_keys(path, value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated_keys(path, item)


def _child(node: yaml.Node | None, key: str) -> yaml.Node | None:
    """Return what stands under `key` of a mapping, None if there is no such thing."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((value for name, value in pairs if name.value == key), None)


def _line(node: yaml.Node | None, location: Location) -> int:
    """Return the line of the deepest node on the way to `location`, counted from 1.

    Steps that name no key of the file (the branch of a union) are passed over.
    """
    if node is None:
        return 1
    line = int(node.start_mark.line) + 1
    if not location:
        return line
    step, *rest = location
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                here = int(key.start_mark.line) + 1
                return max(_line(value, tuple(rest)), here) if rest else here
        return _line(node, tuple(rest))
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return _line(node.value[step], tuple(rest))
    return line
