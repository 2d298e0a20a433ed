"""Irregularities of the rows of indicators: numbers, names, units, readings."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation

from plan_monitor.plan.indicators import Indicator
from plan_monitor.plan.irregularities.model import Irregularity
from plan_monitor.plan.models import Plan
from plan_monitor.vietnamese.text import match_key


def find_in_indicators(plan: Plan) -> Iterator[Irregularity]:
    """Yield the irregularities of the table of indicators, its target cells aside."""
    yield from _same_as_numbers(plan)
    yield from _same_names(plan)
    yield from _unit_spellings(plan)
    yield from _readings(plan)
    labels = _labels(plan)
    for indicator in plan.indicators:
        for kind, verbatim, corrected in _in_row(indicator):
            yield Irregularity(kind, (place(indicator),), verbatim, corrected)
        if _repeats_name(indicator, labels):
            unit = indicator.unit
            label = labels.get(unit.code or "", "")
            yield Irregularity("unit_repeats_name", (place(indicator),), unit.verbatim or "", label)


def place(indicator: Indicator) -> str:
    """Return where an indicator's irregularity stands."""
    return f"indicator {indicator.id}"


def reading(indicator: Indicator) -> str:
    """Return how a person decided to read an indicator."""
    return (indicator.decided and indicator.decided.reading) or ""


def group_by(
    items: Iterable[Indicator], key: Callable[[Indicator], Hashable]
) -> list[list[Indicator]]:
    """Return `items` in groups of one key, in the order of their first."""
    groups: dict[Hashable, list[Indicator]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return list(groups.values())


def _in_row(indicator: Indicator) -> Iterator[tuple[str, str, str]]:
    unit, target = indicator.unit.verbatim or "", indicator.target.verbatim or ""
    if indicator.kind == "heading":
        yield "heading_row", indicator.name, reading(indicator)
        return
    if target and not unit:
        yield "blank_unit", target, reading(indicator)
    if not indicator.agencies_verbatim:
        yield "blank_agencies", "", ""
    if unit and indicator.target.operator == "text":
        yield "unit_for_words", f"{unit} | {target}", reading(indicator)
    if any(character.isdigit() for character in unit):
        yield "number_in_unit", unit, ""


def _labels(plan: Plan) -> dict[str, str]:
    """Return the label of each unit; one without a label is whatever the plan counts."""
    return {unit.code: unit.label for unit in plan.header.units}


def _repeats_name(indicator: Indicator, labels: Mapping[str, str]) -> bool:
    """Tell whether a unit that has a shorter label stands in the name; what is counted may."""
    unit = match_key(indicator.unit.verbatim or "")
    label = match_key(labels.get(indicator.unit.code or "", ""))
    is_inside = f" {unit} " in f" {match_key(indicator.name)} "
    return bool(unit) and is_inside and label not in ("", unit)


def _same_as_numbers(plan: Plan) -> Iterator[Irregularity]:
    for group in group_by(plan.indicators, lambda one: _as_number(one.id)):
        if len(group) > 1:
            places = tuple(place(one) for one in group)
            yield Irregularity("same_as_number", places, " / ".join(one.id for one in group))


def _as_number(number: str) -> Hashable:
    try:
        return Decimal(number)
    except InvalidOperation:
        return number


def _same_names(plan: Plan) -> Iterator[Irregularity]:
    for group in group_by(plan.indicators, lambda one: match_key(one.name)):
        if len(group) > 1:
            readings = " ".join(dict.fromkeys(filter(None, map(reading, group))))
            places = tuple(place(one) for one in group)
            yield Irregularity("same_name", places, group[0].name, readings)


def _unit_spellings(plan: Plan) -> Iterator[Irregularity]:
    """Yield each spelling of a unit that has several."""
    labels = _labels(plan)
    with_unit = [one for one in plan.indicators if one.unit.verbatim]
    for group in group_by(with_unit, lambda one: _unit_key(one, labels)):
        spellings = group_by(group, lambda one: one.unit.verbatim)
        for same in spellings if len(spellings) > 1 else ():
            unit = same[0].unit
            label = labels.get(unit.code or "", "")
            corrected = "" if label == unit.verbatim else label
            places = tuple(place(one) for one in same)
            yield Irregularity("unit_spellings", places, unit.verbatim or "", corrected)


def _unit_key(indicator: Indicator, labels: Mapping[str, str]) -> Hashable:
    """Return what is one unit: a code with a label, else a text but for capitals and blanks."""
    unit = indicator.unit
    if unit.code and labels.get(unit.code):
        return unit.code, True
    return "".join(match_key(unit.verbatim or "").split())


def _readings(plan: Plan) -> Iterator[Irregularity]:
    with_reading = [one for one in plan.indicators if reading(one)]
    for group in group_by(with_reading, lambda one: (reading(one), one.decided)):
        first = group[0]
        verbatim = dict.fromkeys(one.target.verbatim or one.name for one in group)
        places = tuple(place(one) for one in group)
        why = first.decided.reason if first.decided else ""
        yield Irregularity("reading", places, " / ".join(verbatim), reading(first), why)
    for duty in plan.header.obligations:
        if duty.reading:
            printed = duty.deadline.verbatim or duty.text
            yield Irregularity("reading", (f"obligation {duty.id}",), printed, duty.reading)
