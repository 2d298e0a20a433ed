"""The commands that publish: ``plan-monitor opendata`` and ``plan-monitor site``."""

from pathlib import Path

import click

from plan_monitor.workspace import Workspace


@click.command()
@click.argument("period")
@click.pass_obj
def opendata(root: Path, period: str) -> None:
    """Write the public figures of PERIOD as CSV with a Data Package descriptor.

    Example: plan-monitor opendata 2027H1
    """
    from plan_monitor.deliver.open_data.package import write_open_data
    from plan_monitor.deliver.published import read_published

    workspace = Workspace.at(root)
    folder = workspace.open_data(period)
    written = write_open_data(read_published(workspace, period), folder)
    for remark in written.remarks:
        click.echo(remark)
    count = len(written.descriptor["resources"])
    click.echo(f"Đã ghi {count} bảng và datapackage.json vào {workspace.relative(folder)}")
