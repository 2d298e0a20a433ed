"""The pages of docs/reference, made from the code: the same bytes every time."""

from pathlib import Path

from tests.support.reference.blocks import blocks_page
from tests.support.reference.commands import commands_page
from tests.support.reference.messages import messages_page
from tests.support.reference.source import Library
from tests.support.reference.tables import tables_page
from tests.support.reference.words import load_words

FOLDER = "docs/reference"


def reference_pages(root: Path) -> dict[str, str]:
    """Return the text of each page by its path from `root`, the repository's."""
    words = load_words()
    library = Library(root / "lib" / "plan_monitor")
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    pages = {
        "README": words.index,
        "messages": messages_page(library, words.messages),
        "tables": tables_page(library, words.tables),
        "commands": commands_page(makefile, words.commands),
        "blocks": blocks_page(words.blocks),
    }
    return {f"{FOLDER}/{name}.md": text for name, text in pages.items()}
