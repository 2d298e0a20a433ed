"""The record of a period: what each unit read and wrote, as digests, and what was said last.

One JSON file a period in the workspace's .plan_monitor folder. It holds no clock time; a record
that is damaged or from another version is none, and everything is run.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from plan_monitor.build.digests import digest_of
from plan_monitor.files import write_atomically

FORMAT = "plan_monitor record 1"


@dataclass(frozen=True)
class Made:
    """One unit that went well.

    `read` is the digest of all it depends on, `wrote` the SHA-256 of each file by its path from the
    root; `seconds` is how long it took.
    """

    read: str
    wrote: Mapping[str, str]
    unplaced: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True)
class Whole:
    """A run of the whole period without a fault.

    `read` is the digest of the files in `places` (paths from the root), of code and commit, `wrote`
    that of everything made; `said` are the lines of the summary, `units` how many there are.
    """

    read: str
    places: tuple[str, ...]
    wrote: str
    said: tuple[str, ...]
    units: int
    is_good: bool


@dataclass
class Record:
    """What is known of a period; `remark` says why an older record could not be used."""

    period: str
    units: dict[str, Made] = field(default_factory=dict)
    whole: Whole | None = None
    remark: str = ""


def record_path(root: Path, period: str) -> Path:
    """Return where the record of `period` stands."""
    return root / ".plan_monitor" / f"{period}.json"


def read_record(root: Path, period: str) -> Record:
    """Return the record of `period`: an empty one if there is none, or none that can be used."""
    path = record_path(root, period)
    try:
        data = json.loads(path.read_bytes())
        content = data["content"]
        if data["format"] != FORMAT or data["sha256"] != digest_of(content):
            raise ValueError(path)
        if content["period"] != period:
            raise ValueError(path)
        whole = content["whole"]
        return Record(
            period,
            {label: _made(one) for label, one in content["units"].items()},
            Whole(**{key: _tupled(value) for key, value in whole.items()}) if whole else None,
        )
    except FileNotFoundError:
        return Record(period)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        place = path.relative_to(root).as_posix()
        return Record(
            period, remark=f"{place} hỏng hoặc của phiên bản khác: không dùng, mọi việc chạy lại."
        )


def write_record(root: Path, record: Record) -> None:
    """Write `record` in place of what stood there."""
    content = {
        "period": record.period,
        "units": {label: asdict(made) for label, made in record.units.items()},
        "whole": asdict(record.whole) if record.whole else None,
    }
    # As it will be read: the digest is of lists, not of tuples, and of floats as JSON writes them.
    data = {"format": FORMAT, "sha256": digest_of(content), "content": content}
    write_atomically(record_path(root, record.period), json.dumps(data, indent=1) + "\n")


def _made(one: Mapping[str, Any]) -> Made:
    return Made(**{key: _tupled(value) for key, value in one.items()})


def _tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
