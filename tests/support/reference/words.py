"""The words of the pages (words.yml); what the code itself says is not repeated there."""

from functools import cache
from pathlib import Path

from plan_monitor.plan.strict import Strict
from plan_monitor.plan.yaml_files import read_yaml

Header = tuple[str, ...]


class MessageWords(Strict):
    """Of the page of messages; `gaps` are words for what varies, by its text in the code."""

    intro: str
    source: str
    floors: dict[str, str]
    header: Header
    gaps: dict[str, str]


class TableWords(Strict):
    """Of the page of tables; `types` are words by kind, `listed` tells where codes are listed."""

    intro: str
    header: Header
    empty: str
    listed: str
    types: dict[str, str]
    open_data: str


class CommandWords(Strict):
    """Of the page of commands."""

    intro: str
    overview: Header
    options: Header
    none: str
    required: str
    repeatable: str


class BlockWords(Strict):
    """Of the page of blocks."""

    intro: str
    methods: str
    own: str
    types: str
    header: Header
    fields: Header


class Words(Strict):
    """words.yml."""

    index: str
    messages: MessageWords
    tables: TableWords
    commands: CommandWords
    blocks: BlockWords


@cache
def load_words() -> Words:
    """Return the words."""
    return read_yaml(Path(__file__).with_suffix(".yml"), Words)
