"""The smaller tables: the agency's own words, the year's funding, missing baselines."""

import datetime as dt

from plan_monitor.intake import layout
from plan_monitor.intake.cleaning.context import Context
from plan_monitor.intake.cleaning.figures import is_possible
from plan_monitor.intake.cleaning.rows import is_over_rows
from plan_monitor.intake.cleaning.words import take_words
from plan_monitor.intake.findings import Findings
from plan_monitor.intake.raw import RawCell
from plan_monitor.intake.reading import RawRow, RawSubmission
from plan_monitor.intake.records import Funding, Narrative, ReportedBaseline, Submission
from plan_monitor.intake.values import read_date, read_number
from plan_monitor.plan.assignments import owed_indicators
from plan_monitor.plan.indicators import Indicator
from plan_monitor.vietnamese.text import match_key

_AMOUNTS = ("Kinh phí bố trí", "Kinh phí giải ngân")


def clean_narrative(
    raw: RawSubmission, submission: Submission, findings: Findings
) -> tuple[Narrative, ...]:
    """Return the sections of the agency's own words that are not empty."""
    keys = {match_key(title): key for key, title in layout.NARRATIVE_SECTIONS.items()}
    table = raw.tables.get(layout.NARRATIVE_TABLE)
    found: list[Narrative] = []
    told: set[tuple[str, str]] = set()
    for row in table.rows if table else ():
        title, words = (row[header] for header in layout.NARRATIVE_HEADERS)
        key = keys.get(match_key(title.text))
        if key and words.text and (key, words.text) not in told:
            told.add((key, words.text))
            found.append(
                Narrative(
                    period=submission.period,
                    agency=submission.agency,
                    section=key,
                    text=take_words(words, key, findings),
                    file=submission.file,
                    sheet=words.sheet,
                    cell=words.cell,
                )
            )
    return tuple(found)


def clean_funding(
    raw: RawSubmission, submission: Submission, findings: Findings
) -> tuple[Funding, ...]:
    """Return the year's funding by source: what was allotted and what was disbursed."""
    keys = {match_key(title): key for key, title in layout.FUNDING_ROWS.items()}
    table = raw.tables.get(layout.FUNDING_TABLE)
    found: dict[str, Funding | None] = {}
    for row in table.rows if table else ():
        key = keys.get(match_key(row["Nguồn vốn"].text))
        cells = [row[header] for header in _AMOUNTS]
        if key is None:
            _tell_unknown(row, findings)
        elif not all(cell.is_blank and not cell.merged for cell in cells):
            again = _funding(row, key, submission, findings)
            first = found.setdefault(key, again)
            if first is not again:
                found[key] = _one_of(first, again, row["Nguồn vốn"], findings)
    return tuple(one for one in found.values() if one is not None)


def _tell_unknown(row: RawRow, findings: Findings) -> None:
    """Tell a row that is not the form's, if it has an amount: it may be lost money."""
    if any(cell.kind == "number" for cell in row.cells.values()):
        title = row["Nguồn vốn"]
        findings.add("code-unknown", title.text[:40], title, found=title.text or "(trống)")


def _funding(row: RawRow, key: str, submission: Submission, findings: Findings) -> Funding:
    cells = [row[header] for header in _AMOUNTS]
    unit = row["Đơn vị"]
    if unit.text and match_key(unit.text) != match_key(layout.FUNDING_UNIT):
        findings.add("unit-changed", key, unit, expected=layout.FUNDING_UNIT)
        allotted, disbursed = None, None
    else:
        allotted, disbursed = (_amount(cell, key, findings) for cell in cells)
    if allotted is not None and disbursed is not None and disbursed > allotted:
        findings.add("funding-exceeded", key, cells[1])
    return Funding(
        period=submission.period,
        agency=submission.agency,
        source=key,
        allotted=allotted,
        disbursed=disbursed,
        unit=layout.FUNDING_UNIT,
        note=take_words(row["Ghi chú"], key, findings),
        file=submission.file,
        sheet=cells[0].sheet,
        cell=cells[0].cell,
    )


def _one_of(
    first: Funding | None, again: Funding, title: RawCell, findings: Findings
) -> Funding | None:
    """Return what two rows of one source agree on, None where they do not."""
    same = first is not None and (first.allotted, first.disbursed) == (
        again.allotted,
        again.disbursed,
    )
    findings.add("row-duplicated" if same else "row-conflicting", again.source, title)
    return first if same else None


def _amount(cell: RawCell, key: str, findings: Findings) -> float | None:
    """Return an amount of money, None where there is none or it cannot be taken."""
    if is_over_rows(cell):
        findings.add("value-merged", key, cell, found=f"{cell.merged} {cell.text}".strip())
        return None
    number = read_number(cell, is_percent=False)
    if number.check_id == "value-blank":
        return None
    if number.check_id:
        findings.add(number.check_id, key, cell)
    if number.value is not None and number.value < 0:
        findings.add("value-out-of-bounds", key, cell, expected="từ 0 trở lên")
        return None
    return number.value


def clean_baselines(
    raw: RawSubmission, submission: Submission, context: Context, findings: Findings
) -> tuple[ReportedBaseline, ...]:
    """Return the baselines that the agency offers; they count once an amendment confirms them."""
    owed = {item.id: item for item in owed_indicators(context.plan, submission.agency)}
    table = raw.tables.get(layout.BASELINE_TABLE)
    found: dict[str, ReportedBaseline | None] = {}
    for row in table.rows if table else ():
        item, value = owed.get(row["Mã"].text.rstrip(" .")), row["Giá trị năm gốc"]
        if value.is_blank:
            continue
        if item is None or item.kind != "numeric":
            findings.add("code-unknown", row["Mã"].text[:40], row["Mã"])
        elif item.id not in found:
            found[item.id] = _baseline(item, row, submission, context, findings)
        elif (first := found[item.id]) and first.value == value.value:
            findings.add("row-duplicated", item.id, row["Mã"])
        else:
            findings.add("row-conflicting", item.id, row["Mã"])
            found[item.id] = None
    return tuple(one for one in found.values() if one is not None)


def _baseline(
    item: Indicator, row: RawRow, submission: Submission, context: Context, findings: Findings
) -> ReportedBaseline | None:
    cell = row["Giá trị năm gốc"]
    if is_over_rows(cell):
        findings.add("value-merged", item.id, cell, found=f"{cell.merged} {cell.text}".strip())
        return None
    number = read_number(cell, is_percent=item.is_percent)
    if number.check_id:
        findings.add(number.check_id, item.id, cell)
    if number.value is None or not is_possible(item, cell, number.value, context, findings):
        return None
    day = _baseline_day(item, row["Ngày"], context, findings)
    if day is None or not row["Nguồn"].text:
        findings.add("baseline-incomplete", item.id, cell)
    return ReportedBaseline(
        period=submission.period,
        agency=submission.agency,
        indicator_id=item.id,
        value=number.value,
        date=day,
        source=take_words(row["Nguồn"], item.id, findings),
        file=submission.file,
        sheet=cell.sheet,
        cell=cell.cell,
    )


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
