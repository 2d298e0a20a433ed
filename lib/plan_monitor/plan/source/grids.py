"""What every reader of a source document gives: its tables as rectangles of printed texts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Grid:
    """One table as a rectangle of printed texts.

    Parameters
    ----------
    rows : tuple of tuple
        The rows, all of one length; None for an empty cell, the paragraphs of a cell joined by
        a line end. The text of a merged cell stands in every position that it covers.
    repeats : frozenset of (row, column)
        The positions that only repeat a merged cell; its first position is not among them.
    """

    rows: tuple[tuple[str | None, ...], ...]
    repeats: frozenset[tuple[int, int]]


@dataclass(frozen=True)
class SourceGrids:
    """The tables of a source document in its order, its footnotes, and what was doubtful.

    Parameters
    ----------
    grids : tuple of Grid
        The tables.
    footnotes : dict
        The footnotes by mark, each with its whole text: ``{"[1]": "[1] Theo phân công …"}``.
    doubts : tuple of str
        Short Vietnamese lines about what could not be read with certainty.
    """

    grids: tuple[Grid, ...]
    footnotes: dict[str, str]
    doubts: tuple[str, ...]
