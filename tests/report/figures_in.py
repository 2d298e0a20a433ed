"""Reads the case folder `sentences/`: figures in, a report's contents out."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field

from plan_monitor.intake.baselines import HistoryRow
from plan_monitor.intake.records import Narrative, Observation, TaskReport
from plan_monitor.plan.amendments import Amendment
from plan_monitor.plan.as_of import changes_since, plan_as_of
from plan_monitor.plan.assignments import reporters, task_leads
from plan_monitor.plan.calendar import (
    Period,
    load_period,
    load_reporting,
    period_a_year_before,
    previous_period,
)
from plan_monitor.plan.cells import parse_target
from plan_monitor.plan.indicators import Indicator
from plan_monitor.plan.loading import load_plan
from plan_monitor.plan.models import Plan
from plan_monitor.plan.strict import Strict
from plan_monitor.plan.yaml_files import read_yaml
from plan_monitor.progress.indicators import compute_indicators
from plan_monitor.progress.records import Discipline, TaskState
from plan_monitor.progress.reported import Reported
from plan_monitor.progress.tasks import joint_state, part_state, with_risks
from plan_monitor.report.contents import Contents, concerns
from plan_monitor.workspace import Workspace

FOLDER = Path(__file__).parent / "sentences"
BASELINE_DAY = dt.date(2024, 12, 31)


class Round(Strict):
    """What one agency reported of one indicator in one period."""

    actual: float | None = None
    estimate: float | None = None
    finals: dict[dt.date, float] = Field(default_factory=dict)
    reason: str = ""
    note: str = ""
    evidence: str = ""
    text: str = ""
    raw: str = ""
    outcome: Literal["accepted", "blank", "rejected"] = "accepted"
    reported_by: str = ""


class Figures(Strict):
    id: str
    by: str = ""
    better: Literal["higher", "lower"] | None = None
    target: str | None = None
    history: dict[dt.date, float] = Field(default_factory=dict)
    baseline: float | None = None
    reported: dict[str, Round] = Field(default_factory=dict)


class Task(Strict):
    """What one lead reported of one task, in the case's period unless another is named."""

    id: str
    by: str = ""
    period: str = ""
    status: Literal["not_started", "in_progress", "done"] | None = None
    document: str = ""
    date: dt.date | None = None
    result: str = ""
    difficulty: str = ""
    proposed: str = ""


class Sent(Strict):
    by: str
    how: Literal["on_time", "late", "missing", "unreadable", "unknown"] = "on_time"
    accepted: int = 0
    warned: int = 0
    rejected: int = 0
    blank: int = 0


class Said(Strict):
    by: tuple[str, ...]
    section: str = "shortcomings"
    text: str


class Case(Strict):
    case: str
    period: str
    author: str
    part: str = "sentence"
    indicators: tuple[Figures, ...] = ()
    tasks: tuple[Task, ...] = ()
    sent: tuple[Sent, ...] = ()
    said: tuple[Said, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    says: tuple[str, ...]


class CaseFile(Strict):
    cases: tuple[Case, ...]


def all_cases() -> Iterator[Case]:
    for path in sorted(FOLDER.glob("*.yml")):
        yield from read_yaml(path, CaseFile).cases


class Desk:
    """One case against the demo plan."""

    def __init__(self, repo: Workspace, case: Case) -> None:
        self.repo, self.case = repo, case
        self.period = load_period(repo, case.period)
        self.is_province = case.author == "province"
        issued = load_plan(repo.plan)
        issued = issued.model_copy(
            update={
                "indicators": tuple(self._indicator(one) for one in issued.indicators),
                "amendments": case.amendments,
            }
        )
        self.plan = plan_as_of(issued, self.period.as_of)

    def contents(self) -> Contents:
        plan, period = self.plan, self.period
        before = previous_period(self.repo, period)
        observations = tuple(self._observations())
        tables = compute_indicators(
            plan,
            [agency.code for agency in reporters(plan)],
            Reported((), observations, (), (), ()),
            list(self._history()),
            (period, load_reporting(self.repo)),
        )
        of_whom = tables.joint if self.is_province else tables.by_agency
        outlooks = tables.outlooks if self.is_province else tables.outlooks_by_agency
        author = plan.header.report_lead if self.is_province else self.case.author
        ids = {one.id for one in self.case.indicators}

        def is_mine(agency: str) -> bool:
            return self.is_province or agency == author

        changes = changes_since(plan, before.as_of if before else None)
        return Contents(
            plan=plan,
            period=period,
            before=before,
            year_before=period_a_year_before(self.repo, period),
            reporting=load_reporting(self.repo),
            author=plan.agency(author),
            is_province=self.is_province,
            submissions=(),
            observations=observations,
            narrative=tuple(row for row in self._narrative() if is_mine(row.agency)),
            trajectories=tuple(
                row for row in of_whom if row.indicator_id in ids and is_mine(row.agency)
            ),
            series=tuple(point for point in tables.series if is_mine(point.agency)),
            tasks=tuple(self._tasks(author)),
            changes=tuple(c for c in changes if self.is_province or concerns(plan, c, author)),
            drafts=(),
            funding=(),
            discipline=tuple(_discipline(one) for one in self.case.sent),
            outlooks=tuple(row for row in outlooks if is_mine(row.agency)),
        )

    def _indicator(self, indicator: Indicator) -> Indicator:
        """Return the plan's indicator, with the direction and the target that the case sets."""
        mine = next((one for one in self.case.indicators if one.id == indicator.id), None)
        if mine is None or mine.better is None:
            return indicator
        decided = indicator.decision.model_copy(update={"better": mine.better})
        target = parse_target(mine.target)
        return indicator.model_copy(update={"decided": decided, "target": target})

    def _agency(self, given: str, indicator: str) -> str:
        return given or self._author or self.plan.indicator(indicator).agencies[0]

    @property
    def _author(self) -> str:
        return "" if self.is_province else self.case.author

    def _history(self) -> Iterator[HistoryRow]:
        for one in self.case.indicators:
            rows = [(day, value, False) for day, value in one.history.items()]
            rows += [(BASELINE_DAY, one.baseline, True)] * (one.baseline is not None)
            for day, value, is_baseline in rows:
                yield HistoryRow(
                    indicator_id=one.id, date=day, value=value, is_baseline=is_baseline,
                    source="test",
                )  # fmt: skip

    def _observations(self) -> Iterator[Observation]:
        rounds = [
            (load_period(self.repo, period), one, given)
            for one in self.case.indicators
            for period, given in one.reported.items()
        ]
        for period, one, given in sorted(rounds, key=lambda row: row[0].as_of):
            yield from self._round(period, one, given)

    def _round(self, period: Period, one: Figures, given: Round) -> Iterator[Observation]:
        days: list[tuple[str, dt.date, float | None, bool]] = [
            ("actual", period.as_of, given.actual, False),
            *(("actual", day, value, True) for day, value in given.finals.items()),
            ("estimate", period.end, given.estimate, False),
        ]
        for kind, day, value, is_earlier in days:
            if is_earlier and value is None:
                continue
            is_blank = value is None and not given.text
            outcome = given.outcome if given.outcome == "rejected" else "blank"
            yield Observation(
                period=period.id,
                agency=self._agency(one.by, one.id),
                indicator_id=one.id,
                kind=kind,
                value=value,
                text=given.text if kind == "actual" else "",
                date=day,
                outcome=outcome if is_blank else "accepted",
                evidence=given.evidence,
                note=given.reason if is_earlier else given.note,
                file=f"{period.id}.xlsx",
                sheet="Chỉ tiêu",
                cell=f"{kind}{day}",
                raw=given.raw,
                number_format="",
                sha256="0",
                reported_by=given.reported_by,
                is_earlier=is_earlier,
            )

    def _tasks(self, author: str) -> Iterator[TaskState]:
        due_soon = load_reporting(self.repo).due_soon_days
        reports = [self._report(one) for one in self.case.tasks if one.status]
        reports.sort(key=lambda row: load_period(self.repo, row.period).as_of)
        for task in self.plan.tasks:
            if task.id not in {one.id for one in self.case.tasks}:
                continue
            parts = [
                part_state(task, lead, reports, self.period, due_soon)
                for lead in task_leads(self.plan, task)
            ]
            joint = joint_state(task, parts, self.period)
            mine = [part for part in parts if part.agency == author]
            yield from with_risks(self.plan, [joint] if self.is_province else mine)

    def _report(self, one: Task) -> TaskReport:
        return TaskReport(
            period=one.period or self.period.id,
            agency=one.by or self._author or task_leads(self.plan, self.plan.task(one.id))[0],
            task_id=one.id,
            status=one.status,
            document_number=one.document,
            document_date=one.date,
            result=one.result,
            difficulty=one.difficulty,
            proposed_deadline=one.proposed,
            basis="",
            outcome="accepted",
            file="a.xlsx",
            sheet="Nhiệm vụ",
            cells="A1",
            raw="",
            sha256="0",
        )

    def _narrative(self) -> Iterator[Narrative]:
        for said in self.case.said:
            for agency in said.by:
                yield Narrative(
                    period=self.period.id, agency=agency, section=said.section, text=said.text,
                    file="a.xlsx", sheet="Thuyết minh", cell="B3", outcome="accepted",
                    raw=said.text[:200],
                )  # fmt: skip


def _discipline(one: Sent) -> Discipline:
    counts = {name: getattr(one, name) for name in ("accepted", "warned", "rejected", "blank")}
    return Discipline(
        agency=one.by, received_at=None, timeliness=one.how, days_late=0, revisions=0,
        asked=sum(counts.values()), errors=0, warnings=0, **counts,
    )  # fmt: skip


def contents_of(repo: Workspace, case: Case) -> Contents:
    return Desk(repo, case).contents()


def plan_of(repo: Workspace, case: Case) -> Plan:
    return Desk(repo, case).plan
