"""From the raw cells of one submission to observations, task reports and findings."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from plan_monitor.intake import layout
from plan_monitor.intake.findings import Findings
from plan_monitor.intake.reading import RawCell, RawRow, RawSubmission
from plan_monitor.intake.records import (
    Accounting,
    Narrative,
    Observation,
    Outcome,
    Submission,
    TaskReport,
)
from plan_monitor.intake.values import read_date, read_number
from plan_monitor.plan.assignments import owed_indicators, owed_tasks
from plan_monitor.plan.calendar import Period
from plan_monitor.plan.indicators import Indicator
from plan_monitor.plan.models import Plan
from plan_monitor.plan.tasks import Task
from plan_monitor.vietnamese.numbers import format_number
from plan_monitor.vietnamese.text import match_key

_Judged = tuple[float | None, str, Outcome]  # of one cell: its number, its word, what became of it


@dataclass(frozen=True)
class CleanSubmission:
    """One submission, cleaned: what it says and what is to be said about it."""

    observations: tuple[Observation, ...]
    task_reports: tuple[TaskReport, ...]
    narrative: tuple[Narrative, ...]
    findings: Findings
    accounting: Accounting


@dataclass(frozen=True)
class Context:
    """What a submission is judged against."""

    plan: Plan
    period: Period
    assessments: tuple[str, ...]


def clean_submission(
    raw: RawSubmission, submission: Submission, context: Context
) -> CleanSubmission:
    """Clean one submission: every owed row gets exactly one outcome, every doubt a finding."""
    findings = Findings(submission.period, submission.agency, submission.file)
    cleaner = _Cleaner(submission, context, findings)
    observations, indicator_outcomes = cleaner.indicators(raw.indicators)
    task_reports = cleaner.tasks(raw.tasks)
    outcomes = indicator_outcomes + [report.outcome for report in task_reports]
    return CleanSubmission(
        observations=tuple(observations),
        task_reports=tuple(task_reports),
        narrative=tuple(cleaner.narrative(raw.narrative)),
        findings=findings,
        accounting=_account(submission, outcomes),
    )


def _account(submission: Submission, outcomes: list[Outcome]) -> Accounting:
    accounting = Accounting(
        period=submission.period,
        agency=submission.agency,
        file=submission.file,
        asked=len(outcomes),
        accepted=outcomes.count("accepted"),
        warned=outcomes.count("warning"),
        rejected=outcomes.count("rejected"),
        blank=outcomes.count("blank"),
    )
    answered = accounting.accepted + accounting.warned + accounting.rejected + accounting.blank
    assert accounting.asked == answered, accounting
    return accounting


class _Cleaner:
    """The steps for one submission; they share what it is judged against and the findings."""

    def __init__(self, submission: Submission, context: Context, findings: Findings) -> None:
        self.submission = submission
        self.plan = context.plan
        self.period = context.period
        self.assessments = {match_key(word): word for word in context.assessments}
        self.findings = findings

    def indicators(
        self, rows: tuple[RawRow, ...] | None
    ) -> tuple[list[Observation], list[Outcome]]:
        """Return the observations of the owed indicators and one outcome for each owed row."""
        owed = owed_indicators(self.plan, self.submission.agency)
        found = self._by_id(rows, [item.id for item in owed], layout.INDICATOR_SHEET)
        observations: list[Observation] = []
        outcomes: list[Outcome] = []
        for item in owed:
            row = found.get(item.id)
            if row is None:
                outcomes.append("rejected" if item.id in found else "blank")
                continue
            reported = list(self._observations(item, row))
            observations += reported
            answered = [one.outcome for one in reported if one.outcome != "blank"]
            outcomes.append(answered[0] if answered else "blank")
        return observations, outcomes

    def tasks(self, rows: tuple[RawRow, ...] | None) -> list[TaskReport]:
        """Return one report for each owed task, also where the form says nothing of it."""
        owed = owed_tasks(self.plan, self.submission.agency)
        found = self._by_id(rows, [task.id for task in owed], layout.TASK_SHEET)
        return [
            self._task_report(task, found.get(task.id), rejected=task.id in found) for task in owed
        ]

    def narrative(self, rows: tuple[RawRow, ...] | None) -> Iterator[Narrative]:
        """Yield the sections of the agency's own words that are not empty."""
        keys = {match_key(title): key for key, title in layout.NARRATIVE_SECTIONS.items()}
        for row in rows or ():
            title, words = (row[header] for header in layout.NARRATIVE_HEADERS)
            key = keys.get(match_key(title.text))
            if key and words.text:
                yield Narrative(
                    period=self.submission.period,
                    agency=self.submission.agency,
                    section=key,
                    text=words.text,
                    file=self.submission.file,
                    sheet=words.sheet,
                    cell=words.cell,
                )

    def _by_id(
        self, rows: tuple[RawRow, ...] | None, owed: list[str], sheet: str
    ) -> dict[str, RawRow | None]:
        """Return the row of every owed id; None for an id whose rows contradict each other."""
        if rows is None:
            if owed:
                self.findings.add("table-missing", found=sheet)
            return {}
        found: dict[str, RawRow | None] = {}
        for row in rows:
            code = row["Mã"]
            if code.text not in owed:
                self.findings.add("code-unknown", cell=code, found=code.text or "(trống)")
            elif code.text not in found:
                found[code.text] = row
            elif (first := found[code.text]) and _same(first, row):
                self.findings.add("row-duplicated", code.text, code)
            else:
                self.findings.add("row-conflicting", code.text, code)
                found[code.text] = None
        for missing in (item for item in owed if item not in found):
            self.findings.add("row-missing", missing, found=f"{sheet}: {missing}")
        return found

    def _observations(self, item: Indicator, row: RawRow) -> Iterator[Observation]:
        """Yield the row's actual and, if one was given, its estimate."""
        actual, estimate = row["Thực hiện"], row["Ước thực hiện"]
        day, date_outcome = self._as_of(item.id, row, has_value=not actual.is_blank)
        value, text, outcome = self._judge(item, actual, asked=estimate.is_blank)
        outcome = _worse(outcome, date_outcome) if outcome != "blank" else outcome
        yield self._observation(item, row, actual, (value, text, outcome), day)
        if not estimate.is_blank:
            judged = self._judge(item, estimate, asked=True)
            yield self._observation(item, row, estimate, judged, self.period.end)

    def _observation(
        self, item: Indicator, row: RawRow, cell: RawCell, judged: _Judged, day: dt.date
    ) -> Observation:
        value, text, outcome = judged
        return Observation(
            period=self.submission.period,
            agency=self.submission.agency,
            indicator_id=item.id,
            kind="estimate" if cell is row["Ước thực hiện"] else "actual",
            value=value if outcome in ("accepted", "warning") else None,
            text=text if outcome in ("accepted", "warning") else "",
            date=day,
            outcome=outcome,
            evidence=row["Minh chứng"].text,
            note=row["Ghi chú"].text,
            file=self.submission.file,
            sheet=cell.sheet,
            cell=cell.cell,
            raw=cell.text,
            number_format=cell.number_format,
            sha256=self.submission.sha256,
        )

    def _judge(self, item: Indicator, cell: RawCell, asked: bool) -> _Judged:
        if item.kind == "qualitative":
            return self._assessment(item, cell)
        number = read_number(cell, is_percent=item.is_percent)
        if number.check_id == "value-blank" and not asked:
            return None, "", "blank"
        outcome: Outcome = "accepted"
        if number.check_id:
            finding = self.findings.add(
                number.check_id, item.id, cell, found=cell.text or "(trống)"
            )
            outcome = "warning" if number.value is not None else "rejected"
            if finding.check_id in ("value-blank", "value-no-data"):
                outcome = "blank"
        if number.value is not None and not _within(number.value, item.decision.bounds):
            low, high = (format_number(bound, none="…") for bound in item.decision.bounds)
            self.findings.add("value-out-of-bounds", item.id, cell, expected=f"từ {low} đến {high}")
            outcome = "rejected"
        return number.value, "", outcome

    def _assessment(self, item: Indicator, cell: RawCell) -> _Judged:
        if cell.is_blank:
            self.findings.add("value-blank", item.id, cell, found="(trống)")
            return None, "", "blank"
        word = self.assessments.get(match_key(cell.text))
        if word is None:
            self.findings.add("assessment-unknown", item.id, cell)
            return None, "", "rejected"
        return None, word, "accepted"

    def _as_of(self, item_id: str, row: RawRow, has_value: bool) -> tuple[dt.date, Outcome]:
        cell = row["Ngày số liệu"]
        if cell.is_blank:
            if has_value:
                self.findings.add("date-missing", item_id, cell, found="(trống)")
            return self.period.as_of, "warning" if has_value else "accepted"
        day = read_date(cell)
        if day is None:
            self.findings.add("date-unreadable", item_id, cell)
            return self.period.as_of, "rejected"
        if day > self.period.as_of:
            self.findings.add("date-after-cut-off", item_id, cell)
            return day, "rejected"
        return day, "accepted"

    def _task_report(self, task: Task, row: RawRow | None, rejected: bool) -> TaskReport:
        status, day, outcome = self._task_status(task, row) if row else (None, None, "blank")
        if row is None and rejected:
            outcome = "rejected"
        texts = {header: cell.text for header, cell in (row or {}).items()}
        cells = [row[header] for header in layout.TASK_ASKED] if row else []
        return TaskReport(
            period=self.submission.period,
            agency=self.submission.agency,
            task_id=task.id,
            status=status,
            document_number=texts.get("Số văn bản", ""),
            document_date=day,
            result=texts.get("Kết quả", ""),
            difficulty=texts.get("Khó khăn", ""),
            proposed_deadline=texts.get("Thời hạn đề xuất", ""),
            basis=texts.get("Căn cứ", ""),
            outcome=outcome,
            file=self.submission.file,
            sheet=cells[0].sheet if cells else "",
            cells=f"{cells[0].cell}:{cells[-1].cell}" if cells else "",
            raw=" | ".join(cell.text for cell in cells),
            sha256=self.submission.sha256,
        )

    def _task_status(self, task: Task, row: RawRow) -> tuple[str | None, dt.date | None, Outcome]:
        cell = row["Trạng thái"]
        day, outcome = self._document_date(task, row)
        if row["Thời hạn đề xuất"].text and not row["Căn cứ"].text:
            self.findings.add("proposal-without-basis", task.id, row["Thời hạn đề xuất"])
            outcome = _worse(outcome, "warning")
        if cell.is_blank:
            self.findings.add("status-blank", task.id, cell, found="(trống)")
            return None, day, "blank"
        statuses = {match_key(word): status for word, status in layout.TASK_STATUSES.items()}
        status = statuses.get(match_key(cell.text))
        if status is None:
            self.findings.add("status-unknown", task.id, cell)
            return None, day, "rejected"
        if status == "done" and not (day and (row["Số văn bản"].text or row["Kết quả"].text)):
            self.findings.add("done-without-evidence", task.id, cell)
            return "in_progress", day, _worse(outcome, "warning")
        return status, day, outcome

    def _document_date(self, task: Task, row: RawRow) -> tuple[dt.date | None, Outcome]:
        cell = row["Ngày văn bản"]
        if cell.is_blank:
            return None, "accepted"
        day = read_date(cell)
        if day is None:
            self.findings.add("date-unreadable", task.id, cell)
            return None, "warning"
        if day > self.period.as_of:
            self.findings.add("date-after-cut-off", task.id, cell)
            return None, "warning"
        return day, "accepted"


def _same(first: RawRow, second: RawRow) -> bool:
    return all(first[header].text == second[header].text for header in first)


def _within(value: float, bounds: tuple[float | None, float | None]) -> bool:
    low, high = bounds
    return (low is None or value >= low) and (high is None or value <= high)


_ORDER: tuple[Outcome, ...] = ("accepted", "warning", "blank", "rejected")


def _worse(*outcomes: Outcome) -> Outcome:
    return max(outcomes, key=_ORDER.index)
