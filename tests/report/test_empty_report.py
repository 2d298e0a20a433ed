"""A report on nothing: no indicator, no task, no word; every part still says something."""

import io

import docx
import pytest

from plan_monitor.plan.calendar import load_period, load_reporting
from plan_monitor.plan.models import Plan
from plan_monitor.report.blocks import Group
from plan_monitor.report.contents import Contents
from plan_monitor.report.document import read_document
from plan_monitor.report.docx import docx_of
from plan_monitor.report.html import page_of
from plan_monitor.report.report import Report
from plan_monitor.workspace import Workspace
from tests.report.test_document import notebook_of

PARTS = (
    "letterhead", "opening", "leadership", "indicators", "charts", "tasks", "remarks", "focus",
    "closing", "signature", "indicator_table", "outlook", "task_table", "task_rates",
    "discipline_table", "agency_measures", "lineage_table", "plan_changes",
)  # fmt: skip
SILENT = {"charts", "outlook"}  # there is nothing to draw or to compare


@pytest.fixture(scope="module", params=["SYT", "SKHCN"])
def report(request: pytest.FixtureRequest, repo: Workspace, plan: Plan) -> Report:
    return Report(
        Contents(
            plan=plan,
            period=load_period(repo, "2025H1"),
            reporting=load_reporting(repo),
            author=plan.agency(request.param),
            is_province=request.param == "SKHCN",
            submissions=(), observations=(), narrative=(), trajectories=(), series=(), tasks=(),
            changes=(), drafts=(), funding=(), discipline=(),
        )
    )  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_every_part_of_an_empty_report_is_a_block(report: Report, part: str) -> None:
    block = getattr(report, part)()
    assert part in SILENT or block.plain().strip(" .:;")
    assert not (isinstance(block, Group) and any(": ." in one.plain() for one in block.blocks))


def test_an_empty_report_makes_both_documents(report: Report) -> None:
    document = read_document(notebook_of(*(getattr(report, part)() for part in PARTS)))
    page = page_of(document)
    word = docx.Document(io.BytesIO(docx_of(document)))
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    of_province = report.contents.is_province
    none = "Kế hoạch không có" if of_province else "Sở Y tế không được giao theo dõi"
    for words in (f"{none} chỉ tiêu nào", "không được giao chủ trì nhiệm vụ nào"):
        assert words in page and words in text
