"""A report notebook as a document: Markdown and blocks in order, and what found no place."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

from plan_monitor.report.blocks import MIME, Block, Group, Letterhead, read_block

ANALYST_TAG = "analyst"
_EXCERPT = 80


@dataclass(frozen=True)
class Markdown:
    """The text of a Markdown cell."""

    text: str


@dataclass(frozen=True)
class Unplaced:
    """An output that no document can take: where it stood and how it began."""

    cell: int
    kind: str
    excerpt: str


@dataclass(frozen=True)
class Document:
    """What the exporters write, in order; groups are taken apart."""

    elements: tuple[Markdown | Block, ...]
    unplaced: tuple[Unplaced, ...] = field(default=())

    @property
    def letterhead(self) -> Letterhead | None:
        """The head of the report, None in a notebook without one."""
        return next((e for e in self.elements if isinstance(e, Letterhead)), None)


def read_document(notebook: NotebookNode) -> Document:
    """Return the document in an executed notebook.

    Markdown cells with the tag ``analyst`` speak to the person at the notebook and stay there.
    """
    elements: list[Markdown | Block] = []
    unplaced: list[Unplaced] = []
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "markdown" and ANALYST_TAG not in cell.metadata.get("tags", []):
            elements.append(Markdown(cell.source))
        for output in cell.get("outputs", []):
            found = _block(output)
            if found is not None:
                elements.extend(_flat(found))
            else:
                unplaced.append(_unplaced(number, output))
    return Document(tuple(elements), tuple(unplaced))


def _block(output: Any) -> Block | None:
    data = output.get("data", {})
    return read_block(data[MIME]) if MIME in data else None


def _flat(block: Block) -> Iterator[Block]:
    if isinstance(block, Group):
        for one in block.blocks:
            yield from _flat(one)
    else:
        yield block


def _unplaced(number: int, output: Any) -> Unplaced:
    data = output.get("data", {})
    text = output.get("text") or data.get("text/plain") or output.get("evalue", "")
    kind = output.get("name") or next((k for k in data if k != "text/plain"), output.output_type)
    return Unplaced(number, kind, " ".join(str(text).split())[:_EXCERPT])
