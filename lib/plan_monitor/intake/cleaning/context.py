"""What a submission is judged against."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from plan_monitor.intake.baselines import HistoryRow
from plan_monitor.intake.earlier import newest_actual
from plan_monitor.intake.records import Observation, Outcome
from plan_monitor.plan.calendar import Period, Reporting
from plan_monitor.plan.models import Plan
from plan_monitor.vietnamese.text import match_key


@dataclass(frozen=True)
class Context:
    """The plan as of the period's cut-off, the period, and what was known before.

    `earlier` are observations of the items that the agency holds, whoever reported them, the
    earliest period first; of those of the period itself only values of earlier days count as known.
    `baselines` are the known ones by indicator id. `final_day` is the day of the final value that
    is due of every flow, None if none is.
    """

    plan: Plan
    period: Period
    reporting: Reporting
    earlier: tuple[Observation, ...] = ()
    baselines: Mapping[str, HistoryRow] = field(default_factory=dict)
    final_day: dt.date | None = None

    @property
    def assessments(self) -> dict[str, str]:
        """The words of self-assessment by their key."""
        return {match_key(word): word for word in self.reporting.assessments}

    def last(self, indicator_id: str) -> Observation | None:
        """Return the last accepted actual of an indicator before this period."""
        rows = [
            one
            for one in self.earlier
            if (one.is_earlier or one.period != self.period.id) and one.date <= self.period.as_of
        ]
        return newest_actual(rows, indicator_id)

    def before(self, day: dt.date) -> "Context":
        """Return what a value of an earlier day is judged against: what is known of days before."""
        return replace(self, earlier=tuple(one for one in self.earlier if one.date < day))

    def reference(self, indicator_id: str) -> float | None:
        """Return the last known value of an indicator: the last actual, else the baseline."""
        last = self.last(indicator_id)
        if last is not None:
            return last.value
        baseline = self.baselines.get(indicator_id)
        return baseline.value if baseline else None


_ORDER: tuple[Outcome, ...] = ("accepted", "warning", "blank", "rejected")


def outcome_of_row(outcomes: Iterable[Outcome]) -> Outcome:
    """Return what became of a row from what became of its actual and then its estimate.

    The first that was answered counts; accepted it is only together with the other one.
    """
    answered = [one for one in outcomes if one != "blank"]
    if not answered:
        return "blank"
    is_in_part = answered[0] == "accepted" and set(answered) != {"accepted"}
    return "warning" if is_in_part else answered[0]


def worse(*outcomes: Outcome) -> Outcome:
    """Return the worst of several outcomes."""
    return max(outcomes, key=_ORDER.index)
