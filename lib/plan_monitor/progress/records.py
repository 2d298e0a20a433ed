"""The tables of progress: what one row is, column by column."""

import datetime as dt
from typing import Literal

from plan_monitor.plan.strict import Strict
from plan_monitor.progress.methods import Status

PointKind = Literal["history", "baseline", "actual", "estimate"]
Grade = Literal["E0", "E1", "E2", "E3", "E4"]
TaskCell = Literal[
    "done_on_time",
    "done_late",
    "in_progress",
    "in_progress_overdue",
    "not_started",
    "not_started_overdue",
    "done_undated",
    "result",
    "no_result",
    "not_yet",
    "unknown",
]


class SeriesPoint(Strict):
    """One row: one value on an indicator's way, as one agency reported it.

    `period` is the period whose submission held it (empty before the plan); `source` is the file,
    sheet and cell that it came from. `was` is the value that it replaced, `note` the reason given;
    `is_earlier` marks one that came in the table of values of earlier days.
    """

    indicator_id: str
    agency: str
    date: dt.date
    value: float
    kind: PointKind
    period: str
    source: str
    was: float | None = None
    note: str = ""
    is_earlier: bool = False


class Trajectory(Strict):
    """One row: one indicator as one of its agencies reports it, against its path.

    Figures are in the indicator's unit; rates are per year; None where not available. `points` is
    the number of comparable actuals including the baseline, `grade` what they allow to be said.
    """

    indicator_id: str
    agency: str
    baseline_value: float | None = None
    baseline_date: dt.date | None = None
    baseline_source: str = ""
    previous_value: float | None = None
    actual: float | None = None
    actual_date: dt.date | None = None
    actual_source: str = ""
    is_current: bool = False
    estimate: float | None = None
    estimate_source: str = ""
    assessment: str = ""
    required: float | None = None
    gap: float | None = None
    pace: float | None = None
    required_rate: float | None = None
    observed_rate: float | None = None
    status: Status | Literal["self_assessed"]
    reason: str
    points: int
    grade: Grade
    note: str = ""


class TaskState(Strict):
    """One row: the state of one task; with `agency`, the part of that lead.

    `cell` is the official cell, `days_overdue` counts to the cut-off, `flags` are risks beside it,
    separated by blanks: due_soon, no_report. `leads` counts the leads that are expected to report,
    `leads_reported` those that did in this period, `leads_done` those that are done.
    """

    task_id: str
    agency: str
    cell: TaskCell
    due: dt.date | None
    done_on: dt.date | None
    days_overdue: int
    flags: str
    leads: int
    leads_reported: int
    leads_done: int
    result: str
    difficulty: str
    document: str
    proposed_deadline: str
    source: str


class Discipline(Strict):
    """One row: how one agency reported in the period; counts are of owed rows."""

    agency: str
    received_at: dt.datetime | None
    timeliness: Literal["on_time", "late", "missing", "unreadable", "unknown"]
    days_late: int
    asked: int
    accepted: int
    warned: int
    rejected: int
    blank: int
    revisions: int
    errors: int
    warnings: int
