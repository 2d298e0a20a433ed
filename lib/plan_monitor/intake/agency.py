"""Everything one agency sent, up to a period: what notebook 01 shows and files."""

from dataclasses import dataclass
from pathlib import Path

from plan_monitor.errors import UserError
from plan_monitor.intake.cleaning import CleanSubmission, Context, clean_submission
from plan_monitor.intake.findings import Findings
from plan_monitor.intake.reading import read_submission
from plan_monitor.intake.records import (
    Accounting,
    Finding,
    Narrative,
    Observation,
    Submission,
    TaskReport,
)
from plan_monitor.intake.submissions import (
    UNREADABLE,
    collect_submissions,
    newest_first,
)
from plan_monitor.intake.tables import write_table
from plan_monitor.intake.texts import checks
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.calendar import Period, load_period, load_reporting, periods_until
from plan_monitor.plan.loading import load_plan
from plan_monitor.plan.models import Plan
from plan_monitor.vietnamese.dates import short_date
from plan_monitor.workspace import Workspace


@dataclass(frozen=True)
class AgencyIntake:
    """What one agency reported in a period and the periods before it, cleaned."""

    submissions: tuple[Submission, ...]
    observations: tuple[Observation, ...]
    task_reports: tuple[TaskReport, ...]
    narrative: tuple[Narrative, ...]
    findings: tuple[Finding, ...]
    accounting: tuple[Accounting, ...]


def read_agency(workspace: Workspace, period_id: str, agency: str) -> AgencyIntake:
    """Read and check all that `agency` sent for `period_id` and the periods before it.

    Raises
    ------
    UserError
        If there is no workbook of the agency for this period, or none that can be read.
    """
    period = load_period(workspace, period_id)
    plan = plan_as_of(load_plan(workspace.plan), period.as_of)
    found = [one for one in collect_submissions(workspace, plan, period) if one.agency == agency]
    findings = Findings(period_id, agency, "")
    cleaned: list[CleanSubmission] = []
    submissions: list[Submission] = []
    for known in periods_until(workspace, period):
        of_period = [one for one in found if one.period == known.id]
        counted, rest = _read_newest(workspace, plan, known, of_period)
        cleaned += [counted] if counted else []
        submissions += rest
    _say_of_submissions(submissions, period, findings)
    _refuse_nothing_read(submissions, period, agency)
    return AgencyIntake(
        submissions=tuple(submissions),
        observations=tuple(row for one in cleaned for row in one.observations),
        task_reports=tuple(row for one in cleaned for row in one.task_reports),
        narrative=tuple(row for one in cleaned for row in one.narrative),
        findings=(*findings.rows, *(row for one in cleaned for row in one.findings.rows)),
        accounting=tuple(one.accounting for one in cleaned),
    )


def _read_newest(
    workspace: Workspace, plan: Plan, period: Period, submissions: list[Submission]
) -> tuple[CleanSubmission | None, list[Submission]]:
    """Clean the newest readable one; mark the others as what they turned out to be."""
    context = Context(plan, period, load_reporting(workspace).assessments)
    standings = {one.file: one for one in submissions}
    cleaned = None
    for one in newest_first(submissions):
        if cleaned is not None:
            standings[one.file] = one.model_copy(update={"standing": "superseded"})
            continue
        try:
            raw = read_submission((workspace.root / one.file).read_bytes())
        except Exception:  # whatever a parser raises on a damaged file: the file is at fault
            standings[one.file] = one.model_copy(
                update={"standing": "unreadable", "problem": UNREADABLE}
            )
            continue
        standings[one.file] = one.model_copy(update={"standing": "counted"})
        cleaned = clean_submission(raw, one, context)
    return cleaned, list(standings.values())


def _say_of_submissions(submissions: list[Submission], period: Period, findings: Findings) -> None:
    for one in submissions:
        findings.file = one.file
        if one.problem:
            findings.add(one.problem)
        if one.standing == "superseded":
            findings.add("submission-revised")
        if one.period == period.id and one.received_at and one.standing == "counted":
            day = one.received_at.date()
            if day >= period.due_before:
                findings.add(
                    "submission-late",
                    found=short_date(day),
                    expected=f"trước ngày {short_date(period.due_before)}",
                )


def _refuse_nothing_read(submissions: list[Submission], period: Period, agency: str) -> None:
    of_period = [one for one in submissions if one.period == period.id]
    if any(one.standing == "counted" for one in of_period):
        return
    if not of_period:
        raise UserError(
            where=f"data/raw/{period.id}",
            found=f"không có báo cáo của {agency}",
            expected="tệp Excel .xlsx theo biểu mẫu",
            what_to_do="đôn đốc cơ quan",
        )
    newest = of_period[-1]
    check = checks()[newest.problem]
    raise UserError(newest.file, check.title, check.expected, check.what_to_do)


def write_agency(workspace: Workspace, period: str, agency: str, intake: AgencyIntake) -> Path:
    """Write the agency's tables under data/processed and return their folder."""
    folder = workspace.agency_tables(period, agency)
    write_table(folder / "submissions.csv", Submission, intake.submissions)
    write_table(folder / "observations.csv", Observation, intake.observations)
    write_table(folder / "task_reports.csv", TaskReport, intake.task_reports)
    write_table(folder / "narrative.csv", Narrative, intake.narrative)
    write_table(folder / "findings.csv", Finding, intake.findings)
    write_table(folder / "accounting.csv", Accounting, intake.accounting)
    return folder
