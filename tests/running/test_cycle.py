"""The office's round: each step as it stands on the disk, and always what comes next."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from plan_monitor.build import cycle
from plan_monitor.build.cycle import Step, cycle_lines, next_steps, steps_of
from plan_monitor.deliver.agencies.register import Entry, Register
from plan_monitor.intake.status import AgencyStatus, PeriodStatus, State
from plan_monitor.plan.calendar import load_period
from plan_monitor.plan.yaml_files import write_yaml
from plan_monitor.progress.editions import EditionCard
from plan_monitor.workspace import Workspace
from tests.conftest import REPO

PERIOD = "2025H1"
CODES = ("SYT", "STC")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """An office without anything but its period, of which nothing was made or confirmed."""
    workspace = Workspace(tmp_path)
    workspace.periods.mkdir(parents=True)
    source = REPO / "params" / "periods" / f"{PERIOD}.yml"
    (workspace.periods / source.name).write_bytes(source.read_bytes())
    set_state(monkeypatch, fresh=False, verified=False)
    return workspace


def set_state(monkeypatch: pytest.MonkeyPatch, *, fresh: bool, verified: bool) -> None:
    monkeypatch.setattr(cycle, "unchanged_run", lambda *_: "a run" if fresh else None)
    monkeypatch.setattr(cycle, "is_verified", lambda *_: verified)


def status(office: Workspace, *states: State, errors: int = 0) -> PeriodStatus:
    agencies = tuple(
        AgencyStatus(
            agency=code, name=f"Sở {code}", state=state, received_at=None, days_late=0, asked=9,
            accepted=9, warned=0, rejected=0, blank=0, errors=errors, warnings=0, revisions=0,
        )
        for code, state in zip(CODES, states, strict=True)
    )  # fmt: skip
    return PeriodStatus(load_period(office, PERIOD), agencies)


def done(steps: tuple[Step, ...]) -> list[str]:
    return [step.name for step in steps if step.is_done]


def following(steps: tuple[Step, ...]) -> list[str]:
    return [step.name for step in next_steps(steps)]


def fill(folder: Path, *names: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).touch()


def test_a_round_from_its_forms_to_its_mails(
    office: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = status(office, "missing", "missing")
    assert following(steps_of(office, nobody)) == ["Phát biểu mẫu"]

    fill(office.forms(PERIOD), *(f"{code}_{PERIOD}.xlsx" for code in CODES))
    steps = steps_of(office, nobody)
    assert done(steps) == ["Phát biểu mẫu", "Kiểm tra, hỏi lại"]
    assert following(steps) == ["Nhận báo cáo"], "without any report there is nothing to make"

    one = status(office, "on_time", "missing", errors=2)
    steps = steps_of(office, one)
    assert following(steps) == ["Nhận báo cáo", "Kiểm tra, hỏi lại", "Lập báo cáo"]
    assert "nhắc Sở STC (hạn trước ngày 01/06/2025)" in next_steps(steps)[0].to_do

    fill(office.replies(PERIOD), *(f"{code}_{PERIOD}_tra-loi.xlsx" for code in CODES))
    office.province_report(PERIOD).mkdir(parents=True)
    steps = steps_of(office, one)
    assert following(steps) == ["Nhận báo cáo", "Lập báo cáo"]
    assert [one.said for one in steps if one.name == "Lập báo cáo"] == ["dữ liệu đã đổi"]

    set_state(monkeypatch, fresh=True, verified=False)
    both = status(office, "on_time", "late")
    assert following(steps_of(office, both)) == ["Số văn bản", "Kiểm chứng"]

    path = office.periods / f"{PERIOD}.yml"
    path.write_text(path.read_text("utf-8").replace("number:", 'number: "215"'), encoding="utf-8")
    set_state(monkeypatch, fresh=True, verified=True)
    both = status(office, "on_time", "late")
    assert following(steps_of(office, both)) == ["Chốt kỳ"]


def test_a_confirmation_of_older_reports_is_none(
    office: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_state(monkeypatch, fresh=False, verified=True)
    office.province_report(PERIOD).mkdir(parents=True)
    assert "Kiểm chứng" not in done(steps_of(office, status(office, "on_time", "on_time")))


@pytest.fixture
def closed(office: Workspace) -> Workspace:
    card = EditionCard(
        period=PERIOD, as_of=dt.date(2025, 5, 31), method_version="1", thresholds={}, sample=False,
        closed_at=dt.datetime.fromisoformat("2025-06-20T17:00+07:00"), tables=(), reports=(),
    )  # fmt: skip
    write_yaml(office.edition(PERIOD) / "edition.yml", card.model_dump(mode="json"))
    return office


@pytest.fixture
def send(closed: Workspace) -> Callable[[str, str], None]:
    def enter(agency: str, outcome: str) -> None:
        Register(closed.register).enter(
            Entry(
                at=dt.datetime.fromisoformat("2025-06-21T08:00+07:00"), period=PERIOD,
                agency=agency, address="", fingerprint="f", message_id="m", how="smtp",
                outcome=outcome, risks="", note="",
            )  # type: ignore[arg-type]
        )  # fmt: skip

    return enter


def test_of_a_closed_period_only_sending_is_left(
    closed: Workspace, send: Callable[[str, str], None]
) -> None:
    found = status(closed, "on_time", "missing", errors=2)
    assert list(cycle_lines(steps_of(closed, found))) == [
        "Các bước của kỳ:",
        f"  [x] Chốt kỳ: ngày 20/06/2025, lưu ở editions/{PERIOD}",
        "  [ ] Gửi các cơ quan: 0/2 cơ quan",
        "Việc tiếp theo:",
        f"  1. make distribute PERIOD={PERIOD}, xem thư mục outbox, rồi thêm SEND=1",
    ]
    send("SYT", "sent")
    send("STC", "refused")
    assert following(steps_of(closed, found)) == ["Gửi các cơ quan"]
    send("STC", "sent")
    assert list(cycle_lines(steps_of(closed, found)))[-1] == "Kỳ này không còn việc nào."
