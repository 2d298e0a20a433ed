"""The figures that a reader finds in a report: on the page, in Word, in the text of the PDF."""

import re
import unicodedata
from collections import Counter
from pathlib import Path

import docx
from docx.oxml.ns import qn
from lxml import html

_FIGURE = re.compile(r"\d+(?:[.,/]\d+)*")
_DECIMAL = re.compile(r"\d[\d.]*,\d+")


def page_figures(path: Path) -> list[str]:
    """Every figure on the page in the order of reading, without contents list and chart data."""
    main = html.fromstring(path.read_bytes().decode("utf-8")).find(".//main")
    for beside in main.xpath(".//nav | .//details | .//figure//*[local-name()='svg']"):
        beside.drop_tree()
    return _figures(" ".join(main.itertext()))


def word_figures(path: Path) -> list[str]:
    """Every figure in the Word document in the order of reading, fields as they are shown."""
    return _figures(word_text(path))


def word_text(path: Path) -> str:
    """The text of the body, tables in their place, a space between paragraphs."""
    body = docx.Document(str(path)).element.body
    return " ".join(
        "".join(_shown(node) for node in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br")))
        for paragraph in body.iter(qn("w:p"))
    )


def decimals(text: str) -> Counter[str]:
    """How often each figure with a decimal comma stands in `text`."""
    return Counter(_DECIMAL.findall(unicodedata.normalize("NFC", text)))


def _shown(node) -> str:
    return (node.text or "") if node.tag == qn("w:t") else " "


def _figures(text: str) -> list[str]:
    return _FIGURE.findall(text)
