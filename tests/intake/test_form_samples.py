"""The sample submissions fill in the new sheets: plausible funding, baselines left blank."""

import datetime as dt

from openpyxl import load_workbook

from plan_monitor.intake import layout
from plan_monitor.plan.yaml_files import read_yaml
from plan_monitor.samples.funding import sample_funding
from plan_monitor.samples.generator import write_samples
from plan_monitor.samples.scenario import Scenario
from plan_monitor.workspace import Workspace

CUT_OFF = dt.date(2025, 5, 31)


def scenario_of(workspace: Workspace) -> Scenario:
    return read_yaml(workspace.sample / "scenario.yml", Scenario)


def test_amounts_lie_in_the_range_of_the_scenario(repo: Workspace) -> None:
    scenario = scenario_of(repo)
    assert [one.source for one in scenario.funding] == list(layout.FUNDING_ROWS)
    for number in range(60):
        amounts = sample_funding(scenario, f"CQ{number}", CUT_OFF)
        for one in scenario.funding:
            allocated, paid = amounts[one.source]
            assert one.allocated[0] - 5 <= allocated <= one.allocated[1] + 5
            assert 0 <= paid <= allocated


def test_the_same_year_has_the_same_allocation_and_never_less_paid_out(repo: Workspace) -> None:
    scenario = scenario_of(repo)
    for agency in ("SYT", "STC", "CAT"):
        first, second = (
            sample_funding(scenario, agency, day) for day in (CUT_OFF, dt.date(2025, 11, 14))
        )
        assert first == sample_funding(scenario, agency, CUT_OFF)
        for source, (allocated, paid) in first.items():
            assert second[source][0] == allocated
            assert second[source][1] >= paid
    assert sample_funding(scenario, "SYT", CUT_OFF) != sample_funding(scenario, "STC", CUT_OFF)


def test_another_seed_gives_other_amounts_and_no_range_gives_none(repo: Workspace) -> None:
    scenario = scenario_of(repo)
    other = scenario.model_copy(update={"seed": scenario.seed + 1})
    amounts = sample_funding(scenario, "SYT", CUT_OFF)
    assert sample_funding(other, "SYT", CUT_OFF) != amounts
    assert sample_funding(scenario.model_copy(update={"funding": ()}), "SYT", CUT_OFF) == {}


def test_the_samples_hold_funding_and_no_invented_baseline(workspace: Workspace) -> None:
    written = write_samples(workspace)
    first = {path: (workspace.root / path).read_bytes() for path in written}
    assert write_samples(workspace) == written
    assert first == {path: (workspace.root / path).read_bytes() for path in written}
    workbook = load_workbook(workspace.raw("2025H1") / "STC_2025H1.xlsx")
    expected = sample_funding(scenario_of(workspace), "STC", CUT_OFF)
    rows = list(workbook["Kinh phí"].iter_rows(min_row=7, values_only=True))
    assert {row[0]: row[1:3] for row in rows} == {
        layout.FUNDING_ROWS[source]: amounts for source, amounts in expected.items()
    }
    assert {row[3] for row in rows} == {"triệu đồng"}
    (asked,) = workbook["Năm gốc"].iter_rows(min_row=7, values_only=True)
    assert asked[0] == "32" and asked[3:] == (None, None, None)
