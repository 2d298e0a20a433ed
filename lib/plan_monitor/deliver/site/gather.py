"""Gather all periods into one static folder that works from a disk, a stick, or any server."""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from plan_monitor.deliver.open_data.package import write_open_data
from plan_monitor.deliver.site.agencies import agency_pages
from plan_monitor.deliver.site.data import data_page
from plan_monitor.deliver.site.indicators import indicator_pages
from plan_monitor.deliver.site.periods import DATA, INDEX, SitePeriod, read_site_periods
from plan_monitor.deliver.site.start import period_page, start_page
from plan_monitor.errors import UserError
from plan_monitor.files import write_atomically
from plan_monitor.report.phrases import say
from plan_monitor.report.site import SitePage, render_site_page
from plan_monitor.workspace import Workspace


@dataclass(frozen=True)
class Gathered:
    """What the site holds: its periods, how many files, and what a person should know."""

    periods: tuple[str, ...]
    files: int
    documents: int
    remarks: tuple[str, ...]


def write_site(workspace: Workspace) -> Gathered:
    """Write the site anew; the one before stays until the new one is whole.

    Raises
    ------
    UserError
        If no period has tables yet.
    """
    periods = read_site_periods(workspace)
    if not periods:
        raise UserError(
            "reports/site",
            "chưa có kỳ nào có số liệu",
            "ít nhất một kỳ đã lập báo cáo",
            "chạy make report cho một kỳ trước",
        )
    workspace.site.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".site-", dir=workspace.site.parent) as made:
        folder = Path(made) / workspace.site.name
        remarks = [remark for one in periods for remark in _write_period(one, folder)]
        _write_pages(periods, folder)
        if workspace.site.exists():
            workspace.site.replace(Path(made) / "before")
        folder.replace(workspace.site)
    return Gathered(
        periods=tuple(one.id for one in periods),
        files=sum(path.is_file() for path in workspace.site.rglob("*")),
        documents=sum(len(one.documents) for one in periods),
        remarks=tuple(dict.fromkeys(remarks)),
    )


def _write_period(period: SitePeriod, site: Path) -> tuple[str, ...]:
    """Write what belongs to one period alone; return what is to be said of its data."""
    folder = site / period.id
    written = write_open_data(period.published, folder / DATA)
    page = data_page(period, written.descriptor, written.rows)
    write_atomically(folder / DATA / INDEX, render_site_page(page))
    write_atomically(folder / INDEX, period_page(period))
    for name in sorted(period.documents):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(period.published.documents / name, folder / name)
    return written.remarks


def _write_pages(periods: Sequence[SitePeriod], site: Path) -> None:
    sample = say("sample") if any(one.published.is_sample for one in periods) else None
    pages: dict[str, SitePage] = {
        INDEX: start_page(periods, sample),
        **indicator_pages(periods, sample),
        **agency_pages(periods, sample),
    }
    for path, page in pages.items():
        write_atomically(site / path, render_site_page(page))
