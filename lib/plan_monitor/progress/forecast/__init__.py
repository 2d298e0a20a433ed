"""Projections: what the evidence of a few points allows to be said about the years to come."""

from plan_monitor.progress.forecast.projecting import (
    Backtest,
    Chance,
    Cuts,
    Interval,
    Scenarios,
    backtest,
    chance,
    interval,
    scenarios,
    theil_sen,
)
from plan_monitor.progress.forecast.scales import Bounds, Scale, choose_scale

__all__ = [
    "Backtest",
    "Bounds",
    "Chance",
    "Cuts",
    "Interval",
    "Scale",
    "Scenarios",
    "backtest",
    "chance",
    "choose_scale",
    "interval",
    "scenarios",
    "theil_sen",
]
