"""What is measured: one period, made in every way there is, and plans of several sizes."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from plan_monitor.build.kernels import VARIABLE
from plan_monitor.workspace import Workspace
from tests.bench.meter import Cost, measure
from tests.bench.offices import change_one_value, documents_of, office, senders
from tests.bench.synthetic import synthetic_office
from tests.conftest import REPO

PERIOD = "2025H1"
SIZES = (28, 100, 300, 1_000)
LABELS = {
    "naive": "naive: `papermill` and `jupyter nbconvert` in a shell loop",
    "stock": "stock kernels, our pool of processes",
    "cold": "ours, everything anew",
    "changed": "ours, one submission changed",
    "unchanged": "ours, nothing changed",
    "floor": "floor: the same calls without notebooks",
}
VARIANTS = (*LABELS, "sizes", "reading")
_TIMES = {"naive": 1, "stock": 1, "unchanged": 5}
_OFTEN = 3  # times that all others are measured
_NAIVE = Path(__file__).parent / "naive.sh"
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Measured:
    """One way of making a period: how many agencies and notebooks, and what each run cost.

    `documents` are the fingerprints of what it made, by their place.
    """

    name: str
    agencies: int
    notebooks: int
    costs: tuple[Cost, ...]
    documents: dict[str, str] = field(repr=False)

    @property
    def cost(self) -> Cost:
        """The run in the middle by the clock."""
        return sorted(self.costs, key=lambda cost: cost.wall)[len(self.costs) // 2]


@dataclass(frozen=True)
class Bench:
    """Measures in `folder`; with `limit`, the first so many agencies of the demo alone."""

    folder: Path
    tell: Tell
    limit: int | None = None

    def period(self, names: Sequence[str]) -> Iterator[Measured]:
        """Yield the wanted ways of making one period; `cold` is run if those after it need it."""
        for name in ("floor", "stock", "naive"):
            if name in names:
                yield self._alone(name)
        ours = [name for name in ("cold", "unchanged", "changed") if name in names]
        if ours:
            yield from self._ours(ours)

    def size(self, agencies: int) -> Measured:
        """Return what all reports of a synthetic plan cost, made once from nothing."""
        self.tell(f"plan and samples of {agencies} agencies …")
        workspace = synthetic_office(self.folder / f"of {agencies}", PERIOD, agencies)
        measured = self._measured(f"{agencies} agencies", workspace, _report(workspace), times=1)
        shutil.rmtree(workspace.root)
        return measured

    def _alone(self, name: str) -> Measured:
        workspace = office(self.folder / name, PERIOD, self.limit)
        codes = senders(workspace, PERIOD)
        if name == "naive":
            command = ["sh", str(_NAIVE), PERIOD, *codes]
            path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
            return self._measured(name, workspace, command, {"PATH": path})
        if name == "floor":
            jobs = str(os.cpu_count() or 1)
            module = [sys.executable, "-m", "tests.bench.floor"]
            return self._measured(
                name, workspace, [*module, str(workspace.root), PERIOD, jobs, *codes]
            )
        return self._measured(name, workspace, _report(workspace), {VARIABLE: "stock"})

    def _ours(self, names: Sequence[str]) -> Iterator[Measured]:
        """Yield what is measured in one workspace, in this order: each needs the one before."""
        workspace = office(self.folder / "ours", PERIOD, self.limit)
        if "cold" in names:
            yield self._measured("cold", workspace, [*_report(workspace), "--force"])
        else:
            measure(_report(workspace), REPO)
        if "unchanged" in names:
            yield self._measured("unchanged", workspace, _report(workspace))
        if "changed" in names:
            yield self._measured(
                "changed",
                workspace,
                _report(workspace),
                before=lambda: self.tell(f"changed: {change_one_value(workspace, PERIOD)}"),
            )

    def _measured(
        self,
        name: str,
        workspace: Workspace,
        command: Sequence[str],
        environment: dict[str, str] | None = None,
        *,
        times: int = 0,
        before: Callable[[], object] = lambda: None,
    ) -> Measured:
        """Run `command`, each time after `before`, and see that it made a report of everybody."""
        costs = []
        # the naive commands stand in the workspace, as one who types them does
        folder = workspace.root if name == "naive" else REPO
        for _ in range(times or _TIMES.get(name, _OFTEN)):
            before()
            costs.append(measure(command, folder, environment))
            cost = costs[-1]
            self.tell(f"{name}: {cost.wall:.2f} s, CPU {cost.cpu:.2f} s, {cost.peak:.0f} MiB")
        agencies, documents = len(senders(workspace, PERIOD)), documents_of(workspace, PERIOD)
        if len(documents) != 2 * (agencies + 1):
            raise RuntimeError(f"{name}: {len(documents)} documents of {agencies} agencies")
        return Measured(name, agencies, 2 * agencies + 2, tuple(costs), documents)


def _report(workspace: Workspace) -> list[str]:
    return [sys.executable, "-m", "plan_monitor", "--root", str(workspace.root), "report", PERIOD]
