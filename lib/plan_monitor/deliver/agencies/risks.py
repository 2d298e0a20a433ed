"""What speaks against giving reports away: samples, errors, an open period, no confirmation."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from plan_monitor.deliver.agencies.workbooks import Workbook
from plan_monitor.errors import UserError
from plan_monitor.intake.findings import unsettled
from plan_monitor.intake.records import Finding
from plan_monitor.intake.tables import read_table
from plan_monitor.plan.calendar import Period
from plan_monitor.progress import published
from plan_monitor.progress.editions import read_edition
from plan_monitor.workspace import Workspace

KINDS = ("sample", "errors", "open", "unverified")


@dataclass(frozen=True)
class Risk:
    """One reason; `agency` is "" where it holds for all."""

    kind: str
    said: UserError
    agency: str = ""


def find_risks(
    workspace: Workspace,
    period: Period,
    agencies: Sequence[str],
    *,
    is_verified: bool,
    differing: Sequence[Workbook] = (),
) -> list[Risk]:
    """Return all that speaks against giving the reports of `agencies` away.

    Parameters
    ----------
    agencies : sequence of str
        Those that have a report.
    is_verified : bool
        Whether `verify` confirmed what stands there now.
    differing : sequence of Workbook
        Replies and forms that would be written otherwise now.

    Raises
    ------
    UserError
        If nothing is left to tell samples from real figures.
    """
    risks = []
    if is_sample(workspace, period):
        risks.append(Risk("sample", _sample(period)))
    risks += [
        Risk("errors", said, code)
        for code in agencies
        if (said := _errors(workspace, period, code)) is not None
    ]
    if read_edition(workspace, period.id) is None:
        risks.append(Risk("open", _open(period)))
    if not is_verified:
        risks.append(Risk("unverified", _unverified(period)))
    risks += [Risk("unverified", _differing(one), one.agency) for one in differing]
    return risks


def is_sample(workspace: Workspace, period: Period) -> bool:
    """Tell whether the reports of `period` are made from samples: of a closed one as its card says.

    All agencies count: the tables of one may be gone (its newest file cannot be read) while its
    report, made from samples, is still there.

    Raises
    ------
    UserError
        If the tables of all agencies are gone.
    """
    edition = read_edition(workspace, period.id)
    if edition:
        return edition.card.sample
    if not any((workspace.processed(period.id) / "agencies").glob("*/submissions.csv")):
        raise UserError(
            f"data/processed/{period.id}", "không còn bảng nào", "các bảng báo cáo được lập từ đó",
            f"chạy make report PERIOD={period.id}",
        )  # fmt: skip
    return published.is_sample(workspace, period)


def refuse_unknown(accepted: Collection[str]) -> None:
    """Refuse a risk that is none: nothing may be accepted by a slip of the hand."""
    for name in accepted:
        if name not in KINDS:
            raise UserError(
                f"--accept {name}", "không có rủi ro này", f"trong số: {', '.join(KINDS)}",
                "gõ lại, cách nhau bằng dấu phẩy",
            )  # fmt: skip


def standing_in_way(risks: Sequence[Risk], accepted: Collection[str]) -> list[Risk]:
    """Return the risks that nobody has accepted."""
    return [risk for risk in risks if risk.kind not in accepted]


def accepted_for(risks: Sequence[Risk], agency: str) -> str:
    """Return the kinds of risk that concern `agency`, for the register."""
    own = {risk.kind for risk in risks if risk.agency in {"", agency}}
    return " ".join(kind for kind in KINDS if kind in own)


def _accepting(kind: str, first: str) -> str:
    return f"{first}; nếu vẫn phát hành thì thêm ACCEPT={kind} (--accept {kind})"


def _sample(period: Period) -> UserError:
    return UserError(
        f"Kỳ {period.id}", "báo cáo lập từ dữ liệu minh họa", "số liệu thật của cơ quan",
        _accepting("sample", "làm trong thư mục làm việc có số liệu thật"),
    )  # fmt: skip


def _errors(workspace: Workspace, period: Period, agency: str) -> UserError | None:
    """Return what is open of one agency: errors not mended, or a report from an older file."""
    path = workspace.agency_tables(period.id, agency) / "findings.csv"
    if not path.is_file() and read_edition(workspace, period.id):
        found = "không còn bảng các phát hiện của kỳ đã chốt"
    elif not path.is_file():
        found = "tệp mới nhất không đọc được, báo cáo lập từ bản trước"
    else:
        rows = [one for one in read_table(path, Finding) if one.period == period.id]
        errors = [one for one in unsettled(rows) if one.severity == "error"]
        if not errors:
            return None
        found = f"còn {len(errors)} lỗi chưa xử lý ({_places(errors)})"
    return UserError(
        f"Kỳ {period.id}, {agency}", found, "không còn lỗi",
        _accepting("errors", "đề nghị cơ quan sửa (make replies) hoặc ghi params/corrections"),
    )  # fmt: skip


def _places(errors: Sequence[Finding]) -> str:
    places = [f"{one.sheet}!{one.cell}" if one.cell else one.check_id for one in errors]
    return ", ".join(places[:3]) + (", …" if len(places) > 3 else "")


def _open(period: Period) -> UserError:
    return UserError(
        f"Kỳ {period.id}", "kỳ chưa chốt, báo cáo còn có thể đổi", "kỳ đã chốt",
        _accepting("open", f"chạy make close PERIOD={period.id} AT=<giờ ký>"),
    )  # fmt: skip


def _differing(one: Workbook) -> UserError:
    return UserError(
        one.name, "khác với tệp lập từ dữ liệu đang có", f"đúng tệp mà {one.command} ghi ra",
        _accepting("unverified", f"chạy {one.command}"),
    )  # fmt: skip


def _unverified(period: Period) -> UserError:
    return UserError(
        f"Kỳ {period.id}", "chưa có lần kiểm chứng nào xác nhận đúng các báo cáo đang có",
        "make verify không thấy tệp nào khác",
        _accepting("unverified", f"chạy make verify PERIOD={period.id}"),
    )  # fmt: skip
