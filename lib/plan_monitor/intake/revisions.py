"""What changed between two workbooks that an agency sent for one period."""

from collections.abc import Iterator
from typing import NamedTuple

from plan_monitor.intake import layout
from plan_monitor.intake.cleaning import CleanSubmission, Context, clean_submission
from plan_monitor.intake.door import read_up_to_limit
from plan_monitor.intake.findings import Findings
from plan_monitor.intake.opening import open_workbook
from plan_monitor.intake.raw import RawCell
from plan_monitor.intake.records import Finding, Observation, Submission, TaskReport
from plan_monitor.intake.submissions import newest_first
from plan_monitor.intake.texts import form_texts
from plan_monitor.vietnamese.numbers import format_number
from plan_monitor.workspace import Workspace


class _Said(NamedTuple):
    """What a workbook says of one thing, in words, and where."""

    words: str
    sheet: str
    cell: str


def find_revisions(
    workspace: Workspace, context: Context, submissions: list[Submission], counted: CleanSubmission
) -> dict[str, list[Finding]]:
    """Return a finding for every value and status that changed, under the file that was replaced.

    Of the workbooks that were replaced only the newest is read; one that cannot be read tells
    nothing, and the same file sent again is none.
    """
    current = next(one for one in submissions if one.file == counted.findings.file)
    replaced = newest_first(
        one for one in submissions if one.standing == "superseded" and one.sha256 != current.sha256
    )
    if not replaced:
        return {}
    path = workspace.root / replaced[0].file
    book = open_workbook(path.name, read_up_to_limit(path)).book
    if book is None:
        return {}
    before = clean_submission(book, replaced[0], context)
    return {replaced[0].file: compare(before, counted)}


def compare(before: CleanSubmission, after: CleanSubmission) -> list[Finding]:
    """Return a finding for every value and status in which `after` differs from `before`."""
    texts = form_texts().changes
    findings = Findings(after.findings.period, after.findings.agency, after.findings.file)
    old, new = dict(_said(before)), dict(_said(after))
    for key in dict.fromkeys([*new, *old]):
        earlier, later = old.get(key), new.get(key)
        first = (earlier.words if earlier else "") or texts["blank"]
        second = (later.words if later else "") or texts["blank"]
        if first == second:
            continue
        cell = RawCell(later.sheet, later.cell, None, "blank") if later and later.cell else None
        found = texts["revision"].format(before=first, after=second)
        findings.add("value-revised", key[1], cell, found=found)
    return findings.rows


def _said(cleaned: CleanSubmission) -> Iterator[tuple[tuple[str, str], _Said]]:
    for row in cleaned.observations:
        kind = "earlier" if row.is_earlier else row.kind
        yield (kind, row.indicator_id), _Said(_value(row), row.sheet, row.cell)
    for report in cleaned.task_reports:
        cell = report.cells.partition(":")[0]
        yield ("task", report.task_id), _Said(_status(report), report.sheet, cell)


def _value(row: Observation) -> str:
    """Return the value as it counts; of one that was not taken, what the agency wrote."""
    if row.text or row.value is not None:
        return row.text or format_number(row.value)
    return row.raw


def _status(report: TaskReport) -> str:
    words = {status: word for word, status in layout.TASK_STATUSES.items()}
    return words.get(report.status or "", report.raw.partition(" | ")[0])
