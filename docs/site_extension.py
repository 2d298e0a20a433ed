"""What the site needs beyond Sphinx and MyST: anchors, each page's language, Vietnamese search."""

import re
from typing import Any

from docutils import nodes
from docutils.transforms import Transform
from sphinx.application import Sphinx
from sphinx.search import SearchLanguage

_ANCHOR = re.compile(r'<a id="([^"]+)">')


class AnchorsInHtml(Transform):
    """Makes every `<a id="…"></a>` of a page a target that links are checked against."""

    default_priority = 200  # before targets are handed on to what follows them

    def apply(self, **kwargs: Any) -> None:
        """Replace the raw nodes, and the paragraph that nothing else stands in."""
        for raw in list(self.document.findall(nodes.raw)):
            found = _ANCHOR.fullmatch(raw.astext())
            if found and found[1] not in self.document.ids:  # a heading may be called the same
                target = nodes.target("", "", ids=[found[1]], names=[found[1]])
                self.document.note_explicit_target(target)
                paragraph, place = raw.parent, raw.parent.index(raw)
                del paragraph[place + 1]  # </a>
                (paragraph if len(paragraph) == 1 else raw).replace_self(target)


class Vietnamese(SearchLanguage):
    """Words as they are: Vietnamese has no endings, and English stop words are words in it."""

    lang = "vi"
    language_name = "Vietnamese"

    def split(self, text: str) -> list[str]:
        """Return the words of `text` in small letters, as the search page asks for them."""
        return super().split(text.lower())


def _say_language(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the page's own language to the theme; pages of the frame are Vietnamese.

    A fifth of the letters of a Vietnamese text carry a mark, of an English one with names few do.
    """
    letters = [one for one in doctree.astext() if one.isalpha()] if doctree else []
    marked = [one for one in letters if not one.isascii()]
    context["language"] = "en" if len(marked) < len(letters) / 10 else "vi"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register all of it."""
    app.add_transform(AnchorsInHtml)
    app.add_search_language(Vietnamese)
    app.connect("html-page-context", _say_language)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
