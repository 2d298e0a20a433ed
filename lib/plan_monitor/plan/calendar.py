"""Reporting periods: which there are, when they end, and what they are called."""

import calendar
import datetime as dt
import re
from typing import Literal, TypeVar

from pydantic import AwareDatetime, Field

from plan_monitor.errors import UserError
from plan_monitor.plan.strict import Strict
from plan_monitor.plan.yaml_files import read_yaml
from plan_monitor.workspace import Workspace

Day = TypeVar("Day", dt.date, dt.datetime)


class PeriodDocument(Strict):
    """Number and date of the report of a period; a blank number is written in by hand."""

    number: str | None = None
    date: dt.date


class Period(Strict):
    """One reporting period.

    `as_of` is the last day of *thực hiện*, `end` that of *ước thực hiện*; a report is on time if it
    arrived before `due_before`; what arrived after `closes_at` waits for the next edition.
    """

    id: str
    kind: str
    name: str
    next_name: str
    start: dt.date
    end: dt.date
    next_end: dt.date
    as_of: dt.date
    due_before: dt.date
    closes_at: AwareDatetime
    document: PeriodDocument

    @property
    def closes_year(self) -> bool:
        """Whether the period ends with the year: its report is the one on the whole year."""
        return (self.end.month, self.end.day) == (12, 31)


class PeriodKind(Strict):
    """A kind of period: six-monthly, annual, or whatever another plan has."""

    id: str
    label: str


class Mistaken(Strict):
    """A period code that people type by mistake, and the answer."""

    pattern: str
    answer: str


class PaceThresholds(Strict):
    """From which pace ratio on a status holds."""

    on_track: float
    somewhat_behind: float
    tolerance: float


class ChanceCuts(Strict):
    """From which probability on a word for the chance is used: the office's judgement."""

    unlikely: float
    possible: float
    likely: float
    almost_certain: float


class CheckThresholds(Strict):
    """From where on a reported figure looks odd: the office's judgement, not the plan's."""

    unusual_share_of_way: float
    ordinary_change: float
    ordinary_steps: float
    share_scale: float
    copied_least: int
    days_ahead: int


class Licence(Strict):
    """Under which licence the open data may be used: a name of opendefinition.org or a path."""

    name: str = Field(min_length=1)
    title: str | None = None
    path: str | None = None


class Publishing(Strict):
    """What goes to the public: the licence of the open data, and whose reports the site shows."""

    licence: Licence | None = None
    documents: Literal["none", "province", "all"] = "none"


class Reporting(Strict):
    """reporting.yml: the plan's reporting duty and the office's thresholds and words."""

    kinds: tuple[PeriodKind, ...]
    mistaken: tuple[Mistaken, ...] = ()
    pace: PaceThresholds
    chance: ChanceCuts
    due_soon_days: int
    checks: CheckThresholds
    statuses: dict[str, str]
    task_statuses: dict[str, str]
    assessments: tuple[str, ...]
    publishing: Publishing = Publishing()


def load_reporting(workspace: Workspace) -> Reporting:
    """Read reporting.yml."""
    return read_yaml(workspace.plan / "reporting.yml", Reporting)


def known_periods(workspace: Workspace) -> list[Period]:
    """Return all periods of the workspace, the earliest cut-off first."""
    periods = [read_yaml(path, Period) for path in sorted(workspace.periods.glob("*.yml"))]
    return sorted(periods, key=lambda period: (period.as_of, period.id))


def load_period(workspace: Workspace, period_id: str) -> Period:
    """Return the period `period_id`; refuse an unknown one with the list of the known."""
    for period in known_periods(workspace):
        if period.id == period_id:
            return period
    raise unknown_period(workspace, period_id)


def unknown_period(workspace: Workspace, period_id: str) -> UserError:
    """Return what is to be said of a period that is not set up."""
    known = ", ".join(period.id for period in known_periods(workspace)) or "chưa có kỳ nào"
    return UserError(
        where=f"PERIOD={period_id}",
        found="không có kỳ báo cáo này",
        expected=f"một trong: {known}",
        what_to_do=_hint(workspace, period_id),
    )


def periods_until(workspace: Workspace, period: Period) -> list[Period]:
    """Return the periods up to and including `period`, the earliest first."""
    return [known for known in known_periods(workspace) if known.as_of <= period.as_of]


def next_cut_off(workspace: Workspace, period: Period) -> dt.date:
    """Return the cut-off of the report after that of `period`.

    Where that period is not set up yet it is a year after the report that followed the last period
    of the same kind; without one, the end of the period that follows.
    """
    known = known_periods(workspace)
    later = [one for one in known if one.as_of > period.as_of]
    if later:
        return later[0].as_of
    same = [one for one in known if one.kind == period.kind and one.as_of < period.as_of]
    followed = [one for one in known if same and same[-1].as_of < one.as_of < period.as_of]
    if not followed:
        return period.next_end
    return years_later(followed[0].as_of, period.as_of.year - same[-1].as_of.year)


def years_later(day: Day, years: int) -> Day:
    """Return the same day so many years later, the last of February where there is no 29th."""
    last = calendar.monthrange(day.year + years, day.month)[1]
    return day.replace(year=day.year + years, day=min(day.day, last))


def previous_period(workspace: Workspace, period: Period) -> Period | None:
    """Return the period before `period`, None for the first."""
    earlier = periods_until(workspace, period)[:-1]
    return earlier[-1] if earlier else None


def period_a_year_before(workspace: Workspace, period: Period) -> Period | None:
    """Return the same kind of period one year earlier, None where there was none."""
    for known in known_periods(workspace):
        ends = (known.end.year + 1, known.end.month, known.end.day)
        if known.kind == period.kind and ends == (period.end.year, *period.end.timetuple()[1:3]):
            return known
    return None


def _hint(workspace: Workspace, period_id: str) -> str:
    for mistaken in load_reporting(workspace).mistaken:
        if match := re.fullmatch(mistaken.pattern, period_id):
            return mistaken.answer.format(*match.groups())
    return "gõ lại mã kỳ; kỳ mới thì chạy make period PERIOD=<kỳ>"
