"""The commands ``plan-monitor report``, ``verify``, ``close`` and ``notebook``: what is run."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from plan_monitor.cli.intake import moment
from plan_monitor.cli.progress import Progress
from plan_monitor.errors import UserError
from plan_monitor.workspace import Workspace

if TYPE_CHECKING:
    from plan_monitor.build.executors import Workers
    from plan_monitor.build.units import UnitResult


@click.command()
@click.argument("period")
@click.option("--agency", "agencies", multiple=True, help="Only this agency's report (repeatable).")
@click.option("--jobs", type=click.IntRange(1), help="Processes at once (default: one a core).")
@click.option("--force", is_flag=True, help="Run everything again, changed or not.")
@click.option(
    "--executor",
    type=click.Choice(["local", "dask"]),
    default="local",
    show_default=True,
    help="Where the work is done: by processes of this machine, or by a Dask cluster.",
)
@click.option("--scheduler", help="Where the Dask scheduler listens: tls://host:8786.")
@click.pass_obj
def report(
    root: Path, /, period: str, agencies: tuple[str, ...], force: bool, **where: Any
) -> None:
    """Make all reports of PERIOD; what has not changed since the last run is not run again.

    Ends with 1 if a file could not be read or a report failed; the others are done all the same.
    Example: plan-monitor report 2027H1 --agency VP
    """
    from plan_monitor.build.up_to_date import unchanged_run

    workspace = Workspace.at(root)
    last = None if force or agencies else unchanged_run(workspace, period)
    if last is not None:
        _say_summary(last.said, 0, last.units)
        sys.exit(0 if last.is_good else 1)

    workers = _workers(**where)  # first: they get warm while the rest is loaded
    from plan_monitor.build.runner import run_report

    with Progress() as progress:
        tell = _telling(progress)
        summary = run_report(workspace, period, tell, agencies, workers, force=force)
    run = len(summary.results) - summary.stood
    _say_summary(summary.said(workspace), run, summary.stood, summary.remarks)
    sys.exit(0 if summary.is_good else 1)


def _workers(jobs: int | None, executor: str, scheduler: str | None) -> "Workers":
    """Return the local processes, or the cluster, that were asked for."""
    if (executor == "dask") != bool(scheduler):
        raise UserError(
            "--executor, --scheduler",
            f"executor {executor}, scheduler {scheduler or 'không có'}",
            "cả hai (--executor dask --scheduler tls://máy:8786), hoặc không có gì",
            "gõ lại lệnh",
        )
    if scheduler:
        try:
            from plan_monitor.build.cluster import open_cluster
        except ImportError:
            raise UserError(
                "--executor dask", "chưa cài gói distributed", "phần mở rộng cluster",
                "chạy: pip install distributed (đúng phiên bản trong requirements.lock)",
            ) from None  # fmt: skip
        return open_cluster(scheduler)
    from plan_monitor.build.executors import open_pool

    return open_pool(jobs)


@click.command()
@click.argument("period")
@click.option("--jobs", type=click.IntRange(1), help="Processes at once (default: one a core).")
@click.pass_obj
def verify(root: Path, period: str, jobs: int | None) -> None:
    """Build PERIOD again in a temporary folder and compare every byte.

    Ends with 1 if a file differs. Example: plan-monitor verify 2027H1
    """
    from plan_monitor.build.executors import open_pool
    from plan_monitor.build.verify import verify_report

    with Progress() as progress:
        tell, workers = _telling(progress), open_pool(jobs)
        compared, different = verify_report(Workspace.at(root), period, tell, workers)
    for path in different:
        click.echo(f"khác: {path}")
    click.echo(f"Đã so {compared} tệp: {len(different)} tệp khác.")
    sys.exit(1 if different or not compared else 0)


@click.command()
@click.argument("period")
@click.option("--at", required=True, help="When it was signed: 2027-06-20T17:00+07:00.")
@click.pass_obj
def close(root: Path, period: str, at: str) -> None:
    """Close PERIOD: keep its tables and documents as they are; they are never made again.

    Example: plan-monitor close 2027H1 --at 2027-06-20T17:00+07:00
    """
    from plan_monitor.build.closing import close_period

    workspace = Workspace.at(root)
    card = close_period(workspace, period, moment(at))
    click.echo(
        f"Đã chốt kỳ {period}: {len(card.tables)} bảng và {len(card.reports)} tệp báo cáo "
        f"lưu ở {workspace.relative(workspace.edition(period))}"
    )


@click.command()
@click.argument("name")
@click.option("-p", "parameters", multiple=True, metavar="NAME=VALUE", help="A parameter.")
@click.option(
    "--output", type=click.Path(path_type=Path), required=True, help="The executed notebook."
)
@click.pass_obj
def notebook(root: Path, name: str, parameters: tuple[str, ...], output: Path) -> None:
    """Execute the notebook NAME of the workspace with checked parameters.

    Ends with 1 if a cell fails.
    Example: plan-monitor notebook 03_agency_report -p period=2027H1 -p agency=VP --output a.ipynb
    """
    from plan_monitor.build.kernels import choose_engine
    from plan_monitor.build.notebooks import NotebookError, execute_notebook, typed_parameters
    from plan_monitor.plan.calendar import load_period

    workspace = Workspace.at(root)
    values = typed_parameters(workspace, name, parameters)
    if isinstance(values.get("period"), str):
        load_period(workspace, values["period"])
    try:
        execute_notebook(workspace, name, values, output.absolute())
    except NotebookError as failure:
        click.echo(f"{failure}\nSổ tay với ô bị lỗi: {output}", err=True)
        sys.exit(1)
    if remark := choose_engine().remark:
        click.echo(remark, err=True)
    click.echo(str(output))


def _telling(progress: Progress) -> "Callable[[UnitResult, int], None]":
    """Return what tells `progress` of every unit that ends."""

    def tell(result: "UnitResult", total: int) -> None:
        mark = "lỗi" if result.fault else "không đổi" if result.stood else "xong"
        progress.tell(mark, result.unit.label, total)

    return tell


def _say_summary(said: Sequence[str], run: int, stood: int, remarks: Sequence[str] = ()) -> None:
    counts = f"Đã chạy {run} việc; {stood} việc không đổi."
    for line in ("", *remarks, counts, *said):
        click.echo(line)
