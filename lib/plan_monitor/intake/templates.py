"""Write the blank forms of a period."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from plan_monitor.files import write_atomically
from plan_monitor.intake import layout
from plan_monitor.intake.baselines import read_history
from plan_monitor.intake.earlier import earlier_values, final_day, read_known
from plan_monitor.intake.form import FormContents, build_form, save_workbook
from plan_monitor.intake.form_questions import read_questions
from plan_monitor.intake.records import Observation
from plan_monitor.intake.tables import read_table
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.assignments import Inheritance, inheritances, reporters
from plan_monitor.plan.calendar import (
    Period,
    known_periods,
    load_period,
    load_reporting,
    previous_period,
)
from plan_monitor.plan.loading import load_plan
from plan_monitor.plan.models import Plan
from plan_monitor.vietnamese.dates import short_date
from plan_monitor.vietnamese.numbers import format_number
from plan_monitor.workspace import Workspace


def write_forms(workspace: Workspace, period_id: str) -> list[Path]:
    """Write one form an agency into reports/<period>/forms and return the files."""
    written = []
    for path, data in build_forms(workspace, load_period(workspace, period_id)):
        write_atomically(path, data)
        written.append(path)
    return written


def build_forms(workspace: Workspace, period: Period) -> Iterator[tuple[Path, bytes]]:
    """Return the form of each agency that reports in `period`, and where it belongs."""
    issued = load_plan(workspace.plan)
    plan = plan_as_of(issued, period.as_of)
    before = previous_period(workspace, period)
    then = plan_as_of(issued, before.as_of) if before else plan
    assessments = load_reporting(workspace).assessments
    baselines = baseline_texts(workspace, plan)
    final = final_day(known_periods(workspace), period)
    for agency in reporters(plan):
        formers = inheritances(then, plan, agency.code)
        contents = FormContents(
            baselines=baselines,
            last_values=_last_values(workspace, before, formers)
            | _own_last_values(workspace, before, agency.code),
            earlier=earlier_values(
                plan, agency.code, final, read_known(workspace, issued, period, agency.code)
            ),
            assessments=assessments,
            questions=_questions(workspace, before, formers)
            | read_questions(workspace, before, agency.code),
        )
        path = workspace.form(period.id, agency.code)
        yield path, save_workbook(build_form(plan, period, agency, contents))


def baseline_texts(workspace: Workspace, plan: Plan) -> dict[str, str]:
    """Return the baselines as a form prints them: ``45,2 (31/12/2024)``."""
    return {
        row.indicator_id: f"{format_number(row.value)} ({short_date(row.date)})"
        for row in read_history(workspace, plan)
        if row.is_baseline
    }


def _last_values(
    workspace: Workspace, before: Period | None, formers: Mapping[str, Inheritance]
) -> dict[str, str]:
    """Return what the former holders of an agency's indicators reported in the period before."""
    return {
        indicator: value
        for former, items in formers.items()
        for indicator, value in _own_last_values(workspace, before, former).items()
        if indicator in items.indicators
    }


def _questions(
    workspace: Workspace, before: Period | None, formers: Mapping[str, Inheritance]
) -> dict[tuple[str, str], str]:
    """Return what the former holders of an agency's items left open in the period before."""
    return {
        (subject, header): question
        for former, items in formers.items()
        for (subject, header), question in read_questions(workspace, before, former).items()
        if subject in (items.tasks if header in layout.TASK_ASKED else items.indicators)
    }


def _own_last_values(workspace: Workspace, before: Period | None, agency: str) -> dict[str, str]:
    """Return what the agency reported in the period before, empty when that was not processed."""
    if before is None:
        return {}
    path = workspace.agency_tables(before.id, agency) / "observations.csv"
    rows = read_table(path, Observation) if path.is_file() else []
    return {
        row.indicator_id: row.text or format_number(row.value)
        for row in rows
        if row.period == before.id and row.kind == "actual" and not row.is_earlier
        if row.text or row.value is not None
    }
