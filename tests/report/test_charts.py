import datetime as dt

import matplotlib.font_manager as fonts
from lxml import etree

from plan_monitor.plan.models import Plan
from plan_monitor.progress.records import SeriesPoint, Trajectory
from plan_monitor.report.charts import TrajectoryPanel, figure_block, trajectory_chart


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
