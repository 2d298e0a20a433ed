"""The page of commands: what click knows of each, and which make target calls it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import click

from plan_monitor.cli.main import main
from tests.support.reference.markdown import cell, code, table
from tests.support.reference.words import CommandWords

PROGRAM = "plan-monitor"
_EXAMPLE = re.compile(r"Example: (.+)$")
_ENDS = re.compile(r"(Ends with [^.]+\.)")
_GIVEN = re.compile(r"(--[\w-]+) \"?\$\((?!if|foreach)(\w+)\)")
_EACH = re.compile(r"\$\(foreach code,\$\((\w+)\),(--[\w-]+) ")
_FLAG = re.compile(r"\$\(if \$\((\w+)\),(--[\w-]+)\)")


@dataclass(frozen=True)
class Target:
    """A make target: its name, what help says of it, and its variables by option."""

    name: str
    about: str
    variables: dict[str, str]


@dataclass(frozen=True)
class Said:
    """A docstring of a command, taken apart."""

    about: str
    ends: str
    example: str


def all_commands(
    group: click.Group = main, before: str = ""
) -> Iterator[tuple[str, click.Command]]:
    """Yield every command by its name, those of a group as two words, by the alphabet."""
    for name, one in sorted(group.commands.items()):
        if isinstance(one, click.Group):
            yield from all_commands(one, f"{name} ")
        else:
            yield before + name, one


def said_of(command: click.Command) -> Said:
    """Return what the docstring says, how the command may end, and its example."""
    text = " ".join((command.help or "").split())
    example = _EXAMPLE.search(text)
    text = _EXAMPLE.sub("", text)
    ends = _ENDS.findall(text)
    return Said(_ENDS.sub("", text).strip(), " ".join(ends), example[1] if example else "")


def targets(makefile: str) -> dict[str, Target]:
    """Return the make target of each command: the first one that calls it."""
    found: dict[str, Target] = {}
    for block in makefile.split("\n\n"):
        head = re.match(r"([a-z-]+):.*?## (.*)", block)
        for name, _ in all_commands():
            if head and re.search(rf"\$\(RUN\) {name}(?![\w-])", block):
                found.setdefault(name, Target(head[1], head[2], _variables(block)))
    return found


def _variables(block: str) -> dict[str, str]:
    """Return how a recipe's variables are given, by the option that each becomes."""
    given = {option: f"{variable}=" for option, variable in _GIVEN.findall(block)}
    several = {option: f"{variable}=" for variable, option in _EACH.findall(block)}
    flags = {option: f"{variable}=1" for variable, option in _FLAG.findall(block)}
    return {**given, **several, **flags}


def commands_page(makefile: str, words: CommandWords) -> str:
    """Return the page."""
    made = targets(makefile)
    commands = dict(all_commands())
    rows = [
        [
            f"[{name}](#{name.replace(' ', '-')})",
            _target(made.get(name)),
            _first(said_of(one).about),
        ]
        for name, one in commands.items()
    ]
    parts = [
        words.intro,
        table(words.overview, rows),
        "## The program itself",
        _options(main, words),
    ]
    for name, one in commands.items():
        parts += _command(name, one, made.get(name), words)
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _target(target: Target | None) -> str:
    return code(f"make {target.name}") if target else ""


def _first(text: str) -> str:
    """Return the first sentence."""
    return cell(re.split(r"(?<=\.) ", text)[0])


def _command(
    name: str, command: click.Command, target: Target | None, words: CommandWords
) -> Iterator[str]:
    said = said_of(command)
    context = click.Context(command, info_name=f"{PROGRAM} {name}")
    yield f"## {name}"
    yield cell(said.about)
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"```text\n{PROGRAM} {name} {usage}\n```"
    yield _options(command, words, target)
    if said.ends:
        yield cell(said.ends)
    yield f"```sh\n{said.example}\n```"
    if target:
        yield f"With make: {code(f'make {target.name}')}. {cell(target.about)}"


def _options(command: click.Command, words: CommandWords, target: Target | None = None) -> str:
    options = [one for one in command.params if isinstance(one, click.Option)]
    rows = [_option(one, target, words) for one in options]
    return table(words.options, rows) if rows else words.none


def _option(option: click.Option, target: Target | None, words: CommandWords) -> list[str]:
    name = max(option.opts, key=len)
    context = click.Context(click.Command("one"))
    metavar = "" if option.is_flag else option.make_metavar(context)
    marks = [words.required] if option.required else []
    is_told = words.repeatable in (option.help or "")
    marks += [words.repeatable] if option.multiple and not is_told else []
    variable = target.variables.get(name, "") if target else ""
    about = " ".join([option.help or "", *(f"({mark})" for mark in marks)])
    return [
        code(f"{name} {metavar}".strip()),
        code(variable) if variable else "",
        cell(about),
    ]
