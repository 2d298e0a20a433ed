"""Work out the automatic numbers that Word prints in front of paragraphs.

The rules are those of ECMA-376 part 1, 17.9; where it is silent, of Word: all ``w:num`` of one
``w:abstractNum`` count together, and a ``w:startOverride`` holds where its ``w:num`` is first used.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from docx.oxml.ns import nsmap, qn
from lxml import etree

_PLACEHOLDER = re.compile(r"%([1-9])")
_ROMAN = {
    1000: "m", 900: "cm", 500: "d", 400: "cd", 100: "c", 90: "xc", 50: "l", 40: "xl",
    10: "x", 9: "ix", 5: "v", 4: "iv", 1: "i",
}  # fmt: skip
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_OFF = {"0", "false", "off"}


@dataclass(frozen=True)
class Level:
    """One level of a list: how its numbers look and where they begin.

    Parameters
    ----------
    shape, text : str
        ``w:numFmt`` and ``w:lvlText``.
    start : int
        The first number.
    restart_below : int
        The number begins anew after a paragraph of a level less than this one.
    legal : bool
        Whether numbers of all levels are printed as decimal ones.
    style : str or None
        The paragraph style that is linked to the level.
    overridden : bool
        Whether the first paragraph of this ``w:num`` begins anew.
    """

    shape: str
    text: str
    start: int
    restart_below: int
    legal: bool
    style: str | None
    overridden: bool = False


@dataclass(frozen=True)
class NumberedList:
    """A ``w:num``: the levels with its overrides, and the key of the counters it shares."""

    counters: str
    levels: dict[int, Level]


def value_of(element: etree._Element | None, path: str) -> str | None:
    """Return ``w:val`` of the element at `path` below `element`, None where there is none."""
    found = None if element is None else element.find(path, nsmap)
    return None if found is None else found.get(qn("w:val"))


def is_on(element: etree._Element, path: str) -> bool:
    """Return whether the switch at `path` stands below `element` and is not turned off."""
    return element.find(path, nsmap) is not None and value_of(element, path) not in _OFF


def format_number(number: int, shape: str) -> str | None:
    """Return `number` in the form of a ``w:numFmt``; None for a form that is not known here."""
    forms: dict[str, Callable[[int], str]] = {
        "none": lambda _: "",
        "decimal": str,
        "decimalZero": lambda n: f"{n:02d}",
        "lowerRoman": _roman,
        "upperRoman": lambda n: _roman(n).upper(),
        "lowerLetter": _letters,
        "upperLetter": lambda n: _letters(n).upper(),
    }
    return forms[shape](number) if shape in forms else None


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN.items():
        count, number = divmod(number, value)
        text += letters * count
    return text


def _letters(number: int) -> str:
    """Return a, b, … z, aa, bb, …: Word repeats the letter."""
    times, letter = divmod(number - 1, len(_LETTERS))
    return _LETTERS[letter] * (times + 1)


class Numbering:
    """The running numbers of one document; its paragraphs are to be shown in document order.

    Parameters
    ----------
    numbering, styles : element or None
        The roots of ``word/numbering.xml`` and ``word/styles.xml``.
    doubt : callable
        Is given a line about each number that is not certain.
    """

    def __init__(
        self,
        numbering: etree._Element | None,
        styles: etree._Element | None,
        doubt: Callable[[str], None],
    ) -> None:
        self._nums = _by_id(numbering, "num", "numId")
        self._abstracts = _by_id(numbering, "abstractNum", "abstractNumId")
        self._styles = _by_id(styles, "style", "styleId")
        self._default_style = _default_style(styles)
        self._doubt = doubt
        self._lists: dict[str, NumberedList] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def label(self, paragraph: etree._Element) -> str:
        """Count `paragraph` and return the number printed in front of it, or an empty text."""
        num, depth = self._place(paragraph)
        if num is None or num not in self._nums:
            return ""
        numbered = self._list(num)
        level = numbered.levels.get(depth)
        if level is None:
            return ""
        skipped = self._begin_above(numbered, depth)
        counters = self._count(num, numbered, depth)
        if level.shape == "bullet":
            return "-"
        if skipped & {int(place) - 1 for place in _PLACEHOLDER.findall(level.text)}:
            self._doubt("số tự động cấp dưới đứng trước số cấp trên, cần xem lại")
        return _PLACEHOLDER.sub(
            lambda match: self._part(int(match[1]) - 1, level, numbered, counters), level.text
        ).strip()

    def is_numbered(self, paragraph: etree._Element) -> bool:
        """Return whether `paragraph` is one of a list, without counting it."""
        return self._place(paragraph)[0] in self._nums

    def _begin_above(self, numbered: NumberedList, depth: int) -> set[int]:
        """Begin the levels above that have no paragraph yet, as Word does; return them."""
        counters = self._counters.setdefault(numbered.counters, {})
        above = {d: level.start for d, level in numbered.levels.items() if d < depth}
        skipped = above.keys() - counters.keys()
        counters |= {d: above[d] for d in skipped}
        return skipped

    def _count(self, num: str, numbered: NumberedList, depth: int) -> dict[int, int]:
        counters = self._counters[numbered.counters]
        level = numbered.levels[depth]
        begins = level.overridden and (num, depth) not in self._begun
        self._begun.add((num, depth))
        if begins or depth not in counters:
            counters[depth] = level.start
        else:
            counters[depth] += 1
        for deeper, other in numbered.levels.items():
            if deeper > depth and depth < other.restart_below:
                counters.pop(deeper, None)
        return counters

    def _part(
        self, depth: int, level: Level, numbered: NumberedList, counters: dict[int, int]
    ) -> str:
        """Return what stands for one ``%n`` of a label."""
        own = numbered.levels.get(depth)
        if own is None or depth not in counters:
            return ""
        text = format_number(counters[depth], "decimal" if level.legal else own.shape)
        if text is None:
            self._doubt(f"kiểu đánh số “{own.shape}” chưa đọc được, đã ghi bằng chữ số thường")
        return str(counters[depth]) if text is None else text

    def _place(self, paragraph: etree._Element) -> tuple[str | None, int]:
        """Return the ``w:numId`` and the level of `paragraph`, its own or its style's."""
        properties = paragraph.find("w:pPr/w:numPr", nsmap)
        num, depth = value_of(properties, "w:numId"), value_of(properties, "w:ilvl")
        if num is not None:
            return num, int(depth or 0)
        chain: list[etree._Element] = []
        for style in self._style_chain(value_of(paragraph, "w:pPr/w:pStyle")):
            chain.append(style)
            num = value_of(style, "w:pPr/w:numPr/w:numId")
            if num is not None:
                break
        if num not in self._nums:
            return None, 0
        return num, self._style_depth(num, chain) if depth is None else int(depth)

    def _style_chain(self, style_id: str | None) -> Iterator[etree._Element]:
        seen: set[str] = set()
        style_id = style_id if style_id in self._styles else self._default_style
        while style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            yield self._styles[style_id]
            style_id = value_of(self._styles[style_id], "w:basedOn") or ""

    def _style_depth(self, num: str, chain: list[etree._Element]) -> int:
        """Return the level of a style: the one linked to it, before the one it names."""
        linked = {level.style: depth for depth, level in self._list(num).levels.items()}
        named = [value_of(style, "w:pPr/w:numPr/w:ilvl") for style in chain]
        depths = [linked.get(style.get(qn("w:styleId"))) for style in chain]
        depths += [int(depth) for depth in named if depth is not None]
        return next((depth for depth in depths if depth is not None), 0)

    def _list(self, num: str) -> NumberedList:
        if num not in self._lists:
            self._lists[num] = self._read_list(self._nums[num])
        return self._lists[num]

    def _read_list(self, num: etree._Element) -> NumberedList:
        key = value_of(num, "w:abstractNumId") or ""
        link = value_of(self._abstracts.get(key), "w:numStyleLink")
        if link:
            linked = value_of(self._styles.get(link), "w:pPr/w:numPr/w:numId") or ""
            key = value_of(self._nums.get(linked), "w:abstractNumId") or key
        abstract = self._abstracts.get(key)
        levels = {} if abstract is None else dict(_levels(abstract))
        for override in num.findall("w:lvlOverride", nsmap):
            depth = int(override.get(qn("w:ilvl")) or 0)
            levels |= dict(_levels(override))
            start = value_of(override, "w:startOverride")
            if start is not None and depth in levels:
                levels[depth] = replace(levels[depth], start=int(start), overridden=True)
        return NumberedList(key, levels)


def _levels(parent: etree._Element) -> Iterator[tuple[int, Level]]:
    for element in parent.findall("w:lvl", nsmap):
        depth = int(element.get(qn("w:ilvl")) or 0)
        restart = value_of(element, "w:lvlRestart")
        yield (
            depth,
            Level(
                shape=value_of(element, "w:numFmt") or "decimal",
                text=value_of(element, "w:lvlText") or "",
                start=int(value_of(element, "w:start") or 0),
                restart_below=depth if restart is None else int(restart),
                legal=is_on(element, "w:isLgl"),
                style=value_of(element, "w:pStyle"),
            ),
        )


def _by_id(root: etree._Element | None, tag: str, key: str) -> dict[str, etree._Element]:
    found = [] if root is None else root.findall(f"w:{tag}", nsmap)
    return {element.get(qn(f"w:{key}")) or "": element for element in found}


def _default_style(styles: etree._Element | None) -> str:
    for key, style in _by_id(styles, "style", "styleId").items():
        if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in {"1", "true"}:
            return key
    return ""
