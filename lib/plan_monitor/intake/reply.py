"""What goes back to an agency: its own workbook with every questioned cell marked, and a list."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from plan_monitor.errors import UserError
from plan_monitor.files import sha256, write_atomically
from plan_monitor.intake.earlier import earlier_values, final_day
from plan_monitor.intake.findings import asking
from plan_monitor.intake.form import FormContents, save_workbook
from plan_monitor.intake.form_contents import Frame
from plan_monitor.intake.opening import open_workbook
from plan_monitor.intake.records import Finding, Observation, Submission
from plan_monitor.intake.reply_book import keep_shown, open_own
from plan_monitor.intake.reply_cover import write_cover
from plan_monitor.intake.reply_form import Accepted, fresh_form, read_accepted
from plan_monitor.intake.reply_questions import (
    in_fresh_form,
    mark_questions,
    questions_of,
)
from plan_monitor.intake.tables import read_table
from plan_monitor.intake.templates import baseline_texts
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.assignments import reporters
from plan_monitor.plan.bodies import Agency
from plan_monitor.plan.calendar import (
    Period,
    known_periods,
    load_period,
    load_reporting,
    previous_period,
)
from plan_monitor.plan.loading import load_plan
from plan_monitor.plan.models import Plan
from plan_monitor.vietnamese.numbers import format_number
from plan_monitor.workspace import Workspace

_OF_THE_OFFICE = ("file-without-receipt", "file-after-closing", "submission-late")


def build_reply(
    data: bytes, name: str, findings: Sequence[Finding], frame: Frame, accepted: Accepted
) -> bytes:
    """Return the workbook that asks an agency to correct what `findings` are about.

    It is the agency's own, opened without macros and links to other files. One of an old format,
    or one that does not open safely, is replaced by a fresh form with what was accepted of it.

    Parameters
    ----------
    data, name : bytes, str
        The workbook as the agency sent it.
    findings : sequence of Finding
        What there is to say of that workbook; information alone is not asked about.
    frame : Frame
        Agency, period, plan, and what a fresh form is to show beside them.
    accepted : Accepted
        What was accepted, for a fresh form.
    """
    book = open_workbook(name, data).book
    questions = questions_of(findings, book, frame)
    workbook = open_own(name, data, book) if book else None
    is_own = workbook is not None
    if workbook is None:
        workbook, form = fresh_form(frame, accepted)
        questions = in_fresh_form(questions, book, form)
    mark_questions(workbook, questions)
    write_cover(workbook, frame, questions, is_own=is_own)
    saved = save_workbook(workbook)
    return keep_shown(saved, workbook, book) if book and is_own else saved


def write_replies(workspace: Workspace, period_id: str) -> list[Path]:
    """Write a reply for every agency with a questioned cell; remove those no longer due.

    Raises
    ------
    UserError
        If the submissions of the period have not been read yet, or a file was changed since.
    """
    period = load_period(workspace, period_id)
    if not (workspace.processed(period.id) / "agencies").is_dir():
        raise UserError(
            f"data/processed/{period.id}",
            "chưa đọc báo cáo của kỳ này",
            "các bảng do bước đọc báo cáo ghi ra",
            f"chạy make report PERIOD={period.id} trước",
        )
    written = []
    for path, data in build_replies(workspace, period):
        write_atomically(path, data)
        written.append(path)
    known = workspace.replies(period.id).glob(workspace.reply(period.id, "*").name)
    for path in set(known) - set(written):
        path.unlink()
    return written


def build_replies(workspace: Workspace, period: Period) -> Iterator[tuple[Path, bytes]]:
    """Return the reply to each agency that is to get one now, and where it belongs.

    Raises
    ------
    UserError
        If a submission was changed since it was read.
    """
    plan = plan_as_of(load_plan(workspace.plan), period.as_of)
    for agency in reporters(plan):
        if reply := _reply_to(workspace, plan, period, agency):
            yield workspace.reply(period.id, agency.code), reply


def _reply_to(workspace: Workspace, plan: Plan, period: Period, agency: Agency) -> bytes | None:
    """Return the reply to `agency`, None if nothing in its workbook is questioned."""
    tables = workspace.agency_tables(period.id, agency.code)
    if not (tables / "findings.csv").is_file():
        return None
    counted = _counted(tables, period.id, agency.code)
    findings = _open_findings(tables, counted) if counted else []
    if counted is None or not any(one.cell for one in findings):
        return None
    path = workspace.root / counted.file
    data = path.read_bytes() if path.is_file() else b""
    if sha256(data) != counted.sha256:
        raise UserError(
            counted.file,
            "tệp đã đổi hoặc đã mất sau khi đọc",
            "đúng tệp đã đọc",
            f"chạy lại make report PERIOD={period.id}",
        )
    frame = Frame(plan, period, agency, _contents(workspace, plan, period, counted))
    return build_reply(data, path.name, findings, frame, read_accepted(tables, period.id))


def _counted(tables: Path, period: str, agency: str) -> Submission | None:
    """Return the submission of the period that counts."""
    submissions = read_table(tables / "submissions.csv", Submission)
    own = (one for one in submissions if (one.period, one.agency) == (period, agency))
    return next((one for one in own if one.standing == "counted"), None)


def _open_findings(tables: Path, counted: Submission) -> list[Finding]:
    """Return what the agency is to be asked of its workbook: not what the office sees to itself."""
    rows = read_table(tables / "findings.csv", Finding)
    own = [one for one in rows if (one.period, one.file) == (counted.period, counted.file)]
    return [one for one in asking(own) if one.check_id not in _OF_THE_OFFICE]


def _contents(
    workspace: Workspace, plan: Plan, period: Period, counted: Submission
) -> FormContents:
    before = previous_period(workspace, period)
    tables = workspace.agency_tables(period.id, counted.agency)
    rows = read_table(tables / "observations.csv", Observation)
    return FormContents(
        baselines=baseline_texts(workspace, plan),
        last_values={
            row.indicator_id: row.text or format_number(row.value)
            for row in rows
            if before and row.period == before.id and row.kind == "actual" and not row.is_earlier
            if row.text or row.value is not None
        },
        earlier=earlier_values(
            plan,
            counted.agency,
            final_day(known_periods(workspace), period),
            [row for row in rows if row.period != period.id],
        ),
        assessments=load_reporting(workspace).assessments,
        sample=counted.sample,
    )
