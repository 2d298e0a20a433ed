from plan_monitor.errors import UserError
from plan_monitor.intake.agency import read_agency, write_agency
from plan_monitor.intake.identity import read_identity
from plan_monitor.plan.assignments import owed_indicators, reporters
from plan_monitor.plan.models import Plan
from plan_monitor.plan.yaml_files import read_yaml
from plan_monitor.progress.period import compute_progress
from plan_monitor.samples.generator import write_samples
from plan_monitor.samples.scenario import Scenario
from plan_monitor.workspace import Workspace

TRACKED = ("data/raw", "params/receipts", "params/sample")


def contents(workspace: Workspace) -> dict[str, bytes]:
    return {
        workspace.relative(path): path.read_bytes()
        for folder in TRACKED
        for path in (workspace.root / folder).rglob("*")
        if path.is_file()
    }


def test_regenerating_gives_the_tracked_bytes(workspace: Workspace, repo: Workspace) -> None:
    for path in (workspace.root / "data" / "raw").rglob("*.xlsx"):
        path.unlink()
    written = write_samples(workspace)
    assert len(written) == 112
    assert contents(workspace) == contents(repo)


def test_every_sample_is_marked(repo: Workspace) -> None:
    files = list((repo.root / "data" / "raw").rglob("*.xlsx"))
    assert len(files) == 112
    assert all(read_identity(path.read_bytes()).sample == "true" for path in files)


def test_the_samples_hold_real_trajectories_and_realistic_dirt(
    workspace: Workspace, plan: Plan
) -> None:
    for agency in reporters(plan):
        try:
            intake = read_agency(workspace, "2025H1", agency.code)
        except UserError:
            assert agency.code == "PACNAM"
            continue
        write_agency(workspace, "2025H1", agency.code, intake)
    progress = compute_progress(workspace, "2025H1")
    with_path = [row for row in progress.indicators.joint if row.pace is not None]
    assert len(with_path) >= 20
    assert {"E1", "E2", "E3", "E4"} <= {row.grade for row in progress.indicators.joint}
    checks = {row.check_id for row in progress.findings}
    assert checks >= {
        "value-as-text", "value-percent-sign", "value-blank", "value-out-of-bounds",
        "value-not-a-number", "value-no-data", "submission-late", "submission-missing",
        "submission-revised", "done-without-evidence", "proposal-without-basis",
    }  # fmt: skip
    assert [row.agency for row in progress.discipline if row.timeliness == "missing"] == ["PACNAM"]


DIRT = {
    "text": {"value-as-text"},
    "percent_sign": {"value-percent-sign"},
    "blank": {"value-blank"},
    "nfd": set(),
    "done_without_document": {"done-without-evidence"},
    "proposal_without_basis": {"proposal-without-basis"},
}
WRITTEN = {
    "185,5": {"value-as-text", "value-out-of-bounds"},
    "0": {"value-as-text", "value-out-of-bounds"},
    "khoảng 40%": {"value-not-a-number"},
    "chưa có số liệu": {"value-no-data"},
    "1.234": {"value-ambiguous"},
    "40-42": {"value-not-a-number"},
    "trên 75%": {"value-not-a-number"},
    "n/a": {"value-no-data"},
}


def soiled_on_purpose(scenario: Scenario, plan: Plan) -> set[tuple[str, str, str, str]]:
    """Return agency, period, check and subject of all that the scenario gives cause for."""
    found = set()
    measured = {one.id for one in scenario.indicators}
    for period in scenario.periods:
        for dirt in period.dirt:
            subject = dirt.indicator or dirt.task or ""
            for check in WRITTEN[dirt.write] if dirt.write else DIRT[str(dirt.as_)]:
                found.add((dirt.agency, period.id, check, subject))
        for one in period.revisions:
            found.add((one.agency, period.id, "value-revised", one.indicator))
        for one in period.earlier:
            if one.value is None:
                found.add((one.agency, period.id, "final-value-missing", one.indicator))
            elif one.reason is None:
                found.add((one.agency, period.id, "revision-without-reason", one.indicator))
        for agency in reporters(plan):
            found |= {
                (agency.code, period.id, "value-blank", item.id)
                for item in owed_indicators(plan, agency.code)
                if item.kind == "numeric" and item.id not in measured
                if agency.code not in period.missing
            }
    return found


def test_the_samples_raise_nothing_but_what_the_scenario_soils(repo: Workspace, plan: Plan) -> None:
    scenario = read_yaml(repo.sample / "scenario.yml", Scenario)
    told, files, late = set(), set(), set()
    for agency in reporters(plan):
        sent = [one for one in scenario.periods if agency.code not in one.missing]
        for row in read_agency(repo, sent[-1].id, agency.code).findings:
            if row.subject_id:
                told.add((row.agency, row.period, row.check_id, row.subject_id))
            else:
                files.add((row.agency, row.check_id))
        arrivals = (*sent[-1].late, *sent[-1].revisions)
        late |= {one.agency for one in arrivals if one.agency == agency.code}
    assert told == soiled_on_purpose(scenario, plan)
    revised = {one.agency for period in scenario.periods for one in period.revisions}
    assert files == {(one, "submission-late") for one in late} | {
        (one, "submission-revised") for one in revised
    }
