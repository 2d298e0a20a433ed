"""Where everything stands: one `Workspace` knows every path, relative to its root."""

from dataclasses import dataclass
from pathlib import Path

from plan_monitor.errors import UserError

MARKER = Path("params") / "plan" / "plan.yml"


@dataclass(frozen=True)
class Workspace:
    """A folder with a plan, what was received, and what was made of it.

    Parameters
    ----------
    root : Path
        The folder that holds ``params/plan/plan.yml``.
    """

    root: Path

    @classmethod
    def at(cls, root: Path | str) -> "Workspace":
        """Return the workspace at `root`; refuse a folder that is none."""
        workspace = cls(Path(root).resolve())
        if not (workspace.root / MARKER).is_file():
            raise UserError(
                where=str(root),
                found=f"không có tệp {MARKER.as_posix()}",
                expected="thư mục làm việc của plan_monitor",
                what_to_do="chạy trong thư mục làm việc, chỉ ra bằng --root DIR, "
                "hoặc tạo mới: plan-monitor init DIR",
            )
        return workspace

    @classmethod
    def here(cls) -> "Workspace":
        """Return the workspace that the current folder lies in (what the notebooks call)."""
        current = Path.cwd()
        for folder in (current, *current.parents):
            if (folder / MARKER).is_file():
                return cls(folder)
        return cls.at(current)

    @property
    def plan(self) -> Path:
        """The plan as data: plan.yml, indicators.yml, tasks.yml, agencies.yml, reporting.yml."""
        return self.root / "params" / "plan"

    @property
    def periods(self) -> Path:
        """One file a reporting period."""
        return self.root / "params" / "periods"

    def receipts(self, period: str) -> Path:
        """Return the register of what arrived when."""
        return self.root / "params" / "receipts" / f"{period}.yml"

    def corrections(self, period: str) -> Path:
        """Return the file of the office's corrections to submissions of `period`."""
        return self.root / "params" / "corrections" / f"{period}.yml"

    @property
    def sample(self) -> Path:
        """Sample baselines, history and the scenario of the sample submissions."""
        return self.root / "params" / "sample"

    def raw(self, period: str) -> Path:
        """Return the folder of the submissions of `period`, as received."""
        return self.root / "data" / "raw" / period

    def processed(self, period: str) -> Path:
        """Return the folder of the tables of `period`."""
        return self.root / "data" / "processed" / period

    def agency_tables(self, period: str, agency: str) -> Path:
        """Return the folder of one agency's tables: all that its report reads."""
        return self.processed(period) / "agencies" / agency

    def edition(self, period: str) -> Path:
        """Return the folder of what was said when `period` was closed."""
        return self.root / "editions" / period

    @property
    def notebooks(self) -> Path:
        """The notebooks that make the reports."""
        return self.root / "notebooks"

    def reports(self, period: str) -> Path:
        """Return the folder of everything made for `period`."""
        return self.root / "reports" / period

    @property
    def portal(self) -> Path:
        """The page that leads to the reports of all periods."""
        return self.root / "reports" / "index.html"

    def agency_report(self, period: str, agency: str) -> Path:
        """Return the folder of one agency's report."""
        return self.reports(period) / "agencies" / agency

    def province_report(self, period: str) -> Path:
        """Return the folder of the province's report."""
        return self.reports(period) / "province"

    def forms(self, period: str) -> Path:
        """Return the folder of the blank forms of `period`."""
        return self.reports(period) / "forms"

    def form(self, period: str, agency: str) -> Path:
        """Return where the blank form of `agency` stands."""
        return self.forms(period) / f"{agency}_{period}.xlsx"

    def replies(self, period: str) -> Path:
        """Return the folder of the workbooks that go back to the agencies with questions."""
        return self.reports(period) / "replies"

    def reply(self, period: str, agency: str) -> Path:
        """Return where the workbook that goes back to `agency` stands."""
        return self.replies(period) / f"{agency}_{period}_tra-loi.xlsx"

    def open_data(self, period: str) -> Path:
        """Return the folder of the public tables of `period` and their descriptor."""
        return self.reports(period) / "open-data"

    @property
    def site(self) -> Path:
        """The folder of the pages for the public, of all periods."""
        return self.root / "reports" / "site"

    def outbox(self, period: str) -> Path:
        """Return the folder of what goes to the agencies: a package and a mail for each."""
        return self.reports(period) / "outbox"

    @property
    def delivery_settings(self) -> Path:
        """The words of the mail to agencies, and where it may go."""
        return self.root / "params" / "delivery.yml"

    @property
    def recipients(self) -> Path:
        """The mail server and the agencies' addresses: of this office alone, not in git."""
        return self.root / "delivery" / "recipients.yml"

    @property
    def register(self) -> Path:
        """What was sent to whom, when, and what became of it."""
        return self.root / "delivery" / "register.csv"

    def failed(self, period: str) -> Path:
        """Return the folder of notebooks that did not run to their end."""
        return self.reports(period) / "failed"

    def lock(self, name: str) -> Path:
        """Return the file that is locked while `name` must not be done twice at once."""
        return self.root / ".plan_monitor" / f"{name}.lock"

    def relative(self, path: Path) -> str:
        """Return `path` as it reads from the root, with forward slashes."""
        return path.resolve().relative_to(self.root).as_posix()
