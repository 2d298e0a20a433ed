"""Read the newest readable one of several workbooks of one agency and period."""

from collections.abc import Iterable, Sequence

from plan_monitor.intake.baselines import read_history
from plan_monitor.intake.cleaning import CleanSubmission, Context, clean_submission
from plan_monitor.intake.door import read_up_to_limit
from plan_monitor.intake.earlier import final_day
from plan_monitor.intake.opening import open_workbook
from plan_monitor.intake.records import Observation, Submission
from plan_monitor.intake.submissions import EMPTY, newest_first
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.calendar import Period, known_periods, load_reporting
from plan_monitor.plan.models import Plan
from plan_monitor.workspace import Workspace


def context_of(
    workspace: Workspace, issued: Plan, period: Period, earlier: Iterable[Observation] = ()
) -> Context:
    """Return what a submission for `period` is judged against.

    Parameters
    ----------
    issued : Plan
        The plan as issued, with its amendments.
    earlier : iterable of Observation
        What the agency reported in the periods before.
    """
    plan = plan_as_of(issued, period.as_of)
    return Context(
        plan=plan,
        period=period,
        reporting=load_reporting(workspace),
        earlier=tuple(earlier),
        baselines={
            row.indicator_id: row for row in read_history(workspace, plan) if row.is_baseline
        },
        final_day=final_day(known_periods(workspace), period),
    )


def read_newest(
    workspace: Workspace, context: Context, submissions: Sequence[Submission]
) -> tuple[CleanSubmission | None, list[Submission]]:
    """Clean the newest readable one; mark the others as what they turned out to be.

    Parameters
    ----------
    context : Context
        What the submissions are judged against.
    submissions : sequence of Submission
        What one agency sent for the context's period.
    """
    standings = {one.file: one for one in submissions}
    cleaned = None
    for one in newest_first(submissions):
        if cleaned is not None:
            standings[one.file] = one.model_copy(update={"standing": "superseded"})
            continue
        path = workspace.root / one.file
        opened = open_workbook(path.name, read_up_to_limit(path))
        if opened.book is None:
            update = {"standing": "unreadable", "problem": opened.problem}
            standings[one.file] = one.model_copy(update=update)
            continue
        result = clean_submission(opened.book, one, context)
        if result.is_empty:
            update = {"standing": "unreadable", "problem": EMPTY}
            standings[one.file] = one.model_copy(update=update)
            continue
        standings[one.file] = one.model_copy(update={"standing": "counted"})
        cleaned = result
    return cleaned, list(standings.values())
