"""The command ``plan-monitor trace``: from a figure of the report back to its cells."""

import json
import sys
from pathlib import Path

import click

from plan_monitor.workspace import Workspace


@click.command()
@click.argument("period")
@click.argument("item", nargs=-1, required=True, metavar="ITEM")
@click.option("--json", "as_json", is_flag=True, help="For programs: everything as JSON.")
@click.pass_obj
def trace(root: Path, period: str, item: tuple[str, ...], as_json: bool) -> None:
    """Print the road of ITEM in the report of PERIOD: values, cells, files, corrections, findings.

    ITEM is an indicator's id, or "indicator" or "task" and an id. Ends with 1 if a file in data/raw
    is not what it was when it was read. Example: plan-monitor trace 2027H1 task 3
    """
    from plan_monitor.report.trace import read_traced, trace_item
    from plan_monitor.report.trace_text import trace_lines

    workspace = Workspace.at(root)
    contents = read_traced(workspace, period)
    found = trace_item(workspace, contents, " ".join(item))
    if as_json:
        click.echo(json.dumps(found.model_dump(mode="json", by_alias=True), indent=1))
    else:
        for line in trace_lines(contents, found):
            click.echo(line)
    sys.exit(0 if found.is_intact else 1)
