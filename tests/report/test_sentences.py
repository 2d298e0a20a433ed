"""The case folder: figures in, the exact Vietnamese sentence out."""

import re

import pytest

from plan_monitor.report.blocks import Block, Group, Paragraph
from plan_monitor.report.indicator_sentences import indicator_sentence
from plan_monitor.report.report import Report
from plan_monitor.workspace import Workspace
from tests.report.figures_in import Case, all_cases, contents_of

CASES = list(all_cases())


def texts(block: Block) -> list[str]:
    if isinstance(block, Group):
        return [text for one in block.blocks for text in texts(one)]
    return [block.plain()] if isinstance(block, Paragraph) else []


def said(repo: Workspace, case: Case) -> list[str]:
    contents = contents_of(repo, case)
    if case.part == "sentence":
        return [indicator_sentence(contents, row) for row in contents.trajectories]
    part, _, argument = case.part.partition(" ")
    return texts(getattr(Report(contents), part)(*argument.split()))


def wanted(repo: Workspace, case: Case) -> list[str]:
    if case.part != "sentence":
        return list(case.says)
    plan, ids = contents_of(repo, case).plan, dict.fromkeys(one.id for one in case.indicators)
    names = [f"Chỉ tiêu {id} – {plan.indicator(id).name.rstrip('. ')}" for id in ids]
    return [f"{name}: {text}." for name, text in zip(names, case.says, strict=True)]


@pytest.mark.parametrize("case", CASES, ids=[case.case for case in CASES])
def test_figures_in_sentence_out(repo: Workspace, case: Case) -> None:
    texts = said(repo, case)
    assert not [text for text in texts if re.search("[≥≤><] ", text)]  # would part at a line's end
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in texts] == wanted(repo, case)


def test_there_are_enough_cases_and_each_has_its_own_name() -> None:
    assert len({case.case for case in CASES}) == len(CASES) >= 50
