"""The three methods side by side: do they agree, and if not, which one differs and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from plan_monitor.plan.indicators import Better
from plan_monitor.progress.methods import Goal, Pace, Point, Progress, open_sdg, un_2026

Method = Literal["pace", "open_sdg", "un_2026"]
Verdict = Literal["good", "behind", "back"]
_VERDICTS: Mapping[str, Verdict] = {
    "met": "good",
    "on_track": "good",
    "target_achieved": "good",
    "substantial_progress": "good",
    "on_track_or_met": "good",
    "somewhat_behind": "behind",
    "far_behind": "behind",
    "moderate_progress": "behind",
    "limited_progress": "behind",
    "moderate": "behind",
    "marginal": "behind",
    "stagnation": "behind",
    "moving_away": "back",
    "deterioration": "back",
    "regression": "back",
}


@dataclass(frozen=True)
class Comparison:
    """What three methods say of one indicator.

    `answered` counts the methods with an answer, `agreeing` those among them that say what most
    say; `differing` are the others. Two methods that say two things differ both.
    """

    open_sdg: Progress
    un_2026: Progress
    answered: int
    agreeing: int
    differing: tuple[Method, ...]


def verdict(status: str) -> Verdict | None:
    """Return the class of a status of any method: good, behind, back; None for no answer."""
    return _VERDICTS.get(status)


def compare_methods(
    own: Pace, baseline: Point, latest: Point, goal: Goal, *, better: Better
) -> Comparison:
    """Return what the two published methods say of the same figures, and whether all agree.

    Years are decimal years of the ends of days, so that only their differences count.
    """
    figures = (baseline.value, baseline.year, latest.value, latest.year)
    sdg = open_sdg(*figures, goal.value, goal.year, better=better)
    un = un_2026(*figures, goal.value, goal.year, better=better)
    said: dict[Method, Verdict] = {}
    statuses: dict[Method, str] = {
        "pace": own.status, "open_sdg": sdg.status, "un_2026": un.status,
    }  # fmt: skip
    for method, status in statuses.items():
        if (word := verdict(status)) is not None:
            said[method] = word
    counts = {word: list(said.values()).count(word) for word in said.values()}
    most = max(counts.values(), default=0)
    common = {word for word, count in counts.items() if count == most}
    differing = tuple(
        method for method, word in said.items() if len(common) > 1 or word not in common
    )
    return Comparison(sdg, un, len(said), len(said) - len(differing), differing)
