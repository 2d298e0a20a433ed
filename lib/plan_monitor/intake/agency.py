"""Everything one agency sent, up to a period: what notebook 01 shows and files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel

from plan_monitor.errors import UserError
from plan_monitor.intake.cleaning import CleanSubmission, Context
from plan_monitor.intake.corrections import apply_corrections, refuse_without_submission
from plan_monitor.intake.findings import Findings
from plan_monitor.intake.inherited_corrections import correct_inherited
from plan_monitor.intake.inheriting import Inherited, read_inherited, still_known
from plan_monitor.intake.newest import context_of, read_newest
from plan_monitor.intake.records import (
    Accounting,
    Finding,
    Funding,
    Narrative,
    Observation,
    ReportedBaseline,
    Submission,
    TaskReport,
)
from plan_monitor.intake.revisions import find_revisions
from plan_monitor.intake.submissions import REPEATED, collect_submissions
from plan_monitor.intake.tables import write_table
from plan_monitor.intake.texts import checks, form_texts
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.calendar import Period, load_period, periods_until
from plan_monitor.plan.loading import load_plan
from plan_monitor.vietnamese.dates import short_date
from plan_monitor.workspace import Workspace

TABLES: Mapping[str, type[BaseModel]] = {
    "submissions": Submission,
    "observations": Observation,
    "task_reports": TaskReport,
    "narrative": Narrative,
    "findings": Finding,
    "accounting": Accounting,
    "funding": Funding,
    "baselines": ReportedBaseline,
}


@dataclass(frozen=True)
class AgencyIntake:
    """What one agency reported in a period and the periods before it, cleaned."""

    submissions: tuple[Submission, ...]
    observations: tuple[Observation, ...]
    task_reports: tuple[TaskReport, ...]
    narrative: tuple[Narrative, ...]
    findings: tuple[Finding, ...]
    accounting: tuple[Accounting, ...]
    funding: tuple[Funding, ...] = ()
    baselines: tuple[ReportedBaseline, ...] = ()


@dataclass
class _Read:
    """What was read so far; `revised` are the changes against a replaced file, by that file."""

    cleaned: list[CleanSubmission] = field(default_factory=list)
    submissions: list[Submission] = field(default_factory=list)
    revised: dict[str, list[Finding]] = field(default_factory=dict)

    @property
    def observations(self) -> list[Observation]:
        """What was reported so far, the earliest period first."""
        return [row for one in self.cleaned for row in one.observations]


def read_agency(
    workspace: Workspace, period_id: str, agency: str, *, is_silent: bool = False
) -> AgencyIntake:
    """Read and check all that `agency` sent for `period_id` and the periods before it.

    Parameters
    ----------
    is_silent : bool
        Whether nothing readable is expected of the period itself: what was reported before still
        stands.

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
    handed = read_inherited(workspace, issued, period, agency, found)
    inherited = correct_inherited(workspace, issued, handed)
    read = _Read()
    for known in periods_until(workspace, period):
        known_rows = (*inherited.observations, *read.observations)
        context = context_of(workspace, issued, known, known_rows)
        of_period = [one for one in own if one.period == known.id]
        if not _read_period(workspace, context, of_period, read) and known != period:
            refuse_without_submission(workspace, context.plan, known.id, agency)
    _say_of_submissions(read, period, findings)
    if not is_silent:
        _refuse_nothing_read(read.submissions, period, agency)
    plan = plan_as_of(issued, period.as_of)
    cleaned = read.cleaned
    sources: list[Inherited | CleanSubmission] = [inherited, *cleaned]
    return AgencyIntake(
        submissions=(*read.submissions, *inherited.submissions),
        observations=still_known(plan, (row for one in sources for row in one.observations)),
        task_reports=tuple(row for one in sources for row in one.task_reports),
        narrative=tuple(row for one in cleaned for row in one.narrative),
        findings=(*findings.rows, *(row for one in cleaned for row in one.findings.rows)),
        accounting=tuple(one.accounting for one in cleaned),
        funding=tuple(row for one in cleaned for row in one.funding),
        baselines=tuple(row for one in cleaned for row in one.baselines),
    )


def _read_period(
    workspace: Workspace, context: Context, submissions: Sequence[Submission], read: _Read
) -> bool:
    """Add to `read` what one agency sent for one period; tell whether any of it counts."""
    counted, known = read_newest(workspace, context, submissions)
    read.submissions += known
    if counted is None:
        return False
    read.revised |= find_revisions(workspace, context, known, counted)
    submission = next(one for one in known if one.file == counted.findings.file)
    read.cleaned.append(apply_corrections(workspace, context, submission, counted))
    return True


def _say_of_submissions(read: _Read, period: Period, findings: Findings) -> None:
    submissions = read.submissions
    counted = {(one.period, one.sha256) for one in submissions if one.standing == "counted"}
    for one in submissions:
        findings.file = one.file
        if one.problem:
            findings.add(one.problem)
        if one.standing == "superseded" and (one.period, one.sha256) in counted:
            findings.add(REPEATED)
        elif one.standing == "superseded":
            changes = read.revised.get(one.file, [])
            said = form_texts().changes["count"].format(count=len(changes)) if changes else ""
            findings.add("submission-revised", found=said)
            findings.rows += changes
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
    for name, model in TABLES.items():
        write_table(folder / f"{name}.csv", model, getattr(intake, name))
    return folder
