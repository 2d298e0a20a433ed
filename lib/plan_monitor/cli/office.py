"""The commands ``plan-monitor init``, ``templates``, ``samples``, ``checks``: what is written."""

from pathlib import Path

import click

from plan_monitor.workspace import Workspace


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.pass_obj
def init(root: Path, folder: Path) -> None:
    """Make FOLDER a workspace for real data: the plan, the periods and the notebooks, no samples.

    Example: plan-monitor init ../bao-cao-that
    """
    from plan_monitor.deliver.office import create_office

    click.echo(create_office(Workspace.at(root), folder))


@click.command()
@click.argument("period")
@click.pass_obj
def templates(root: Path, period: str) -> None:
    """Write the blank forms of PERIOD, one an agency.

    Example: plan-monitor templates 2027H1
    """
    from plan_monitor.intake.templates import write_forms

    workspace = Workspace.at(root)
    written = write_forms(workspace, period)
    click.echo(f"Đã ghi {len(written)} biểu mẫu vào {workspace.relative(written[0].parent)}")


@click.command()
@click.pass_obj
def samples(root: Path) -> None:
    """Write the sample submissions of the demo workspace again: the same bytes every time.

    Example: plan-monitor samples
    """
    from plan_monitor.samples.generator import write_samples

    click.echo(f"Đã ghi {len(write_samples(Workspace.at(root)))} báo cáo minh họa.")


@click.command()
@click.pass_obj
def checks(root: Path) -> None:
    """Write the page of all checks, docs/checks.md, again after a change to the catalogue.

    Example: plan-monitor checks
    """
    from plan_monitor.files import write_atomically
    from plan_monitor.intake.checks_page import PAGE, checks_page

    write_atomically(Workspace.at(root).root / PAGE, checks_page())
    click.echo(PAGE)
