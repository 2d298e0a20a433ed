"""Phụ lục IV: where each figure of a report comes from, to the file, the sheet and the cell."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from plan_monitor.files import sha256
from plan_monitor.intake import layout
from plan_monitor.intake.records import Funding, Observation
from plan_monitor.progress.records import Trajectory
from plan_monitor.report.contents import Contents

_TAKEN = ("accepted", "warning")


@dataclass(frozen=True)
class Source:
    """Where one figure comes from.

    `item` is an indicator or a source of funding, `kind` baseline, previous, actual, estimate,
    allotted or disbursed; `value` is in the item's unit. A figure that no agency sent, a baseline,
    has the document that it stands in as `file`, and no sheet, cell or fingerprint.
    """

    item: str
    agency: str
    kind: str
    value: float | None
    date: dt.date
    file: str
    sheet: str = ""
    cell: str = ""
    sha256: str = ""
    text: str = ""
    raw: str = ""
    correction: str = ""

    @property
    def anchor(self) -> str:
        """The id of the figure's row on the page."""
        return lineage_id(f"{self.file}!{self.sheet}!{self.cell or self.item}")


def lineage_id(source: str) -> str:
    """Return the anchor of the lineage row of `source` (file, sheet and cell in one text)."""
    return f"src-{sha256(source.encode())[:12]}"


def indicator_sources(contents: Contents) -> list[Source]:
    """Return the sources of the indicator tables' figures, in the plan's order."""
    order = [indicator.id for indicator in contents.plan.indicators]
    rows = sorted(contents.trajectories, key=lambda row: order.index(row.indicator_id))
    return [source for row in rows for source in _of_row(contents, row)]


def baseline_of(row: Trajectory) -> Source | None:
    """Return where the baseline of `row` stands, None without one."""
    if row.baseline_value is None or row.baseline_date is None:
        return None
    return Source(
        row.indicator_id,
        row.agency,
        "baseline",
        row.baseline_value,
        row.baseline_date,
        row.baseline_source or "–",
    )


def previous_of(contents: Contents, row: Trajectory) -> Source | None:
    """Return where the previous value of `row` was reported, None if it was not."""
    if row.previous_value is None:
        return None
    found = [
        one
        for one in _reported(contents, row)
        if one.kind == "actual"
        and one.value == row.previous_value
        and not (row.is_current and _place(one) == row.actual_source)
        and not (row.is_current and row.actual_date and one.date > row.actual_date)
    ]
    newest = max(found, key=lambda one: (one.date, one.period), default=None)
    return _of_observation(newest, "previous") if newest else None


def funding_sources(contents: Contents) -> list[Source]:
    """Return the sources of the funding table's amounts, by source of funding and agency."""
    prints = {one.file: one.sha256 for one in contents.submissions}
    return [
        source
        for key in layout.FUNDING_ROWS
        for one in contents.funding
        if one.source == key
        for source in _of_funding(one, contents.period.as_of, prints.get(one.file, ""))
    ]


def _of_row(contents: Contents, row: Trajectory) -> Iterator[Source]:
    if baseline := baseline_of(row):
        yield baseline
    previous = previous_of(contents, row)
    if previous:
        yield previous
    used = {row.actual_source, row.estimate_source}
    for one in _reported(contents, row):
        is_of_co_monitor = (
            one.kind == "actual"
            and one.period == contents.period.id
            and one.date == row.actual_date
        )
        is_told = previous and (previous.file, previous.cell) == (one.file, one.cell)
        if (_place(one) in used or is_of_co_monitor) and not is_told:
            yield _of_observation(one, one.kind)


def _reported(contents: Contents, row: Trajectory) -> list[Observation]:
    return [
        one
        for one in contents.observations
        if one.indicator_id == row.indicator_id and one.outcome in _TAKEN
    ]


def _place(one: Observation) -> str:
    return f"{one.file}!{one.sheet}!{one.cell}"


def _of_observation(one: Observation, kind: str) -> Source:
    return Source(
        one.indicator_id,
        one.reported_by or one.agency,
        kind,
        one.value,
        one.date,
        one.file,
        one.sheet,
        one.cell,
        one.sha256,
        one.text,
        one.raw,
        one.correction,
    )


def _of_funding(one: Funding, date: dt.date, fingerprint: str) -> Iterator[Source]:
    name = layout.FUNDING_ROWS[one.source]
    for kind, value, cell, raw in (
        ("allotted", one.allotted, one.allotted_cell, one.allotted_raw),
        ("disbursed", one.disbursed, one.disbursed_cell, one.disbursed_raw),
    ):
        if value is not None:
            yield Source(
                name, one.agency, kind, value, date, one.file, one.sheet, cell, fingerprint, raw=raw
            )
