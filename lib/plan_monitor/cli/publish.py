"""The commands that publish: ``plan-monitor opendata`` and ``plan-monitor site``."""

from pathlib import Path

import click

from plan_monitor.locking import RUN, only_one
from plan_monitor.workspace import Workspace


@click.command()
@click.argument("period")
@click.pass_obj
def opendata(root: Path, period: str) -> None:
    """Write the public figures of PERIOD as CSV with a Data Package descriptor.

    Example: plan-monitor opendata 2027H1
    """
    from plan_monitor.deliver.open_data.package import write_open_data
    from plan_monitor.progress.published import read_published

    workspace = Workspace.at(root)
    folder = workspace.open_data(period)
    with only_one(workspace.lock(RUN)):
        written = write_open_data(read_published(workspace, period), folder)
    for remark in written.remarks:
        click.echo(remark)
    count = len(written.descriptor["resources"])
    click.echo(f"Đã ghi {count} bảng và datapackage.json vào {workspace.relative(folder)}")


@click.command()
@click.pass_obj
def site(root: Path) -> None:
    """Gather all periods into reports/site: pages for the public that need no server.

    Example: plan-monitor site
    """
    from plan_monitor.deliver.site.gather import write_site

    workspace = Workspace.at(root)
    with only_one(workspace.lock(RUN)):
        made = write_site(workspace)
    for remark in made.remarks:
        click.echo(remark)
    if made.documents:
        click.echo(
            f"{made.documents} tệp báo cáo đi kèm: trong đó có lời cơ quan viết, tên tệp và người "
            "ký; đọc trước khi công bố (publishing.documents trong reporting.yml)."
        )
    click.echo(
        f"Đã ghi {made.files} tệp của {len(made.periods)} kỳ; mở "
        f"{workspace.relative(workspace.site)}/index.html"
    )
