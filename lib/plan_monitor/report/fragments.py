"""HTML of single blocks and of whole pages, from the Jinja templates beside this file."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from plan_monitor.report.citing import anchor, cited
from plan_monitor.report.phrases import say


@cache
def environment() -> Environment:
    """Return the Jinja environment: everything is escaped unless it is a rendered fragment."""
    made = Environment(
        loader=PackageLoader("plan_monitor.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals["drawing"] = drawing
    made.globals["picture_kind"] = picture_kind
    made.globals["cited"] = cited
    made.globals["anchor"] = anchor
    made.globals["say"] = say
    return made


def drawing(svg: str, title: str, description: str) -> Markup:
    """Return the chart `svg` as an image that a screen reader can name and describe."""
    opening, rest = svg.split(">", 1)
    words = Markup("<title>{}</title>").format(title)
    if description != title:
        words += Markup("<desc>{}</desc>").format(description)
    return Markup(opening.replace("<svg", '<svg role="img"', 1) + ">") + words + Markup(rest)


def picture_kind(encoded: str) -> str:
    """Return the media type of a picture by how its base64 begins."""
    begins = {"/9j/": "image/jpeg", "R0lG": "image/gif"}
    return begins.get(encoded[:4], "image/png")


def render_block(block: Any, labels: Sequence[str] = (), figure: int = 0) -> str:
    """Return the HTML of one block.

    In a document citations of its annexes (`labels`) lead there, and `figure` is the number of a
    figure; a notebook's cell knows neither.
    """
    module = environment().get_template("blocks.html.j2").module
    return str(module.block(block, labels, figure)).strip()  # type: ignore[attr-defined]


def render_page(name: str, **context: Any) -> str:
    """Return a whole page from the template `name`."""
    return environment().get_template(name).render(**context)


def stylesheet() -> Markup:
    """Return the style sheet of all pages."""
    return Markup(
        files("plan_monitor.report").joinpath("templates/style.css").read_text(encoding="utf-8")
    )
