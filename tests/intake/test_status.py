"""`status`: who has reported, from the raw files and the register alone."""

import datetime as dt
import json
import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from lxml import html

from plan_monitor.errors import UserError
from plan_monitor.intake.agency import read_agency
from plan_monitor.intake.form import save_workbook
from plan_monitor.intake.status import AgencyStatus, PeriodStatus, period_status
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.assignments import reporters
from plan_monitor.plan.calendar import load_period
from plan_monitor.plan.loading import load_plan
from plan_monitor.progress.discipline import compute_discipline
from plan_monitor.workspace import Workspace
from tests.conftest import copy_workspace
from tests.intake.helpers import NOON, blank_form, fill, receive
from tests.support.reports import run

PERIOD = "2025H1"


@pytest.fixture
def few(tmp_path: Path, repo: Workspace) -> Workspace:
    return copy_workspace(repo, tmp_path / "office", ("SYT", "STC", "SGDDT"))


def of(status: PeriodStatus, agency: str) -> AgencyStatus:
    return next(one for one in status.agencies if one.agency == agency)


def state(workspace: Workspace, agency: str) -> str:
    return of(period_status(workspace, PERIOD), agency).state


def test_it_says_what_the_report_will_say(few: Workspace) -> None:
    """The rows are those of the report's annex on discipline, before there is a report."""
    period = load_period(few, PERIOD)
    plan = plan_as_of(load_plan(few.plan), period.as_of)
    status = period_status(few, PERIOD)
    assert [one.agency for one in status.agencies] == [one.code for one in reporters(plan)]
    for code in ("SYT", "STC", "SGDDT"):
        intake = read_agency(few, PERIOD, code)
        row = compute_discipline(
            plan,
            code,
            period,
            submissions=intake.submissions,
            accounting=intake.accounting,
            findings=intake.findings,
        )
        mine = of(status, code)
        told = row.model_dump()
        assert mine.state == told.pop("timeliness")
        assert {name: getattr(mine, name) for name in told} == told
    assert status.sample and status.count("missing") == 28 - 3


def test_late_is_counted_from_the_due_day_on(few: Workspace) -> None:
    data = (few.raw(PERIOD) / "STC_2025H1.xlsx").read_bytes()
    midnight = dt.datetime(2025, 6, 1, tzinfo=NOON.tzinfo)
    found = {}
    for minutes in (-1, 0, 24 * 60 - 1, 24 * 60):
        receive(few, data, "STC_2025H1.xlsx", midnight + dt.timedelta(minutes=minutes))
        one = of(period_status(few, PERIOD), "STC")
        found[minutes] = (one.state, one.days_late)
    assert found == {-1: ("on_time", 0), 0: ("late", 1), 1439: ("late", 1), 1440: ("late", 2)}


def test_the_first_readable_arrival_counts_and_the_rest_are_revisions(few: Workspace) -> None:
    data = (few.raw(PERIOD) / "STC_2025H1.xlsx").read_bytes()
    (few.raw(PERIOD) / "STC_2025H1.xlsx").unlink()
    receive(few, b"PK\3\4", "STC_2025H1.xlsx", NOON - dt.timedelta(days=9))
    receive(few, data, "STC_2025H1_2.xlsx", NOON)
    receive(few, data, "STC_2025H1_3.xlsx", NOON + dt.timedelta(days=5))
    one = of(period_status(few, PERIOD), "STC")
    assert (one.state, one.received_at, one.revisions) == ("on_time", NOON, 1)
    assert one.remarks == ("STC_2025H1.xlsx: tệp hỏng",) and one.errors >= 1
    assert one.answered == one.asked - one.blank > 0


def test_unreadable_empty_and_strange_are_told_apart(repo: Workspace, tmp_path: Path) -> None:
    office = copy_workspace(repo, tmp_path / "office", ("nobody",))
    office.receipts(PERIOD).unlink()
    receive(office, b"text", "SYT_2025H1.xlsx")
    receive(office, save_workbook(blank_form(office, "SNV")), "SNV_2025H1.xlsx")
    receive(office, b"text", "người lạ.xlsx")
    filled = save_workbook(fill(blank_form(office, "STC"), {("3", "Trạng thái"): "Hoàn thành"}))
    (office.raw(PERIOD) / "STC_2025H1.xlsx").write_bytes(filled)
    (office.raw(PERIOD) / "~$SYT.xlsx").write_bytes(b"x")
    status = period_status(office, PERIOD)
    assert of(status, "SYT").state == of(status, "SNV").state == "unreadable"
    assert of(status, "SNV").remarks == ("SNV_2025H1.xlsx: biểu mẫu chưa điền gì",)
    assert of(status, "SNV").answered == 0 and of(status, "SNV").errors == 1
    assert of(status, "STC").state == "unknown" and of(status, "STC").received_at is None
    assert of(status, "STC").remarks == ("STC_2025H1.xlsx: tệp chưa vào sổ tiếp nhận",)
    assert status.strangers == ("người lạ.xlsx: không phải tệp bảng tính",)
    assert status.ignored == ("data/raw/2025H1/~$SYT.xlsx",)


def test_after_closing_is_not_yet_there_and_says_why(few: Workspace) -> None:
    data = (few.raw(PERIOD) / "STC_2025H1.xlsx").read_bytes()
    receive(few, data, "STC_2025H1.xlsx", dt.datetime(2025, 6, 10, 17, 1, tzinfo=NOON.tzinfo))
    one = of(period_status(few, PERIOD), "STC")
    assert one.state == "missing"
    assert one.remarks == ("STC_2025H1.xlsx: tệp đến sau khi khóa sổ kỳ",)


def test_before_anything_came_everybody_is_missing(repo: Workspace, tmp_path: Path) -> None:
    office = copy_workspace(repo, tmp_path / "office", ("nobody",))
    office.raw(PERIOD).rmdir()
    status = period_status(office, PERIOD)
    assert status.count("missing") == len(status.agencies) == 28 and not status.sample
    assert sum(one.answered for one in status.agencies) == 0
    result = run(office, "status", PERIOD)
    assert result.returncode == 0 and "Đã nhận báo cáo của 0/28 cơ quan" in result.stdout


def test_a_text_that_no_code_can_take_stops_no_other_agency(
    few: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from plan_monitor.intake import status as module

    def crash(workspace, context, found):
        if found and found[0].agency == "SYT":
            raise RecursionError
        return read_newest(workspace, context, found)

    read_newest = module.read_newest
    monkeypatch.setattr(module, "read_newest", crash)
    found = period_status(few, PERIOD)
    assert of(found, "SYT").state == "unreadable" and of(found, "STC").state == "on_time"


def test_an_unknown_period_is_refused(repo: Workspace) -> None:
    with pytest.raises(UserError, match="một trong: 2025H1"):
        period_status(repo, "1999")
    assert run(repo, "status", "1999").returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="such names")
def test_the_page_is_a_table_for_everybody_and_shows_everything_literally(few: Workspace) -> None:
    receive(few, b"text", "<script>alert(1)&{{x}}.xlsx")
    result = run(few, "status", PERIOD)
    assert (result.returncode, result.stderr) == (0, "")
    assert "Trang: reports/2025H1/status.html" in result.stdout
    path = few.reports(PERIOD) / "status.html"
    text = path.read_text(encoding="utf-8")
    assert "<script" not in text and "DỮ LIỆU MINH HỌA" in text
    page = html.fromstring(text)
    assert page.get("lang") == "vi" and len(page.xpath("//h1")) == 1
    assert page.xpath("//table/caption")
    assert all(th.get("scope") == "col" for th in page.xpath("//thead//th"))
    rows = page.xpath("//tbody/tr")
    assert len(rows) == 28
    assert all(row.xpath("count(th[@scope='row'])") == 1 for row in rows)
    assert {len(row) for row in rows} == {len(page.xpath("//thead//th"))}
    cells = {row[0].text: [cell.text or "" for cell in row] for row in rows}
    assert cells["Sở Giáo dục và Đào tạo"][1:4] == ["03/06/2025 09:12", "muộn 3 ngày", "20/20"]
    (item,) = page.xpath("//li")
    assert item.text.startswith("<script>alert(1)&{{x}}.xlsx: ")
    assert not re.findall(r"(?:src|href)=|url\(|https?:", text)
    run(few, "status", PERIOD)
    assert path.read_text(encoding="utf-8") == text


def test_programs_get_json_and_no_page(few: Workspace) -> None:
    result = run(few, "status", PERIOD, "--json")
    assert result.returncode == 0 and result.stdout.isascii()
    assert not (few.reports(PERIOD) / "status.html").exists()
    said = json.loads(result.stdout)
    assert list(said) == [
        "period", "due_before", "closes_at", "sample", "agencies", "strangers", "ignored",
            "steps",
    ]  # fmt: skip
    row = next(one for one in said["agencies"] if one["agency"] == "SGDDT")
    assert (row["state"], row["days_late"]) == ("late", 3)
    assert row["received_at"] == "2025-06-03T09:12:00+07:00"
    assert row["answered"] == row["asked"] - row["blank"]


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal")
@pytest.mark.parametrize("columns", ["80", "200"])
def test_in_a_terminal_it_is_a_ruled_table(few: Workspace, columns: str) -> None:
    import pty

    parent, child = pty.openpty()
    command = [sys.executable, "-m", "plan_monitor", "--root", str(few.root), "status", PERIOD]
    receive(few, b"text", "STC_[red]2025H1.xlsx")
    environment = {"COLUMNS": columns, "TERM": "xterm"}
    process = subprocess.Popen(command, stdout=child, env=os.environ | environment)
    os.close(child)
    pieces = []
    with suppress(OSError):  # the end of a terminal
        while piece := os.read(parent, 65_536):
            pieces.append(piece)
    os.close(parent)
    assert process.wait() == 0
    text = b"".join(pieces).decode("utf-8")
    assert "━━━" in text or "───" in text
    assert "Sở Giáo dục và Đào tạo" in text and "20/20" in text
    assert "Sở Tài chính: STC_[red]2025H1.xlsx: không phải tệp bảng tính" in text


def test_filling_in_changes_what_is_answered(few: Workspace) -> None:
    for name in ("SYT_2025H1.xlsx", "SYT_2025H1_thay-the.xlsx", "STC_2025H1.xlsx"):
        (few.raw(PERIOD) / name).unlink()
    (few.raw(PERIOD) / "SGDDT_2025H1.xlsx").unlink()
    data = save_workbook(fill(blank_form(few, "SYT"), {("27", "Thực hiện"): 68.5}))
    receive(few, data, "SYT_2025H1.xlsx")
    status = period_status(few, PERIOD)
    one = of(status, "SYT")
    assert (one.answered, one.asked, one.blank) == (1, 22, 21) and not status.sample
