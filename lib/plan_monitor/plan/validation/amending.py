"""Faults of amendments: against the plan that they change, and against each other."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from plan_monitor.plan.amendments import Amendment
from plan_monitor.plan.applying import amend
from plan_monitor.plan.cells import parse_deadline, parse_target
from plan_monitor.plan.faults import Fault
from plan_monitor.plan.models import Plan
from plan_monitor.plan.plan_files import PlanFiles
from plan_monitor.plan.validation.bodies import (
    agency_complaints,
    circle_complaint,
    circles,
    unheld_complaint,
    unheld_items,
)
from plan_monitor.plan.validation.rows import (
    indicator_complaints,
    misnamed,
    repeated,
    task_complaints,
)
from plan_monitor.plan.yaml_files import Location, YamlFile

AmendmentFile = YamlFile[Amendment]
Setting = tuple[str, str, str]


def amendment_faults(files: PlanFiles, plan: Plan, *, base_is_sound: bool) -> list[Fault]:
    """Return what is wrong with the amendments of `plan`.

    In the order of their dates each is held against the plan as the earlier ones in force left it;
    a draft must fit too, but need not say everything yet. What follows from an amendment in force
    (items without anybody, a circle of successors) is looked at only if the plan itself is sound.
    """
    dated = [(one, one.value) for one in files.amendments if one.value is not None]
    dated.sort(key=lambda pair: (pair[1].date, pair[1].id))
    in_force = [pair for pair in dated if pair[1].status == "in_force"]
    faults = [fault for one, found in dated for fault in _own_faults(one, found, plan)]
    faults += [*_contradictions(in_force), *_changed_and_ended(in_force)]
    standing = plan
    for file, amendment in dated:
        misfits = list(_misfits(file, amendment, standing, files))
        faults += misfits
        if amendment.status == "in_force" and not misfits:
            before, standing = standing, amend(standing, amendment)
            faults += _consequences(file, amendment, before, standing) if base_is_sound else ()
    return faults


def _own_faults(file: AmendmentFile, amendment: Amendment, plan: Plan) -> Iterator[Fault]:
    yield from repeated(file, "indicators", [one.id for one in amendment.indicators])
    yield from repeated(file, "tasks", [one.id for one in amendment.tasks])
    yield from repeated(file, "agencies", [one.code for one in amendment.agencies], "code")
    yield from repeated(file, "groups", [one.code for one in amendment.groups], "code")
    yield from misnamed(file, amendment.id)
    if amendment.date < plan.header.date:
        yield file.fault(
            ("date",),
            f"có hiệu lực {amendment.date}, trước ngày ban hành kế hoạch {plan.header.date}",
            "ngày không trước ngày ban hành",
            "sửa ngày",
        )
    yield from _unreadable(file, amendment, plan)


def _unreadable(file: AmendmentFile, amendment: Amendment, plan: Plan) -> Iterator[Fault]:
    """Yield the targets and deadlines that nobody could judge by."""
    for number, change in enumerate(amendment.indicators):
        verbatim = change.target
        if verbatim is not None and parse_target(verbatim).operator == "text":
            kind = next((i.kind for i in plan.indicators if i.id == change.id), "numeric")
            if kind == "numeric":
                yield file.fault(
                    ("indicators", number, "target"),
                    f"mục tiêu “{verbatim}” không đọc được thành một số",
                    "ví dụ: ≥ 20; 3 - 5%; 100%",
                    "ghi lại mục tiêu như văn bản điều chỉnh, mỗi chỉ tiêu một mục tiêu",
                )
    for number, task in enumerate(amendment.tasks):
        if task.deadline is not None and parse_deadline(task.deadline).kind == "unknown":
            yield file.fault(
                ("tasks", number, "deadline"),
                f"thời hạn “{task.deadline}” không đọc được",
                "ví dụ: Tháng 6/2026; Quý II/2026; Năm 2027; Thường xuyên",
                "ghi lại thời hạn như văn bản điều chỉnh",
            )


def _misfits(
    file: AmendmentFile, amendment: Amendment, plan: Plan, files: PlanFiles
) -> Iterator[Fault]:
    """Yield what the amendment names and the plan lacks, or adds and the plan has."""
    known = _known(plan)
    there = _with_faulty_rows(known, files)
    for location, kind, one in _named(amendment):
        if one not in there[kind]:
            yield file.fault(
                location,
                f"“{one}” không có trong {kind} của kế hoạch vào ngày {amendment.date}",
                "mục đang có hiệu lực (chưa bị một văn bản trước kết thúc)",
                "sửa mã, hoặc sửa ngày hiệu lực",
            )
    for kind, names in known.items():
        for number, item in enumerate(getattr(amendment.added, kind)):
            name = getattr(item, "id", None) or item.code
            if name in names:
                yield file.fault(
                    ("added", kind, number),
                    f"thêm “{name}” nhưng {kind} đã có mã này",
                    "mã mới",
                    "đổi mã, hoặc ghi vào phần thay đổi thay vì added",
                )
            names.add(name)
    bodies = known["agencies"] | known["groups"] | there["agencies"] | there["groups"]
    for location, code in _codes(amendment):
        if code not in bodies:
            yield file.fault(
                location,
                f"mã “{code}” không có trong agencies.yml",
                "mã cơ quan hoặc nhóm đã khai báo",
                "sửa mã, hoặc thêm cơ quan vào added",
            )


def _known(plan: Plan) -> dict[str, set[str]]:
    """Return the ids that the plan has, by the list in which they stand."""
    return {
        "indicators": {one.id for one in plan.indicators},
        "sections": {one.id for one in plan.sections},
        "tasks": {one.id for one in plan.tasks},
        "agencies": {one.code for one in plan.agencies},
        "groups": {one.code for one in plan.groups},
    }


def _with_faulty_rows(known: Mapping[str, set[str]], files: PlanFiles) -> dict[str, set[str]]:
    """Return `known` with the rows that were left out because of a fault of their own."""
    places: dict[str, tuple[YamlFile[Any], str]] = {
        "indicators": (files.indicators, "id"),
        "sections": (files.tasks, "id"),
        "tasks": (files.tasks, "id"),
        "agencies": (files.agencies, "code"),
        "groups": (files.agencies, "code"),
    }
    return {
        kind: known[kind] | set(file.texts(kind, field) if kind in file.rows else ())
        for kind, (file, field) in places.items()
    }


def _named(amendment: Amendment) -> Iterator[tuple[Location, str, str]]:
    """Yield where, of what kind, and which: every existing item that the amendment names."""
    for number, indicator in enumerate(amendment.indicators):
        yield ("indicators", number, "id"), "indicators", indicator.id
    for number, task in enumerate(amendment.tasks):
        yield ("tasks", number, "id"), "tasks", task.id
    for number, agency in enumerate(amendment.agencies):
        yield ("agencies", number, "code"), "agencies", agency.code
    for number, group in enumerate(amendment.groups):
        yield ("groups", number, "code"), "groups", group.code
    for number, ended in enumerate(amendment.ended.indicators):
        yield ("ended", "indicators", number, "id"), "indicators", ended.id
    for number, ended in enumerate(amendment.ended.tasks):
        yield ("ended", "tasks", number, "id"), "tasks", ended.id
    for number, question in enumerate(amendment.questions):
        if question.indicator is not None:
            yield ("questions", number, "indicator"), "indicators", question.indicator
        if question.task is not None:
            yield ("questions", number, "task"), "tasks", question.task


def _codes(amendment: Amendment) -> Iterator[tuple[Location, str]]:
    """Yield where and which: every body that the amendment puts somewhere."""
    for number, indicator in enumerate(amendment.indicators):
        for code in indicator.agencies or ():
            yield ("indicators", number, "agencies"), code
    for number, task in enumerate(amendment.tasks):
        for field in ("leads", "cooperating"):
            for code in getattr(task, field) or ():
                yield ("tasks", number, field), code
    for number, agency in enumerate(amendment.agencies):
        if agency.successor:
            yield ("agencies", number, "successor"), agency.successor
    for number, group in enumerate(amendment.groups):
        for code in group.members or ():
            yield ("groups", number, "members"), code
    if amendment.header and amendment.header.report_lead:
        yield ("header", "report_lead"), amendment.header.report_lead
    yield from _added_codes(amendment)


def _added_codes(amendment: Amendment) -> Iterator[tuple[Location, str]]:
    for number, item in enumerate(amendment.added.indicators):
        for code in item.agencies:
            yield ("added", "indicators", number, "agencies"), code
    for number, task in enumerate(amendment.added.tasks):
        for code in (*task.leads, *task.cooperating):
            yield ("added", "tasks", number, "leads"), code


def _contradictions(dated: Sequence[tuple[AmendmentFile, Amendment]]) -> Iterator[Fault]:
    """Yield a fault where two amendments of one day give one field two values."""
    settings = [
        (setting, value, location, file, amendment)
        for file, amendment in dated
        for setting, value, location in _settings(amendment)
    ]
    settings.sort(key=lambda one: (one[4].date, one[0], one[4].id))
    for earlier, later in pairwise(settings):
        same = earlier[0] == later[0] and earlier[4].date == later[4].date
        if same and earlier[1] != later[1]:
            kind, item, field = later[0]
            yield later[3].fault(
                later[2],
                f"{kind} “{item}”, {field}: trái với {earlier[3].path.name} cùng ngày "
                f"{later[4].date} ({later[1]} và {earlier[1]})",
                "một giá trị cho một ngày",
                "bỏ thay đổi này ở một trong hai tệp, hoặc sửa ngày hiệu lực",
            )


def _changed_and_ended(dated: Sequence[tuple[AmendmentFile, Amendment]]) -> Iterator[Fault]:
    """Yield a fault where one amendment ends what another changes on the same day."""
    ended = {
        (amendment.date, kind, one.id): file
        for file, amendment in dated
        for kind in ("indicators", "tasks")
        for one in getattr(amendment.ended, kind)
    }
    for file, amendment in dated:
        for location, kind, item in _named(amendment):
            other = ended.get((amendment.date, kind, item))
            if other is not None and location[0] == kind:
                yield file.fault(
                    location,
                    f"thay đổi {kind} “{item}”, trái với {other.path.name} kết thúc mục này cùng "
                    f"ngày {amendment.date}",
                    "hoặc thay đổi, hoặc kết thúc",
                    "bỏ ở một trong hai nơi, hoặc sửa ngày hiệu lực",
                )


def _settings(amendment: Amendment) -> Iterator[tuple[Setting, str, Location]]:
    """Yield what is set, to which value, and where: one for each field that changes."""
    for kind in ("indicators", "tasks", "agencies", "groups"):
        for number, change in enumerate(getattr(amendment, kind)):
            item = getattr(change, "id", None) or change.code
            for field, value in change.values.items():
                if field == "decided":
                    for name, one in value.values.items():
                        yield (kind, item, f"decided.{name}"), str(one), (kind, number, field, name)
                else:
                    yield (kind, item, field), str(value), (kind, number, field)
    for field, value in (amendment.header.values if amendment.header else {}).items():
        yield ("header", "", field), str(value), ("header", field)


def _consequences(
    file: AmendmentFile, amendment: Amendment, before: Plan, after: Plan
) -> Iterator[Fault]:
    """Yield what goes round, or stands without anybody, once the amendment holds."""
    for circle in circles(after.agencies):
        yield file.fault(("agencies",), *circle_complaint(circle))
        return
    yield from _row_faults(file, amendment, after)
    ends = [change.valid_to for change in amendment.agencies if change.valid_to]
    day = max([amendment.date, *(end + dt.timedelta(days=1) for end in ends)])
    for item in unheld_items(after, day):
        if item not in unheld_items(before, day):
            yield file.fault(
                ("agencies",) if amendment.agencies else ("groups",),
                *unheld_complaint(item, day),
            )


def _row_faults(file: AmendmentFile, amendment: Amendment, after: Plan) -> Iterator[Fault]:
    """Yield what contradicts itself in a row that the amendment changed or added.

    A target outside bounds that the amendment changed is let pass: a change of the context can make
    one hold by itself.
    """
    moved = {one.id for one in amendment.indicators if one.target is None}
    units: set[str] = {unit.code for unit in after.header.units}
    places: dict[str, Location] = {
        one.id: ("indicators", n) for n, one in enumerate(amendment.indicators)
    }
    places |= {
        one.id: ("added", "indicators", n) for n, one in enumerate(amendment.added.indicators)
    }
    for one in after.indicators:
        for field, *complaint in indicator_complaints(one, units) if one.id in places else ():
            if field != "decided.bounds" or one.id not in moved:
                yield file.fault(places[one.id], *complaint)
    touched = {one.code: ("agencies", n) for n, one in enumerate(amendment.agencies)}
    new: dict[str, Location] = {
        one.code: ("added", "agencies", n) for n, one in enumerate(amendment.added.agencies)
    }
    for agency in after.agencies:
        for _, *complaint in agency_complaints(agency, after.agencies):
            if agency.code in touched or agency.code in new:
                yield file.fault(new.get(agency.code, touched.get(agency.code, ())), *complaint)
    sections = {section.id for section in after.sections}
    for number, task in enumerate(amendment.added.tasks):
        for _, *complaint in task_complaints(task, sections):
            yield file.fault(("added", "tasks", number), *complaint)
