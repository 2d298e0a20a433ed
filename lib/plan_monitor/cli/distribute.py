"""The command ``plan-monitor distribute``: the reports of a period to the agencies."""

import datetime as dt
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from plan_monitor.cli.intake import moment
from plan_monitor.cli.progress import Progress
from plan_monitor.errors import UserError
from plan_monitor.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plan_monitor.deliver.agencies.distribute import Outbox
    from plan_monitor.deliver.agencies.sending import Sent

_MARKS = {
    "sent": "đã gửi",
    "refused": "BỊ TỪ CHỐI",
    "failed": "CHƯA GỬI ĐƯỢC",
    "unknown": "KHÔNG RÕ",
}
_WAS_THERE = {"sent": "đã gửi trước", "unknown": "KHÔNG RÕ"}
_UNKNOWN = (
    "{code}: không rõ thư đã đến {address} hay chưa, máy chủ đã nhận đủ mà không trả lời. Cần: hỏi "
    "{name}. Cách xử lý: chạy lại với RECEIVED={code} nếu đã nhận, NOT_RECEIVED={code} nếu chưa."
)
_TO_DO = {
    "refused": "Cần: máy chủ nhận. Cách xử lý: sửa địa chỉ hoặc hỏi quản trị thư rồi chạy lại.",
    "failed": "Cần: kết nối đến hết thư. Cách xử lý: kiểm tra mạng rồi chạy lại để gửi tiếp.",
}
_codes = partial(click.option, multiple=True, metavar="CODE")


@click.command()
@click.argument("period")
@_codes("--agency", "agencies", help="Only this agency's package (repeatable).")
@click.option("--accept", default="", help="Risks taken: sample,errors,open,unverified.")
@click.option("--at", help="Day and hour in the mails' heads: 2027-06-20T17:00+07:00.")
@_codes("--received", help="This agency has the package all the same.")
@_codes("--not-received", help="This agency does not have the mail.")
@click.option("--send", "is_sent", is_flag=True, help="Send the mails; without it none goes.")
@click.pass_obj
def distribute(
    root: Path, /, period: str, accept: str, at: str | None, is_sent: bool, **codes: tuple[str, ...]
) -> None:
    """Pack the reports of PERIOD for the agencies, as folders and as mails; send them if asked.

    Ends with 1 if a mail was not taken; with 2, writing nothing, at a risk that is not accepted.
    Example: plan-monitor distribute 2027H1
    """
    from plan_monitor.build.verified import is_verified
    from plan_monitor.deliver.agencies.distribute import Request, opened, send
    from plan_monitor.deliver.agencies.sending import Time
    from plan_monitor.intake.receipts import HERE

    def now() -> dt.datetime:
        return dt.datetime.now(HERE).replace(microsecond=0)

    workspace = Workspace.at(root)
    date = _zoned(at) if at else now() if is_sent else None
    risks = tuple(one.strip() for one in accept.split(",") if one.strip())
    request = Request(period, accepted=risks, date=date, **codes)
    with opened(workspace, request, is_verified, now) as outbox:
        _say_outbox(workspace, period, outbox)
        if not is_sent:
            click.echo("Chưa gửi thư nào. Gửi: thêm SEND=1 (--send).")
            return
        with Progress() as progress:

            def tell(one: "Sent", total: int) -> None:
                mark = (_WAS_THERE if one.was_there else _MARKS)[one.outcome]
                progress.tell(mark, one.letter.package.agency.code, total)

            clocks = Time(now, time.monotonic, time.sleep)
            results = send(workspace, outbox, clocks, tell)
    _say_sent(results, len(outbox.letters))
    sys.exit(0 if all(one.outcome == "sent" for one in results) else 1)


def _zoned(text: str) -> dt.datetime:
    found = moment(text)
    if found.tzinfo is None:
        raise UserError(
            f"--at {text}", "thiếu múi giờ", "giờ có múi giờ, ví dụ +07:00", "gõ lại giờ"
        )
    return found


def _say_outbox(workspace: Workspace, period: str, outbox: "Outbox") -> None:
    folder = workspace.relative(workspace.outbox(period))
    click.echo(f"Đã ghi {len(outbox.letters)} gói tài liệu và thư vào {folder}")
    if outbox.late:
        click.echo(f"Chỉ có biểu mẫu, vì chưa gửi báo cáo: {', '.join(outbox.late)}")
    if outbox.silent:
        click.echo(
            f"Không có gói, vì chưa gửi báo cáo và chưa có biểu mẫu: {', '.join(outbox.silent)} "
            f"(make templates PERIOD={period})"
        )
    if outbox.unwritten:
        codes = ", ".join(one.agency for one in outbox.unwritten)
        click.echo(f"Chưa có tệp trả lời của {codes} ({outbox.unwritten[0].command})")
    if outbox.formless:
        again = f"make templates PERIOD={outbox.formless.id}"
        click.echo(f"Không gói nào có biểu mẫu của kỳ sau ({again})")
    if not outbox.mailroom.recipients:
        click.echo("Chưa có delivery/recipients.yml: thư chưa có người gửi và người nhận.")
    for risk in outbox.risks:
        click.echo(f"Đã chấp nhận rủi ro ({risk.kind}): {risk.said.where}: {risk.said.found}")


def _say_sent(results: "Sequence[Sent]", total: int) -> None:
    new = sum(one.outcome == "sent" and not one.was_there for one in results)
    old = sum(one.outcome == "sent" and one.was_there for one in results)
    click.echo(f"Đã gửi {new} thư; {old} thư đã gửi từ trước; tất cả {total}.")
    for one in results:
        agency = one.letter.package.agency
        if one.outcome == "unknown":
            words = {"code": agency.code, "name": agency.name, "address": one.letter.address}
            click.echo(_UNKNOWN.format(**words))
        elif one.outcome != "sent":
            to_do = _TO_DO[one.outcome]
            click.echo(
                f"{agency.code}: chưa gửi được tới {one.letter.address}: {one.note}. {to_do}"
            )
    if left := total - len(results):
        click.echo(f"Còn {left} thư chưa gửi vì đã dừng. Cách xử lý: chạy lại để gửi tiếp.")
