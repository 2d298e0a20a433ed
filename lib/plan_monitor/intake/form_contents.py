"""What is printed into a form besides the plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from plan_monitor.intake.earlier import EarlierValue
from plan_monitor.plan.bodies import Agency
from plan_monitor.plan.calendar import Period
from plan_monitor.plan.models import Plan
from plan_monitor.vietnamese.dates import short_date


@dataclass(frozen=True)
class FormContents:
    """What is printed into a form besides the plan: by indicator id.

    A numeric indicator without an entry in `baselines` is asked for one, one with an entry in
    `earlier` what has become of that value. `questions` are those left open by the last round, by
    subject id and header of the cell where they are to be answered.
    """

    baselines: Mapping[str, str] = field(default_factory=dict)
    last_values: Mapping[str, str] = field(default_factory=dict)
    earlier: Mapping[str, EarlierValue] = field(default_factory=dict)
    assessments: Sequence[str] = ()
    sample: bool = False
    questions: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Frame:
    """Whose form it is, for which period, and what is printed into it."""

    plan: Plan
    period: Period
    agency: Agency
    contents: FormContents

    @property
    def words(self) -> dict[str, str]:
        """What the form's texts name of the period."""
        return {
            "as_of": short_date(self.period.as_of),
            "end": short_date(self.period.end),
            "due_before": short_date(self.period.due_before),
            "year": str(self.period.start.year),
            "year_start": short_date(self.period.start.replace(month=1, day=1)),
        }
