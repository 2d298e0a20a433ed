"""The barrier once a period: all agencies' tables in, trajectories and states out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from plan_monitor.intake.baselines import read_history
from plan_monitor.intake.records import Finding
from plan_monitor.intake.tables import write_table
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.assignments import reporters, task_leads
from plan_monitor.plan.calendar import Period, load_period, load_reporting, periods_until
from plan_monitor.plan.loading import load_plan
from plan_monitor.plan.models import Plan
from plan_monitor.progress.differences import differences_since, fared_since
from plan_monitor.progress.discipline import compute_discipline
from plan_monitor.progress.editions import last_edition
from plan_monitor.progress.indicators import IndicatorTables, compute_indicators
from plan_monitor.progress.measures import measure_agencies
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
from plan_monitor.progress.reported import Reported, findings_across, read_reported
from plan_monitor.progress.tasks import joint_state, part_state, with_risks
from plan_monitor.workspace import Workspace


class _OfAgency(Protocol):
    @property
    def agency(self) -> str: ...


T = TypeVar("T", bound=_OfAgency)


@dataclass(frozen=True)
class PeriodProgress:
    """Where the plan stands in one period.

    `task_parts` has one row a task and lead, `tasks` one a task, `discipline` and `measures` one an
    agency; `differences` and `fared` are from the last closed edition, empty without one.
    """

    indicators: IndicatorTables
    task_parts: tuple[TaskState, ...]
    tasks: tuple[TaskState, ...]
    discipline: tuple[Discipline, ...]
    measures: tuple[AgencyMeasures, ...]
    differences: tuple[Difference, ...]
    fared: tuple[Fared, ...]
    findings: tuple[Finding, ...]


def compute_progress(workspace: Workspace, period_id: str) -> PeriodProgress:
    """Compute trajectories, task states and discipline of `period_id` from the tables of intake."""
    period, reporting = load_period(workspace, period_id), load_reporting(workspace)
    plan = plan_as_of(load_plan(workspace.plan), period.as_of)
    reported = read_reported(workspace, period)
    agencies = [agency.code for agency in reporters(plan)]
    indicators = compute_indicators(
        plan, agencies, reported, read_history(workspace, plan), (period, reporting)
    )
    parts = [
        part_state(task, agency, reported.task_reports, period, reporting.due_soon_days)
        for task in plan.tasks
        for agency in task_leads(plan, task)
    ]
    tasks = [
        joint_state(task, [part for part in parts if part.task_id == task.id], period)
        for task in plan.tasks
    ]
    parts = with_risks(plan, parts)
    discipline = _all_discipline(plan, reported, period)
    earlier = list(_earlier_discipline(workspace, period, reported))
    edition = last_edition(workspace, period)
    across = findings_across(indicators.by_agency, agencies, reported.submissions, period)
    return PeriodProgress(
        indicators=indicators,
        task_parts=tuple(parts),
        tasks=tuple(with_risks(plan, tasks, parts)),
        discipline=tuple(discipline),
        measures=tuple(measure_agencies(discipline, indicators.by_agency, parts, earlier)),
        differences=tuple(differences_since(edition, indicators, reporting.pace))
        if edition
        else (),
        fared=tuple(fared_since(plan, edition, indicators)) if edition else (),
        findings=(*reported.findings, *across),
    )


def write_progress(workspace: Workspace, period_id: str, progress: PeriodProgress) -> None:
    """Write the period's tables, and to every agency's folder the rows that its report may show."""
    plan = plan_as_of(load_plan(workspace.plan), load_period(workspace, period_id).as_of)
    folder, indicators = workspace.processed(period_id), progress.indicators
    write_table(folder / "trajectories.csv", Trajectory, indicators.joint)
    write_table(folder / "trajectories_by_agency.csv", Trajectory, indicators.by_agency)
    write_table(folder / "outlooks.csv", Outlook, indicators.outlooks)
    write_table(folder / "series.csv", SeriesPoint, indicators.series)
    write_table(folder / "tasks.csv", TaskState, progress.tasks)
    write_table(folder / "task_parts.csv", TaskState, progress.task_parts)
    write_table(folder / "discipline.csv", Discipline, progress.discipline)
    write_table(folder / "measures.csv", AgencyMeasures, progress.measures)
    write_table(folder / "differences.csv", Difference, progress.differences)
    write_table(folder / "fared.csv", Fared, progress.fared)
    write_table(folder / "findings.csv", Finding, progress.findings)
    for agency in reporters(plan):
        own = workspace.agency_tables(period_id, agency.code)
        if own.is_dir():
            _write_own(own, agency.code, progress)


def _write_own(folder: Path, agency: str, progress: PeriodProgress) -> None:
    def mine(rows: Sequence[T]) -> list[T]:
        return [row for row in rows if row.agency == agency]

    indicators = progress.indicators
    write_table(folder / "trajectories.csv", Trajectory, mine(indicators.by_agency))
    write_table(folder / "outlooks.csv", Outlook, mine(indicators.outlooks_by_agency))
    write_table(folder / "series.csv", SeriesPoint, mine(indicators.series))
    write_table(folder / "tasks.csv", TaskState, mine(progress.task_parts))
    write_table(folder / "discipline.csv", Discipline, mine(progress.discipline))
    write_table(folder / "measures.csv", AgencyMeasures, mine(progress.measures))
    of_all = [one for one in progress.differences if not one.indicator_id]
    write_table(folder / "differences.csv", Difference, [*of_all, *mine(progress.differences)])


def _all_discipline(plan: Plan, reported: Reported, period: Period) -> list[Discipline]:
    """Return how each agency that owes a report by `plan` sent it in `period`."""
    return [
        compute_discipline(
            plan,
            agency.code,
            period,
            submissions=reported.submissions,
            accounting=reported.accounting,
            findings=reported.findings,
        )
        for agency in reporters(plan)
    ]


def _earlier_discipline(
    workspace: Workspace, period: Period, reported: Reported
) -> Iterator[Discipline]:
    """Yield how each agency that owed a report before `period` sent it."""
    issued = load_plan(workspace.plan)
    for one in periods_until(workspace, period)[:-1]:
        if workspace.raw(one.id).is_dir():
            yield from _all_discipline(plan_as_of(issued, one.as_of), reported, one)
