"""The command ``plan-monitor replies``: workbooks back to the agencies with questions."""

from pathlib import Path

import click

from plan_monitor.workspace import Workspace


@click.command()
@click.argument("period")
@click.pass_obj
def replies(root: Path, period: str) -> None:
    """Write the workbooks that go back to agencies of PERIOD with the cells to correct.

    Example: plan-monitor replies 2027H1
    """
    from plan_monitor.intake.reply import write_replies

    workspace = Workspace.at(root)
    written = write_replies(workspace, period)
    if not written:
        click.echo(f"Kỳ {period}: không có ô nào phải hỏi lại.")
        return
    folder = workspace.relative(written[0].parent)
    click.echo(f"Đã ghi {len(written)} tệp trả lời vào {folder}")
