"""What the sheets of the appendix share: their words, and figures with the digits of their unit."""

from collections.abc import Sequence

from plan_monitor.plan.indicators import Indicator
from plan_monitor.report.contents import Contents
from plan_monitor.report.figures import decimals
from plan_monitor.report.phrases import phrases
from plan_monitor.report.workbook import Content, Number, SheetTable, decimal_format


def sheet(
    key: str, rows: Sequence[tuple[Content, ...]], *, notes: Sequence[str] = (), year: int = 0
) -> SheetTable:
    """Return the sheet `key` of phrases.yml with `rows`; `year` is the indicators' horizon."""
    name, caption = (text.format(year=year) for text in phrases()["appendix_sheets"][key])
    columns: dict[str, str] = phrases()["appendix_columns"][key]
    return SheetTable(
        name=name,
        caption=caption,
        headers=tuple(header.format(year=year) for header in columns),
        widths=tuple(float(width) for width in columns.values()),
        rows=tuple(rows),
        notes=tuple(notes),
    )


def unit(indicator: Indicator) -> str:
    """Return the unit of an indicator as the plan prints it."""
    return indicator.unit.verbatim or ""


def figure(contents: Contents, indicator: Indicator, value: float | None) -> Number | None:
    """Return a figure in the indicator's unit, shown with the unit's digits."""
    return number(value, decimals(contents.plan, indicator))


def rate(contents: Contents, indicator: Indicator, value: float | None) -> Number | None:
    """Return a rate or an error with a digit more: small ones do not read as none."""
    return number(value, (decimals(contents.plan, indicator) or 0) + 1)


def number(value: float | None, digits: int | None) -> Number | None:
    """Return a number shown with `digits` after the comma, None for an empty cell."""
    return None if value is None else Number(float(f"{value:.10g}"), decimal_format(digits))
