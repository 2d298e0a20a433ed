"""Fill the real form with sample values and realistic dirt; the same seed gives the same bytes."""

import datetime as dt
import random
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from plan_monitor.files import sha256, write_atomically
from plan_monitor.intake import layout
from plan_monitor.intake.baselines import HistoryRow
from plan_monitor.intake.earlier import EarlierValue, earlier_values, final_day
from plan_monitor.intake.form import FormContents, build_form, save_workbook
from plan_monitor.intake.receipts import Receipt, write_receipts
from plan_monitor.intake.records import Observation
from plan_monitor.intake.tables import write_table
from plan_monitor.intake.templates import baseline_texts
from plan_monitor.intake.texts import form_texts
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.assignments import owed_indicators, owed_tasks, reporters
from plan_monitor.plan.bodies import Agency
from plan_monitor.plan.calendar import Period, known_periods, load_reporting
from plan_monitor.plan.indicators import Indicator
from plan_monitor.plan.loading import load_plan
from plan_monitor.plan.models import Plan
from plan_monitor.plan.tasks import Task
from plan_monitor.plan.yaml_files import read_yaml
from plan_monitor.samples.cells import cell_of
from plan_monitor.samples.funding import sample_funding
from plan_monitor.samples.reported import reported_in
from plan_monitor.samples.scenario import DirtyCell, Revision, SamplePeriod, Scenario
from plan_monitor.samples.series import sample_history, sample_value
from plan_monitor.vietnamese.numbers import format_number
from plan_monitor.workspace import Workspace

_ZONE = dt.timezone(dt.timedelta(hours=7))


@dataclass(frozen=True)
class _Filler:
    """What every sample form of one period is filled from.

    `final` is the day of the final values that are due, `known` what each agency reported before.
    """

    plan: Plan
    scenario: Scenario
    period: Period
    sample: SamplePeriod
    baselines: Mapping[str, HistoryRow]
    contents: FormContents
    final: dt.date | None
    known: dict[str, list[Observation]]


def write_samples(workspace: Workspace) -> list[str]:
    """Write history, sample submissions and receipts; return the files written, from the root."""
    plan = load_plan(workspace.plan)
    scenario = read_yaml(workspace.sample / "scenario.yml", Scenario)
    history = sample_history(plan, scenario)
    write_table(workspace.sample / "history.csv", HistoryRow, history)
    baselines = {row.indicator_id: row for row in history if row.is_baseline}
    assessments = load_reporting(workspace).assessments
    written: list[str] = []
    last_values: dict[str, str] = {}
    known: dict[str, list[Observation]] = {}
    periods = known_periods(workspace)
    for period in periods:
        sample = next((one for one in scenario.periods if one.id == period.id), None)
        if sample is None:
            continue
        as_of = plan_as_of(plan, period.as_of)
        contents = FormContents(
            baselines=baseline_texts(workspace, as_of),
            last_values=last_values,
            assessments=assessments,
            sample=True,
        )
        final = final_day(periods, period)
        filler = _Filler(as_of, scenario, period, sample, baselines, contents, final, known)
        written += _write_period(workspace, filler)
        last_values = {
            one.id: format_number(_value(filler, as_of.indicator(one.id), period.as_of))
            for one in scenario.indicators
        }
    return written


def _write_period(workspace: Workspace, filler: _Filler) -> list[str]:
    receipts, written, reported = [], [], {}
    for agency, name, received_at, workbook in _submissions(filler):
        reported[agency] = reported_in(workbook, filler.plan, filler.period, agency)
        data = save_workbook(workbook)
        path = workspace.raw(filler.period.id) / name
        write_atomically(path, data)
        receipts.append(Receipt(file=name, sha256=sha256(data), received_at=received_at))
        written.append(workspace.relative(path))
    for agency, rows in reported.items():
        filler.known.setdefault(agency, []).extend(rows)
    comment = f"{form_texts().sample}: sổ tiếp nhận của báo cáo minh họa."
    write_receipts(workspace.receipts(filler.period.id), receipts, comment)
    return written


def _submissions(filler: _Filler) -> Iterator[tuple[str, str, dt.datetime, Workbook]]:
    """Yield agency, name, hour of arrival and workbook of every submission of the period."""
    late = {one.agency: one.received_at for one in filler.sample.late}
    revisions = {one.agency: one for one in filler.sample.revisions}
    for agency in reporters(filler.plan):
        if agency.code in filler.sample.missing:
            continue
        name = f"{agency.code}_{filler.period.id}"
        arrival = late.get(agency.code) or _arrival(filler, agency)
        yield agency.code, f"{name}.xlsx", arrival, _filled(filler, agency)
        if revision := revisions.get(agency.code):
            workbook = _filled(filler, agency)
            sheet = workbook[layout.INDICATOR_SHEET]
            _revise(sheet, revision)
            yield agency.code, f"{name}_thay-the.xlsx", revision.received_at, workbook


def _revise(sheet: Worksheet, revision: Revision) -> None:
    """Write the revised actual and move the estimate with it."""
    actual = cell_of(sheet, revision.indicator, "Thực hiện")
    estimate = cell_of(sheet, revision.indicator, "Ước thực hiện")
    revised = _number(revision.value)
    shift = revised - float(str(actual.value))
    actual.value, estimate.value = revised, round(float(str(estimate.value)) + shift, 2)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _arrival(filler: _Filler, agency: Agency) -> dt.datetime:
    draw = random.Random(f"{filler.scenario.seed} {filler.period.id} {agency.code} arrival")
    days = (filler.sample.last_day - filler.sample.first_day).days
    day = filler.sample.first_day + dt.timedelta(days=draw.randint(0, days))
    time = dt.time(draw.randint(7, 16), draw.randint(0, 59), tzinfo=_ZONE)
    return dt.datetime.combine(day, time)


def _filled(filler: _Filler, agency: Agency) -> Workbook:
    known = filler.known.get(agency.code, [])
    earlier = earlier_values(filler.plan, agency.code, filler.final, known)
    contents = replace(filler.contents, earlier=earlier)
    workbook = build_form(filler.plan, filler.period, agency, contents)
    for indicator in owed_indicators(filler.plan, agency.code):
        _fill_indicator(filler, workbook[layout.INDICATOR_SHEET], indicator, agency)
    for task in owed_tasks(filler.plan, agency.code):
        _fill_task(filler, workbook[layout.TASK_SHEET], task, agency)
    _fill_narrative(filler, workbook[layout.NARRATIVE_SHEET], agency)
    _fill_funding(filler, workbook[layout.FUNDING_SHEET], agency)
    _fill_earlier(filler, workbook[layout.EARLIER_SHEET], agency, earlier)
    for dirt in filler.sample.dirt:
        if dirt.agency == agency.code:
            _soil(workbook, dirt)
    return workbook


def _value(filler: _Filler, indicator: Indicator, day: dt.date) -> float | None:
    for sample in filler.scenario.indicators:
        if sample.id == indicator.id and sample.same_as:
            return _value(filler, filler.plan.indicator(sample.same_as), day)
        if sample.id == indicator.id:
            baseline = filler.baselines[sample.id].value
            return sample_value(filler.plan, filler.scenario, sample, baseline, day)
    return None


def _fill_indicator(
    filler: _Filler, sheet: Worksheet, indicator: Indicator, agency: Agency
) -> None:
    def put(header: str, value: str | float | dt.date | None) -> None:
        cell_of(sheet, indicator.id, header).value = value

    if indicator.kind == "qualitative":
        choices = filler.scenario.assessments[filler.period.id]
        draw = random.Random(f"{filler.scenario.seed} {filler.period.id} {indicator.id}")
        put("Thực hiện", draw.choice(choices))
        put("Ngày số liệu", filler.period.as_of)
        put("Minh chứng", filler.scenario.evidence)
        return
    actual = _value(filler, indicator, filler.period.as_of)
    if actual is None:
        put("Ghi chú", filler.scenario.not_counted_note)
        return
    put("Ước thực hiện", _value(filler, indicator, filler.period.end))
    if indicator.decision.measure == "flow":
        put("Ghi chú", filler.scenario.flow_note)
        return
    put("Thực hiện", actual)
    put("Ngày số liệu", filler.period.as_of)
    put("Minh chứng", filler.scenario.evidence)


def _fill_task(filler: _Filler, sheet: Worksheet, task: Task, agency: Agency) -> None:
    def put(header: str, value: str | dt.date) -> None:
        cell_of(sheet, task.id, header).value = value

    draw = random.Random(f"{filler.scenario.seed} {task.id} {agency.code}")
    effort, number, days = draw.random(), draw.randint(3, 240), draw.randint(5, 60)
    due = task.deadline.date or filler.period.as_of
    after = days if task.deadline.kind == "from" else 20 - days  # a start has no result before it
    signed = due + dt.timedelta(days=after)
    status = _task_status(task, effort, signed, filler.period)
    put("Trạng thái", status)
    if status == "Hoàn thành":
        put("Số văn bản", f"{number:02d}/MH-{agency.document_code or agency.code}")
        put("Ngày văn bản", signed)
        put("Kết quả", task.printed_output)
    elif status == "Đang thực hiện":
        share = min(90, round(effort * 10) * 10)
        put("Kết quả", f"Đã hoàn thành khoảng {share} % khối lượng")
        if effort > 0.85:
            causes = filler.scenario.narrative["causes"]
            put("Khó khăn", causes[number % len(causes)])


def _task_status(task: Task, effort: float, signed: dt.date, period: Period) -> str:
    """Return a status: most tasks due about the cut-off are done if their document is signed."""
    due = task.deadline.date
    if task.deadline.kind == "from" and due and due > period.as_of:
        return "Chưa thực hiện"
    if due is None:
        return "Đang thực hiện" if effort > 0.15 else "Chưa thực hiện"
    left = (due - period.as_of).days
    if effort < 0.88 and signed <= period.as_of:
        return "Hoàn thành"
    if left <= 400:
        return "Đang thực hiện"
    return "Chưa thực hiện" if effort < 0.7 else "Đang thực hiện"


def _fill_narrative(filler: _Filler, sheet: Worksheet, agency: Agency) -> None:
    draw = random.Random(f"{filler.scenario.seed} {filler.period.id} {agency.code} words")
    titles = {title: key for key, title in layout.NARRATIVE_SECTIONS.items()}
    for row in sheet.iter_rows(min_row=2, max_col=2):
        if key := titles.get(str(row[0].value)):
            row[1].value = draw.choice(filler.scenario.narrative[key])


def _fill_funding(filler: _Filler, sheet: Worksheet, agency: Agency) -> None:
    """Write the amounts of the scenario's sources; the baselines that are asked stay blank."""
    amounts = sample_funding(filler.scenario, agency.code, filler.period.as_of)
    titles = {title: key for key, title in layout.FUNDING_ROWS.items()}
    allocated, paid = (layout.FUNDING_HEADERS.index(one) for one in layout.FUNDING_ASKED[:2])
    for row in sheet.iter_rows(max_col=len(layout.FUNDING_HEADERS)):
        source = titles.get(str(row[0].value))
        if source in amounts:
            row[allocated].value, row[paid].value = amounts[source]


def _fill_earlier(
    filler: _Filler, sheet: Worksheet, agency: Agency, earlier: Mapping[str, EarlierValue]
) -> None:
    """Write the final values that are asked, and what the scenario says of a value or a blank."""
    answers = {one.indicator: one for one in filler.sample.earlier if one.agency == agency.code}
    for item, asked in earlier.items():
        answer = answers.get(item)
        if answer is not None:
            value = _number(answer.value) if answer.value else None
            cell_of(sheet, item, "Số chính thức").value = value
            cell_of(sheet, item, "Lý do thay đổi").value = answer.reason
        elif asked.is_final:
            value = _value(filler, filler.plan.indicator(item), asked.day)
            cell_of(sheet, item, "Số chính thức").value = value


def _soil(workbook: Workbook, dirt: DirtyCell) -> None:
    if dirt.task:
        sheet = workbook[layout.TASK_SHEET]
        if dirt.as_ == "done_without_document":
            cell_of(sheet, dirt.task, "Trạng thái").value = "Hoàn thành"
            cell_of(sheet, dirt.task, "Số văn bản").value = None
            cell_of(sheet, dirt.task, "Ngày văn bản").value = None
        else:
            cell_of(sheet, dirt.task, "Thời hạn đề xuất").value = "12/2026"
        return
    assert dirt.indicator is not None
    sheet = workbook[layout.INDICATOR_SHEET]
    cell = cell_of(sheet, dirt.indicator, "Thực hiện")
    if dirt.write is not None:
        cell.value = dirt.write
    elif dirt.as_ == "blank":
        cell.value = None
        cell_of(sheet, dirt.indicator, "Ước thực hiện").value = None
    elif dirt.as_ == "nfd":
        evidence = cell_of(sheet, dirt.indicator, "Minh chứng")
        evidence.value = unicodedata.normalize("NFD", str(evidence.value))
    else:
        sign = "%" if dirt.as_ == "percent_sign" else ""
        cell.value = format_number(float(str(cell.value))) + sign
