"""Every fault of a plan at once: shapes first, then rows, bodies, amendments and periods."""

from plan_monitor.plan.faults import Fault
from plan_monitor.plan.irregularities.model import ObservationsFile
from plan_monitor.plan.plan_files import PlanFiles, read_plan_files
from plan_monitor.plan.validation.amending import amendment_faults
from plan_monitor.plan.validation.bodies import body_faults
from plan_monitor.plan.validation.periods import calendar_faults
from plan_monitor.plan.validation.rows import row_faults
from plan_monitor.plan.yaml_files import read_yaml_file
from plan_monitor.workspace import Workspace

__all__ = ["find_faults", "find_plan_faults"]


def find_faults(workspace: Workspace) -> list[Fault]:
    """Return the faults of the plan with all its files, the reporting duty and the periods."""
    faults = find_plan_faults(read_plan_files(workspace.plan))
    observed = workspace.plan / "irregularities.yml"
    if observed.is_file():
        faults += read_yaml_file(observed, ObservationsFile).faults
    return [*faults, *calendar_faults(workspace)]


def find_plan_faults(files: PlanFiles) -> list[Fault]:
    """Return the faults of the plan's files, the earliest file and line first.

    Rows that do not fit their model are told and left out; the others are looked at all the same.
    What lies across files is looked at as soon as each file as a whole can be read.
    """
    faults = [*files.faults, *row_faults(files)]
    plan = files.plan
    if plan is not None:
        faults += body_faults(files, plan)
        faults += amendment_faults(files, plan, base_is_sound=not faults)
    rank = {file.path: number for number, file in enumerate(files.in_order)}
    return sorted(faults, key=lambda fault: (rank.get(fault.file, len(rank)), fault.line))
