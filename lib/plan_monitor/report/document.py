"""A report notebook as a document: Markdown and blocks in order, and what found no place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

from plan_monitor.report.blocks import MIME, Annex, Block, Figure, Group, Letterhead, read_block
from plan_monitor.report.pictures import IMAGES, picture_block

ANALYST_TAG = "analyst"
INJECTED_TAG = "injected-parameters"
_EXCERPT = 80
# What XML 1.0, and so Word, cannot hold.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ATTACHED = re.compile(r"(!\[[^\]]*\]\()attachment:([^)\s]+)")
_FAR_IMAGE = re.compile(r"!\[[^\]]*\]\((?!data:image/(?:png|jpeg|gif);)[^)]*\)")
# What a drawing call returns beside the chart that it draws: no value of its own.
_ARTIST = re.compile(r"\[?<(matplotlib\.|Axes\b|Figure\b|BarContainer\b)|Text\(")


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

    def __str__(self) -> str:
        return f"ô {self.cell}: {self.kind} “{self.excerpt}”"


@dataclass(frozen=True)
class Document:
    """What the exporters write, in order; groups are taken apart."""

    elements: tuple[Markdown | Block, ...]
    unplaced: tuple[Unplaced, ...] = field(default=())

    @property
    def letterhead(self) -> Letterhead | None:
        """The head of the report, None in a notebook without one."""
        return next((e for e in self.elements if isinstance(e, Letterhead)), None)

    @property
    def annexes(self) -> tuple[str, ...]:
        """The labels of its annexes, e.g. ``Phụ lục I``."""
        return tuple(one.label for one in self.elements if isinstance(one, Annex))


def read_document(notebook: NotebookNode) -> Document:
    """Return the document in an executed notebook.

    What cells with the tag ``analyst`` say or show is for the person at the notebook and stays
    there.
    """
    elements: list[Markdown | Block] = []
    unplaced: list[Unplaced] = []
    for number, cell in numbered_cells(notebook):
        if ANALYST_TAG in cell.metadata.get("tags", []):
            continue
        if cell.cell_type == "markdown":
            text = _with_attachments(cell)
            elements.append(Markdown(_legal(text)))
            unplaced += [Unplaced(number, "image", one) for one in _FAR_IMAGE.findall(text)]
        elif cell.cell_type == "raw" and cell.source.strip():
            unplaced.append(Unplaced(number, "raw", _excerpt(cell.source)))
        placed, others = _outputs(number, cell.get("outputs", []))
        elements += placed
        unplaced += others
    return Document(tuple(elements), tuple(unplaced))


def numbered_cells(notebook: NotebookNode) -> Iterator[tuple[int, Any]]:
    """Yield the cells with their numbers in the notebook as written, from 1.

    The cell of parameters that Papermill put in is none of it and has the number before it.
    """
    number = 0
    for cell in notebook.cells:
        number += INJECTED_TAG not in cell.metadata.get("tags", [])
        yield number, cell


def _outputs(number: int, outputs: Any) -> tuple[list[Markdown | Block], list[Unplaced]]:
    """Return what the outputs of one cell bring into the documents, and what they cannot bring.

    A figure that ends a cell is shown as its value and again by the inline backend: it stands once.
    """
    placed: list[Markdown | Block] = []
    others: list[Any] = []
    for output in outputs:
        found = _element(output)
        if found is None:
            others.append(output)
            continue
        flat = [found] if isinstance(found, Markdown) else list(_flat(found))
        placed += [one for one in flat if not (isinstance(one, Figure) and one in placed)]
    has_chart = any(isinstance(one, Figure) for one in placed)
    lost = [one for one in others if not (has_chart and _is_artist(one))]
    return placed, [_unplaced(number, output) for output in lost]


def _element(output: Any) -> Markdown | Block | None:
    data = output.get("data", {})
    if MIME in data:
        return read_block(_legal(data[MIME]))
    if "text/markdown" in data:
        return Markdown(_legal(data["text/markdown"]))
    return picture_block(data, output.get("metadata", {}))


def _flat(block: Block) -> Iterator[Block]:
    if isinstance(block, Group):
        for one in block.blocks:
            yield from _flat(one)
    else:
        yield block


def _legal(value: Any) -> Any:
    """Return `value` with a mark in the place of every sign that no document can hold."""
    if isinstance(value, str):
        return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, dict):
        return {key: _legal(one) for key, one in value.items()}
    return [_legal(one) for one in value] if isinstance(value, list) else value


def _with_attachments(cell: Any) -> str:
    """Return the text of a Markdown cell with the pictures that were pasted into it."""
    attachments = cell.get("attachments", {})

    def address(found: re.Match[str]) -> str:
        data = attachments.get(found[2], {})
        kind = next((kind for kind in IMAGES if kind in data), None)
        return f"{found[1]}data:{kind};base64,{''.join(data[kind].split())}" if kind else found[0]

    return _ATTACHED.sub(address, cell.source)


def _is_artist(output: Any) -> bool:
    data = output.get("data", {})
    return set(data) == {"text/plain"} and _ARTIST.match(data["text/plain"]) is not None


def _unplaced(number: int, output: Any) -> Unplaced:
    data = output.get("data", {})
    kind = next((kind for kind in data if kind != "text/plain"), next(iter(data), None))
    words = kind if kind and kind.startswith("text/") else "text/plain"
    text = output.get("text") or data.get(words) or output.get("evalue", "")
    return Unplaced(number, output.get("name") or kind or output.output_type, _excerpt(str(text)))


def _excerpt(text: str) -> str:
    return " ".join(text.split())[:_EXCERPT]
