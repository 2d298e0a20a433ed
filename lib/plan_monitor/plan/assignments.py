"""Who owes what: the indicators an agency monitors and the tasks it leads, and from whom."""

from collections.abc import Mapping
from dataclasses import dataclass

from plan_monitor.plan.bodies import Agency
from plan_monitor.plan.indicators import Indicator
from plan_monitor.plan.models import Plan
from plan_monitor.plan.succession import heirs
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


@dataclass(frozen=True)
class Inheritance:
    """The items that an agency answers for now and another one answered for before."""

    indicators: frozenset[str]
    tasks: frozenset[str]


def inheritances(then: Plan, now: Plan, agency: str) -> dict[str, Inheritance]:
    """Return what `agency` took over between two states of the plan, by the one it came from.

    An item comes from a closed agency to its heir, and by amendment from those who were taken off
    it to those who were put in their place, in the order of the plan. What an agency had a part in
    before is its own and comes from nobody.

    Parameters
    ----------
    then, now : Plan
        The plan as of an earlier day, and as of a later one.
    agency : str
        Who answers now.
    """
    heir = heirs(now, now.as_of) if now.as_of else {}
    indicators: dict[str, set[str]] = {}
    tasks: dict[str, set[str]] = {}
    earlier = {one.id: one.agencies for one in then.indicators}
    for item in owed_indicators(now, agency):
        for former in _formers(earlier.get(item.id, ()), item.agencies, agency, heir):
            indicators.setdefault(former, set()).add(item.id)
    leading = {task.id: task_leads(then, task) for task in then.tasks}
    for task in owed_tasks(now, agency):
        for former in _formers(leading.get(task.id, ()), task_leads(now, task), agency, heir):
            tasks.setdefault(former, set()).add(task.id)
    return {
        former: Inheritance(frozenset(indicators.get(former, ())), frozenset(tasks.get(former, ())))
        for former in dict.fromkeys([*indicators, *tasks])
    }


def _formers(
    before: tuple[str, ...], after: tuple[str, ...], agency: str, heir: Mapping[str, str]
) -> list[str]:
    """Return who of `before` gave the item to `agency`."""
    if agency in before:
        return []
    gone = [code for code in before if code not in after]
    left = [code for code in gone if code not in heir]
    new = [code for code in after if code not in before and code not in heir.values()]
    given = dict(zip(left, new, strict=False))
    return [code for code in gone if heir.get(code, given.get(code)) == agency]
