"""The portal: every link leads somewhere, and nothing in a period's page depends on the others."""

import datetime as dt
import re
import shutil
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import html

from plan_monitor.build.closing import close_period
from plan_monitor.build.manifest import write_manifest
from plan_monitor.build.portal import write_index
from plan_monitor.build.units import TRAJECTORIES, Unit, UnitResult
from plan_monitor.intake.submissions import collect_submissions
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.assignments import reporters
from plan_monitor.plan.calendar import load_period
from plan_monitor.plan.loading import load_plan
from plan_monitor.report.index import Count, Link, Overview, Portal, render_index
from plan_monitor.workspace import Workspace
from tests.report.conftest import AGENCIES, PERIODS

SIGNED = dt.datetime.fromisoformat("2025-06-20T17:00+07:00")


@pytest.fixture
def office(computed: Workspace, tmp_path: Path) -> Workspace:
    """Both periods with files in place of documents, in a folder with a blank in its name."""
    shutil.copytree(computed.root, tmp_path / "Văn phòng số 1")
    workspace = Workspace.at(tmp_path / "Văn phòng số 1")
    for period in PERIODS:
        folders = [workspace.agency_report(period, agency) for agency in AGENCIES]
        for folder in (*folders, workspace.province_report(period)):
            folder.mkdir(parents=True)
            notebook = "04_province" if folder.name == "province" else "03_agency"
            for name in ("report.html", "report.docx", "appendix.xlsx", f"{notebook}_report.ipynb"):
                (folder / name).write_text(name, encoding="utf-8")
        evidence = workspace.reports(period) / "evidence"
        evidence.mkdir()
        for agency in AGENCIES:
            (evidence / f"01_clean_submission_{agency}.ipynb").write_text("{}", encoding="utf-8")
    return workspace


def write(workspace: Workspace, period_id: str, *results: UnitResult) -> Path:
    period = load_period(workspace, period_id)
    plan = plan_as_of(load_plan(workspace.plan), period.as_of)
    write_index(workspace, plan, collect_submissions(workspace, period), period, results)
    return workspace.reports(period_id) / "index.html"


def hrefs(page: Path) -> list[str]:
    return re.findall(r'href="([^"]+)"', page.read_text(encoding="utf-8"))


def rows_of(page: Path) -> list[list[str]]:
    tree = html.fromstring(page.read_bytes().decode("utf-8"))
    return [[" ".join(cell.text_content().split()) for cell in row.iter("th", "td")]
            for row in tree.iter("tr")]  # fmt: skip


def test_every_link_leads_to_a_file(office: Workspace) -> None:
    for period in PERIODS:
        page = write(office, period)
        links = hrefs(page)
        assert len(links) == 4 + 5 * len(AGENCIES) + 1
        assert all((page.parent / unquote(link)).is_file() for link in links)
        assert not [link for link in links if ":" in link or link.startswith("/")]
    (office.agency_report("2025", "SYT") / "appendix.xlsx").unlink()
    assert "agencies/SYT/appendix.xlsx" not in hrefs(write(office, "2025"))


def test_agencies_stand_in_protocol_order_with_what_they_sent(office: Workspace) -> None:
    rows = rows_of(write(office, "2025H1"))[1:]
    plan = plan_as_of(load_plan(office.plan), load_period(office, "2025H1").as_of)
    assert [row[0] for row in rows] == [agency.name for agency in reporters(plan)]
    sent = {row[0]: row for row in rows}
    assert sent["Sở Y tế"][1] == "20/05/2025, đúng hạn"
    assert re.fullmatch(r"\d+/\d+", sent["Sở Y tế"][2])
    assert "Phụ lục Excel" in sent["Sở Y tế"][3]
    assert sent["Sở Tư pháp"][1:] == ["chưa gửi", "–", "–", "chưa gửi báo cáo"]


def test_the_overview_counts_every_indicator_task_and_agency(office: Workspace) -> None:
    tree = html.fromstring(write(office, "2025H1").read_bytes().decode("utf-8"))
    groups = tree.find_class("pm-overview")
    totals = [int(re.search(r"\((\d+)\)", group.findtext("h3"))[1]) for group in groups]
    counted = [sum(int(one.text) for one in group.iter("strong")) for group in groups]
    assert totals == counted and len(totals) == 3
    plan = plan_as_of(load_plan(office.plan), load_period(office, "2025H1").as_of)
    numeric = [one for one in plan.indicators if one.kind != "heading"]
    assert totals == [len(numeric), len(plan.tasks), len(reporters(plan))]
    marks = [mark.get("class").split()[1] for mark in groups[0].find_class("pm-mark")]
    assert len(set(marks)) == len(marks) > 2, "a shape of its own for every status"


def test_the_page_is_whole_in_itself(office: Workspace) -> None:
    for page in (write(office, "2025H1"), office.portal):
        text = page.read_text(encoding="utf-8")
        assert text.startswith("<!DOCTYPE html>") and '<html lang="vi">' in text
        assert "default-src 'none'" in text and "<script" not in text
        assert "http:" not in text and "https:" not in text and "url(" not in text
        assert "prefers-color-scheme: dark" in text and "@media print" in text
        assert "DỮ LIỆU MINH HỌA" in text and str(office.root) not in text


def test_periods_are_listed_newest_first_and_closed_ones_marked(office: Workspace) -> None:
    for period in PERIODS:
        write(office, period)
    (office.reports("2025") / "status.html").write_text("x", encoding="utf-8")
    write_manifest(office, load_period(office, "2025H1"), [])
    close_period(office, "2025H1", SIGNED)
    rows = rows_of(office.portal)[1:]
    assert [row[0] for row in rows] == ["Năm 2025 (2025)", "6 tháng đầu năm 2025 (2025H1)"]
    assert [row[2] for row in rows] == ["", "đã chốt ngày 20/06/2025"]
    assert "Tình hình gửi báo cáo" in rows[0][3] and "Tình hình" not in rows[1][3]
    links = hrefs(office.portal)
    assert "2025/status.html" in links and "2025H1/index.html" in links
    assert all((office.portal.parent / unquote(link)).is_file() for link in links)


def test_a_period_s_page_knows_no_other_period(office: Workspace) -> None:
    first = write(office, "2025H1").read_bytes()
    write(office, "2025")
    (office.reports("2025H1") / "status.html").write_text("x", encoding="utf-8")
    write_manifest(office, load_period(office, "2025H1"), [])
    close_period(office, "2025H1", SIGNED)
    assert write(office, "2025H1").read_bytes() == first
    shutil.rmtree(office.reports("2025"))
    assert write(office, "2025H1").read_bytes() == first


def test_the_page_of_an_edition_links_what_the_edition_keeps(office: Workspace) -> None:
    write(office, "2025H1")
    write_manifest(office, load_period(office, "2025H1"), [])
    card = close_period(office, "2025H1", SIGNED)
    page = office.edition("2025H1") / "reports" / "index.html"
    links = hrefs(page)
    assert len(links) == 3 * (len(AGENCIES) + 1)
    assert all((page.parent / unquote(link)).is_file() for link in links)
    assert "Kỳ này đã chốt ngày 20/06/2025." in page.read_text(encoding="utf-8")
    assert "reports/province/appendix.xlsx" in {one.file for one in card.reports}


def test_counts_of_an_earlier_run_are_not_shown(office: Workspace) -> None:
    fault = UnitResult(Unit(TRAJECTORIES, "2025"), fault="hỏng")
    page = write(office, "2025", fault)
    assert "Chưa tổng hợp được số liệu" in page.read_text(encoding="utf-8")
    assert all(row[2] == "–" for row in rows_of(page)[1:])


def test_names_are_escaped_and_paths_encoded() -> None:
    page = render_index(
        Portal(
            title="A <b> & C",
            sample=None,
            remarks=(),
            overviews=(Overview("X", (Count("met", "<i>", 1),)),),
            province=(Link("Word", "tỉnh 1/báo cáo?.docx"),),
            agencies=(),
        )
    )
    assert "<b>" not in page and "<i>" not in page
    assert 'href="t%E1%BB%89nh%201/b%C3%A1o%20c%C3%A1o%3F.docx"' in page
    assert "pm-sample" not in page.split("</style>")[1]
