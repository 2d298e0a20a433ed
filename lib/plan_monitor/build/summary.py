"""What a run wrote and what it did not, and how the analyst is told."""

from dataclasses import dataclass

from plan_monitor.build.units import UnitResult
from plan_monitor.intake.records import Submission
from plan_monitor.intake.texts import checks
from plan_monitor.plan.calendar import Period
from plan_monitor.workspace import Workspace

_SEVERITIES = {"error": "lỗi", "warning": "lưu ý", "info": "ghi nhận"}


@dataclass(frozen=True)
class RunSummary:
    """What a run wrote and what it did not.

    `missing` names the agencies that sent nothing, `unreadable` the files that could not be read,
    `ignored` what else lay in the folder, `findings` counts by severity, `unplaced` lists outputs
    that no document could take; `remark` says why no earlier run was taken into account.
    """

    period: Period
    results: tuple[UnitResult, ...]
    missing: tuple[str, ...]
    unreadable: tuple[Submission, ...]
    ignored: tuple[str, ...]
    findings: dict[str, int]
    remark: str = ""

    @property
    def faults(self) -> list[UnitResult]:
        """The units that did not go well."""
        return [result for result in self.results if result.fault]

    @property
    def unplaced(self) -> list[str]:
        """The outputs that no document could take."""
        return [line for result in self.results for line in result.unplaced]

    @property
    def remarks(self) -> list[str]:
        """What is to be said of this run, and not of the period."""
        found = {self.remark, *(result.remark for result in self.results)}
        return sorted(found - {""})

    @property
    def is_good(self) -> bool:
        """Whether every file was read and every unit went well."""
        return not self.faults and not self.unreadable

    @property
    def stood(self) -> int:
        """How many units were not run, because nothing had changed."""
        return sum(result.stood for result in self.results)

    def said(self, workspace: Workspace) -> list[str]:
        """Return what the period has come to, line by line."""
        folder = workspace.reports(self.period.id)
        written = sorted(folder.glob("agencies/*/report.docx"))
        lines = [f"Kỳ {self.period.name}: báo cáo ở {workspace.relative(folder)}/index.html"]
        lines.append(f"Đã có báo cáo của {len(written)} cơ quan (HTML, Word, Excel, notebook).")
        if (folder / "province" / "report.docx").is_file():
            lines.append("Đã có báo cáo tổng hợp.")
        if self.missing:
            lines.append(f"Chưa gửi báo cáo ({len(self.missing)}): {'; '.join(self.missing)}")
        counts = [f"{self.findings.get(k, 0)} {word}" for k, word in _SEVERITIES.items()]
        lines.append(f"Phát hiện khi kiểm tra số liệu: {', '.join(counts)}")
        lines += [f"Không đưa được vào văn bản: {line}" for line in self.unplaced]
        if self.ignored:
            lines.append(f"Bỏ qua, không phải tệp báo cáo: {', '.join(self.ignored)}")
        for one in self.unreadable:
            check = checks()[one.problem]
            lines.append(
                f"KHÔNG ĐỌC ĐƯỢC {one.file}: {check.title}. Cần: {check.expected}. "
                f"Cách xử lý: {check.what_to_do}."
            )
        for result in self.faults:
            see = f". Xem {result.evidence}" if result.evidence else ""
            lines.append(f"KHÔNG THÀNH {result.unit.label}: {result.fault.rstrip('.')}{see or '.'}")
        return lines
