"""Judge a workbook wherever it lies: whose it is, whether it counts, and what it says.

Nothing is written, and nothing that a file holds ends the run.
"""

import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from plan_monitor.errors import UserError
from plan_monitor.files import sha256
from plan_monitor.intake.cleaning import Context, clean_submission
from plan_monitor.intake.door import check_path, read_up_to_limit
from plan_monitor.intake.earlier import read_known
from plan_monitor.intake.findings import Findings
from plan_monitor.intake.identity import Identity, identity_from_name
from plan_monitor.intake.newest import context_of
from plan_monitor.intake.opening import Opened, open_workbook
from plan_monitor.intake.raw import RawWorkbook
from plan_monitor.intake.records import Finding, Observation, Outcome, Submission, TaskReport
from plan_monitor.intake.submissions import (
    CLOSED,
    EMPTY,
    NO_IDENTITY,
    UNREADABLE,
    WRONG_PERIOD,
    shown_identity,
)
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.assignments import reporters
from plan_monitor.plan.calendar import known_periods, load_period
from plan_monitor.plan.loading import load_plan
from plan_monitor.plan.succession import heirs, is_closed
from plan_monitor.workspace import Workspace

WRONG_AGENCY = "identity-wrong-agency"
_CONFLICT = "identity-conflict"
_CRASHED = "reading-crashed"
_MAX_DETAIL = 300
_MAX_CODE = 80  # characters of what stands in place of a code
_COUNTS = ("asked", "accepted", "warned", "rejected", "blank")

Verdict = Literal["accepted", "accepted_with_warnings", "rejected", "ignored"]


@dataclass(frozen=True)
class Judgement:
    """What is to be said of one file.

    `file` is the path as given; `agency` and `period` what the file is of, as far as known.
    `values` has one row for each owed indicator, `tasks` one for each owed task, `counts` the
    accounting of both. `note` tells a person why a file is ignored. `sample` is the mark of a
    workbook that could be read and is of its agency and period, None for any other file.
    """

    file: str
    outcome: Verdict
    agency: str | None = None
    period: str | None = None
    findings: tuple[Finding, ...] = ()
    values: tuple[dict[str, Any], ...] = ()
    tasks: tuple[dict[str, Any], ...] = ()
    counts: tuple[int, ...] = (0, 0, 0, 0, 0)
    note: str = ""
    sample: bool | None = None

    @property
    def accounting(self) -> dict[str, int]:
        """The number of owed rows, and how many of them had which outcome."""
        return dict(zip(_COUNTS, self.counts, strict=True))

    def as_json(self) -> dict[str, Any]:
        """Return the judgement for programs; an empty text is None."""
        return {
            "file": self.file,
            "outcome": self.outcome,
            "agency": self.agency,
            "period": self.period,
            "values": list(self.values),
            "tasks": list(self.tasks),
            "findings": [_finding_row(one) for one in self.findings],
            "accounting": self.accounting,
        }


def judge_file(
    workspace: Workspace, path: Path | str, period_id: str, agency: str | None = None
) -> Judgement:
    """Return what is to be said of the file at `path` as a submission for a period.

    Parameters
    ----------
    path : Path or str
        Any path, in the workspace or not.
    period_id : str
        The period that is asked for.
    agency : str, optional
        The code of the agency that sent the file, if that is known.

    Raises
    ------
    UserError
        If there is no such period or agency.
    """
    return Judge(workspace, period_id, agency).judge(path)


class Judge:
    """Judges files as submissions for one period; what they have in common is read once.

    Parameters
    ----------
    workspace : Workspace
        Where the plan is, and what was reported before.
    period_id : str
        The period that is asked for.
    agency : str, optional
        The code of the agency that sent the files, if that is known.
    """

    def __init__(self, workspace: Workspace, period_id: str, agency: str | None = None) -> None:
        self.workspace = workspace
        self.period = load_period(workspace, period_id)
        self.periods = {period.id: period for period in known_periods(workspace)}
        self.issued = load_plan(workspace.plan)
        self.plan = plan_as_of(self.issued, self.period.as_of)
        self.reporting = {one.code for one in reporters(self.plan)}
        self.closed = {
            one.code for one in self.plan.agencies if is_closed(one, self.period.as_of)
        } - self.reporting
        self.sender = agency
        if agency is not None and agency not in self.known:
            raise UserError(
                f"--agency {agency}",
                "không có cơ quan này",
                f"một trong: {', '.join(one.code for one in reporters(self.plan))}",
                "gõ lại mã cơ quan",
            )

    @property
    def known(self) -> set[str]:
        """The codes of the agencies that report, and of those that did before they closed."""
        return self.reporting | self.closed

    def judge(self, path: Path | str) -> Judgement:
        """Return what is to be said of the file at `path`."""
        return self.judge_with_content(path)[0]

    def judge_with_content(self, path: Path | str) -> tuple[Judgement, bytes | None]:
        """Return what is to be said of the file at `path`, and the content that was judged.

        The content is None where there was none to read, and cut off where it is too large.
        """
        file, place = os.fspath(path), Path(path)
        if check_path(place):
            return Judgement(file, "ignored", note=_why_ignored(place)), None
        try:
            data = read_up_to_limit(place)
        except OSError as error:
            unread = Opened(None, UNREADABLE, error.strerror or type(error).__name__)
            return self._of_opened(file, place.name, b"", unread), None
        return self._of_opened(file, place.name, data, open_workbook(place.name, data)), data

    def context(self, agency: str) -> Context:
        """Return what a submission of `agency` is judged against.

        What was reported before is known as far as the periods before have been processed.
        """
        return context_of(
            self.workspace,
            self.issued,
            self.period,
            read_known(self.workspace, self.issued, self.period, agency),
        )

    # --- one file ---------------------------------------------------------------------------

    def _of_opened(self, file: str, name: str, data: bytes, opened: Opened) -> Judgement:
        said = _said(opened.book) if opened.book else Identity()
        agency = said.agency or identity_from_name(Path(name), self.known) or self.sender
        period = said.period or self.period.id
        known = self.periods.get(period)
        if known is not None and known.as_of < self.period.as_of:
            note = f"báo cáo của kỳ {period}, trước kỳ {self.period.id}"
            return Judgement(file, "ignored", agency, period, note=note)
        findings = Findings(period, agency or "", printable(file))
        self._check_whole(said, agency, opened, findings)
        if opened.book is None or agency is None or findings.rows:
            return Judgement(file, "rejected", agency, period, tuple(findings.rows))
        submission = Submission(
            period=period,
            agency=agency,
            file=findings.file,
            sha256=sha256(data),
            received_at=None,
            sample=said.sample == "true",
            standing="counted",
            problem="",
        )
        context = self.context(agency)
        try:
            return self._of_book(file, opened.book, submission, context)
        except Exception as error:  # whatever a text makes of the code that cleans it
            findings.add(
                _CRASHED, found=printable(f"{type(error).__name__}: {error}"[:_MAX_DETAIL])
            )
            rows = tuple(findings.rows)
            return Judgement(file, "rejected", agency, period, rows, sample=submission.sample)

    def _check_whole(
        self, said: Identity, agency: str | None, opened: Opened, findings: Findings
    ) -> None:
        """Add a finding for whatever rejects the file as a whole."""
        if opened.book is None:
            findings.add(opened.problem, found=printable(opened.detail))
        if said.period not in {None, self.period.id}:
            expected = f"biểu của kỳ {self.period.id}"
            findings.add(WRONG_PERIOD, found=said.period or "", expected=expected)
        if agency in self.closed:
            heir = heirs(self.plan, self.period.as_of).get(agency or "")
            expected = f"báo cáo của cơ quan kế thừa ({heir})" if heir else ""
            findings.add(CLOSED, found=agency or "", expected=expected)
        elif self.sender is not None and agency != self.sender:
            findings.add(WRONG_AGENCY, found=agency or "", expected=f"biểu của {self.sender}")
        elif opened.book is not None and agency not in self.reporting:
            findings.add(NO_IDENTITY, found=agency or "")

    def _of_book(
        self, file: str, book: RawWorkbook, submission: Submission, context: Context
    ) -> Judgement:
        agency = submission.agency
        clean = clean_submission(book, submission, context)
        findings = clean.findings
        if clean.is_empty:
            findings.rows = [one for one in findings.rows if not one.subject_id]
            findings.add(EMPTY)
            rows, sample = tuple(findings.rows), submission.sample
            return Judgement(file, "rejected", agency, submission.period, rows, sample=sample)
        named = identity_from_name(Path(file), self.known)
        if named not in {None, agency}:
            findings.add(_CONFLICT, found=f"{named} trong tên tệp (biểu: {agency})")
        is_doubtful = any(one.severity in {"warning", "error"} for one in findings.rows)
        return Judgement(
            file=file,
            outcome="accepted_with_warnings" if is_doubtful else "accepted",
            agency=agency,
            period=submission.period,
            findings=tuple(findings.rows),
            values=tuple(_value_rows(clean.outcomes, clean.observations)),
            tasks=tuple(_task_row(one) for one in clean.task_reports),
            counts=tuple(getattr(clean.accounting, name) for name in _COUNTS),
            sample=submission.sample,
        )


def printable(text: str) -> str:
    """Return `text` with everything that a terminal or a table cannot show written as an escape."""
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii")
        for char in text
    )


def _said(book: RawWorkbook) -> Identity:
    """Return the identity of a workbook in characters that can be printed, none for a mad one."""
    try:
        found = shown_identity(book).model_dump(exclude_none=True)
    except ValueError:  # characters that are none
        return Identity()
    return Identity.model_validate({name: printable(found[name][:_MAX_CODE]) for name in found})


def _why_ignored(path: Path) -> str:
    if path.is_symlink():
        return "liên kết tới tệp khác"
    if path.is_dir():
        return "thư mục"
    if path.is_file():
        return "tệp phụ của phần mềm"
    return "không phải tệp thường"


# --- rows for programs ------------------------------------------------------------------------


def _value_rows(
    outcomes: Mapping[str, Outcome], observations: Iterable[Observation]
) -> Iterable[dict[str, Any]]:
    """Yield one row for each owed indicator, with its one outcome."""
    by_key = {(one.indicator_id, one.kind): one for one in observations if not one.is_earlier}
    for item, outcome in outcomes.items():
        actual, estimate = (by_key.get((item, kind)) for kind in ("actual", "estimate"))
        has_actual = actual is not None and actual.outcome != "blank"
        shown = actual if has_actual or estimate is None else estimate
        yield {
            "id": item,
            "actual": _number(actual),
            "estimate": _number(estimate),
            "text": (actual and actual.text) or (estimate and estimate.text) or None,
            "cell": shown.cell if shown else None,
            "status": outcome,
        }


def _number(observation: Observation | None) -> float | None:
    """Return the number of an observation; JSON knows no infinity."""
    value = observation.value if observation else None
    return value if value is not None and math.isfinite(value) else None


def _task_row(report: TaskReport) -> dict[str, Any]:
    return {
        "id": report.task_id,
        "status": report.status,
        "document_number": report.document_number or None,
        "document_date": report.document_date.isoformat() if report.document_date else None,
        "result": report.result or None,
        "difficulty": report.difficulty or None,
        "proposed_deadline": report.proposed_deadline or None,
        "basis": report.basis or None,
        "cells": report.cells or None,
        "outcome": report.outcome,
    }


def _finding_row(finding: Finding) -> dict[str, Any]:
    names = (
        "check_id",
        "severity",
        "sheet",
        "cell",
        "subject_id",
        "found",
        "expected",
        "message",
    )
    return {name: getattr(finding, name) or None for name in names}
