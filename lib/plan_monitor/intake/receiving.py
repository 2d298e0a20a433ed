"""File what came by mail or by hand: the copy in data/raw, and its line in the register."""

import datetime as dt
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from plan_monitor.errors import UserError
from plan_monitor.files import sha256, write_atomically
from plan_monitor.intake.door import MAX_BYTES, TOO_LARGE, check_path
from plan_monitor.intake.judging import WRONG_AGENCY, Judge, Judgement
from plan_monitor.intake.receipts import Receipt, here, read_receipts, write_receipts
from plan_monitor.intake.records import Submission
from plan_monitor.intake.submissions import collect_submissions, refuse_mixture
from plan_monitor.locking import only_one
from plan_monitor.plan.calendar import Period
from plan_monitor.vietnamese.dates import short_date
from plan_monitor.workspace import Workspace

_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")
_SCHEMA_LINE = "# yaml-language-server:"


@dataclass(frozen=True)
class Received:
    """What became of one file.

    `filed` is its path from the workspace's root: where it went, or where the same content lies
    already; empty for a file that was not taken. `told` says what was done, or why nothing was and
    what to do.
    """

    judgement: Judgement
    filed: str
    told: str

    @property
    def is_good(self) -> bool:
        """Whether the file is on record and can be read, or was none to file."""
        if self.judgement.outcome == "ignored":
            return self.judgement.period is None
        return bool(self.filed) and self.judgement.outcome != "rejected"


def receive_files(
    workspace: Workspace,
    paths: Sequence[Path | str],
    period_id: str,
    received_at: dt.datetime,
    agency: str | None = None,
) -> list[Received]:
    """File workbooks that arrived together; nothing that lies in data/raw is ever changed.

    Parameters
    ----------
    paths : sequence of Path or str
        Where the files are now; they stay there.
    period_id : str
        The period for which they were sent.
    received_at : datetime
        When they arrived, with its time zone.
    agency : str, optional
        Who sent them, for files that do not tell.

    Raises
    ------
    UserError
        If there is no such period or agency, the hour has no time zone, or another run that
        files workbooks does not end.
    """
    if received_at.tzinfo is None:
        raise UserError(
            f"--at {received_at.isoformat()}",
            "thiếu múi giờ",
            "giờ nhận có múi giờ, ví dụ 2027-05-30T09:12+07:00",
            "ghi thêm +07:00",
        )
    judge = Judge(workspace, period_id, agency)
    with only_one(workspace.lock("receive"), wait_seconds=30):
        desk = _Desk(workspace, judge, here(received_at))
        return [desk.receive(path) for path in paths]


def days_late(received_at: dt.datetime, period: Period) -> int:
    """Return by how many days a file came too late; the due date itself is one day late."""
    return max(0, (received_at.date() - period.due_before).days + 1)


class _Desk:
    """Files one workbook after the other for one period."""

    def __init__(self, workspace: Workspace, judge: Judge, received_at: dt.datetime) -> None:
        self.workspace = workspace
        self.judge = judge
        self.received_at = received_at
        self.period = judge.period
        self.folder = workspace.raw(judge.period.id)
        self.register = workspace.receipts(judge.period.id)
        self.there = collect_submissions(workspace, judge.period) if self.folder.is_dir() else []

    def receive(self, path: Path | str) -> Received:
        """Judge and file one workbook."""
        judgement, data = self.judge.judge_with_content(path)
        why_not = self._why_not(judgement) or self._mixture(judgement)
        if why_not or data is None:
            return Received(judgement, "", why_not or "KHÔNG LƯU: không mở được tệp.")
        digest = sha256(data)
        same = self._same_content(digest)
        if same:
            return Received(judgement, self._raw_path(same), self._again(same, digest))
        lost = self._lost(digest)
        name = lost.file if lost else self._free_name(judgement, Path(path))
        write_atomically(self.folder / name, data)
        if lost:
            told = f"lưu lại tệp đã mất, trong sổ là {_hour(lost.received_at)}"
            return Received(judgement, self._raw_path(name), told)
        self._enter(name, digest)
        return Received(judgement, self._raw_path(name), f"đã lưu, {self._timeliness()}")

    def _why_not(self, judgement: Judgement) -> str:
        """Return why a file is not taken and what to do, "" for one that is."""
        checks = {one.check_id for one in judgement.findings}
        if judgement.outcome == "ignored" and judgement.period is None:
            return f"bỏ qua, không phải tệp báo cáo ({judgement.note})"
        if judgement.period in set(self.judge.periods) - {self.period.id}:
            return (
                f"KHÔNG LƯU: đây là báo cáo của kỳ {judgement.period}. "
                f"Cách xử lý: tiếp nhận lại với --period {judgement.period}."
            )
        if WRONG_AGENCY in checks:
            return (
                f"KHÔNG LƯU: tệp ghi là của {judgement.agency}. Cách xử lý: bỏ --agency nếu đúng "
                "là báo cáo của cơ quan đó, hoặc đề nghị gửi đúng biểu."
            )
        if TOO_LARGE in checks:
            return "KHÔNG LƯU: tệp quá lớn. Cách xử lý: đề nghị cơ quan gửi lại biểu mẫu đã điền."
        if judgement.agency not in self.judge.known:
            return (
                "KHÔNG LƯU: không rõ tệp của cơ quan nào. Cách xử lý: tiếp nhận lại với "
                "--agency MÃ nếu biết, hoặc đề nghị gửi lại bằng biểu mẫu được cấp."
            )
        return ""

    def _mixture(self, judgement: Judgement) -> str:
        """Return what speaks against a sample among real files, or a real one among samples."""
        if judgement.sample is None:
            return ""
        new = Submission(
            period=self.period.id,
            agency=judgement.agency or "",
            file=os.fsencode(judgement.file).decode("utf-8", "replace"),
            sha256="",
            received_at=self.received_at,
            sample=judgement.sample,
            standing="counted",
            problem="",
        )
        try:
            refuse_mixture([*self.there, new])
        except UserError as error:
            return f"KHÔNG LƯU: {error}"
        self.there.append(new)
        return ""

    # --- the folder and the register --------------------------------------------------------

    def _raw_path(self, name: str) -> str:
        return f"data/raw/{self.period.id}/{name}"

    def _same_content(self, digest: str) -> str:
        """Return the name of the file in the folder with this content, "" if there is none."""
        for path in sorted(self.folder.iterdir()) if self.folder.is_dir() else ():
            is_read = not check_path(path, self.folder) and path.stat().st_size <= MAX_BYTES
            if is_read and sha256(path.read_bytes()) == digest:
                return path.name
        return ""

    def _again(self, name: str, digest: str) -> str:
        """Say that this content is there already; enter it if the register does not know it."""
        for receipt in read_receipts(self.register):
            if (receipt.file, receipt.sha256) == (name, digest):
                return f"đã có trong kho từ {_hour(receipt.received_at)}, không lưu lần nữa"
        self._enter(name, digest)
        return f"đã có trong kho nhưng chưa vào sổ; đã ghi vào sổ, {self._timeliness()}"

    def _lost(self, digest: str) -> Receipt | None:
        """Return the receipt of this content if its file is no longer in the folder."""
        for receipt in read_receipts(self.register):
            is_plain = receipt.file == Path(receipt.file).name
            if receipt.sha256 == digest and is_plain and not (self.folder / receipt.file).exists():
                return receipt
        return None

    def _free_name(self, judgement: Judgement, path: Path) -> str:
        """Return a name that neither the folder nor the register has, in whatever case."""
        entries = self.folder.iterdir() if self.folder.is_dir() else ()
        taken = {entry.name.casefold() for entry in entries}
        taken |= {receipt.file.casefold() for receipt in read_receipts(self.register)}
        stem = f"{judgement.agency}_{self.period.id}"
        suffix = path.suffix.lower()
        suffix = suffix if _SUFFIX.fullmatch(suffix) else ".bin"
        number, name = 1, stem + suffix
        while name.casefold() in taken:
            number += 1
            name = f"{stem}_{number}{suffix}"
        return name

    def _enter(self, name: str, digest: str) -> None:
        """Write the file's line into the register; lines of files of that name give way to it."""
        known = [one for one in read_receipts(self.register) if one.file != name]
        receipt = Receipt(file=name, sha256=digest, received_at=self.received_at)
        write_receipts(self.register, [*known, receipt], self._comment())

    def _comment(self) -> str:
        """Return the comment on top of the register, as it stands there."""
        if not self.register.is_file():
            return f"Sổ tiếp nhận {self.period.name}: tệp nào đến lúc nào."
        lines = []
        for line in self.register.read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                break
            if not line.startswith(_SCHEMA_LINE):
                lines.append(line.removeprefix("#").removeprefix(" "))
        return "\n".join(lines)

    def _timeliness(self) -> str:
        late = days_late(self.received_at, self.period)
        words = f"muộn {late} ngày (hạn: trước ngày {short_date(self.period.due_before)})"
        words = words if late else "đúng hạn"
        if self.received_at > self.period.closes_at:
            words += f"; sau khi khóa sổ ({_hour(self.period.closes_at)}): số liệu tính ở kỳ sau"
        return f"nhận lúc {_hour(self.received_at)}, {words}"


def _hour(moment: dt.datetime) -> str:
    return f"{moment:%H:%M} ngày {short_date(moment)}"
