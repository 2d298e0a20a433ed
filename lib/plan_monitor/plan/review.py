"""What a person should look at after an import: every cell that was not read with certainty."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from plan_monitor.files import write_atomically

_HEADER = ("mục", "cột", "nguyên văn", "cần xem lại")


@dataclass(frozen=True)
class Doubt:
    """One doubt: the items that share it, the column, what is printed there, and why."""

    items: tuple[str, ...]
    column: str
    printed: str
    why: str

    def is_of(self, file: str) -> bool:
        """Tell whether the doubt is about a whole file."""
        return self.column == file

    def __str__(self) -> str:
        where = " ".join(filter(None, (shorten(self.items), self.column)))
        printed = f" “{self.printed}”" if self.printed else ""
        return f"{where}{printed}: {self.why}" if where or printed else self.why


def shorten(items: Sequence[str], most: int = 8) -> str:
    """Return items of one kind as ``nhiệm vụ 1, 18, 20``; a long list with its number."""
    by_kind: dict[str, list[str]] = {}
    for item in items:
        kind, _, number = item.rpartition(" ")
        by_kind.setdefault(kind, []).append(number)
    texts = []
    for kind, numbers in by_kind.items():
        more = f" … ({len(numbers)} mục)" if len(numbers) > most else ""
        texts.append(f"{kind} {', '.join(numbers[:most])}{more}".strip())
    return "; ".join(texts)


class Review:
    """Collects doubts; the same doubt about several items is one line."""

    def __init__(self) -> None:
        self._items: dict[tuple[str, str, str], list[str]] = {}

    def add(self, item: str, column: str, printed: str | None, why: str | None) -> None:
        """Note a doubt; nothing where `why` is None."""
        if why is not None:
            items = self._items.setdefault((column, printed or "", why), [])
            if item and item not in items:
                items.append(item)

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """The doubts in the order in which they came up."""
        return tuple(
            Doubt(tuple(items), column, printed, why)
            for (column, printed, why), items in self._items.items()
        )


def write_review(path: Path, doubts: Iterable[Doubt]) -> None:
    """Write the doubts as CSV that a spreadsheet opens (UTF-8 with a byte order mark)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_HEADER)
    for one in doubts:
        writer.writerow((", ".join(one.items), one.column, one.printed, one.why))
    write_atomically(path, "\ufeff" + text.getvalue())
