"""A closed period: kept as it was said, never rewritten, and what the next one says of it."""

import datetime as dt
from pathlib import Path

import pytest

from plan_monitor.build.closing import close_period
from plan_monitor.build.manifest import inputs, write_manifest
from plan_monitor.build.runner import run_report
from plan_monitor.build.verify import copy_inputs
from plan_monitor.errors import UserError
from plan_monitor.intake.agency import read_agency, write_agency
from plan_monitor.plan.calendar import load_period
from plan_monitor.progress.editions import last_edition, read_edition
from plan_monitor.progress.period import PeriodProgress, compute_progress, write_progress
from plan_monitor.progress.records import Trajectory
from plan_monitor.workspace import Workspace
from tests.conftest import copy_workspace
from tests.support.reports import run

pytestmark = pytest.mark.full
AGENCIES = ("SYT", "STC", "SKHCN", "NHNN")
SIGNED = {
    "2025H1": dt.datetime.fromisoformat("2025-06-20T17:00+07:00"),
    "2025": dt.datetime.fromisoformat("2025-11-28T17:00+07:00"),
    "2026H1": dt.datetime.fromisoformat("2026-06-20T17:00+07:00"),
}


def compute(workspace: Workspace, period: str) -> PeriodProgress:
    """Compute a period without notebooks, and put documents in their place."""
    for agency in AGENCIES:
        write_agency(workspace, period, agency, read_agency(workspace, period, agency))
    progress = compute_progress(workspace, period)
    write_progress(workspace, period, progress)
    for name in ("report.docx", "report.html", "04_province_report.ipynb"):
        path = workspace.province_report(period) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name} {period}", encoding="utf-8")
    write_manifest(workspace, load_period(workspace, period), [])
    return progress


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory, repo: Workspace) -> Workspace:
    """Four periods, the first three of them closed."""
    workspace = copy_workspace(repo, tmp_path_factory.mktemp("chain") / "office", AGENCIES)
    for period, signed in SIGNED.items():
        compute(workspace, period)
        close_period(workspace, period, signed)
    return workspace


@pytest.fixture(scope="module")
def latest(chain: Workspace) -> PeriodProgress:
    return compute(chain, "2026")


@pytest.fixture
def office(tmp_path: Path, repo: Workspace) -> Workspace:
    workspace = copy_workspace(repo, tmp_path / "office", AGENCIES)
    compute(workspace, "2025H1")
    return workspace


def test_an_edition_holds_the_tables_and_the_documents(office: Workspace) -> None:
    card = close_period(office, "2025H1", SIGNED["2025H1"])
    folder = office.edition("2025H1")
    assert (folder / "reports/province/report.docx").read_text() == "report.docx 2025H1"
    assert not list(folder.rglob("*.ipynb"))
    assert (card.period, card.sample, card.method_version) == ("2025H1", True, "1")
    edition = read_edition(office, "2025H1")
    assert edition is not None and edition.card == card
    assert {row.indicator_id for row in edition.table("trajectories.csv", Trajectory)} >= {"27"}


def test_a_closed_period_is_never_made_again(office: Workspace) -> None:
    close_period(office, "2025H1", SIGNED["2025H1"])
    before = {p: p.read_bytes() for p in office.edition("2025H1").rglob("*") if p.is_file()}
    with pytest.raises(UserError, match="đã chốt ngày 20/06/2025"):
        run_report(office, "2025H1", lambda *_: None)
    with pytest.raises(UserError, match="đã chốt"):
        close_period(office, "2025H1", SIGNED["2025H1"] + dt.timedelta(days=1))
    result = run(office, "report", "2025H1")
    assert result.returncode == 2 and "đã chốt" in result.stderr
    assert before == {p: p.read_bytes() for p in before}


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda w: (w.province_report("2025H1") / "report.docx").unlink(), "chưa có báo cáo tổng"),
        (lambda w: (w.province_report("2025H1") / "report.html").write_text("sửa"), "khác với khi"),
        (lambda w: (w.processed("2025H1") / "measures.csv").unlink(), "thiếu bảng measures.csv"),
        (lambda w: (w.reports("2025H1") / "manifest.json").unlink(), "chưa có báo cáo tổng hợp"),
    ],
)
def test_what_is_not_whole_is_not_closed(office: Workspace, spoil, said: str) -> None:
    spoil(office)
    with pytest.raises(UserError, match=said):
        close_period(office, "2025H1", SIGNED["2025H1"])
    assert not office.edition("2025H1").exists()


def test_a_period_is_closed_after_its_closing_time_and_with_a_zone(office: Workspace) -> None:
    for moment, said in (
        (dt.datetime.fromisoformat("2025-06-09T17:00+07:00"), "trước giờ khóa sổ"),
        (dt.datetime.fromisoformat("2025-06-20T17:00"), "thiếu múi giờ"),
    ):
        with pytest.raises(UserError, match=said):
            close_period(office, "2025H1", moment)
    result = run(office, "close", "2025H1", "--at", "2025-06-20T17:00+07:00")
    assert result.returncode == 0 and "Đã chốt kỳ 2025H1" in result.stdout, result.stderr
    assert run(office, "close", "2025H1", "--at", "hôm nay").returncode == 2


def test_a_file_that_was_changed_after_closing_is_told(office: Workspace) -> None:
    close_period(office, "2025H1", SIGNED["2025H1"])
    path = office.edition("2025H1") / "series.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(UserError, match="khác với tệp đã chốt"):
        compute(office, "2025")


def test_without_an_edition_nothing_is_said_to_differ(office: Workspace) -> None:
    progress = compute(office, "2025")
    assert (progress.differences, progress.fared) == ((), ())


def test_the_next_report_says_what_differs(chain: Workspace, latest: PeriodProgress) -> None:
    edition = last_edition(chain, load_period(chain, "2026"))
    assert edition is not None and edition.card.period == "2026H1"
    by_kind: dict[str, set[str]] = {}
    for row in latest.differences:
        by_kind.setdefault(row.kind, set()).add(row.indicator_id)
    assert "15" in by_kind["final"], "the final of 2025 that came late"
    revised = {(r.indicator_id, r.agency): r for r in latest.differences if r.kind == "value"}
    row = revised["19.1", "SKHCN"]
    assert row.before != row.after and row.note and row.date == dt.date(2026, 5, 31)
    assert by_kind.keys() <= {"final", "value", "status", "task"}
    own = (chain.agency_tables("2026", "SYT") / "differences.csv").read_text(encoding="utf-8")
    assert "SKHCN" not in own


def test_projections_are_held_against_what_came(latest: PeriodProgress) -> None:
    row = next(one for one in latest.fared if one.indicator_id == "10")
    assert row.date == dt.date(2026, 11, 14)
    assert row.error == pytest.approx(abs(row.actual - row.projected))
    assert row.error_flat == pytest.approx(abs(row.actual - row.flat))
    assert row.low is not None and row.high is not None
    assert row.is_within == (row.low <= row.actual <= row.high)


def test_another_threshold_is_told(chain: Workspace, tmp_path: Path) -> None:
    other = copy_inputs(chain, load_period(chain, "2026"), tmp_path / "other")
    path = other.plan / "reporting.yml"
    text = path.read_text(encoding="utf-8").replace("on_track: 0.95", "on_track: 0.90")
    path.write_text(text, encoding="utf-8")
    rows = [row for row in compute(other, "2026").differences if row.kind == "threshold"]
    assert [(row.field, row.before, row.after) for row in rows] == [
        ("pace.on_track", "0,95", "0,9")
    ]


def test_what_the_plan_says_of_an_edition_s_day_later_is_told(
    chain: Workspace, tmp_path: Path
) -> None:
    other = copy_inputs(chain, load_period(chain, "2026"), tmp_path / "other")
    (other.plan / "amendments" / "2025-09-01-muc-tieu.yml").write_text(
        "id: 2025-09-01-muc-tieu\ntitle: Nâng mục tiêu\ndate: 2025-09-01\n"
        "basis: {document: Quyết định số 1/QĐ-UBND}\nstatus: in_force\nindicators:\n"
        '- {id: "27", target: "≥ 99", reason: Cao hơn}\n',
        encoding="utf-8",
    )
    rows = [row for row in compute(other, "2026").differences if row.kind == "plan"]
    assert [(row.indicator_id, row.field, row.before, row.after) for row in rows] == [
        ("27", "target", "≥ 95", "≥ 99")
    ]


def test_what_was_reported_before_stands_when_an_agency_is_silent(
    chain: Workspace, tmp_path: Path
) -> None:
    other = copy_inputs(chain, load_period(chain, "2026"), tmp_path / "other")
    for path in other.raw("2026").glob("SYT_*"):
        path.unlink()
    for agency in AGENCIES:
        if agency != "SYT":
            write_agency(other, "2026", agency, read_agency(other, "2026", agency))
    progress = compute_progress(other, "2026")
    (row,) = [one for one in progress.indicators.joint if one.indicator_id == "27"]
    assert (row.is_current, row.actual_date) == (False, dt.date(2026, 5, 31))
    assert row.status != "not_enough_data" and row.points >= 6
    done = [one for one in progress.task_parts if one.agency == "SYT" and "done" in one.cell]
    assert done and {one.reason for one in done} == {"earlier_report"}
    gone = [one for one in progress.differences if one.kind == "value" and one.after == "–"]
    assert gone == []
    (said,) = [one for one in progress.discipline if one.agency == "SYT"]
    assert (said.timeliness, said.accepted) == ("missing", 0)


def test_earlier_editions_are_read_and_the_period_s_own_is_not(
    chain: Workspace, tmp_path: Path
) -> None:
    period = load_period(chain, "2026H1")
    copied = copy_inputs(chain, period, tmp_path / "again")
    assert copied.edition("2025").is_dir() and not copied.edition("2026H1").exists()
    read = {chain.relative(path).split("/")[1] for path in inputs(chain, period)
            if "editions" in path.parts}  # fmt: skip
    assert read == {"2025H1", "2025"}


def test_earlier_files_that_cannot_be_taken_any_more_are_told_and_stop_nobody(
    chain: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = copy_inputs(chain, load_period(chain, "2026"), tmp_path / "other")
    write_agency(other, "2026", "STC", read_agency(other, "2026", "STC"))

    def fails(_workspace: Workspace, _period: str, agency: str, **_: bool) -> None:
        raise ValueError(f"hỏng {agency}")

    monkeypatch.setattr("plan_monitor.progress.reported.read_agency", fails)
    progress = compute_progress(other, "2026")
    told = {one.agency: one.found for one in progress.findings if one.check_id == "reading-crashed"}
    assert told["SYT"] == "ValueError: hỏng SYT" and "STC" not in told
    assert [one for one in progress.indicators.joint if one.agency == "STC" and one.is_current]
