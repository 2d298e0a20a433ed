"""A submission as reported and as corrected, put together: each row says which it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from plan_monitor.intake import layout
from plan_monitor.intake.cleaning import CleanSubmission
from plan_monitor.intake.cleaning.context import outcome_of_row, worse
from plan_monitor.intake.findings import Findings
from plan_monitor.intake.places import Place
from plan_monitor.intake.raw import RawCell
from plan_monitor.intake.records import Accounting, Observation, Outcome, TaskReport

_ESTIMATE = "Ước thực hiện"
_EARLIER = "earlier"
_COUNTS: dict[Outcome, str] = {
    "accepted": "accepted",
    "warning": "warned",
    "rejected": "rejected",
    "blank": "blank",
}


@dataclass(frozen=True)
class Corrected:
    """A cell that was corrected, as the agency filled it in, and in words what became of it."""

    place: Place
    cell: RawCell
    said: str


def merge_corrected(
    reported: CleanSubmission, again: CleanSubmission, corrected: Sequence[Corrected]
) -> CleanSubmission:
    """Return `reported` with the corrected rows of `again`.

    A corrected row counts as accepted with a warning, keeps the agency's raw text and cell, and
    says what was corrected; every correction is a finding.

    Parameters
    ----------
    again : CleanSubmission
        The same submission, cleaned with the corrected values in their cells.
    """
    findings = Findings(
        reported.findings.period,
        reported.findings.agency,
        reported.findings.file,
        [*reported.findings.rows],
    )
    for one in corrected:
        findings.add("value-corrected", one.place.subject, one.cell, found=one.said)
    merged = replace(
        reported,
        observations=_observations(reported, again, corrected),
        task_reports=_task_reports(reported, again, corrected),
        findings=findings,
    )
    return replace(merged, accounting=_accounting(reported, merged))


def _observations(
    reported: CleanSubmission, again: CleanSubmission, corrected: Sequence[Corrected]
) -> tuple[Observation, ...]:
    by_row: dict[tuple[str, str], list[Corrected]] = {}
    for one in corrected:
        if one.place.table == layout.EARLIER_TABLE:
            by_row.setdefault((one.place.subject, _EARLIER), []).append(one)
        elif one.place.table == layout.INDICATOR_TABLE:
            kind = "estimate" if one.place.header == _ESTIMATE else "actual"
            by_row.setdefault((one.place.subject, kind), []).append(one)
    before = {_key(row): row for row in reported.observations}
    rows = []
    for row in again.observations:
        key = _key(row)
        if key not in by_row:
            rows.append(before[key])
            continue
        known = before.get(key)  # none of a value that had been left blank
        update = {
            "raw": known.raw if known else "",
            "number_format": known.number_format if known else "",
            "outcome": worse("warning", row.outcome),
            "correction": _all_said(by_row[key]),
        }
        rows.append(row.model_copy(update=update))
    return tuple(rows)


def _key(row: Observation) -> tuple[str, str]:
    return row.indicator_id, _EARLIER if row.is_earlier else row.kind


def _task_reports(
    reported: CleanSubmission, again: CleanSubmission, corrected: Sequence[Corrected]
) -> tuple[TaskReport, ...]:
    by_task: dict[str, list[Corrected]] = {}
    for one in corrected:
        if one.place.table == layout.TASK_TABLE:
            by_task.setdefault(one.place.subject, []).append(one)
    rows = []
    for known, row in zip(reported.task_reports, again.task_reports, strict=True):
        if row.task_id not in by_task:
            rows.append(known)
            continue
        update = {
            "raw": known.raw,
            "outcome": worse("warning", row.outcome),
            "correction": _all_said(by_task[row.task_id]),
        }
        rows.append(row.model_copy(update=update))
    return tuple(rows)


def _all_said(corrected: Sequence[Corrected]) -> str:
    return "; ".join(one.said for one in corrected)


def _accounting(reported: CleanSubmission, merged: CleanSubmission) -> Accounting:
    """Return the accounting with every corrected row under its new outcome."""
    counts = reported.accounting.model_dump()
    before, after = _outcomes(reported), _outcomes(merged)
    for key, outcome in after.items():
        counts[_COUNTS[before[key]]] -= 1
        counts[_COUNTS[outcome]] += 1
    return Accounting.model_validate(counts)


def _outcomes(cleaned: CleanSubmission) -> dict[tuple[str, str], Outcome]:
    """Return the outcome of every row that stands in the submission, as cleaning counts it."""
    outcomes: dict[tuple[str, str], Outcome] = {
        ("task", row.task_id): row.outcome for row in cleaned.task_reports
    }
    of_rows: dict[str, list[Outcome]] = {}
    for row in cleaned.observations:
        if not row.is_earlier:
            of_rows.setdefault(row.indicator_id, []).append(row.outcome)
    return outcomes | {
        ("indicator", item): outcome_of_row(found) for item, found in of_rows.items()
    }
