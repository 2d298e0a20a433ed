"""Who owes a report on a day, and for what."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from plan_monitor.errors import UserError
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.assignments import inheritances, owed_indicators, owed_tasks, reporters
from plan_monitor.plan.models import Plan


@dataclass(frozen=True)
class Duty:
    """What one agency answers for on a day; `inherited` names the items by their former holder."""

    agency: str
    name: str
    indicators: tuple[str, ...]
    tasks: tuple[str, ...]
    inherited: dict[str, tuple[str, ...]]

    def as_json(self) -> dict[str, Any]:
        """Return the duty for programs."""
        return asdict(self)


def duties_on(plan: Plan, day: dt.date, agency: str | None = None) -> list[Duty]:
    """Return the duties of every agency that owes a report on `day`, in protocol order.

    Parameters
    ----------
    plan : Plan
        The plan as issued, with its amendments.
    day : date
        Amendments in force and successions count up to this day.
    agency : str, optional
        Only this agency's duty.

    Raises
    ------
    UserError
        If `agency` owes no report on that day.
    """
    issued, dated = plan_as_of(plan, plan.header.date), plan_as_of(plan, day)
    found = [_duty(issued, dated, one.code) for one in reporters(dated)]
    chosen = [one for one in found if agency is None or one.agency == agency]
    if not chosen:
        raise UserError(
            f"--agency {agency}",
            f"cơ quan này không phải báo cáo vào ngày {day:%d/%m/%Y}",
            f"một trong: {', '.join(one.agency for one in found)}",
            "gõ lại mã cơ quan hoặc ngày",
        )
    return chosen


def _duty(issued: Plan, dated: Plan, agency: str) -> Duty:
    gained = inheritances(issued, dated, agency)
    return Duty(
        agency=agency,
        name=dated.agency(agency).name,
        indicators=tuple(one.id for one in owed_indicators(dated, agency) if one.kind != "heading"),
        tasks=tuple(task.id for task in owed_tasks(dated, agency)),
        inherited={
            former: (
                *(f"chỉ tiêu {one}" for one in sorted(items.indicators)),
                *(f"nhiệm vụ {one}" for one in sorted(items.tasks, key=_by_number)),
            )
            for former, items in gained.items()
        },
    )


def _by_number(task: str) -> tuple[int, str]:
    return (int(task) if task.isdigit() else 0, task)


def outline(duties: Sequence[Duty]) -> str:
    """Return the duties in lines for a person."""
    lines = []
    for duty in duties:
        lines.append(f"{duty.agency} {duty.name}")
        lines.append(f"  chỉ tiêu ({len(duty.indicators)}): {', '.join(duty.indicators) or '–'}")
        lines.append(f"  nhiệm vụ ({len(duty.tasks)}): {', '.join(duty.tasks) or '–'}")
        for former, items in duty.inherited.items():
            lines.append(f"  nhận từ {former}: {', '.join(items)}")
    return "\n".join(lines)
