"""Make the plan's YAML from its document. Judgements already made are carried over by id."""

from pathlib import Path
from typing import Any

from pydantic import BaseModel

from plan_monitor.errors import UserError
from plan_monitor.plan import cells
from plan_monitor.plan.bodies import Agency, Group
from plan_monitor.plan.document import TableRow, read_footnotes, read_table
from plan_monitor.plan.indicators import NumericDecision
from plan_monitor.plan.models import PlanHeader, UnitSpelling
from plan_monitor.plan.tasks import TaskCorrection
from plan_monitor.plan.yaml_files import read_yaml, write_yaml
from plan_monitor.vietnamese.text import match_key, nfc

INDICATOR_HEADERS = ("TT", "Chỉ tiêu", "Đơn vị", "Kết quả", "Cơ quan chủ trì theo dõi, đánh giá")
TASK_HEADERS = (
    "TT",
    "Tên nhiệm vụ",
    "Cơ quan chủ trì",
    "Cơ quan phối hợp",
    "Kết quả",
    "Thời gian hoàn thành",
)
_COMMENT = "Nguyên văn theo {source}; phần decided/corrected là lựa chọn của cơ quan, có lý do."


class Register(BaseModel):
    """agencies.yml: the bodies that the plan names."""

    agencies: tuple[Agency, ...]
    groups: tuple[Group, ...]


def import_plan(source: Path, folder: Path) -> list[str]:
    """Read the plan's document and write indicators.yml and tasks.yml into `folder`.

    `folder` must hold plan.yml and agencies.yml; decisions in existing files are kept by id.

    Parameters
    ----------
    source : Path
        The plain-text form of the plan.
    folder : Path
        Where the plan's YAML stands.

    Returns
    -------
    list of str
        What a person should look at: cells that were not read with certainty.
    """
    text = nfc(source.read_text(encoding="utf-8"))
    register = read_yaml(folder / "agencies.yml", Register)
    header = read_yaml(folder / "plan.yml", PlanHeader)
    names = cells.BodyNames([*register.groups, *register.agencies])
    review: list[str] = []
    decided = _existing(folder / "indicators.yml", "indicators")
    corrected = _existing(folder / "tasks.yml", "tasks")
    indicators = [
        _keep(row, decided, "decided", NumericDecision)
        for row in read_indicators(_table(text, INDICATOR_HEADERS, source), header, names, review)
    ]
    sections, tasks = read_tasks(_table(text, TASK_HEADERS, source), names, review)
    footnotes = read_footnotes(text)
    tasks = [_keep(_noted(row, footnotes), corrected, "corrected", TaskCorrection) for row in tasks]
    comment = _COMMENT.format(source=header.number)
    write_yaml(folder / "indicators.yml", {"indicators": indicators}, comment)
    write_yaml(folder / "tasks.yml", {"sections": sections, "tasks": tasks}, comment)
    return review


def read_indicators(
    rows: list[TableRow], header: PlanHeader, names: cells.BodyNames, review: list[str]
) -> list[dict[str, Any]]:
    """Return the indicator rows as plain data; doubts are added to `review`."""
    year, indicators = 0, []
    for row in rows:
        if row.is_heading:
            year = int((row.cells[0] or "").split()[-1])
            continue
        name, unit, target, agencies = row.cells
        codes, rest = names.parse(agencies)
        if rest:
            review.append(f"chỉ tiêu {row.number}: không nhận ra cơ quan “{rest}”")
        parsed = cells.parse_target(target)
        kind = "heading" if target is None else "numeric" if parsed.operator != "text" else None
        indicators.append(
            {
                "id": row.number.rstrip("."),
                "target_year": year,
                "kind": kind or "qualitative",
                "name": name,
                "unit": _drop_none(verbatim=unit, code=_unit_code(unit, header.units, review)),
                "target": _plain(parsed),
                "agencies": list(codes),
                "agencies_verbatim": agencies,
            }
        )
    return [_drop_empty(indicator) for indicator in indicators]


def read_tasks(
    rows: list[TableRow], names: cells.BodyNames, review: list[str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the groups of tasks and the task rows as plain data."""
    sections: list[dict[str, Any]] = []
    tasks: list[dict[str, Any]] = []
    for row in rows:
        if row.is_heading:
            sections.append({"id": row.number, "name": row.cells[0]})
        else:
            tasks.append(_task(row, sections[-1]["id"], names, review))
    return sections, tasks


def _task(row: TableRow, section: str, names: cells.BodyNames, review: list[str]) -> dict[str, Any]:
    name, leads, cooperating, output, deadline = row.cells
    lead_codes, lead_rest = names.parse(leads)
    other_codes, other_rest = names.parse(cooperating)
    for rest in filter(None, (lead_rest, other_rest)):
        review.append(f"nhiệm vụ {row.number.rstrip('.')}: không nhận ra cơ quan “{rest}”")
    due = cells.parse_deadline(deadline)
    if due.kind == "unknown":
        review.append(f"nhiệm vụ {row.number.rstrip('.')}: không đọc được thời hạn “{deadline}”")
    task = {
        "id": row.number.rstrip("."),
        "section": section,
        "name": name,
        "leads": list(lead_codes),
        "leads_verbatim": leads,
        "cooperating": list(other_codes),
        "cooperating_verbatim": cooperating,
        "output": output,
        "deadline": _plain(due),
        "parts": list(cells.parse_parts(name or "")),
    }
    return _drop_empty(task)


def _unit_code(unit: str | None, units: tuple[UnitSpelling, ...], review: list[str]) -> str | None:
    for spelling in units:
        if unit and match_key(unit) in map(match_key, spelling.spellings):
            return spelling.code
    if unit:
        review.append(f"đơn vị “{unit}” chưa có trong plan.yml (units)")
    return None


def _table(text: str, headers: tuple[str, ...], source: Path) -> list[TableRow]:
    try:
        return read_table(text, headers)
    except ValueError:
        raise UserError(
            str(source),
            "không tìm thấy bảng",
            f"hàng tiêu đề {' | '.join(headers)}",
            "kiểm tra tệp nguồn là bản văn bản của kế hoạch, mỗi ô một đoạn",
        ) from None


def _existing(path: Path, key: str) -> dict[str, dict[str, Any]]:
    if not path.is_file():
        return {}
    rows: list[dict[str, Any]] = read_yaml(path, dict[str, Any])[key]
    return {row["id"]: row for row in rows}


def _keep(
    row: dict[str, Any], existing: dict[str, dict[str, Any]], key: str, model: type[BaseModel]
) -> dict[str, Any]:
    """Return `row` with what a person decided for the same id in the existing file."""
    old = existing.get(row["id"], {})
    return row | {key: _plain(model.model_validate(old[key]))} if key in old else row


def _noted(task: dict[str, Any], footnotes: dict[str, str]) -> dict[str, Any]:
    notes = [note for mark, note in footnotes.items() if mark in task["name"]]
    return task | {"notes": notes} if notes else task


def _plain(model: BaseModel) -> dict[str, Any]:
    fields = model.model_dump(exclude_none=True)
    return {key: _tidy(value) for key, value in fields.items()}


def _tidy(value: Any) -> Any:
    """Return a value as a clerk would write it: 55 for 55.0, a list for a tuple."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return [_tidy(one) for one in value] if isinstance(value, tuple) else value


def _drop_none(**fields: Any) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value is not None}


def _drop_empty(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value not in (None, [], {})}
