"""Where an indicator may go: what its evidence allows to be said of the target's year."""

import datetime as dt
from collections.abc import Sequence

from plan_monitor.plan.calendar import ChanceCuts, Period
from plan_monitor.plan.indicators import Indicator
from plan_monitor.progress.evidence import Statement, allowed_statements
from plan_monitor.progress.forecast import (
    Bounds,
    Cuts,
    backtest,
    chance,
    choose_scale,
    interval,
    scenarios,
)
from plan_monitor.progress.methods import Goal, Point
from plan_monitor.progress.records import Outlook, SeriesPoint, Trajectory
from plan_monitor.progress.trajectories import PATHLESS, Figures, goal_of

_LEVEL = 0.8


def compute_outlook(
    indicator: Indicator,
    row: Trajectory,
    series: Sequence[SeriesPoint],
    period: Period,
    cuts: ChanceCuts,
    *,
    breaks: Sequence[dt.date] = (),
) -> Outlook | None:
    """Return what may be said of the target's year, None where the evidence allows nothing.

    Parameters
    ----------
    row : Trajectory
        Where the indicator stands; its grade decides what is computed.
    series, breaks
        As those of `compute_trajectory`.
    cuts : ChanceCuts
        From which probability on a word is used.
    """
    goal, allowed = goal_of(indicator), allowed_statements(row.grade)
    if goal is None or goal.condition in PATHLESS or row.status == "not_enough_data":
        return None
    points = Figures.of(series, period, breaks).points
    bounds = Bounds(*indicator.decision.bounds)
    found = scenarios(points, goal, bounds=bounds) if "scenarios" in allowed else None
    if found is None:
        return None
    return Outlook(
        indicator_id=indicator.id,
        agency=row.agency,
        grade=row.grade,
        points=row.points,
        goal_date=dt.date(indicator.target_year, 12, 31),
        flat=found.flat,
        current=found.current,
        required=found.required,
        current_rate=found.current_rate,
        required_rate=found.required_rate,
        **_uncertain(indicator, points, goal, allowed, Cuts(**cuts.model_dump())),
    )


def _uncertain(
    indicator: Indicator,
    points: Sequence[Point],
    goal: Goal,
    allowed: frozenset[Statement],
    cuts: Cuts,
) -> dict[str, float | int | str | bool | None]:
    """Return interval, chance and backtest as far as they are allowed."""
    decision, bounds = indicator.decision, Bounds(*indicator.decision.bounds)
    scale = choose_scale(bounds, is_percent=indicator.is_percent)
    found: dict[str, float | int | str | bool | None] = {}
    if "interval" in allowed:
        likely = interval(
            points, goal.year, scale=scale, bounds=bounds, step=decision.step, level=_LEVEL
        )
        if likely is not None:
            found |= {"low": likely.low, "middle": likely.middle, "high": likely.high}
    if "chance" in allowed:
        word = chance(
            points,
            goal,
            better=decision.better,
            scale=scale,
            bounds=bounds,
            step=decision.step,
            cuts=cuts,
        )
        found["chance"] = word or ""
    if "backtest" in allowed:
        test = backtest(points, scale=scale, bounds=bounds, step=decision.step)
        if test is not None:
            found |= {
                "backtest_n": test.n,
                "backtest_error": test.error_model,
                "backtest_error_flat": test.error_flat,
                "backtest_wins": test.wins,
            }
    return found
