"""The words of the report, kept in YAML beside this file."""

from functools import cache
from pathlib import Path
from typing import Any

from plan_monitor.plan.yaml_files import read_yaml


@cache
def phrases() -> dict[str, Any]:
    """Return all phrases by key."""
    return read_yaml(Path(__file__).with_name("phrases.yml"), dict[str, Any])


def say(key: str, **values: object) -> str:
    """Return the phrase `key` with `values` filled in."""
    return str(phrases()[key]).format(**values)


def words(key: str) -> dict[str, str]:
    """Return a list of words by key, e.g. the flags of a task."""
    found: dict[str, str] = phrases()[key]
    return found


def headers(table: str) -> list[str]:
    """Return the column headers of an annex table."""
    found: list[str] = phrases()["headers"][table]
    return found
