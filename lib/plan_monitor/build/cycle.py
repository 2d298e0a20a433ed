"""The office's round, step by step: what is done, what is open, and what comes next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plan_monitor.build.up_to_date import unchanged_run
from plan_monitor.build.verified import is_verified
from plan_monitor.deliver.agencies.register import Register
from plan_monitor.intake.status import AgencyStatus, PeriodStatus
from plan_monitor.plan.calendar import Period
from plan_monitor.progress.editions import read_edition
from plan_monitor.vietnamese.dates import short_date
from plan_monitor.workspace import Workspace

_HERE = {"on_time", "late", "unknown"}
_SOME = 3  # agencies that are named one by one


@dataclass(frozen=True)
class Step:
    """One step of a period: how it stands, and what to do while it is open.

    The one after it can be taken all the same if it `may_wait`.
    """

    name: str
    said: str
    is_done: bool
    to_do: str
    may_wait: bool = False


def steps_of(workspace: Workspace, status: PeriodStatus) -> tuple[Step, ...]:
    """Return the steps of a period in their order, as they stand on the disk now."""
    period = status.period
    edition = read_edition(workspace, period.id)
    if edition is not None:
        said = f"ngày {short_date(edition.card.closed_at)}, lưu ở editions/{period.id}"
        return (Step("Chốt kỳ", said, True, ""), _sending(workspace, status))
    return (
        _forms(workspace, status),
        _receiving(status),
        _asking(workspace, status),
        *_reporting(workspace, period),
        Step("Chốt kỳ", "chưa", False, f"khi đã ký: make close PERIOD={period.id} AT=<giờ ký>"),
        _sending(workspace, status),
    )


def next_steps(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Return the first step that all after it wait for, after those that may be left open."""
    found = []
    for step in steps:
        if not step.is_done:
            found.append(step)
            if not step.may_wait:
                break
    return tuple(found)


def cycle_lines(steps: Sequence[Step]) -> Iterator[str]:
    """Yield the steps as a list with marks, then what comes next."""
    yield "Các bước của kỳ:"
    for step in steps:
        yield f"  [{'x' if step.is_done else ' '}] {step.name}: {step.said}"
    following = next_steps(steps)
    yield "Việc tiếp theo:" if following else "Kỳ này không còn việc nào."
    for number, step in enumerate(following, 1):
        yield f"  {number}. {step.to_do}"


def _forms(workspace: Workspace, status: PeriodStatus) -> Step:
    period, all_of = status.period.id, len(status.agencies)
    written = len(list(workspace.forms(period).glob(workspace.form(period, "*").name)))
    is_out = any(one.state in _HERE for one in status.agencies)
    said = "đã có cơ quan gửi báo cáo" if is_out else f"đã ghi {written}/{all_of} biểu mẫu"
    return Step(
        "Phát biểu mẫu",
        said,
        is_out or written >= all_of,
        f"make templates PERIOD={period} rồi gửi đi",
    )


def _receiving(status: PeriodStatus) -> Step:
    absent = [one for one in status.agencies if one.state not in _HERE]
    count, period = len(status.agencies), status.period
    said = f"{count - len(absent)}/{count} cơ quan" + (f", chưa có {_named(absent)}" * bool(absent))
    to_do = (
        f"nhắc {_named(absent)} (hạn trước ngày {short_date(period.due_before)}), nhận tệp bằng "
        f"make receive PERIOD={period.id} FILES=… AT=…"
    )
    return Step("Nhận báo cáo", said, not absent, to_do, may_wait=len(absent) < count)


def _asking(workspace: Workspace, status: PeriodStatus) -> Step:
    wrong = [one for one in status.agencies if one.errors]
    period = status.period.id
    unasked = [one for one in wrong if not workspace.reply(period, one.agency).is_file()]
    errors = sum(one.errors for one in wrong)
    said = f"{errors} lỗi của {_named(wrong)}" if wrong else "không có lỗi"
    if wrong and not unasked:
        said += ", đã ghi tệp trả lời"
    to_do = f"make replies PERIOD={period}, gửi tệp cho cơ quan sửa"
    return Step("Kiểm tra, hỏi lại", said, not unasked, to_do, may_wait=True)


def _reporting(workspace: Workspace, period: Period) -> Iterator[Step]:
    is_made = workspace.province_report(period.id).is_dir()
    is_fresh = is_made and unchanged_run(workspace, period.id) is not None
    said = (
        "đã lập, từ đúng dữ liệu đang có" if is_fresh else "dữ liệu đã đổi" if is_made else "chưa"
    )
    yield Step("Lập báo cáo", said, is_fresh, f"make report PERIOD={period.id}")
    number = period.document.number
    yield Step(
        "Số văn bản", number or "còn để trống", bool(number),
        f"điền document.number trong params/periods/{period.id}.yml rồi lập lại, hoặc ghi tay",
        may_wait=True,
    )  # fmt: skip
    confirmed = is_fresh and is_verified(workspace, period)
    said = "đã xác nhận" if confirmed else "chưa xác nhận báo cáo đang có"
    yield Step("Kiểm chứng", said, confirmed, f"make verify PERIOD={period.id}")


def _sending(workspace: Workspace, status: PeriodStatus) -> Step:
    period = status.period.id
    entries = Register(workspace.register).entries
    sent = {one.agency for one in entries if one.period == period and one.outcome == "sent"}
    count = len(status.agencies)
    is_done = sum(one.agency in sent for one in status.agencies) == count
    to_do = f"make distribute PERIOD={period}, xem thư mục outbox, rồi thêm SEND=1"
    return Step("Gửi các cơ quan", f"{len(sent)}/{count} cơ quan", is_done, to_do)


def _named(agencies: Sequence[AgencyStatus]) -> str:
    if len(agencies) > _SOME:
        return f"{len(agencies)} cơ quan"
    return ", ".join(one.name for one in agencies)
