"""Close a period: keep what was said, so that it is never rewritten and can be held against."""

import datetime as dt
import json
from typing import Any

from plan_monitor.build.portal import INDEX, edition_index, write_periods
from plan_monitor.build.up_to_date import MANIFEST
from plan_monitor.errors import UserError
from plan_monitor.files import sha256, write_atomically
from plan_monitor.locking import RUN, only_one
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.calendar import Period, load_period, load_reporting
from plan_monitor.plan.loading import load_plan
from plan_monitor.plan.yaml_files import write_yaml
from plan_monitor.progress.editions import (
    CARD,
    METHOD_VERSION,
    PLAN,
    TABLES,
    EditionCard,
    refuse_closed,
    thresholds_of,
)
from plan_monitor.progress.published import is_sample
from plan_monitor.vietnamese.dates import short_date
from plan_monitor.workspace import Workspace

_COMMENT = "Bản đã chốt: không sửa. Số liệu đến sau được tính ở kỳ sau."
_LEFT_OUT = ".ipynb"


def close_period(workspace: Workspace, period_id: str, closed_at: dt.datetime) -> EditionCard:
    """Keep the tables and the documents of a period in editions/<period>.

    Parameters
    ----------
    closed_at : datetime
        When the report was signed, with its time zone.

    Raises
    ------
    UserError
        If the period is closed already, files may still arrive for it, or its reports are not
        whole: not made, made for some agencies only, or changed since.
    """
    period = load_period(workspace, period_id)
    with only_one(workspace.lock(RUN)):
        refuse_closed(workspace, period)
        if closed_at.tzinfo is None or closed_at < period.closes_at:
            raise UserError(
                f"--at {closed_at.isoformat()}",
                "thiếu múi giờ" if closed_at.tzinfo is None else "trước giờ khóa sổ",
                f"giờ có múi giờ, không trước {period.closes_at.isoformat()}",
                "chốt kỳ sau khi khóa sổ",
            )
        reports = _reports(workspace, period, closed_at)
        folder, made = workspace.edition(period.id), workspace.processed(period.id)
        tables = {name: (made / name).read_bytes() for name in TABLES if name != PLAN}
        plan = plan_as_of(load_plan(workspace.plan), period.as_of)
        tables[PLAN] = (plan.model_dump_json(indent=1) + "\n").encode()
        card = EditionCard.model_validate(
            {
                "period": period.id,
                "as_of": period.as_of,
                "closed_at": closed_at,
                "method_version": METHOD_VERSION,
                "thresholds": thresholds_of(load_reporting(workspace)),
                "sample": is_sample(workspace, period),
                "tables": [{"file": n, "sha256": sha256(data)} for n, data in tables.items()],
                "reports": [{"file": n, "sha256": sha256(data)} for n, data in reports.items()],
            }
        )
        for name, data in (tables | reports).items():
            write_atomically(folder / name, data)
        write_yaml(folder / CARD, card.model_dump(mode="json"), _COMMENT)
        write_periods(workspace)
        return card


def _reports(workspace: Workspace, period: Period, closed_at: dt.datetime) -> dict[str, bytes]:
    """Return the documents of the period by their name in the edition, as the manifest has them.

    Executed notebooks are left out: the documents are what was signed. The page that leads to them
    is written anew, without links to what is not kept.
    """
    folder = workspace.reports(period.id)
    path = folder / MANIFEST
    if not path.is_file() or not (workspace.province_report(period.id) / "report.docx").is_file():
        raise _incomplete(period, "chưa có báo cáo tổng hợp của kỳ này")
    outputs: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["outputs"]
    for name, hashes in outputs.items():
        file = folder / name
        if not file.is_file() or sha256(file.read_bytes()) != hashes["sha256"]:
            raise _incomplete(period, f"{name} khác với khi lập báo cáo")
    missing = [
        n for n in TABLES if n != PLAN and not (workspace.processed(period.id) / n).is_file()
    ]
    if missing:
        raise _incomplete(period, f"thiếu bảng {missing[0]}")
    kept = [name for name in outputs if not name.endswith(_LEFT_OUT)]
    documents = {f"reports/{name}": (folder / name).read_bytes() for name in kept}
    if INDEX in kept:
        page = edition_index(workspace, period, kept, closed_at)
        documents[f"reports/{INDEX}"] = page.encode("utf-8")
    return documents


def _incomplete(period: Period, found: str) -> UserError:
    return UserError(
        f"reports/{period.id}",
        found,
        "báo cáo đầy đủ, chưa ai sửa",
        f"chạy make report PERIOD={period.id} rồi chốt lại (hạn nộp: trước ngày "
        f"{short_date(period.due_before)})",
    )
