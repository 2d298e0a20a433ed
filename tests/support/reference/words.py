"""The words of the pages (words.yml); what the code itself says is not repeated there."""

from functools import cache
from pathlib import Path

from plan_monitor.plan.strict import Strict
from plan_monitor.plan.yaml_files import read_yaml


class MessageWords(Strict):
    """Of the page of messages; `gaps` are words for what varies, by its text in the code."""

    intro: str
    floors: dict[str, str]
    header: tuple[str, ...]
    gaps: dict[str, str]


class TableWords(Strict):
    """Of the page of tables."""

    intro: str
    header: tuple[str, ...]
    values: str
    empty: str
    types: dict[str, str]
    open_data: str


class Page(Strict):
    """A page whose words come from the code but for its beginning."""

    intro: str
    header: tuple[str, ...] = ()


class Words(Strict):
    """words.yml."""

    index: str
    messages: MessageWords
    tables: TableWords
    commands: Page
    blocks: Page


@cache
def load_words() -> Words:
    """Return the words."""
    return read_yaml(Path(__file__).with_suffix(".yml"), Words)
