"""How far each agency has come, in numbers that can be published.

The plan asks for a public measure of how far each agency has completed its work. It is the share of
tasks done among those that are done or overdue; beside it stand timeliness, completeness, revisions
and indicators on track, each with its numerator and denominator. Nobody is ranked on less than
three cases.
"""

from collections import Counter
from collections.abc import Sequence

from plan_monitor.progress.counts import Share, count_tasks
from plan_monitor.progress.records import (
    AgencyMeasures,
    Discipline,
    SeriesPoint,
    TaskState,
    Trajectory,
)

LEAST_CASES = 3
_GOOD = ("met", "on_track")
_JUDGED = (*_GOOD, "somewhat_behind", "far_behind", "moving_away")
_TIMELY = ("on_time",)


def measure_agencies(
    discipline: Sequence[Discipline],
    trajectories: Sequence[Trajectory],
    parts: Sequence[TaskState],
    earlier: Sequence[Discipline] = (),
    *,
    revised: Sequence[SeriesPoint] = (),
) -> list[AgencyMeasures]:
    """Return one row an agency, in the order of `discipline`, with its rank.

    Parameters
    ----------
    discipline : sequence of Discipline
        How each agency reported in this period.
    trajectories : sequence of Trajectory
        One row an indicator and agency.
    parts : sequence of TaskState
        One row a task and lead.
    earlier : sequence of Discipline
        The same of the periods before.
    revised : sequence of SeriesPoint
        The values of earlier days that this period changed.
    """
    counts = Counter(point.agency for point in revised)
    rows = [
        _measure(one, trajectories, parts, earlier).model_copy(
            update={"revised_values": counts[one.agency]}
        )
        for one in discipline
    ]
    return [row.model_copy(update={"rank": _rank(row, rows)}) for row in rows]


def _measure(
    own: Discipline,
    trajectories: Sequence[Trajectory],
    parts: Sequence[TaskState],
    earlier: Sequence[Discipline],
) -> AgencyMeasures:
    periods = [own, *(one for one in earlier if one.agency == own.agency)]
    statuses = [one.status for one in trajectories if one.agency == own.agency]
    tasks = count_tasks([one for one in parts if one.agency == own.agency])
    return AgencyMeasures(
        agency=own.agency,
        timely=sum(one.timeliness in _TIMELY for one in periods),
        timely_of=len(periods),
        complete=own.asked - own.blank,
        complete_of=own.asked,
        revisions=own.revisions,
        revised_values=0,
        on_track=sum(status in _GOOD for status in statuses),
        on_track_of=sum(status in _JUDGED for status in statuses),
        tasks_done=tasks.completion.numerator,
        tasks_on_time=tasks.on_time.numerator,
        tasks_of=tasks.completion.denominator,
    )


def _completion(row: AgencyMeasures) -> float | None:
    is_enough = row.tasks_of >= LEAST_CASES
    return Share(row.tasks_done, row.tasks_of).value if is_enough else None


def _rank(row: AgencyMeasures, rows: Sequence[AgencyMeasures]) -> int | None:
    """Return one more than the number of agencies with a greater share, None for too few cases."""
    own = _completion(row)
    if own is None:
        return None
    shares = [share for one in rows if (share := _completion(one)) is not None]
    return 1 + sum(share > own for share in shares)
