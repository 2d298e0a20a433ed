"""What every judgement of a damaged file must keep to, whatever the damage was."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

from plan_monitor.files import sha256
from plan_monitor.intake.cage import Limits
from plan_monitor.intake.judging import Judge, Judgement
from plan_monitor.workspace import Workspace
from tests.support.cases.case import ITEM, PERIOD, Forms
from tests.support.mutations import mutate

OUTCOMES = {"accepted", "accepted_with_warnings", "rejected", "ignored"}
_BEYOND_LIMITS = {"reading-crashed", "reading-timeout", "reading-memory"}
_BOUNDS = (0, 100)


class Fuzzer:
    """Judges damaged copies of one good submission; equal files are judged once."""

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        self._judge = Judge(workspace, PERIOD)
        self._good = Forms(workspace).good
        self._folder = folder
        self._known = {sha256(self._good)}
        self.outcomes = dict.fromkeys(sorted(OUTCOMES), 0)

    def surprise(self, seed: int) -> str:
        """Return what is wrong with the judgement of the mutation `seed`, "" for nothing.

        The file of a surprise stays in the folder.
        """
        data = mutate(self._good, seed)
        digest = sha256(data)
        if digest in self._known:
            return ""
        self._known.add(digest)
        path = self._folder / f"mutation {seed}.xlsx"
        path.write_bytes(data)
        found = self._judged(path)
        if not found:
            path.unlink()
        return found and f"seed {seed}: {found}"

    def _judged(self, path: Path) -> str:
        begin = time.monotonic()
        try:
            judgement = self._judge.judge(path)
            json.dumps(judgement.as_json(), allow_nan=False)
        except Exception as error:  # the surprise that is looked for
            return f"{type(error).__name__}: {error}"
        if time.monotonic() - begin > Limits().wall_seconds:
            return "took longer than the cage allows"
        self.outcomes[judgement.outcome] += 1
        return wrong_with(judgement)


def wrong_with(judgement: Judgement) -> str:
    """Return what no judgement may be, "" for a sound one."""
    return "; ".join(_faults(judgement))


def _faults(judgement: Judgement) -> Iterator[str]:
    if judgement.outcome not in OUTCOMES:
        yield f"outcome {judgement.outcome}"
    for finding in judgement.findings:
        if finding.check_id in _BEYOND_LIMITS:
            yield f"{finding.check_id}: {finding.found}"
    if judgement.outcome in {"rejected", "ignored"} and judgement.values:
        yield f"{judgement.outcome} with values"
    if judgement.outcome == "rejected" and not judgement.findings:
        yield "rejected without a reason"
    low, high = _BOUNDS
    for row in judgement.values:
        if row["id"] == ITEM and not low <= (row["actual"] or 0) <= high:
            yield f"value {row['actual']}"
    counts = judgement.accounting
    if counts["asked"] != sum(counts.values()) - counts["asked"]:
        yield f"accounting {counts}"
