"""The record of a period, runs that are broken off, two at once, and the manifest."""

import datetime as dt
import json
import re
import shutil

import pytest

from plan_monitor.build import runner, units
from plan_monitor.build.closing import close_period
from plan_monitor.build.digests import snapshot
from plan_monitor.build.record import read_record, record_path
from plan_monitor.build.units import Unit, UnitResult
from plan_monitor.build.up_to_date import MANIFEST, unchanged_run
from plan_monitor.build.verify import verify_report
from plan_monitor.errors import UserError
from plan_monitor.locking import RUN, only_one
from plan_monitor.workspace import Workspace
from tests.support.reports import run as command
from tests.support.stand_ins import (
    ALL,
    PERIOD,
    make,
    manifest,
    ran,
)


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
            lambda _workers, _carrier, chosen, tell: [_fail(unit, tell) for unit in chosen],
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


def test_the_manifest_lists_what_went_in_and_what_came_out(made: Workspace) -> None:
    found = manifest(made)
    assert found["parameters"].keys() == found["seconds"].keys() == ALL
    assert found["parameters"][f"{units.CLEAN} SYT"] == {"period": PERIOD, "agency": "SYT"}
    read = snapshot(made.root, [made.root / name for name in ("params", "notebooks")])
    read |= snapshot(made.root, [made.raw("2025H1"), made.raw(PERIOD)])
    del read["notebooks/explore.ipynb"]  # no report reads it
    assert found["inputs"] == read
    reports = made.reports(PERIOD)
    wrote = snapshot(reports, [reports])
    del wrote[MANIFEST]
    assert {name: one["sha256"] for name, one in found["outputs"].items()} == wrote
    assert all(one["content_sha256"] for one in found["outputs"].values())
    assert found["versions"]["python"] and found["code"]
