"""The office's corrections to what a former holder reported, for the agency that took over."""

from dataclasses import replace

from plan_monitor.intake.cleaning import CleanSubmission, clean_submission
from plan_monitor.intake.corrections import apply_corrections, read_corrections
from plan_monitor.intake.door import read_up_to_limit
from plan_monitor.intake.inheriting import Inherited, hand_over
from plan_monitor.intake.newest import context_of
from plan_monitor.intake.opening import open_workbook
from plan_monitor.intake.records import Observation, Submission, TaskReport
from plan_monitor.plan.assignments import Inheritance
from plan_monitor.plan.calendar import load_period
from plan_monitor.plan.models import Plan
from plan_monitor.workspace import Workspace


def correct_inherited(workspace: Workspace, issued: Plan, inherited: Inherited) -> Inherited:
    """Return `inherited` with the confirmed corrections to the submissions that it came from.

    Raises
    ------
    UserError
        If a correction does not fit its submission any more.
    """
    for one in inherited.submissions:
        if one.standing != "counted":
            continue
        declared = read_corrections(workspace, issued, one.period)
        if any(known.correction.agency == one.agency for known in declared):
            corrected = _read_corrected(workspace, issued, one)
            inherited = _replaced(inherited, one, corrected)
    return inherited


def _read_corrected(workspace: Workspace, issued: Plan, submission: Submission) -> CleanSubmission:
    context = context_of(workspace, issued, load_period(workspace, submission.period))
    path = workspace.root / submission.file
    book = open_workbook(path.name, read_up_to_limit(path)).book
    assert book is not None, path  # it counted
    return apply_corrections(
        workspace, context, submission, clean_submission(book, submission, context)
    )


def _replaced(
    inherited: Inherited, submission: Submission, corrected: CleanSubmission
) -> Inherited:
    """Return `inherited` with the rows from `submission` as they are in `corrected`."""

    def is_other(row: Observation | TaskReport) -> bool:
        return (row.period, row.reported_by) != (submission.period, submission.agency)

    taken = [row for row in inherited.observations if not is_other(row)]
    led = [row for row in inherited.task_reports if not is_other(row)]
    if not taken and not led:
        return inherited
    items = Inheritance(
        frozenset(row.indicator_id for row in taken), frozenset(row.task_id for row in led)
    )
    heir = taken[0].agency if taken else led[0].agency
    handed = hand_over(corrected, items, submission.agency, heir)
    files = [one.file for one in inherited.submissions]  # the earliest period first
    observations = [*filter(is_other, inherited.observations), *handed.observations]
    task_reports = [*filter(is_other, inherited.task_reports), *handed.task_reports]
    return replace(
        inherited,
        observations=tuple(sorted(observations, key=lambda row: files.index(row.file))),
        task_reports=tuple(sorted(task_reports, key=lambda row: files.index(row.file))),
    )
