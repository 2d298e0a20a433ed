"""The road of one item: from what the report says of it back to the cells that agencies filled in.

Everything comes from the tables of the period, the registers of arrivals, the declared corrections,
and the files as they lie in data/raw now.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import TypeVar

from plan_monitor.errors import UserError
from plan_monitor.files import sha256
from plan_monitor.intake import layout
from plan_monitor.intake.corrections import Correction, CorrectionsFile
from plan_monitor.intake.receipts import read_receipts
from plan_monitor.intake.records import Finding, Observation, Submission, TaskReport
from plan_monitor.intake.tables import read_table
from plan_monitor.plan.assignments import expand
from plan_monitor.plan.calendar import load_period, periods_until
from plan_monitor.plan.models import Plan
from plan_monitor.plan.yaml_files import read_yaml
from plan_monitor.progress.editions import read_edition
from plan_monitor.progress.records import Difference, SeriesPoint, TaskState, Trajectory
from plan_monitor.progress.reported import DISAGREEMENT
from plan_monitor.report.contents import Contents, read_province_contents
from plan_monitor.report.explanations import explain_indicator, explain_task
from plan_monitor.report.indicator_sentences import indicator_sentence
from plan_monitor.report.phrases import words
from plan_monitor.report.tables import status_label
from plan_monitor.report.trace_records import Kind, Part, Role, SourceFile, Trace, Value
from plan_monitor.vietnamese.text import match_key
from plan_monitor.workspace import Workspace

OfIndicator = TypeVar("OfIndicator", Trajectory, SeriesPoint, Observation, Difference)
_KINDS: dict[str, Kind] = {
    "indicator": "indicator",
    "chỉ tiêu": "indicator",
    "task": "task",
    "nhiệm vụ": "task",
}


def read_traced(workspace: Workspace, period_id: str) -> Contents:
    """Return the contents of the province's report, in which items are looked up.

    Raises
    ------
    UserError
        If there is no such period, or its report has not been made.
    """
    period = load_period(workspace, period_id)
    if not (workspace.processed(period.id) / "trajectories.csv").is_file():
        raise UserError(
            f"data/processed/{period.id}",
            "chưa lập báo cáo của kỳ này",
            "bảng của kỳ",
            f"chạy make report PERIOD={period.id} trước",
        )
    return read_province_contents(workspace, period.id)


def trace_item(workspace: Workspace, contents: Contents, item: str) -> Trace:
    """Return the road of `item` ("9.10", "indicator 9.10" or "task 29"); refuse an unknown one."""
    found = find_item(contents.plan, item)
    tracer = _Tracer(workspace, contents, found)
    return tracer.indicator() if found[0] == "indicator" else tracer.task()


def find_item(plan: Plan, text: str) -> tuple[Kind, str]:
    """Return kind and id of the item that `text` names; a bare id is an indicator's."""
    names = "|".join(_KINDS)
    found = re.fullmatch(rf"(?:({names})\s+)?(\S+?)\.?", match_key(text))
    kind = _KINDS.get(found[1] or "", "indicator") if found else "indicator"
    subject = found[2] if found else text
    indicators = {one.id: one for one in plan.indicators}
    tasks = {one.id for one in plan.tasks}
    if kind == "task" and subject in tasks:
        return kind, subject
    if kind == "indicator" and subject in indicators and indicators[subject].kind != "heading":
        return kind, subject
    raise _unknown(plan, text, kind, subject)


def _unknown(plan: Plan, text: str, kind: Kind, subject: str) -> UserError:
    under = [one.id for one in plan.indicators if one.id.startswith(f"{subject}.")]
    ids = [one.id for one in plan.indicators if one.kind != "heading"]
    known = [one.id for one in plan.tasks] if kind == "task" else under or ids
    other: Kind = "indicator" if kind == "task" else "task"
    is_other = subject in ([one.id for one in plan.tasks] if other == "task" else ids)
    return UserError(
        f"ITEM={text}",
        words("trace")["is_heading" if under and kind == "indicator" else f"no_{kind}"],
        f"{kind} {', '.join(known)}",
        words("trace")["try_other"].format(item=f"{other} {subject}")
        if is_other
        else words("trace")["try_again"],
    )


class _Tracer:
    """Puts one item's rows together."""

    def __init__(self, workspace: Workspace, contents: Contents, item: tuple[Kind, str]) -> None:
        self.workspace, self.period, self.contents = workspace, contents.period, contents
        self.kind, self.subject = item
        self.folder = workspace.processed(self.period.id)
        self.reports = [
            row
            for path in sorted((self.folder / "agencies").glob("*/task_reports.csv"))
            for row in read_table(path, TaskReport)
        ]
        self.findings = [
            one
            for one in read_table(self.folder / "findings.csv", Finding)
            if one.subject_id == self.subject and self._is_mine(one)
        ]

    def indicator(self) -> Trace:
        """Return the road of an indicator."""
        indicator = self.contents.plan.indicator(self.subject)
        row = next(r for r in self.contents.trajectories if r.indicator_id == self.subject)
        by_agency = self._mine(read_table(self.folder / "trajectories_by_agency.csv", Trajectory))
        series = self._mine(read_table(self.folder / "series.csv", SeriesPoint))
        observations = self._mine(self.contents.observations)
        cells = {(one.file, one.sheet, one.cell) for one in observations}
        return self._trace(
            indicator.agencies,
            observations,
            name=indicator.name,
            status=row.status,
            status_label=status_label(self.contents, row),
            sentence=indicator_sentence(self.contents, row),
            reason=explain_indicator(self.contents, row),
            figures=row,
            by_agency=by_agency,
            history=[one for one in series if one.kind in ("history", "baseline")],
            values=[self._value(one, row, by_agency, series) for one in observations],
            findings=[f for f in self.findings if (f.file, f.sheet, f.cell) not in cells],
            differences=self._mine(self.contents.differences),
        )

    def task(self) -> Trace:
        """Return the road of a task."""
        task = self.contents.plan.task(self.subject)
        state = next(one for one in self.contents.tasks if one.task_id == self.subject)
        reports = [one for one in self.reports if one.task_id == self.subject]
        states = read_table(self.folder / "task_parts.csv", TaskState)
        parts = [self._part(one, reports) for one in states if one.task_id == self.subject]
        leads = {part.state.agency for part in parts}
        return self._trace(
            expand(self.contents.plan, task.leads),
            reports,
            name=task.printed_name,
            status=state.cell,
            status_label=self.contents.reporting.task_statuses[state.cell],
            sentence="",
            reason=explain_task(self.contents, state),
            state=state,
            parts=parts,
            findings=[one for one in self.findings if one.agency not in leads],
        )

    def _trace(
        self,
        agencies: Iterable[str],
        rows: Sequence[Observation] | Sequence[TaskReport],
        **fields: object,
    ) -> Trace:
        edition = read_edition(self.workspace, self.period.id)
        concerned = {*agencies, *(one.agency for one in rows)}
        shared = {
            "period": self.period.id,
            "period_name": self.period.name,
            "closed_at": edition.card.closed_at if edition else None,
            "sample": self.contents.is_sample,
            "kind": self.kind,
            "id": self.subject,
            "corrections": self._corrections(),
            "discipline": [d for d in self.contents.discipline if d.agency in concerned],
            "files": self._files(rows),
        }
        return Trace.model_validate(shared | fields)

    def _mine(self, rows: Iterable[OfIndicator]) -> list[OfIndicator]:
        return [row for row in rows if row.indicator_id == self.subject]

    def _is_mine(self, finding: Finding) -> bool:
        """Tell whether a finding is of this kind of item: indicators and tasks share their ids."""
        if finding.check_id == DISAGREEMENT:  # stands in no cell, for it compares two files
            return self.kind == "indicator"
        if finding.sheet in layout.SHEETS:
            is_of_task = finding.sheet == layout.TASK_SHEET
        else:  # a sheet that the agency renamed, or no cell at all: in doubt it is shown
            place = (finding.file, finding.sheet)
            of_tasks = {(one.file, one.sheet) for one in self.reports}
            of_indicators = {(one.file, one.sheet) for one in self.contents.observations}
            if place not in of_tasks ^ of_indicators:
                return True
            is_of_task = place in of_tasks
        return is_of_task == (self.kind == "task")

    def _value(
        self,
        one: Observation,
        row: Trajectory,
        by_agency: Sequence[Trajectory],
        series: Sequence[SeriesPoint],
    ) -> Value:
        source = f"{one.file}!{one.sheet}!{one.cell}"
        point = next((p for p in series if (p.source, p.agency) == (source, one.agency)), None)
        found = [f for f in self.findings if (f.file, f.sheet, f.cell) == _place(one)]
        return Value(
            observation=one,
            role=_role(one, source, [row, *by_agency], series),
            was=point.was if point else None,
            findings=tuple(found),
        )

    def _part(self, state: TaskState, reports: Sequence[TaskReport]) -> Part:
        return Part(
            state=state,
            reports=tuple(one for one in reports if one.agency == state.agency),
            findings=tuple(one for one in self.findings if one.agency == state.agency),
        )

    def _corrections(self) -> list[Correction]:
        """Return what the office declared about this item, confirmed or not."""
        found = []
        for period in periods_until(self.workspace, self.period):
            path = self.workspace.corrections(period.id)
            declared = read_yaml(path, CorrectionsFile).corrections if path.is_file() else ()
            found += [one for one in declared if one.item == f"{self.kind} {self.subject}"]
        return found

    def _files(self, rows: Sequence[Observation] | Sequence[TaskReport]) -> list[SourceFile]:
        """Return the files that `rows` were read from, and those that these took the place of."""
        read = {one.file: one.sha256 for one in rows}
        known = {one.file: one for one in self.contents.submissions}
        senders = {(known[file].period, known[file].agency) for file in read if file in known}
        beside = {
            one.file: one.sha256
            for one in known.values()
            if one.standing != "counted" and (one.period, one.agency) in senders
        }
        return [
            self._file(file, recorded, known.get(file))
            for file, recorded in (read | beside).items()
        ]

    def _file(self, file: str, recorded: str, submission: Submission | None) -> SourceFile:
        path = self.workspace.root / file
        content = sha256(path.read_bytes()) if path.is_file() else ""
        name, period = PurePosixPath(file).name, PurePosixPath(file).parent.name
        receipts = [
            one for one in read_receipts(self.workspace.receipts(period)) if one.file == name
        ]
        same = next((one for one in receipts if one.sha256 == recorded), None)
        receipt = same or next(iter(receipts), None)
        return SourceFile(
            file=file,
            sha256=recorded,
            agency=submission.agency if submission else "",
            standing=submission.standing if submission else "",
            received_at=receipt.received_at if receipt else None,
            in_register="same" if same else "other" if receipt else "none",
            now="missing" if not content else "same" if content == recorded else "other",
        )


def _role(
    one: Observation,
    source: str,
    rows: Sequence[Trajectory],
    series: Sequence[SeriesPoint],
) -> Role:
    if one.outcome in ("rejected", "blank"):
        return "refused" if one.outcome == "rejected" else "blank"
    first, *others = rows
    if source in (first.actual_source, first.estimate_source):
        return "stands"
    if any(source in (row.actual_source, row.estimate_source) for row in others):
        return "stands_for_agency"
    if any(point.source == source for point in series):
        return "on_path"
    same_day = [p for p in series if (p.agency, p.date) == (one.agency, one.date)]
    return "replaced" if same_day else "not_used"


def _place(one: Observation) -> tuple[str, str, str]:
    return one.file, one.sheet, one.cell
