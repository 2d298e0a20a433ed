from plan_monitor.errors import UserError
from plan_monitor.intake.agency import read_agency, write_agency
from plan_monitor.intake.identity import read_identity
from plan_monitor.plan.assignments import reporters
from plan_monitor.plan.models import Plan
from plan_monitor.progress.period import compute_progress
from plan_monitor.samples.generator import write_samples
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
    assert len(written) == 56
    assert contents(workspace) == contents(repo)


def test_every_sample_is_marked(repo: Workspace) -> None:
    files = list((repo.root / "data" / "raw").rglob("*.xlsx"))
    assert len(files) == 56
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
    with_path = [row for row in progress.trajectories if row.pace is not None]
    assert len(with_path) >= 20
    assert {"E1", "E2", "E3", "E4"} <= {row.grade for row in progress.trajectories}
    checks = {row.check_id for row in progress.findings}
    assert checks >= {
        "value-as-text", "value-percent-sign", "value-blank", "value-out-of-bounds",
        "value-not-a-number", "value-no-data", "submission-late", "submission-missing",
        "submission-revised", "done-without-evidence", "proposal-without-basis",
    }  # fmt: skip
    assert [row.agency for row in progress.discipline if row.timeliness == "missing"] == ["PACNAM"]
