"""Is a page whole in itself? What it refers to outside the package it is delivered in."""

import re
import sys
from collections.abc import Collection, Iterator

from lxml import etree, html

_REFERRING = frozenset(
    ("action", "archive", "background", "cite", "classid", "codebase", "data", "formaction", "href",
     "icon", "longdesc", "manifest", "ping", "poster", "profile", "src", "srcdoc",
     "usemap")
)  # fmt: skip
_STYLED = re.compile(
    r"""(?:url\(\s*|@import\s+(?:url\(\s*)?)(["']?)([^"')\s;]*)\1""", re.IGNORECASE
)
_UNWRAPPED = re.compile(r"""image-set\(\s*["']([^"']*)""", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([0-9a-f]{1,6})\s?|\\(.)", re.IGNORECASE | re.DOTALL)
_WITHIN = ("#", "data:image/", "data:font/")  # data of other kinds may be a page of its own
_CITED = ("https://", "http://", "mailto:")


def outside_references(page: bytes, beside: Collection[str]) -> list[str]:
    """Return what `page` refers to that is neither in itself nor among the files `beside` it.

    Every attribute that can name a file is looked at, styles too; what acts (``onclick`` and its
    like) is refused whatever it does. A link that a reader may follow
    to an address on the web (``a href``) is a citation and loads nothing: it is no reference.
    """
    tree = html.fromstring(page)
    found = dict.fromkeys(one for element in tree.iter() for one in _references(element))
    return [one for one in found if not one.startswith(_WITHIN) and one not in beside]


def _references(element: etree._Element) -> Iterator[str]:
    if not isinstance(element.tag, str):
        return
    tag = etree.QName(element).localname.lower()
    if tag == "style":
        yield from _in_style("".join(map(str, element.itertext())))
    if tag == "script":
        yield "script"
    for key, value in element.attrib.items():
        name = str(key).rpartition("}")[2].rpartition(":")[2].lower()
        text = str(value).strip()
        if name.startswith("on"):
            yield name
        elif name in {"srcset", "imagesrcset"}:
            yield from re.split(r",\s+", text)
        elif name in _REFERRING:
            if not (tag == "a" and name == "href" and text.lower().startswith(_CITED)):
                yield text
        elif name == "http-equiv" and text.lower() == "refresh":
            yield "http-equiv=refresh"
        else:
            yield from _in_style(text)


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1], 16) if match[1] else 0
    return match[2] or (chr(code) if code <= sys.maxunicode else "")


def _in_style(text: str) -> Iterator[str]:
    """Return what a style refers to, with escaped letters read as a browser reads them."""
    text = _ESCAPED.sub(_unescaped, text)
    for match in _STYLED.finditer(text):
        yield match[2]
    yield from _UNWRAPPED.findall(text)
