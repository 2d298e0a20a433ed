"""Read the plan's YAML into a `Plan`."""

from pathlib import Path

from plan_monitor.errors import UserError
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
    files = read_plan_files(folder)
    refuse(find_plan_faults(files))
    plan = files.plan
    if plan is None:
        raise UserError(str(folder), "tệp trống", "kế hoạch", "khôi phục tệp hoặc tạo lại")
    return plan
