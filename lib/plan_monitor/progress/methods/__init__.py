"""The methods of progress: our own pace, and two published ones to hold it against.

All are pure functions of a few numbers. What is not available is None, never NaN; every outcome
has a name. The formulas, their sources and limits stand in docs/methods.
"""

from plan_monitor.progress.methods.pacing import Pace, Status, Thresholds, pace
from plan_monitor.progress.methods.paths import Goal, Point
from plan_monitor.progress.methods.results import Progress
from plan_monitor.progress.methods.sdg import open_sdg, open_sdg_aggregate
from plan_monitor.progress.methods.un import un_2026, un_2026_band

__all__ = [
    "Goal",
    "Pace",
    "Point",
    "Progress",
    "Status",
    "Thresholds",
    "open_sdg",
    "open_sdg_aggregate",
    "pace",
    "un_2026",
    "un_2026_band",
]
