"""Each check of a day: what fires it, what does not, and what becomes of the figure."""

import datetime as dt

import pytest

from plan_monitor.workspace import Workspace
from tests.intake.catalogue import DAY, Shown, actual, check_conservation, soiled, told

V, E, D = "Thực hiện", "Ước thực hiện", "Ngày số liệu"
# Check, what is written as the day, the outcome of the figure, and a day that does not fire it.
DAYS = [
    ("date-missing", None, "warning", DAY),
    ("date-missing", "-", "warning", DAY),
    ("date-unreadable", "tháng sáu", "rejected", "tháng 5/2025"),
    ("date-unreadable", "05/31/2025", "rejected", "31/05/2025"),
    ("date-unreadable", "31/5/25", "rejected", "2025-05-31"),
    ("date-unreadable", "=TODAY()", "rejected", DAY),
    ("date-after-cut-off", dt.datetime(2025, 6, 1), "rejected", DAY),
    ("date-after-cut-off", "Quý II/2025", "rejected", "Quý I/2025"),
    ("date-after-cut-off", "tháng 6/2025", "rejected", "tháng 5/2025"),
    ("date-in-future", dt.datetime(2025, 7, 1), "rejected", dt.datetime(2025, 6, 30)),
    ("date-in-future", "31/05/2052", "rejected", "31/05/2025"),
    ("date-before-period", dt.datetime(2024, 12, 31), "warning", dt.datetime(2025, 1, 1)),
    ("date-as-text", "ngày 31 tháng 5 năm 2025", "accepted", DAY),
    ("date-as-serial", Shown(45808, "General"), "warning", DAY),
    ("date-imprecise", "tháng 5/2025", "warning", "31/05/2025"),
    ("date-imprecise", "năm 2024", "warning", "31/12/2024"),
]


@pytest.mark.parametrize(("check", "day", "outcome", "sound"), DAYS)
def test_the_day_of_an_actual(repo: Workspace, check, day, outcome, sound) -> None:
    good = {("27", V): 71.5}
    cleaned = soiled(repo, "SYT", good | {("27", D): day})
    assert actual(cleaned, "27") == (None if outcome == "rejected" else 71.5, outcome)
    assert check in told(cleaned, "27")
    check_conservation(cleaned)
    assert check not in told(soiled(repo, "SYT", good | {("27", D): sound}), "27")


def test_an_actual_beside_an_estimate_needs_its_day_all_the_more(repo: Workspace) -> None:
    cells = {("27", V): 71.5, ("27", E): 72}
    cleaned = soiled(repo, "SYT", cells)
    assert "estimate-without-date" in told(cleaned) and "date-missing" not in told(cleaned)
    assert actual(cleaned, "27") == (71.5, "warning")
    assert "estimate-without-date" not in told(soiled(repo, "SYT", cells | {("27", D): DAY}))


@pytest.mark.parametrize("nothing", [None, "-", "chưa có số liệu"])
def test_without_an_actual_nobody_asks_for_its_day(repo: Workspace, nothing) -> None:
    for day in (None, dt.datetime(2025, 6, 30)):
        cells = {("27", V): nothing, ("27", E): 72, ("27", D): day}
        assert not {one for one in told(soiled(repo, "SYT", cells), "27") if "date" in one}


FIRED = {case[0] for case in DAYS} | {"estimate-without-date"}
