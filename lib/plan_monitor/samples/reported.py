"""What a sample form reports of its indicators, as the next form shows it."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, Literal

from openpyxl import Workbook

from plan_monitor.intake import layout
from plan_monitor.intake.records import Observation
from plan_monitor.intake.values import parse_date, parse_number
from plan_monitor.plan.assignments import owed_indicators
from plan_monitor.plan.calendar import Period
from plan_monitor.plan.indicators import Indicator
from plan_monitor.plan.models import Plan
from plan_monitor.samples.cells import cell_of
from plan_monitor.vietnamese.numbers import format_number


def reported_in(workbook: Workbook, plan: Plan, period: Period, agency: str) -> list[Observation]:
    """Return the figures of a filled-in form that the intake would take."""
    return [
        row
        for item in owed_indicators(plan, agency)
        if item.kind == "numeric"
        for row in (
            *_figures(workbook, period, agency, item),
            *_earlier(workbook, period, agency, item),
        )
    ]


def _figures(
    workbook: Workbook, period: Period, agency: str, item: Indicator
) -> Iterator[Observation]:
    sheet = workbook[layout.INDICATOR_SHEET]
    kinds: tuple[tuple[Literal["actual", "estimate"], str, dt.date], ...] = (
        ("actual", "Thực hiện", period.as_of),
        ("estimate", "Ước thực hiện", period.end),
    )
    for kind, header, day in kinds:
        value = _number(item, cell_of(sheet, item.id, header).value)
        if value is not None:
            yield _row(period, agency, item, kind, value=value, day=day)


def _earlier(
    workbook: Workbook, period: Period, agency: str, item: Indicator
) -> Iterator[Observation]:
    sheet = workbook[layout.EARLIER_SHEET]
    try:
        value = _number(item, cell_of(sheet, item.id, "Số chính thức").value)
    except KeyError:  # not asked
        return
    day = parse_date(str(cell_of(sheet, item.id, "Ngày số liệu").value)).day
    if value is not None and day is not None:
        yield _row(period, agency, item, "actual", value=value, day=day)


def _number(item: Indicator, value: Any) -> float | None:
    """Return the figure in a cell, None for one that is not taken."""
    number = (
        float(value) if isinstance(value, int | float) else parse_number(str(value or "")).value
    )
    low, high = item.decision.bounds
    if number is None or (low is not None and number < low) or (high is not None and number > high):
        return None
    return number


def _row(
    period: Period,
    agency: str,
    item: Indicator,
    kind: Literal["actual", "estimate"],
    *,
    value: float,
    day: dt.date,
) -> Observation:
    return Observation(
        period=period.id,
        agency=agency,
        indicator_id=item.id,
        kind=kind,
        value=value,
        text="",
        date=day,
        outcome="accepted",
        evidence="",
        note="",
        file="",
        sheet="",
        cell="",
        raw=format_number(value),
        number_format="General",
        sha256="",
    )
