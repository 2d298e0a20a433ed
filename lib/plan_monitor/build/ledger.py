"""What each unit depends on, and whether it stands as it was made before."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from plan_monitor.build import units
from plan_monitor.build.digests import digest_of, digest_of_code, is_passing, snapshot
from plan_monitor.build.manifest import input_folders
from plan_monitor.build.record import Made, Record, Whole, read_record, write_record
from plan_monitor.build.summary import RunSummary
from plan_monitor.build.units import Unit, UnitResult, evidence_path, report_folder
from plan_monitor.build.up_to_date import digest_of_made, digest_of_read
from plan_monitor.errors import UserError
from plan_monitor.intake.agency import TABLES
from plan_monitor.intake.corrections import read_corrections
from plan_monitor.intake.records import Submission
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.assignments import inheritances
from plan_monitor.plan.calendar import Period, periods_until
from plan_monitor.plan.loading import load_plan
from plan_monitor.workspace import Workspace

_OF_OTHERS = ("params/receipts/", "params/corrections/", "params/delivery.yml")
OF_INTAKE = frozenset(f"{name}.csv" for name in TABLES)


class Ledger:
    """The record of a period while a run goes on.

    All digests of what people change are taken before the run: what changes meanwhile is read again
    by the next one.
    """

    def __init__(
        self,
        workspace: Workspace,
        period: Period,
        submissions: Sequence[Submission],
        *,
        force: bool = False,
    ) -> None:
        self._workspace, self._period = workspace, period
        self._submissions = [one.model_dump(mode="json") for one in submissions]
        known = [workspace.edition(period.id), *input_folders(workspace, period)]
        self._places = tuple(place.relative_to(workspace.root).as_posix() for place in known)
        self._read_by_run = digest_of_read(workspace, self._places)
        self._shared = self._read_by_all()
        self._corrections = self._corrections_by_agency()
        self._reads: dict[Unit, str] = {}
        self._record = read_record(workspace.root, period.id)
        if force:
            self._record = Record(period.id)

    @property
    def remark(self) -> str:
        """Why what was made before could not be taken into account, "" when it could."""
        return self._record.remark

    def standing(self, unit: Unit) -> UnitResult | None:
        """Return the earlier result of `unit` if it would read and write the same again."""
        self._reads[unit] = self._read_by(unit)
        made = self._record.units.get(unit.label)
        if made is None or made.read != self._reads[unit] or dict(made.wrote) != self.wrote(unit):
            return None
        return UnitResult(unit, "", "", made.unplaced, made.seconds, stood=True)

    def enter(self, result: UnitResult) -> None:
        """Enter what `standing` was asked about and has now been run; a fault leaves no entry."""
        unit = result.unit
        self._record.units.pop(unit.label, None)
        if not result.fault:
            self._record.units[unit.label] = Made(
                self._reads[unit], self.wrote(unit), result.unplaced, result.seconds
            )
        write_record(self._workspace.root, self._record)

    def enter_whole(self, summary: RunSummary) -> None:
        """Enter a run of the whole period, so that the next one can end at once."""
        labels = {result.unit.label for result in summary.results}
        self._record.units = {k: v for k, v in self._record.units.items() if k in labels}
        self._record.whole = None
        if not summary.faults:
            self._record.whole = Whole(
                self._read_by_run,
                self._places,
                digest_of_made(self._workspace, self._period.id),
                tuple(summary.said(self._workspace)),
                len(summary.results),
                summary.is_good,
            )
        write_record(self._workspace.root, self._record)

    # --- what a unit reads ----------------------------------------------------------------------

    def _read_by(self, unit: Unit) -> str:
        workspace = self._workspace
        notebook = snapshot(workspace.root, [workspace.notebooks / f"{unit.notebook}.ipynb"])
        read: Any
        if unit.notebook == units.CLEAN:
            read = self._sent_to(unit.agency)
        elif unit.notebook == units.TRAJECTORIES:
            read = self._read_by_barrier()
        elif unit.notebook == units.AGENCY_REPORT:
            read = self._made([workspace.agency_tables(unit.period, unit.agency)])
        else:
            read = self._made([workspace.processed(unit.period)])
        return digest_of([self._shared, notebook, unit.parameters, read])

    def _read_by_all(self) -> str:
        """Return a digest of the code, the plan, the periods, and what lies beside notebooks."""
        workspace = self._workspace
        read = snapshot(workspace.root, [workspace.root / "params", workspace.notebooks])
        kept = {
            name: digest
            for name, digest in read.items()
            if not name.startswith(_OF_OTHERS) and not name.endswith(".ipynb")
        }
        return digest_of([digest_of_code(workspace.root), kept])

    def _sent_to(self, agency: str) -> list[Any]:
        """Return what `agency`, and those whose items it took over, sent, and its corrections."""
        concerned = self.concerned(agency)
        own = [one for one in self._submissions if one["agency"] in concerned]
        return [own, [self._corrections.get(code) for code in ("", *sorted(concerned))]]

    def concerned(self, agency: str) -> set[str]:
        """Return `agency` and those whose items it took over."""
        now = self._plans[-1]
        formers = {one for then in self._plans for one in inheritances(then, now, agency)}
        return {agency, *formers}

    def _corrections_by_agency(self) -> dict[str, list[Any]]:
        """Return the confirmed corrections by agency; those of a faulty file concern all ("")."""
        workspace = self._workspace
        issued = load_plan(workspace.plan)
        known = periods_until(workspace, self._period)
        self._plans = [plan_as_of(issued, one.as_of) for one in known]
        found: dict[str, list[Any]] = {}
        for period, plan in zip(known, self._plans, strict=True):
            try:
                declared = read_corrections(workspace, plan, period.id)
            except UserError as error:
                found.setdefault("", []).append([period.id, str(error)])
                continue
            for one in declared:
                said = [period.id, one.correction.model_dump(mode="json")]
                found.setdefault(one.correction.agency, []).append(said)
        return found

    def _read_by_barrier(self) -> list[Any]:
        """Return the tables of intake, all that was sent (silent agencies' too), and editions."""
        workspace, period = self._workspace, self._period
        tables = self._made([workspace.processed(period.id) / "agencies"])
        intake = {name: tables[name] for name in tables if Path(name).name in OF_INTAKE}
        earlier = [workspace.edition(one.id) for one in periods_until(workspace, period)[:-1]]
        editions = snapshot(workspace.root, earlier)
        return [intake, self._submissions, self._corrections, editions]

    # --- what a unit writes ---------------------------------------------------------------------

    def wrote(self, unit: Unit) -> dict[str, str]:
        """Return the digests of the files that are there of what `unit` writes, by their names."""
        workspace = self._workspace
        if unit.notebook in (units.AGENCY_REPORT, units.PROVINCE_REPORT):
            return self._made([report_folder(workspace, unit)])
        evidence = evidence_path(workspace, unit)
        if unit.notebook == units.CLEAN:
            folder = workspace.agency_tables(unit.period, unit.agency)
            return self._made([evidence, *(folder / name for name in OF_INTAKE)])
        tables = self._made([evidence, workspace.processed(unit.period)])
        return {
            name: digest
            for name, digest in tables.items()
            if "/agencies/" not in name or Path(name).name not in OF_INTAKE
        }

    def _made(self, places: Sequence[Path]) -> dict[str, str]:
        read = snapshot(self._workspace.root, places)
        return {name: digest for name, digest in read.items() if not is_passing(name)}
