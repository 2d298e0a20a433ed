"""Read the plan's YAML into a `Plan`."""

import datetime as dt
from pathlib import Path

from pydantic import ValidationError

from plan_monitor.errors import UserError
from plan_monitor.plan.models import (
    Agency,
    Group,
    Indicator,
    Plan,
    PlanHeader,
    Section,
    Strict,
    Task,
)
from plan_monitor.plan.yaml_files import read_yaml


class _Indicators(Strict):
    indicators: tuple[Indicator, ...]


class _Tasks(Strict):
    sections: tuple[Section, ...]
    tasks: tuple[Task, ...]


class _Agencies(Strict):
    agencies: tuple[Agency, ...]
    groups: tuple[Group, ...]


def load_plan(folder: Path) -> Plan:
    """Read the plan that stands in `folder` (plan.yml, indicators.yml, tasks.yml, agencies.yml).

    Raises
    ------
    UserError
        If a file is missing, has an unknown key or a wrong value, or a code does not resolve.
    """
    tasks = read_yaml(folder / "tasks.yml", _Tasks)
    agencies = read_yaml(folder / "agencies.yml", _Agencies)
    try:
        return Plan(
            header=read_yaml(folder / "plan.yml", PlanHeader),
            indicators=read_yaml(folder / "indicators.yml", _Indicators).indicators,
            sections=tasks.sections,
            tasks=tasks.tasks,
            agencies=agencies.agencies,
            groups=agencies.groups,
        )
    except ValidationError as error:
        found = "; ".join(fault["msg"] for fault in error.errors())
        raise UserError(
            str(folder), found, "mọi mã đều có trong agencies.yml", "bổ sung hoặc sửa mã"
        ) from None


def plan_as_of(plan: Plan, day: dt.date) -> Plan:
    """Return the plan with the items of agencies closed before `day` passed to their successors."""
    heir = {
        agency.code: agency.successor
        for agency in plan.agencies
        if agency.successor and agency.valid_to and agency.valid_to < day
    }

    def passed_on(codes: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(heir.get(code) or code for code in codes))

    return plan.model_copy(
        update={
            "indicators": tuple(
                item.model_copy(update={"agencies": passed_on(item.agencies)})
                for item in plan.indicators
            ),
            "tasks": tuple(
                task.model_copy(
                    update={
                        "leads": passed_on(task.leads),
                        "cooperating": passed_on(task.cooperating),
                    }
                )
                for task in plan.tasks
            ),
            "groups": tuple(
                group.model_copy(update={"members": passed_on(group.members)})
                for group in plan.groups
            ),
        }
    )
