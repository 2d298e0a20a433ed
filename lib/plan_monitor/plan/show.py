"""The plan as JSON for programs: exactly the printed fields and the resolved codes."""

from typing import Any

from plan_monitor.plan.indicators import Indicator
from plan_monitor.plan.models import Plan
from plan_monitor.plan.tasks import Task


def show_plan(plan: Plan) -> dict[str, Any]:
    """Return the plan as plain data: indicators, tasks, agencies, groups."""
    return {
        "indicators": [_indicator(indicator) for indicator in plan.indicators],
        "tasks": [_task(task) for task in plan.tasks],
        "agencies": [
            agency.model_dump(
                mode="json",
                include={"code", "name", "aliases", "valid_from", "valid_to", "successor"},
            )
            for agency in plan.agencies
        ],
        "groups": [
            group.model_dump(mode="json", include={"code", "name", "aliases", "members"})
            for group in plan.groups
        ],
    }


def _indicator(indicator: Indicator) -> dict[str, Any]:
    shown = indicator.model_dump(mode="json", exclude={"decided", "baseline", "milestones"})
    shown["target"] = {key: _whole(value) for key, value in shown["target"].items()}
    better = indicator.decision.better if indicator.kind == "numeric" else None
    order = ("id", "target_year", "kind", "name", "unit", "better", "target", "agencies")
    shown["better"] = better
    return {key: shown[key] for key in (*order, "agencies_verbatim")}


def _task(task: Task) -> dict[str, Any]:
    return task.model_dump(mode="json", exclude={"corrected", "depends_on"})


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def outline(plan: Plan) -> str:
    """Return the plan in a few lines for a person."""
    years = sorted({indicator.target_year for indicator in plan.indicators})
    rows = [
        f"  {year}: {sum(i.target_year == year and i.kind != 'heading' for i in plan.indicators)}"
        for year in years
    ]
    lines = [f"{plan.header.number} ({plan.header.date:%d/%m/%Y})", "Chỉ tiêu đến năm:", *rows]
    lines.append(f"Nhiệm vụ: {len(plan.tasks)}")
    lines.append(f"Cơ quan báo cáo: {sum(agency.reports for agency in plan.agencies)}")
    lines.append(f"Nghĩa vụ ngoài bảng nhiệm vụ: {len(plan.header.obligations)}")
    for one in plan.amendments:
        status = "đang hiệu lực" if one.status == "in_force" else "dự thảo, chưa đổi gì"
        lines.append(f"Điều chỉnh {one.date:%d/%m/%Y} ({status}): {one.title}")
    return "\n".join(lines)
