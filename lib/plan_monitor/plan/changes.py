"""What differs between two states of a plan, field by field, in printed texts."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from plan_monitor.plan.amendments import Amendment, Change, ItemKind
from plan_monitor.plan.bodies import Agency, Group
from plan_monitor.plan.indicators import Indicator, NumericDecision
from plan_monitor.plan.models import Plan, PlanHeader
from plan_monitor.plan.strict import Basis
from plan_monitor.plan.succession import is_closed
from plan_monitor.plan.tasks import Task
from plan_monitor.vietnamese.dates import short_date
from plan_monitor.vietnamese.numbers import format_number

Printed = dict[str, str]
ADDED, ENDED = "added", "ended"
_ONE_DAY = dt.timedelta(days=1)


class Difference(NamedTuple):
    """One field of one item in two states, in printed texts."""

    item: str
    field: str
    before: str
    after: str


def amendment_changes(before: Plan, after: Plan, amendment: Amendment) -> list[Change]:
    """Return what `amendment` changed, in the order of the plan's files."""
    reasons = _reasons(amendment)
    return [
        _change(amendment.date, amendment.basis, kind, one, reasons.get((kind, one.item), ""))
        for kind in _KINDS
        for one in _differences(_printed(before, kind), _printed(after, kind))
    ]


def plan_differences(before: Plan, after: Plan) -> list[tuple[ItemKind, Difference]]:
    """Return every printed field in which two states of a plan differ, by the kind of its item."""
    return [
        (kind, one)
        for kind in _KINDS
        for one in _differences(_printed(before, kind), _printed(after, kind))
    ]


def succession_changes(before: Plan, after: Plan, day: dt.date) -> list[Change]:
    """Return which items came to another agency because theirs had closed before `day`."""
    closed = {one.name: one for one in before.agencies if is_closed(one, day)}
    found = []
    for kind in _HELD:
        for one in _differences(_printed(before, kind), _printed(after, kind)):
            gone = [closed[name] for name in one.before.split("; ") if name in closed]
            if one.field in _HOLDERS and gone:
                last = max(agency.valid_to or day for agency in gone)
                basis = gone[0].basis or Basis(document=gone[0].name, to_be_confirmed=True)
                found.append(_change(last + _ONE_DAY, basis, kind, one, ""))
    return found


def _change(
    date: dt.date, basis: Basis, kind: ItemKind, difference: Difference, reason: str
) -> Change:
    return Change(
        date=date,
        document=basis.document,
        to_be_confirmed=basis.to_be_confirmed,
        kind=kind,
        id=difference.item,
        field=difference.field,
        before=difference.before,
        after=difference.after,
        reason=reason,
    )


def _reasons(amendment: Amendment) -> dict[tuple[ItemKind, str], str]:
    found: dict[tuple[ItemKind, str], str] = {}
    if amendment.header:
        found["header", ""] = amendment.header.reason
    found |= {("indicator", one.id): one.reason for one in amendment.indicators}
    found |= {("indicator", one.id): one.reason for one in amendment.ended.indicators}
    found |= {("task", one.id): one.reason for one in amendment.tasks}
    found |= {("task", one.id): one.reason for one in amendment.ended.tasks}
    found |= {("agency", one.code): one.reason for one in amendment.agencies}
    found |= {("group", one.code): one.reason for one in amendment.groups}
    return found


def _differences(
    before: Mapping[str, Printed], after: Mapping[str, Printed]
) -> Iterator[Difference]:
    for item in dict.fromkeys([*before, *after]):
        old, new = before.get(item), after.get(item)
        if old is None and new is not None:
            yield Difference(item, ADDED, "", new["name"])
        elif new is None and old is not None:
            yield Difference(item, ENDED, old["name"], "")
        elif old is not None and new is not None:
            for field in old:
                if old[field] != new[field]:
                    yield Difference(item, field, old[field], new[field])


def _printed(plan: Plan, kind: ItemKind) -> dict[str, Printed]:
    names = plan.body_names
    if kind == "header":
        return {"": _printed_header(plan.header, names)}
    if kind == "indicator":
        return {one.id: _printed_indicator(one, names) for one in plan.indicators}
    if kind == "task":
        return {one.id: _printed_task(one, names) for one in plan.tasks}
    if kind == "agency":
        return {one.code: _printed_agency(one, names) for one in plan.agencies}
    if kind == "group":
        return {one.code: _printed_group(one, names) for one in plan.groups}
    return {one.id: {"name": one.name} for one in plan.sections}


_KINDS: tuple[ItemKind, ...] = ("header", "indicator", "section", "task", "agency", "group")
_HELD: tuple[ItemKind, ...] = ("header", "indicator", "task", "group")
_HOLDERS = ("report_lead", "agencies", "leads", "cooperating", "members")


def _listed(codes: tuple[str, ...], names: Mapping[str, str]) -> str:
    return "; ".join(names.get(code, code) for code in codes)


def _printed_header(header: PlanHeader, names: Mapping[str, str]) -> Printed:
    return {
        "name": header.number,
        "issuer": header.issuer,
        "province": header.province,
        "report_lead": names.get(header.report_lead, header.report_lead),
        "report_to": header.report_to,
        "recipients": "; ".join(header.recipients),
    }


def _printed_indicator(one: Indicator, names: Mapping[str, str]) -> Printed:
    base = one.baseline
    printed = {
        "name": one.name,
        "target": one.target.verbatim or "",
        "target_year": str(one.target_year),
        "agencies": _listed(one.agencies, names),
        "baseline": f"{format_number(base.value)} ({short_date(base.date)})" if base else "",
        "milestones": "; ".join(f"{m.year}: {format_number(m.value)}" for m in one.milestones),
        "reading": (one.decided and one.decided.reading) or "",
    }
    if isinstance(one.decided, NumericDecision):
        low, high = one.decided.bounds
        printed |= {
            "bounds": f"{format_number(low)} … {format_number(high)}",
            "better": one.decided.better,
            "measure": one.decided.measure,
            "step": format_number(one.decided.step),
            "condition": one.decided.condition,
        }
    return printed


def _printed_task(task: Task, names: Mapping[str, str]) -> Printed:
    return {
        "name": task.printed_name,
        "leads": _listed(task.leads, names),
        "cooperating": _listed(task.cooperating, names),
        "output": task.printed_output,
        "deadline": task.printed_deadline,
    }


def _printed_agency(agency: Agency, names: Mapping[str, str]) -> Printed:
    return {
        "name": agency.name,
        "valid_from": short_date(agency.valid_from) if agency.valid_from else "",
        "valid_to": short_date(agency.valid_to) if agency.valid_to else "",
        "successor": names.get(agency.successor or "", ""),
        "place": agency.place or "",
        "parent": agency.parent or "",
    }


def _printed_group(group: Group, names: Mapping[str, str]) -> Printed:
    return {"name": group.name, "members": _listed(group.members, names)}
