"""The tables of the form: which rows an agency is asked, what is printed in them, and the rules."""

from typing import Literal

from plan_monitor.intake import layout
from plan_monitor.intake.earlier import EarlierValue
from plan_monitor.intake.form_contents import Frame
from plan_monitor.intake.form_rules import (
    Rule,
    amount_rule,
    choice_rule,
    date_rule,
    number_rule,
    words_rule,
)
from plan_monitor.intake.form_tables import HEADER_ROW, Row, Table
from plan_monitor.intake.texts import form_texts
from plan_monitor.plan.assignments import owed_indicators, owed_tasks
from plan_monitor.plan.indicators import Indicator
from plan_monitor.plan.tasks import Task
from plan_monitor.vietnamese.dates import short_date

_WIDTHS = {  # of A4 landscape, so that a page shrinks to no less than three quarters
    layout.INDICATOR_SHEET: (6, 38, 13, 20, 13, 12, 13, 13, 12, 25, 25),
    layout.TASK_SHEET: (6, 46, 13, 15, 15, 12, 29, 26, 14, 20),
    layout.NARRATIVE_SHEET: (24, 134),
    layout.FUNDING_SHEET: (44, 20, 20, 14, 46),
    layout.EARLIER_SHEET: (6, 52, 16, 14, 16, 16, 44),
    layout.BASELINE_SHEET: (6, 56, 18, 16, 14, 44),
}
_NARRATIVE_HEIGHT = 88.0  # points: all sections on one page


def tables_of(frame: Frame) -> list[Table]:
    """Return the tables of one agency's form in their order."""
    indicators = owed_indicators(frame.plan, frame.agency.code)
    tables = [
        _indicator_table(frame, indicators),
        _task_table(frame, owed_tasks(frame.plan, frame.agency.code)),
        _narrative_table(frame),
        _funding_table(frame),
        _earlier_table(frame, indicators),
    ]
    wanting = [item for item in indicators if wants_baseline(frame, item)]
    return [*tables, _baseline_table(frame, wanting)] if wanting else tables


def wants_baseline(frame: Frame, item: Indicator) -> bool:
    """Tell whether the form asks for the baseline of `item`."""
    return item.kind == "numeric" and item.id not in frame.contents.baselines


def _indicator_table(frame: Frame, indicators: list[Indicator]) -> Table:
    return Table(
        sheet=layout.INDICATOR_SHEET,
        headers=layout.INDICATOR_HEADERS,
        widths=_WIDTHS[layout.INDICATOR_SHEET],
        rows=[_indicator_row(frame, item) for item in indicators],
        kind="indicator",
    )


def _indicator_row(frame: Frame, item: Indicator) -> Row:
    contents = frame.contents
    baseline = contents.baselines.get(item.id, "")
    printed = {
        "Mã": item.id,
        "Chỉ tiêu": item.name,
        "Đơn vị": item.unit.verbatim or "",
        "Mục tiêu": item.target.verbatim or "",
        "Năm gốc": form_texts().no_baseline if wants_baseline(frame, item) else baseline,
        "Kỳ trước": contents.last_values.get(item.id, ""),
    }
    year_start = frame.period.start.replace(month=1, day=1)
    rules = {
        "Thực hiện": _value_rule(frame, "Thực hiện", item),
        "Ước thực hiện": _value_rule(frame, "Ước thực hiện", item),
        "Ngày số liệu": date_rule(frame, "Ngày số liệu", year_start),
        "Minh chứng": words_rule(frame, "Minh chứng"),
        "Ghi chú": words_rule(frame, "Ghi chú"),
    }
    return Row(item.id, item.name, printed, rules)


def _value_rule(frame: Frame, header: str, item: Indicator) -> Rule:
    if item.kind != "numeric":
        return choice_rule(frame, header, "assessment", frame.contents.assessments)
    day = frame.period.end if header == "Ước thực hiện" else frame.period.as_of
    return number_rule(frame, header, item, day)


def _task_table(frame: Frame, tasks: list[Task]) -> Table:
    rules = {header: words_rule(frame, header) for header in layout.TASK_ASKED[3:]}
    rules |= {
        "Trạng thái": choice_rule(frame, "Trạng thái", "Trạng thái", list(layout.TASK_STATUSES)),
        "Số văn bản": words_rule(frame, "Số văn bản"),
        "Ngày văn bản": date_rule(frame, "Ngày văn bản"),
    }
    rows = []
    for task in tasks:
        name = task.printed_name
        printed = {"Mã": task.id, "Nhiệm vụ": name, "Thời hạn": task.printed_deadline}
        rows.append(Row(task.id, name, printed, rules))
    widths = _WIDTHS[layout.TASK_SHEET]
    return Table(layout.TASK_SHEET, layout.TASK_HEADERS, widths, rows, kind="task")


def _narrative_table(frame: Frame) -> Table:
    title, words = layout.NARRATIVE_HEADERS
    rules = {words: words_rule(frame, words)}
    return Table(
        sheet=layout.NARRATIVE_SHEET,
        headers=layout.NARRATIVE_HEADERS,
        widths=_WIDTHS[layout.NARRATIVE_SHEET],
        rows=[
            Row(key, name, {title: name}, rules) for key, name in layout.NARRATIVE_SECTIONS.items()
        ],
        frozen_columns=1,
        blank_height=_NARRATIVE_HEIGHT,
    )


def _funding_table(frame: Frame) -> Table:
    allocated = layout.FUNDING_HEADERS.index("Kinh phí bố trí")
    first = f"{'ABCDE'[allocated]}{HEADER_ROW + 1}"  # of the first row; Excel moves it with the row
    rules = {
        "Kinh phí bố trí": amount_rule(frame, "Kinh phí bố trí"),
        "Kinh phí giải ngân": amount_rule(frame, "Kinh phí giải ngân", at_most=first),
        "Ghi chú": words_rule(frame, "Ghi chú"),
    }
    return Table(
        sheet=layout.FUNDING_SHEET,
        headers=layout.FUNDING_HEADERS,
        widths=_WIDTHS[layout.FUNDING_SHEET],
        rows=[
            Row(key, name, {"Nguồn vốn": name, "Đơn vị": layout.FUNDING_UNIT}, rules)
            for key, name in layout.FUNDING_ROWS.items()
        ],
        kind="funding",
        frozen_columns=1,
        blank_height=36,
    )


def _earlier_table(frame: Frame, indicators: list[Indicator]) -> Table:
    earlier = frame.contents.earlier
    return Table(
        sheet=layout.EARLIER_SHEET,
        headers=layout.EARLIER_HEADERS,
        widths=_WIDTHS[layout.EARLIER_SHEET],
        rows=[_earlier_row(frame, one, earlier[one.id]) for one in indicators if one.id in earlier],
        kind="earlier",
    )


def _earlier_row(frame: Frame, item: Indicator, value: EarlierValue) -> Row:
    printed = {
        "Mã": item.id,
        "Chỉ tiêu": item.name,
        "Đơn vị": item.unit.verbatim or "",
        "Ngày số liệu": short_date(value.day),
        "Đã báo cáo": value.text,
    }
    kind: Literal["final", "earlier"] = "final" if value.is_final else "earlier"
    rules = {
        "Số chính thức": number_rule(frame, "Số chính thức", item, value.day, kind),
        "Lý do thay đổi": words_rule(frame, "Lý do thay đổi"),
    }
    return Row(item.id, item.name, printed, rules)


def _baseline_table(frame: Frame, indicators: list[Indicator]) -> Table:
    def row(item: Indicator) -> Row:
        """Return the row that asks for one indicator's baseline."""
        unit = item.unit.verbatim or ""
        printed = {"Mã": item.id, "Chỉ tiêu": item.name, "Đơn vị": unit}
        rules = {
            "Giá trị năm gốc": number_rule(
                frame, "Giá trị năm gốc", item, frame.period.as_of, "baseline"
            ),
            "Ngày": date_rule(frame, "Ngày"),
            "Nguồn": words_rule(frame, "Nguồn"),
        }
        return Row(item.id, item.name, printed, rules)

    return Table(
        sheet=layout.BASELINE_SHEET,
        headers=layout.BASELINE_HEADERS,
        widths=_WIDTHS[layout.BASELINE_SHEET],
        rows=[row(item) for item in indicators],
        kind="baseline",
    )
