"""The commands ``plan-monitor plan …``: show, validate, duties, irregularities, import, diff."""

import datetime as dt
import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from plan_monitor.workspace import Workspace

_as_of = partial(click.option, "--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD")


@click.group()
def plan() -> None:
    """Read, check, import and compare plans."""


@plan.command("show")
@click.option("--json", "as_json", is_flag=True, help="For programs: the whole plan as JSON.")
@_as_of(help="With amendments and successions up to this day.")
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


@plan.command("irregularities")
@click.option("--json", "as_json", is_flag=True, help="For programs: the list as JSON.")
@click.pass_obj
def plan_irregularities(root: Path, as_json: bool) -> None:
    """List every irregularity of the plan's document: verbatim, where, how it is handled, why.

    Example: plan-monitor plan irregularities
    """
    from plan_monitor.plan.irregularities import find_irregularities, read_observations
    from plan_monitor.plan.irregularities.show import outline, show_irregularities
    from plan_monitor.plan.loading import load_plan

    folder = Workspace.at(root).plan
    found = find_irregularities(load_plan(folder), read_observations(folder))
    click.echo(_json(show_irregularities(found)) if as_json else outline(found))


@plan.command("duties")
@_as_of(required=True, help="On which day.")
@click.option("--agency", help="Only this agency's (its code).")
@click.option("--json", "as_json", is_flag=True, help="For programs: the duties as JSON.")
@click.pass_obj
def plan_duties(root: Path, as_of: dt.datetime, agency: str | None, as_json: bool) -> None:
    """List who owes a report on a day, for which indicators and tasks, and from whom they came.

    Example: plan-monitor plan duties --as-of 2027-05-31 --agency VP
    """
    from plan_monitor.plan.duties import duties_on, outline
    from plan_monitor.plan.loading import load_plan

    found = duties_on(load_plan(Workspace.at(root).plan), as_of.date(), agency)
    click.echo(_json([one.as_json() for one in found]) if as_json else outline(found))


@plan.command("import")
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The folder of the plan that is written.",
)
@click.option(
    "--register",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where plan.yml, agencies.yml and reporting.yml come from if the folder has none "
    "(default: the workspace's plan).",
)
@click.pass_obj
def plan_import(root: Path, source: Path, folder: Path, register: Path | None) -> None:
    """Read the annexes of a plan (.txt, .docx, .md) into a folder's YAML, with a review list.

    Ends with 1 if a table was not found.
    Example: plan-monitor plan import ke-hoach.docx --to ke-hoach-moi
    """
    from plan_monitor.plan.importing import REVIEW_FILE, TABLE_FILES, import_plan

    own = Workspace(root.resolve()).plan
    doubts = import_plan(source, folder, register or (own if own.is_dir() else None))
    for doubt in doubts:
        click.echo(f"cần xem lại: {doubt}")
    missing = [name for name in TABLE_FILES if any(doubt.is_of(name) for doubt in doubts)]
    written = [f"{folder}/{name}" for name in TABLE_FILES if name not in missing]
    click.echo(f"Đã ghi: {', '.join(written) or 'không tệp nào'}.")
    click.echo(f"Cần xem lại {len(doubts)} điều, danh sách ở {folder}/{REVIEW_FILE}.")
    sys.exit(1 if missing else 0)


@plan.command("diff")
@click.argument("first", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("second", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="For programs: the differences as JSON.")
def plan_diff(first: Path, second: Path, as_json: bool) -> None:
    """Compare two plans field by field; what a person decides is counted apart.

    Ends with 1 if what comes from the source differs. Example: plan-monitor plan diff a params/plan
    """
    from plan_monitor.plan.comparing import compare_plans

    differences = compare_plans(first, second)
    own = [one for one in differences if not one.is_decided]
    if as_json:
        click.echo(_json([one.as_json() for one in differences]))
    else:
        for one in own:
            click.echo(str(one))
        decided = len(differences) - len(own)
        click.echo(
            f"{len(own)} khác biệt ở phần lấy từ văn bản; {decided} ở phần do người quyết định "
            "(decided, baseline, milestones, corrected)."
        )
    sys.exit(1 if own else 0)


@plan.command("schemas")
@click.pass_obj
def plan_schemas(root: Path) -> None:
    """Write the JSON Schemas of the YAML files, and their manual docs/plan-files.md, again.

    Example: plan-monitor plan schemas
    """
    from plan_monitor.build.schemas import write_schemas

    for path in write_schemas(Workspace.at(root)):
        click.echo(f"Đã ghi {path}")


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=True, indent=1)
