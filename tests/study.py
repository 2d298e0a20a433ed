"""How often intervals hold what they promise: python -m tests.study [--series 5000] [--seed 1].

Series are drawn of which the continuation is known; for each method the share of continuations
within the nominal 80 % interval is counted. The table is written into docs/methods/forecast.md.
"""

import argparse
import math
import random
import statistics
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, product
from pathlib import Path
from typing import NamedTuple

from plan_monitor.plan.indicators import Better
from plan_monitor.progress.forecast.predicting import Predictor, drift, partial_drift
from plan_monitor.progress.forecast.projecting import (
    Chance,
    Interval,
    chance,
    interval,
    theil_sen,
)
from plan_monitor.progress.forecast.scales import Bounds, Scale
from plan_monitor.progress.forecast.student import StudentT
from plan_monitor.progress.methods import Goal, Point
from plan_monitor.progress.methods.paths import is_met

LENGTHS = (5, 6, 7, 8, 10)
HORIZONS = (1, 3, 5)
NOMINAL = 80.0
DAMPING = 0.85
IN_VIETNAMESE: dict[Chance, str] = {
    "very_unlikely": "rất khó (dưới 5 %)",
    "unlikely": "khó (5–33 %)",
    "possible": "có thể (33–66 %)",
    "likely": "nhiều khả năng (66–95 %)",
    "almost_certain": "gần như chắc (từ 95 %)",
}
BEGIN, END = "<!-- study: begin -->\n", "<!-- study: end -->\n"
PAGE = Path(__file__).parents[1] / "docs" / "methods" / "forecast.md"


def trend(points: Sequence[Point], year: float, rounding: float) -> StudentT:
    """A straight line with independent errors: least squares, t with n − 2 (FPP3 7.6)."""
    number = len(points)
    mean_year = statistics.fmean(one.year for one in points)
    mean_value = statistics.fmean(one.value for one in points)
    squares = math.fsum((one.year - mean_year) ** 2 for one in points)
    slope = math.fsum((p.year - mean_year) * (p.value - mean_value) for p in points) / squares
    errors = [p.value - mean_value - slope * (p.year - mean_year) for p in points]
    noise = max(math.sqrt(math.fsum(one**2 for one in errors) / (number - 2)), rounding)
    away = year - mean_year
    spread = noise * math.sqrt(1 + 1 / number + away**2 / squares)
    return StudentT(mean_value + slope * away, spread, number - 2)


def walk(points: Sequence[Point], year: float, rounding: float) -> StudentT:
    """A random walk without drift: centre the last value, t with n − 1 (FPP3 5.5, naive)."""
    squares = math.fsum((b.value - a.value) ** 2 / (b.year - a.year) for a, b in pairwise(points))
    noise = max(math.sqrt(squares / (len(points) - 1)), rounding)
    spread = noise * math.sqrt(year - points[-1].year)
    return StudentT(points[-1].value, spread, len(points) - 1)


def damped(points: Sequence[Point], year: float, rounding: float) -> StudentT:
    """`drift`, of which 0.85 goes on in the first year, 0.85² in the second, and so on."""
    whole, ahead = drift(points, year, rounding), year - points[-1].year
    change = whole.centre - points[-1].value
    share = DAMPING * (1 - DAMPING**ahead) / (1 - DAMPING) / ahead
    return StudentT(points[-1].value + share * change, whole.spread, whole.freedom)


# A method of two predictors reaches from the lower of their lower ends to the higher upper end.
METHODS: dict[str, tuple[Predictor, ...]] = {
    "trend": (trend,),
    "drift": (drift,),
    "walk": (walk,),
    "damped": (damped,),
    "partial_drift": (partial_drift,),
    "trend ∪ drift": (trend, drift),
    "walk ∪ drift": (walk, drift),
}


class Kind(NamedTuple):
    """How the figures of a process are printed and projected."""

    draw: Callable[[random.Random, Sequence[float]], list[float]]
    scale: Scale
    bounds: Bounds
    step: float = 0.1


class Cell(NamedTuple):
    """One cell of the table: coverage in %, median width in units, by method."""

    kind: str
    length: int
    horizon: int
    coverage: dict[str, float]
    width: dict[str, float]


def draw_walk(rng: random.Random, years: Sequence[float]) -> list[float]:
    """A share that wanders, 0.5–3 points a year; every second one drifts by up to 2 a year."""
    slope, size = rng.choice((0.0, rng.uniform(-2, 2))), rng.uniform(0.5, 3)
    values = [rng.uniform(30, 80)]
    for left, right in pairwise(years):
        gap = right - left
        moved = values[-1] + slope * gap + rng.gauss(0, size) * math.sqrt(gap)
        values.append(min(max(moved, 0.0), 100.0))
    return values


def draw_trend(rng: random.Random, years: Sequence[float]) -> list[float]:
    """A quantity of about 100 that changes by −3 to +8 a year, noise 1–4, with memory."""
    slope = rng.uniform(-3, 8)
    noise = _noise(rng, years, rng.uniform(1, 4))
    return [
        max(100 + slope * (year - years[0]) + one, 0.0)
        for year, one in zip(years, noise, strict=True)
    ]


def draw_saturating(rng: random.Random, years: Sequence[float]) -> list[float]:
    """A share on a logistic curve to a ceiling of 75–98 %, noise 0.5–2 points, with memory."""
    ceiling, speed = rng.uniform(75, 98), rng.uniform(0.2, 0.6)
    turn = years[0] + rng.uniform(-2, 6)
    noise = _noise(rng, years, rng.uniform(0.5, 2))
    return [
        min(max(ceiling / (1 + math.exp(-speed * (year - turn))) + one, 0.0), 100.0)
        for year, one in zip(years, noise, strict=True)
    ]


KINDS = {
    "bước ngẫu nhiên": Kind(draw_walk, "logit", Bounds(0, 100)),
    "xu thế có nhiễu": Kind(draw_trend, "log", Bounds(0, None)),
    "tỷ lệ bão hòa": Kind(draw_saturating, "logit", Bounds(0, 100)),
}


def _noise(rng: random.Random, years: Sequence[float], size: float) -> list[float]:
    """Normal errors of which a year later a share of 0 to 0.6 is left."""
    memory = rng.uniform(0, 0.6)
    errors = [rng.gauss(0, size)]
    for left, right in pairwise(years):
        kept = memory ** (right - left)
        errors.append(kept * errors[-1] + math.sqrt(1 - kept**2) * rng.gauss(0, size))
    return errors


def _years(rng: random.Random, length: int) -> list[float]:
    """`length` years and the horizons after them; in every second series half-years among them."""
    gaps = (1.0,) if rng.random() < 0.5 else (0.5, 1.0)
    years = [2015.0]
    for _ in range(length - 1):
        years.append(years[-1] + rng.choice(gaps))
    return years + [years[-1] + ahead for ahead in HORIZONS]


def _ends(
    points: Sequence[Point], year: float, kind: Kind, predictors: Sequence[Predictor]
) -> tuple[float, float]:
    found = [
        interval(
            points,
            year,
            scale=kind.scale,
            bounds=kind.bounds,
            step=kind.step,
            level=NOMINAL / 100,
            predictor=one,
        )
        for one in predictors
    ]
    intervals = [one for one in found if isinstance(one, Interval)]
    assert len(intervals) == len(predictors)
    return min(one.low for one in intervals), max(one.high for one in intervals)


def cells(number: int, seed: int) -> Iterator[Cell]:
    """Draw `number` series for each kind and length, yield a cell for each horizon."""
    for name, kind in KINDS.items():
        for length in LENGTHS:
            rng = random.Random(f"{seed}:{name}:{length}")
            within = {(m, h): 0 for m in METHODS for h in HORIZONS}
            widths: dict[tuple[str, int], list[float]] = {key: [] for key in within}
            for _ in range(number):
                years = _years(rng, length)
                values = [round(one, 1) for one in kind.draw(rng, years)]
                points = [Point(*one) for one in zip(years[:length], values[:length], strict=True)]
                coming = zip(HORIZONS, years[length:], values[length:], strict=True)
                for (horizon, year, value), method in product(coming, METHODS):
                    low, high = _ends(points, year, kind, METHODS[method])
                    within[method, horizon] += low <= value <= high
                    widths[method, horizon].append(high - low)
            for horizon in HORIZONS:
                yield Cell(
                    name,
                    length,
                    horizon,
                    {m: 100 * within[m, horizon] / number for m in METHODS},
                    {m: statistics.median(widths[m, horizon]) for m in METHODS},
                )


def words(number: int, seed: int) -> dict[tuple[str, Chance], list[bool]]:
    """Return for each kind and word whether the goals were met of which `chance` said it.

    A goal asks for between none and one and a half times the pace so far, as plans do.
    """
    met: dict[tuple[str, Chance], list[bool]] = {}
    for (name, kind), length in product(KINDS.items(), LENGTHS):
        rng = random.Random(f"{seed}:{name}:{length}:words")
        options = {"scale": kind.scale, "bounds": kind.bounds, "step": kind.step}
        for _ in range(number):
            years = _years(rng, length)
            values = [round(one, 1) for one in kind.draw(rng, years)]
            points = [Point(*one) for one in zip(years[:length], values[:length], strict=True)]
            pace, asked = theil_sen(points) or 0.0, rng.uniform(0, 1.5)
            better: Better = "higher" if pace >= 0 else "lower"
            for year, value in zip(years[length:], values[length:], strict=True):
                aim = points[-1].value + asked * pace * (year - points[-1].year)
                goal = Goal(year, round(min(max(aim, 0.0), kind.bounds.high or math.inf), 1))
                word = chance(points, goal, better=better, **options)
                assert word is not None
                met.setdefault((name, word), []).append(is_met(value, goal, better))
    return met


def score(found: Sequence[float]) -> float:
    """Return the mean distance from 80 %, what is missing counted twice; less is better."""
    return statistics.fmean(2 * (NOMINAL - x) if x < NOMINAL else x - NOMINAL for x in found)


def tables(number: int, seed: int) -> str:
    """Return the page's generated part: how it was made, the ranking, the words, all cells."""
    found = list(cells(number, seed))
    series = f"{number:,}".replace(",", ".")
    made = (
        f"Hạt giống {seed}, {series} chuỗi cho mỗi loại và số điểm. "
        f"Chạy lại: `make study SERIES={number} SEED={seed}`."
    )
    return (
        "\n\n".join(
            (made, _ranking(found), _WORDS, _met(number, seed), _COVERAGE, _all_cells(found))
        )
        + "\n"
    )


_COVERAGE = (
    "Tỷ lệ bao phủ thực tế (%) của khoảng danh nghĩa 80 %; trong ngoặc là bề rộng trung vị của "
    "khoảng, theo đơn vị của chuỗi:"
)


_WORDS = (
    "Từ chỉ khả năng đáng tin đến đâu: tỷ lệ mục tiêu thực sự đạt (%) khi phần mềm nói từ ấy; "
    "trong ngoặc là số lần nói. Mục tiêu đòi từ 0 đến 1,5 lần nhịp độ đã có:"
)


def _met(number: int, seed: int) -> str:
    found = words(number, seed)
    lines = [f"| Từ | {' | '.join(KINDS)} | Chung |", "|---" + "|---:" * (len(KINDS) + 1) + "|"]
    for word, shown in IN_VIETNAMESE.items():
        columns = [found.get((kind, word), []) for kind in KINDS]
        columns.append([one for column in columns for one in column])
        figures = (f"{100 * statistics.fmean(c):.0f} ({len(c)})" if c else "–" for c in columns)
        lines.append(f"| {shown} | {' | '.join(figures)} |")
    return "\n".join(lines)


def _ranking(found: Sequence[Cell]) -> str:
    lines = ["| Phương pháp | Điểm | Trung bình (%) | Thấp nhất (%) | Cao nhất (%) |"]
    lines.append("|---|---:|---:|---:|---:|")
    for method in sorted(METHODS, key=lambda m: score([one.coverage[m] for one in found])):
        shares = [one.coverage[method] for one in found]
        figures = (score(shares), statistics.fmean(shares), min(shares), max(shares))
        lines.append(f"| {_label(method)} | {' | '.join(_figure(x) for x in figures)} |")
    return "\n".join(lines)


def _all_cells(found: Sequence[Cell]) -> str:
    names = " | ".join(_label(method) for method in METHODS)
    lines = [f"| Chuỗi | Số điểm | Trước (năm) | {names} |", "|---" + "|---:" * 9 + "|"]
    for one in found:
        figures = (f"{one.coverage[m]:.0f} ({_figure(one.width[m])})" for m in METHODS)
        lines.append(f"| {one.kind} | {one.length} | {one.horizon} | {' | '.join(figures)} |")
    return "\n".join(lines)


def _label(method: str) -> str:
    return f"**{method}**" if METHODS[method] == (partial_drift,) else method


def _figure(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def main() -> None:
    """Run the study, write its tables into the page, print the ranking."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=5_000, help="series a cell")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--page", type=Path, default=PAGE, help="the page to write into")
    asked = parser.parse_args()
    text = tables(asked.series, asked.seed)
    page = asked.page.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    asked.page.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8", newline="\n")
    print(text.split("\n\n")[1])


if __name__ == "__main__":
    main()
