"""The whole report of a period: read, compute, write, and say what became of it."""

import shutil
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from plan_monitor.build import units
from plan_monitor.build.executors import Workers, open_pool, run_units
from plan_monitor.build.ledger import Ledger
from plan_monitor.build.limits import refuse_wrong_limits
from plan_monitor.build.manifest import write_manifest
from plan_monitor.build.parcels import Carrier
from plan_monitor.build.portal import write_index
from plan_monitor.build.scratch import clear_half_written, scratch
from plan_monitor.build.summary import RunSummary
from plan_monitor.build.units import Unit, UnitResult
from plan_monitor.errors import UserError
from plan_monitor.intake.records import Finding, Submission
from plan_monitor.intake.submissions import collect_submissions, ignored_entries
from plan_monitor.intake.tables import read_table
from plan_monitor.locking import RUN, only_one
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.assignments import reporters
from plan_monitor.plan.calendar import Period, load_period
from plan_monitor.plan.loading import load_plan
from plan_monitor.plan.models import Plan
from plan_monitor.progress.editions import refuse_closed
from plan_monitor.workspace import Workspace

Tell = Callable[[UnitResult, int], None]


def run_report(
    workspace: Workspace,
    period_id: str,
    tell: Tell,
    only: Sequence[str] = (),
    workers: Workers | None = None,
    *,
    force: bool = False,
) -> RunSummary:
    """Make all reports of a period, or those of the agencies `only` (then not the province's).

    `tell` hears of every unit that ends or stands, and how many there are in all. A unit stands if
    what it read and wrote is the same as when it was run last; with `force` none does. A failed
    agency does not stop the others.

    Raises
    ------
    UserError
        If the period is unknown or closed, an agency of `only` sent nothing, a limit cannot be
        read, or another run is on in this workspace.
    OSError
        If the disk is full, or something may not be written.
    """
    period = load_period(workspace, period_id)
    refuse_wrong_limits()
    with only_one(workspace.lock(RUN)), scratch(workspace):
        refuse_closed(workspace, period)
        clear_half_written(workspace, period)
        return _run(workspace, period, tell, (only, workers or open_pool(), force))


def _run(
    workspace: Workspace,
    period: Period,
    tell: Tell,
    options: tuple[Sequence[str], Workers, bool],
) -> RunSummary:
    only, workers, force = options
    plan = plan_as_of(load_plan(workspace.plan), period.as_of)
    submissions = collect_submissions(workspace, period)
    ledger = Ledger(workspace, period, submissions, force=force)
    owing = {agency.code for agency in reporters(plan)}
    sent = {one.agency for one in submissions if one.period == period.id} & owing
    senders = _senders(plan, period, submissions)
    chosen = _chosen(plan, senders, only)
    _forget_others(workspace, period, senders, sent)
    carrier = Carrier(workspace, period, submissions, ledger)
    with workers:
        run = _Run(workers, carrier, ledger, period, tell)
        results = run.all(chosen, with_province=not only)
    if not any(result.evidence for result in results):
        shutil.rmtree(workspace.failed(period.id), ignore_errors=True)
    write_index(workspace, plan, submissions, period, results)
    write_manifest(workspace, period, results)
    summary = RunSummary(
        period=period,
        results=tuple(results),
        missing=tuple(a.name for a in reporters(plan) if a.code not in sent),
        unreadable=tuple(one for one in submissions if one.standing == "unreadable"),
        ignored=tuple(ignored_entries(workspace, period)),
        findings=_count_findings(workspace, period),
        remark=ledger.remark,
    )
    if not only:
        ledger.enter_whole(summary)
    return summary


@dataclass(frozen=True)
class _Run:
    """Runs the units of a period in their order, each only if it does not stand."""

    workers: Workers
    carrier: Carrier
    ledger: Ledger
    period: Period
    tell: Tell

    def all(self, agencies: Sequence[str], *, with_province: bool) -> list[UnitResult]:
        """Return what became of each unit."""
        total = 2 * len(agencies) + 1 + with_province
        cleaned = self._step([self._unit(units.CLEAN, code) for code in agencies], total)
        total -= sum(bool(result.fault) for result in cleaned)  # those get no report
        readable = [result.unit.agency for result in cleaned if not result.fault]
        for code in set(agencies) - set(readable):
            folder = self.carrier.workspace.agency_tables(self.period.id, code)
            shutil.rmtree(folder, ignore_errors=True)
        joined = self._step([self._unit(units.TRAJECTORIES)], total)
        if joined[0].fault:
            return [*cleaned, *joined]
        reports = [self._unit(units.AGENCY_REPORT, code) for code in readable]
        if with_province:
            reports.insert(0, self._unit(units.PROVINCE_REPORT))  # the longest of them
        return [*cleaned, *joined, *self._step(reports, total)]

    def _unit(self, notebook: str, agency: str = "") -> Unit:
        return Unit(notebook, self.period.id, agency)

    def _step(self, chosen: Sequence[Unit], total: int) -> list[UnitResult]:
        """Run those of the units `chosen` that do not stand; they do not wait for each other."""
        results = {unit: found for unit in chosen if (found := self.ledger.standing(unit))}
        for result in results.values():
            self.tell(result, total)

        def ended(result: UnitResult) -> None:
            self.ledger.enter(result)
            self.tell(result, total)

        left = [unit for unit in chosen if unit not in results]
        run = run_units(self.workers, self.carrier, left, ended) if left else []
        results |= {result.unit: result for result in run}
        return [results[unit] for unit in chosen]


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
    for path in (workspace.reports(period.id) / "evidence").glob(f"{units.CLEAN}_*.ipynb"):
        if path.stem.removeprefix(f"{units.CLEAN}_") not in sent:
            path.unlink()
    shutil.rmtree(workspace.failed(period.id), ignore_errors=True)


def _count_findings(workspace: Workspace, period: Period) -> dict[str, int]:
    path = workspace.processed(period.id) / "findings.csv"
    findings = read_table(path, Finding) if path.is_file() else []
    return dict(Counter(one.severity for one in findings if one.period == period.id))
