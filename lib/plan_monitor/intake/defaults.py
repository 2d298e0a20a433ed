"""What a notebook shows when nobody said which period and which agency."""

from plan_monitor.errors import UserError
from plan_monitor.intake.submissions import collect_submissions
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.assignments import reporters
from plan_monitor.plan.calendar import known_periods, load_period
from plan_monitor.plan.loading import load_plan
from plan_monitor.workspace import Workspace


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
