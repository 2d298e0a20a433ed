"""The whole report of a period: read, compute, write, and say what became of it."""

import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from plan_monitor.build import units
from plan_monitor.build.executors import open_pool, run_units
from plan_monitor.build.manifest import write_manifest
from plan_monitor.build.units import Unit, UnitResult
from plan_monitor.errors import UserError
from plan_monitor.files import write_atomically
from plan_monitor.intake.records import Finding, Submission
from plan_monitor.intake.submissions import collect_submissions
from plan_monitor.intake.tables import read_table
from plan_monitor.plan.assignments import reporters
from plan_monitor.plan.calendar import Period, load_period
from plan_monitor.plan.loading import load_plan, plan_as_of
from plan_monitor.plan.models import Agency, Plan
from plan_monitor.report.index import IndexRow, render_index
from plan_monitor.report.phrases import say
from plan_monitor.workspace import Workspace

Tell = Callable[[UnitResult, int], None]


@dataclass(frozen=True)
class RunSummary:
    """What a run wrote and what it did not.

    `missing` names the agencies that sent nothing, `unreadable` the files that could not be read,
    `findings` counts by severity, `unplaced` lists outputs that no document could take.
    """

    period: Period
    results: tuple[UnitResult, ...]
    missing: tuple[str, ...]
    unreadable: tuple[Submission, ...]
    findings: dict[str, int]

    @property
    def faults(self) -> list[UnitResult]:
        """The units that did not go well."""
        return [result for result in self.results if result.fault]

    @property
    def unplaced(self) -> list[str]:
        """The outputs that no document could take."""
        return [line for result in self.results for line in result.unplaced]

    @property
    def is_good(self) -> bool:
        """Whether every file was read and every unit went well."""
        return not self.faults and not self.unreadable


def run_report(
    workspace: Workspace,
    period_id: str,
    tell: Tell,
    only: Sequence[str] = (),
    jobs: int | None = None,
) -> RunSummary:
    """Make all reports of a period, or those of the agencies `only` (then not the province's).

    `tell` hears of every unit that ends, and how many there are in all. A failed agency does not
    stop the others.
    """
    period = load_period(workspace, period_id)
    plan = plan_as_of(load_plan(workspace.plan), period.as_of)
    submissions = collect_submissions(workspace, plan, period)
    senders = _senders(plan, period, submissions)
    chosen = _chosen(plan, senders, only)
    _forget_others(workspace, period, senders)
    with open_pool(jobs) as pool:
        results = _run_all(pool, workspace, period, chosen, tell, with_province=not only)
    if not any(result.evidence for result in results):
        shutil.rmtree(workspace.failed(period.id), ignore_errors=True)
    write_index(workspace, plan, period, results)
    write_manifest(workspace, period, results)
    return RunSummary(
        period=period,
        results=tuple(results),
        missing=tuple(a.name for a in reporters(plan) if a.code not in senders),
        unreadable=tuple(one for one in submissions if one.standing == "unreadable"),
        findings=_count_findings(workspace, period),
    )


def write_index(
    workspace: Workspace, plan: Plan, period: Period, results: Sequence[UnitResult]
) -> None:
    """Write reports/<period>/index.html from what stands in the folder."""
    folder = workspace.reports(period.id)
    failed = {result.unit.agency for result in results if result.fault}
    rows = [
        IndexRow(
            name=agency.name,
            folder=f"agencies/{agency.code}" if _has_report(workspace, period, agency) else None,
            note=_note(workspace, period, agency, failed),
        )
        for agency in reporters(plan)
    ]
    is_sample = any(
        one.sample
        for path in (workspace.processed(period.id) / "agencies").glob("*/submissions.csv")
        for one in read_table(path, Submission)
    )
    title = say("subject", number=plan.header.number, period=period.name)
    page = render_index(title, say("sample") if is_sample else None, rows)
    write_atomically(folder / "index.html", page)


def _run_all(
    pool: Executor,
    workspace: Workspace,
    period: Period,
    agencies: Sequence[str],
    tell: Tell,
    *,
    with_province: bool,
) -> list[UnitResult]:
    root, total = str(workspace.root), 2 * len(agencies) + 1 + with_province

    def run(notebook: str, codes: Sequence[str]) -> list[UnitResult]:
        chosen = [Unit(root, notebook, period.id, code) for code in codes]
        return run_units(pool, chosen, lambda result: tell(result, total))

    cleaned = run(units.CLEAN, agencies)
    readable = [result.unit.agency for result in cleaned if not result.fault]
    for code in set(agencies) - set(readable):
        shutil.rmtree(workspace.agency_tables(period.id, code), ignore_errors=True)
    joined = run(units.TRAJECTORIES, [""])
    if joined[0].fault:
        return [*cleaned, *joined]
    reports = run(units.AGENCY_REPORT, readable)
    province = run(units.PROVINCE_REPORT, [""]) if with_province else []
    return [*cleaned, *joined, *reports, *province]


def _senders(plan: Plan, period: Period, submissions: Sequence[Submission]) -> list[str]:
    sent = {
        one.agency
        for one in submissions
        if one.period == period.id and one.standing != "late_for_closing"
    }
    return [agency.code for agency in reporters(plan) if agency.code in sent]


def _chosen(plan: Plan, senders: Sequence[str], only: Sequence[str]) -> list[str]:
    codes = [agency.code for agency in reporters(plan)]
    for code in only:
        if code not in codes:
            raise UserError(
                f"--agency {code}",
                "không có cơ quan này",
                f"một trong: {', '.join(codes)}",
                "gõ lại mã cơ quan",
            )
        if code not in senders:
            raise UserError(
                f"--agency {code}",
                "cơ quan chưa gửi báo cáo kỳ này",
                "một cơ quan đã gửi",
                "đôn đốc cơ quan, hoặc bỏ tham số này",
            )
    return [code for code in senders if not only or code in only]


def _forget_others(workspace: Workspace, period: Period, senders: Sequence[str]) -> None:
    """Remove what earlier runs made for agencies whose submissions are no longer there."""
    for parent in (workspace.processed(period.id), workspace.reports(period.id)):
        for folder in (parent / "agencies").glob("*/"):
            if folder.name not in senders:
                shutil.rmtree(folder)
    shutil.rmtree(workspace.failed(period.id), ignore_errors=True)


def _count_findings(workspace: Workspace, period: Period) -> dict[str, int]:
    path = workspace.processed(period.id) / "findings.csv"
    findings = read_table(path, Finding) if path.is_file() else []
    return dict(Counter(one.severity for one in findings if one.period == period.id))


def _has_report(workspace: Workspace, period: Period, agency: Agency) -> bool:
    return (workspace.agency_report(period.id, agency.code) / "report.html").is_file()


def _note(workspace: Workspace, period: Period, agency: Agency, failed: set[str]) -> str:
    if agency.code in failed:
        has_old = _has_report(workspace, period, agency)
        return say("index_old" if has_old else "index_failed")
    return "" if _has_report(workspace, period, agency) else say("index_missing")
