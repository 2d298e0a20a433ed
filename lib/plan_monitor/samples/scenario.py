"""The scenario of the sample submissions: params/sample/scenario.yml."""

import datetime as dt
from typing import Literal

from pydantic import Field

from plan_monitor.plan.strict import Strict

Dirt = Literal[
    "text", "percent_sign", "blank", "nfd", "done_without_document", "proposal_without_basis"
]


class SampleIndicator(Strict):
    """How a sample indicator moved before the baseline, and its pace after it.

    `same_as` names another indicator of the same quantity, whose values this one repeats.
    """

    id: str
    first_year: int
    first: float
    yearly: float
    noise: float
    pace: float
    same_as: str | None = None


class LateArrival(Strict):
    """An agency whose sample submission arrives at a given hour."""

    agency: str
    received_at: dt.datetime


class Revision(Strict):
    """A second sample submission with one value changed."""

    agency: str
    indicator: str
    value: str
    received_at: dt.datetime


class EarlierAnswer(Strict):
    """What an agency answers to an earlier value that the form shows or asks; nothing if blank."""

    agency: str
    indicator: str
    value: str | None = None
    reason: str | None = None


class DirtyCell(Strict):
    """One cell that is filled in badly, or literally with `write`."""

    agency: str
    indicator: str | None = None
    task: str | None = None
    as_: Dirt | None = Field(default=None, alias="as")
    write: str | None = None


class SampleFunding(Strict):
    """The range in which an agency's sample funding from one source lies, and how fast it is spent.

    `allocated` is in the form's unit, of the whole year. `pace` is the share that is paid out, of
    what would be at an even pace through the year.
    """

    source: Literal["recurrent", "investment", "other"]
    allocated: tuple[float, float]
    pace: tuple[float, float]


class SamplePeriod(Strict):
    """Who sends what in one period, and when."""

    id: str
    first_day: dt.date
    last_day: dt.date
    missing: tuple[str, ...] = ()
    late: tuple[LateArrival, ...] = ()
    revisions: tuple[Revision, ...] = ()
    dirt: tuple[DirtyCell, ...] = ()
    earlier: tuple[EarlierAnswer, ...] = ()


class Scenario(Strict):
    """The whole scenario; the same seed gives the same bytes."""

    seed: int
    baseline_date: dt.date
    source: str
    indicators: tuple[SampleIndicator, ...]
    assessments: dict[str, tuple[str, ...]]
    periods: tuple[SamplePeriod, ...]
    narrative: dict[str, tuple[str, ...]]
    funding: tuple[SampleFunding, ...] = ()
    evidence: str
    flow_note: str
    not_counted_note: str
