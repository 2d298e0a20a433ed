"""Two thousand damaged submissions: each is judged, none ends the run. `make fuzz` for more."""

from pathlib import Path

import pytest

from plan_monitor.workspace import Workspace
from tests.support.cases.case import Forms
from tests.support.fuzzing import Fuzzer
from tests.support.mutations import mutate

pytestmark = pytest.mark.full

MUTATIONS, CHUNKS = 2_000, 8
_SIZE = MUTATIONS // CHUNKS


def test_a_seed_gives_the_same_damage(repo: Workspace) -> None:
    good = Forms(repo).good
    assert good == Forms(repo).good
    damaged = [mutate(good, seed) for seed in range(30)]
    assert damaged == [mutate(good, seed) for seed in range(30)]
    assert len(set(damaged)) > 25


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_damaged_submission_is_judged(chunk: int, repo: Workspace, tmp_path: Path) -> None:
    fuzzer = Fuzzer(repo, tmp_path)
    seeds = range(chunk * _SIZE, (chunk + 1) * _SIZE)
    assert not [found for seed in seeds if (found := fuzzer.surprise(seed))]
    assert fuzzer.outcomes["rejected"] > _SIZE / 4
    assert fuzzer.outcomes["accepted"] + fuzzer.outcomes["accepted_with_warnings"] > _SIZE / 5
