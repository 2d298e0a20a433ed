"""Parcels: what a unit reads travels to a worker as bytes, and what it wrote comes back so.

A worker needs no disk in common with the runner and sees nothing but its parcel. The runner alone
writes into the workspace, each file or report whole, and nothing of a unit that failed but its
evidence.
"""

import io
import os
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from plan_monitor.build import units
from plan_monitor.build.digests import files_in, is_passing
from plan_monitor.build.ledger import OF_INTAKE, Ledger
from plan_monitor.build.scratch import OLD, put_back
from plan_monitor.build.units import Unit, UnitResult, report_folder
from plan_monitor.files import write_atomically
from plan_monitor.intake.records import Submission
from plan_monitor.intake.tables import read_table
from plan_monitor.plan.calendar import Period, periods_until
from plan_monitor.plan.loading import keep_plan
from plan_monitor.workspace import Workspace

_READ_ONLY = ("params", "editions", "data/raw")


class Carrier:
    """Packs the parcels of one period's units, and puts in place what comes back."""

    def __init__(
        self,
        workspace: Workspace,
        period: Period,
        submissions: Sequence[Submission],
        ledger: Ledger,
    ) -> None:
        self.workspace, self._period = workspace, period
        self._submissions, self._ledger = submissions, ledger

    def pack(self, unit: Unit) -> bytes:
        """Return all files that `unit` may read."""
        paths = [*self._shared(unit), *self._own(unit)]
        root = self.workspace.root
        return pack({path.relative_to(root).as_posix(): path.read_bytes() for path in paths})

    def deliver(self, result: UnitResult, parcel: bytes) -> None:
        """Put what a unit wrote into the workspace, and take away what it wrote before.

        Raises
        ------
        OSError
            If the workspace cannot be written.
        """
        unit, files = result.unit, _within(unpack(parcel))
        if result.fault:
            self._write({name: files[name] for name in files if name == result.evidence})
            return
        stale = set(self._ledger.wrote(unit)) - set(files)
        if unit.notebook in (units.AGENCY_REPORT, units.PROVINCE_REPORT):
            files = self._replace_report(report_folder(self.workspace, unit), files)
        self._write(files)
        for name in stale:
            (self.workspace.root / name).unlink(missing_ok=True)

    def _write(self, files: Mapping[str, bytes]) -> None:
        for name, data in files.items():
            path = self.workspace.root / name
            if not path.is_file() or path.read_bytes() != data:
                write_atomically(path, data)

    def _replace_report(self, folder: Path, files: Mapping[str, bytes]) -> dict[str, bytes]:
        """Put a report's folder in place at once; return the files that lie elsewhere."""
        place = f"{folder.relative_to(self.workspace.root).as_posix()}/"
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as beside:
            fresh = Path(beside) / folder.name
            fresh.mkdir()
            for name in files:
                if name.startswith(place):
                    write_atomically(fresh / name.removeprefix(place), files[name])
            try:
                if folder.exists():
                    folder.replace(Path(beside) / OLD)
                fresh.replace(folder)
            finally:
                put_back(Path(beside), folder)
        return {name: data for name, data in files.items() if not name.startswith(place)}

    def _shared(self, unit: Unit) -> list[Path]:
        """Return the plan, the registers, the unit's notebook, and what lies beside it."""
        workspace = self.workspace
        own = f"{unit.notebook}.ipynb"
        beside = [
            path
            for path in files_in(workspace.notebooks)
            if path.suffix != ".ipynb" or path.name == own
        ]
        paths = [*files_in(workspace.root / "params"), *beside]
        return [
            path for path in paths if not is_passing(path.relative_to(workspace.root).as_posix())
        ]

    def _own(self, unit: Unit) -> list[Path]:
        workspace = self.workspace
        if unit.notebook == units.CLEAN:
            concerned = self._ledger.concerned(unit.agency)
            return self._raw(one for one in self._submissions if one.agency in concerned)
        if unit.notebook == units.TRAJECTORIES:
            return [*self._intake_tables(), *self._raw(self._untold()), *self._editions()]
        if unit.notebook == units.AGENCY_REPORT:
            return list(files_in(workspace.agency_tables(unit.period, unit.agency)))
        return [*files_in(workspace.processed(unit.period)), *self._editions()]

    def _raw(self, submissions: Iterable[Submission]) -> list[Path]:
        paths = [self.workspace.root / one.file for one in submissions]
        return [path for path in paths if path.is_file()]

    def _untold(self) -> list[Submission]:
        """Return the submissions that no agency's tables tell of: strangers' and silent ones'."""
        folder = self.workspace.processed(self._period.id) / "agencies"
        told = {
            one.file
            for path in folder.glob("*/submissions.csv")
            for one in read_table(path, Submission)
        }
        return [one for one in self._submissions if one.file not in told]

    def _intake_tables(self) -> list[Path]:
        folder = self.workspace.processed(self._period.id) / "agencies"
        return [path for path in files_in(folder) if path.name in OF_INTAKE]

    def _editions(self) -> list[Path]:
        earlier = periods_until(self.workspace, self._period)[:-1]
        return [path for one in earlier for path in files_in(self.workspace.edition(one.id))]


def run_parcel(unit: Unit, parcel: bytes) -> tuple[UnitResult, bytes]:
    """Run one unit on what `parcel` holds; return what became of it, and the files it wrote."""
    from plan_monitor.build.work import run_unit  # heavy: not for whoever only hands out work

    brought = unpack(parcel)
    with tempfile.TemporaryDirectory(prefix="pm-") as folder:
        workspace = Workspace(Path(folder).resolve())
        for name, data in brought.items():
            path = workspace.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        workspace.raw(unit.period).mkdir(parents=True, exist_ok=True)
        if kept := keep_plan(workspace.plan):  # the kernel need not read it once more
            brought[workspace.relative(kept)] = kept.read_bytes()
        result = run_unit(workspace, unit)
        here = {path.relative_to(workspace.root).as_posix(): path.read_bytes()
                for path in files_in(workspace.root)}  # fmt: skip
    return result, pack({name: data for name, data in here.items() if brought.get(name) != data})


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return `files`, by their names from the root, as one archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), files[name])
    return buffer.getvalue()


def unpack(parcel: bytes) -> dict[str, bytes]:
    """Return the files of a parcel; a name that leads out of the workspace is refused."""
    with zipfile.ZipFile(io.BytesIO(parcel)) as archive:
        for name in archive.namelist():
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts or (os.sep == "\\" and "\\" in name):
                raise ValueError(f"no file of a workspace: {name}")
        return {name: archive.read(name) for name in archive.namelist()}


def _within(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Leave out what no notebook may change: the plan, what was received, what was closed."""
    return {
        name: data
        for name, data in files.items()
        if not any(name.startswith(f"{place}/") for place in _READ_ONLY)
    }
