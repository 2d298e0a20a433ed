"""HTML of single blocks and of whole pages, from the Jinja templates beside this file."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


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
    made.globals["svg"] = Markup
    made.globals["picture_kind"] = picture_kind
    return made


def picture_kind(encoded: str) -> str:
    """Return the media type of a picture by how its base64 begins."""
    begins = {"/9j/": "image/jpeg", "R0lG": "image/gif"}
    return begins.get(encoded[:4], "image/png")


def render_block(block: Any) -> str:
    """Return the HTML of one block."""
    module = environment().get_template("blocks.html.j2").module
    return str(module.block(block)).strip()  # type: ignore[attr-defined]


def render_page(name: str, **context: Any) -> str:
    """Return a whole page from the template `name`."""
    return environment().get_template(name).render(**context)
