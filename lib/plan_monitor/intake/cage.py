"""The cage: a workbook is parsed in a process of its own, with limits on time, memory and answer.

A server process that has the parsers loaded (`forkserver`; where a system has none, every child
starts anew) forks one child per file. What happens there, a hang, a bomb, an abort of the
interpreter, ends the reading of that file alone. What comes back is plain data, and is read so.

Whoever else starts the server (kernels) adds `PRELOAD` to its own list.
"""

import contextlib
import gc
import io
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Literal

from plan_monitor.forking import CONTEXT, follow_parent, start_process, start_server
from plan_monitor.intake import parsers
from plan_monitor.intake.parsers import parse_workbook
from plan_monitor.intake.parsers.refusing import RefusedWorkbook
from plan_monitor.intake.raw import RawCell, RawSheet, RawWorkbook

if sys.platform != "win32":
    import resource

Reason = Literal["crashed", "timeout", "memory", "unreadable"]
Parser = Callable[[str, bytes], RawWorkbook]
PRELOAD = ("plan_monitor.intake.cage", *parsers.PRELOAD)
_CHECKS: dict[Reason, str] = {
    "crashed": "reading-crashed",
    "timeout": "reading-timeout",
    "memory": "reading-memory",
    "unreadable": "file-unreadable",
}
_MAX_DETAIL = 300
_GOODBYE_SECONDS = 0.5


@dataclass(frozen=True)
class Limits:
    """What one reading may take: seconds, and bytes of address space beyond the server's own."""

    wall_seconds: float = 15
    cpu_seconds: int = 10
    memory_bytes: int = 1 << 30
    answer_bytes: int = 64_000_000


@dataclass(frozen=True)
class CageFailure:
    """Why a file could not be read; `problem` is the id of the check that it fails."""

    reason: Reason
    detail: str = ""
    problem: str = ""

    @property
    def check(self) -> str:
        """The id of the check: the parser's own, else the one of the reason."""
        return self.problem or _CHECKS[self.reason]


class Cage:
    """Reads untrusted workbooks, each in a fresh child of one warm server.

    Parameters
    ----------
    limits : Limits
        What a reading may take.
    parse : Parser
        What runs in the child: a function at the top of an importable module.
    """

    def __init__(self, limits: Limits | None = None, parse: Parser = parse_workbook) -> None:
        self._limits = limits or Limits()
        self._parse = parse

    def __enter__(self) -> "Cage":
        """Start the server, so that the first reading finds it warm."""
        start_server(PRELOAD)
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the server to the next cage; it ends with this process."""

    def read(self, name: str, data: bytes) -> RawWorkbook | CageFailure:
        """Return what the workbook called `name` holds, or why it could not be read."""
        reader, writer = CONTEXT.Pipe(duplex=False)
        with reader, writer:
            process = CONTEXT.Process(
                target=_serve, args=(writer, self._parse, name, data, self._limits), daemon=True
            )
            start_process(process)
            writer.close()
            try:
                answer = self._receive(reader, process)
                process.join(_GOODBYE_SECONDS)
                return answer
            finally:
                process.kill()
                process.join()
                process.close()

    def _receive(self, reader: Connection, process: BaseProcess) -> RawWorkbook | CageFailure:
        """Wait for the answer; the clock kills a child that takes too long, so the pipe ends."""
        is_late = threading.Event()
        clock = threading.Timer(self._limits.wall_seconds, partial(_end, process, is_late))
        clock.start()
        try:
            return _read_answer(reader.recv_bytes(self._limits.answer_bytes))
        except EOFError:
            process.join()
            if is_late.is_set():
                return CageFailure("timeout", f"> {self._limits.wall_seconds:g} s")
            return _of_exit(process.exitcode or 0)
        except OSError:  # longer than agreed
            return CageFailure("memory", f"> {self._limits.answer_bytes} B")
        except pickle.UnpicklingError as error:
            return CageFailure("crashed", str(error))
        finally:
            clock.cancel()
            clock.join()


def read_caged(name: str, data: bytes) -> RawWorkbook | CageFailure:
    """Read one workbook in a cage of its own; the server stays warm for the next."""
    with Cage() as cage:
        return cage.read(name, data)


# --- the parent's side ----------------------------------------------------------------------


def _end(process: BaseProcess, is_late: threading.Event) -> None:
    is_late.set()
    process.kill()


def _of_exit(code: int) -> CageFailure:
    """Tell from the exit code of a child that gave no answer what became of it."""
    try:
        name = signal.Signals(-code).name
    except ValueError:
        return CageFailure("crashed", f"exit code {code}")
    if name in {"SIGXCPU", "SIGALRM"}:
        return CageFailure("timeout", name)
    if name == "SIGKILL":  # not by the clock: the system was short of memory
        return CageFailure("memory", name)
    return CageFailure("crashed", name)


class _PlainUnpickler(pickle.Unpickler):
    """Reads the answer as data: nothing in it may name any other class or function."""

    _KNOWN = frozenset(
        {
            (one.__module__, one.__qualname__)
            for one in (RawWorkbook, RawSheet, RawCell, CageFailure)
        }
        | {("datetime", name) for name in ("datetime", "date", "time")}
    )

    def find_class(self, module: str, name: str) -> object:
        """Return a class that an answer may hold."""
        if (module, name) not in self._KNOWN:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return super().find_class(module, name)


def _read_answer(payload: bytes) -> RawWorkbook | CageFailure:
    try:
        answer = _PlainUnpickler(io.BytesIO(payload)).load()
    except pickle.UnpicklingError:
        raise
    except Exception as error:  # a broken answer raises whatever it likes
        raise pickle.UnpicklingError(type(error).__name__) from error
    if not isinstance(answer, RawWorkbook | CageFailure):
        raise pickle.UnpicklingError(type(answer).__name__)
    return answer


# --- the child's side -----------------------------------------------------------------------


def _serve(writer: Connection, parse: Parser, name: str, data: bytes, limits: Limits) -> None:
    """Read one workbook, send the answer, and end without tidying up."""
    gc.disable()  # the process is gone before a cycle matters
    _silence()
    follow_parent()
    _confine(limits)
    payload = _answer(parse, name, data)
    if len(payload) > limits.answer_bytes:
        payload = pickle.dumps(CageFailure("memory", f"> {limits.answer_bytes} B"))
    writer.send_bytes(payload)
    os._exit(0)


def _answer(parse: Parser, name: str, data: bytes) -> bytes:
    try:
        return pickle.dumps(parse(name, data), pickle.HIGHEST_PROTOCOL)
    except RefusedWorkbook as refused:
        failure = CageFailure("unreadable", refused.detail[:_MAX_DETAIL], refused.check)
    except MemoryError:
        failure = CageFailure("memory")
    except BaseException as error:  # calamine's PanicException is no Exception
        failure = CageFailure("unreadable", _describe(error))
    return pickle.dumps(failure)


def _describe(error: BaseException) -> str:
    try:
        return f"{type(error).__name__}: {error}"[:_MAX_DETAIL]
    except Exception:  # an error whose text cannot be made
        return type(error).__name__


def _silence() -> None:
    """Keep what a parser prints, a panic or a warning, off the user's terminal."""
    with Path(os.devnull).open("r+b") as nothing:
        for descriptor in (1, 2):
            os.dup2(nothing.fileno(), descriptor)


def _confine(limits: Limits) -> None:
    """Set the limits that the system itself enforces, where it has them."""
    if sys.platform == "win32":
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits.wall_seconds + 1)  # a parent may be gone
    memory = address_space() + limits.memory_bytes
    for kind, soft, hard in (
        (resource.RLIMIT_AS, memory, memory),
        (resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some
            resource.setrlimit(kind, (soft, hard))


def address_space() -> int:
    """Return the bytes that this process has mapped already, 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
