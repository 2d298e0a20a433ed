"""The rows of tasks: a status with its evidence, the agency's words, a proposed deadline."""

import datetime as dt
import re

from plan_monitor.intake import layout
from plan_monitor.intake.cleaning.context import Context, worse
from plan_monitor.intake.cleaning.rows import is_over_rows, match_rows
from plan_monitor.intake.cleaning.words import says, take_words
from plan_monitor.intake.findings import Findings
from plan_monitor.intake.raw import RawCell
from plan_monitor.intake.reading import RawRow, RawSubmission
from plan_monitor.intake.records import Outcome, Submission, TaskReport
from plan_monitor.intake.texts import checks
from plan_monitor.intake.values import is_no_data, read_date
from plan_monitor.plan.assignments import owed_tasks
from plan_monitor.plan.tasks import Task
from plan_monitor.vietnamese.dates import short_date
from plan_monitor.vietnamese.text import match_key

Status = tuple[str | None, dt.date | None, Outcome]
_MERGED = ("Trạng thái", "Số văn bản", "Ngày văn bản")
_SHARE = re.compile(
    r"(?:đã )?(?:hoàn thành |thực hiện |đạt )?(?:được )?(?:khoảng |gần |trên |hơn )?"
    r"[0-9]{1,2}(?:,[0-9]+)? ?%(?: (?:khối lượng|công việc|kế hoạch|tiến độ))?[ .]*"
)  # "Đã hoàn thành khoảng 90 % khối lượng"
_WORDS = ("Số văn bản", "Kết quả", "Khó khăn", "Thời hạn đề xuất", "Căn cứ")


def clean_tasks(
    raw: RawSubmission, submission: Submission, context: Context, findings: Findings
) -> tuple[TaskReport, ...]:
    """Return one report for each owed task, also where the form says nothing of it."""
    owed = owed_tasks(context.plan, submission.agency)
    found = match_rows(
        raw,
        layout.TASK_TABLE,
        [(task.id, task.printed_name) for task in owed],
        {task.id: task.printed_name for task in context.plan.tasks},
        findings,
    )
    cleaner = _Cleaner(submission, context, findings)
    return tuple(
        cleaner.report(task, found.get(task.id), is_refused=task.id in found) for task in owed
    )


class _Cleaner:
    """The steps for one submission; they share what it is judged against and the findings."""

    def __init__(self, submission: Submission, context: Context, findings: Findings) -> None:
        self.submission = submission
        self.context = context
        self.findings = findings

    def report(self, task: Task, row: RawRow | None, *, is_refused: bool) -> TaskReport:
        """Return what `row` says of `task`; without a row, that nothing was said."""
        status, day, outcome = self._status(task, row) if row else (None, None, "blank")
        if row is None and is_refused:
            outcome = "rejected"
        words = {
            header: take_words(row[header], task.id, self.findings) if row else ""
            for header in _WORDS
        }
        cells = [row[header] for header in layout.TASK_ASKED] if row else []
        return TaskReport.model_validate(
            {
                "period": self.submission.period,
                "agency": self.submission.agency,
                "task_id": task.id,
                "status": status,
                "document_number": words["Số văn bản"],
                "document_date": day,
                "result": words["Kết quả"],
                "difficulty": words["Khó khăn"],
                "proposed_deadline": words["Thời hạn đề xuất"],
                "basis": words["Căn cứ"],
                "outcome": outcome,
                "file": self.submission.file,
                "sheet": cells[0].sheet if cells else "",
                "cells": f"{cells[0].cell}:{cells[-1].cell}" if cells else "",
                "raw": " | ".join(cell.text[:200] for cell in cells),
                "sha256": self.submission.sha256,
            }
        )

    def _status(self, task: Task, row: RawRow) -> Status:
        cell = row["Trạng thái"]
        if self._is_merged(task, row):
            return None, None, "rejected"
        day, outcome = self._document_date(task, row)
        if says(row["Thời hạn đề xuất"]) and not says(row["Căn cứ"]):
            self.findings.add("proposal-without-basis", task.id, row["Thời hạn đề xuất"])
            outcome = worse(outcome, "warning")
        if cell.is_blank or is_no_data(cell.text):
            self.findings.add("status-blank", task.id, cell, found=cell.text or "(trống)")
            return None, day, "blank"
        statuses = {match_key(word): status for word, status in layout.TASK_STATUSES.items()}
        status = statuses.get(match_key(cell.text))
        if status is None:
            self.findings.add("status-unknown", task.id, cell)
            return None, day, "rejected"
        if status == "not_started" and (says(row["Số văn bản"]) or day):
            self.findings.add("status-contradicts-date", task.id, cell)
            return None, day, "rejected"
        has_result = says(row["Số văn bản"]) or _names_result(row["Kết quả"])
        if status == "done" and not (day and has_result):
            self.findings.add("done-without-evidence", task.id, cell)
            return "in_progress", day, worse(outcome, "warning")
        return status, day, outcome

    def _is_merged(self, task: Task, row: RawRow) -> bool:
        """Tell whether a cell that the status hangs on is merged with those of other tasks."""
        merged = [row[header] for header in _MERGED if is_over_rows(row[header])]
        for cell in merged:
            self.findings.add("value-merged", task.id, cell, found=f"{cell.merged} {cell.text}")
        return bool(merged)

    def _document_date(self, task: Task, row: RawRow) -> tuple[dt.date | None, Outcome]:
        cell, as_of = row["Ngày văn bản"], self.context.period.as_of
        if cell.is_blank or is_no_data(cell.text):
            return None, "accepted"
        read = read_date(cell)
        if read.day is None:
            self.findings.add(read.check_id or "date-unreadable", task.id, cell)
            return None, "warning"
        if read.day > as_of:
            latest = f"ngày không sau {short_date(as_of)}"
            self.findings.add("document-after-cut-off", task.id, cell, expected=latest)
            return None, "warning"
        outcome: Outcome = "accepted"
        if read.check_id:
            self.findings.add(read.check_id, task.id, cell)
            outcome = "warning" if checks()[read.check_id].severity == "warning" else outcome
        begin = self._begin(task)
        if read.day < begin:
            earliest = f"từ {short_date(begin)}"
            self.findings.add("document-before-plan", task.id, cell, expected=earliest)
            outcome = "warning"
        return read.day, outcome

    def _begin(self, task: Task) -> dt.date:
        """Return the first day of which a document can be of this task."""
        if task.deadline.kind == "from" and task.deadline.date:
            return task.deadline.date
        ahead = dt.timedelta(days=self.context.reporting.checks.days_ahead)
        return self.context.plan.header.date - ahead


def _names_result(cell: RawCell) -> bool:
    """Tell whether a result is named: what only says how much of the work is done names none."""
    return says(cell) and not _SHARE.fullmatch(match_key(cell.text))
