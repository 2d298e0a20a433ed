"""The whole report of a period: read, compute, write, and say what became of it."""

import shutil
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from plan_monitor.build import units
from plan_monitor.build.executors import open_pool, run_units
from plan_monitor.build.manifest import write_manifest
from plan_monitor.build.portal import write_index
from plan_monitor.build.units import Unit, UnitResult
from plan_monitor.errors import UserError
from plan_monitor.intake.records import Finding, Submission
from plan_monitor.intake.submissions import collect_submissions, ignored_entries
from plan_monitor.intake.tables import read_table
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.assignments import reporters
from plan_monitor.plan.calendar import Period, load_period
from plan_monitor.plan.loading import load_plan
from plan_monitor.plan.models import Plan
from plan_monitor.progress.editions import refuse_closed
from plan_monitor.workspace import Workspace

Tell = Callable[[UnitResult, int], None]


@dataclass(frozen=True)
class RunSummary:
    """What a run wrote and what it did not.

    `missing` names the agencies that sent nothing, `unreadable` the files that could not be read,
    `ignored` what else lay in the folder, `findings` counts by severity, `unplaced` lists outputs
    that no document could take.
    """

    period: Period
    results: tuple[UnitResult, ...]
    missing: tuple[str, ...]
    unreadable: tuple[Submission, ...]
    ignored: tuple[str, ...]
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
    refuse_closed(workspace, period)
    plan = plan_as_of(load_plan(workspace.plan), period.as_of)
    submissions = collect_submissions(workspace, period)
    owing = {agency.code for agency in reporters(plan)}
    sent = {one.agency for one in submissions if one.period == period.id} & owing
    senders = _senders(plan, period, submissions)
    chosen = _chosen(plan, senders, only)
    _forget_others(workspace, period, senders, sent)
    with open_pool(jobs) as pool:
        results = _run_all(pool, workspace, period, chosen, tell, with_province=not only)
    if not any(result.evidence for result in results):
        shutil.rmtree(workspace.failed(period.id), ignore_errors=True)
    write_index(workspace, plan, submissions, period, results)
    write_manifest(workspace, period, results)
    return RunSummary(
        period=period,
        results=tuple(results),
        missing=tuple(a.name for a in reporters(plan) if a.code not in sent),
        unreadable=tuple(one for one in submissions if one.standing == "unreadable"),
        ignored=tuple(ignored_entries(workspace, period)),
        findings=_count_findings(workspace, period),
    )


def _run_all(
    pool: Executor,
    workspace: Workspace,
    period: Period,
    agencies: Sequence[str],
    tell: Tell,
    *,
    with_province: bool,
) -> list[UnitResult]:
    root = str(workspace.root)
    total = 2 * len(agencies) + 1 + with_province

    def run(notebook: str, codes: Sequence[str]) -> list[UnitResult]:
        chosen = [Unit(root, notebook, period.id, code) for code in codes]
        return run_units(pool, chosen, lambda result: tell(result, total))

    cleaned = run(units.CLEAN, agencies)
    total -= sum(bool(result.fault) for result in cleaned)  # those get no report
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
    readable = {
        one.agency for one in submissions if one.period == period.id and one.standing == "counted"
    }
    return [agency.code for agency in reporters(plan) if agency.code in readable]


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


def _forget_others(
    workspace: Workspace, period: Period, readable: Collection[str], sent: Collection[str]
) -> None:
    """Remove the tables of what can be read no more, and the reports of what is gone.

    The last good report of an agency whose new file cannot be read stays.
    """
    kept = ((workspace.processed(period.id), readable), (workspace.reports(period.id), sent))
    for parent, codes in kept:
        for folder in (parent / "agencies").glob("*/"):
            if folder.name not in codes:
                shutil.rmtree(folder)
    shutil.rmtree(workspace.failed(period.id), ignore_errors=True)


def _count_findings(workspace: Workspace, period: Period) -> dict[str, int]:
    path = workspace.processed(period.id) / "findings.csv"
    findings = read_table(path, Finding) if path.is_file() else []
    return dict(Counter(one.severity for one in findings if one.period == period.id))
