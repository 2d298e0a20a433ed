"""Parsers that tell of the process they run in, a cage: its memory, its server."""

import os
import resource
from dataclasses import replace

from plan_monitor.intake.parsers import parse_workbook
from plan_monitor.intake.raw import RawSheet, RawWorkbook

PEAK = "bench.peak"


def measured(name: str, data: bytes) -> RawWorkbook:
    """Read a workbook and note the peak of the child's memory, in KiB, among its properties."""
    book = parse_workbook(name, data) if data else RawWorkbook(())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return replace(book, properties=book.properties | {PEAK: str(peak)})


def peak_of(book: object) -> int:
    """Return the noted peak in KiB, 0 for a file that was not read."""
    return int(book.properties[PEAK]) if isinstance(book, RawWorkbook) else 0


def server_of(_: str, __: bytes) -> RawWorkbook:
    """Return, as the name of a sheet, the number of the process that this one was forked from."""
    return RawWorkbook((RawSheet(str(os.getppid()), "visible", {}),))
