"""The words of the form and of the check catalogue, kept in YAML beside this file."""

from functools import cache
from pathlib import Path
from typing import Literal

from plan_monitor.plan.strict import Strict
from plan_monitor.plan.yaml_files import read_yaml

Severity = Literal["error", "warning", "info"]
_FOLDER = Path(__file__).parent


class FormTexts(Strict):
    """What the form says beside its headers."""

    sample: str
    indicator_title: str
    task_title: str
    narrative_title: str
    guide_title: str
    guide: tuple[str, ...]


class Check(Strict):
    """One check of the catalogue."""

    id: str
    severity: Severity
    title: str
    expected: str
    what_to_do: str


@cache
def form_texts() -> FormTexts:
    """Return the words of the form."""
    return read_yaml(_FOLDER / "texts.yml", FormTexts)


@cache
def checks() -> dict[str, Check]:
    """Return the check catalogue by id."""
    return {check.id: check for check in read_yaml(_FOLDER / "checks.yml", tuple[Check, ...])}
