"""Who owes what: the indicators an agency monitors and the tasks it leads."""

from plan_monitor.plan.bodies import Agency
from plan_monitor.plan.indicators import Indicator
from plan_monitor.plan.models import Plan
from plan_monitor.plan.tasks import Task


def reporters(plan: Plan) -> list[Agency]:
    """Return the agencies that owe a report, in protocol order."""
    return sorted((a for a in plan.agencies if a.reports), key=lambda agency: agency.protocol_order)


def expand(plan: Plan, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Return `codes` with every group replaced by its members, each agency once."""
    members = {group.code: group.members for group in plan.groups}
    return tuple(dict.fromkeys(a for code in codes for a in members.get(code, (code,))))


def owed_indicators(plan: Plan, agency: str) -> list[Indicator]:
    """Return the indicators that `agency` monitors, in the plan's order."""
    return [indicator for indicator in plan.indicators if agency in indicator.agencies]


def task_leads(plan: Plan, task: Task) -> tuple[str, ...]:
    """Return the reporting agencies that lead `task`, groups expanded."""
    return expand(plan, task.leads)


def owed_tasks(plan: Plan, agency: str) -> list[Task]:
    """Return the tasks that `agency` leads, alone or in a group, in the plan's order."""
    return [task for task in plan.tasks if agency in task_leads(plan, task)]
