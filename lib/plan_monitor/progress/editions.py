"""Editions: what was said when a period was closed, kept as it was said."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from pydantic import AwareDatetime

from plan_monitor.errors import UserError
from plan_monitor.files import sha256
from plan_monitor.intake.tables import Row, read_table
from plan_monitor.plan.calendar import Period, Reporting, periods_until
from plan_monitor.plan.models import Plan
from plan_monitor.plan.strict import Strict
from plan_monitor.plan.yaml_files import read_yaml
from plan_monitor.vietnamese.dates import short_date
from plan_monitor.workspace import Workspace

METHOD_VERSION = "1"  # goes up when a formula changes, so that editions can say so
CARD = "edition.yml"
PLAN = "plan.json"  # the plan as it stood at the cut-off
TABLES = (
    "trajectories.csv",
    "trajectories_by_agency.csv",
    "outlooks.csv",
    "series.csv",
    "tasks.csv",
    "task_parts.csv",
    "discipline.csv",
    "measures.csv",
    PLAN,
)


class EditionFile(Strict):
    """One file of an edition and its SHA-256."""

    file: str
    sha256: str


class EditionCard(Strict):
    """edition.yml: when a period was closed, by which methods, and what was said then.

    `thresholds` are the office's own, by their place in reporting.yml.

    `tables` lie beside the card, the documents in the folder reports, each by its SHA-256.
    """

    period: str
    as_of: dt.date
    closed_at: AwareDatetime
    method_version: str
    thresholds: dict[str, float]
    sample: bool
    tables: tuple[EditionFile, ...]
    reports: tuple[EditionFile, ...]


@dataclass(frozen=True)
class Edition:
    """A closed edition: its card, and the folder with its tables."""

    card: EditionCard
    folder: Path

    def table(self, name: str, model: type[Row]) -> list[Row]:
        """Return one table as it was when the period was closed.

        Raises
        ------
        UserError
            If the file is not the one that was closed.
        """
        return read_table(self._checked(name), model)

    @property
    def plan(self) -> Plan:
        """The plan as it stood, and was known, when the period was closed."""
        return Plan.model_validate_json(self._checked(PLAN).read_bytes())

    def _checked(self, name: str) -> Path:
        path = self.folder / name
        known = {one.file: one.sha256 for one in self.card.tables}
        if not path.is_file() or sha256(path.read_bytes()) != known.get(name):
            raise UserError(
                f"editions/{self.card.period}/{name}",
                "khác với tệp đã chốt",
                "tệp đúng như khi chốt",
                "lấy lại tệp từ bản lưu",
            )
        return path


def thresholds_of(reporting: Reporting) -> dict[str, float]:
    """Return the office's thresholds that decide what is said, by their place in reporting.yml."""
    groups = {"pace": reporting.pace, "chance": reporting.chance}
    found = {f"{g}.{n}": v for g, one in groups.items() for n, v in one.model_dump().items()}
    return found | {"due_soon_days": float(reporting.due_soon_days)}


def read_edition(workspace: Workspace, period_id: str) -> Edition | None:
    """Return the edition of a period, None if it has not been closed."""
    folder = workspace.edition(period_id)
    path = folder / CARD
    return Edition(read_yaml(path, EditionCard), folder) if path.is_file() else None


def last_edition(workspace: Workspace, period: Period) -> Edition | None:
    """Return the latest closed edition of a period before `period`."""
    for known in reversed(periods_until(workspace, period)[:-1]):
        if edition := read_edition(workspace, known.id):
            return edition
    return None


def refuse_closed(workspace: Workspace, period: Period) -> None:
    """Refuse to make again what has been closed."""
    edition = read_edition(workspace, period.id)
    if edition is not None:
        raise UserError(
            f"PERIOD={period.id}",
            f"kỳ này đã chốt ngày {short_date(edition.card.closed_at)}, báo cáo không lập lại nữa",
            "một kỳ chưa chốt",
            "số liệu đến sau được tính ở kỳ sau, nơi báo cáo nêu rõ điều đã đổi; "
            f"bản đã chốt ở editions/{period.id}",
        )
