"""Digests of files and folders: what they hold, never when they were written.

Imports nothing heavy: a run that finds nothing changed must end at once.
"""

import hashlib
import json
import os
import platform
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parent.parent
PASSED_OVER = {".ipynb_checkpoints", "__pycache__"}
_OF_OTHER_PROGRAMS = (".", "~$")  # half-written files, and the locks of an office program


def files_in(folder: Path) -> Iterator[Path]:
    """Yield every entry below `folder` that is no folder, in no order; none if it is missing."""
    try:
        entries = list(os.scandir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        if entry.name in PASSED_OVER:
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from files_in(Path(entry.path))
        else:
            yield Path(entry.path)


def is_passing(name: str) -> bool:
    """Tell whether the path `name` belongs to a run or a program that has it open just now."""
    return any(part.startswith(_OF_OTHER_PROGRAMS) for part in name.split("/"))


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal, "" for one that is missing or no plain file."""
    try:
        if not path.is_file():  # a pipe would never end
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def snapshot(root: Path, places: Iterable[Path]) -> dict[str, str]:
    """Return the SHA-256 of every file at or below `places`, by its path from `root`."""
    found: dict[str, str] = {}
    for place in places:
        for path in [place] if place.is_file() else files_in(place):
            found[path.relative_to(root).as_posix()] = digest_of_file(path)
    return dict(sorted(found.items()))


def digest_of(value: Any) -> str:
    """Return the SHA-256 of plain data: text, numbers, lists, and mappings in any order."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def digest_of_code(root: Path) -> str:
    """Return a digest of all code behind a report: this package, Python, and what is installed."""
    lock = digest_of_file(root / "requirements.lock")
    return digest_of([digest_of_package(), lock, _installed()])


def digest_of_package() -> str:
    """Return a digest of this package and of Python's version."""
    return digest_of([snapshot(PACKAGE, [PACKAGE]), platform.python_version()])


def _installed() -> list[str]:
    """Return the names and versions of the installed distributions, from their folders' names."""
    found: set[str] = set()
    for folder in sys.path:
        try:
            found.update(name for name in os.listdir(folder or ".") if name.endswith(".dist-info"))  # noqa: PTH208
        except OSError:  # an archive, or a folder that is not there
            continue
    return sorted(found)
