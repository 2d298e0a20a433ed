"""All agencies over all sample periods: each item has a status, a reason, printable figures."""

import math
import re

import pytest

from plan_monitor.intake.agency import read_agency, write_agency
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.assignments import reporters
from plan_monitor.plan.calendar import known_periods
from plan_monitor.plan.loading import load_plan
from plan_monitor.progress.counts import count_tasks
from plan_monitor.progress.evidence import allowed_statements
from plan_monitor.progress.period import PeriodProgress, compute_progress, write_progress
from plan_monitor.report import progress_tables, tables
from plan_monitor.report.blocks import Table
from plan_monitor.report.contents import Contents, read_province_contents
from plan_monitor.report.explanations import (
    explain_indicator,
    explain_task,
    one_of_each_kind,
)
from plan_monitor.report.figures import print_with_unit
from plan_monitor.report.phrases import words
from plan_monitor.workspace import Workspace
from tests.conftest import copy_workspace

pytestmark = pytest.mark.full
PERIODS = ("2025H1", "2025", "2026H1", "2026")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, repo: Workspace) -> Workspace:
    return copy_workspace(repo, tmp_path_factory.mktemp("periods") / "office")


@pytest.fixture(scope="module")
def found(office: Workspace) -> dict[str, tuple[PeriodProgress, Contents]]:
    assert [period.id for period in known_periods(office)] == list(PERIODS)
    results = {}
    for period in known_periods(office):
        plan = plan_as_of(load_plan(office.plan), period.as_of)
        for agency in reporters(plan):
            sent = list(office.raw(period.id).glob(f"{agency.code}_*.xlsx"))
            if sent:
                intake = read_agency(office, period.id, agency.code)
                write_agency(office, period.id, agency.code, intake)
        progress = compute_progress(office, period.id)
        write_progress(office, period.id, progress)
        results[period.id] = progress, read_province_contents(office, period.id)
    return results


@pytest.mark.parametrize("period", PERIODS)
def test_every_item_has_a_status_and_a_reason(found, period: str) -> None:
    progress, contents = found[period]
    rows = progress.indicators.joint
    expected = [one.id for one in contents.plan.indicators if one.kind != "heading"]
    assert [row.indicator_id for row in rows] == expected and len(expected) == 46
    assert {row.reason for row in rows} <= words("reasons").keys()
    assert [state.task_id for state in progress.tasks] == [task.id for task in contents.plan.tasks]
    assert len(progress.tasks) == 78
    assert {state.cell for state in progress.tasks} <= words("cell_reasons").keys()
    counts = count_tasks(progress.tasks)
    assert (counts.dated, counts.total - counts.dated) == (56, 22)
    assert {row.status for row in rows} >= {"on_track", "somewhat_behind", "self_assessed"}


@pytest.mark.parametrize("period", PERIODS)
def test_nothing_above_the_grade_stands_in_the_tables(found, period: str) -> None:
    progress, _ = found[period]
    grades = {row.indicator_id: row.grade for row in progress.indicators.joint}
    for row in progress.indicators.outlooks:
        allowed = allowed_statements(grades[row.indicator_id])
        assert "scenarios" in allowed
        assert (row.low is not None) <= ("interval" in allowed)
        assert bool(row.chance) <= ("chance" in allowed)
        assert (row.backtest_n is not None) <= ("backtest" in allowed)
    for row in progress.indicators.joint:
        assert (row.pace is not None) <= ("pace" in allowed_statements(row.grade))
        assert (row.recovery_date is not None) <= ("recovery" in allowed_statements(row.grade))
    assert {"E0", "E3", "E4"} <= set(grades.values())


@pytest.mark.parametrize("period", PERIODS)
def test_no_figure_is_missing_its_number(found, period: str) -> None:
    progress, contents = found[period]
    for rows in (progress.indicators.joint, progress.indicators.outlooks, progress.fared):
        for row in rows:
            for value in row.model_dump().values():
                assert not isinstance(value, float) or math.isfinite(value), row
    texts = list(one_of_each_kind(contents))
    texts += [explain_indicator(contents, row) for row in progress.indicators.joint]
    texts += [explain_task(contents, state) for state in progress.tasks]
    for table in all_tables(contents):
        texts += [cell.text for row in table.rows for cell in row.cells]
    assert not [text for text in texts if re.search(r"\b(nan|inf|None)\b|[{}]", text)]


@pytest.mark.parametrize("period", PERIODS)
def test_one_of_each_kind_is_explained(found, period: str) -> None:
    progress, contents = found[period]
    kinds = {(row.status, row.reason) for row in progress.indicators.joint}
    cells = {state.cell for state in progress.tasks}
    texts = list(one_of_each_kind(contents))
    assert len(texts) == len(kinds) + len(cells)
    for status, _ in kinds:
        assert any(f": {contents.reporting.statuses[status]}, vì " in text for text in texts)


def all_tables(contents: Contents) -> list[Table]:
    made = [
        *tables.indicator_tables(contents),
        tables.task_table(contents),
        tables.discipline_table(contents),
        progress_tables.method_table(contents),
        progress_tables.outlook_table(contents),
        progress_tables.task_rates(contents),
        progress_tables.measure_table(contents),
        progress_tables.difference_table(contents),
        progress_tables.fared_table(contents),
    ]
    return [table for table in made if table is not None]


def test_every_row_has_a_cell_a_column_or_is_a_heading(found) -> None:
    _, contents = found["2026"]
    for table in all_tables(contents):
        assert all(len(row.cells) in (1, len(table.columns)) for row in table.rows)


def test_four_periods_show_finals_revisions_and_a_growth(found) -> None:
    rows = {row.indicator_id: row for row in found["2026"][0].indicators.joint}
    assert rows["13"].actual_date.isoformat() == "2025-12-31", "only a full year counts"
    assert rows["17"].reason == "growth" and rows["15"].reason in {"floor_kept", "floor_missed"}
    points = {(p.indicator_id, p.date.isoformat()): p for p in found["2026"][0].indicators.series}
    revised = [point for point in points.values() if point.was is not None]
    assert revised and any(point.note for point in revised)
    statuses = [{r.indicator_id: r.status for r in found[p][0].indicators.joint} for p in PERIODS]
    assert any(one != statuses[0] for one in statuses[1:])


def test_an_explanation_has_more_digits_only_where_two_figures_would_look_equal(found) -> None:
    progress, contents = found["2025"]
    kept = next(row for row in progress.indicators.joint if row.reason == "maintained")
    indicator = contents.plan.indicator(kept.indicator_id)
    actual = print_with_unit(contents.plan, indicator, kept.actual)
    level = kept.model_copy(update={"required": kept.actual + 1e-6})  # looks like the actual
    assert f"vẫn giữ được: {actual} ngày" in explain_indicator(contents, level)
