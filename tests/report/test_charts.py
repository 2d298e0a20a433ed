import dataclasses
import datetime as dt

import matplotlib.font_manager as fonts
import pytest
from lxml import etree

from plan_monitor.plan.calendar import load_period, load_reporting
from plan_monitor.plan.models import Plan
from plan_monitor.progress.counts import ageing
from plan_monitor.progress.records import (
    AgencyMeasures,
    Outlook,
    SeriesPoint,
    TaskState,
    Trajectory,
)
from plan_monitor.report.charts import TrajectoryPanel, figure_block, trajectory_chart
from plan_monitor.report.contents import Contents
from plan_monitor.report.overview import agency_overview, status_overview, task_timeline
from plan_monitor.report.task_sentences import next_tasks
from plan_monitor.workspace import Workspace


def panel(plan: Plan) -> TrajectoryPanel:
    def point(year: int, value: float, kind: str) -> SeriesPoint:
        return SeriesPoint(
            indicator_id="27", agency="SYT", date=dt.date(year, 12, 31), value=value, kind=kind,
            period="", source="",
        )  # fmt: skip

    row = Trajectory(
        indicator_id="27", agency="SYT", baseline_value=60.5, baseline_date=dt.date(2024, 12, 31),
        status="on_track", reason="pace", points=2, grade="E1",
    )  # fmt: skip
    points = (point(2024, 60.5, "baseline"), point(2025, 66.5, "actual"))
    return TrajectoryPanel(plan.indicator("27"), row, points)


def block(plan: Plan):
    chart = trajectory_chart([panel(plan)])
    return figure_block(chart, "Biểu đồ", "Chỉ tiêu 27 so với lộ trình", "chart1")


def test_the_same_rows_give_the_same_chart(plan: Plan) -> None:
    assert block(plan) == block(plan)


def test_the_svg_stands_alone_and_speaks_vietnamese(plan: Plan) -> None:
    svg = block(plan).svg
    root = etree.fromstring(svg.encode())
    assert root.tag.endswith("svg")
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert ids and all(one.startswith("chart1-") for one in ids)
    text = " ".join(root.itertext())
    assert "lộ trình" in text and "mục tiêu" in text
    assert "<metadata" not in svg and "<script" not in svg


def test_the_chart_font_has_every_vietnamese_letter() -> None:
    letters = "aăâeêioôơuưyđ"
    marked = {letter + mark for letter in letters for mark in ("", "\u0300", "\u0301", "\u0303",
              "\u0309", "\u0323")} - {"đ" + mark for mark in ("\u0300",)}  # fmt: skip
    import unicodedata

    wanted = {unicodedata.normalize("NFC", one) for one in marked}
    wanted = {one for pair in wanted for one in (pair, pair.upper()) if len(one) == 1}
    assert len(wanted) >= 134
    path = fonts.findfont("DejaVu Sans", fallback_to_default=False)
    glyphs = fonts.get_font(path).get_charmap()
    assert not [letter for letter in sorted(wanted) if ord(letter) not in glyphs]


def shown(figure) -> str:
    return " ".join(etree.fromstring(figure.svg.encode()).itertext())


def test_the_status_overview_counts_and_names(overview: Contents) -> None:
    figure = status_overview(overview)
    assert [[c.text for c in row.cells] for row in figure.data.rows] == [
        ["đạt mục tiêu", "1"], ["đúng lộ trình", "2"],
    ]  # fmt: skip
    assert "đúng lộ trình: 2" in figure.alternative and "3 chỉ tiêu" in figure.caption
    assert "đúng lộ trình" in shown(figure) and figure == status_overview(overview)


def test_the_timeline_ages_what_is_overdue(overview: Contents) -> None:
    figure = task_timeline(overview)
    assert [row.cells[2].text for row in figure.data.rows] == [
        "đang thực hiện quá hạn", "chưa thực hiện, trong hạn",
    ]  # fmt: skip
    text = shown(figure)
    assert "31–90 ngày" in text and "đến hạn kỳ sau" in text and "01/07/2025" in text
    none = dataclasses.replace(overview, tasks=())
    said = task_timeline(none).runs[0].text
    assert said == "Không có nhiệm vụ nào quá hạn hoặc đến hạn đến hết ngày 31/12/2025."
    assert said not in next_tasks(none)


def test_the_agency_overview_shows_denominators(overview: Contents) -> None:
    figure = agency_overview(overview)
    assert [[c.text for c in row.cells] for row in figure.data.rows] == [
        ["Sở Y tế", "1/4", "3/4", "1"]
    ]
    assert "3/4" in shown(figure)
    assert (
        agency_overview(dataclasses.replace(overview, measures=())).runs[0].text.startswith("Chưa")
    )


def test_each_year_stands_where_its_last_day_is(plan: Plan) -> None:
    axes = trajectory_chart([panel(plan)]).axes[0]
    places = dict(
        zip([one.get_text() for one in axes.get_xticklabels()], axes.get_xticks(), strict=True)
    )
    drawn = {line.get_label(): list(line.get_xdata()) for line in axes.lines}
    assert drawn["năm gốc"] == [places["2024"]] and drawn["mục tiêu"] == [places["2030"]]
    assert axes.get_xlabel() == "cuối năm"


def test_without_indicators_there_is_a_sentence_and_no_chart(overview: Contents) -> None:
    none = dataclasses.replace(overview, trajectories=())
    assert status_overview(none).runs[0].text in {
        "Kế hoạch không có chỉ tiêu nào.",
        "Sở Y tế không được giao theo dõi chỉ tiêu nào của Kế hoạch.",
    }


def test_a_projection_is_drawn_only_where_there_is_one(plan: Plan) -> None:
    plain = panel(plan)
    row = plain.row.model_copy(update={"actual": 66.5, "actual_date": dt.date(2025, 12, 31)})
    outlook = Outlook(
        indicator_id="27", agency="SYT", grade="E3", points=5, goal_date=dt.date(2030, 12, 31),
        flat=66.5, current=90, required=95, current_rate=4, required_rate=5, low=70, middle=80,
        high=92,
    )  # fmt: skip
    with_it = dataclasses.replace(plain, row=row, outlook=outlook)
    texts = [
        shown(figure_block(trajectory_chart([one]), "c", "a", "x")) for one in (plain, with_it)
    ]
    assert ["khoảng dự báo 80%" in text for text in texts] == [False, True]


@pytest.fixture
def overview(repo: Workspace, plan: Plan) -> Contents:
    statuses = ("met", "on_track", "on_track")
    rows = [
        Trajectory(indicator_id=i, agency="SYT", status=s, reason="pace", points=2, grade="E1")
        for i, s in zip(("25", "26", "27"), statuses, strict=True)
    ]

    def state(task: str, cell: str, due: dt.date, days: int) -> TaskState:
        return TaskState(
            task_id=task, agency="", cell=cell, due=due, done_on=None, days_overdue=days,
            ageing=ageing(days), flags="", leads=1, leads_reported=1, leads_done=0, result="",
            difficulty="", document="", proposed_deadline="", source="",
        )  # fmt: skip

    measures = AgencyMeasures(
        agency="SYT", timely=1, timely_of=1, complete=1, complete_of=1, revisions=0,
        revised_values=0,
        on_track=3,
        on_track_of=3, tasks_done=3, tasks_on_time=1, tasks_of=4, rank=1,
    )  # fmt: skip
    return Contents(
        plan=plan, period=load_period(repo, "2025H1"), reporting=load_reporting(repo),
        author=plan.agency("SYT"), is_province=True, submissions=(), observations=(), narrative=(),
        trajectories=tuple(rows), series=(), changes=(), drafts=(), funding=(), discipline=(),
        tasks=(
            state("7", "in_progress_overdue", dt.date(2025, 3, 31), 61),
            state("1", "not_started", dt.date(2025, 6, 30), 0),
            state("2", "result", dt.date(2030, 6, 30), 0),
        ),
        measures=(measures,),
    )  # fmt: skip
