import datetime as dt

import pytest

from plan_monitor.plan.bodies import Agency
from plan_monitor.plan.cells import BodyNames, parse_deadline, parse_target


@pytest.mark.parametrize(
    ("verbatim", "operator", "value", "low", "high"),
    [
        ("<=55", "<=", 55, None, None),
        ("≥ 20", ">=", 20, None, None),
        ("> 0,7", ">", 0.7, None, None),
        ("3", "=", 3, None, None),
        ("05", "=", 5, None, None),
        ("≥ 01", ">=", 1, None, None),
        ("100%", "=", 100, None, None),
        ("≥ 3% và tăng dần theo yêu cầu phát triển", ">=", 3, None, None),
        ("3-5%", "range", None, 3, 5),
        ("5% - 10%", "range", None, 5, 10),
        ("Đạt mức trung bình khá cả nước", "text", None, None, None),
    ],
)
def test_target(verbatim, operator, value, low, high) -> None:
    target = parse_target(verbatim)
    assert (target.operator, target.value, target.low, target.high) == (operator, value, low, high)
    assert target.verbatim == verbatim


@pytest.mark.parametrize(
    ("verbatim", "kind", "date"),
    [
        ("6/2025", "month", dt.date(2025, 6, 30)),
        ("Tháng 06/2025", "month", dt.date(2025, 6, 30)),
        ("a Tháng 12/2025", "month", dt.date(2025, 12, 31)),
        ("2026", "year", dt.date(2026, 12, 31)),
        ("Năm 2030", "year", dt.date(2030, 12, 31)),
        ("Từ 2026", "from", dt.date(2026, 1, 1)),
        ("Thường xuyên", "ongoing", None),
        ("Hằng năm", "annual", None),
        ("Tháng 11/202", "unknown", None),
        ("Tháng 13/2025 hoặc sau", "unknown", None),
        (None, "unknown", None),
    ],
)
def test_deadline(verbatim, kind, date) -> None:
    deadline = parse_deadline(verbatim)
    assert (deadline.kind, deadline.date) == (kind, date)


def test_bodies_longest_name_wins_and_the_rest_is_told() -> None:
    names = BodyNames(
        [
            Agency(code="A", name="Sở Văn hóa", protocol_order=1),
            Agency(code="B", name="Sở Văn hóa, Thể thao và Du lịch", protocol_order=2),
        ]
    )
    assert names.parse("Sở Văn hóa, Thể thao và Du lịch; Sở Văn hóa") == (("B", "A"), "")
    assert names.parse("Sở Văn hóa và Sở Vũ trụ") == (("A",), "sở vũ trụ")
    assert names.parse(None) == ((), "")
