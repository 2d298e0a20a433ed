"""Who stands in for an agency that has closed, on a given day."""

import datetime as dt
from collections.abc import Mapping

from plan_monitor.plan.bodies import Agency, Group
from plan_monitor.plan.indicators import Indicator
from plan_monitor.plan.models import Plan
from plan_monitor.plan.tasks import Obligation, Task

Codes = tuple[str, ...]


def is_open(agency: Agency, day: dt.date) -> bool:
    """Tell whether `agency` exists on `day`; its last day is still its own."""
    has_begun = agency.valid_from is None or agency.valid_from <= day
    return has_begun and not is_closed(agency, day)


def is_closed(agency: Agency, day: dt.date) -> bool:
    """Tell whether `agency` no longer exists on `day`."""
    return agency.valid_to is not None and agency.valid_to < day


def heirs(plan: Plan, day: dt.date) -> dict[str, str]:
    """Return for each agency closed on `day` the one that its items have come to.

    A successor that has closed in its turn passes them on; an agency without a successor has none.
    The plan's successors must form no cycle (`plan validate` refuses one).
    """
    agencies = {agency.code: agency for agency in plan.agencies}
    found = {}
    for agency in plan.agencies:
        heir: Agency | None = agency
        while heir is not None and is_closed(heir, day):
            heir = agencies.get(heir.successor or "")
        if heir is not None and heir is not agency:
            found[agency.code] = heir.code
    return found


def succeed(plan: Plan, day: dt.date) -> Plan:
    """Return `plan` with the items of closed agencies passed to their heirs.

    Groups expand to the members that exist on `day`. A closed agency stays in the register, owing
    nothing; where it has no heir, its items keep its name.
    """
    heir = heirs(plan, day)
    there = {agency.code for agency in plan.agencies if is_open(agency, day)}
    return plan.model_copy(
        update={
            "header": plan.header.model_copy(
                update={
                    "report_lead": heir.get(plan.header.report_lead, plan.header.report_lead),
                    "obligations": tuple(_duty(one, heir) for one in plan.header.obligations),
                }
            ),
            "indicators": tuple(_indicator(item, heir) for item in plan.indicators),
            "tasks": tuple(_task(task, heir) for task in plan.tasks),
            "groups": tuple(_group(group, heir, there) for group in plan.groups),
            "agencies": tuple(
                agency.model_copy(update={"reports": agency.reports and agency.code in there})
                for agency in plan.agencies
            ),
        }
    )


def passed_on(codes: Codes, heir: Mapping[str, str]) -> Codes:
    """Return `codes` with every closed agency replaced by its heir, each agency once."""
    return tuple(dict.fromkeys(heir.get(code, code) for code in codes))


def _indicator(item: Indicator, heir: Mapping[str, str]) -> Indicator:
    return item.model_copy(update={"agencies": passed_on(item.agencies, heir)})


def _task(task: Task, heir: Mapping[str, str]) -> Task:
    return task.model_copy(
        update={
            "leads": passed_on(task.leads, heir),
            "cooperating": passed_on(task.cooperating, heir),
        }
    )


def _duty(duty: Obligation, heir: Mapping[str, str]) -> Obligation:
    return duty.model_copy(update={"agencies": passed_on(duty.agencies, heir)})


def _group(group: Group, heir: Mapping[str, str], there: set[str]) -> Group:
    members = tuple(code for code in passed_on(group.members, heir) if code in there)
    return group.model_copy(update={"members": members})
