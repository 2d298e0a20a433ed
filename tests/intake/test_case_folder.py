"""A folder of bad files, each named for its case, each judged as its case says."""

import json
import os
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from plan_monitor.intake.judging import Judgement, judge_file
from plan_monitor.workspace import Workspace
from tests.conftest import copy_workspace
from tests.support.cases import CASES
from tests.support.cases.case import AGENCY, ITEM, PERIOD, TASK, VALUE, Case, Forms

NOT_ON_WINDOWS = set('<>:"|?*\n\x1b')
WRITABLE = [case for case in CASES if os.name == "posix" or not set(case.file) & NOT_ON_WINDOWS]
FAMILIES = {
    "container",
    "xml bombs",
    "identity",
    "layout",
    "numbers",
    "dates",
    "encoding",
    "formulas",
    "duplicates",
    "injection",
}


@pytest.fixture(scope="session")
def office(repo: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return copy_workspace(repo, tmp_path_factory.mktemp("cases") / "office", (AGENCY,))


@pytest.fixture(scope="session")
def forms(office: Workspace) -> Forms:
    return Forms(office)


@pytest.fixture(scope="session")
def folder(forms: Forms, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All files of all cases in one folder, as an office might receive them."""
    path = tmp_path_factory.mktemp("received")
    for case in WRITABLE:
        (path / case.file).write_bytes(case.build(forms))
    return path


def row(rows: tuple[dict[str, object], ...], item: str) -> dict[str, object]:
    return next((one for one in rows if one["id"] == item), {})


def told(judgement: Judgement) -> str:
    return "; ".join(f"{one.check_id} {one.cell} {one.found[:60]!r}" for one in judgement.findings)


def test_there_are_ten_families_of_at_least_eight_mechanisms() -> None:
    counts = Counter(case.family for case in CASES)
    assert set(counts) == FAMILIES
    assert min(counts.values()) >= 8, counts


def test_all_names_differ() -> None:
    assert len({(case.family, case.name) for case in CASES}) == len(CASES)
    files = {unicodedata.normalize("NFC", case.file).casefold() for case in CASES}
    assert len(files) == len(CASES)


def test_a_good_submission_is_accepted_without_findings(
    office: Workspace, forms: Forms, tmp_path: Path
) -> None:
    path = tmp_path / "good.xlsx"
    path.write_bytes(forms.good)
    judgement = judge_file(office, path, PERIOD)
    assert (judgement.outcome, judgement.agency, judgement.period) == ("accepted", AGENCY, PERIOD)
    assert judgement.findings == (), told(judgement)
    assert row(judgement.values, ITEM)["actual"] == VALUE
    counts = judgement.accounting
    assert counts["asked"] == counts["accepted"] > 20


@pytest.mark.parametrize("case", WRITABLE, ids=lambda case: f"{case.family}: {case.name}")
def test_a_bad_file_is_judged_as_its_case_says(case: Case, office: Workspace, folder: Path) -> None:
    judgement = judge_file(office, folder / case.file, case.period, case.agency)
    checks = {finding.check_id for finding in judgement.findings}
    assert judgement.outcome == case.outcome, told(judgement)
    assert case.checks <= checks, told(judgement)
    assert not case.never & checks, told(judgement)
    assert row(judgement.values, ITEM).get("actual") == case.value, told(judgement)
    if case.words is not None:
        assert row(judgement.tasks, TASK)["result"] == case.words
    assert "reading-crashed" not in checks, told(judgement)
    check_that_it_can_be_shown(judgement)


def check_that_it_can_be_shown(judgement: Judgement) -> None:
    """Nothing that a terminal obeys and nothing that no file can hold comes out."""
    shown = json.dumps(judgement.as_json() | {"file": ""}, ensure_ascii=False)
    shown.encode("utf-8")
    for text in _texts(judgement.as_json() | {"file": ""}):
        odd = [char for char in text if unicodedata.category(char) == "Cc" and char not in "\n\t"]
        assert not odd, (text, odd)
    counts = judgement.accounting
    outcomes = (counts[name] for name in ("accepted", "warned", "rejected", "blank"))
    assert counts["asked"] == sum(outcomes)


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for one in value.values() for text in _texts(one)]
    if isinstance(value, list | tuple):
        return [text for one in value for text in _texts(one)]
    return []
