"""The barrier once a period: all agencies' tables in, trajectories and states out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol, TypeVar

from plan_monitor.intake.baselines import HistoryRow, read_history
from plan_monitor.intake.findings import Findings
from plan_monitor.intake.records import Accounting, Finding, Observation, Submission, TaskReport
from plan_monitor.intake.submissions import collect_submissions
from plan_monitor.intake.tables import Row, read_table, write_table
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.assignments import owed_indicators, reporters, task_leads
from plan_monitor.plan.calendar import (
    Period,
    Reporting,
    load_period,
    load_reporting,
    periods_until,
)
from plan_monitor.plan.loading import load_plan
from plan_monitor.plan.models import Plan
from plan_monitor.progress.discipline import compute_discipline
from plan_monitor.progress.measures import measure_agencies
from plan_monitor.progress.points import breaks_of
from plan_monitor.progress.records import (
    AgencyMeasures,
    Discipline,
    SeriesPoint,
    TaskState,
    Trajectory,
)
from plan_monitor.progress.series import build_series
from plan_monitor.progress.tasks import joint_state, part_state, with_risks
from plan_monitor.progress.trajectories import (
    compute_trajectory,
    disagreement,
    province_trajectories,
    self_assessed,
)
from plan_monitor.workspace import Workspace


class _OfAgency(Protocol):
    @property
    def agency(self) -> str: ...


T = TypeVar("T", bound=_OfAgency)


@dataclass(frozen=True)
class Reported:
    """What all agencies reported, put together."""

    submissions: tuple[Submission, ...]
    observations: tuple[Observation, ...]
    task_reports: tuple[TaskReport, ...]
    findings: tuple[Finding, ...]
    accounting: tuple[Accounting, ...]


@dataclass(frozen=True)
class PeriodProgress:
    """Where the plan stands in one period.

    `by_agency` rows are one an indicator and agency, `trajectories` one an indicator,
    `task_parts` one a task and lead, `tasks` one a task, `discipline` and `measures` one an agency.
    """

    by_agency: tuple[Trajectory, ...]
    trajectories: tuple[Trajectory, ...]
    series: tuple[SeriesPoint, ...]
    task_parts: tuple[TaskState, ...]
    tasks: tuple[TaskState, ...]
    discipline: tuple[Discipline, ...]
    measures: tuple[AgencyMeasures, ...]
    findings: tuple[Finding, ...]


def read_reported(workspace: Workspace, period: str) -> Reported:
    """Read the tables that notebook 01 wrote for every agency."""
    folders = sorted((workspace.processed(period) / "agencies").glob("*/"))

    def together(name: str, model: type[Row]) -> tuple[Row, ...]:
        return tuple(row for folder in folders for row in read_table(folder / name, model))

    return Reported(
        submissions=together("submissions.csv", Submission),
        observations=together("observations.csv", Observation),
        task_reports=together("task_reports.csv", TaskReport),
        findings=together("findings.csv", Finding),
        accounting=together("accounting.csv", Accounting),
    )


def compute_progress(workspace: Workspace, period_id: str) -> PeriodProgress:
    """Compute trajectories, task states and discipline of `period_id` from the tables of intake."""
    period = load_period(workspace, period_id)
    reporting = load_reporting(workspace)
    plan = plan_as_of(load_plan(workspace.plan), period.as_of)
    reported = _with_all_files(read_reported(workspace, period_id), workspace, period)
    agencies = [agency.code for agency in reporters(plan)]
    series = _all_series(plan, agencies, reported, read_history(workspace, plan))
    by_agency = _with_disagreements(
        _all_trajectories(
            plan, agencies, series=series, reported=reported, period=period, reporting=reporting
        )
    )
    parts = [
        part_state(task, agency, reported.task_reports, period, reporting.due_soon_days)
        for task in plan.tasks
        for agency in task_leads(plan, task)
    ]
    parts = with_risks(plan, parts)
    discipline = list(_all_discipline(plan, agencies, reported, period))
    return PeriodProgress(
        by_agency=tuple(by_agency),
        trajectories=tuple(province_trajectories(plan, by_agency, series, period, reporting.pace)),
        series=tuple(series),
        task_parts=tuple(parts),
        tasks=tuple(
            with_risks(
                plan,
                [
                    joint_state(task, [part for part in parts if part.task_id == task.id], period)
                    for task in plan.tasks
                ],
            )
        ),
        discipline=tuple(discipline),
        measures=tuple(
            measure_agencies(
                discipline,
                by_agency,
                parts,
                list(_earlier_discipline(workspace, period, reported)),
            )
        ),
        findings=(
            *reported.findings,
            *_findings_across(by_agency, agencies, reported.submissions, period),
        ),
    )


def write_progress(workspace: Workspace, period_id: str, progress: PeriodProgress) -> None:
    """Write the period's tables, and to every agency's folder the rows that its report may show."""
    plan = plan_as_of(load_plan(workspace.plan), load_period(workspace, period_id).as_of)
    folder = workspace.processed(period_id)
    write_table(folder / "trajectories.csv", Trajectory, progress.trajectories)
    write_table(folder / "trajectories_by_agency.csv", Trajectory, progress.by_agency)
    write_table(folder / "series.csv", SeriesPoint, progress.series)
    write_table(folder / "tasks.csv", TaskState, progress.tasks)
    write_table(folder / "task_parts.csv", TaskState, progress.task_parts)
    write_table(folder / "discipline.csv", Discipline, progress.discipline)
    write_table(folder / "measures.csv", AgencyMeasures, progress.measures)
    write_table(folder / "findings.csv", Finding, progress.findings)
    for agency in reporters(plan):
        own = workspace.agency_tables(period_id, agency.code)
        if own.is_dir():
            _write_own(own, agency.code, progress)


def _write_own(folder: Path, agency: str, progress: PeriodProgress) -> None:
    def mine(rows: Sequence[T]) -> list[T]:
        return [row for row in rows if row.agency == agency]

    write_table(folder / "trajectories.csv", Trajectory, mine(progress.by_agency))
    write_table(folder / "series.csv", SeriesPoint, mine(progress.series))
    write_table(folder / "tasks.csv", TaskState, mine(progress.task_parts))
    write_table(folder / "discipline.csv", Discipline, mine(progress.discipline))
    write_table(folder / "measures.csv", AgencyMeasures, mine(progress.measures))


def _all_series(
    plan: Plan, agencies: Sequence[str], reported: Reported, history: Sequence[HistoryRow]
) -> list[SeriesPoint]:
    return [
        point
        for agency in agencies
        for indicator in owed_indicators(plan, agency)
        if indicator.kind == "numeric"
        for point in build_series(indicator, agency, reported.observations, history)
    ]


def _with_all_files(reported: Reported, workspace: Workspace, period: Period) -> Reported:
    """Return `reported` with the files that no table stands for: unreadable or not yet read."""
    known = {one.file for one in reported.submissions}
    added = (one for one in collect_submissions(workspace, period) if one.file not in known)
    return replace(reported, submissions=(*reported.submissions, *added))


def _all_discipline(
    plan: Plan, agencies: Sequence[str], reported: Reported, period: Period
) -> Iterator[Discipline]:
    for agency in agencies:
        yield compute_discipline(
            plan,
            agency,
            period,
            submissions=reported.submissions,
            accounting=reported.accounting,
            findings=reported.findings,
        )


def _earlier_discipline(
    workspace: Workspace, period: Period, reported: Reported
) -> Iterator[Discipline]:
    """Yield how each agency that owed a report before `period` sent it."""
    issued = load_plan(workspace.plan)
    for one in periods_until(workspace, period)[:-1]:
        if workspace.raw(one.id).is_dir():
            plan = plan_as_of(issued, one.as_of)
            owing = [agency.code for agency in reporters(plan)]
            yield from _all_discipline(plan, owing, reported, one)


def _all_trajectories(
    plan: Plan,
    agencies: Sequence[str],
    *,
    series: Sequence[SeriesPoint],
    reported: Reported,
    period: Period,
    reporting: Reporting,
) -> list[Trajectory]:
    by_key: dict[tuple[str, str], list[SeriesPoint]] = {}
    for point in series:
        by_key.setdefault((point.indicator_id, point.agency), []).append(point)
    return [
        self_assessed(indicator, agency, reported.observations, period)
        if indicator.kind == "qualitative"
        else compute_trajectory(
            indicator,
            agency,
            by_key.get((indicator.id, agency), []),
            period,
            reporting.pace,
            breaks=breaks_of(plan, indicator),
        )
        for agency in agencies
        for indicator in owed_indicators(plan, agency)
    ]


def _with_disagreements(rows: Sequence[Trajectory]) -> list[Trajectory]:
    """Return `rows` with both values in the note where the monitors of an indicator differ."""
    current: dict[str, list[Trajectory]] = {}
    for row in rows:
        if row.is_current:
            current.setdefault(row.indicator_id, []).append(row)
    return [
        row.model_copy(update={"note": disagreement(current.get(row.indicator_id, [])) or row.note})
        for row in rows
    ]


def _findings_across(
    rows: Sequence[Trajectory],
    agencies: Sequence[str],
    submissions: Sequence[Submission],
    period: Period,
) -> list[Finding]:
    """Return what only shows when all agencies are seen together."""
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
            findings.add("monitors-disagree", row.indicator_id, found=words)
    return findings.rows
