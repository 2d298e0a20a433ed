"""The rows of a source table, each cell under the role of its column."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from plan_monitor.plan.source.headings import Kind


@dataclass(frozen=True)
class SourceRow:
    """One row as printed: `cells` by role, None for an empty one; a heading has its words alone.

    `number` is the row's number without a final stop, empty where the source prints none;
    `milestones` are the targets of earlier years that stand in columns of their own.
    """

    number: str
    cells: Mapping[str, str | None]
    heading: str | None = None
    milestones: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SourceTable:
    """One table: its rows, and the target year if the heading of the targets names one."""

    kind: Kind
    rows: tuple[SourceRow, ...]
    year: int | None = None


@dataclass(frozen=True)
class SourceDocument:
    """What an import reads: the tables, the footnotes by their mark, and what was doubtful."""

    tables: tuple[SourceTable, ...]
    footnotes: Mapping[str, str]
    doubts: tuple[str, ...]
