"""What a text of the code may read: every wording of an expression, with gaps for what varies."""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from plan_monitor.report.phrases import words
from tests.support.reference.source import Function, Library, Module, argument, pairs

GAP = "…"
_MOST, _DEEPEST = 12, 6
_BLOCKS = ("body", "orelse", "finalbody")
Wordings = tuple[str, ...]


@dataclass(frozen=True)
class Scope:
    """Where an expression stands: its module and function, and what the parameters are there."""

    module: Module
    function: Function | None = None
    bound: Mapping[str, tuple[ast.expr, "Scope"]] = field(default_factory=dict)


class Reader:
    """Reads expressions of `library`; `gaps` are words for what varies, by its source text."""

    def __init__(self, library: Library, gaps: Mapping[str, str]) -> None:
        self._library, self._gaps = library, gaps

    def read(self, node: ast.expr, scope: Scope, depth: int = 0) -> Wordings:
        """Return the wordings of `node`, each once, in the order of the code."""
        found: Wordings = (self._gap(node),)
        if depth > _DEEPEST:
            return found
        match node:
            case ast.Constant(value=str(text)):
                found = (text,)
            case ast.JoinedStr(values=parts):
                found = _joined([self.read(part, scope, depth) for part in parts])
            case ast.FormattedValue(value=value):
                found = self.read(value, scope, depth)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                found = _joined([self.read(left, scope, depth), self.read(right, scope, depth)])
            case ast.IfExp(body=body, orelse=other):
                found = _each([self.read(body, scope, depth), self.read(other, scope, depth)])
            case ast.BoolOp(op=ast.Or(), values=values):
                found = _each([self.read(value, scope, depth) for value in values])
            case ast.Name():
                found = self._name(node, scope, depth + 1)
            case ast.Call() if ast.unparse(node) not in self._gaps:
                found = self._call(node, scope, depth + 1)
            case ast.Subscript(value=ast.Call(func=ast.Name(id="words"), args=[group]), slice=key):
                found = self._phrases(group, key, scope)
        return found

    def _gap(self, node: ast.expr) -> str:
        return self._gaps.get(ast.unparse(node), GAP)

    def _name(self, node: ast.Name, scope: Scope, depth: int) -> Wordings:
        function, name = scope.function, node.id
        if name in scope.bound:
            return self.read(*scope.bound[name], depth)
        if name in self._gaps:
            return (self._gap(node),)
        if function and (assigned := _assigned(function, node)):
            return _each([self.read(one, scope, depth) for one in assigned])
        if function and name in _parameters(function):
            return self._given(scope, function, name, depth) or (GAP,)
        return self._of_module(scope.module, name, depth)

    def _of_module(self, module: Module, name: str, depth: int) -> Wordings:
        if name in module.values:
            return self.read(module.values[name], Scope(module), depth)
        path, there = module.imported.get(name, ("", ""))
        other = self._library.module(path)
        return self._of_module(other, there, depth) if other else (GAP,)

    def _given(self, scope: Scope, function: Function, name: str, depth: int) -> Wordings:
        """Return what a parameter may be: of a list of words, what callers give, its default."""
        number = _parameters(function).index(name)
        if listed := self._listed(scope.module, function, name):
            return listed
        found = []
        for place in self._library.calls(function.name, scope.module):
            assert isinstance(place.node, ast.Call)
            value = argument(place.node, name, number)
            if value is not None:
                found.append(self.read(value, Scope(place.module, place.function), depth))
        plain = function.args.args
        defaults = zip(reversed(plain), reversed(function.args.defaults), strict=False)
        found += [self.read(value, scope, depth) for one, value in defaults if one.arg == name]
        return _each(found)

    def _listed(self, module: Module, function: Function, name: str) -> Wordings:
        """Return the words of a parameter whose type is a named list of them."""
        for one in function.args.args:
            if one.arg == name and isinstance(one.annotation, ast.Name):
                match self._value(one.annotation.id, module):
                    case ast.Subscript(value=ast.Name(id="Literal"), slice=ast.Tuple(elts=items)):
                        return tuple(ast.literal_eval(item) for item in items)
        return ()

    def _value(self, name: str, module: Module) -> ast.expr | None:
        """Return what a name of the module stands for, there or where it comes from."""
        path, there = module.imported.get(name, ("", ""))
        other = self._library.module(path)
        return module.values.get(name) or (self._value(there, other) if other else None)

    def _call(self, node: ast.Call, scope: Scope, depth: int) -> Wordings:
        match node.func:
            case ast.Name(id="str"):
                return self.read(node.args[0], scope, depth)
            case ast.Attribute(value=text, attr="format" | "rstrip"):
                return self.read(text, scope, depth)
            case ast.Attribute(value=ast.Constant(value=str(between)), attr="join"):
                return (between.join(self._list(node.args[0], scope.module)) or GAP,)
            case ast.Name(id=name):
                return self._returned(name, node, scope, depth) or (self._gap(node),)
        return (self._gap(node),)

    def _list(self, node: ast.expr, module: Module) -> list[str]:
        """Return the texts of a list that the module or one it imports from names."""
        match self._value(node.id, module) if isinstance(node, ast.Name) else None:
            case ast.Tuple(elts=items) | ast.Dict(keys=items):
                return [ast.literal_eval(one) for one in items if isinstance(one, ast.Constant)]
        return []

    def _returned(self, name: str, node: ast.Call, scope: Scope, depth: int) -> Wordings:
        """Return what a function of the module returns for these arguments."""
        function = scope.module.functions.get(name)
        if function is None:
            return ()
        bound = {
            parameter: (value, scope)
            for number, parameter in enumerate(_parameters(function))
            if (value := argument(node, parameter, number)) is not None
        }
        inner = Scope(scope.module, function, bound)
        returns = [one.value for one in ast.walk(function) if isinstance(one, ast.Return)]
        return _each([self.read(value, inner, depth) for value in returns if value])

    def _phrases(self, group: ast.expr, key: ast.expr, scope: Scope) -> Wordings:
        """Return the phrases of phrases.yml that are meant; a gap in the key stands for any."""
        [name] = self.read(group, scope)
        found = []
        for wanted in self.read(key, scope):
            start, gap, end = wanted.partition(GAP)
            found += [
                text
                for one, text in words(name).items()
                if one == wanted or (gap and one.startswith(start) and one.endswith(end))
            ]
        return _each([(_without_fields(text),) for text in found])


def _without_fields(text: str) -> str:
    """Return a template with gaps for its fields."""
    head, *rest = text.split("{")
    return head + "".join(GAP + part.partition("}")[2] for part in rest)


def _parameters(function: Function) -> list[str]:
    given = function.args
    names = [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


def _assigned(function: Function, use: ast.Name) -> list[ast.expr]:
    """Return the values that a local name may have where it is used.

    That is the last one set before in the same block, or in one around it, and what statements in
    between may set; where none is found so, any.
    """
    nearest: list[ast.expr] = []
    for block in _blocks(function):
        at = next((n for n, one in enumerate(block) if use in ast.walk(one)), 0)
        last = max((n for n in range(at) if _set([block[n]], use.id)), default=None)
        if last is not None:
            between = [node for one in block[last + 1 : at] for node in ast.walk(one)]
            nearest = _set([block[last], *between], use.id)
    return nearest or _set(list(ast.walk(function)), use.id)


def _blocks(function: Function) -> list[list[ast.stmt]]:
    """Return the lists of statements in a function, an outer one before those in it."""
    parts = [getattr(one, name, None) for one in ast.walk(function) for name in _BLOCKS]
    return [one for one in parts if isinstance(one, list)]


def _set(nodes: Sequence[ast.AST], name: str) -> list[ast.expr]:
    return [
        value
        for one in nodes
        if isinstance(one, ast.Assign | ast.NamedExpr)
        for target in (one.targets if isinstance(one, ast.Assign) else [one.target])
        for at, value in pairs(target, one.value)
        if isinstance(at, ast.Name) and at.id == name
    ]


def _joined(parts: Iterable[Wordings]) -> Wordings:
    return _each([("".join(one).replace(GAP + GAP, GAP),) for one in product(*parts)])


def _each(found: Iterable[Wordings]) -> Wordings:
    """Return all wordings once each; nothing at all is no wording beside a gap."""
    every = dict.fromkeys(text for wordings in found for text in wordings)
    return tuple([text for text in every if text or GAP not in every][:_MOST])
