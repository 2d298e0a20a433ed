"""Read the plan's YAML into a `Plan`."""

from functools import lru_cache
from pathlib import Path

from plan_monitor.errors import UserError
from plan_monitor.files import sha256
from plan_monitor.plan.faults import refuse
from plan_monitor.plan.models import Plan
from plan_monitor.plan.plan_files import read_plan_files
from plan_monitor.plan.validation import find_plan_faults


def load_plan(folder: Path) -> Plan:
    """Read the plan as issued, with its amendments, from the files in `folder`.

    Raises
    ------
    UserError
        If a file is missing or there is a fault in the plan: the first one with its file and line,
        and how many more there are.
    """
    return _load(folder, _contents(folder))


@lru_cache(maxsize=2)
def _load(folder: Path, _: tuple[tuple[str, str], ...]) -> Plan:
    """Read the plan; one that was read before with the same contents is given out again."""
    files = read_plan_files(folder)
    refuse(find_plan_faults(files))
    plan = files.plan
    if plan is None:
        raise UserError(str(folder), "tệp trống", "kế hoạch", "khôi phục tệp hoặc tạo lại")
    return plan


def _contents(folder: Path) -> tuple[tuple[str, str], ...]:
    """Return the name and the fingerprint of every file that lies where the plan lies."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return tuple((str(path.relative_to(folder)), _fingerprint(path)) for path in paths)


def _fingerprint(path: Path) -> str:
    try:
        return sha256(path.read_bytes())
    except OSError:  # told as a fault when it is read
        return ""
