"""The page of messages: whatever the library may refuse, as where, found, expected, what to do."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from tests.support.reference.markdown import cell, code, table
from tests.support.reference.source import Library, Place, argument, called
from tests.support.reference.wordings import GAP, Reader, Scope, Wordings
from tests.support.reference.words import MessageWords

_FIELDS = ("where", "found", "expected", "what_to_do")
_PASSED_ON = "first.where"  # plan/faults.py raises what others have found
_VALIDATORS = ("model_validator", "field_validator")


@dataclass(frozen=True)
class Message:
    """A message as the code words it, and the module that does."""

    module: str
    texts: tuple[Wordings, Wordings, Wordings, Wordings]


def find_messages(library: Library, words: MessageWords) -> list[Message]:
    """Return all messages, module by module, each wording once a module."""
    reader = Reader(library, words.gaps)
    found: dict[Message, None] = {}
    for place in library.places:
        for nodes in _texts_of(place):
            scope = Scope(place.module, place.function)
            where, *others = (
                (node,) if isinstance(node, str) else reader.read(node, scope) for node in nodes
            )
            one = Message(place.module.path, (where, others[0], others[1], others[2]))
            found[one] = None
    return list(found)


def messages_page(library: Library, words: MessageWords) -> str:
    """Return the page, grouped by floor and module."""
    parts = [words.intro]
    messages = find_messages(library, words)
    for floor, title in words.floors.items():
        mine = [one for one in messages if _floor(one.module) == floor]
        if not mine:
            continue
        parts.append(f"## {title}")
        for module, rows in groupby(mine, key=lambda one: one.module):
            source = f"[{words.source}](../../lib/plan_monitor/{module})"
            parts += [f"### {code(module)}", source]
            parts.append(table(words.header, [[_cell(one) for one in row.texts] for row in rows]))
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _floor(module: str) -> str:
    return module.split("/", maxsplit=1)[0] if "/" in module else "."


def _cell(texts: Sequence[str]) -> str:
    said = [text for text in texts if text != GAP] or texts
    return "<br>".join(cell(text) for text in said)


Node = ast.expr | str


def _texts_of(place: Place) -> Iterator[tuple[Node, Node, Node, Node]]:
    """Yield the four texts of each message that begins at this node."""
    words = "‹tệp›, dòng …"
    match place.node:
        case ast.Call() as call if called(call) == "UserError":
            given = [argument(call, name, number) for number, name in enumerate(_FIELDS)]
            if all(given) and ast.unparse(_sure(given[0])) != _PASSED_ON:
                yield (_sure(given[0]), _sure(given[1]), _sure(given[2]), _sure(given[3]))
        case ast.Call(args=[_, _, found, expected, to_do]) as call if called(call) == "Fault":
            if not isinstance(to_do, ast.Starred) and _is_text(expected):
                yield (words, found, expected, to_do)
        case ast.Call(args=[_, found, expected, to_do]) as call if called(call) == "fault":
            if _is_text(expected):
                yield (words, found, expected, to_do)
        case ast.Tuple(elts=[*_, found, expected, to_do]) if _is_complaint(place):
            yield (words, found, expected, to_do)
        case ast.Call(args=[found]) as call if called(call) == "ValueError" and _validates(place):
            yield (words, found, "đủ và đúng các trường", "bổ sung mục này")


def _sure(node: ast.expr | None) -> ast.expr:
    assert node is not None
    return node


def _is_text(node: ast.expr) -> bool:
    """Tell whether a fault is worded here; others hand on what was worded before."""
    return isinstance(node, ast.Constant | ast.JoinedStr)


def _is_complaint(place: Place) -> bool:
    """Tell whether the tuple is what a function returns or yields of a fault's texts."""
    function = place.function
    if function is None or function.returns is None:
        return False
    is_one = "complaint" in function.name or "Explained" in ast.unparse(function.returns)
    return is_one and any(
        isinstance(one, ast.Return | ast.Yield) and one.value is place.node
        for one in ast.walk(function)
    )


def _validates(place: Place) -> bool:
    decorators = getattr(place.function, "decorator_list", [])
    return any(name in ast.unparse(one) for one in decorators for name in _VALIDATORS)
