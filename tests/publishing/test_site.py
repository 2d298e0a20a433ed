"""The site: every link leads somewhere, nothing is asked of a network, closed periods stand."""

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import html

from plan_monitor.build.closing import close_period
from plan_monitor.build.manifest import write_manifest
from plan_monitor.deliver.site import indicators
from plan_monitor.deliver.site.gather import write_site
from plan_monitor.errors import UserError
from plan_monitor.intake.tables import read_table, write_table
from plan_monitor.plan.calendar import load_period
from plan_monitor.plan.loading import load_plan
from plan_monitor.progress.records import Trajectory
from plan_monitor.vietnamese.numbers import format_number
from plan_monitor.workspace import Workspace
from tests.publishing.conftest import AGENCIES, PERIODS, TRACES, set_publishing, with_reports
from tests.support.reports import page_rows

SIGNED = dt.datetime.fromisoformat("2025-06-20T17:00+07:00")


def targets(page: Path) -> Iterator[str]:
    """Yield every address that a page names, wherever it stands."""
    tree = html.fromstring(page.read_bytes().decode("utf-8"))
    yield from (address for _, _, address, _ in tree.iterlinks())


def dead_links(site: Path) -> tuple[int, list[str]]:
    """Return how many addresses there are on all pages, and those that lead nowhere or outside."""
    dead, count = [], 0
    pages = list(site.rglob("*.html"))
    ids = {
        page.resolve(): set(html.fromstring(page.read_bytes().decode()).xpath("//@id"))
        for page in pages
    }
    for page in pages:
        for address in targets(page):
            count += 1
            path, _, place = unquote(address).partition("#")
            aim = (page.parent / path).resolve() if path else page.resolve()
            inside = aim.is_relative_to(site.resolve()) and aim.is_file()
            if ":" in address or not inside or (place and place not in ids.get(aim, ())):
                dead.append(f"{page.relative_to(site)}: {address}")
    return count, dead


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the charts out, which take most of the time, where a test looks at other things."""
    monkeypatch.setattr(indicators, "trajectory_chart", lambda panels: None)
    monkeypatch.setattr(indicators, "chart_svg", lambda chart, name: "<svg></svg>")


def test_no_link_is_dead(site: Path) -> None:
    count, dead = dead_links(site)
    assert count > 500 and dead == []


def test_the_walk_finds_what_is_dead(site: Path, tmp_path: Path) -> None:
    shutil.copytree(site, tmp_path / "site")
    page = tmp_path / "site" / "index.html"
    more = '<a href="x.html">a</a><img src="x.png"><a href="#y">b</a><a href="https://a.b">c</a>'
    page.write_text(page.read_text(encoding="utf-8").replace("</main>", more + "</main>"), "utf-8")
    assert len(dead_links(tmp_path / "site")[1]) == 4


def test_pages_ask_nothing_of_a_network(site: Path) -> None:
    pages = [page for page in site.rglob("*.html") if page.name != "report.html"]
    assert len(pages) > 60
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "default-src 'none'" in text and "<script" not in text and '<html lang="vi">' in text
        assert "@import" not in text and "url(" not in text.split("</style>")[0]
        assert str(site.parent) not in text and "data/raw" not in text
        assert "DỮ LIỆU MINH HỌA" in text


def test_there_is_a_page_for_each_indicator_agency_and_period(site: Path, told: Workspace) -> None:
    plan = load_plan(told.plan)
    shown = {one.id for one in plan.indicators if one.kind != "heading"}
    assert {page.stem for page in site.glob("indicators/*.html")} == shown
    assert set(AGENCIES) < {page.stem for page in site.glob("agencies/*.html")}
    for period in PERIODS:
        assert (site / period / "index.html").is_file()
        assert (site / period / "open-data" / "datapackage.json").is_file()
    rows = page_rows(site / "index.html")
    names = [row[0] for row in rows]
    newest, older = names.index("Năm 2025 (2025)"), names.index("6 tháng đầu năm 2025 (2025H1)")
    assert newest < older
    assert "số liệu tạm thời" in rows[newest][2] and "chỉ tiêu" in rows[newest][3]


def test_an_indicator_is_followed_from_period_to_period(site: Path, told: Workspace) -> None:
    rows = {row[0]: row for row in page_rows(site / "indicators" / "27.html")}
    for period, name in zip(PERIODS, ("6 tháng đầu năm 2025", "Năm 2025"), strict=True):
        table = read_table(told.processed(period) / "trajectories.csv", Trajectory)
        one = next(row for row in table if row.indicator_id == "27")
        shown = rows[f"{name} ({period})"]
        assert shown[2:6] == [
            format_number(one.actual, 1), format_number(one.estimate, 1),
            format_number(one.required, 1), format_number(one.pace, 2),
        ]  # fmt: skip
        assert shown[6].split(" ", 1)[1]
    page = (site / "indicators" / "27.html").read_text(encoding="utf-8")
    assert '<svg role="img"' in page
    assert "<svg" not in (site / "indicators" / "1.html").read_text(encoding="utf-8")


def test_an_agency_has_its_periods_indicators_and_tasks(site: Path) -> None:
    rows = page_rows(site / "agencies" / "SYT.html")
    periods = [row for row in rows if len(row) == 9]
    assert [row[0] for row in periods[1:]] == ["Năm 2025 (2025)", "6 tháng đầu năm 2025 (2025H1)"]
    assert periods[1][3] == "2/2" and periods[2][3] == "1/1"
    assert any(row[0].startswith("27. ") for row in rows)
    assert rows[-1][1] and rows[-1][2] != "–"


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(
    ("documents", "shown"), [("", 0), ("none", 0), ("province", 2), ("all", 8)]
)
def test_the_office_decides_which_reports_are_shown(
    office: Workspace, documents: str, shown: int
) -> None:
    set_publishing(with_reports(office), {"documents": documents} if documents else {})
    write_site(office)
    assert len(list(office.site.rglob("report.html"))) == shown
    assert not list(office.site.rglob("*.ipynb"))
    assert dead_links(office.site)[1] == []
    if not shown:
        text = (office.site / "2025" / "index.html").read_text(encoding="utf-8")
        assert "không có trên trang này" in text


def test_no_person_is_on_the_site_s_own_pages(site: Path) -> None:
    own = [path for path in site.rglob("*") if path.is_file() and path.parent.name != "province"]
    assert len(own) > 90
    for path in own:
        text = path.read_text(encoding="utf-8")
        assert not [trace for trace in (*TRACES, ".xlsx!") if trace in text], path


@pytest.mark.usefixtures("undrawn")
def test_a_closed_period_stays_as_it_was_said(office: Workspace) -> None:
    with_reports(office)
    write_manifest(office, load_period(office, "2025H1"), [])
    close_period(office, "2025H1", SIGNED)
    write_site(office)
    folder = office.site / "2025H1"
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    table = office.processed("2025H1") / "trajectories.csv"
    rows = read_table(table, Trajectory)
    write_table(table, Trajectory, [row.model_copy(update={"actual": 1.0}) for row in rows])
    (office.province_report("2025H1") / "report.html").write_text("later", encoding="utf-8")
    write_site(office)
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    data = (folder / "open-data" / "datapackage.json").read_text(encoding="utf-8")
    assert '"provisional": false' in data and '"created": "2025-06-20T17:00:00+07:00"' in data
    assert "đã chốt ngày 20/06/2025" in (office.site / "index.html").read_text(encoding="utf-8")


def test_written_again_it_is_the_same_and_nothing_old_is_left(site: Path) -> None:
    again = Workspace.at(site.parent.parent)
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    (site / "old.html").write_text("x", encoding="utf-8")
    write_site(again)
    assert before == {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    assert not [path for path in site.parent.iterdir() if path.name.startswith(".site")]


def test_without_tables_it_is_refused(repo: Workspace, tmp_path: Path) -> None:
    shutil.copytree(repo.root / "params", tmp_path / "params")
    with pytest.raises(UserError, match="make report"):
        write_site(Workspace.at(tmp_path))
