"""Where a text cites an annex: in both documents the citation leads there."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

_SIGNS = re.compile(r"[^a-z0-9]+")


def anchor(label: str) -> str:
    """Return the name of the place that `label` leads to, in letters that any file can hold."""
    plain = unicodedata.normalize("NFD", label.casefold().replace("đ", "d"))
    return _SIGNS.sub("_", plain.encode("ascii", "ignore").decode()).strip("_")


def cited(text: str, labels: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """Yield `text` in parts, each with the label that it cites, None for the words between.

    >>> list(cited("chi tiết tại Phụ lục II.", ["Phụ lục I", "Phụ lục II"]))
    [('chi tiết tại ', None), ('Phụ lục II', 'Phụ lục II'), ('.', None)]
    """
    if not labels:
        yield text, None
        return
    longest = sorted(labels, key=len, reverse=True)
    pattern = re.compile(rf"({'|'.join(map(re.escape, longest))})(?!\w)")
    for place, part in enumerate(pattern.split(text)):
        if part:
            yield part, part if place % 2 else None
