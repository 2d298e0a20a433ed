"""What `verify` confirmed counts for as long as nothing it confirmed has changed."""

from collections.abc import Callable

import pytest

from plan_monitor.build import verify
from plan_monitor.build.verified import is_verified
from plan_monitor.plan.calendar import Period, load_period
from plan_monitor.workspace import Workspace
from tests.support.stand_ins import PERIOD, ran

pytestmark = pytest.mark.full


def confirm(workspace: Workspace) -> list[str]:
    compared, different = verify.verify_report(workspace, PERIOD, lambda *_: None)
    assert compared > 5
    return different


@pytest.fixture
def period(made: Workspace) -> Period:
    return load_period(made, PERIOD)


def test_a_confirmation_holds_until_something_changes(made: Workspace, period: Period) -> None:
    assert not is_verified(made, period)
    assert confirm(made) == [] and is_verified(made, period)
    assert ran(made) == set() and is_verified(made, period), "a run that changes nothing"
    for path in (made.delivery_settings, made.outbox(PERIOD) / "SYT.eml", made.recipients):
        path.parent.mkdir(exist_ok=True)
        path.write_text("per_minute: 5", encoding="utf-8")
    assert is_verified(made, period), "mail is no part of the reports"
    assert ran(made) == set(), "and no reason to make them again"


@pytest.mark.parametrize(
    "change",
    [
        lambda w: w.agency_report(PERIOD, "SYT") / "report.html",
        lambda w: w.plan / "tasks.yml",
        lambda w: next(w.raw(PERIOD).glob("SYT_*.xlsx")),
        lambda w: w.notebooks / "03_agency_report.ipynb",
    ],
)
def test_a_confirmation_ends_with_what_it_confirmed(
    made: Workspace, period: Period, change: Callable[[Workspace], object]
) -> None:
    confirm(made)
    path = change(made)
    with open(str(path), "ab") as file:  # noqa: PTH123
        file.write(b"\n")
    assert not is_verified(made, period)


def test_a_difference_takes_the_confirmation_away(made: Workspace, period: Period) -> None:
    confirm(made)
    path = made.agency_report(PERIOD, "SYT") / "report.docx"
    whole = path.read_bytes()
    path.write_bytes(b"other")
    assert confirm(made) == ["agencies/SYT/report.docx"]
    path.write_bytes(whole)
    assert not is_verified(made, period)
