"""Irregularities of target cells: how a number, its operator and its unit are printed."""

import re
from collections.abc import Iterator

from plan_monitor.plan.indicators import Indicator, NumericDecision
from plan_monitor.plan.irregularities.indicators import place, reading
from plan_monitor.plan.irregularities.model import Irregularity
from plan_monitor.plan.models import Plan
from plan_monitor.vietnamese.numbers import format_number

_ASCII_OPERATOR = re.compile(r"[<>]=")
_LEADING_ZERO = re.compile(r"(?<![\d.,])0\d")
_DECIMAL_COMMA = re.compile(r"\d,\d")
_SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<"}


def find_in_targets(plan: Plan) -> Iterator[Irregularity]:
    """Yield the irregularities of the target cells that hold a number."""
    for indicator in plan.indicators:
        if indicator.kind == "numeric":
            for kind, verbatim, corrected in _in_cell(indicator):
                yield Irregularity(kind, (place(indicator),), verbatim, corrected)


def read_target(indicator: Indicator) -> str:
    """Return a target as it is read: ``≥ 20``, ``3–5``; a bare number by what is better."""
    target = indicator.target
    if target.operator == "range":
        return f"{format_number(target.low)}–{format_number(target.high)}"
    decided = indicator.decided
    better = decided.better if isinstance(decided, NumericDecision) else "higher"
    bare = "≤" if better == "lower" else "≥"
    return f"{_SIGNS.get(target.operator or '', bare)} {format_number(target.value)}"


def _in_cell(indicator: Indicator) -> Iterator[tuple[str, str, str]]:
    target, unit = indicator.target.verbatim or "", indicator.unit.verbatim or ""
    read = read_target(indicator)
    explained = reading(indicator) or read
    if "%" in target and "%" in unit:
        yield "percent_twice", f"{target} | {unit}", read
    if _ASCII_OPERATOR.search(target):
        yield "ascii_operator", target, read
    if _LEADING_ZERO.search(target):
        yield "leading_zero", target, read
    if _DECIMAL_COMMA.search(target):
        yield "decimal_comma", target, read
    if indicator.target.operator in (">", "<"):
        yield "strict_operator", target, read
    if indicator.target.operator == "range":
        yield "range", target, explained
    if indicator.target.operator == "=":
        yield "bare_number", target, read
    if any(character.isalpha() for character in target):
        yield "words_in_target", target, explained
