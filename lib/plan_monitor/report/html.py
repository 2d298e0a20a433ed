"""The HTML exporter: one self-contained page from an executed report notebook."""

from importlib.resources import files
from typing import Any

import mistune
from markupsafe import Markup
from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from plan_monitor.report.blocks import Block
from plan_monitor.report.document import Document, Markdown, read_document
from plan_monitor.report.fragments import render_block, render_page

_PLUGINS = ["table", "strikethrough"]


class _Headings(mistune.HTMLRenderer):
    """Markdown headings begin one level lower: the page's first heading is the report's title."""

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        return f"<h{level + 1}>{text}</h{level + 1}>\n"


_markdown = mistune.create_markdown(renderer=_Headings(escape=True), plugins=_PLUGINS)


class HtmlExporter(Exporter):
    """``jupyter nbconvert --to plan_html``: no script, no request to another host."""

    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[str, Any]:
        """Return the page and the resources, with what found no place under ``unplaced``."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        document = read_document(nb)
        resources["unplaced"] = document.unplaced
        return page_of(document), resources


def page_of(document: Document) -> str:
    """Return the HTML page of `document`."""
    head = document.letterhead
    return render_page(
        "page.html.j2",
        title=f"{head.kind}: {head.subject} – {head.author}" if head else "plan_monitor",
        sample=head.sample if head else None,
        style=stylesheet(),
        elements=[Markup(_element(element)) for element in document.elements],
    )


def stylesheet() -> Markup:
    """Return the style sheet of all pages."""
    return Markup(
        files("plan_monitor.report").joinpath("templates/style.css").read_text(encoding="utf-8")
    )


def _element(element: Markdown | Block) -> str:
    return str(_markdown(element.text)) if isinstance(element, Markdown) else render_block(element)
