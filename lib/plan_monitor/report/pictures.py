"""Charts and pictures that an analyst's own cell shows, as blocks."""

import base64
import io
from collections.abc import Iterable
from typing import Any

from docx.image.exceptions import (
    InvalidImageStreamError,
    UnexpectedEndOfFileError,
    UnrecognizedImageError,
)
from docx.image.image import Image
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Chart
from matplotlib.ticker import ScalarFormatter

from plan_monitor.files import sha256
from plan_monitor.report.blocks import Figure
from plan_monitor.report.charts import CHART_STYLE, MILLIMETRE, tidy_svg
from plan_monitor.report.phrases import say

IMAGES = ("image/png", "image/jpeg", "image/gif")
_DPI = 200
_SCREEN_DPI = 96
_BROKEN = (InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError, ValueError)


class _DecimalComma(ScalarFormatter):
    """Matplotlib's own numbers on an axis, with the comma that Vietnamese writes."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        return super().__call__(x, pos).replace(".", ",")


def chart_block(chart: Chart, name: str) -> Figure:
    """Return an analyst's `chart` as a block, nothing of it cut off.

    Parameters
    ----------
    chart : matplotlib.figure.Figure
        What to show; axes with matplotlib's own numbers get a decimal comma.
    name : str
        Prefix for the ids inside the SVG, different for each cell.
    """
    for axes in chart.axes:
        for axis in (axes.xaxis, axes.yaxis):
            if type(axis.get_major_formatter()) is ScalarFormatter:
                axis.set_major_formatter(_DecimalComma())
    svg, png = io.StringIO(), io.BytesIO()
    salt = {"svg.fonttype": "none", "svg.hashsalt": CHART_STYLE["svg.hashsalt"]}
    with style.context(salt):
        chart.savefig(
            svg, format="svg", bbox_inches="tight", metadata={"Date": None, "Creator": None}
        )
        chart.savefig(png, format="png", dpi=_DPI, bbox_inches="tight", metadata={"Software": None})
    drawn = png.getvalue()
    return Figure(
        alternative=describe_chart(chart),
        svg=tidy_svg(svg.getvalue(), f"{name}-{sha256(drawn)[:8]}"),
        png=base64.b64encode(drawn).decode("ascii"),
        width=_millimetres(Image.from_blob(drawn).px_width, _DPI),
    )


def describe_chart(chart: Chart) -> str:
    """Return the text alternative of `chart`: its titles, axes and legend."""
    axes = chart.axes
    legends = [legend for one in axes if (legend := one.get_legend())] + chart.legends
    parts = {
        "own_chart_titles": [chart.get_suptitle(), *(_title(one) for one in axes)],
        "own_chart_x": [one.get_xlabel() for one in axes],
        "own_chart_y": [one.get_ylabel() for one in axes],
        "own_chart_legend": [text.get_text() for one in legends for text in one.get_texts()],
    }
    told = {key: _listed(texts) for key, texts in parts.items()}
    titles = told.pop("own_chart_titles")
    first = say("own_chart_titles", titles=titles) if titles else say("own_chart")
    rest = [say(key, labels=labels) for key, labels in told.items() if labels]
    return "; ".join([first, *rest]) + "."


def picture_block(data: Any, metadata: Any) -> Figure | None:
    """Return the picture in the output `data` as a block, None without a readable one."""
    kind = next((kind for kind in IMAGES if kind in data), None)
    picture = inline_picture(f"data:{kind};base64,{''.join(data[kind].split())}") if kind else None
    if kind is None or picture is None:
        return None
    told = metadata.get(kind)
    told = told if isinstance(told, dict) else metadata
    return Figure(
        alternative=str(told.get("alt") or say("own_picture")),
        png=base64.b64encode(picture).decode("ascii"),
        width=_millimetres(Image.from_blob(picture).px_width, _SCREEN_DPI),
    )


def inline_picture(url: str) -> bytes | None:
    """Return the picture that stands whole in `url`, None if a document cannot show it."""
    head, _, encoded = url.partition(";base64,")
    if head.removeprefix("data:") not in IMAGES:
        return None
    try:
        picture = base64.b64decode(encoded, validate=True)
        Image.from_blob(picture)
    except _BROKEN:
        return None
    return picture


def _title(axes: Axes) -> str:
    return " ".join(filter(None, (axes.get_title(place) for place in ("left", "center", "right"))))


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(" ".join(text.split()) for text in texts if text.strip()))


def _millimetres(pixels: int, dpi: int) -> float:
    return round(pixels / dpi / MILLIMETRE, 1)
