"""Who has reported for a period: when, how completely, and with how many doubts."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Literal

from plan_monitor.intake.cleaning import CleanSubmission
from plan_monitor.intake.judging import Judge
from plan_monitor.intake.newest import read_newest
from plan_monitor.intake.receiving import days_late
from plan_monitor.intake.records import Submission
from plan_monitor.intake.submissions import collect_submissions, ignored_entries
from plan_monitor.intake.texts import checks
from plan_monitor.plan.assignments import owed_indicators, owed_tasks, reporters
from plan_monitor.plan.bodies import Agency
from plan_monitor.plan.calendar import Period
from plan_monitor.workspace import Workspace

State = Literal["on_time", "late", "missing", "unreadable", "unknown"]
_CRASHED = "reading-crashed"


@dataclass(frozen=True)
class AgencyStatus:
    """How one agency has reported so far; counts are of owed rows.

    `received_at` is the first readable arrival, which decides timeliness. `state` is unknown where
    no file that can be read stands in the register. `remarks` name the files that are not counted.
    """

    agency: str
    name: str
    state: State
    received_at: dt.datetime | None
    days_late: int
    asked: int
    accepted: int
    warned: int
    rejected: int
    blank: int
    errors: int
    warnings: int
    revisions: int
    remarks: tuple[str, ...] = ()

    @property
    def answered(self) -> int:
        """The number of owed rows in which something was reported."""
        return self.asked - self.blank

    def as_json(self) -> dict[str, Any]:
        """Return the status for programs."""
        names = ("asked", "accepted", "warned", "rejected", "blank", "errors", "warnings")
        return {
            "agency": self.agency,
            "name": self.name,
            "state": self.state,
            "received_at": self.received_at.isoformat() if self.received_at else None,
            "days_late": self.days_late,
            "answered": self.answered,
            **{name: getattr(self, name) for name in names},
            "revisions": self.revisions,
            "remarks": list(self.remarks),
        }


@dataclass(frozen=True)
class PeriodStatus:
    """How all agencies have reported for a period so far.

    `strangers` are files of nobody who owes a report, with what is wrong with them; `ignored` what
    else lies in the folder; `sample` whether the files are marked as samples.
    """

    period: Period
    agencies: tuple[AgencyStatus, ...]
    strangers: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    sample: bool = False

    def count(self, *states: State) -> int:
        """Return how many agencies are in one of `states`."""
        return sum(one.state in states for one in self.agencies)

    def as_json(self) -> dict[str, Any]:
        """Return the status for programs."""
        return {
            "period": self.period.id,
            "due_before": self.period.due_before.isoformat(),
            "closes_at": self.period.closes_at.isoformat(),
            "sample": self.sample,
            "agencies": [one.as_json() for one in self.agencies],
            "strangers": list(self.strangers),
            "ignored": list(self.ignored),
        }


def period_status(workspace: Workspace, period_id: str) -> PeriodStatus:
    """Return who has reported for a period, from the files in data/raw and the register alone.

    Raises
    ------
    UserError
        If there is no such period, or sample and real workbooks are mixed.
    """
    judge = Judge(workspace, period_id)
    period = judge.period
    has_folder = workspace.raw(period.id).is_dir()
    found = collect_submissions(workspace, period) if has_folder else []
    sent = [one for one in found if one.period == period.id]
    strangers = [one for one in sent if one.agency not in judge.reporting]
    return PeriodStatus(
        period=period,
        agencies=tuple(
            _of_agency(judge, agency, [one for one in sent if one.agency == agency.code])
            for agency in reporters(judge.plan)
        ),
        strangers=tuple(_remark(one) for one in strangers),
        ignored=tuple(ignored_entries(workspace, period)) if has_folder else (),
        sample=any(one.sample for one in sent),
    )


def _of_agency(judge: Judge, agency: Agency, found: Sequence[Submission]) -> AgencyStatus:
    counted, sent = _read(judge, agency.code, found)
    readable = [one for one in sent if one.standing in {"counted", "superseded"}]
    arrivals = sorted(one.received_at for one in readable if one.received_at)
    first = arrivals[0] if arrivals else None
    severities = Counter(checks()[one.problem].severity for one in sent if one.problem)
    for one in sent:
        if one.standing == "counted" and one.received_at:
            severities["warning"] += bool(days_late(one.received_at, judge.period))
    if counted is not None:
        severities.update(one.severity for one in counted.findings.rows)
    rows = counted.accounting if counted else None
    asked = len(owed_indicators(judge.plan, agency.code)) + len(owed_tasks(judge.plan, agency.code))
    late = days_late(first, judge.period) if first else 0
    return AgencyStatus(
        agency=agency.code,
        name=agency.name,
        state=_state(sent, readable, late),
        received_at=first,
        days_late=late,
        asked=asked,
        accepted=rows.accepted if rows else 0,
        warned=rows.warned if rows else 0,
        rejected=rows.rejected if rows else 0,
        blank=rows.blank if rows else asked,
        errors=severities["error"],
        warnings=severities["warning"],
        revisions=max(0, len(readable) - 1),
        remarks=tuple(_remark(one) for one in sent if one.problem),
    )


def _read(
    judge: Judge, agency: str, found: Sequence[Submission]
) -> tuple[CleanSubmission | None, list[Submission]]:
    """Clean the newest readable file; a file that no code can take is an unreadable one."""
    context = judge.context(agency)
    try:
        return read_newest(judge.workspace, context, found)
    except Exception:  # whatever a text makes of the code that cleans it
        crashed = {"standing": "unreadable", "problem": _CRASHED}
        return None, [one if one.problem else one.model_copy(update=crashed) for one in found]


def _state(sent: Sequence[Submission], readable: Sequence[Submission], late: int) -> State:
    if not readable:
        return "unreadable" if any(one.standing == "unreadable" for one in sent) else "missing"
    if not any(one.received_at for one in readable):
        return "unknown"
    return "late" if late else "on_time"


def _remark(submission: Submission) -> str:
    name = PurePosixPath(submission.file).name
    title = checks()[submission.problem].title if submission.problem else "không phải báo cáo"
    return f"{name}: {title}"
