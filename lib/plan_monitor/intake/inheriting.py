"""What a former holder reported stays readable under the agency that took its items over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plan_monitor.intake.cleaning import CleanSubmission
from plan_monitor.intake.newest import context_of, read_newest
from plan_monitor.intake.records import Observation, Submission, TaskReport
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.assignments import Inheritance, inheritances
from plan_monitor.plan.calendar import Period, periods_until
from plan_monitor.plan.models import Plan
from plan_monitor.workspace import Workspace


@dataclass(frozen=True)
class Inherited:
    """Rows that former holders reported, under the code of the one who answers for them now."""

    submissions: tuple[Submission, ...] = ()
    observations: tuple[Observation, ...] = ()
    task_reports: tuple[TaskReport, ...] = ()


def read_inherited(
    workspace: Workspace, issued: Plan, period: Period, agency: str, found: Sequence[Submission]
) -> Inherited:
    """Return what others reported in the periods before of the items that `agency` took over.

    Parameters
    ----------
    issued : Plan
        The plan as issued, with its amendments.
    found : sequence of Submission
        All workbooks up to `period`.
    """
    plan = plan_as_of(issued, period.as_of)
    inherited = Inherited()
    for known in periods_until(workspace, period):
        then = plan_as_of(issued, known.as_of)
        for former, items in inheritances(then, plan, agency).items():
            theirs = [one for one in found if (one.agency, one.period) == (former, known.id)]
            context = context_of(workspace, issued, known)
            counted, read = read_newest(workspace, context, theirs)
            if counted is not None:
                handed = hand_over(counted, items, former, agency)
                inherited = Inherited(
                    (*inherited.submissions, *read),
                    (*inherited.observations, *handed.observations),
                    (*inherited.task_reports, *handed.task_reports),
                )
    return inherited


def hand_over(
    submission: CleanSubmission, items: Inheritance, former: str, agency: str
) -> Inherited:
    """Return of a former holder's submission what concerns the items that `agency` took over."""
    holder = {"agency": agency, "reported_by": former}
    return Inherited(
        observations=tuple(
            row.model_copy(update=holder)
            for row in submission.observations
            if row.indicator_id in items.indicators
        ),
        task_reports=tuple(
            row.model_copy(update=holder)
            for row in submission.task_reports
            if row.task_id in items.tasks
        ),
    )


def still_known(plan: Plan, observations: Iterable[Observation]) -> tuple[Observation, ...]:
    """Return the observations of indicators that the plan still has."""
    known = {indicator.id for indicator in plan.indicators}
    return tuple(row for row in observations if row.indicator_id in known)
