"""Where the paths begin: baselines and earlier values from before the plan."""

import datetime as dt

from plan_monitor.intake.tables import read_table
from plan_monitor.plan.strict import Strict
from plan_monitor.workspace import Workspace


class HistoryRow(Strict):
    """One row: one earlier value of an indicator, in its unit; one of them is the baseline."""

    indicator_id: str
    date: dt.date
    value: float
    is_baseline: bool
    source: str


def read_history(workspace: Workspace) -> list[HistoryRow]:
    """Return the sample baselines and history of the workspace, none where there are none."""
    path = workspace.sample / "history.csv"
    return read_table(path, HistoryRow) if path.is_file() else []
