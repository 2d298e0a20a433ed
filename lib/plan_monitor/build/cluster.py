"""Units on a Dask cluster: the same parcels as on local processes (extra ``cluster``).

Whoever reaches a Dask port can run code there, so a scheduler is spoken to over TLS or on the same
machine only. Workers hold this package in the same version; ``--nthreads 1``, since a notebook sets
its process's environment.
"""

import ipaddress
from multiprocessing.process import current_process
from typing import Any
from urllib.parse import urlsplit

from distributed import Client, Security, Worker, WorkerPlugin

from plan_monitor.build.digests import digest_of_package
from plan_monitor.build.executors import Workers
from plan_monitor.errors import UserError

_SECONDS = 10
_EXAMPLE = "tls://may-chu:8786 (chứng chỉ trong cấu hình của Dask) hoặc tcp://127.0.0.1:8786"


class _Cluster(Workers):
    """The workers of a cluster; Dask itself runs again what was on a worker that died."""

    def __init__(self, client: Client, width: int) -> None:
        super().__init__(lambda: client.get_executor(pure=False), width)
        self._client = client

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        super().__exit__(kind)
        self._client.close()


class _Ready(WorkerPlugin):
    """Lets every worker, also one that comes later, start kernels of its own."""

    name = "plan-monitor"

    def setup(self, worker: Worker) -> None:
        current_process().daemon = False


def open_cluster(scheduler: str) -> Workers:
    """Return the workers of the cluster whose scheduler listens at `scheduler`.

    Raises
    ------
    UserError
        If the address is neither TLS nor of this machine, nobody answers there, there are no
        workers, or they hold another version of this package or of Python.
    """
    is_secure = _refuse_open(scheduler)
    client = _connect(scheduler, Security(require_encryption=True) if is_secure else None)
    try:
        client.register_plugin(_Ready())
        _refuse_strangers(client, scheduler)
    except BaseException:
        client.close()
        raise
    return _Cluster(client, sum(client.nthreads().values()))


def _connect(scheduler: str, security: Any) -> Client:
    try:
        return Client(scheduler, security=security, timeout=_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise _unusable(scheduler, f"không kết nối được: {error}") from None


def _refuse_open(scheduler: str) -> bool:
    """Return whether the address is of TLS; refuse what is neither that nor of this machine."""
    try:
        parts = urlsplit(scheduler)
        host = parts.hostname or ""
    except ValueError:
        raise _unusable(scheduler, "không phải địa chỉ") from None
    if parts.scheme == "tls" and host:
        return True
    if parts.scheme == "tcp" and (host == "localhost" or _is_loopback(host)):
        return False
    raise _unusable(scheduler, "đường truyền không mã hóa tới máy khác, hoặc không phải địa chỉ")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _refuse_strangers(client: Client, scheduler: str) -> None:
    held = client.run(digest_of_package)
    if not held:
        raise _unusable(scheduler, "cụm chưa có tiến trình làm việc nào")
    strangers = sorted(worker for worker, digest in held.items() if digest != digest_of_package())
    if strangers:
        raise _unusable(scheduler, f"khác phiên bản plan_monitor hoặc Python: {strangers[0]}")


def _unusable(scheduler: str, found: str) -> UserError:
    return UserError(
        f"SCHEDULER={scheduler}", found, _EXAMPLE, "xem mục cụm máy trong docs/cluster.md"
    )
