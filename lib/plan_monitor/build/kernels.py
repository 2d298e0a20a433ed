"""Warm kernels: a real ipykernel for each notebook, forked from a server that is already warm.

The server (`forking`) has everything loaded that notebooks import (`build/warming.py`). Each
notebook has a process of its own, so nothing that one does reaches the next; only the imports are
shared.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess, current_process
from pathlib import Path
from queue import Empty
from typing import Any

import psutil
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Type

from plan_monitor.build.limits import KERNEL_MB, limit
from plan_monitor.errors import UserError
from plan_monitor.forking import (
    CONTEXT,
    follow_parent,
    ignore_keyboard,
    share_server,
    start_process,
    start_server,
)
from plan_monitor.intake import cage

if sys.platform != "win32":
    import resource

WARM = "plan_monitor"
STOCK = "plan_monitor_stock"
VARIABLE = "PLAN_MONITOR_ENGINE"
_NAMES = {"warm": WARM, "stock": STOCK}
PRELOAD = (*cage.PRELOAD, "plan_monitor.build.warming")
PROVISIONER = "plan-monitor-warm"
_LAUNCHER = "ipykernel_launcher"
_START_SECONDS = 60.0
_END_SECONDS = 5.0
_ATTEMPTS = 3
_PAUSE = 0.1


@dataclass(frozen=True)
class Engine:
    """Papermill's name of the engine to use, and what there is to say to the analyst of it."""

    name: str
    remark: str = ""


def warm_up() -> None:
    """Start the server where it will be wanted, and do not wait until it is warm."""
    if sys.platform != "win32" and os.environ.get(VARIABLE, "warm") == "warm":
        with contextlib.suppress(OSError):  # `choose_engine` says so
            start_server(PRELOAD)


@cache
def choose_engine() -> Engine:
    """Return the warm engine where it can work, else the stock one; asked once a process.

    The environment variable PLAN_MONITOR_ENGINE=stock asks for the stock one.

    Raises
    ------
    UserError
        If the variable holds something else.
    """
    wish = os.environ.get(VARIABLE) or "warm"
    if wish not in _NAMES:
        raise UserError(
            f"biến môi trường {VARIABLE}", wish, " hoặc ".join(_NAMES), "sửa hoặc bỏ biến này"
        )
    if sys.platform == "win32" or wish == "stock":
        return Engine(STOCK)
    fault = _fault_of_server()
    if fault:
        return Engine(STOCK, f"Không khởi động được máy chủ kernel ({fault}): sổ tay chạy chậm hơn")
    return Engine(WARM)


def _fault_of_server() -> str:
    """Start the server and one child that does nothing; return what went wrong, '' if nothing."""
    try:
        process = _start(_end_well)
    except (OSError, EOFError) as error:
        return f"{type(error).__name__}: {error}"
    process.join(_START_SECONDS)
    code = process.exitcode
    process.kill()
    return "" if code == 0 else f"exit code {code}"


class QuickClient(AsyncKernelClient):
    """A client that takes a kernel as ready once both channels have answered.

    The stock one waits for a fifth of a second of silence after that.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel has answered a request, and said so to all who listen.

        Raises
        ------
        RuntimeError
            If it died, or did not answer within `timeout` seconds.
        """
        end = time.monotonic() + (timeout or _START_SECONDS)
        while time.monotonic() < end:
            request = self.kernel_info()
            if await self._answers(request):
                return
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
        raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    async def _answers(self, request: str) -> bool:
        try:
            while True:
                reply = await self.get_shell_msg(timeout=1)
                if reply["parent_header"].get("msg_id") == request:
                    self._handle_kernel_info_reply(reply)
                    break
            while True:
                told = await self.get_iopub_msg(timeout=1)
                is_idle = told["content"].get("execution_state") == "idle"
                if is_idle and told["parent_header"].get("msg_id") == request:
                    return True
        except Empty:  # not listening yet when it was told
            return False


class WarmKernelManager(AsyncKernelManager):
    """A manager whose kernels come from the warm server, ready as soon as they answer."""

    client_factory = Type(QuickClient, klass=AsyncKernelClient, config=True)

    @property
    def kernel_spec(self) -> KernelSpec | None:
        """The kernel's specification, with the provisioner that asks the server."""
        spec = super().kernel_spec
        if spec is not None:
            spec.metadata["kernel_provisioner"] = {"provisioner_name": PROVISIONER}
        return spec


class WarmProvisioner(LocalProvisioner):
    """Starts a kernel as a child of the warm server; one of another language as usual."""

    process: Any = None

    async def launch_kernel(self, cmd: list[str], **options: Any) -> KernelConnectionInfo:
        """Start the kernel and return, once it listens, how to reach it.

        Raises
        ------
        RuntimeError
            If it does not listen within a minute.
        """
        if _LAUNCHER not in cmd:
            return await super().launch_kernel(cmd, **options)
        arguments = cmd[cmd.index(_LAUNCHER) + 1 :]
        folder = str(options.get("cwd") or Path.cwd())
        reader, writer = CONTEXT.Pipe(duplex=False)
        with reader, writer:
            process = _start(run_kernel, writer, arguments, folder, options["env"])
            writer.close()
            self.process = _Child(process)
            self.pid = self.pgid = process.pid
            self.cwd = folder
            wait([reader, process.sentinel], _START_SECONDS)
            if not reader.poll() or process.exitcode is not None:
                process.kill()
                raise RuntimeError(f"Kernel did not start ({process.exitcode})")
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel and what it started, and see it end: nobody need look again."""
        started = _started_by(self.pid)
        await super().kill(restart)
        for process in started:
            with contextlib.suppress(psutil.Error):
                process.kill()
        if self.process:
            self.process.wait(_END_SECONDS)

    async def cleanup(self, restart: bool = False) -> None:
        """End what a kernel that died by itself has left in its group."""
        if self.pgid:
            with contextlib.suppress(OSError):
                os.killpg(self.pgid, signal.SIGKILL)
        await super().cleanup(restart)


class _Child:
    """A child of the server as jupyter_client knows its processes: like a `Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, process: BaseProcess) -> None:
        self._process = process

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int | None:
        self._process.join(timeout)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self._process.pid and self.poll() is None:
            os.kill(self._process.pid, number)

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()


def _started_by(kernel: int | None) -> list[psutil.Process]:
    """Return the processes that come from the kernel, those in a group of their own too."""
    try:
        return psutil.Process(kernel).children(recursive=True) if kernel else []
    except psutil.Error:
        return []


def _start(target: Any, *arguments: Any) -> BaseProcess:
    """Start a child; a server that has just ended is started again."""
    for attempt in range(_ATTEMPTS):
        process = CONTEXT.Process(target=target, args=arguments, daemon=True)
        try:
            start_server(PRELOAD)
            start_process(process)
        except (OSError, EOFError):
            if attempt == _ATTEMPTS - 1:
                raise
            time.sleep(_PAUSE)
        else:
            break
    return process


# --- the child's side -----------------------------------------------------------------------


def _end_well() -> None:
    """Do nothing: the server works."""


def run_kernel(
    writer: Connection, arguments: Sequence[str], folder: str, environment: Mapping[str, str]
) -> None:
    """Be the kernel of one notebook in `folder`; a byte to `writer` says that it listens."""
    os.setsid()  # an interrupt from the keyboard is for the runner
    _silence()
    follow_parent(_end_group)
    share_server()
    current_process().daemon = False  # it may read workbooks in a cage
    os.environ.clear()
    os.environ.update(environment)
    os.environ.pop("JPY_PARENT_PID", None)  # of a notebook that runs the runner
    time.tzset()
    os.chdir(folder)
    if not sys.flags.safe_path:
        del sys.path[0]  # the runner's folder
    sys.argv = [_LAUNCHER, *arguments]
    _confine(limit(KERNEL_MB) << 20)
    from ipykernel.kernelapp import IPKernelApp

    application = IPKernelApp.instance(parent_handle=0)
    application.initialize(list(arguments))  # type: ignore[no-untyped-call]
    writer.send_bytes(b"1")
    writer.close()
    application.start()  # type: ignore[no-untyped-call]


def _end_group() -> None:
    """End this kernel and what it started."""
    os.killpg(os.getpgrp(), signal.SIGKILL)


def _confine(memory_bytes: int) -> None:
    """Let a cell that takes memory without end fail, and the system end kernels before runners."""
    most = cage.address_space() + memory_bytes
    with contextlib.suppress(ValueError, OSError):  # macOS refuses
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    with contextlib.suppress(OSError):  # Linux alone has it
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")


def _silence() -> None:
    """Keep what is not caught by the kernel off the user's terminal."""
    with Path(os.devnull).open("r+b") as nothing:
        for descriptor in (0, 1, 2):
            os.dup2(nothing.fileno(), descriptor)
    ignore_keyboard()  # what was held back until now was for the runner
    signal.signal(signal.SIGINT, signal.default_int_handler)
