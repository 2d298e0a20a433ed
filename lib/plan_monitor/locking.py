"""One at a time: what two runs at once must not do at once."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from plan_monitor.errors import UserError

RUN = "run"  # what makes, compares or keeps reports: one at a time in a workspace


@contextlib.contextmanager
def only_one(path: Path, wait_seconds: float = 0) -> Iterator[None]:
    """Hold the lock at `path`; the system lets go of it when the process ends, however it ends.

    Raises
    ------
    UserError
        If another process holds it, still after `wait_seconds`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(path, timeout=wait_seconds):
            yield
    except Timeout as error:
        raise UserError(
            str(path),
            "một lệnh khác đang chạy" + (f", đã chờ {wait_seconds:g} giây" if wait_seconds else ""),
            "mỗi lúc một lệnh",
            "chờ lệnh kia xong rồi chạy lại",
        ) from error
