"""Processes that start warm: children of one server that has heavy modules loaded.

multiprocessing has one such server (`forkserver`) in a process. Whoever starts it first decides
what is warm; what is not is imported by the child itself. Where a system has no such server, every
child starts anew.
"""

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from types import ModuleType

if sys.platform == "win32":
    CONTEXT = multiprocessing.get_context("spawn")
else:
    from multiprocessing import forkserver, resource_tracker

    CONTEXT = multiprocessing.get_context("forkserver")

# Read by the interpreter and by BLAS as they start. With one thread alone a fork is safe: numpy
# would start a pool of them. The seed is the one that makes notebooks repeat.
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
_LOOK_SECONDS = 1.0
_STARTING = threading.RLock()
_preload: dict[str, None] = {}


def _end_at_once() -> None:
    os._exit(1)


@contextlib.contextmanager
def quiet_keyboard() -> Iterator[None]:
    """Keep Ctrl-C from processes that are started meanwhile; it reaches this one afterwards.

    A child inherits what its parent holds back. Where a system cannot hold back, nothing is done.
    """
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def ignore_keyboard() -> None:
    """Leave Ctrl-C to the process that started this one; let its own children hear of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


@contextlib.contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables for a child to inherit, and put them back afterwards."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def start_server(modules: Iterable[str]) -> None:
    """Start the server with `modules` and all those asked for before; one that runs stays.

    It holds Ctrl-C back, and so does every child until it says what is to become of it.
    """
    if sys.platform == "win32":
        return
    with _STARTING, environment(_ENVIRONMENT), _without_main():
        _preload.update(dict.fromkeys(modules))
        CONTEXT.set_forkserver_preload(list(_preload))
        if not shares_server():
            resource_tracker.ensure_running()  # it lets Ctrl-C through again: not in between
            with quiet_keyboard():
                forkserver.ensure_running()


def start_process(process: BaseProcess) -> None:
    """Start a child that does not import the program that starts it.

    multiprocessing loads the caller's main module into every child; these need none of it.

    Raises
    ------
    OSError, EOFError
        If the server ended in this moment, or cannot start.
    """
    with starting():
        process.start()


@contextlib.contextmanager
def starting() -> Iterator[None]:
    """Let others (a pool) start children meanwhile as `start_process` does."""
    with _STARTING, environment(_ENVIRONMENT), _without_main():
        yield


def shares_server() -> bool:
    """Tell whether this process starts its children from the server that it comes from."""
    if sys.platform == "win32":
        return False
    return "ensure_running" in getattr(getattr(forkserver, "_forkserver", None), "__dict__", {})


def share_server() -> None:
    """Let this child of the server start its own children from that server too.

    multiprocessing means to do so, and hands its children the server's address and lifeline, but
    `ensure_running` starts a second server all the same, cold. Without the two (another Python may
    keep them elsewhere) nothing is changed.
    """
    if sys.platform == "win32":
        return
    server = getattr(forkserver, "_forkserver", None)
    address = getattr(server, "_forkserver_address", None)
    lifeline = getattr(server, "_forkserver_alive_fd", None)
    if address is not None and lifeline is not None:
        vars(server)["ensure_running"] = lambda: None


def follow_parent(end: Callable[[], None] = _end_at_once) -> None:
    """End this process, whatever it does, when the one that started it or the server ends.

    `end` is what then ends it, and perhaps others with it.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(
            target=_end_with, args=(parent.sentinel, os.getppid(), end), daemon=True
        ).start()


def _end_with(sentinel: int, server: int, end: Callable[[], None]) -> None:
    while not wait([sentinel], _LOOK_SECONDS) and os.getppid() == server:
        pass
    end()


@contextlib.contextmanager
def _without_main() -> Iterator[None]:
    with _STARTING:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main
