"""The chart of what was measured: the same bytes for the same numbers."""

from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tests.bench.page import Results
from tests.bench.variants import LABELS

_STYLE = {"svg.hashsalt": "bench", "svg.fonttype": "none", "font.size": 9}
_SIZE = (8, 5.2)
_BAR, _LINE = "#3b6ea5", "#b5482a"


def draw(results: Results, path: Path) -> None:
    """Write the chart of `results` to `path` as SVG: ways of one period, and many agencies."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=_SIZE, layout="constrained")
        ways, sizes = figure.subplots(2, 1, height_ratios=(3, 2))
        _draw_ways(ways, results)
        _draw_sizes(sizes, results)
        metadata = {"Date": None, "Creator": None}
        figure.savefig(path, format="svg", metadata=metadata)


def _draw_ways(axes: Axes, results: Results) -> None:
    shown = [results.period[name] for name in reversed(LABELS) if name in results.period]
    walls = [one.cost.wall for one in shown]
    bars = axes.barh([LABELS[one.name].replace("`", "") for one in shown], walls, color=_BAR)
    axes.bar_label(bars, labels=[f" {wall:.2f} s" for wall in walls])
    axes.set_xscale("log")
    axes.margins(x=0.15)
    axes.set_title("One period, seconds (logarithmic)", loc="left")


def _draw_sizes(axes: Axes, results: Results) -> None:
    counts = [one.agencies for one in results.sizes]
    axes.plot(counts, [one.cost.wall / one.agencies for one in results.sizes], "o-", color=_LINE)
    axes.set_ylim(bottom=0)
    axes.set_xlabel("agencies")
    axes.set_title("All reports from nothing, seconds per agency", loc="left")
