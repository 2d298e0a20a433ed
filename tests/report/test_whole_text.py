"""The whole text of both kinds of report: dates from one period, annexes cited, no overstating."""

import dataclasses
import datetime as dt
import json
import re
from pathlib import Path

import pytest

from plan_monitor.progress.evidence import allowed_statements
from plan_monitor.report.indicator_sentences import indicator_clauses
from plan_monitor.report.phrases import phrases
from plan_monitor.report.report import Report
from plan_monitor.vietnamese.dates import long_date, short_date
from plan_monitor.workspace import Workspace
from tests.report.figures_in import Case, contents_of
from tests.report.test_sentences import CASES, texts

PERIODS = ("2025H1", "2025", "2026H1", "2026")
PARTS = (
    "opening", "leadership", "indicators", "tasks", "remarks", "shortcomings", "narrative causes",
    "focus", "narrative proposals", "closing",
)  # fmt: skip
NOTEBOOKS = {"province": "04_province_report.ipynb", "SKHCN": "03_agency_report.ipynb"}


def full_case(period: str, author: str) -> Case:
    return Case.model_validate(
        {
            "case": "mọi phần",
            "period": period,
            "author": author,
            "indicators": [
                {"id": "5", "baseline": 57, "reported": {period: {"actual": 56}}},
                {"id": "7", "baseline": 38.8, "reported": {period: {"actual": 39, "estimate": 39}}},
                {"id": "13", "baseline": 0.63, "reported": {period: {"estimate": 0.7}}},
                {"id": "26", "baseline": 20, "reported": {period: {"actual": 50}}},
            ],
            "tasks": [
                {"id": "7", "status": "in_progress"},
                {"id": "24", "status": "in_progress"},
                {"id": "28", "status": "in_progress"},
                {"id": "69", "status": "not_started"},
                {"id": "18", "status": "not_started"},
                {"id": "76", "status": "in_progress"},
            ],
            "sent": [
                {"by": "SKHCN", "accepted": 9, "blank": 1},
                {"by": "STC", "how": "late"},
                {"by": "STP", "how": "missing"},
            ],
            "says": [],
        }
    )


def report_of(repo: Workspace, period: str, author: str) -> Report:
    contents = contents_of(repo, full_case(period, author))
    named = {"name": "[KỲ NÀY]", "next_name": "[KỲ SAU]"}
    return Report(dataclasses.replace(contents, period=contents.period.model_copy(update=named)))


def body(report: Report) -> list[str]:
    found = []
    for part in PARTS:
        method, *arguments = part.split()
        found += texts(getattr(report, method)(*arguments))
    return found


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("author", NOTEBOOKS)
def test_every_date_word_comes_from_the_period(repo: Workspace, period: str, author: str) -> None:
    report = report_of(repo, period, author)
    now, header = report.contents.period, report.contents.plan.header
    lines = [line for line in body(report) if not line.startswith("- Nhiệm vụ")]
    title = header.title[0].lower() + header.title[1:]
    text = "\n".join(lines).replace(title, "").replace(short_date(header.date), "")
    for change in report.contents.plan.changes:
        text = text.replace(change.document, "")
    text = text.replace("Sở Thông tin và Truyền thông kết thúc hoạt động hết ngày 28/02/2025", "")
    days = {now.start, now.as_of, now.end, now.due_before, now.as_of + dt.timedelta(days=1)}
    assert set(re.findall(r"\d{2}/\d{2}/\d{4}", text)) <= {short_date(day) for day in days}
    text = re.sub(r"\d{2}/\d{2}/\d{4}", "", text)
    years = {"2024", "2030", str(now.end.year)}  # the baseline's, the target's, the period's
    assert set(re.findall(r"\b(?:19|20)\d{2}\b", text)) <= years
    assert not re.findall(r"\b\d+ tháng|tháng \d+|quý", text, re.IGNORECASE)
    assert "[KỲ NÀY]" in text and "[KỲ SAU]" in text
    assert report.letterhead().subject.endswith("[KỲ NÀY]")
    assert report.letterhead().place_date.endswith(long_date(now.document.date))


def test_the_phrases_name_no_day_month_or_year() -> None:
    method = "phương pháp 2026", "quốc 2026"  # the year in the name of a published method
    for key, phrase in phrases().items():
        text = json.dumps(phrase, ensure_ascii=False)
        for name in method:
            text = text.replace(name, "")
        if key != "year_note":  # 31/12 is the plan's convention for every year
            assert not re.search(r"\b(?:19|20)\d{2}\b|\d+ tháng|tháng \d|\d/\d{1,2}\b", text), key


@pytest.mark.parametrize(("period", "closes"), [("2026H1", False), ("2026", True)])
def test_the_two_kinds_differ_by_the_periods_end(
    repo: Workspace, period: str, closes: bool
) -> None:
    report = report_of(repo, period, "SKHCN")
    text = "\n".join(body(report))
    assert report.contents.period.closes_year is closes
    assert ("số ước cả năm; số chính thức được hỏi ở kỳ sau" in text) is closes
    assert ("còn 1 nhiệm vụ đến hạn" in text) is closes
    assert (f"Trong năm {report.contents.period.end.year}, Kế hoạch" in text) is closes
    assert ("Từ kỳ báo cáo trước, Kế hoạch" in text) is not closes


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("author", NOTEBOOKS)
def test_the_body_cites_every_annex(repo: Workspace, period: str, author: str) -> None:
    notebook = (repo.notebooks / NOTEBOOKS[author]).read_text(encoding="utf-8")
    annexes = set(re.findall(r"Phụ lục [IVX]+", notebook))
    assert len(annexes) == 5
    assert set(re.findall(r"Phụ lục [IVX]+", "\n".join(body(report_of(repo, period, author))))) == (
        annexes
    )


def test_an_empty_report_cites_every_annex_too(repo: Workspace) -> None:
    case = Case(case="không có gì", period="2026H1", author="SYT", says=())
    cited = set(re.findall(r"Phụ lục [IVX]+", "\n".join(body(Report(contents_of(repo, case))))))
    assert cited == {f"Phụ lục {number}" for number in ("I", "II", "III", "IV", "V")}


@pytest.mark.parametrize("author", NOTEBOOKS)
def test_the_notebook_calls_every_part_of_the_text(repo: Workspace, author: str) -> None:
    cells = json.loads((Path(repo.notebooks) / NOTEBOOKS[author]).read_text(encoding="utf-8"))
    sources = "\n".join("".join(cell["source"]) for cell in cells["cells"])
    for part in PARTS:
        method, *arguments = part.split()
        call = ", ".join(f'"{one}"' for one in arguments)
        assert f"report.{method}({call})" in sources, part


@pytest.mark.parametrize("case", CASES, ids=[case.case for case in CASES])
def test_no_sentence_says_more_than_its_evidence_allows(repo: Workspace, case: Case) -> None:
    contents = contents_of(repo, case)
    for row in contents.trajectories:
        if contents.plan.indicator(row.indicator_id).kind != "numeric":
            continue
        text, allowed = "; ".join(indicator_clauses(contents, row)), allowed_statements(row.grade)
        judged = [label for key, label in contents.reporting.statuses.items()
                  if key not in ("not_enough_data", "self_assessed")]  # fmt: skip
        if "pace" not in allowed:
            assert not any(label in text for label in judged), text
            assert "so với" not in text and "chưa đủ số liệu" in text
        assert ("2 điểm số liệu" in text) == (row.grade == "E1" and row.status != "not_enough_data")
        assert "scenarios" in allowed or "đến năm" not in text
        assert "chance" in allowed or "khả năng" not in text
        assert "%" not in text.partition("khả năng đạt mục tiêu:")[2].partition(";")[0]


@pytest.mark.parametrize("case", CASES, ids=[case.case for case in CASES])
def test_texts_are_well_formed(repo: Workspace, case: Case) -> None:
    for text in case.says:
        assert not re.search(r"\s{2}|\s[,.;:)]|\(\s|\(\)|;;|\.\.|None|nan|\{|\}|>=|<=", text), text
        assert not re.search(r"(?<![\d.,])0 (?:nhiệm vụ|chỉ tiêu|cơ quan|dòng)", text), text
