"""What a notebook may take of the machine. These belong to the machine, not to the plan."""

import os

from plan_monitor.errors import UserError

CELL_SECONDS = "PLAN_MONITOR_CELL_SECONDS"
KERNEL_MB = "PLAN_MONITOR_KERNEL_MB"
KEPT_CHARACTERS = 1_000_000  # of what a cell prints on one stream
CUT = "cut"  # in a cell's metadata: how many characters of which stream were left out
_DEFAULTS = {CELL_SECONDS: 600, KERNEL_MB: 4096}


def limit(name: str) -> int:
    """Return the limit that the environment variable `name` sets, else its default.

    CELL_SECONDS: how long one cell may run. KERNEL_MB: how much memory (MiB of address space) a
    notebook may take beyond what all share; for warm kernels alone.

    Raises
    ------
    UserError
        If the variable holds no positive whole number.
    """
    text = os.environ.get(name) or str(_DEFAULTS[name])
    if not (text.isascii() and text.isdecimal() and int(text) > 0):
        raise UserError(f"biến môi trường {name}", text, "số nguyên dương", "sửa hoặc bỏ biến này")
    return int(text)


def refuse_wrong_limits() -> None:
    """Refuse limits that cannot be read before anything begins."""
    for name in _DEFAULTS:
        limit(name)
