"""Faults in the rows of indicators and tasks: what contradicts itself or its source."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from plan_monitor.plan.cells import parse_deadline, parse_target
from plan_monitor.plan.faults import Fault
from plan_monitor.plan.indicators import Indicator, NumericDecision, Target
from plan_monitor.plan.plan_files import PlanFiles
from plan_monitor.plan.tasks import Task
from plan_monitor.plan.yaml_files import Location, YamlFile

Complaint = tuple[str, str, str, str]
_OPPOSITE = {">=": "lower", ">": "lower", "<=": "higher", "<": "higher"}
_NEEDS_DATE = ("month", "year", "from")


def row_faults(files: PlanFiles) -> Iterator[Fault]:
    """Yield what is wrong with single rows of indicators.yml and tasks.yml, each file by itself."""
    header, indicators, tasks = files.header.value, files.indicators.value, files.tasks.value
    if indicators is not None:
        units = {str(unit.code) for unit in header.units} if header is not None else None
        rows = indicators.indicators
        for number, indicator in enumerate(rows):
            for field, *complaint in indicator_complaints(indicator, units):
                yield files.indicators.fault(("indicators", number, *field.split(".")), *complaint)
        yield from repeated(files.indicators, "indicators", [one.id for one in rows])
    if tasks is not None:
        sections = {section.id for section in tasks.sections}
        sections |= set(files.tasks.texts("sections", "id"))
        for number, task in enumerate(tasks.tasks):
            for field, *complaint in task_complaints(task, sections):
                yield files.tasks.fault(("tasks", number, *field.split(".")), *complaint)
        yield from repeated(files.tasks, "tasks", [one.id for one in tasks.tasks])
        yield from _unknown_needs(files.tasks, tasks.tasks)
        yield from repeated(files.tasks, "sections", [one.id for one in tasks.sections])


def _unknown_needs(file: YamlFile[Any], tasks: Sequence[Task]) -> Iterator[Fault]:
    """Yield a fault for each task that depends on itself or on one that the plan does not have."""
    known = {task.id for task in tasks} | set(file.texts("tasks", "id"))
    for number, task in enumerate(tasks):
        for place, needed in enumerate(task.depends_on):
            if needed == task.id or needed not in known:
                yield file.fault(
                    ("tasks", number, "depends_on", place),
                    f"nhiệm vụ {task.id} phụ thuộc “{needed}”",
                    "mã của một nhiệm vụ khác trong kế hoạch",
                    "sửa hoặc bỏ mã",
                )


def repeated(
    file: YamlFile[Any], key: str, ids: Sequence[str], field: str = "id"
) -> Iterator[Fault]:
    """Yield a fault for each id that stands more than once in the list `key` of `file`."""
    counts = Counter(ids)
    seen: set[str] = set()
    for number, one in enumerate(ids):
        if counts[one] > 1 and one in seen:
            location: Location = (key, number, field)
            yield file.fault(location, f"{field} “{one}” ghi hai lần", "mỗi mã một lần", "đổi mã")
        seen.add(one)


def misnamed(file: YamlFile[Any], item_id: str) -> Iterator[Fault]:
    """Yield a fault where the id in a file is not the file's name."""
    if item_id != file.path.stem:
        yield file.fault(
            ("id",),
            f"id “{item_id}” khác tên tệp “{file.path.stem}”",
            "id là tên tệp không có .yml",
            "đổi id hoặc đổi tên tệp",
        )


def indicator_complaints(indicator: Indicator, units: set[str] | None) -> Iterator[Complaint]:
    """Yield field, found, expected and remedy for what contradicts itself in an indicator.

    `units` are the codes that can be printed, None where they are not known.
    """
    target, code = indicator.target, indicator.unit.code
    read = parse_target(target.verbatim)
    if code is not None and units is not None and code not in units:
        yield (
            "unit.code",
            f"đơn vị “{code}” chưa có cách in",
            "mã có trong units của plan.yml",
            "thêm đơn vị vào units của plan.yml",
        )
    if read.operator not in (None, "text") and read != target:
        yield (
            "target",
            f"nguyên văn “{target.verbatim}” đọc là {_shown(read)}, ở đây ghi {_shown(target)}",
            "giá trị đúng như nguyên văn",
            "sửa operator, value, low, high theo nguyên văn",
        )
    decided = indicator.decided
    if indicator.kind == "numeric" and isinstance(decided, NumericDecision):
        yield from _number_complaints(target, decided)
    yield from _baseline_complaints(indicator)
    years = [milestone.year for milestone in indicator.milestones]
    if years != sorted(set(years)) or any(year >= indicator.target_year for year in years):
        yield (
            "milestones",
            f"các mốc {', '.join(map(str, years))}",
            f"năm tăng dần, trước {indicator.target_year}",
            "sắp xếp lại hoặc sửa năm",
        )


def _baseline_complaints(indicator: Indicator) -> Iterator[Complaint]:
    baseline, decided = indicator.baseline, indicator.decided
    if baseline is None or not isinstance(decided, NumericDecision):
        return
    low, high = decided.bounds
    if (low is not None and baseline.value < low) or (high is not None and baseline.value > high):
        yield "baseline", f"năm gốc {baseline.value:g} ngoài bounds", "giá trị trong bounds", "sửa"
    if baseline.date.year >= indicator.target_year:
        yield (
            "baseline",
            f"năm gốc ngày {baseline.date}, không trước năm mục tiêu {indicator.target_year}",
            "ngày trước năm mục tiêu",
            "sửa date của baseline",
        )


def _number_complaints(target: Target, decided: NumericDecision) -> Iterator[Complaint]:
    low, high = decided.bounds
    if low is not None and high is not None and low >= high:
        yield "decided.bounds", f"bounds [{low:g}, {high:g}]", "số trước nhỏ hơn số sau", "sửa"
    ends = [target.low, target.high] if target.operator == "range" else [target.value]
    if any(end is None for end in ends) or target.operator in (None, "text"):
        yield (
            "target",
            f"chỉ tiêu dạng số nhưng mục tiêu là {_shown(target)}",
            "operator và value, hoặc range với low và high",
            "ghi số của mục tiêu, hoặc đổi kind thành qualitative",
        )
        return
    for end in ends:
        is_low = low is not None and end is not None and end < low
        is_high = high is not None and end is not None and end > high
        if is_low or is_high:
            yield (
                "decided.bounds",
                f"mục tiêu {end:g} nằm ngoài bounds",
                "giới hạn chứa được mục tiêu",
                "sửa bounds hoặc mục tiêu",
            )
    if _OPPOSITE.get(target.operator or "") == decided.better:
        yield (
            "decided.better",
            f"better: {decided.better} trái với mục tiêu {_shown(target)}",
            "chiều tốt hơn cùng hướng với dấu của mục tiêu",
            "sửa better, hoặc xem lại nguyên văn",
        )


def task_complaints(task: Task, sections: set[str]) -> Iterator[Complaint]:
    """Yield field, found, expected and remedy for what contradicts itself in a task."""
    if task.section not in sections:
        yield (
            "section",
            f"không có nhóm nhiệm vụ “{task.section}”",
            f"một trong: {', '.join(sorted(sections))}",
            "sửa section hoặc thêm nhóm vào sections",
        )
    if not task.leads:
        yield "leads", "không có cơ quan chủ trì", "ít nhất một mã", "ghi mã cơ quan chủ trì"
    deadline = task.deadline
    read = parse_deadline(deadline.verbatim)
    if read.kind != "unknown" and read != deadline:
        yield (
            "deadline",
            f"nguyên văn “{deadline.verbatim}” đọc là {read.kind} {read.date or ''}".rstrip(),
            "kind và date đúng như nguyên văn",
            "sửa kind, date theo nguyên văn",
        )
    if (deadline.kind in _NEEDS_DATE) != (deadline.date is not None):
        yield (
            "deadline",
            f"kind {deadline.kind} với date {deadline.date or 'trống'}",
            "month, year, from có date; ongoing, annual, unknown không có",
            "sửa kind hoặc date",
        )


def _shown(target: Target) -> str:
    if target.operator == "range":
        return f"khoảng {target.low} – {target.high}"
    return f"{target.operator or 'trống'} {'' if target.value is None else f'{target.value:g}'}"
