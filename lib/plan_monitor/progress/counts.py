"""Shares and counts: every rate with its numerator and its denominator."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from plan_monitor.progress.records import Ageing, TaskCell, TaskState

DONE: tuple[TaskCell, ...] = ("done_on_time", "done_late")
OVERDUE: tuple[TaskCell, ...] = ("in_progress_overdue", "not_started_overdue")
DATED: tuple[TaskCell, ...] = (
    *DONE,
    "done_undated",
    "in_progress",
    "not_started",
    *OVERDUE,
)
RECURRING: tuple[TaskCell, ...] = ("result", "no_result", "not_yet")
_BANDS: tuple[tuple[int, Ageing], ...] = ((30, "1_30"), (90, "31_90"), (180, "91_180"))


class Share(NamedTuple):
    """A part of a whole, both counted; of nothing there is no share."""

    numerator: int
    denominator: int

    @property
    def value(self) -> float | None:
        """The share as a number from 0 to 1, None for 0 of 0."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True)
class TaskCounts:
    """How many tasks stand in each cell."""

    cells: Counter[TaskCell]
    bands: Counter[Ageing]

    @property
    def total(self) -> int:
        """All tasks."""
        return sum(self.cells.values())

    @property
    def dated(self) -> int:
        """The tasks with a deadline; the others stand apart."""
        return sum(self.cells[cell] for cell in DATED)

    @property
    def overdue(self) -> int:
        """The open tasks whose deadline has passed."""
        return sum(self.cells[cell] for cell in OVERDUE)

    @property
    def completion(self) -> Share:
        """Done, of the tasks that are done or should be: the official completion rate.

        (done on time + done late) / (done on time + done late + open and overdue).
        """
        done = sum(self.cells[cell] for cell in DONE)
        return Share(done, done + self.overdue)

    @property
    def on_time(self) -> Share:
        """Done on time, of the same tasks."""
        return Share(self.cells["done_on_time"], self.completion.denominator)


def count_tasks(states: Sequence[TaskState]) -> TaskCounts:
    """Return the counts of `states`; that they add up is asserted.

    Dated tasks fill the dated cells and no others do; every open overdue task has an ageing band.
    """
    counts = TaskCounts(
        Counter(state.cell for state in states),
        Counter(state.ageing for state in states if state.ageing),
    )
    assert counts.dated == sum(state.due is not None for state in states), counts
    apart = sum(counts.cells[cell] for cell in (*RECURRING, "unknown"))
    assert counts.dated + apart == counts.total, counts
    assert sum(counts.bands.values()) == counts.overdue, counts
    return counts


def ageing(days_overdue: int) -> Ageing:
    """Return the band of a number of days overdue: to 30, to 90, to 180, more; "" for none."""
    if days_overdue <= 0:
        return ""
    return next((band for most, band in _BANDS if days_overdue <= most), "over_180")
