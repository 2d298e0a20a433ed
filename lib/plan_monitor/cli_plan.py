"""The commands ``plan-monitor plan …``: show, validate, duties, irregularities, import, diff."""

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

import click

from plan_monitor.workspace import Workspace

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def plan() -> None:
    """Read, check, import and compare plans."""


@plan.command("show")
@click.option("--json", "as_json", is_flag=True, help="For programs: the whole plan as JSON.")
@click.option("--as-of", type=_DAY, help="With amendments and successions up to this day.")
@click.pass_obj
def plan_show(root: Path, as_json: bool, as_of: dt.datetime | None) -> None:
    """Print the plan as issued, or as of a day.

    Example: plan-monitor plan show --json
    """
    from plan_monitor.plan.as_of import plan_as_of
    from plan_monitor.plan.loading import load_plan
    from plan_monitor.plan.show import outline, show_plan

    found = load_plan(Workspace.at(root).plan)
    if as_of is not None:
        found = plan_as_of(found, as_of.date())
    click.echo(_json(show_plan(found)) if as_json else outline(found))


@plan.command("validate")
@click.option("--json", "as_json", is_flag=True, help="For programs: the faults as JSON.")
@click.pass_obj
def plan_validate(root: Path, as_json: bool) -> None:
    """List every fault of the plan, its amendments and periods, with file and line.

    Ends with 1 if there is one. Example: plan-monitor plan validate
    """
    from plan_monitor.plan.validation import find_faults

    workspace = Workspace.at(root)
    faults = find_faults(workspace)
    if as_json:
        click.echo(_json([fault.as_json(workspace.root) for fault in faults]))
    else:
        for fault in faults:
            click.echo(fault.relative_to(workspace.root))
        click.echo(f"Tìm thấy {len(faults)} lỗi." if faults else "Kế hoạch không có lỗi.")
    sys.exit(1 if faults else 0)


@plan.command("import")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), required=True)
def plan_import(source: Path, folder: Path) -> None:
    """Read the annexes of a plan's plain-text form into FOLDER's YAML.

    FOLDER holds plan.yml and agencies.yml. Example: plan-monitor plan import ke-hoach.txt --to
    params/plan
    """
    from plan_monitor.plan.importing import import_plan

    review = import_plan(source, folder)
    for line in review:
        click.echo(f"cần xem lại: {line}")
    click.echo(f"Đã ghi {folder}/indicators.yml và {folder}/tasks.yml; cần xem lại {len(review)}.")


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=True, indent=1)
