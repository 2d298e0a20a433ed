"""A period that is not set up yet, as the calendar has it: like the one of its name before."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

from plan_monitor.errors import UserError
from plan_monitor.plan.calendar import Period, known_periods, unknown_period, years_later
from plan_monitor.plan.yaml_files import write_yaml
from plan_monitor.workspace import Workspace

_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_SCHEMA = "yaml-language-server: $schema=../schemas/period.schema.json"
_REMINDER = "Kỳ báo cáo {name}. Số và ngày văn bản: điền trước khi ký."


def propose_period(workspace: Workspace, period_id: str) -> Period:
    """Return the period `period_id` as the calendar has it: like the last of its name, years later.

    The document has no number yet. Days that only a person knows are proposals.

    Raises
    ------
    UserError
        If the period is there already, or no known period differs from it by the year alone.
    """
    known = known_periods(workspace)
    if any(period.id == period_id for period in known):
        raise UserError(
            f"params/periods/{period_id}.yml", "đã có kỳ này", "một kỳ chưa có",
            f"sửa tệp ấy nếu cần, rồi chạy make templates PERIOD={period_id}",
        )  # fmt: skip
    for period in reversed(known):
        years = _years_between(period.id, period_id)
        if years:
            return Period(**{key: _later(value, years) for key, value in _fields(period).items()})
    raise unknown_period(workspace, period_id)


def write_period(workspace: Workspace, period: Period) -> Path:
    """Write the period's file and return it."""
    path = workspace.periods / f"{period.id}.yml"
    comment = f"{_SCHEMA}\n{_REMINDER.format(name=period.name)}"
    write_yaml(path, period.model_dump(), comment)
    return path


def _fields(period: Period) -> dict[str, Any]:
    return period.model_dump() | {"document": {"number": None, "date": period.document.date}}


def _years_between(known: str, asked: str) -> int:
    """Return by how many years `asked` is later, 0 where they differ in more than that."""
    before, after = _YEAR.search(known), _YEAR.search(asked)
    if not before or not after:
        return 0
    years = int(after[0]) - int(before[0])
    return years if _later(known, years) == asked else 0


def _later(value: Any, years: int) -> Any:
    if isinstance(value, dict):
        return {key: _later(one, years) for key, one in value.items()}
    if isinstance(value, dt.date):
        return years_later(value, years)
    if isinstance(value, str):
        return _YEAR.sub(lambda year: str(int(year[0]) + years), value)
    return value
