"""The tables of intake: what one row is, column by column."""

import datetime as dt
from typing import Literal

from plan_monitor.intake.texts import Severity
from plan_monitor.plan.strict import Strict

Outcome = Literal["accepted", "warning", "rejected", "blank"]


class Observation(Strict):
    """One row: one value that an agency reported for an indicator, or left out.

    `value` is in the indicator's unit and None unless the outcome is accepted or warning. `date` is
    the reference day: of an actual its as-of date, of an estimate the period's end. `cell` is the
    address in `sheet` of `file` (path from the workspace's root), `raw` the text that stood there.
    `reported_by` names the former holder of the indicator if that one sent the value. `correction`
    says what the office corrected and why; `raw` stays what the agency wrote. `is_earlier` marks a
    value of an earlier day, from the table that asks for those; its `note` is the reason given.
    """

    period: str
    agency: str
    indicator_id: str
    kind: Literal["actual", "estimate"]
    value: float | None
    text: str
    date: dt.date
    outcome: Outcome
    evidence: str
    note: str
    file: str
    sheet: str
    cell: str
    raw: str
    number_format: str
    sha256: str
    reported_by: str = ""
    correction: str = ""
    is_earlier: bool = False


class TaskReport(Strict):
    """One row: what one lead reported on one of its tasks.

    `reported_by` names the former lead if that one sent the report. `correction` says what the
    office corrected and why; `raw` stays what the agency wrote.
    """

    period: str
    agency: str
    task_id: str
    status: Literal["not_started", "in_progress", "done"] | None
    document_number: str
    document_date: dt.date | None
    result: str
    difficulty: str
    proposed_deadline: str
    basis: str
    outcome: Outcome
    file: str
    sheet: str
    cells: str
    raw: str
    sha256: str
    reported_by: str = ""
    correction: str = ""


class Funding(Strict):
    """One row: what one agency says of one source of the year's funding, in `unit`.

    `allotted` is for the whole year, `disbursed` up to the as-of date. Each has its cell, the text
    that stood there and its outcome; it is None unless that is accepted or warning.
    """

    period: str
    agency: str
    source: str
    allotted: float | None
    disbursed: float | None
    unit: str
    note: str
    file: str
    sheet: str
    allotted_cell: str
    allotted_raw: str
    allotted_outcome: Outcome
    disbursed_cell: str
    disbursed_raw: str
    disbursed_outcome: Outcome


class ReportedBaseline(Strict):
    """One row: a baseline that an agency offers; it counts once an amendment confirms it.

    `value` is None unless the outcome is accepted or warning; `raw` is the text that stood there.
    """

    period: str
    agency: str
    indicator_id: str
    value: float | None
    date: dt.date | None
    outcome: Outcome
    source: str
    file: str
    sheet: str
    cell: str
    raw: str


class Narrative(Strict):
    """One row: one section of an agency's own words; `raw` is how the text begins in the file."""

    period: str
    agency: str
    section: str
    text: str
    outcome: Outcome
    file: str
    sheet: str
    cell: str
    raw: str


class Finding(Strict):
    """One row: something that a person should look at."""

    check_id: str
    severity: Severity
    period: str
    agency: str
    file: str
    sheet: str
    cell: str
    subject_id: str
    found: str
    expected: str
    message: str


class Accounting(Strict):
    """One row: the rows of one submission; asked is the sum of the other four."""

    period: str
    agency: str
    file: str
    asked: int
    accepted: int
    warned: int
    rejected: int
    blank: int


class Submission(Strict):
    """One row: one workbook, whose it is, and when it came.

    `standing`: counted (the newest readable one), superseded (a newer one came), late_for_closing,
    or unreadable.
    """

    period: str
    agency: str
    file: str
    sha256: str
    received_at: dt.datetime | None
    sample: bool
    standing: Literal["counted", "superseded", "late_for_closing", "unreadable"]
    problem: str
