"""The smaller tables: the agency's own words, the year's funding, missing baselines."""

import datetime as dt
from typing import NamedTuple

from plan_monitor.intake import layout
from plan_monitor.intake.cleaning.context import Context
from plan_monitor.intake.cleaning.figures import is_possible
from plan_monitor.intake.cleaning.rows import is_over_rows, rows_of, tell_unknown
from plan_monitor.intake.cleaning.words import take_words
from plan_monitor.intake.findings import Findings
from plan_monitor.intake.raw import RawCell
from plan_monitor.intake.reading import RawRow, RawSubmission
from plan_monitor.intake.records import Funding, Narrative, Outcome, ReportedBaseline, Submission
from plan_monitor.intake.values import read_date, read_number
from plan_monitor.plan.assignments import owed_indicators
from plan_monitor.plan.indicators import Indicator
from plan_monitor.vietnamese.text import match_key

_AMOUNTS = ("Kinh phí bố trí", "Kinh phí giải ngân")


class _Amount(NamedTuple):
    """An amount of money, None where none was taken, and what became of it."""

    value: float | None
    outcome: Outcome


def clean_narrative(
    raw: RawSubmission, submission: Submission, findings: Findings
) -> tuple[Narrative, ...]:
    """Return the sections of the agency's own words that are not empty."""
    keys = {match_key(title): key for key, title in layout.NARRATIVE_SECTIONS.items()}
    rows = rows_of(raw, layout.NARRATIVE_TABLE, findings)
    found: list[Narrative] = []
    told: set[tuple[str, str]] = set()
    for row in rows:
        title, words = (row[header] for header in layout.NARRATIVE_HEADERS)
        key = keys.get(match_key(title.text))
        if key and not words.is_blank and (key, words.text) not in told:
            told.add((key, words.text))
            found.append(_section(words, key, submission, findings))
    tell_unknown([row for row in rows if _title(row) not in keys], findings)
    return tuple(found)


def _section(cell: RawCell, key: str, submission: Submission, findings: Findings) -> Narrative:
    before = len(findings.rows)
    text = take_words(cell, key, findings)
    doubts = {one.severity for one in findings.rows[before:]} - {"info"}
    return Narrative(
        period=submission.period,
        agency=submission.agency,
        section=key,
        text=text,
        outcome="rejected" if not text else "warning" if doubts or cell.legacy else "accepted",
        file=submission.file,
        sheet=cell.sheet,
        cell=cell.cell,
        raw=cell.printed[:200],
    )


def clean_funding(
    raw: RawSubmission, submission: Submission, findings: Findings
) -> tuple[Funding, ...]:
    """Return the year's funding by source: what was allotted and what was disbursed."""
    keys = {match_key(title): key for key, title in layout.FUNDING_ROWS.items()}
    rows = rows_of(raw, layout.FUNDING_TABLE, findings)
    found: dict[str, Funding] = {}
    for row in rows:
        key = keys.get(_title(row))
        cells = [row[header] for header in (*_AMOUNTS, "Ghi chú")]
        if key and not all(cell.is_blank and not cell.merged for cell in cells):
            again = _funding(row, key, submission, findings)
            first = found.setdefault(key, again)
            if first is not again:
                found[key] = _one_of(first, again, row["Nguồn vốn"], findings)
    tell_unknown([row for row in rows if _title(row) not in keys], findings)
    return tuple(found.values())


def _title(row: RawRow) -> str:
    return match_key(next(iter(row.cells.values())).text)


def _funding(row: RawRow, key: str, submission: Submission, findings: Findings) -> Funding:
    cells = [row[header] for header in _AMOUNTS]
    unit = row["Đơn vị"]
    if unit.text and match_key(unit.text) != match_key(layout.FUNDING_UNIT):
        findings.add("unit-changed", key, unit, expected=layout.FUNDING_UNIT)
        untaken: list[Outcome] = ["blank" if cell.is_blank else "rejected" for cell in cells]
        allotted, disbursed = (_Amount(None, outcome) for outcome in untaken)
    else:
        allotted, disbursed = (_amount(cell, key, findings) for cell in cells)
    if allotted.value is not None and (disbursed.value or 0) > allotted.value:
        findings.add("funding-exceeded", key, cells[1])
        allotted, disbursed = (one._replace(outcome="warning") for one in (allotted, disbursed))
    return Funding(
        period=submission.period,
        agency=submission.agency,
        source=key,
        allotted=allotted.value,
        disbursed=disbursed.value,
        unit=layout.FUNDING_UNIT,
        note=take_words(row["Ghi chú"], key, findings),
        file=submission.file,
        sheet=cells[0].sheet,
        allotted_cell=cells[0].cell,
        allotted_raw=cells[0].text[:200],
        allotted_outcome=allotted.outcome,
        disbursed_cell=cells[1].cell,
        disbursed_raw=cells[1].text[:200],
        disbursed_outcome=disbursed.outcome,
    )


def _one_of(first: Funding, again: Funding, title: RawCell, findings: Findings) -> Funding:
    """Return what two rows of one source agree on; where they do not, neither is taken."""
    same = _said(first) == _said(again)
    findings.add("row-duplicated" if same else "row-conflicting", again.source, title)
    if same:
        return first
    nothing = {"allotted": None, "disbursed": None}
    outcomes = {"allotted_outcome": "rejected", "disbursed_outcome": "rejected"}
    return first.model_copy(update=nothing | outcomes)


def _said(row: Funding) -> tuple[float | str, ...]:
    """Return both amounts; in place of one that was not taken, what the agency wrote."""
    return (
        row.allotted_raw if row.allotted is None else row.allotted,
        row.disbursed_raw if row.disbursed is None else row.disbursed,
    )


def _amount(cell: RawCell, key: str, findings: Findings) -> _Amount:
    """Return an amount of money and what became of it."""
    if is_over_rows(cell):
        findings.add("value-merged", key, cell, found=f"{cell.merged} {cell.text}".strip())
        return _Amount(None, "rejected")
    number = read_number(cell, is_percent=False)
    if number.check_id == "value-blank":
        return _Amount(None, "blank")
    if number.check_id:
        findings.add(number.check_id, key, cell)
    if number.value is None:
        return _Amount(None, "blank" if number.check_id == "value-no-data" else "rejected")
    if number.value < 0:
        findings.add("value-out-of-bounds", key, cell, expected="từ 0 trở lên")
        return _Amount(None, "rejected")
    return _Amount(number.value, "warning" if number.check_id else "accepted")


def clean_baselines(
    raw: RawSubmission, submission: Submission, context: Context, findings: Findings
) -> tuple[ReportedBaseline, ...]:
    """Return the baselines that the agency offers; they count once an amendment confirms them."""
    owed = {item.id: item for item in owed_indicators(context.plan, submission.agency)}
    is_asked = any(
        item.kind == "numeric" and item.id not in context.baselines for item in owed.values()
    )
    found: dict[str, ReportedBaseline] = {}
    for row in rows_of(raw, layout.BASELINE_TABLE, findings, is_asked=is_asked):
        item, value = owed.get(row["Mã"].text.rstrip(" .")), row["Giá trị năm gốc"]
        if value.is_blank:
            continue
        if item is None or item.kind != "numeric":
            findings.add("code-unknown", row["Mã"].text[:40], row["Mã"])
        elif item.id not in found:
            found[item.id] = _baseline(item, row, submission, context, findings)
        elif found[item.id].raw == value.text[:200]:
            findings.add("row-duplicated", item.id, row["Mã"])
        else:
            findings.add("row-conflicting", item.id, row["Mã"])
            nothing = {"value": None, "outcome": "rejected"}
            found[item.id] = found[item.id].model_copy(update=nothing)
    return tuple(found.values())


def _baseline(
    item: Indicator, row: RawRow, submission: Submission, context: Context, findings: Findings
) -> ReportedBaseline:
    cell = row["Giá trị năm gốc"]
    amount = _baseline_value(item, cell, context, findings)
    day = _baseline_day(item, row["Ngày"], context, findings)
    if amount.value is not None and (day is None or not row["Nguồn"].text):
        findings.add("baseline-incomplete", item.id, cell)
        amount = amount._replace(outcome="warning")
    return ReportedBaseline(
        period=submission.period,
        agency=submission.agency,
        indicator_id=item.id,
        value=amount.value,
        date=day,
        outcome=amount.outcome,
        source=take_words(row["Nguồn"], item.id, findings),
        file=submission.file,
        sheet=cell.sheet,
        cell=cell.cell,
        raw=cell.text[:200],
    )


def _baseline_value(
    item: Indicator, cell: RawCell, context: Context, findings: Findings
) -> _Amount:
    if is_over_rows(cell):
        findings.add("value-merged", item.id, cell, found=f"{cell.merged} {cell.text}".strip())
        return _Amount(None, "rejected")
    number = read_number(cell, is_percent=item.is_percent)
    if number.check_id:
        findings.add(number.check_id, item.id, cell)
    if number.value is None:
        return _Amount(None, "blank" if number.check_id == "value-no-data" else "rejected")
    if not is_possible(item, cell, number.value, context, findings):
        return _Amount(None, "rejected")
    return _Amount(number.value, "warning" if number.check_id else "accepted")


def _baseline_day(
    item: Indicator, cell: RawCell, context: Context, findings: Findings
) -> dt.date | None:
    if cell.is_blank:
        return None
    read = read_date(cell)
    if read.day is not None and read.day > context.period.as_of:
        findings.add("date-after-cut-off", item.id, cell)
        return None
    if read.check_id:
        findings.add(read.check_id, item.id, cell)
    return read.day
