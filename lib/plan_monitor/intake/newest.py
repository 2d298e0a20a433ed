"""Read the newest readable one of several workbooks of one agency and period."""

from plan_monitor.intake.cleaning import CleanSubmission, Context, clean_submission
from plan_monitor.intake.reading import read_submission
from plan_monitor.intake.records import Submission
from plan_monitor.intake.submissions import UNREADABLE, newest_first
from plan_monitor.plan.calendar import Period, load_reporting
from plan_monitor.plan.models import Plan
from plan_monitor.workspace import Workspace


def read_newest(
    workspace: Workspace, plan: Plan, period: Period, submissions: list[Submission]
) -> tuple[CleanSubmission | None, list[Submission]]:
    """Clean the newest readable one; mark the others as what they turned out to be.

    Parameters
    ----------
    plan : Plan
        The plan as of the cut-off of `period`.
    submissions : list of Submission
        What one agency sent for `period`.
    """
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
