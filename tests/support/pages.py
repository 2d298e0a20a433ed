"""Run the commands of a page of the documentation, and compare what they print with the page.

The page's conventions are those that docs/tutorial.md states: a block `sh` is run, and ends with 0
or with what `exit=` says; a block `text` right after it is what is printed, "…" standing for what
differs from run to run, or alone on a line for any lines; a block with `file=` is written.
"""

import re
import subprocess
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt

_ANY = "…"


@dataclass(frozen=True)
class Block:
    """A fenced block: the line where it begins, its language, what is said beside it, its text."""

    line: int
    end: int
    language: str
    info: str
    text: str

    @property
    def exit_code(self) -> int:
        """What the commands are to end with."""
        found = re.search(r"exit=(\d+)", self.info)
        return int(found[1]) if found else 0


def blocks_of(page: Path) -> list[Block]:
    """Return the fenced blocks of a page, in their order."""
    found = []
    for token in MarkdownIt().parse(page.read_text(encoding="utf-8")):
        if token.type == "fence" and token.map:
            language, _, info = token.info.strip().partition(" ")
            found.append(Block(token.map[0] + 1, token.map[1], language, info, token.content))
    return found


def check_page(page: Path, folder: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """Do in `folder` what the page says; return what ends or prints otherwise than it says."""
    lines = page.read_text(encoding="utf-8").splitlines()
    blocks = blocks_of(page)
    for block, after in pairwise([*blocks, Block(0, 0, "", "", "")]):
        if named := re.search(r"file=(\S+)", block.info):
            (folder / named[1]).parent.mkdir(parents=True, exist_ok=True)
            (folder / named[1]).write_text(block.text, encoding="utf-8")
        elif block.language == "sh" and "no-run" not in block.info:
            is_answer = after.language == "text" and not any(lines[block.end : after.line - 1])
            printed = after.text if is_answer else ""
            yield from _fault(page, block, printed, folder, environment)


def _fault(
    page: Path, block: Block, printed: str, folder: Path, environment: Mapping[str, str]
) -> Iterator[str]:
    done = subprocess.run(
        ["sh", "-e", "-c", block.text],
        cwd=folder, env=environment, encoding="utf-8", check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    where = f"{page.name}:{block.line}: {block.text.strip()}"
    said = textwrap.indent(done.stdout, "  | ")
    if done.returncode != block.exit_code:
        yield f"{where}\n  ends with {done.returncode}\n{said}"
    elif not is_as_printed(printed, done.stdout):
        yield f"{where}\n  prints\n{said}"


def is_as_printed(wanted: str, found: str) -> bool:
    """Tell whether `found` is what a page shows; blanks at the ends of lines do not count."""
    parts = [
        r"(?:[^\n]*\n)*?" if line.strip() == _ANY
        else "[^\n]*?".join(map(re.escape, line.rstrip().split(_ANY))) + "\n"
        for line in wanted.splitlines()
    ]  # fmt: skip
    shown = "".join(f"{line.rstrip()}\n" for line in found.splitlines())
    return re.fullmatch("".join(parts), shown) is not None
