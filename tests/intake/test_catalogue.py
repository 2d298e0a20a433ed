"""The catalogue as a whole: every check is fired by a test, used, and told on a page."""

import re

from plan_monitor.intake.checks_page import PAGE, checks_page
from plan_monitor.intake.texts import checks
from plan_monitor.workspace import Workspace
from tests.intake import (
    test_catalogue_dates,
    test_catalogue_earlier,
    test_catalogue_extras,
    test_catalogue_files,
    test_catalogue_history,
    test_catalogue_rows,
    test_catalogue_tasks,
    test_catalogue_values,
    test_catalogue_words,
)

AREAS = (
    test_catalogue_values,
    test_catalogue_dates,
    test_catalogue_tasks,
    test_catalogue_rows,
    test_catalogue_files,
    test_catalogue_words,
    test_catalogue_history,
    test_catalogue_earlier,
    test_catalogue_extras,
)
# What looks like the id of a check: literals that are given as one, and constants that hold one.
ADDED = re.compile(
    r"""(?:\.add\(|ReadNumber\([^"()]*|ReadDate\([^"()]*)\s*"([a-z]+(?:-[a-z]+)+)\""""
)
FAMILIES = (
    "agency|archive|baseline|code|cumulative|date|document|done|earlier|estimate|figures|file|form"
)
FAMILIES += (
    "|final|funding|identity|monitors|proposal|reading|revision|row|sheet|status|submission|table"
)
FAMILIES += "|template|text|unit|value"
LITERAL = re.compile(rf'"((?:{FAMILIES})-[a-z-]+)"')
NO_CHECKS = {"text-align", "table-layout", "row-group"}


def sources(repo: Workspace) -> str:
    folders = ("intake", "progress")
    paths = (p for f in folders for p in (repo.root / "lib/plan_monitor" / f).rglob("*.py"))
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def test_every_check_is_fired_by_a_test() -> None:
    fired = {check for area in AREAS for check in area.FIRED}
    assert set(checks()) - fired == set(), "no test fires these"
    assert fired - set(checks()) == set(), "no such checks"


def test_every_check_is_used_and_every_id_in_use_is_in_the_catalogue(repo: Workspace) -> None:
    source = sources(repo)
    assert [check for check in checks() if f'"{check}"' not in source] == []
    used = set(LITERAL.findall(source)) | set(ADDED.findall(source))
    assert used - set(checks()) - NO_CHECKS == set()


def test_every_check_says_what_to_do_and_why() -> None:
    for check in checks().values():
        for text in (check.title, check.expected, check.what_to_do, check.why):
            assert text.strip() == text and text, check.id
            assert not re.search(r"[<>{}]", text), check.id
        assert check.why[0].isupper() and check.why.endswith("."), check.id
        assert not check.title.endswith("."), check.id


def test_the_tracked_page_is_the_generated_one(repo: Workspace) -> None:
    tracked = (repo.root / PAGE).read_text(encoding="utf-8")
    assert tracked == checks_page(), "run: plan-monitor checks"
    assert all(tracked.count(f"| `{check}` |") == 1 for check in checks())
