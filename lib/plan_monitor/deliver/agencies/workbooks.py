"""The replies and forms in the packages: those that would be written now, or others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plan_monitor.deliver.agencies.packages import Package
from plan_monitor.files import sha256
from plan_monitor.intake.reply import build_replies
from plan_monitor.intake.templates import build_forms
from plan_monitor.plan.calendar import Period
from plan_monitor.workspace import Workspace


@dataclass(frozen=True)
class Workbook:
    """A workbook by its name, whose it is, and the command that writes it."""

    agency: str
    name: str
    command: str


@dataclass(frozen=True)
class Workbooks:
    """What is in a package and would be written otherwise now; replies that are due and in none."""

    differing: tuple[Workbook, ...]
    missing: tuple[Workbook, ...]


def check_workbooks(
    workspace: Workspace, period: Period, following: Period | None, packages: Sequence[Package]
) -> Workbooks:
    """Write replies and forms once more, into memory, and compare.

    `verify` confirms the reports. These workbooks come from other commands, and from tables that
    may have changed since.

    Raises
    ------
    UserError
        If a submission was changed since it was read, so that no reply to it can be written.
    """
    kinds = {kind for package in packages for kind in package.kinds.values()}
    due = {path.name: sha256(data) for path, data in build_replies(workspace, period)}
    for kind, of in (("form", following), ("due", period)):
        if kind in kinds and of:
            due |= {path.name: sha256(data) for path, data in build_forms(workspace, of)}
    return Workbooks(
        tuple(_differing(packages, due, period, following)),
        tuple(
            Workbook(package.agency.code, name, _command("reply", period, following))
            for package in packages
            if (name := workspace.reply(period.id, package.agency.code).name) in due
            and name not in package.files
        ),
    )


def _differing(
    packages: Sequence[Package], due: dict[str, str], period: Period, following: Period | None
) -> Iterator[Workbook]:
    for package in packages:
        for name, kind in package.kinds.items():
            is_workbook = kind in {"reply", "form", "due"}
            if is_workbook and due.get(name) != sha256(package.files[name]):
                yield Workbook(package.agency.code, name, _command(kind, period, following))


def _command(kind: str, period: Period, following: Period | None) -> str:
    if kind == "reply":
        return f"make replies PERIOD={period.id}"
    return f"make templates PERIOD={following.id if kind == 'form' and following else period.id}"
