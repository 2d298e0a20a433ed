"""The questions that the last round left open, for the cells in which they are to be answered."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl.utils import column_index_from_string

from plan_monitor.intake import layout
from plan_monitor.intake.findings import ASKING, asking
from plan_monitor.intake.records import Finding, Observation, TaskReport
from plan_monitor.intake.tables import read_table
from plan_monitor.intake.texts import form_texts
from plan_monitor.plan.calendar import Period
from plan_monitor.vietnamese.dates import short_date
from plan_monitor.vietnamese.text import one_line
from plan_monitor.workspace import Workspace

_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?\d+")
_BLANKS = ("", "(trống)")  # what a finding says of a cell that holds nothing
_MAX_PART = 160  # characters of what was found or expected
_TABLES = {
    layout.INDICATOR_SHEET: (layout.INDICATOR_HEADERS, layout.INDICATOR_ASKED),
    layout.TASK_SHEET: (layout.TASK_HEADERS, layout.TASK_ASKED),
    layout.NARRATIVE_SHEET: (layout.NARRATIVE_HEADERS, layout.NARRATIVE_ASKED),
    layout.FUNDING_SHEET: (layout.FUNDING_HEADERS, layout.FUNDING_ASKED),
    layout.EARLIER_SHEET: (layout.EARLIER_HEADERS, layout.EARLIER_ASKED),
    layout.BASELINE_SHEET: (layout.BASELINE_HEADERS, layout.BASELINE_ASKED),
}


@dataclass(frozen=True)
class _Place:
    """Where a row's headers began in the workbook that came back: they may have been moved.

    `day` is that of a value of an earlier day.
    """

    column: int
    headers: Sequence[str]
    day: dt.date | None = None


def read_questions(
    workspace: Workspace, before: Period | None, agency: str
) -> dict[tuple[str, str], str]:
    """Return what `agency` left open in the period before, by subject id and header.

    Empty when there was no period before, or it was not processed.
    """
    if before is None:
        return {}
    folder = workspace.agency_tables(before.id, agency)
    if not (folder / "findings.csv").is_file():
        return {}
    places = _places(folder, before)
    found = [
        row
        for row in asking(read_table(folder / "findings.csv", Finding))
        if row.period == before.id and row.subject_id and row.cell
    ]
    questions: dict[tuple[str, str], list[str]] = {}
    for row in sorted(found, key=lambda row: ASKING.index(row.severity)):
        if header := _header(row, places):
            said = questions.setdefault((row.subject_id, header), [])
            place = places.get((row.sheet, row.subject_id))
            text = _question(row, before, place.day if place else None)
            said += [text] if text not in said else []
    return {key: "\n".join(said) for key, said in questions.items()}


def _places(folder: Path, period: Period) -> dict[tuple[str, str], _Place]:
    """Return, by sheet and subject, where the asked cells of a row began, as far as recorded."""
    places: dict[tuple[str, str], _Place] = {}
    if (folder / "observations.csv").is_file():
        for one in read_table(folder / "observations.csv", Observation):
            if one.period == period.id and one.kind == "actual" and (column := _column(one.cell)):
                place = (
                    _Place(column, layout.EARLIER_ASKED, one.date)
                    if one.is_earlier
                    else _Place(column, layout.INDICATOR_ASKED)
                )
                places[one.sheet, one.indicator_id] = place
    if (folder / "task_reports.csv").is_file():
        for report in read_table(folder / "task_reports.csv", TaskReport):
            if report.period == period.id and (column := _column(report.cells)):
                places[report.sheet, report.task_id] = _Place(column, layout.TASK_ASKED)
    return places


def _header(finding: Finding, places: Mapping[tuple[str, str], _Place]) -> str | None:
    """Return the header of the asked cell that `finding` is about, None if it is about no such."""
    headers, asked = _TABLES.get(finding.sheet, ((), ()))
    place = places.get((finding.sheet, finding.subject_id), _Place(1, headers))
    column = _column(finding.cell)
    offset = column - place.column if column else -1
    header = place.headers[offset] if 0 <= offset < len(place.headers) else None
    return header if header in (asked or place.headers) else None


def _column(address: str) -> int | None:
    match = _ADDRESS.match(address)
    return column_index_from_string(match[1]) if match else None


def _question(finding: Finding, before: Period, day: dt.date | None) -> str:
    texts = form_texts().questions
    words = {
        "period": before.name,
        "found": _short(finding.found),
        "expected": _short(finding.expected),
    }
    question = texts["blank" if finding.found in _BLANKS else "found"].format(**words)
    return texts["earlier"].format(day=short_date(day), question=question) if day else question


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= _MAX_PART else f"{line[: _MAX_PART - 1]}…"
