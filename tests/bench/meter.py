"""Run a command and measure what it and all its descendants cost. Linux only.

This process becomes the one that inherits orphans (a "subreaper"): whatever the command leaves
behind is waited for here, so the CPU time of every descendant is counted, and none of them can
leave the tree whose memory is summed.
"""

import ctypes
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_SHARE = 20  # between two looks at the memory, so many times as long as one look takes
_LEAST_PAUSE, _MOST_PAUSE = 0.02, 0.5
_PROC = Path("/proc")


@dataclass(frozen=True)
class Cost:
    """What one run took: seconds on the clock, seconds of CPU, and MiB at the highest."""

    wall: float
    cpu: float
    peak: float
    said: str = ""


def measure(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
) -> Cost:
    """Run `command` in `folder` and return its cost; `environment` is added to this process's own.

    The clock stops when the command ends; CPU time and memory count what it left running too.

    Raises
    ------
    RuntimeError
        If it fails, with the end of what it said.
    """
    _inherit_orphans()
    with tempfile.TemporaryFile() as said:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT,
        )  # fmt: skip
        with _Watch() as watch:
            wall, cpu = _wait_for_all(process, begun)
        said.seek(0)
        text = said.read().decode("utf-8", errors="replace")
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{text[-3000:]}")
    return Cost(wall, cpu, watch.peak / 1024, text)


def memory_of_descendants(ancestor: int) -> int:
    """Return the memory of all descendants of a process in KiB: shared pages counted once (PSS)."""
    parents = dict(filter(None, map(_parent_of, _PROC.glob("[0-9]*"))))
    found, new = set[int](), {ancestor}
    while new:
        new = {child for child, parent in parents.items() if parent in new} - found
        found |= new
    return sum(map(_share_of, found))


def _inherit_orphans() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")


def _wait_for_all(process: "subprocess.Popen[bytes]", begun: float) -> tuple[float, float]:
    """Wait until no child is left; return the seconds of the command, and the CPU time of all."""
    wall = cpu = 0.0
    while True:
        try:
            pid, status, usage = os.wait4(-1, 0)
        except ChildProcessError:
            return wall, cpu
        cpu += usage.ru_utime + usage.ru_stime  # its own, and of those it waited for itself
        if pid == process.pid:
            wall = time.perf_counter() - begun
            process.returncode = os.waitstatus_to_exitcode(status)


class _Watch:
    """Looks at the memory of all descendants, so often that it takes 1/20 of one core at most."""

    def __init__(self) -> None:
        self.peak = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "_Watch":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        pause = 0.0
        while not self._ended.wait(pause):
            begun = time.perf_counter()
            self.peak = max(self.peak, memory_of_descendants(os.getpid()))
            took = time.perf_counter() - begun
            pause = min(max(_SHARE * took, _LEAST_PAUSE), _MOST_PAUSE)


def _parent_of(process: Path) -> tuple[int, int] | None:
    try:
        fields = (process / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:  # it ended meanwhile
        return None
    return int(process.name), int(fields.rpartition(")")[2].split()[1])


def _share_of(pid: int) -> int:
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
