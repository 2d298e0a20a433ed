"""Widths of columns, and heights of rows, from the texts that stand in them."""

import math
from collections.abc import Sequence

_LONGEST = 45  # letters that a column asks for at most, whatever stands in it
_NARROWEST = 12.0  # millimetres
_LETTER = 2.1  # millimetres: a 12-point Times letter on average
_PADDING = 2.0


def share(columns: Sequence[Sequence[str]], total: float) -> list[float]:
    """Return the width of each of `columns` (its texts, the header too); together `total`.

    Every column has enough for a few letters; the rest goes by the longest text of each, within
    bounds: a narrative leaves room for figures.
    """
    least = min(_NARROWEST, total / len(columns))
    wishes = [
        min(max((len(line) for text in texts for line in text.split("\n")), default=1), _LONGEST)
        for texts in columns
    ]
    rest = (total - least * len(columns)) / max(1, sum(wishes))
    return [round(least + rest * wish, 1) for wish in wishes]


def count_lines(text: str, width: float) -> int:
    """Return about how many lines `text` takes in a cell `width` millimetres wide."""
    letters = max(1.0, (width - _PADDING) / _LETTER)
    return sum(max(1, math.ceil(len(line) / letters)) for line in text.split("\n"))
