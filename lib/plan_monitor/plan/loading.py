"""Read the plan's YAML into a `Plan`."""

from pathlib import Path

from plan_monitor.errors import UserError
from plan_monitor.files import sha256
from plan_monitor.plan.faults import refuse
from plan_monitor.plan.models import Plan
from plan_monitor.plan.plan_files import read_plan_files
from plan_monitor.plan.validation import find_plan_faults

_KEPT = "plan.read.json"
_MOST = 2
_known: dict[str, Plan] = {}


def load_plan(folder: Path) -> Plan:
    """Read the plan as issued, with its amendments, from the files in `folder`.

    One that was read before from the same contents, wherever they lay, is given out again.

    Raises
    ------
    UserError
        If a file is missing or there is a fault in the plan: the first one with its file and line,
        and how many more there are.
    """
    contents = _contents(folder)
    plan = _known.get(contents) or _kept(folder, contents) or _read(folder)
    if contents not in _known and len(_known) >= _MOST:
        _known.clear()
    _known[contents] = plan
    return plan


def keep_plan(folder: Path) -> Path | None:
    """Write the plan beside `folder` as it was read, for other processes; return where.

    It is for a folder that is a copy and thrown away: what `load_plan` finds there it takes without
    looking for faults, if the files are those that it was read from. A plan with faults is not
    kept.
    """
    try:
        plan = load_plan(folder)
    except UserError:  # whoever needs the plan says so
        return None
    path = folder.with_name(_KEPT)
    path.write_text(f"{_contents(folder)}\n{plan.model_dump_json()}", encoding="utf-8")
    return path


def _kept(folder: Path, contents: str) -> Plan | None:
    path = folder.with_name(_KEPT)
    if not path.is_file():
        return None
    digest, _, text = path.read_text(encoding="utf-8").partition("\n")
    return Plan.model_validate_json(text) if digest == contents else None


def _read(folder: Path) -> Plan:
    files = read_plan_files(folder)
    refuse(find_plan_faults(files))
    plan = files.plan
    if plan is None:
        raise UserError(str(folder), "tệp trống", "kế hoạch", "khôi phục tệp hoặc tạo lại")
    return plan


def _contents(folder: Path) -> str:
    """Return a fingerprint of the names and contents of all files that lie where the plan lies."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = (f"{path.relative_to(folder).as_posix()} {_fingerprint(path)}\n" for path in paths)
    return sha256("".join(lines).encode())


def _fingerprint(path: Path) -> str:
    try:
        return sha256(path.read_bytes())
    except OSError:  # told as a fault when it is read
        return ""
