"""Evidence grades: how much was observed, and what may therefore be said."""

from typing import Literal, get_args

Grade = Literal["E0", "E1", "E2", "E3", "E4"]
Statement = Literal[
    "value", "target", "pace", "methods", "flip", "scenarios", "recovery", "interval", "chance",
    "backtest",
]  # fmt: skip
GRADES: tuple[Grade, ...] = get_args(Grade)
_FROM: dict[Statement, Grade] = {
    "value": "E0",
    "target": "E0",
    "pace": "E1",
    "methods": "E1",
    "flip": "E1",
    "scenarios": "E2",
    "recovery": "E2",
    "interval": "E3",
    "chance": "E3",
    "backtest": "E4",
}


def evidence_grade(points: int, *, has_baseline: bool) -> Grade:
    """Return what the number of comparable actuals (baseline included) allows to be said.

    E0: no baseline, or one point; E1: two points; E2: three or four; E3: five to seven; E4: more.
    """
    if not has_baseline or points < 2:
        return "E0"
    if points == 2:
        return "E1"
    return "E2" if points <= 4 else "E3" if points <= 7 else "E4"


def allowed_statements(grade: Grade) -> frozenset[Statement]:
    """Return the kinds of statement that evidence of `grade` bears.

    "value" and "target" are always allowed; "pace" with status, gap and rates, "methods" and "flip"
    from E1; "scenarios" and "recovery" from E2; "interval" and "chance" from E3; the "backtest"
    that E4 asks for beside them.
    """
    rank = GRADES.index(grade)
    return frozenset(one for one, least in _FROM.items() if GRADES.index(least) <= rank)
