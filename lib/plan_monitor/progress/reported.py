"""What all agencies reported, put together, and what only shows when all are seen together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from plan_monitor.intake.agency import AgencyIntake, read_agency
from plan_monitor.intake.findings import Findings
from plan_monitor.intake.records import Accounting, Finding, Observation, Submission, TaskReport
from plan_monitor.intake.submissions import collect_submissions
from plan_monitor.intake.tables import Row, read_table
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.assignments import reporters
from plan_monitor.plan.calendar import Period
from plan_monitor.plan.loading import load_plan
from plan_monitor.progress.records import Trajectory
from plan_monitor.progress.trajectories import disagreement
from plan_monitor.workspace import Workspace

DISAGREEMENT = "monitors-disagree"
_MAX_DETAIL = 300


@dataclass(frozen=True)
class Reported:
    """What all agencies reported, put together."""

    submissions: tuple[Submission, ...]
    observations: tuple[Observation, ...]
    task_reports: tuple[TaskReport, ...]
    findings: tuple[Finding, ...]
    accounting: tuple[Accounting, ...]


def read_reported(workspace: Workspace, period: Period) -> Reported:
    """Read the tables that notebook 01 wrote for every agency.

    What an agency reported before stands although it sent nothing readable for this period. Files
    that no table stands for, unreadable or not yet read, are among the submissions too.
    """
    folders = sorted((workspace.processed(period.id) / "agencies").glob("*/"))

    def together(name: str, model: type[Row]) -> tuple[Row, ...]:
        return tuple(row for folder in folders for row in read_table(folder / name, model))

    reported = Reported(
        submissions=together("submissions.csv", Submission),
        observations=together("observations.csv", Observation),
        task_reports=together("task_reports.csv", TaskReport),
        findings=together("findings.csv", Finding),
        accounting=together("accounting.csv", Accounting),
    )
    there = {folder.name for folder in folders}
    for earlier in _silent(workspace, period, there):
        reported = replace(
            reported,
            observations=(*reported.observations, *earlier.observations),
            task_reports=(*reported.task_reports, *earlier.task_reports),
            accounting=(*reported.accounting, *earlier.accounting),
            findings=(*reported.findings, *earlier.findings),
        )
    known = {one.file for one in reported.submissions}
    added = (one for one in collect_submissions(workspace, period) if one.file not in known)
    return replace(reported, submissions=(*reported.submissions, *added))


def _silent(workspace: Workspace, period: Period, there: set[str]) -> Iterator[AgencyIntake]:
    """Yield what agencies reported before that owe a report now and have no tables of the period.

    One whose earlier files cannot be taken any more has nothing that stands, and a finding says so.
    """
    plan = plan_as_of(load_plan(workspace.plan), period.as_of)
    for agency in reporters(plan):
        if agency.code in there:
            continue
        try:
            found = read_agency(workspace, period.id, agency.code, is_silent=True)
        except Exception as error:  # one agency's files must not stop the period of all
            told = Findings(period.id, agency.code, f"data/raw ({agency.code})")
            told.add("reading-crashed", found=f"{type(error).__name__}: {error}"[:_MAX_DETAIL])
            yield AgencyIntake((), (), (), (), tuple(told.rows), ())
        else:
            yield replace(found, findings=())


def findings_across(
    rows: Sequence[Trajectory],
    agencies: Sequence[str],
    submissions: Sequence[Submission],
    period: Period,
) -> list[Finding]:
    """Return who sent nothing, what cannot be read, and where two monitors disagree.

    Parameters
    ----------
    rows : sequence of Trajectory
        One row an indicator and agency.
    agencies : sequence of str
        The codes of those who owe a report.
    """
    findings = Findings(period.id, "", f"data/raw/{period.id}")
    sent = {one.agency for one in submissions if one.period == period.id}
    readable = {one.agency for one in submissions if one.standing == "counted"}
    for one in submissions:
        is_new = one.period == period.id and one.standing == "unreadable"
        if is_new and one.agency not in readable:
            findings.agency, findings.file = one.agency, one.file
            findings.add(one.problem)
    findings.file = f"data/raw/{period.id}"
    for agency in agencies:
        if agency not in sent:
            findings.agency = agency
            findings.add("submission-missing", found=agency)
    seen: set[str] = set()
    for row in rows:
        shared = [one for one in rows if one.indicator_id == row.indicator_id and one.is_current]
        if row.indicator_id not in seen and (words := disagreement(shared)):
            seen.add(row.indicator_id)
            findings.agency = row.agency
            findings.add(DISAGREEMENT, row.indicator_id, found=words)
    return findings.rows
