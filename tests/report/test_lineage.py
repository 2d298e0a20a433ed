"""Phụ lục IV: every figure of the tables leads to a row that names its cell."""

import pytest
from lxml import html
from openpyxl import load_workbook

from plan_monitor.report.contents import Contents, read_agency_contents, read_province_contents
from plan_monitor.report.fragments import render_block
from plan_monitor.report.lineage import funding_sources, indicator_sources
from plan_monitor.report.report import Report
from plan_monitor.workspace import Workspace
from tests.report.conftest import AGENCIES


@pytest.fixture(scope="module", params=["province", "SYT"])
def contents(computed: Workspace, request: pytest.FixtureRequest) -> Contents:
    if request.param == "province":
        return read_province_contents(computed, "2025")
    return read_agency_contents(computed, "2025", request.param)


def test_every_figure_of_the_tables_leads_to_a_row_of_the_annex(contents: Contents) -> None:
    report = Report(contents)
    shown = [report.plan_changes(), *report.indicator_table().blocks]
    links = [
        (link.get("href")[1:], link.text_content())
        for block in shown
        for link in html.fromstring(f"<div>{render_block(block)}</div>").iter("a")
    ]
    annex = html.fromstring(f"<div>{render_block(report.lineage_table())}</div>")
    anchors = [cell.get("id") for cell in annex.iter("td") if cell.get("id")]
    assert len(anchors) == len(set(anchors))
    assert {place for place, _ in links} <= set(anchors)
    assert len(links) > 8
    for row in contents.trajectories:
        said = {one.kind for one in indicator_sources(contents) if one.item == row.indicator_id}
        wanted = {
            "baseline": row.baseline_value, "previous": row.previous_value,
            "actual": row.actual if row.is_current else None, "estimate": row.estimate,
        }  # fmt: skip
        assert {kind for kind, value in wanted.items() if value is not None} <= said, row


def test_the_cells_hold_what_the_annex_says(contents: Contents, computed: Workspace) -> None:
    books = {}
    found = [*indicator_sources(contents), *funding_sources(contents)]
    of_cells = [one for one in found if one.cell]
    assert {one.kind for one in of_cells} == {
        "previous", "actual", "estimate", "allotted", "disbursed",
    }  # fmt: skip
    for one in of_cells:
        book = books.setdefault(one.file, load_workbook(computed.root / one.file))
        value = book[one.sheet][one.cell].value
        assert one.raw == (f"{value:.10g}" if isinstance(value, float) else str(value)), one
        assert len(one.sha256) == 64


def test_two_monitors_values_both_have_a_row(computed: Workspace) -> None:
    found = indicator_sources(read_province_contents(computed, "2025"))
    actual = {one.agency for one in found if one.item == "8" and one.kind == "actual"}
    assert actual == {"STC", "SKHCN"} <= set(AGENCIES)
