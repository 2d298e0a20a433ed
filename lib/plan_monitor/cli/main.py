"""The command line. What is heavy is imported by the command that needs it."""

from pathlib import Path

import click

from plan_monitor import __version__
from plan_monitor.cli.distribute import distribute
from plan_monitor.cli.doctor import doctor
from plan_monitor.cli.errors import Commands
from plan_monitor.cli.intake import check, receive, status
from plan_monitor.cli.lab import lab
from plan_monitor.cli.office import checks, init, samples, templates
from plan_monitor.cli.period import period
from plan_monitor.cli.plan import plan
from plan_monitor.cli.publish import opendata, site
from plan_monitor.cli.reply import replies
from plan_monitor.cli.reporting import close, notebook, report, verify
from plan_monitor.cli.trace import trace


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
@click.option(
    "--root",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="The workspace (default: this folder).",
)
@click.pass_context
def main(context: click.Context, root: Path) -> None:
    """Monitor a plan: forms out, submissions in, official reports in HTML and Word.

    Example: plan-monitor report 2027H1
    """
    context.obj = root


for _command in (
    *(init, doctor, plan, period, templates),  # an office, its plan, a round
    *(check, receive, status, replies),  # what the agencies send
    *(report, trace, verify, close, notebook, lab),  # what is said of it
    *(distribute, opendata, site),  # who gets it
    *(samples, checks),  # for those who change the program
):
    main.add_command(_command)
