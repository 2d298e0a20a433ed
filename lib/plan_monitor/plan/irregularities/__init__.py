"""Every irregularity of a plan's document: found in its rows, or observed by a person."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from plan_monitor.plan.irregularities.bodies import find_in_bodies
from plan_monitor.plan.irregularities.indicators import find_in_indicators
from plan_monitor.plan.irregularities.model import (
    OBSERVED,
    Irregularity,
    Observation,
    kinds,
    merge,
    read_observations,
)
from plan_monitor.plan.irregularities.separators import find_in_separators
from plan_monitor.plan.irregularities.spelling import find_in_spelling
from plan_monitor.plan.irregularities.targets import find_in_targets
from plan_monitor.plan.irregularities.tasks import find_in_tasks
from plan_monitor.plan.models import Plan

__all__ = ["Irregularity", "Observation", "find_irregularities", "read_observations"]

_DETECTORS = (
    find_in_indicators,
    find_in_targets,
    find_in_tasks,
    find_in_bodies,
    find_in_separators,
    find_in_spelling,
)


def find_irregularities(plan: Plan, observed: Iterable[Observation] = ()) -> list[Irregularity]:
    """Return every irregularity of `plan` in the order of the catalogue.

    Parameters
    ----------
    plan : Plan
        The plan as issued.
    observed : iterable of Observation
        What a person saw in the document that its rows do not hold.
    """
    found = merge(one for find in _DETECTORS for one in find(plan))
    found += [_as_irregularity(one) for one in observed]
    order, places = list(kinds()), _places(plan)
    explained = (_explained(one, places) for one in found)
    return sorted(explained, key=lambda one: order.index(one.kind))


def _places(plan: Plan) -> dict[str, int]:
    """Return every place of the plan with its rank in the order of the document."""
    places = [f"indicator {one.id}" for one in plan.indicators]
    places += [f"section {one.id}" for one in plan.sections]
    places += [f"task {one.id}" for one in plan.tasks]
    places += [f"obligation {one.id}" for one in plan.header.obligations]
    return {place: rank for rank, place in enumerate(places)}


def _as_irregularity(one: Observation) -> Irregularity:
    return Irregularity(
        OBSERVED, (one.where,), one.verbatim, one.corrected, one.reason, one.handled
    )


def _explained(one: Irregularity, places: Mapping[str, int]) -> Irregularity:
    kind = kinds()[one.kind]
    return replace(
        one,
        items=tuple(sorted(one.items, key=lambda item: places.get(item, 0))),
        reason=one.reason or kind.reason,
        handled=one.handled or kind.handled,
    )
