"""Faults in reporting.yml and the files of the periods."""

from collections.abc import Iterator, Sequence

from plan_monitor.plan.calendar import Period, Reporting
from plan_monitor.plan.faults import Fault
from plan_monitor.plan.validation.rows import misnamed
from plan_monitor.plan.yaml_files import YamlFile, read_yaml_file
from plan_monitor.workspace import Workspace

PeriodFile = YamlFile[Period]


def calendar_faults(workspace: Workspace) -> Iterator[Fault]:
    """Yield what is wrong with the reporting duty and the periods of `workspace`."""
    reporting = read_yaml_file(workspace.plan / "reporting.yml", Reporting)
    yield from reporting.faults
    files = [read_yaml_file(path, Period) for path in sorted(workspace.periods.glob("*.yml"))]
    kinds = {kind.id for kind in reporting.value.kinds} if reporting.value else None
    for file in files:
        yield from file.faults
        if file.value is not None:
            yield from _period_faults(file, file.value, kinds)
    yield from _repeated_ends(files)


def _period_faults(file: PeriodFile, period: Period, kinds: set[str] | None) -> Iterator[Fault]:
    yield from misnamed(file, period.id)
    if kinds is not None and period.kind not in kinds:
        yield file.fault(
            ("kind",),
            f"loại kỳ “{period.kind}” chưa khai báo",
            f"một trong: {', '.join(sorted(kinds))}",
            "sửa kind, hoặc thêm vào kinds của reporting.yml",
        )
    if not period.start <= period.as_of <= period.end < period.next_end:
        yield file.fault(
            ("as_of",),
            f"{period.start}, {period.as_of}, {period.end}, {period.next_end}",
            "start ≤ as_of ≤ end < next_end",
            "sửa ngày",
        )
    if not period.as_of < period.due_before <= period.closes_at.date():
        yield file.fault(
            ("due_before",),
            f"as_of {period.as_of}, due_before {period.due_before}, đóng {period.closes_at}",
            "as_of < due_before ≤ closes_at",
            "sửa ngày",
        )


def _repeated_ends(files: Sequence[PeriodFile]) -> Iterator[Fault]:
    """Yield a fault where two periods have one cut-off: nothing would say which comes first."""
    seen: dict[object, str] = {}
    for file in files:
        if file.value is not None:
            other = seen.setdefault(file.value.as_of, file.value.id)
            if other != file.value.id:
                yield file.fault(
                    ("as_of",),
                    f"cùng ngày chốt {file.value.as_of} với kỳ {other}",
                    "mỗi kỳ một ngày chốt",
                    "sửa as_of của một trong hai kỳ",
                )
