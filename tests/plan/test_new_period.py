"""A new period: its days from the calendar, and what only a person decides."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from plan_monitor.cli.main import main
from plan_monitor.errors import UserError
from plan_monitor.plan.calendar import load_period
from plan_monitor.plan.new_period import propose_period
from plan_monitor.workspace import Workspace
from tests.conftest import REPO


@pytest.fixture
def office(tmp_path: Path) -> Workspace:
    shutil.copytree(REPO / "params", tmp_path / "office" / "params")
    return Workspace.at(tmp_path / "office")


def run(office: Workspace, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(office.root), "period", *arguments])


def test_the_calendar_moves_by_years(office: Workspace) -> None:
    period = propose_period(office, "2028")
    assert (period.id, period.kind, period.name) == ("2028", "annual", "năm 2028")
    assert period.next_name == "năm 2029" and str(period.next_end) == "2029-12-31"
    assert str(period.as_of) == "2028-11-14" and str(period.document.date) == "2028-11-25"
    assert period.closes_at.isoformat() == "2028-11-25T17:00:00+07:00"
    assert period.document.number is None


def test_the_number_of_an_earlier_document_does_not_come_along(office: Workspace) -> None:
    path = office.periods / "2026H1.yml"
    path.write_text(path.read_text("utf-8").replace("number:", 'number: "215"'), encoding="utf-8")
    assert propose_period(office, "2027H1").document.number is None


def test_another_plan_s_periods_are_named_in_its_own_way(tmp_path: Path) -> None:
    shutil.copytree(REPO / "tests/second_plan/params", tmp_path / "params")
    period = propose_period(Workspace.at(tmp_path), "2027Q2")
    assert (period.name, period.next_name) == ("quý II năm 2027", "quý III năm 2027")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("2026H1", "đã có kỳ này"),
        ("2027H2", "là báo cáo năm: PERIOD=2027"),
        ("sang năm", "không có kỳ báo cáo này"),
        ("2027Q1", "không có kỳ báo cáo này"),
    ],
)
def test_what_cannot_be_set_up(office: Workspace, asked: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        propose_period(office, asked)


def test_the_command_writes_the_file_and_the_forms(office: Workspace) -> None:
    result = run(office, "2027H1", "--due-before", "2027-06-04")
    assert result.exit_code == 0, result.output
    period = load_period(office, "2027H1")
    assert str(period.due_before) == "2027-06-04" and str(period.as_of) == "2027-05-31"
    assert "thứ Sáu 04/06/2027" in result.stdout and "28 biểu mẫu" in result.stdout
    assert len(list(office.forms("2027H1").glob("*.xlsx"))) == 28
    head = (office.periods / "2027H1.yml").read_text("utf-8").splitlines()[:2]
    assert head == (office.periods / "2026H1.yml").read_text("utf-8").replace(
        "2026", "2027"
    ).splitlines()[:2]  # fmt: skip


def test_in_a_terminal_each_day_is_asked_for(
    office: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)
    arguments = ["--root", str(office.root), "period", "2027H1"]
    result = CliRunner().invoke(main, arguments, input="\n2027-06-04\n\n2027-06-14\n")
    assert result.exit_code == 0, result.output
    assert "Gửi trước ngày (ngày đầu tiên đã là muộn) (thứ Ba) [2027-06-01]: " in result.output
    assert "Giờ khóa sổ (thứ Năm) [2027-06-10T17:00+07:00]: " in result.output
    period = load_period(office, "2027H1")
    assert (str(period.as_of), str(period.due_before)) == ("2027-05-31", "2027-06-04")
    assert str(period.document.date) == "2027-06-14"


@pytest.mark.parametrize(
    ("option", "text"),
    [
        ("--due-before", "2027-04-01"),
        ("--due-before", "mai"),
        ("--closes-at", "2027-06-10T17:00"),
        ("--closes-at", "2027-05-01T17:00+07:00"),
    ],
)
def test_days_that_cannot_be_are_refused_and_nothing_is_written(
    office: Workspace, option: str, text: str
) -> None:
    result = run(office, "2027H1", option, text)
    assert result.exit_code == 2 and len(result.stderr.splitlines()) == 1, result.output
    assert not (office.periods / "2027H1.yml").exists() and not office.forms("2027H1").exists()
