"""A period as it may be shown to others: of a closed one its edition, else the tables of now."""

from dataclasses import dataclass
from pathlib import Path

from plan_monitor.intake.records import Submission
from plan_monitor.intake.tables import Row, read_table
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.calendar import Period, Reporting, load_period, load_reporting
from plan_monitor.plan.loading import load_plan
from plan_monitor.plan.models import Plan
from plan_monitor.progress.editions import Edition, read_edition
from plan_monitor.workspace import Workspace


@dataclass(frozen=True)
class Published:
    """One period: its plan, and where its tables and documents stand.

    `edition` is None while the period is open: its figures are provisional.
    """

    workspace: Workspace
    period: Period
    plan: Plan
    reporting: Reporting
    edition: Edition | None
    is_sample: bool

    def table(self, name: str, model: type[Row]) -> list[Row]:
        """Return one table of the period, of a closed one as it was then."""
        if self.edition is not None:
            return self.edition.table(name, model)
        return read_table(self.workspace.processed(self.period.id) / name, model)

    @property
    def documents(self) -> Path:
        """The folder with the period's reports."""
        if self.edition is not None:
            return self.edition.folder / "reports"
        return self.workspace.reports(self.period.id)


def read_published(workspace: Workspace, period_id: str) -> Published:
    """Return the period `period_id`; an unknown one is refused."""
    period = load_period(workspace, period_id)
    edition = read_edition(workspace, period.id)
    if edition is not None:
        plan, sample = edition.plan, edition.card.sample
    else:
        plan = plan_as_of(load_plan(workspace.plan), period.as_of)
        sample = is_sample(workspace, period)
    return Published(workspace, period, plan, load_reporting(workspace), edition, sample)


def is_sample(workspace: Workspace, period: Period) -> bool:
    """Tell whether any workbook behind the reports of `period` is marked as sample."""
    folders = (workspace.processed(period.id) / "agencies").glob("*/submissions.csv")
    return any(one.sample for path in folders for one in read_table(path, Submission))
