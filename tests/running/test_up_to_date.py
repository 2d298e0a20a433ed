"""What is run again after which change: counted on three agencies, without a kernel.

tests/test_three_agencies.py keeps the real notebooks to it.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from plan_monitor.build import digests, units
from plan_monitor.build.up_to_date import MANIFEST, unchanged_run
from plan_monitor.workspace import Workspace
from tests.support.stand_ins import (
    ALL,
    BARRIER,
    CLEANED,
    PERIOD,
    PROVINCE,
    REPORTED,
    correct,
    enter,
    everything,
    make,
    manifest,
    ran,
    remove,
    submit,
    touch,
)


def test_nothing_changed_nothing_is_run_and_nothing_heavy_is_loaded(made: Workspace) -> None:
    code = (
        "import sys\n"
        "from plan_monitor.cli.main import main\n"
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


def test_a_notebook_that_makes_no_report_changes_nothing(made: Workspace) -> None:
    touch("notebooks/explore.ipynb")(made)
    touch("notebooks/own/của tôi.ipynb")(made)
    assert unchanged_run(made, PERIOD) is not None
    assert ran(made) == set()


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
