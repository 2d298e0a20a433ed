"""What a submission is judged against."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from plan_monitor.intake.baselines import HistoryRow
from plan_monitor.intake.records import Observation, Outcome
from plan_monitor.plan.calendar import Period, Reporting
from plan_monitor.plan.models import Plan
from plan_monitor.vietnamese.text import match_key


@dataclass(frozen=True)
class Context:
    """The plan as of the period's cut-off, the period, and what was known before.

    `earlier` are observations of the items that the agency holds, whoever reported them; those of
    the period itself do not count as known. `baselines` are the known ones by indicator id.
    """

    plan: Plan
    period: Period
    reporting: Reporting
    earlier: tuple[Observation, ...] = ()
    baselines: Mapping[str, HistoryRow] = field(default_factory=dict)

    @property
    def assessments(self) -> dict[str, str]:
        """The words of self-assessment by their key."""
        return {match_key(word): word for word in self.reporting.assessments}

    def last(self, indicator_id: str) -> Observation | None:
        """Return the last accepted actual of an indicator before this period."""
        found = [
            one
            for one in self.earlier
            if one.indicator_id == indicator_id
            and one.kind == "actual"
            and one.value is not None
            and one.period != self.period.id
            and one.date <= self.period.as_of
        ]
        return max(found, key=lambda one: one.date, default=None)

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
