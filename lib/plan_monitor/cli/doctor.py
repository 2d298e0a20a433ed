"""The command ``plan-monitor doctor``: what the program needs, and whether it is there."""

import sys
from pathlib import Path

import click

from plan_monitor.errors import UserError
from plan_monitor.workspace import Workspace

_MARKS = {"good": "được", "optional": "không bắt buộc", "bad": "HỎNG"}


@click.command()
@click.pass_obj
def doctor(root: Path) -> None:
    """Check this machine and the workspace, and print what a report of a fault needs.

    Ends with 1 if something needed is missing. No secret and no address is printed.
    Example: plan-monitor doctor
    """
    from plan_monitor.build.doctor import examine

    try:
        workspace = Workspace.at(root)
    except UserError as error:
        click.echo(str(error))
        workspace = None
    found = list(examine(workspace))
    for one in found:
        to_do = f". Cách xử lý: {one.to_do}" if one.to_do else ""
        click.echo(f"[{_MARKS[one.health]}] {one.name}: {one.said}{to_do}")
    bad = sum(one.health == "bad" for one in found)
    click.echo(f"{bad} điều phải sửa." if bad else "Không có điều gì phải sửa.")
    sys.exit(1 if bad else 0)
