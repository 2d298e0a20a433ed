"""Open a workbook that nobody vouches for: the door first, then the cage."""

from dataclasses import dataclass, replace
from functools import cache

from plan_monitor.intake.cage import Cage, CageFailure
from plan_monitor.intake.door import check_door
from plan_monitor.intake.raw import RawWorkbook


@dataclass(frozen=True)
class Opened:
    """A workbook that was read, or the check that kept it out and what there is to say of it."""

    book: RawWorkbook | None
    problem: str = ""
    detail: str = ""


@cache
def _cage() -> Cage:
    return Cage().__enter__()


def open_workbook(name: str, data: bytes) -> Opened:
    """Read the workbook called `name`, whatever it is; nothing it does reaches this process."""
    verdict = check_door(name, data)
    if verdict.problem:
        return Opened(None, verdict.problem)
    read = _cage().read(name, data)
    if isinstance(read, CageFailure):
        return Opened(None, read.check, read.detail)
    remarks = tuple(dict.fromkeys((*verdict.remarks, *read.remarks)))
    return Opened(replace(read, remarks=remarks))
