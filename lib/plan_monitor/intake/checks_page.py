"""The catalogue of checks as a page to read: one table a severity."""

from pathlib import Path

from plan_monitor.intake.texts import Check, Severity, checks
from plan_monitor.plan.strict import Strict
from plan_monitor.plan.yaml_files import read_yaml

PAGE = "docs/checks.md"


class _Words(Strict):
    """What stands around the tables."""

    intro: str
    headings: dict[Severity, str]
    header: str


def checks_page() -> str:
    """Return the page of all checks, in the order of the catalogue."""
    words = read_yaml(Path(__file__).with_suffix(".yml"), _Words)
    parts = [words.intro]
    for severity, heading in words.headings.items():
        rows = [_row(check) for check in checks().values() if check.severity == severity]
        parts.append("\n".join([f"## {heading}\n", words.header, "|---|---|---|---|---|", *rows]))
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _row(check: Check) -> str:
    texts = (check.title, check.expected, check.what_to_do, check.why)
    return f"| `{check.id}` | {' | '.join(_cell(text) for text in texts)} |"


def _cell(text: str) -> str:
    r"""Return `text` for a table's cell: a bar would end it, ``<`` would begin a tag."""
    return " ".join(text.split()).replace("|", r"\|").replace("<", "&lt;").replace("*", r"\*")
