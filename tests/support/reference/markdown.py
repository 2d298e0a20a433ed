"""Markdown that reads the same on the repository's page and on the site."""

from collections.abc import Sequence


def cell(text: str) -> str:
    r"""Return `text` for a table's cell: a bar would end it, ``<`` would begin a tag."""
    plain = " ".join(text.split()).replace("|", r"\|")
    return plain.replace("<", "&lt;").replace("*", r"\*")


def code(text: str) -> str:
    """Return `text` as code in a table's cell."""
    return "`" + text.replace("|", r"\|") + "`"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table; the cells are Markdown already."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |".replace("|  |", "| |") for line in lines)
