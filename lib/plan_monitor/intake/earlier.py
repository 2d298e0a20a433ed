"""What was reported before of an agency's indicators, and which of it the form asks again.

An annual flow has no full-year actual when its annual report is due, so the next forms ask for the
final one. Any other indicator's last value is shown, to be replaced if it was revised.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from plan_monitor.errors import UserError
from plan_monitor.intake.records import Observation
from plan_monitor.intake.tables import read_table
from plan_monitor.intake.texts import form_texts
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.assignments import inheritances, owed_indicators
from plan_monitor.plan.calendar import Period, periods_until
from plan_monitor.plan.indicators import Indicator
from plan_monitor.plan.models import Plan
from plan_monitor.vietnamese.numbers import format_number
from plan_monitor.workspace import Workspace


@dataclass(frozen=True)
class EarlierValue:
    """A value of an earlier day as the form prints it.

    `text` is what was reported for `day`, or estimated; `is_final` tells that the final value of a
    full year is still to come and therefore asked.
    """

    day: dt.date
    text: str
    is_final: bool = False


def final_day(periods: Iterable[Period], period: Period) -> dt.date | None:
    """Return the last day of the last full year before `period`, None if no period reports on it.

    Parameters
    ----------
    periods : iterable of Period
        All periods; one that covers the whole year makes its final value due.
    """
    year = period.start.year - 1
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    covered = any(one.start <= first and one.end >= last for one in periods)
    return last if covered else None


def is_flow(item: Indicator) -> bool:
    """Tell whether the values of `item` add up within a year."""
    return item.kind == "numeric" and item.decision.measure == "flow"


def newest_actual(
    rows: Sequence[Observation], indicator_id: str, day: dt.date | None = None
) -> Observation | None:
    """Return the last actual of an indicator; of one day the one that was reported last.

    Parameters
    ----------
    rows : sequence of Observation
        What was reported, the earliest period first.
    day : date, optional
        The only day that counts.
    """
    found = [
        one
        for one in reversed(rows)
        if one.indicator_id == indicator_id
        and one.kind == "actual"
        and one.value is not None
        and day in {None, one.date}
    ]
    return max(found, key=lambda one: one.date, default=None)


def earlier_values(
    plan: Plan, agency: str, final: dt.date | None, rows: Sequence[Observation]
) -> dict[str, EarlierValue]:
    """Return the earlier values that the form of `agency` asks for, by indicator id.

    Parameters
    ----------
    final : date or None
        The day of the final value that is due of every flow.
    rows : sequence of Observation
        What was reported before, the earliest period first.
    """
    found = {}
    for item in owed_indicators(plan, agency):
        if is_flow(item):
            value = _final_value(item, final, rows) if final else None
        else:
            value = _last_value(item, rows) if item.kind == "numeric" else None
        if value is not None:
            found[item.id] = value
    return found


def _final_value(item: Indicator, day: dt.date, rows: Sequence[Observation]) -> EarlierValue:
    known = newest_actual(rows, item.id, day)
    if known is not None:
        return EarlierValue(day, format_number(known.value))
    estimates = [
        one.value
        for one in rows
        if (one.indicator_id, one.kind, one.date) == (item.id, "estimate", day)
        and one.value is not None
    ]
    if not estimates:
        return EarlierValue(day, "", is_final=True)
    text = form_texts().estimated.format(value=format_number(estimates[-1]))
    return EarlierValue(day, text, is_final=True)


def _last_value(item: Indicator, rows: Sequence[Observation]) -> EarlierValue | None:
    known = newest_actual(rows, item.id)
    return EarlierValue(known.date, format_number(known.value)) if known else None


def read_known(
    workspace: Workspace, issued: Plan, period: Period, agency: str
) -> list[Observation]:
    """Return what was reported before of the agency's indicators, by whoever had them then.

    It is known as far as the periods before have been processed; what the agency itself reported
    comes last.
    """
    before = periods_until(workspace, period)[:-1]
    if not before:
        return []
    plan, then = plan_as_of(issued, period.as_of), plan_as_of(issued, before[-1].as_of)
    rows = [
        row.model_copy(update={"agency": agency, "reported_by": former})
        for former, items in inheritances(then, plan, agency).items()
        for row in _last_processed(workspace, before, former)
        if row.indicator_id in items.indicators
    ]
    return rows + _last_processed(workspace, before, agency)


def _last_processed(
    workspace: Workspace, periods: Sequence[Period], agency: str
) -> list[Observation]:
    """Return what an agency had reported by the last period that it has a table of."""
    for period in reversed(periods):
        path = workspace.agency_tables(period.id, agency) / "observations.csv"
        if path.is_file():
            return _read(workspace, period, path)
    return []


def _read(workspace: Workspace, period: Period, path: Path) -> list[Observation]:
    try:
        return read_table(path, Observation)
    except ValueError as error:
        raise UserError(
            workspace.relative(path),
            "bảng không đúng mẫu của phiên bản này",
            "bảng do báo cáo của kỳ trước ghi ra",
            f"chạy lại make report PERIOD={period.id}",
        ) from error
