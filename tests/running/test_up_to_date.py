"""What is run again after which change: counted on three agencies, without a kernel.

Tables are really read and computed, once for the same files; documents are texts that hold the
digest of what they are made from. tests/test_three_agencies.py keeps the real notebooks to it.
"""

import datetime as dt
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from plan_monitor.build import digests, runner, units
from plan_monitor.build.closing import close_period
from plan_monitor.build.digests import digest_of, snapshot
from plan_monitor.build.record import read_record, record_path
from plan_monitor.build.summary import RunSummary
from plan_monitor.build.units import Unit, UnitResult
from plan_monitor.build.up_to_date import MANIFEST, unchanged_run
from plan_monitor.build.verify import verify_report
from plan_monitor.errors import UserError
from plan_monitor.files import sha256
from plan_monitor.intake.agency import TABLES, read_agency, write_agency
from plan_monitor.intake.form import save_workbook
from plan_monitor.intake.receipts import read_receipts, write_receipts
from plan_monitor.locking import RUN, only_one
from plan_monitor.plan import loading
from plan_monitor.plan.plan_files import PlanFiles, read_plan_files
from plan_monitor.plan.yaml_files import write_yaml
from plan_monitor.progress.period import compute_progress, write_progress
from plan_monitor.workspace import Workspace
from tests.conftest import copy_workspace
from tests.intake.helpers import cell_of
from tests.support.reports import run as command

PERIOD, AGENCIES = "2025", ("SYT", "STC", "SKHCN")
CLEANED = {f"{units.CLEAN} {code}" for code in AGENCIES}
REPORTED = {f"{units.AGENCY_REPORT} {code}" for code in AGENCIES}
BARRIER, PROVINCE = units.TRAJECTORIES, units.PROVINCE_REPORT
ALL = CLEANED | REPORTED | {BARRIER, PROVINCE}


KNOWN: dict[str, Any] = {}


def once(workspace: Workspace, function: Callable[..., Any], *arguments: str) -> Any:
    """Return what `function` finds in the workspace; for the same files it is called once."""
    places = [workspace.root / name for name in ("params", "data/raw", "editions")]
    if function is compute_progress:
        tables = workspace.processed(PERIOD) / "agencies"
        places += [tables / code / f"{name}.csv" for code in AGENCIES for name in TABLES]
    key = digest_of([function.__name__, arguments, snapshot(workspace.root, places)])
    if key not in KNOWN:
        KNOWN[key] = function(workspace, *arguments)
    return KNOWN[key]


def stand_in(unit: Unit) -> UnitResult:
    """Do what the unit's notebook does, without a kernel."""
    workspace = Workspace(Path(unit.root))
    notebook = (workspace.notebooks / f"{unit.notebook}.ipynb").read_bytes()
    if unit.notebook == units.CLEAN:
        intake = once(workspace, read_agency, unit.period, unit.agency)
        write_agency(workspace, unit.period, unit.agency, intake)
    elif unit.notebook == units.TRAJECTORIES:
        progress = once(workspace, compute_progress, unit.period)
        write_progress(workspace, unit.period, progress)
    else:
        folder = units.report_folder(workspace, unit)
        own = [workspace.agency_tables(unit.period, unit.agency)]
        place = own if unit.agency else [workspace.processed(unit.period)]
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        text = digest_of([snapshot(workspace.root, place), sha256(notebook)])
        for name in ("report.html", "report.docx", units.APPENDIX, f"{unit.notebook}.ipynb"):
            (folder / name).write_text(text, encoding="utf-8")
        return UnitResult(unit, unplaced=(f"{unit.label}, ô 3",), seconds=1.5)
    path = units.evidence_path(workspace, unit)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(notebook)
    return UnitResult(unit, seconds=1.5)


@pytest.fixture(autouse=True)
def no_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    def run_units(_pool, chosen, tell):
        results = []
        for unit in chosen:
            results.append(stand_in(unit))
            tell(results[-1])
        return results

    def read_once(folder: Path):
        return once(Workspace(folder.parent.parent), read_plan)

    monkeypatch.setattr(runner, "run_units", run_units)
    monkeypatch.setattr(loading, "read_plan_files", read_once)


def read_plan(workspace: Workspace) -> PlanFiles:
    return read_plan_files(workspace.plan)


def make(workspace: Workspace, tell=lambda *_: None, **options) -> RunSummary:
    return runner.run_report(workspace, PERIOD, tell, **options)


def ran(workspace: Workspace, **options) -> set[str]:
    """Make the period's reports; return the units that were run."""
    return {one.unit.label for one in make(workspace, **options).results if not one.stood}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, repo: Workspace) -> Workspace:
    """Three agencies, made once."""
    workspace = copy_workspace(repo, tmp_path_factory.mktemp("small") / "office", AGENCIES)
    with pytest.MonkeyPatch.context() as patch:
        no_kernels.__wrapped__(patch)
        assert ran(workspace) == ALL
    return workspace


@pytest.fixture
def made(small: Workspace, tmp_path: Path) -> Workspace:
    """A copy of what was made: another folder and other times, the same content."""
    shutil.copytree(small.root, tmp_path / "office", copy_function=shutil.copyfile)
    return Workspace.at(tmp_path / "office")


def everything(workspace: Workspace) -> dict[str, str]:
    """Return the digest of every file made, without the manifest."""
    found = snapshot(workspace.root, [workspace.root / "reports", workspace.root / "data"])
    return {name: digest for name, digest in found.items() if not name.endswith(MANIFEST)}


def manifest(workspace: Workspace) -> dict:
    path = workspace.reports(PERIOD) / MANIFEST
    return json.loads(path.read_text(encoding="utf-8"))


# --- nothing changed ----------------------------------------------------------------------------


def test_nothing_changed_nothing_is_run_and_nothing_heavy_is_loaded(made: Workspace) -> None:
    code = (
        "import sys\n"
        "from plan_monitor.cli import main\n"
        f"main(['--root', {str(made.root)!r}, 'report', {PERIOD!r}], standalone_mode=False)\n"
    )
    code = f"import atexit, sys\natexit.register(lambda: print(*sys.modules))\n{code}"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False
    )
    assert found.returncode == 0, found.stderr
    said, loaded = found.stdout.rsplit("\n", 2)[:2]
    assert "Đã chạy 0 việc; 8 việc không đổi." in said and "3 cơ quan" in said
    heavy = {"pandas", "matplotlib", "papermill", "nbconvert", "pydantic", "yaml", "lxml"}
    assert not heavy & set(loaded.split())


def test_the_long_way_finds_the_same_and_leaves_the_same(made: Workspace) -> None:
    before, listed = everything(made), manifest(made)
    summary = make(made)
    assert {one.stood for one in summary.results} == {True}
    assert len(summary.unplaced) == len(REPORTED) + 1, "what stood is remembered with its remarks"
    assert everything(made) == before
    assert manifest(made) == listed, "also the seconds of what stood"


def test_force_runs_everything(made: Workspace) -> None:
    assert ran(made, force=True) == ALL


def test_one_agency_alone_then_all(made: Workspace) -> None:
    shutil.rmtree(made.agency_report(PERIOD, "SYT"))
    shutil.rmtree(made.province_report(PERIOD))
    assert ran(made, only=["SYT"]) == {f"{units.AGENCY_REPORT} SYT"}
    assert ran(made) == {PROVINCE}


# --- what changes what --------------------------------------------------------------------------


def enter(workspace: Workspace, name: str, hours: int = 0) -> None:
    """Write the receipt of a file as it is now, by `hours` later than before."""
    path = workspace.receipts(PERIOD)
    rows = []
    for row in read_receipts(path):
        if row.file == name:
            digest = sha256((workspace.raw(PERIOD) / name).read_bytes())
            at = row.received_at + dt.timedelta(hours=hours)
            row = row.model_copy(update={"sha256": digest, "received_at": at})  # noqa: PLW2901
        rows.append(row)
    write_receipts(path, rows, "")


def submit(workspace: Workspace, agency: str, item: str, value: float) -> None:
    path = sorted(workspace.raw(PERIOD).glob(f"{agency}_*.xlsx"))[-1]
    workbook = load_workbook(path)
    cell_of(workbook, item, "Thực hiện").value = value
    path.write_bytes(save_workbook(workbook))
    enter(workspace, path.name)


def correct(workspace: Workspace, status: str) -> None:
    """Correct a figure of STC's that SKHCN monitors too."""
    path = sorted(workspace.raw(PERIOD).glob("STC_*.xlsx"))[-1]
    said = cell_of(load_workbook(path), "8", "Thực hiện").value
    correction = {"agency": "STC", "item": "indicator 8", "field": "actual", "from": str(said)}
    correction |= {"to": "12,5", "reason": "văn bản xác nhận", "by": "Cơ quan tổng hợp"}
    correction |= {"date": "2025-11-20", "status": status}
    write_yaml(workspace.corrections(PERIOD), {"corrections": [correction]}, "")


def touch(name: str, more: bytes = b"\n") -> Callable[[Workspace], None]:
    def change(workspace: Workspace) -> None:
        path = workspace.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((path.read_bytes() if path.exists() else b"") + more)

    return change


def remove(name: str) -> Callable[[Workspace], None]:
    return lambda workspace: (workspace.root / name).unlink()


OF_STC = {f"{units.CLEAN} STC", BARRIER, f"{units.AGENCY_REPORT} STC", PROVINCE}
CHANGES: dict[str, tuple[Callable[[Workspace], None], set[str]]] = {
    "a figure that nobody else monitors": (
        lambda w: submit(w, "SYT", "27", 71.5),
        {f"{units.CLEAN} SYT", BARRIER, f"{units.AGENCY_REPORT} SYT", PROVINCE},
    ),
    "a figure with a co-monitor": (
        lambda w: submit(w, "STC", "8", 12.5),
        OF_STC | {f"{units.AGENCY_REPORT} SKHCN"},
    ),
    "an hour of arrival": (
        lambda w: enter(w, "SYT_2025.xlsx", hours=1),
        {f"{units.CLEAN} SYT", BARRIER, f"{units.AGENCY_REPORT} SYT", PROVINCE},
    ),
    "a correction": (
        lambda w: correct(w, "confirmed"),
        OF_STC | {f"{units.AGENCY_REPORT} SKHCN"},
    ),
    "a proposed correction": (lambda w: correct(w, "proposed"), set()),
    "a comment in a register": (touch(f"params/receipts/{PERIOD}.yml", b"# ok\n"), set()),
    "a file of a later period": (touch("params/receipts/2026.yml", b"# ok\n"), set()),
    "notebook 01": (touch(f"notebooks/{units.CLEAN}.ipynb"), CLEANED),
    "notebook 02": (touch(f"notebooks/{BARRIER}.ipynb"), {BARRIER}),
    "notebook 03": (touch(f"notebooks/{units.AGENCY_REPORT}.ipynb"), REPORTED),
    "notebook 04": (touch(f"notebooks/{PROVINCE}.ipynb"), {PROVINCE}),
    "a notebook that makes no report": (touch("notebooks/explore.ipynb"), set()),
    "a module beside the notebooks": (touch("notebooks/own.py"), ALL),
    "the plan": (touch("params/plan/plan.yml"), ALL),
    "the lock": (touch("requirements.lock"), ALL),
    "an edition": (touch("editions/2025H1/note.txt"), {BARRIER}),
}
SPOILED: dict[str, tuple[Callable[[Workspace], None], set[str]]] = {
    "a document edited": (
        touch(f"reports/{PERIOD}/agencies/SYT/report.docx"),
        {f"{units.AGENCY_REPORT} SYT"},
    ),
    "a document deleted": (remove(f"reports/{PERIOD}/province/report.html"), {PROVINCE}),
    "a file added to a report": (touch(f"reports/{PERIOD}/province/a.txt"), {PROVINCE}),
    "evidence deleted": (remove(f"reports/{PERIOD}/evidence/{BARRIER}.ipynb"), {BARRIER}),
    "a table of 01 edited": (
        touch(f"data/processed/{PERIOD}/agencies/SYT/narrative.csv"),
        {f"{units.CLEAN} SYT"},
    ),
    "a table of 02 deleted": (
        remove(f"data/processed/{PERIOD}/agencies/SYT/series.csv"),
        {BARRIER},
    ),
    "the page of the period deleted": (remove(f"reports/{PERIOD}/index.html"), set()),
    "the list of periods deleted": (remove("reports/index.html"), set()),
    "the manifest edited": (touch(f"reports/{PERIOD}/{MANIFEST}"), set()),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_runs_what_depends_on_it(made: Workspace, name: str) -> None:
    change, expected = CHANGES[name]
    change(made)
    assert unchanged_run(made, PERIOD) is None
    assert ran(made) == expected
    assert unchanged_run(made, PERIOD) is not None


@pytest.mark.parametrize("name", SPOILED)
def test_what_was_edited_or_deleted_is_made_again(
    small: Workspace, made: Workspace, name: str
) -> None:
    change, expected = SPOILED[name]
    listed = manifest(made)
    change(made)
    assert unchanged_run(made, PERIOD) is None
    assert ran(made) == expected
    assert everything(made) == everything(small)
    assert manifest(made) == listed


def test_the_lock_file_of_an_office_program_is_nobodys_change(made: Workspace) -> None:
    touch(f"reports/{PERIOD}/province/~$report.docx")(made)
    assert unchanged_run(made, PERIOD) is not None
    assert ran(made) == set()


def test_what_is_half_new_is_as_if_all_were_new(made: Workspace) -> None:
    submit(made, "STC", "8", 12.5)
    ran(made)
    mended, listed = everything(made), manifest(made)
    assert ran(made, force=True) == ALL
    assert everything(made) == mended
    assert manifest(made) == listed


def test_a_library_file_changes_everything(
    made: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    shutil.copytree(digests.PACKAGE, package)
    monkeypatch.setattr(digests, "PACKAGE", package)
    assert unchanged_run(made, PERIOD) is not None
    path = package / "report" / "phrases.yml"
    path.write_bytes(path.read_bytes() + b"\n")
    assert unchanged_run(made, PERIOD) is None
    assert ran(made) == ALL


def test_another_python_or_package_changes_everything(
    made: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(digests.platform, "python_version", lambda: "3.99.0")
        assert unchanged_run(made, PERIOD) is None
    monkeypatch.setattr(digests, "_installed", lambda: ["pandas-99.0.dist-info"])
    assert unchanged_run(made, PERIOD) is None
    assert ran(made) == ALL


# --- the record ---------------------------------------------------------------------------------


def spoiled(data: bytes) -> dict[str, bytes]:
    content = json.loads(data)
    return {
        "empty": b"",
        "cut off": data[: len(data) // 2],
        "no JSON": b"\x00\xff" * 50,
        "nested without end": b"[" * 100_000,
        "a list": b"[1, 2]",
        "foreign": b'{"name": "another program"}',
        "newer": json.dumps(content | {"format": "plan_monitor record 99"}).encode(),
        "edited": data.replace(b'"seconds": 1.5', b'"seconds": 2.5', 1),
        "of another period": json.dumps(
            content | {"content": content["content"] | {"period": "2026"}}
        ).encode(),
    }


def test_a_record_that_cannot_be_used_means_run_all_and_is_told(made: Workspace) -> None:
    path = record_path(made.root, PERIOD)
    for name, data in spoiled(path.read_bytes()).items():
        path.write_bytes(data)
        found = read_record(made.root, PERIOD)
        assert not found.units and found.whole is None, name
        assert found.remark.startswith(f".plan_monitor/{PERIOD}.json hỏng"), name
        assert unchanged_run(made, PERIOD) is None
    summary = make(made)
    assert summary.stood == 0 and "chạy lại" in summary.remark
    assert ran(made) == set() and not make(made).remark


def test_the_record_holds_no_place_and_no_hour(small: Workspace, made: Workspace) -> None:
    text = record_path(small.root, PERIOD).read_text(encoding="utf-8")
    assert str(small.root) not in text
    summary = make(made, force=True)
    assert summary.stood == 0
    assert record_path(made.root, PERIOD).read_text(encoding="utf-8") == text


@pytest.mark.parametrize("ended", [1, 4, 7])
def test_a_run_that_is_broken_off_goes_on_where_it_ended(made: Workspace, ended: int) -> None:
    shutil.rmtree(made.reports(PERIOD))
    shutil.rmtree(made.processed(PERIOD))
    told: list[str] = []

    def tell(result: UnitResult, _total: int) -> None:
        told.append(result.unit.label)
        if len(told) == ended:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(made, tell)
    assert ran(made) == ALL - set(told)


def test_a_fault_is_run_again_and_never_stands(
    made: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(made.agency_report(PERIOD, "SYT"))
    label = f"{units.AGENCY_REPORT} SYT"
    with monkeypatch.context() as patch:
        patch.setattr(
            runner,
            "run_units",
            lambda _pool, chosen, tell: [_fail(unit, tell) for unit in chosen],
        )
        for _ in range(2):
            summary = make(made)
            assert [one.unit.label for one in summary.faults] == [label]
            assert unchanged_run(made, PERIOD) is None
    assert ran(made) == {label}


def _fail(unit: Unit, tell) -> UnitResult:
    result = UnitResult(unit, "hỏng")
    tell(result)
    return result


# --- two at once, and those who must not be fooled ----------------------------------------------


def test_a_second_run_is_refused_at_once(made: Workspace) -> None:
    signed = dt.datetime.fromisoformat("2025-11-28T17:00+07:00")
    said = r"run\.lock: một lệnh khác đang chạy\. Cần: mỗi lúc một lệnh"
    with only_one(made.lock(RUN)):
        result = command(made, "report", PERIOD, "--force")
        assert result.returncode == 2 and len(result.stderr.strip().splitlines()) == 1
        assert re.search(said, result.stderr)
        with pytest.raises(UserError, match=said):
            make(made)
        with pytest.raises(UserError, match=said):
            verify_report(made, PERIOD, lambda *_: None)
        with pytest.raises(UserError, match=said):
            close_period(made, PERIOD, signed)
    assert ran(made) == set()


def test_verify_runs_everything(made: Workspace) -> None:
    told: list[UnitResult] = []
    compared, different = verify_report(made, PERIOD, lambda result, _: told.append(result))
    assert {one.unit.label for one in told} == ALL and not any(one.stood for one in told)
    assert compared > len(ALL) and different == []
    path = made.agency_report(PERIOD, "SYT") / "report.html"
    path.write_text("sửa tay", encoding="utf-8")
    _, different = verify_report(made, PERIOD, lambda *_: None)
    assert different == ["agencies/SYT/report.html"]


# --- the manifest -------------------------------------------------------------------------------


def test_the_manifest_lists_what_went_in_and_what_came_out(made: Workspace) -> None:
    found = manifest(made)
    assert found["parameters"].keys() == found["seconds"].keys() == ALL
    assert found["parameters"][f"{units.CLEAN} SYT"] == {"period": PERIOD, "agency": "SYT"}
    read = snapshot(made.root, [made.root / name for name in ("params", "notebooks")])
    read |= snapshot(made.root, [made.raw("2025H1"), made.raw(PERIOD)])
    assert found["inputs"] == read
    reports = made.reports(PERIOD)
    wrote = snapshot(reports, [reports])
    del wrote[MANIFEST]
    assert {name: one["sha256"] for name, one in found["outputs"].items()} == wrote
    assert all(one["content_sha256"] for one in found["outputs"].values())
    assert found["versions"]["python"] and found["code"]
