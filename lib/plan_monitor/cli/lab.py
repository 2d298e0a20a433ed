"""The analyst's desk: ``plan-monitor lab``."""

import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import click

from plan_monitor.errors import UserError
from plan_monitor.workspace import Workspace

_HOOK = "plan_monitor.desk.saving.strip_outputs"


@click.command()
@click.argument("period", default="")
@click.option("--agency", default="", help="Whose report to open (default: the province's).")
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
@click.pass_obj
def lab(root: Path, period: str, agency: str, options: tuple[str, ...]) -> None:
    """Open the notebooks in JupyterLab, with PERIOD at the report itself: the same blocks.

    What stands after -- goes to JupyterLab.

    Example: plan-monitor lab 2027H1 --agency VP -- --no-browser
    """
    from plan_monitor.intake.defaults import AGENCY, PERIOD, latest_period

    workspace = Workspace.at(root)
    if period.startswith("-"):  # what stands after -- where no period stands before it
        period, options = "", (period, *options)
    if agency and not period:
        period = latest_period(workspace)
    page = _page(workspace, period, agency) if period else ""
    _refuse_without_lab()
    os.environ |= {PERIOD: period, AGENCY: agency}
    _open(workspace, page, options)


def _page(workspace: Workspace, period: str, agency: str) -> str:
    """Return the notebook to open; refuse a period or an agency that has nothing to show."""
    from plan_monitor.build.units import AGENCY_REPORT, PROVINCE_REPORT
    from plan_monitor.intake.defaults import check_agency
    from plan_monitor.plan.calendar import load_period
    from plan_monitor.progress.editions import refuse_closed

    asked = load_period(workspace, period)
    period = asked.id
    made = workspace.processed(period) / "trajectories.csv"
    if agency:
        check_agency(workspace, period, agency)
        made = workspace.agency_tables(period, agency) / "trajectories.csv"
    if not made.is_file():
        refuse_closed(workspace, asked)  # what made its tables does not run again
        whose = f" AGENCY={agency}" if agency else ""
        raise UserError(
            workspace.relative(made.parent),
            "chưa có bảng nào để xem",
            "bảng do make report ghi",
            f"chạy trước: make report PERIOD={period}{whose}; cơ quan chưa gửi thì chưa có bảng",
        )
    return f"{AGENCY_REPORT if agency else PROVINCE_REPORT}.ipynb"


def _refuse_without_lab() -> None:
    if find_spec("jupyterlab") is None:
        raise UserError(
            "plan-monitor lab",
            "chưa cài JupyterLab",
            "phần mở rộng lab",
            "chạy: pip install jupyterlab ipywidgets (đúng phiên bản trong requirements.lock)",
        )


def _open(workspace: Workspace, page: str, options: Sequence[str]) -> None:
    """Be JupyterLab until it is closed; its kernels inherit the environment."""
    from jupyterlab.labapp import main

    own = [
        f"--ServerApp.root_dir={workspace.notebooks}",
        f"--ContentsManager.pre_save_hook={_HOOK}",
    ]
    own += [f"--LabApp.default_url=/lab/tree/{page}"] if page else []
    main([*own, *options])
