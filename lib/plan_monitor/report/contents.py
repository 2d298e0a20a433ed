"""What a report is made from: the plan, the period, and the tables it may read."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from plan_monitor.intake.records import Funding, Narrative, Observation, Submission
from plan_monitor.intake.tables import Row as TableRow
from plan_monitor.intake.tables import read_table
from plan_monitor.plan.amendments import Amendment, Change
from plan_monitor.plan.as_of import changes_since, open_drafts, plan_as_of
from plan_monitor.plan.assignments import owed_indicators, owed_tasks
from plan_monitor.plan.bodies import Agency
from plan_monitor.plan.calendar import (
    Period,
    Reporting,
    load_period,
    load_reporting,
    period_a_year_before,
    previous_period,
)
from plan_monitor.plan.loading import load_plan
from plan_monitor.plan.models import Plan
from plan_monitor.progress.points import joint_series
from plan_monitor.progress.records import (
    AgencyMeasures,
    Difference,
    Discipline,
    Fared,
    Outlook,
    SeriesPoint,
    TaskState,
    Trajectory,
)
from plan_monitor.workspace import Workspace

OfPeriod = TypeVar("OfPeriod", Narrative, Funding)


@dataclass(frozen=True)
class Contents:
    """The tables of one report and what they are read against.

    For an agency these are its own rows, for the province one row an indicator and a task.
    `before` is the period before, `year_before` the same one a year earlier.
    """

    plan: Plan
    period: Period
    reporting: Reporting
    author: Agency
    is_province: bool
    submissions: tuple[Submission, ...]
    observations: tuple[Observation, ...]
    narrative: tuple[Narrative, ...]
    trajectories: tuple[Trajectory, ...]
    series: tuple[SeriesPoint, ...]
    tasks: tuple[TaskState, ...]
    changes: tuple[Change, ...]
    drafts: tuple[Amendment, ...]
    funding: tuple[Funding, ...]
    discipline: tuple[Discipline, ...]
    outlooks: tuple[Outlook, ...] = ()
    measures: tuple[AgencyMeasures, ...] = ()
    differences: tuple[Difference, ...] = ()
    fared: tuple[Fared, ...] = ()
    before: Period | None = None
    year_before: Period | None = None

    @property
    def is_sample(self) -> bool:
        """Whether any workbook behind the report is marked as sample."""
        return any(one.sample for one in self.submissions)


def read_agency_contents(workspace: Workspace, period_id: str, agency: str) -> Contents:
    """Return the contents of one agency's report: nothing but its own folder is read."""
    period, reporting, plan = _frame(workspace, period_id)
    folder = workspace.agency_tables(period_id, agency)
    before = previous_period(workspace, period)
    changes = _changes(plan, before)
    return Contents(
        before=before,
        year_before=period_a_year_before(workspace, period),
        changes=tuple(one for one in changes if concerns(plan, one, agency)),
        drafts=tuple(one for one in open_drafts(plan, period.as_of) if touches(plan, one, agency)),
        plan=plan,
        period=period,
        reporting=reporting,
        author=plan.agency(agency),
        is_province=False,
        submissions=tuple(read_table(folder / "submissions.csv", Submission)),
        observations=tuple(read_table(folder / "observations.csv", Observation)),
        narrative=_current(read_table(folder / "narrative.csv", Narrative), period),
        funding=_current(read_table(folder / "funding.csv", Funding), period),
        trajectories=tuple(read_table(folder / "trajectories.csv", Trajectory)),
        series=tuple(read_table(folder / "series.csv", SeriesPoint)),
        tasks=tuple(read_table(folder / "tasks.csv", TaskState)),
        discipline=tuple(read_table(folder / "discipline.csv", Discipline)),
        outlooks=tuple(read_table(folder / "outlooks.csv", Outlook)),
        measures=tuple(read_table(folder / "measures.csv", AgencyMeasures)),
        differences=tuple(read_table(folder / "differences.csv", Difference)),
    )


def read_province_contents(workspace: Workspace, period_id: str) -> Contents:
    """Return the contents of the province's report, written by the plan's reporting lead."""
    period, reporting, plan = _frame(workspace, period_id)
    folder = workspace.processed(period_id)
    agencies = sorted((folder / "agencies").glob("*/"))
    trajectories = read_table(folder / "trajectories.csv", Trajectory)
    series = read_table(folder / "series.csv", SeriesPoint)
    before = previous_period(workspace, period)
    return Contents(
        before=before,
        year_before=period_a_year_before(workspace, period),
        changes=tuple(_changes(plan, before)),
        drafts=tuple(open_drafts(plan, period.as_of)),
        plan=plan,
        period=period,
        reporting=reporting,
        author=plan.agency(plan.header.report_lead),
        is_province=True,
        submissions=_together(agencies, "submissions.csv", Submission),
        observations=_together(agencies, "observations.csv", Observation),
        narrative=_current(_together(agencies, "narrative.csv", Narrative), period),
        funding=_current(_together(agencies, "funding.csv", Funding), period),
        trajectories=tuple(trajectories),
        series=tuple(
            point
            for row in trajectories
            for point in joint_series(
                [one for one in series if one.indicator_id == row.indicator_id],
                plan.indicator(row.indicator_id).agencies,
            )
        ),
        tasks=tuple(read_table(folder / "tasks.csv", TaskState)),
        discipline=tuple(read_table(folder / "discipline.csv", Discipline)),
        outlooks=tuple(read_table(folder / "outlooks.csv", Outlook)),
        measures=tuple(read_table(folder / "measures.csv", AgencyMeasures)),
        differences=tuple(
            row
            for row in read_table(folder / "differences.csv", Difference)
            if row.kind != "status" or not row.agency
        ),
        fared=tuple(read_table(folder / "fared.csv", Fared)),
    )


def _frame(workspace: Workspace, period_id: str) -> tuple[Period, Reporting, Plan]:
    period = load_period(workspace, period_id)
    plan = plan_as_of(load_plan(workspace.plan), period.as_of)
    return period, load_reporting(workspace), plan


def _changes(plan: Plan, before: Period | None) -> list[Change]:
    """Return what changed in the plan since the period before, in the first one since its issue."""
    return changes_since(plan, before.as_of if before else None)


def concerns(plan: Plan, change: Change, agency: str) -> bool:
    """Tell whether a change concerns `agency`: what it answers for, or has answered for."""
    if change.kind == "header":
        return True
    if change.kind == "agency":
        return change.id == agency
    name = plan.body_names[agency]
    if name in {*change.before.split("; "), *change.after.split("; ")}:
        return True
    return change.id in _owed(plan, agency).get(change.kind, ())


def touches(plan: Plan, draft: Amendment, agency: str) -> bool:
    """Tell whether a draft would touch `agency` or an item that it answers for."""
    owed = _owed(plan, agency)
    return (
        any(change.code == agency for change in draft.agencies)
        or not owed["indicator"].isdisjoint(draft.touched("indicator"))
        or not owed["task"].isdisjoint(draft.touched("task"))
    )


def _owed(plan: Plan, agency: str) -> dict[str, set[str]]:
    return {
        "indicator": {one.id for one in owed_indicators(plan, agency)},
        "task": {task.id for task in owed_tasks(plan, agency)},
    }


def _together(folders: Sequence[Path], name: str, model: type[TableRow]) -> tuple[TableRow, ...]:
    return tuple(row for folder in folders for row in read_table(folder / name, model))


def _current(rows: Sequence[OfPeriod], period: Period) -> tuple[OfPeriod, ...]:
    return tuple(row for row in rows if row.period == period.id)
