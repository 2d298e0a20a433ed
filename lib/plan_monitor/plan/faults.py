"""What is wrong in a plan's files: collected first, told together."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from plan_monitor.errors import UserError


@dataclass(frozen=True)
class Fault:
    """One fault: where it stands (line 0: the whole file), what was found, what to do."""

    file: Path
    line: int
    found: str
    expected: str
    what_to_do: str

    @property
    def where(self) -> str:
        """The file and the line."""
        return f"{self.file}, dòng {self.line}" if self.line else str(self.file)

    def relative_to(self, root: Path) -> str:
        """Return the fault as one line, its file as it reads from `root`."""
        file = _from(root, self.file)
        place = f"{file}, dòng {self.line}" if self.line else file
        return f"{place}: {self.found}. Cần: {self.expected}. Cách xử lý: {self.what_to_do}."

    def as_json(self, root: Path) -> dict[str, str | int]:
        """Return the fault for programs."""
        return {
            "file": _from(root, self.file),
            "line": self.line,
            "found": self.found,
            "expected": self.expected,
            "what_to_do": self.what_to_do,
        }


def _from(root: Path, file: Path) -> str:
    return Path(os.path.relpath(file, root)).as_posix()


def refuse(faults: Sequence[Fault]) -> None:
    """Raise the first of `faults`, if there is one, and say how many more there are.

    Raises
    ------
    UserError
        If there is a fault.
    """
    if not faults:
        return
    first, *others = faults
    more = f"; còn {len(others)} lỗi nữa, xem hết: plan-monitor plan validate" if others else ""
    raise UserError(first.where, first.found, first.expected, first.what_to_do + more)
