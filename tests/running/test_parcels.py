"""What travels to a worker, what comes back, and what does not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from plan_monitor.build import units
from plan_monitor.build.executors import Workers, run_units
from plan_monitor.build.ledger import Ledger
from plan_monitor.build.parcels import Carrier, pack, run_parcel, unpack
from plan_monitor.build.units import Unit, UnitResult
from plan_monitor.intake.submissions import collect_submissions
from plan_monitor.plan.calendar import load_period
from plan_monitor.workspace import Workspace
from tests.conftest import copy_workspace

PERIOD = "2025"
CLEAN = Unit(units.CLEAN, PERIOD, "SYT")
REPORT = Unit(units.AGENCY_REPORT, PERIOD, "SYT")


@pytest.fixture
def carrier(repo: Workspace, tmp_path: Path) -> Carrier:
    workspace = copy_workspace(repo, tmp_path / "office", ("SYT", "STC"))
    for agency in ("SYT", "STC"):
        put(workspace, f"data/processed/{PERIOD}/agencies/{agency}/observations.csv")
    period = load_period(workspace, PERIOD)
    submissions = collect_submissions(workspace, period)
    return Carrier(workspace, period, submissions, Ledger(workspace, period, submissions))


def travel(
    carrier: Carrier, unit: Unit, monkeypatch: pytest.MonkeyPatch, work: Callable[[Workspace], str]
) -> UnitResult:
    """Let `work`, which returns a fault, do the unit's work where its parcel is unpacked."""

    def run_unit(workspace: Workspace, unit: Unit) -> UnitResult:
        evidence = f"reports/{PERIOD}/failed/x.ipynb"
        return UnitResult(unit, work(workspace), evidence)

    monkeypatch.setattr("plan_monitor.build.work.run_unit", run_unit)
    result, parcel = run_parcel(unit, carrier.pack(unit))
    carrier.deliver(result, parcel)
    return result


def put(workspace: Workspace, name: str, text: str = "mới") -> None:
    path = workspace.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_an_agency_gets_its_own_files_and_nobody_elses(carrier: Carrier) -> None:
    names = list(unpack(carrier.pack(CLEAN)))
    sent = [name for name in names if name.startswith("data/")]
    assert sent and all(Path(name).name.startswith("SYT_") for name in sent)
    assert f"notebooks/{units.CLEAN}.ipynb" in names
    assert f"notebooks/{units.PROVINCE_REPORT}.ipynb" not in names
    sent = [name for name in unpack(carrier.pack(REPORT)) if name.startswith("data/")]
    assert sent and all(name.startswith(f"data/processed/{PERIOD}/agencies/SYT/") for name in sent)


def test_what_a_unit_writes_comes_back_and_what_it_wrote_before_goes(
    carrier: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = carrier.workspace.agency_report(PERIOD, "SYT") / "old.html"
    put(carrier.workspace, carrier.workspace.relative(old))

    def work(there: Workspace) -> str:
        put(there, there.relative(there.agency_report(PERIOD, "SYT") / "report.html"))
        put(there, "data/them/bang.csv")
        return ""

    travel(carrier, REPORT, monkeypatch, work)
    folder = carrier.workspace.agency_report(PERIOD, "SYT")
    assert [path.name for path in folder.iterdir()] == ["report.html"]
    assert [path.name for path in folder.parent.iterdir()] == ["SYT"]
    assert (carrier.workspace.root / "data/them/bang.csv").read_text(encoding="utf-8") == "mới"


def test_the_plan_and_what_was_received_do_not_come_back_changed(
    carrier: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = ("params/plan/plan.yml", f"data/raw/{PERIOD}/moi.xlsx", "editions/2024/edition.json")
    before = {name: _bytes(carrier, name) for name in places}

    def work(there: Workspace) -> str:
        for name in places:
            put(there, name)
        return ""

    travel(carrier, CLEAN, monkeypatch, work)
    assert {name: _bytes(carrier, name) for name in places} == before


def test_of_a_unit_that_failed_only_its_evidence_comes_back(
    carrier: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = f"data/processed/{PERIOD}/agencies/SYT/observations.csv"
    before = _bytes(carrier, table)

    def work(there: Workspace) -> str:
        put(there, table, "nửa chừng")
        put(there, f"reports/{PERIOD}/failed/x.ipynb")
        return "hỏng"

    result = travel(carrier, CLEAN, monkeypatch, work)
    assert _bytes(carrier, table) == before
    assert (carrier.workspace.root / result.evidence).is_file()


@pytest.mark.parametrize("name", ["../a.txt", "/etc/a.txt", "reports/../../a.txt"])
def test_a_name_that_leads_out_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no file of a workspace"):
        unpack(pack({name: b"x"}))


def test_a_place_that_cannot_be_written_is_the_fault_of_one_unit(
    carrier: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Carrier, "deliver", refuse)
    told: list[UnitResult] = []
    with Workers(_Here, 1) as workers:
        results = run_units(workers, carrier, [CLEAN], told.append)
    assert results == told
    assert "No space left on device" in results[0].fault


class _Here:
    """An executor that does nothing, at once."""

    def submit(self, _function, unit, _parcel):
        from concurrent.futures import Future

        future: Future = Future()
        future.set_result((UnitResult(unit), pack({})))
        return future

    def shutdown(self, **_: object) -> None:
        """Nothing runs."""


def _bytes(carrier: Carrier, name: str) -> bytes | None:
    path = carrier.workspace.root / name
    return path.read_bytes() if path.is_file() else None
