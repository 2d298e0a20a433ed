"""Blocks: what a report cell shows. One value, two documents.

The last value of a report cell is a block. Jupyter shows its HTML; the executed notebook keeps its
JSON, from which the HTML and the Word exporter make their documents.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from plan_monitor.report.fragments import render_block

MIME = "application/vnd.plan-monitor.block+json"
Align = Literal["left", "center", "right"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Block(_Part):
    """One thing in a document."""

    type: str

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {
            MIME: self.model_dump(mode="json", exclude_none=True),
            "text/html": render_block(self),
            "text/plain": self.plain(),
        }

    def plain(self) -> str:
        """Return a line that says what the block is."""
        return f"<{type(self).__name__}>"


class Run(_Part):
    """A stretch of text; `source` is the id of the lineage row of the figure in it."""

    text: str
    bold: bool = False
    italic: bool = False
    source: str | None = None


class Paragraph(Block):
    """A paragraph of body text; style "quote" is an agency's own words, "note" stands small."""

    type: Literal["paragraph"] = "paragraph"
    runs: tuple[Run, ...]
    style: Literal["body", "quote", "note"] = "body"

    def plain(self) -> str:  # noqa: D102 (as in Block)
        return "".join(run.text for run in self.runs)


class Letterhead(Block):
    """The head of an official report (Nghị định 30/2020/NĐ-CP, Phụ lục I).

    On the left stand `parent` and `issuer` (its lines) over `number`, on the right the country over
    `place_date`; below `kind` and `subject`, then `addressee`. `author` and `date` (ISO) go into
    the files' properties. `sample` is the warning that every page carries when the report is made
    from sample data.
    """

    type: Literal["letterhead"] = "letterhead"
    parent: str | None = None
    issuer: tuple[str, ...]
    number: str
    place_date: str
    kind: str
    subject: str
    addressee: str | None = None
    sample: str | None = None
    author: str
    date: str

    def plain(self) -> str:  # noqa: D102 (as in Block)
        return f"{self.kind} {self.subject}"


class Column(_Part):
    """A column of a table; `width` in millimetres."""

    header: str
    width: float
    align: Align = "left"


class Cell(_Part):
    """A cell: its text, the lineage row of its figure, its own anchor, a status to mark.

    `source` and `anchor` are ids of the page; `status` is a code of the statuses and sets the mark.
    """

    text: str
    source: str | None = None
    anchor: str | None = None
    status: str | None = None


class Row(_Part):
    """A row of cells; a heading row holds one cell across the whole table."""

    cells: tuple[Cell, ...]
    heading: bool = False


class Table(Block):
    """A table with a caption, typed columns, rows, and notes under it.

    Each row has a cell for every column, a heading row one for all. In Word the table is as wide as
    the text, in the proportions of the columns.
    """

    type: Literal["table"] = "table"
    caption: str = ""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()

    def plain(self) -> str:  # noqa: D102 (as in Block)
        lines = [" | ".join(column.header for column in self.columns)]
        lines += [" | ".join(cell.text for cell in row.cells) for row in self.rows]
        return "\n".join(lines)


class Figure(Block):
    """A chart: SVG for HTML, PNG (base64) for Word, a text alternative, and its figures.

    `alternative` says in words what the picture shows, `width` is in millimetres, `data` holds the
    figures that are drawn. A picture that is no drawing has no SVG; it may be a JPEG or a GIF.
    """

    type: Literal["figure"] = "figure"
    caption: str = ""
    alternative: str
    svg: str = ""
    png: str
    width: float
    data: Table | None = None

    def plain(self) -> str:  # noqa: D102 (as in Block)
        return f"[{self.caption}] {self.alternative}" if self.caption else self.alternative


class Annex(Block):
    """The head of an annex; what follows belongs to it until the next annex.

    `label` is "Phụ lục I", `reference` the line that names the report it belongs to; its pages lie
    across if `landscape`.
    """

    type: Literal["annex"] = "annex"
    label: str
    title: str
    reference: str
    landscape: bool = False

    def plain(self) -> str:  # noqa: D102 (as in Block)
        return f"{self.label}. {self.title}"


class Signature(Block):
    """The foot of the report: recipients on the left, who signs on the right.

    `authority` stands over the `post` when one signs for another ("TM. …"), `name` below.
    """

    type: Literal["signature"] = "signature"
    recipients: tuple[str, ...]
    authority: str | None = None
    post: str
    name: str

    def plain(self) -> str:  # noqa: D102 (as in Block)
        return f"{self.post} {self.name}"


class Group(Block):
    """Several blocks in a row, as one value of a cell."""

    type: Literal["group"] = "group"
    blocks: "tuple[AnyBlock, ...]"

    def plain(self) -> str:  # noqa: D102 (as in Block)
        return "\n".join(block.plain() for block in self.blocks)


AnyBlock = Annotated[
    Paragraph | Letterhead | Table | Figure | Annex | Signature | Group,
    Field(discriminator="type"),
]
Group.model_rebuild()
_ADAPTER: TypeAdapter[Any] = TypeAdapter(AnyBlock)


def read_block(data: Any) -> Block:
    """Return the block whose JSON is `data`."""
    block: Block = _ADAPTER.validate_python(data)
    return block


def paragraph(text: str, style: Literal["body", "quote", "note"] = "body") -> Paragraph:
    """Return a paragraph of plain text."""
    return Paragraph(runs=(Run(text=text),), style=style)


def paragraphs(texts: Sequence[str], style: Literal["body", "quote", "note"] = "body") -> Group:
    """Return one paragraph for each of `texts`."""
    return Group(blocks=tuple(paragraph(text, style) for text in texts))
