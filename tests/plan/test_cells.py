import datetime as dt

import pytest

from plan_monitor.plan.cells import doubt_deadline, doubt_target, parse_deadline, parse_target


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
        ("40 - 50", "range", None, 40, 50),
        ("20% - 50%", "range", None, 20, 50),
        ("Trên 80%", ">", 80, None, None),
        ("từ 70% trở lên", ">=", 70, None, None),
        ("Không quá 5", "<=", 5, None, None),
        ("Đạt mức trung bình khá cả nước", "text", None, None, None),
        ("≤ 3 Đông Nam Á; ≤ 50 Thế giới", "text", None, None, None),
        ("1.500", "text", None, None, None),
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
        ("Tháng 12 năm 2026", "month", dt.date(2026, 12, 31)),
        ("Quý II/2025", "month", dt.date(2025, 6, 30)),
        ("Quý 4 năm 2025", "month", dt.date(2025, 12, 31)),
        ("Trước ngày 15/11/2025", "month", dt.date(2025, 11, 14)),
        ("Ngày 15/11/2025", "month", dt.date(2025, 11, 15)),
        ("Trước tháng 6/2025", "month", dt.date(2025, 5, 31)),
        ("Đến tháng 6/2025", "month", dt.date(2025, 6, 30)),
        ("Từ tháng 6/2025", "from", dt.date(2025, 6, 1)),
        ("Bắt đầu từ tháng 6/2025", "from", dt.date(2025, 6, 1)),
        ("Sau tháng 12/2025", "from", dt.date(2026, 1, 1)),
        ("Quý IV, tháng 12/2025", "unknown", None),
        ("2205", "unknown", None),
        ("2025 - 2026", "year", dt.date(2026, 12, 31)),
        ("Đến năm 2030", "year", dt.date(2030, 12, 31)),
        ("2025 và những năm tiếp theo", "from", dt.date(2025, 1, 1)),
        ("Hàng năm", "annual", None),
        ("Thường xuyên, liên tục", "ongoing", None),
        ("Quý V/2025", "unknown", None),
        ("31/02/2025", "unknown", None),
        ("Tháng 13/2025", "unknown", None),
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


@pytest.mark.parametrize(
    "verbatim", [None, "≥ 20", "<=55", "05", "100%", "> 0,7", "Đạt mức trung bình khá cả nước"]
)
def test_a_plain_target_leaves_no_doubt(verbatim) -> None:
    assert doubt_target(verbatim) is None


@pytest.mark.parametrize(
    ("verbatim", "why"),
    [
        ("40 - 50", "khoảng từ 40 đến 50"),
        ("≥ 3% và tăng dần", "đọc là >= 3; phần “và tăng dần”"),
        ("≤ 3 Đông Nam Á; ≤ 50 Thế giới", "nhiều số trong một ô"),
        ("1.500", "không đọc được chắc chắn"),
        ("Trên 80%", "viết bằng lời, đọc là > 80"),
    ],
)
def test_an_uncertain_target_says_why(verbatim, why) -> None:
    assert why in doubt_target(verbatim)


@pytest.mark.parametrize(
    "verbatim",
    ["6/2025", "Tháng 06/2025", "2026", "Năm 2030", "Từ 2026", "Thường xuyên", "Hằng năm"],
)
def test_a_plain_deadline_leaves_no_doubt(verbatim) -> None:
    assert doubt_deadline(verbatim) is None


@pytest.mark.parametrize(
    ("verbatim", "why"),
    [
        ("a Tháng 12/2025", "chữ “a” tràn từ ô bên cạnh, đọc là đến hết ngày 31/12/2025"),
        ("Trước tháng 6/2025", "đọc là đến hết ngày 31/05/2025"),
        ("Quý II/2025", "đọc là đến hết ngày 30/06/2025"),
        ("2025 - 2026", "đọc là đến hết ngày 31/12/2026"),
        ("2025 và những năm tiếp theo", "bắt đầu từ ngày 01/01/2025"),
        ("Thường xuyên, liên tục", "đọc là thường xuyên"),
        ("Tháng 11/202", "không đọc được thời hạn"),
        (None, "ô trống"),
    ],
)
def test_an_uncertain_deadline_says_why(verbatim, why) -> None:
    assert why in doubt_deadline(verbatim)
