"""Which workbooks there are, whose they are, and which of them counts."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from plan_monitor.errors import UserError
from plan_monitor.files import sha256
from plan_monitor.intake import layout
from plan_monitor.intake.door import MAX_BYTES, check_door, check_path, read_up_to_limit
from plan_monitor.intake.identity import Identity, identity_from_name, identity_of, read_identity
from plan_monitor.intake.opening import open_workbook
from plan_monitor.intake.raw import RawWorkbook
from plan_monitor.intake.reading import find_tables
from plan_monitor.intake.receipts import Receipt, read_receipts
from plan_monitor.intake.records import Submission
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.assignments import reporters
from plan_monitor.plan.calendar import Period, periods_until
from plan_monitor.plan.loading import load_plan
from plan_monitor.plan.models import Plan
from plan_monitor.plan.succession import heirs
from plan_monitor.workspace import Workspace

NO_RECEIPT = "file-without-receipt"
UNREADABLE = "file-unreadable"
EMPTY = "form-empty"
REPEATED = "file-repeated"
AFTER_CLOSING = "file-after-closing"
NO_IDENTITY = "identity-unknown"
WRONG_PERIOD = "identity-wrong-period"
CLOSED = "agency-closed"


def collect_submissions(workspace: Workspace, period: Period) -> list[Submission]:
    """Return every workbook that a report for `period` may read, with its standing.

    A file is held against the plan as of its own period: who reports, and who has closed.

    These are the files of `period` and all periods before it; of one agency and one period the
    newest that arrived before the closing time counts.

    Raises
    ------
    UserError
        If the folder of `period` is missing, or sample and real workbooks are mixed in a period.
    """
    if not workspace.raw(period.id).is_dir():
        raise UserError(
            where=f"data/raw/{period.id}",
            found="không có thư mục này",
            expected="thư mục chứa báo cáo Excel của các cơ quan",
            what_to_do="tiếp nhận tệp vào thư mục đó, mỗi tệp một dòng trong "
            f"params/receipts/{period.id}.yml",
        )
    issued = load_plan(workspace.plan)
    submissions = []
    for known in periods_until(workspace, period):
        if paths := _workbooks(workspace.raw(known.id)):
            desk = _Desk.of(workspace, plan_as_of(issued, known.as_of), known.id, period.closes_at)
            submissions += [desk.submission(path) for path in paths]
    refuse_mixture(submissions)
    return _decide_standing(submissions)


def refuse_mixture(submissions: Iterable[Submission]) -> None:
    """Refuse sample and real workbooks in one period."""
    by_period: dict[str, dict[bool, str]] = {}
    for one in submissions:
        if one.standing != "unreadable":
            by_period.setdefault(one.period, {}).setdefault(one.sample, one.file)
    for period, files in by_period.items():
        if len(files) == 2:
            raise UserError(
                where=f"data/raw/{period}",
                found=f"lẫn dữ liệu minh họa ({files[True]}) với dữ liệu thật ({files[False]})",
                expected="một kỳ chỉ có một loại",
                what_to_do="làm việc với dữ liệu thật trong thư mục riêng: plan-monitor init DIR",
            )


def _workbooks(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not check_path(path, folder))


def ignored_entries(workspace: Workspace, period: Period) -> list[str]:
    """Return what lies in the raw folder of `period` and is no submission, from the root."""
    folder = workspace.raw(period.id)
    entries = sorted(folder.iterdir())
    return [f"data/raw/{period.id}/{path.name}" for path in entries if check_path(path, folder)]


@dataclass(frozen=True)
class _Desk:
    """What the files of one period are held against: read once, however many files there are."""

    workspace: Workspace
    period: str
    closes_at: dt.datetime
    codes: frozenset[str]
    closed: frozenset[str]
    receipts: Mapping[tuple[str, str], Receipt]

    @classmethod
    def of(cls, workspace: Workspace, plan: Plan, period: str, closes_at: dt.datetime) -> "_Desk":
        """Return the desk of `period`; of a file that stands twice, the first receipt counts."""
        receipts: dict[tuple[str, str], Receipt] = {}
        for receipt in read_receipts(workspace.receipts(period)):
            receipts.setdefault((receipt.file, receipt.sha256), receipt)
        return cls(
            workspace,
            period,
            closes_at,
            codes=frozenset(agency.code for agency in reporters(plan)),
            closed=frozenset(heirs(plan, plan.as_of)) if plan.as_of else frozenset(),
            receipts=receipts,
        )

    def submission(self, path: Path) -> Submission:
        """Return the submission in the file at `path`."""
        data, unread = _content(path)
        digest = "" if unread or len(data) > MAX_BYTES else sha256(data)
        receipt = self.receipts.get((path.name, digest))
        identity, problem = (Identity(), unread) if unread else _identity(path.name, data)
        agency = identity.agency or identity_from_name(path, self.codes | self.closed) or ""
        if not problem and agency not in self.codes:
            problem = CLOSED if agency in self.closed else NO_IDENTITY
        if not problem and identity.period not in {None, self.period}:
            problem = WRONG_PERIOD
        standing = "unreadable" if problem else "counted"
        if receipt and receipt.received_at > self.closes_at:
            standing, problem = "late_for_closing", AFTER_CLOSING
        return Submission.model_validate(
            {
                "period": self.period,
                "agency": agency,
                "file": self.workspace.relative(path),
                "sha256": digest,
                "received_at": receipt.received_at if receipt else None,
                "sample": identity.sample == "true",
                "standing": standing,
                "problem": problem or ("" if receipt else NO_RECEIPT),
            }
        )


def _content(path: Path) -> tuple[bytes, str]:
    """Return what a file holds, cut off where it is too large, and the check that it fails."""
    try:
        return read_up_to_limit(path), ""
    except OSError:
        return b"", UNREADABLE


def _identity(name: str, data: bytes) -> tuple[Identity, str]:
    """Return what the file says of itself, and the check that it fails ("" for none).

    The properties of a file that passed the door are read at once; one that lost them is opened.
    """
    verdict = check_door(name, data)
    if verdict.problem:
        return Identity(), verdict.problem
    try:
        identity = read_identity(data) if verdict.kind in ("xlsx", "xlsm") else Identity()
    except Exception:  # whatever a parser raises on a damaged part: the properties are lost
        identity = Identity()
    if identity.agency:
        return identity, ""
    opened = open_workbook(name, data)
    if opened.book is None:
        return Identity(), opened.problem
    return shown_identity(opened.book), ""


def shown_identity(book: RawWorkbook) -> Identity:
    """Return the identity of a workbook: its own, else what its sheets show."""
    identity = identity_of(book)
    labels = find_tables(book).labels
    return identity.model_copy(
        update={
            "agency": identity.agency or labels.get(layout.AGENCY_LABEL),
            "period": identity.period or labels.get(layout.PERIOD_LABEL),
        }
    )


def _decide_standing(submissions: list[Submission]) -> list[Submission]:
    newest: dict[tuple[str, str], Submission] = {}
    for one in sorted(submissions, key=_arrival):
        if one.standing == "counted":
            newest[one.period, one.agency] = one
    return [
        one.model_copy(update={"standing": "superseded"})
        if one.standing == "counted" and newest[one.period, one.agency] != one
        else one
        for one in submissions
    ]


def _arrival(submission: Submission) -> tuple[bool, dt.datetime, str]:
    never = dt.datetime(1, 1, 1, tzinfo=dt.UTC)
    return (
        submission.received_at is not None,
        submission.received_at or never,
        submission.file,
    )


def newest_first(submissions: Iterable[Submission]) -> list[Submission]:
    """Return the readable ones among `submissions`, the newest first."""
    readable = [one for one in submissions if one.standing in ("counted", "superseded")]
    return sorted(readable, key=_arrival, reverse=True)
