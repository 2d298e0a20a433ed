"""A plan that was read before is given out again, until a byte of its files changes."""

from plan_monitor.plan.loading import load_plan
from plan_monitor.workspace import Workspace


def test_the_same_files_are_read_once(workspace: Workspace) -> None:
    assert load_plan(workspace.plan) is load_plan(workspace.plan)


def test_a_changed_byte_is_seen_whatever_the_files_time(workspace: Workspace) -> None:
    before = load_plan(workspace.plan)
    path = workspace.plan / "plan.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("archive_code: VT", "archive_code: VX"), encoding="utf-8")
    assert load_plan(workspace.plan).header.archive_code == "VX" != before.header.archive_code


def test_an_amendment_that_is_gone_is_gone(workspace: Workspace) -> None:
    assert load_plan(workspace.plan).amendments
    for path in (workspace.plan / "amendments").glob("*.yml"):
        path.unlink()
    assert not load_plan(workspace.plan).amendments
