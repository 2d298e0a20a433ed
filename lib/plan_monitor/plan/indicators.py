"""Indicators: what the plan prints of them, and what a person decided.

Verbatim fields stand as the source prints them. What the source leaves open stands in `decided`,
with the reason, so that the source can be read in again without losing a judgement.
"""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from plan_monitor.plan.strict import Strict

Operator = Literal[">=", ">", "<=", "<", "=", "range", "text"]
Better = Literal["higher", "lower"]
Measure = Literal["stock", "flow", "rate", "rank"]
Condition = Literal["none", "annual_floor", "growth", "maintain"]
UnitCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Unit(Strict):
    """A unit as printed and its canonical code; both None where the cell is empty."""

    verbatim: str | None = None
    code: UnitCode | None = None


class Target(Strict):
    """A target as printed and as read: a bare number has operator ``=``, a range low and high."""

    verbatim: str | None = None
    operator: Operator | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def near_end(self) -> float | None:
        """The number from which on the target is met: of a range its lower end."""
        return self.low if self.operator == "range" else self.value


class Baseline(Strict):
    """Where an indicator's path begins; the plan prints none, an amendment brings it."""

    value: float
    date: dt.date
    source: str = Field(min_length=1)


class Milestone(Strict):
    """A value that the path passes at the end of a year before the target's."""

    year: int
    value: float
    verbatim: str | None = None


class NumericDecision(Strict):
    """What the source leaves to a person about a number: every field is stated, none assumed."""

    better: Better
    measure: Measure
    step: float = Field(gt=0)
    bounds: tuple[float | None, float | None]
    condition: Condition
    reading: str | None = None
    reason: str


class WordsDecision(Strict):
    """How a row without a number of its own is read and judged."""

    reading: str
    reason: str


def _decision_kind(value: object) -> str:
    fields = value if isinstance(value, dict) else getattr(value, "__dict__", {})
    is_numeric = (NumericDecision.model_fields.keys() - WordsDecision.model_fields) & fields.keys()
    return "number" if is_numeric else "words"


Decision = Annotated[
    Annotated[NumericDecision, Tag("number")] | Annotated[WordsDecision, Tag("words")],
    Discriminator(_decision_kind),
]


class Indicator(Strict):
    """One row of the plan's table of indicators."""

    id: str
    target_year: int
    kind: Literal["numeric", "qualitative", "heading"]
    name: str
    unit: Unit = Unit()
    target: Target = Target()
    agencies: tuple[str, ...] = ()
    agencies_verbatim: str | None = None
    baseline: Baseline | None = None
    milestones: tuple[Milestone, ...] = ()
    decided: Decision | None = None

    @model_validator(mode="after")
    def _is_decided(self) -> "Indicator":
        if self.kind == "numeric" and not isinstance(self.decided, NumericDecision):
            fields = ", ".join(
                n for n, f in NumericDecision.model_fields.items() if f.is_required()
            )
            raise ValueError(f"chỉ tiêu {self.id}: chưa có mục decided ({fields})")
        if self.kind != "numeric" and not isinstance(self.decided, WordsDecision):
            raise ValueError(f"chỉ tiêu {self.id}: chưa có mục decided (reading, reason)")
        return self

    @property
    def is_percent(self) -> bool:
        """Whether the unit is some kind of percentage, so that 0.85 in a cell may mean 85."""
        return "%" in (self.unit.verbatim or "")

    @property
    def decision(self) -> NumericDecision:
        """The decided fields of a numeric indicator."""
        if not isinstance(self.decided, NumericDecision):
            raise TypeError(f"indicator {self.id} is not numeric")
        return self.decided
