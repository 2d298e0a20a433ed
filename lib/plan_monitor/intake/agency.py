"""Everything one agency sent, up to a period: what notebook 01 shows and files."""

from dataclasses import dataclass
from pathlib import Path

from plan_monitor.errors import UserError
from plan_monitor.intake.cleaning import CleanSubmission
from plan_monitor.intake.findings import Findings
from plan_monitor.intake.inheriting import Inherited, read_inherited, still_known
from plan_monitor.intake.newest import read_newest
from plan_monitor.intake.records import (
    Accounting,
    Finding,
    Narrative,
    Observation,
    Submission,
    TaskReport,
)
from plan_monitor.intake.submissions import (
    collect_submissions,
)
from plan_monitor.intake.tables import write_table
from plan_monitor.intake.texts import checks
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.calendar import Period, load_period, periods_until
from plan_monitor.plan.loading import load_plan
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
    issued = load_plan(workspace.plan)
    found = collect_submissions(workspace, period)
    own = [one for one in found if one.agency == agency]
    findings = Findings(period_id, agency, "")
    cleaned: list[CleanSubmission] = []
    submissions: list[Submission] = []
    for known in periods_until(workspace, period):
        then = plan_as_of(issued, known.as_of)
        of_period = [one for one in own if one.period == known.id]
        counted, rest = read_newest(workspace, then, known, of_period)
        cleaned += [counted] if counted else []
        submissions += rest
    _say_of_submissions(submissions, period, findings)
    _refuse_nothing_read(submissions, period, agency)
    plan = plan_as_of(issued, period.as_of)
    inherited = read_inherited(workspace, issued, period, agency, found)
    sources: list[Inherited | CleanSubmission] = [inherited, *cleaned]
    return AgencyIntake(
        submissions=(*submissions, *inherited.submissions),
        observations=still_known(plan, (row for one in sources for row in one.observations)),
        task_reports=tuple(row for one in sources for row in one.task_reports),
        narrative=tuple(row for one in cleaned for row in one.narrative),
        findings=(*findings.rows, *(row for one in cleaned for row in one.findings.rows)),
        accounting=tuple(one.accounting for one in cleaned),
    )


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
