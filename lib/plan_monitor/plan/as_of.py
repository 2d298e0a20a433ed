"""The plan as it stands on a day: as issued, amended, and passed on to successors."""

import datetime as dt
from collections.abc import Iterable

from plan_monitor.plan.amendments import Amendment, Change
from plan_monitor.plan.applying import amend
from plan_monitor.plan.changes import succession_changes
from plan_monitor.plan.models import Plan
from plan_monitor.plan.succession import succeed


def plan_as_of(plan: Plan, day: dt.date) -> Plan:
    """Return the plan as it stands at the end of `day`.

    Amendments in force whose date has come are applied in the order of their dates; then the items
    of agencies that have closed pass to their heirs. `changes` of the plan returned says what
    differs from the plan as issued, since when, and by which document.
    """
    amended = plan
    for amendment in in_force(plan, day):
        amended = amend(amended, amendment)
    passed_on = succeed(amended, day)
    changes = (*amended.changes, *succession_changes(amended, passed_on, day))
    return passed_on.model_copy(
        update={"as_of": day, "changes": tuple(sorted(changes, key=lambda change: change.date))}
    )


def in_force(plan: Plan, day: dt.date) -> list[Amendment]:
    """Return the amendments that hold on `day`, the earliest first."""
    return _dated(one for one in plan.amendments if one.status == "in_force" and one.date <= day)


def open_drafts(plan: Plan, day: dt.date) -> list[Amendment]:
    """Return the drafts whose date has come by `day` although nobody has confirmed them."""
    return _dated(one for one in plan.amendments if one.status == "draft" and one.date <= day)


def changes_since(plan: Plan, day: dt.date | None) -> list[Change]:
    """Return the changes of a dated plan that took effect after `day`; all of them for None."""
    return [change for change in plan.changes if day is None or change.date > day]


def _dated(amendments: Iterable[Amendment]) -> list[Amendment]:
    return sorted(amendments, key=lambda one: (one.date, one.id))
