"""The library as a tree of syntax: its modules, functions and calls, read without running it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef
_PACKAGE = "plan_monitor"


@dataclass(frozen=True)
class Module:
    """One file of the library; `path` is from the package's folder."""

    path: str
    tree: ast.Module = field(repr=False)

    @cached_property
    def functions(self) -> dict[str, Function]:
        """Functions and methods by name."""
        return {one.name: one for one in ast.walk(self.tree) if isinstance(one, Function)}

    @cached_property
    def values(self) -> dict[str, ast.expr]:
        """What names of the module itself stand for."""
        return {
            name.id: value
            for one in self.tree.body
            if isinstance(one, ast.Assign | ast.AnnAssign) and one.value is not None
            for target in (one.targets if isinstance(one, ast.Assign) else [one.target])
            for name, value in pairs(target, one.value)
            if isinstance(name, ast.Name)
        }

    @cached_property
    def imported(self) -> dict[str, tuple[str, str]]:
        """Names that come from another module of the library: its path, and the name there."""
        return {
            (alias.asname or alias.name): (one.module.removeprefix(f"{_PACKAGE}."), alias.name)
            for one in ast.walk(self.tree)
            if isinstance(one, ast.ImportFrom) and (one.module or "").startswith(_PACKAGE)
            for alias in one.names
            if one.module
        }


@dataclass(frozen=True)
class Place:
    """A node of a module, and the innermost function around it."""

    module: Module
    function: Function | None
    node: ast.AST


class Library:
    """All modules under `folder`, the package's own."""

    def __init__(self, folder: Path) -> None:
        paths = sorted(folder.rglob("*.py"))
        self.modules = [
            Module(path.relative_to(folder).as_posix(), ast.parse(path.read_text("utf-8")))
            for path in paths
        ]
        self._by_name = {
            one.path.removesuffix(".py").replace("/", "."): one for one in self.modules
        }

    def module(self, name: str) -> Module | None:
        """Return the module of a dotted name without the package."""
        return self._by_name.get(name) or self._by_name.get(f"{name}.__init__")

    @cached_property
    def places(self) -> list[Place]:
        """Every node, module by module in the order of the lines."""
        return [place for module in self.modules for place in _places(module, module.tree, None)]

    def calls(self, name: str, module: Module) -> list[Place]:
        """Return the calls of the function `name` of `module`, there and where it is imported."""
        return [
            place
            for place in self._calls.get(name, ())
            if place.module is module or name in place.module.imported
        ]

    @cached_property
    def _calls(self) -> dict[str, list[Place]]:
        found: dict[str, list[Place]] = {}
        for place in self.places:
            if isinstance(place.node, ast.Call):
                found.setdefault(called(place.node), []).append(place)
        return found


def called(call: ast.Call) -> str:
    """Return the name of what is called."""
    function = call.func
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def argument(call: ast.Call, name: str, number: int) -> ast.expr | None:
    """Return the argument that stands for the parameter, None where it cannot be told."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    before = call.args[: number + 1]
    if len(before) <= number or any(isinstance(one, ast.Starred) for one in before):
        return None
    return before[number]


def pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield each target with its value: of ``a, b = 1, 2`` two."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        yield from zip(target.elts, value.elts, strict=True)
    else:
        yield target, value


def _places(module: Module, node: ast.AST, function: Function | None) -> Iterator[Place]:
    yield Place(module, function, node)
    inner = node if isinstance(node, Function) else function
    for child in ast.iter_child_nodes(node):
        yield from _places(module, child, inner)
