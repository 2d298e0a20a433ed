"""The HTML exporter: one self-contained page from an executed report notebook."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

import mistune
from markupsafe import Markup, escape
from nbconvert.exporters import Exporter
from nbformat import NotebookNode

from plan_monitor.report.blocks import Annex, Figure
from plan_monitor.report.citing import anchor
from plan_monitor.report.document import Document, Markdown, read_document
from plan_monitor.report.fragments import render_block, render_page, stylesheet
from plan_monitor.report.markdown import PLUGINS
from plan_monitor.report.phrases import say
from plan_monitor.report.pictures import inline_picture

_PART = re.compile(r"^# +(.+?) *#*$", re.MULTILINE)


class _Renderer(mistune.HTMLRenderer):
    """Markdown as a part of the page: headings under its title, tables that scroll by themselves.

    Raw HTML is shown as it is written; a picture is shown where the notebook holds it.
    """

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        below = min(level + 1, 6)
        place = f' id="{anchor(unescape(text))}"' if level == 1 else ""
        return f"<h{below}{place}>{text}</h{below}>\n"

    def table(self, text: str) -> str:
        label = escape(say("own_table"))
        return (
            f'<div class="pm-table" role="group" tabindex="0" aria-label="{label}">'
            f"<table>\n{text}</table></div>\n"
        )

    def table_cell(self, text: str, align: str | None = None, head: bool = False) -> str:
        kind = f' class="pm-{align}"' if align else ""
        return f'<th scope="col"{kind}>{text}</th>' if head else f"<td{kind}>{text}</td>"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        if inline_picture(url) is not None:
            return f'<img src="{escape(url)}" alt="{text}">'
        return f"{text} ({escape(url)})"

    def block_html(self, html: str) -> str:
        return f'<p class="pm-literal">{escape(html.rstrip())}</p>\n'


_markdown = mistune.create_markdown(renderer=_Renderer(escape=True), plugins=PLUGINS)


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
        for one in document.unplaced:
            self.log.warning("no place in the document: %s", one)
        return page_of(document), resources


def page_of(document: Document) -> str:
    """Return the HTML page of `document`."""
    head = document.letterhead
    return render_page(
        "page.html.j2",
        title=f"{head.kind}: {head.subject} – {head.author}" if head else "plan_monitor",
        sample=head.sample if head else None,
        style=stylesheet(),
        parts=_parts(document),
        contents=_contents(document),
    )


@dataclass
class _Part:
    """The report's text, or one annex: the HTML of its elements."""

    annex: Annex | None
    elements: list[Markup]


def _parts(document: Document) -> list[_Part]:
    """Return the parts of the page; captioned figures are numbered through."""
    labels, figures = document.annexes, 0
    parts = [_Part(None, [])]
    for element in document.elements:
        if isinstance(element, Annex):
            parts.append(_Part(element, []))
        if isinstance(element, Markdown):
            shown = str(_markdown(element.text))
        else:
            figures += isinstance(element, Figure) and bool(element.caption)
            shown = render_block(element, labels, figures)
        parts[-1].elements.append(Markup(shown))
    return parts


def _contents(document: Document) -> list[tuple[str, str]]:
    """Return the anchor and the words of every part of the report and of every annex."""
    found = []
    for element in document.elements:
        if isinstance(element, Annex):
            found.append((anchor(element.label), f"{element.label}. {element.title}"))
        elif isinstance(element, Markdown):
            found += [(anchor(one), one) for one in _PART.findall(element.text)]
    return found
