"""A plan for any number of agencies, as data: the demo's plan carried out by many of each kind.

The plan keeps its tasks; each new agency leads those that its model in the demo leads, alone or
in a group. Of the indicators it gets rows of its own, so that nobody becomes a co-monitor who was
none. So each agency owes what its model owes, and the plan grows with its agencies.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from plan_monitor.plan.yaml_files import read_yaml, write_yaml
from plan_monitor.samples.generator import write_samples
from plan_monitor.workspace import Workspace
from tests.conftest import REPO, copy_workspace

Row = dict[str, Any]
_ANYTHING: TypeAdapter[Any] = TypeAdapter(Any)
_APART = 100  # between the numbers of an indicator and of its copy: 9.10, 109.10, 209.10


def synthetic_office(folder: Path, period: str, agencies: int) -> Workspace:
    """Make in `folder` a workspace of so many agencies, each of which sent a sample submission."""
    demo = Workspace.at(REPO)
    workspace = copy_workspace(demo, folder)
    for path in (folder / "data" / "raw").rglob("*.xlsx"):
        path.unlink()
    for path in workspace.periods.glob("*.yml"):
        if path.stem != period:
            path.unlink()
    copies = _Copies.of(_read(workspace.plan / "agencies.yml")["agencies"], agencies)
    _change(workspace.plan / "agencies.yml", copies.bodies)
    _change(workspace.plan / "tasks.yml", copies.tasks)
    _change(workspace.plan / "indicators.yml", copies.indicators)
    kept = _read(workspace.plan / "indicators.yml")["indicators"]
    ids = {row["id"] for row in kept}
    _change(workspace.sample / "scenario.yml", lambda data: copies.scenario(data, period, ids))
    write_samples(workspace)
    return workspace


@dataclass(frozen=True)
class _Copies:
    """The codes of each agency's copies, by its own, and which round made them; from 1."""

    of_agency: Mapping[str, list[str]]
    round_of: Mapping[str, int]
    dropped: frozenset[str]

    @classmethod
    def of(cls, rows: list[Row], agencies: int) -> "_Copies":
        """Spread `agencies` over the agencies that report, round after round."""
        models = [row["code"] for row in rows if row.get("reports") != "false"]
        models = models[:agencies]
        dropped = {row["code"] for row in rows if row.get("reports") != "false"} - set(models)
        of_agency: dict[str, list[str]] = {code: [] for code in models}
        round_of: dict[str, int] = {}
        for number in range(len(models), agencies):
            turn, place = divmod(number, len(models))
            code = f"{models[place]}{turn}"
            of_agency[models[place]].append(code)
            round_of[code] = turn
        return cls(of_agency, round_of, frozenset(dropped))

    @property
    def rounds(self) -> range:
        return range(1, max(self.round_of.values(), default=0) + 1)

    def all_of(self, codes: list[str]) -> list[str]:
        """Return `codes`, those of agencies followed by their copies."""
        return [one for code in codes for one in (code, *self.of_agency.get(code, ()))]

    def in_round(self, codes: list[str], turn: int) -> list[str]:
        """Return the copies of `codes` that a round made."""
        return [
            c for code in codes for c in self.of_agency.get(code, ()) if self.round_of[c] == turn
        ]

    def bodies(self, data: Row) -> None:
        """Add the copies, with names of their own, and put them into the groups."""
        rows = data["agencies"]
        for row in rows:
            if row["code"] in self.dropped:
                row["reports"] = "false"
        by_code = {row["code"]: row for row in rows}
        for model, copies in self.of_agency.items():
            for code in copies:
                name = f"{by_code[model]['name']} {self.round_of[code]}"
                order = str(len(rows) + 1)
                fresh = {"code": code, "document_code": code, "name": name, "protocol_order": order}
                rows.append({**by_code[model], **fresh, "aliases": [], "letterhead": None})
        for group in data["groups"]:
            group["members"] = self.all_of(group["members"])

    def tasks(self, data: Row) -> None:
        """Let the copies lead what their models lead."""
        for row in data["tasks"]:
            row["leads"] = self.all_of(row["leads"])

    def indicators(self, data: Row) -> None:
        """Add a row for each round in which somebody monitors the indicator."""
        rows = list(data["indicators"])
        for turn in self.rounds:
            for row in rows:
                agencies = self.in_round(row.get("agencies") or [], turn)
                if agencies:
                    data["indicators"].append(
                        {**row, "id": _id(row["id"], turn), "agencies": agencies}
                    )

    def scenario(self, data: Row, period: str, ids: set[str]) -> None:
        """Let the new indicators move as their models, and everybody send."""
        rows = list(data["indicators"])
        for turn in self.rounds:
            for row in rows:
                fresh = {"id": _id(row["id"], turn)}
                if row.get("same_as"):
                    fresh["same_as"] = _id(row["same_as"], turn)
                if fresh["id"] in ids and fresh.get("same_as", fresh["id"]) in ids:
                    data["indicators"].append({**row, **fresh})
        data["periods"] = [one for one in data["periods"] if one["id"] == period]
        for one in data["periods"]:
            one["missing"] = []


def _id(number: str, turn: int) -> str:
    first, dot, rest = number.partition(".")
    return f"{int(first) + _APART * turn}{dot}{rest}"


def _read(path: Path) -> Any:
    return read_yaml(path, _ANYTHING)


def _change(path: Path, change: Callable[[Any], None]) -> None:
    data = _read(path)
    change(data)
    write_yaml(path, data)
