"""The words of the form and of the check catalogue, kept in YAML beside this file."""

from functools import cache
from pathlib import Path
from typing import Literal

from plan_monitor.plan.strict import Strict
from plan_monitor.plan.yaml_files import read_yaml

Severity = Literal["error", "warning", "info"]
_FOLDER = Path(__file__).parent


class SheetTexts(Strict):
    """What stands above the table of one sheet; `empty` in place of the note if it has no rows."""

    title: str
    note: str
    empty: str = ""


class FormTexts(Strict):
    """What the form says beside its headers.

    `sheets` are by the sheet's name, `hints` and `faults` by header or by the kind of the cell;
    `reply` is said in a workbook that goes back, `changes` of what was corrected or sent again.
    """

    sample: str
    sheets: dict[str, SheetTexts]
    guide: tuple[str, ...]
    baseline_guide: str
    earlier_guide: str
    estimated: str
    final_value: str
    no_baseline: str
    page: str
    questions: dict[str, str]
    hints: dict[str, str]
    faults: dict[str, str]
    reply: dict[str, str]
    reply_headers: tuple[str, ...]
    changes: dict[str, str]


class Check(Strict):
    """One check of the catalogue; `why` says why it matters and what happens to the value.

    `asks` tells whether an agency is asked to mend what it finds; information never is.
    """

    id: str
    severity: Severity
    title: str
    expected: str
    what_to_do: str
    why: str
    asks: bool = True


@cache
def form_texts() -> FormTexts:
    """Return the words of the form."""
    return read_yaml(_FOLDER / "texts.yml", FormTexts)


@cache
def checks() -> dict[str, Check]:
    """Return the check catalogue by id."""
    return {check.id: check for check in read_yaml(_FOLDER / "checks.yml", tuple[Check, ...])}
