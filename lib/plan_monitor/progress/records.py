"""The tables of progress: what one row is, column by column."""

import datetime as dt
from typing import Literal

from plan_monitor.plan.strict import Strict
from plan_monitor.progress.evidence import Grade
from plan_monitor.progress.forecast import Chance
from plan_monitor.progress.methods import Status

PointKind = Literal["history", "baseline", "actual", "estimate"]
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


StateReason = Literal["reported", "earlier_report", "no_report", "leads"]
Ageing = Literal["", "1_30", "31_90", "91_180", "over_180"]


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
    `reason` says what decided the status; `beyond_range` marks a value above a range.

    Beside our pace stand the ratios and statuses of the two published methods: how many of the
    three had an answer, how many agree, and which differ (separated by blanks). `flip_value` is
    the least value on `flip_date` that keeps or regains "on track", `recovery_date` the last day
    from which the target can be reached at the best pace ever shown.
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
    beyond_range: bool = False
    points: int
    grade: Grade
    open_sdg_ratio: float | None = None
    open_sdg_status: str = ""
    un_2026_ratio: float | None = None
    un_2026_status: str = ""
    methods_answered: int = 0
    methods_agreeing: int = 0
    methods_differing: str = ""
    flip_date: dt.date | None = None
    flip_value: float | None = None
    recovery_date: dt.date | None = None
    note: str = ""


class Outlook(Strict):
    """One row: what may be said of one indicator at its target's year, in the indicator's unit.

    From grade E2 on three scenarios: `flat`, at the `current` pace, at the `required` one; rates
    are per year. From E3 on the 80 % interval and the chance of meeting the target in a word. With
    E4 a backtest: how far the method missed at `backtest_n` earlier points, and how far "no change"
    would have; where it does not win the flat scenario is shown.
    """

    indicator_id: str
    agency: str
    grade: Grade
    points: int
    goal_date: dt.date
    flat: float
    current: float
    required: float
    current_rate: float
    required_rate: float
    low: float | None = None
    middle: float | None = None
    high: float | None = None
    chance: Chance | Literal[""] = ""
    backtest_n: int | None = None
    backtest_error: float | None = None
    backtest_error_flat: float | None = None
    backtest_wins: bool | None = None


class TaskState(Strict):
    """One row: the state of one task; with `agency`, the part of that lead.

    `cell` is the official cell, `days_overdue` counts to the cut-off, `ageing` is their band.
    `flags` are risks beside the cell, separated by blanks: due_soon, no_report, waits_for_overdue.
    `leads` counts the leads that are expected to report, `leads_reported` those that did in this
    period, `leads_done` those that are done. `reason` is what the cell rests on. Of a deadline
    that was moved `original_deadline` is the first one as printed, `extension` the document that
    moved it.
    """

    task_id: str
    agency: str
    cell: TaskCell
    due: dt.date | None
    done_on: dt.date | None
    days_overdue: int
    ageing: Ageing = ""
    flags: str
    leads: int
    leads_reported: int
    leads_done: int
    result: str
    difficulty: str
    document: str
    proposed_deadline: str
    source: str
    reason: StateReason = "reported"
    original_deadline: str = ""
    extension: str = ""


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


class AgencyMeasures(Strict):
    """One row: how far one agency has come; every share as a numerator and a denominator.

    `timely`: periods so far with a readable report before the deadline, of those in which one was
    owed. `complete`: rows of this period answered, of those asked. `revisions` are files that were
    replaced, `revised_values` earlier values that are other ones now. `on_track`: indicators met or
    on track, of those with a status. `tasks_done` and `tasks_on_time`: done, and done on time, of
    the tasks that are done or overdue. `rank` is by `tasks_done`, None under a denominator of
    three; equal shares share a rank.
    """

    agency: str
    timely: int
    timely_of: int
    complete: int
    complete_of: int
    revisions: int
    revised_values: int
    on_track: int
    on_track_of: int
    tasks_done: int
    tasks_on_time: int
    tasks_of: int
    rank: int | None = None


class Difference(Strict):
    """One row: what differs from the last edition.

    `value`: a value of a day is another one now; `final`: the actual of a day has come for which
    there was an estimate; `status`, `task`: the judgement changed; `plan`: what the plan says of
    the edition's own day; `method`, `threshold`: the way of judging. Without an agency a row is of
    the indicator's one series, or of everybody.
    """

    kind: Literal["value", "final", "status", "task", "plan", "method", "threshold"]
    indicator_id: str = ""
    task_id: str = ""
    agency: str = ""
    date: dt.date | None = None
    field: str = ""
    before: str
    after: str
    note: str = ""


class Fared(Strict):
    """One row: what the last edition projected for a day, and what came; in the unit.

    `projected` carries its pace on, `flat` its last value; errors are distances from the actual.
    `is_within` tells whether the actual lies in the 80 % interval, None where there was none.
    """

    indicator_id: str
    agency: str
    date: dt.date
    projected: float
    flat: float
    actual: float
    error: float
    error_flat: float
    low: float | None = None
    high: float | None = None
    is_within: bool | None = None
