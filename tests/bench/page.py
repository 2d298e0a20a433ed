"""The page of what was measured: numbers between markers, everything else by hand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.variants import LABELS, Measured

BEGIN, END = "<!-- bench: begin -->\n", "<!-- bench: end -->\n"
_FASTER, _OVERHEAD, _UNCHANGED, _CHANGED, _PEAK = 12, 0.15, 0.5, 4.0, 1.5 * 1024
_FLAT = 1.1  # of the smallest size's, in time per agency and in memory


@dataclass(frozen=True)
class Results:
    """Everything that was measured of one commit on one machine."""

    machine: str
    period: Mapping[str, Measured]
    sizes: Sequence[Measured]
    reading: str
    commit: str = ""


@dataclass(frozen=True)
class Aim:
    """What was aimed at and what was measured."""

    what: str
    aim: str
    measured: str
    is_met: bool


def write_page(path: Path, text: str) -> None:
    """Put `text` between the markers of the page at `path`."""
    page = path.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    path.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8", newline="\n")


def numbers(results: Results) -> str:
    """Return everything that was measured, in Markdown."""
    sections = [f"Measured on: {results.machine}; commit {results.commit}."]
    if aims := list(aims_of(results)):
        sections.append(_table(("aim", "asked", "measured", "met"), map(_aim_row, aims)))
    if results.period:
        sections.append("## One period\n\n" + _period(results.period))
    if results.sizes:
        sections.append("## Many agencies\n\n" + _sizes(results.sizes))
    if results.reading:
        sections.append(f"## Reading submissions\n\n```\n{results.reading.rstrip()}\n```")
    return "\n\n".join(sections) + "\n"


def aims_of(results: Results) -> Iterator[Aim]:
    """Yield every aim that can be judged by what was measured."""
    cost = {name: one.cost for name, one in results.period.items()}
    if "cold" in cost and "naive" in cost:
        ratio = cost["naive"].wall / cost["cold"].wall
        yield Aim(
            "a whole period, against naive", f"≥ {_FASTER} ×", f"{ratio:.1f} ×", ratio >= _FASTER
        )
    if "cold" in cost and "floor" in cost:
        over = overhead(results.period["cold"], results.period["floor"])
        asked = f"≤ {_OVERHEAD:g} CPU-s"
        yield Aim("a notebook, above the floor", asked, f"{over:.3f} CPU-s", over <= _OVERHEAD)
    for name, most in (("unchanged", _UNCHANGED), ("changed", _CHANGED)):
        if name in cost:
            wall = cost[name].wall
            yield Aim(LABELS[name], f"≤ {most:g} s", f"{wall:.2f} s", wall <= most)
    yield from _aims_of_sizes(results.sizes)


def overhead(cold: Measured, floor: Measured) -> float:
    """Return the CPU seconds that a notebook costs above the work that is done in it."""
    return (cold.cost.cpu - floor.cost.cpu) / cold.notebooks


def _aims_of_sizes(sizes: Sequence[Measured]) -> Iterator[Aim]:
    if not sizes:
        return
    peak = max(one.cost.peak for one in sizes)
    yield Aim("peak memory", f"≤ {_PEAK:.0f} MiB", f"{peak:.0f} MiB", peak <= _PEAK)
    first, *others = sorted(sizes, key=lambda one: one.agencies)
    for one in others[-1:]:
        span = f"{first.agencies} → {one.agencies} agencies"
        slower = _per_agency(one) / _per_agency(first)
        larger = one.cost.peak / first.cost.peak
        asked = f"flat (≤ {_FLAT:g} ×)"
        yield Aim(f"time per agency, {span}", asked, f"{slower:.2f} ×", slower <= _FLAT)
        yield Aim(f"peak memory, {span}", asked, f"{larger:.2f} ×", larger <= _FLAT)


def _aim_row(aim: Aim) -> Sequence[str]:
    return aim.what, aim.aim, aim.measured, "yes" if aim.is_met else "**no**"


def _period(period: Mapping[str, Measured]) -> str:
    head = ("way", "agencies", "runs", "seconds", "from – to", "CPU-s", "peak MiB", "× ours",
            "same documents")  # fmt: skip
    cold = period.get("cold")
    ordered = [period[name] for name in LABELS if name in period]
    rows = (
        (
            LABELS[one.name],
            str(one.agencies),
            str(len(one.costs)),
            f"{one.cost.wall:.2f}",
            _range(one),
            f"{one.cost.cpu:.2f}",
            f"{one.cost.peak:.0f}",
            f"{one.cost.wall / cold.cost.wall:.2f}" if cold else "",
            _sameness(one, cold),
        )
        for one in ordered
    )
    return _table(head, rows)


def _sameness(one: Measured, cold: Measured | None) -> str:
    """Return how many documents are the same to the byte as those of `cold`."""
    if cold is None or one.name == "changed":
        return ""
    same = sum(one.documents.get(place) == mark for place, mark in cold.documents.items())
    return f"{same} of {len(cold.documents)}"


def _range(one: Measured) -> str:
    walls = [cost.wall for cost in one.costs]
    return f"{min(walls):.2f} – {max(walls):.2f}" if len(walls) > 1 else ""


def _sizes(sizes: Sequence[Measured]) -> str:
    head = ("agencies", "notebooks", "seconds", "CPU-s", "seconds per agency", "CPU-s per agency",
            "peak MiB")  # fmt: skip
    rows = (
        (
            f"{one.agencies:,}",
            f"{one.notebooks:,}",
            f"{one.cost.wall:.1f}",
            f"{one.cost.cpu:.1f}",
            f"{_per_agency(one):.3f}",
            f"{one.cost.cpu / one.agencies:.3f}",
            f"{one.cost.peak:.0f}",
        )
        for one in sizes
    )
    return _table(head, rows)


def _per_agency(one: Measured) -> float:
    return one.cost.wall / one.agencies


def _table(head: Sequence[str], rows: Iterator[Sequence[str]]) -> str:
    right = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, right, *rows))
