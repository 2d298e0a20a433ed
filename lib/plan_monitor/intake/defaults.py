"""What a notebook shows when nobody said which period and which agency.

A desk that was opened for one (``plan-monitor lab 2027H1 --agency VP``) says so in its environment.
A report never looks there: it always gets its parameters, and `build.notebooks` empties the two.
"""

import os

from plan_monitor.errors import UserError
from plan_monitor.intake.submissions import collect_submissions
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.assignments import reporters
from plan_monitor.plan.calendar import known_periods, load_period
from plan_monitor.plan.loading import load_plan
from plan_monitor.workspace import Workspace

PERIOD, AGENCY = "PLAN_MONITOR_PERIOD", "PLAN_MONITOR_AGENCY"


def opened_period(workspace: Workspace) -> str:
    """Return the period that the desk was opened for, else the latest one received.

    Raises
    ------
    UserError
        If the workspace has no such period, or nothing was received for any.
    """
    period = os.environ.get(PERIOD, "")
    return load_period(workspace, period).id if period else latest_period(workspace)


def opened_agency(workspace: Workspace, period_id: str) -> str:
    """Return the agency that the desk was opened for, else the first one that sent.

    Raises
    ------
    UserError
        If that agency owes no report of the period, or none has sent one.
    """
    agency = os.environ.get(AGENCY, "")
    return (
        check_agency(workspace, period_id, agency) if agency else first_agency(workspace, period_id)
    )


def check_agency(workspace: Workspace, period_id: str, agency: str) -> str:
    """Return `agency`; refuse one that owes no report of the period, with those that do."""
    plan = plan_as_of(load_plan(workspace.plan), load_period(workspace, period_id).as_of)
    known = [one.code for one in reporters(plan)]
    if agency not in known:
        raise UserError(
            f"AGENCY={agency}",
            f"không có cơ quan này trong kỳ {period_id}",
            f"một trong: {', '.join(known)}",
            "gõ lại mã cơ quan",
        )
    return agency


def latest_period(workspace: Workspace) -> str:
    """Return the latest period for which something was received.

    Raises
    ------
    UserError
        If nothing was received for any period.
    """
    for period in reversed(known_periods(workspace)):
        folder = workspace.raw(period.id)
        if folder.is_dir() and any(folder.glob("*.xlsx")):
            return period.id
    raise UserError(
        "data/raw", "chưa nhận báo cáo nào", "báo cáo của ít nhất một kỳ", "ghi tham số period"
    )


def first_agency(workspace: Workspace, period_id: str) -> str:
    """Return the first agency, in protocol order, that sent something readable for a period.

    Raises
    ------
    UserError
        If no agency did.
    """
    period = load_period(workspace, period_id)
    sent = {
        one.agency
        for one in collect_submissions(workspace, period)
        if one.period == period.id and one.standing == "counted"
    }
    plan = plan_as_of(load_plan(workspace.plan), period.as_of)
    for agency in reporters(plan):
        if agency.code in sent:
            return agency.code
    raise UserError(
        f"data/raw/{period.id}", "chưa có báo cáo đọc được", "một báo cáo", "đôn đốc các cơ quan"
    )
