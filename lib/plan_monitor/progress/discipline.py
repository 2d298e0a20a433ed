"""How each agency reported: when, how completely, with how many findings."""

import datetime as dt
from collections.abc import Sequence

from plan_monitor.intake.records import Accounting, Finding, Submission
from plan_monitor.plan.assignments import owed_indicators, owed_tasks
from plan_monitor.plan.calendar import Period
from plan_monitor.plan.models import Plan
from plan_monitor.progress.records import Discipline


def compute_discipline(
    plan: Plan,
    agency: str,
    period: Period,
    *,
    submissions: Sequence[Submission],
    accounting: Sequence[Accounting],
    findings: Sequence[Finding],
) -> Discipline:
    """Return how `agency` reported in `period`; the first readable arrival decides timeliness."""
    sent = [one for one in submissions if (one.agency, one.period) == (agency, period.id)]
    mine = [one for one in sent if one.standing in {"counted", "superseded"}]
    arrivals = sorted(one.received_at for one in mine if one.received_at)
    first = arrivals[0] if arrivals else None
    days_late = max(0, (first.date() - period.due_before).days + 1) if first else 0
    rows = [one for one in accounting if (one.agency, one.period) == (agency, period.id)]
    asked = len(owed_indicators(plan, agency)) + len(owed_tasks(plan, agency))
    of_period = [one for one in findings if (one.agency, one.period) == (agency, period.id)]
    return Discipline(
        agency=agency,
        received_at=first,
        timeliness=_timeliness(sent, mine, first, days_late),
        days_late=days_late,
        asked=asked,
        accepted=sum(row.accepted for row in rows),
        warned=sum(row.warned for row in rows),
        rejected=sum(row.rejected for row in rows),
        blank=sum(row.blank for row in rows) if rows else asked,
        revisions=max(0, len(mine) - 1),
        errors=sum(one.severity == "error" for one in of_period),
        warnings=sum(one.severity == "warning" for one in of_period),
    )


def _timeliness(
    sent: Sequence[Submission],
    readable: Sequence[Submission],
    first: dt.datetime | None,
    days_late: int,
) -> str:
    if not readable:
        return "unreadable" if any(one.standing == "unreadable" for one in sent) else "missing"
    if first is None:
        return "unknown"
    return "late" if days_late else "on_time"
