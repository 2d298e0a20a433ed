"""Where the paths begin: baselines and earlier values from before the plan."""

import datetime as dt

from plan_monitor.intake.tables import read_table
from plan_monitor.plan.models import Plan
from plan_monitor.plan.strict import Strict
from plan_monitor.workspace import Workspace


class HistoryRow(Strict):
    """One row: one earlier value of an indicator, in its unit; one of them is the baseline."""

    indicator_id: str
    date: dt.date
    value: float
    is_baseline: bool
    source: str


def read_history(workspace: Workspace, plan: Plan) -> list[HistoryRow]:
    """Return the earlier values known of the plan's indicators, the baselines among them.

    A baseline that the plan holds (an amendment brought it) takes the place of the sample's; the
    sample's history stands in the demo workspace only.
    """
    path = workspace.sample / "history.csv"
    sample = read_table(path, HistoryRow) if path.is_file() else []
    decided = {one.id: one.baseline for one in plan.indicators if one.baseline is not None}
    kept = [row for row in sample if not (row.is_baseline and row.indicator_id in decided)]
    return kept + [
        HistoryRow(
            indicator_id=indicator_id,
            date=baseline.date,
            value=baseline.value,
            is_baseline=True,
            source=baseline.source,
        )
        for indicator_id, baseline in decided.items()
    ]
