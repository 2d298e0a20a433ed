"""The files of a plan, each read with the line of everything in it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plan_monitor.plan.amendments import Amendment
from plan_monitor.plan.bodies import Agency, Group
from plan_monitor.plan.faults import Fault
from plan_monitor.plan.indicators import Indicator
from plan_monitor.plan.models import Plan, PlanHeader
from plan_monitor.plan.strict import Strict
from plan_monitor.plan.tasks import Section, Task
from plan_monitor.plan.yaml_files import YamlFile, read_yaml_file


class IndicatorsFile(Strict):
    """indicators.yml: the plan's table of indicators."""

    indicators: tuple[Indicator, ...]


class TasksFile(Strict):
    """tasks.yml: the plan's table of tasks and its groups."""

    sections: tuple[Section, ...]
    tasks: tuple[Task, ...]


class AgenciesFile(Strict):
    """agencies.yml: the bodies that the plan names."""

    agencies: tuple[Agency, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class PlanFiles:
    """Everything in ``params/plan`` that makes the plan."""

    header: YamlFile[PlanHeader]
    indicators: YamlFile[IndicatorsFile]
    tasks: YamlFile[TasksFile]
    agencies: YamlFile[AgenciesFile]
    amendments: tuple[YamlFile[Amendment], ...]
    strays: tuple[Path, ...] = ()

    @property
    def faults(self) -> list[Fault]:
        """What does not fit the models, file by file."""
        found = [fault for file in self.in_order for fault in file.faults]
        return [*found, *(_stray(path) for path in self.strays)]

    @property
    def in_order(self) -> list[YamlFile[Any]]:
        """The files in the order in which a person reads them."""
        return [self.header, self.indicators, self.tasks, self.agencies, *self.amendments]

    @property
    def plan(self) -> Plan | None:
        """The plan as issued with its amendments; None while a file does not fit."""
        header, agencies = self.header.value, self.agencies.value
        indicators, tasks = self.indicators.value, self.tasks.value
        if not (header and indicators and tasks and agencies):
            return None
        return Plan(
            header=header,
            indicators=indicators.indicators,
            sections=tasks.sections,
            tasks=tasks.tasks,
            agencies=agencies.agencies,
            groups=agencies.groups,
            amendments=tuple(one.value for one in self.amendments if one.value),
        )


def read_plan_files(folder: Path) -> PlanFiles:
    """Read plan.yml, indicators.yml, tasks.yml, agencies.yml and amendments/*.yml of `folder`."""
    found = (folder / "amendments").glob("*")
    entries = sorted(path for path in found if not path.name.startswith("."))
    amendments = [path for path in entries if path.suffix == ".yml" and path.is_file()]
    return PlanFiles(
        header=read_yaml_file(folder / "plan.yml", PlanHeader),
        indicators=read_yaml_file(folder / "indicators.yml", IndicatorsFile),
        tasks=read_yaml_file(folder / "tasks.yml", TasksFile),
        agencies=read_yaml_file(folder / "agencies.yml", AgenciesFile),
        amendments=tuple(read_yaml_file(path, Amendment) for path in amendments),
        strays=tuple(path for path in entries if path not in amendments),
    )


def _stray(path: Path) -> Fault:
    return Fault(
        path,
        0,
        "không đọc: không phải tệp .yml",
        "mỗi văn bản điều chỉnh một tệp .yml",
        "đổi đuôi tệp thành .yml, hoặc chuyển đi nơi khác",
    )
