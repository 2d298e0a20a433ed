"""Each check against what was known before: observations made by hand."""

import datetime as dt

import pytest

from plan_monitor.intake.baselines import HistoryRow
from plan_monitor.intake.records import Observation
from plan_monitor.workspace import Workspace
from tests.intake.catalogue import (
    DAY,
    Cells,
    actual,
    book_of,
    check_conservation,
    clean_bytes,
    told,
)

V, E, D = "Thực hiện", "Ước thực hiện", "Ngày số liệu"
LAST_YEAR = dt.date(2024, 11, 14)


def reported(agency: str, item: str, value: float | None, period: str = "2024") -> Observation:
    return Observation(
        period=period,
        agency=agency,
        indicator_id=item,
        kind="actual",
        value=value,
        text="",
        date=LAST_YEAR if period == "2024" else DAY.date(),
        outcome="accepted" if value is not None else "rejected",
        evidence="",
        note="",
        file="a.xlsx",
        sheet="Chỉ tiêu",
        cell="G7",
        raw=str(value),
        number_format="General",
        sha256="",
    )


def dated(**values) -> Cells:
    """Actuals by indicator id (x9_2 for 9.2) with their day."""
    cells = {}
    for name, value in values.items():
        item = name.removeprefix("x").replace("_", ".")
        cells |= {(item, V): value, (item, D): DAY}
    return cells


VPUB = {"9.2": 60.0, "9.3": 50.0, "9.4": 40.0}
COPIED, MOVED = dated(x9_2=60, x9_3=50, x9_4=40), dated(x9_2=60, x9_3=50, x9_4=41)
# Check, agency, what it reported last, what it reports, and what it may report instead.
SINCE = [
    ("value-unusual", "SYT", {"27": 60.0}, dated(x27=92), dated(x27=75)),
    ("value-unusual", "SYT", {"27": 60.0}, dated(x27=40), dated(x27=52)),
    ("value-unusual", "SYT", {"27": 94.8}, dated(x27=80), dated(x27=97)),
    ("value-unusual", "SYT", {"27": 60.0}, dated(x27="7,1"), dated(x27="71")),
    ("value-unusual", "SKHCN", {"5": 57.0}, dated(x5=12), dated(x5=52)),
    ("cumulative-falls", "SKHCN", {"6": 2.0}, dated(x6=1), dated(x6=2)),
    ("cumulative-falls", "STC", {"21": 2.0}, dated(x21=1), dated(x21=5)),
    ("figures-copied", "VPUB", VPUB, COPIED, MOVED),
    ("figures-copied", "VPUB", VPUB, COPIED, dated(x9_2=60, x9_3=50)),
    ("value-as-share", "SKHCN", {"13": 60.0}, dated(x13=0.6), dated(x13=60)),
]


@pytest.mark.parametrize(("check", "agency", "before", "now", "sound"), SINCE)
def test_against_the_period_before(repo: Workspace, check, agency, before, now, sound) -> None:
    earlier = [reported(agency, item, value) for item, value in before.items()]
    cleaned = clean_bytes(repo, agency, book_of(repo, agency, now), earlier)
    assert check in told(cleaned)
    check_conservation(cleaned)
    left = clean_bytes(repo, agency, book_of(repo, agency, sound), earlier)
    assert check not in told(left)
    first = clean_bytes(repo, agency, book_of(repo, agency, now))
    assert check not in told(first) or check == "value-as-share"


def test_an_odd_figure_is_taken_with_a_warning_and_a_share_is_not(repo: Workspace) -> None:
    for value, taken in ((92, (92.0, "warning")), (0.6, (None, "rejected"))):
        data = book_of(repo, "SYT", dated(x27=value))
        cleaned = clean_bytes(repo, "SYT", data, [reported("SYT", "27", 60.0)])
        assert actual(cleaned, "27") == taken


def test_the_baseline_is_what_was_known_where_nothing_was_reported(repo: Workspace) -> None:
    row = HistoryRow(
        indicator_id="27", date=LAST_YEAR, value=60.0, is_baseline=True, source="niên giám"
    )
    data = book_of(repo, "SYT", dated(x27=92))
    assert "value-unusual" in told(clean_bytes(repo, "SYT", data, baselines={"27": row}))
    last = [reported("SYT", "27", 88.0)]
    assert "value-unusual" not in told(clean_bytes(repo, "SYT", data, last, {"27": row}))


def test_the_last_figure_is_the_last_by_its_day_and_of_a_period_before(repo: Workspace) -> None:
    data = book_of(repo, "SYT", dated(x27=71.5))
    before = reported("SYT", "27", 70.0)
    older = before.model_copy(update={"value": 20.0, "date": dt.date(2023, 11, 14)})
    same_period = reported("SYT", "27", 20.0, "2025H1")
    refused = reported("SYT", "27", None)
    later = before.model_copy(update={"value": 20.0, "date": dt.date(2025, 11, 14)})
    cleaned = clean_bytes(repo, "SYT", data, [before, older, same_period, refused, later])
    assert "value-unusual" not in told(cleaned)


def test_a_percentage_may_fall(repo: Workspace) -> None:
    data = book_of(repo, "SYT", dated(x27=68))
    assert "cumulative-falls" not in told(
        clean_bytes(repo, "SYT", data, [reported("SYT", "27", 70.0)])
    )


@pytest.mark.parametrize(
    ("item", "agency", "figure", "estimate", "fires"),
    [
        ("6", "SKHCN", 3, 2, True),
        ("6", "SKHCN", 3, 3, False),
        ("27", "SYT", 71.5, 70, False),
        ("5", "SKHCN", 57, 56, False),
    ],
)
def test_an_estimate_of_what_only_grows_is_not_below_the_actual(
    repo: Workspace, item, agency, figure, estimate, fires
) -> None:
    cells = {(item, V): figure, (item, E): estimate, (item, D): DAY}
    cleaned = clean_bytes(repo, agency, book_of(repo, agency, cells))
    assert ("estimate-below-actual" in told(cleaned)) == fires
    outcomes = {one.kind: one.outcome for one in cleaned.observations if one.indicator_id == item}
    assert outcomes == {"actual": "accepted", "estimate": "warning" if fires else "accepted"}


FIRED = {case[0] for case in SINCE} | {"estimate-below-actual"}
