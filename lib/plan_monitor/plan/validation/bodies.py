"""Faults among agencies and groups: codes that lead nowhere, successors in a circle."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from plan_monitor.plan.bodies import Agency
from plan_monitor.plan.faults import Fault
from plan_monitor.plan.models import Plan
from plan_monitor.plan.plan_files import PlanFiles
from plan_monitor.plan.succession import is_closed, succeed
from plan_monitor.plan.validation.rows import repeated
from plan_monitor.plan.yaml_files import Location, YamlFile
from plan_monitor.vietnamese.text import match_key

Mention = tuple[YamlFile[Any], Location, str]
_PRINTED = ("place", "document_code", "signature")


def body_faults(files: PlanFiles, plan: Plan) -> Iterator[Fault]:
    """Yield what is wrong with agencies.yml, and every mention of a body that is not in it."""
    agencies = [agency.code for agency in plan.agencies]
    codes = [*agencies, *(group.code for group in plan.groups)]
    yield from repeated(files.agencies, "agencies", agencies, "code")
    yield from repeated(files.agencies, "groups", codes[len(agencies) :], "code")
    known = {*agencies, *files.agencies.texts("agencies", "code")}
    bodies = {*codes, *known, *files.agencies.texts("groups", "code")}
    yield from _unknown(_mentions(files, plan), bodies, "agencies hoặc groups")
    yield from _unknown(_agency_mentions(files, plan), known, "agencies")
    yield from _same_names(files, plan)
    for number, agency in enumerate(plan.agencies):
        for field, found, expected, what_to_do in agency_complaints(agency, plan.agencies):
            yield files.agencies.fault(("agencies", number, field), found, expected, what_to_do)
    for circle in circles(plan.agencies):
        number = agencies.index(circle[0])
        yield files.agencies.fault(("agencies", number, "successor"), *circle_complaint(circle))
        return
    for number, agency in enumerate(plan.agencies):
        if agency.valid_to:
            day = agency.valid_to + dt.timedelta(days=1)
            for item in unheld_items(plan, day):
                if agency.code in item.codes:
                    location = ("agencies", number, "valid_to")
                    yield files.agencies.fault(location, *unheld_complaint(item, day))


@dataclass(frozen=True)
class Held:
    """An indicator or a task, and the codes of those who answer for it."""

    what: str
    id: str
    codes: tuple[str, ...]


def unheld_items(plan: Plan, day: dt.date) -> list[Held]:
    """Return the indicators and tasks that nobody answers for any more on `day`.

    Groups that had no members in the first place do not count as lost.
    """
    after = succeed(plan, day)
    was_empty = {group.code for group in plan.groups if not group.members}
    lost = {group.code for group in after.groups if not group.members} - was_empty
    lost |= {agency.code for agency in after.agencies if is_closed(agency, day)}
    held = [Held("chỉ tiêu", one.id, one.agencies) for one in after.indicators]
    held += [Held("nhiệm vụ", task.id, task.leads) for task in after.tasks]
    return [one for one in held if one.codes and set(one.codes) <= lost]


def unheld_complaint(item: Held, day: dt.date) -> tuple[str, str, str]:
    """Return what was found, expected and to be done about an item that nobody answers for."""
    return (
        f"từ ngày {day} không còn cơ quan nào chịu trách nhiệm {item.what} {item.id}",
        "cơ quan kế thừa (successor), hoặc cơ quan khác cho mục này",
        "ghi successor của cơ quan kết thúc, hoặc đổi cơ quan của mục này",
    )


def circles(agencies: tuple[Agency, ...]) -> list[list[str]]:
    """Return the circles of successors, each once and with its first member at both ends."""
    successor = {agency.code: agency.successor for agency in agencies}
    found, visited = [], set()
    for start in successor:
        way: list[str] = []
        code: str | None = start
        while code in successor and code not in visited:
            assert code is not None
            visited.add(code)
            way.append(code)
            code = successor[code]
        if code in way:
            assert code is not None
            found.append([*way[way.index(code) :], code])
    return found


def circle_complaint(circle: list[str]) -> tuple[str, str, str]:
    """Return what was found, expected and to be done about a circle of successors."""
    return (
        f"các cơ quan kế thừa nhau thành vòng: {' → '.join(circle)}",
        "một cơ quan cuối còn hoạt động",
        "sửa successor của một trong các cơ quan này",
    )


def agency_complaints(
    agency: Agency, agencies: Iterable[Agency]
) -> Iterator[tuple[str, str, str, str]]:
    """Yield field, found, expected and remedy for what contradicts itself in an agency."""
    after = agency.successor
    heir = next((one for one in agencies if one.code == after), None) if after else None
    if heir is not None and agency.valid_to is not None:
        yield from _heir_complaints(agency, heir, agency.valid_to)
    if agency.valid_from and agency.valid_to and agency.valid_from > agency.valid_to:
        yield (
            "valid_to",
            f"kết thúc {agency.valid_to} trước khi bắt đầu {agency.valid_from}",
            "valid_from không sau valid_to",
            "sửa một trong hai ngày",
        )
    if agency.successor and not agency.valid_to:
        yield (
            "successor",
            f"{agency.code} có cơ quan kế thừa nhưng chưa có ngày kết thúc",
            "valid_to là ngày hoạt động cuối cùng",
            "thêm valid_to, hoặc xóa successor",
        )
    missing = [field for field in _PRINTED if not getattr(agency, field)]
    if agency.reports and missing:
        yield (
            "code",
            f"{agency.code} phải báo cáo nhưng thiếu {', '.join(missing)}",
            "đủ thông tin để in thể thức văn bản",
            "bổ sung, hoặc ghi reports: false",
        )


def _heir_complaints(
    agency: Agency, heir: Agency, last_day: dt.date
) -> Iterator[tuple[str, str, str, str]]:
    """Yield what is wrong with a successor: it begins too late, or reports to nobody."""
    if heir.valid_from and heir.valid_from > last_day + dt.timedelta(days=1):
        yield (
            "successor",
            f"{heir.code} bắt đầu {heir.valid_from}, sau khi {agency.code} kết thúc {last_day}: "
            "không ai chịu trách nhiệm ở giữa",
            "cơ quan kế thừa có từ ngày hôm sau hoặc trước đó",
            "sửa một trong hai ngày",
        )
    if agency.reports and not heir.reports and heir.valid_to is None:
        yield (
            "successor",
            f"{heir.code} nhận phần việc của {agency.code} nhưng ghi reports: false",
            "cơ quan kế thừa phải báo cáo",
            "sửa successor, hoặc ghi reports: true cho cơ quan kế thừa",
        )


def _unknown(mentions: Iterator[Mention], known: set[str], where: str) -> Iterator[Fault]:
    for file, location, code in mentions:
        if code not in known:
            yield file.fault(
                location,
                f"mã “{code}” không có trong agencies.yml",
                f"mã ở mục {where} của agencies.yml",
                "sửa mã, hoặc thêm cơ quan vào agencies.yml",
            )


def _mentions(files: PlanFiles, plan: Plan) -> Iterator[Mention]:
    """Yield every place where an agency or a group may stand."""
    for number, indicator in enumerate(plan.indicators):
        for place, code in enumerate(indicator.agencies):
            yield files.indicators, ("indicators", number, "agencies", place), code
    for number, task in enumerate(plan.tasks):
        for place, code in enumerate(task.leads):
            yield files.tasks, ("tasks", number, "leads", place), code
        for place, code in enumerate(task.cooperating):
            yield files.tasks, ("tasks", number, "cooperating", place), code
    for number, duty in enumerate(plan.header.obligations):
        for place, code in enumerate(duty.agencies):
            yield files.header, ("obligations", number, "agencies", place), code


def _agency_mentions(files: PlanFiles, plan: Plan) -> Iterator[Mention]:
    """Yield every place where only an agency may stand."""
    yield files.header, ("report_lead",), plan.header.report_lead
    for number, agency in enumerate(plan.agencies):
        if agency.successor:
            yield files.agencies, ("agencies", number, "successor"), agency.successor
    for number, group in enumerate(plan.groups):
        for place, code in enumerate(group.members):
            yield files.agencies, ("groups", number, "members", place), code


def _same_names(files: PlanFiles, plan: Plan) -> Iterator[Fault]:
    """Yield a fault where one name or alias stands for two bodies."""
    named = [(("agencies", n), a.code, (a.name, *a.aliases)) for n, a in enumerate(plan.agencies)]
    named += [(("groups", n), g.code, (g.name, *g.aliases)) for n, g in enumerate(plan.groups)]
    owner: dict[str, str] = {}
    for place, code, names in named:
        for name in names:
            other = owner.setdefault(match_key(name), code)
            if other != code:
                yield files.agencies.fault(
                    (*place, "name"),
                    f"tên “{name}” của {code} đã là tên của {other}",
                    "mỗi tên chỉ một cơ quan",
                    "xóa tên ở một trong hai nơi",
                )
