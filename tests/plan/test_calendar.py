import pytest

from plan_monitor.errors import UserError
from plan_monitor.plan.calendar import known_periods, load_period, periods_until, previous_period
from plan_monitor.workspace import Workspace


def test_periods_follow_their_cut_off(repo: Workspace) -> None:
    assert [period.id for period in known_periods(repo)] == ["2025H1", "2025", "2026H1", "2026"]
    annual = load_period(repo, "2025")
    assert [period.id for period in periods_until(repo, annual)] == ["2025H1", "2025"]
    assert previous_period(repo, annual) == load_period(repo, "2025H1")
    assert previous_period(repo, load_period(repo, "2025H1")) is None


def test_unknown_period_is_refused_with_the_known_ones(repo: Workspace) -> None:
    with pytest.raises(UserError, match="2025H1, 2025, 2026H1, 2026"):
        load_period(repo, "2031H1")
    with pytest.raises(UserError, match="báo cáo năm: PERIOD=2025"):
        load_period(repo, "2025H2")
