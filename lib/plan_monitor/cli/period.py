"""The command ``plan-monitor period``: a new reporting period, and its forms."""

import datetime as dt
import sys
from pathlib import Path

import click

from plan_monitor.cli.intake import moment
from plan_monitor.errors import UserError
from plan_monitor.workspace import Workspace

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_ASKED = {
    "as_of": "Ngày chốt số liệu",
    "due_before": "Gửi trước ngày (ngày đầu tiên đã là muộn)",
    "closes_at": "Giờ khóa sổ",
    "document_date": "Ngày của văn bản báo cáo",
}


@click.command()
@click.argument("period")
@click.option("--as-of", help="The last day of actual figures: 2027-05-31.")
@click.option("--due-before", help="The first day that is late: 2027-06-01.")
@click.option("--closes-at", help="When the round closes: 2027-06-10T17:00+07:00.")
@click.option("--document-date", help="The day of the report: 2027-06-10.")
@click.option("--yes", is_flag=True, help="Take the calendar's days without asking.")
@click.pass_obj
def period(root: Path, /, period: str, *, yes: bool, **given: str | None) -> None:
    """Set up PERIOD from the calendar, ask for the days that a person decides, write the forms.

    Example: plan-monitor period 2027H1
    """
    from plan_monitor.intake.templates import write_forms
    from plan_monitor.plan.new_period import propose_period, write_period
    from plan_monitor.plan.validation import find_faults

    workspace = Workspace.at(root)
    proposed = propose_period(workspace, period)
    days = {name: getattr(proposed, name, proposed.document.date) for name in _ASKED}
    is_asking = sys.stdin.isatty() and not yes
    for name, day in days.items():
        text = given[name]
        if text is None and is_asking:
            text = click.prompt(f"{_ASKED[name]} ({_WEEKDAYS[day.weekday()]})", _iso(day))
        if text is not None:
            days[name] = _read(name, text, day)
    document = proposed.document.model_copy(update={"date": days.pop("document_date")})
    path = write_period(workspace, proposed.model_copy(update={**days, "document": document}))
    if faults := [fault for fault in find_faults(workspace) if fault.file == path]:
        path.unlink()
        raise UserError(
            workspace.relative(path), str(faults[0].relative_to(workspace.root)),
            "các ngày theo đúng thứ tự", "chạy lại với ngày khác; chưa ghi gì",
        )  # fmt: skip
    click.echo(f"Đã ghi {workspace.relative(path)}")
    for name, day in days.items():
        click.echo(f"  {_ASKED[name]}: {_said(day)}")
    written = write_forms(workspace, period)
    click.echo(f"Đã ghi {len(written)} biểu mẫu vào {workspace.relative(written[0].parent)}")
    click.echo(f"Số văn bản: điền vào tệp ấy trước khi ký. Tiếp theo: make status PERIOD={period}")


def _iso(day: dt.date) -> str:
    return day.isoformat(timespec="minutes") if isinstance(day, dt.datetime) else day.isoformat()


def _said(day: dt.date) -> str:
    hour = f"{day:%H:%M} " if isinstance(day, dt.datetime) else ""
    return f"{hour}{_WEEKDAYS[day.weekday()]} {day:%d/%m/%Y}"


def _read(name: str, text: str, like: dt.date) -> dt.date:
    if isinstance(like, dt.datetime):
        return moment(text)
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UserError(
            f"--{name.replace('_', '-')} {text}", "không phải là ngày",
            "năm-tháng-ngày, ví dụ 2027-05-31", "gõ lại ngày",
        ) from None  # fmt: skip
