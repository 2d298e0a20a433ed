"""Texts typed in the old one-byte encodings TCVN3 (fonts ``.VnTime``…) and VNI (``VNI-…``).

Such a text is stored as the Latin-1 characters that lie where the old fonts keep their letters:
``Tû lÖ`` is "Tỷ lệ" in TCVN3. The font says which; a text that reads as Vietnamese in Unicode stays
as it is under any font, for fonts are left behind. Without the font a text counts as one of them
only where it holds letters that Unicode Vietnamese never uses and the conversion gives syllables.
viparse has the tables; what its VNI table lacks is added here.
"""

import re
import unicodedata
from functools import cache
from itertools import chain, product, zip_longest
from typing import NamedTuple

from viparse.normalize.tables import Charmap, build_charmap, convert
from viparse.normalize.tcvn3 import TCVN3
from viparse.normalize.vni import VNI

_LATIN_VIETNAMESE = frozenset("àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ")
# Letters and marks that no one-byte encoding has: those beyond Latin-1 without Windows-1252's own.
_UNICODE = re.compile(
    "[\u0100-\u0151\u0154-\u015f\u0162-\u0177\u0179-\u017c\u017f-\u0191\u0193-\u1fff\u2c00-\ufaff]"
)
_VNI_MORE = {"aú": "ẳ", "AÚ": "Ẳ", "î": "ỵ", "Î": "Ỵ"}
_WORD = re.compile(r"[^\s\d()\[\]{}.,;:!?/\\\"'“”‘’+=%*&<>|_–—-]+")
_ALONE = re.compile(r"(?<!\S)[·©®§](?!\S)")
_SHARP, _LEVEL = "\u0301\u0323", "\u0300\u0303\u0309"  # sắc nặng, huyền ngã hỏi
_TONES = dict.fromkeys(map(ord, _SHARP + _LEVEL))
_CONSONANTS = frozenset("bcdđghklmnpqrstvx")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|th|tr|ch|kh|ph|gh|gi|qu|[bcdđghklmnprstvx])?"
    r"(?:(?:oa|uê|uy|[aêiy])(?P<palatal>ch|nh)"
    r"|(?:uyê|iê|yê|uô|ươ|oa|oă|oe|uâ|uê|uy|[aăâeêioôơuưy])(?P<coda>ng|[cmnpt])"
    r"|oo(?:ng|c)"
    r"|uyu|uya|ươi|ươu|iêu|yêu|uôi|oai|oay|oeo|uây|uao|oao"
    r"|oa|oe|uê|uơ|uy|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|oi|ôi|ơi|ua|ui|ưa|ưi|ưu"
    r"|[aeêioôơuưy])"
)
_FALLING = re.compile(r"(?:[aâ][uy]|a[io]|eo|êu|iu|[oôơuư]i|ưu|(?<!g)ia|(?<!q)ua|ưa)")


class Decoded(NamedTuple):
    """A text in Unicode and the encoding it was stored in, "" where it was Unicode already."""

    text: str
    encoding: str = ""


def decode_legacy(text: str, font: str = "") -> Decoded:
    """Return `text` in Unicode; `font` is the name of the cell's font, where it is known.

    A text in a capitals font (``.VnTimeH``) becomes capitals, as its reader saw it. What is
    ambiguous stays as it is.
    """
    if text.isascii() or _UNICODE.search(text):
        return Decoded(text)
    hinted = _encoding_of(font)
    if hinted:
        return _by_font(text, font, hinted)
    return _by_content(text)


def _encoding_of(font: str) -> str:
    name = font.strip().casefold()
    if name.startswith(".vn"):
        return "tcvn3"
    return "vni" if name.startswith("vni") else ""


def _by_font(text: str, font: str, encoding: str) -> Decoded:
    found = _convert(text, encoding)
    if _is_sound(text) or found == text:  # typed in Unicode over a leftover font
        return Decoded(text)
    if encoding == "tcvn3" and font.strip().casefold().endswith("h"):
        found = found.upper()
    return Decoded(found, encoding)


def _by_content(text: str) -> Decoded:
    """Judge by the words alone: conversion must make syllables of what was none."""
    if not any(_has_foreign(word) for word in _WORD.findall(text)):
        return Decoded(text)
    found = {name: _convert(text, name) for name in ("tcvn3", "vni")}
    (best, encoding), (next_best, _) = sorted((_misses(found[name]), name) for name in found)
    if best == next_best or best * 4 > len(_marked(text)) or best >= _misses(text):
        return Decoded(text)
    return Decoded(found[encoding], encoding)


def _has_foreign(word: str) -> bool:
    """Tell whether letters stand beside a sign that Vietnamese in Unicode has not (µm is none)."""
    foreign = [
        char
        for char in word.lstrip("µ")
        if 0xA0 < ord(char) <= 0xFF and char not in _LATIN_VIETNAMESE
    ]
    return bool(foreign) and any(char.isascii() and char.isalpha() for char in word)


def _marked(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if not word.isascii()]


def _misses(text: str) -> int:
    """Count the words with marks that are no Vietnamese syllable."""
    return sum(not _is_syllable(word) for word in _marked(text))


def _is_sound(text: str) -> bool:
    """Tell whether a text reads as Vietnamese as it stands: syllables, none with a capital inside.

    What reads so in both ways stays: ``Hoàn thành`` is not to become "Hồn thành".
    """
    is_even = all(word in {word.upper(), word[0] + word[1:].lower()} for word in _marked(text))
    return is_even and _misses(text) == 0


def _is_syllable(word: str) -> bool:
    letters = unicodedata.normalize("NFC", word.casefold())
    split = [unicodedata.normalize("NFD", letter) for letter in letters]
    bare = "".join(unicodedata.normalize("NFC", parts.translate(_TONES)) for parts in split)
    if not set(bare) - _CONSONANTS:  # UBND, HĐND
        return True
    marks = [(at, tone) for at, parts in enumerate(split) for tone in parts if ord(tone) in _TONES]
    found = _SYLLABLE.fullmatch(bare)
    if found is None or len(marks) > 1:
        return False
    if (found["palatal"] or found["coda"]) in {"ch", "c", "p", "t"}:
        return bool(marks) and marks[0][1] in _SHARP
    ends_falling = _FALLING.fullmatch(bare, len(bare) - 2) is not None
    return not (marks and ends_falling and marks[0][0] == len(bare) - 1)


def _convert(text: str, encoding: str) -> str:
    """Convert `text`, except for signs that stand alone: they are no letters."""
    table = TCVN3 if encoding == "tcvn3" else _vni()
    kept = _ALONE.findall(text)
    pieces = [convert(piece, table) for piece in _ALONE.split(text)]
    return "".join(chain.from_iterable(zip_longest(pieces, kept, fillvalue="")))


@cache
def _vni() -> Charmap:
    """Return viparse's table with ẳ, ỵ and capitals whose mark was typed small (``Aù``)."""
    pairs: dict[str, str] = dict(VNI.pairs)
    for legacy, letter in _VNI_MORE.items():
        pairs.setdefault(legacy, letter)
    for first, mark in product("AEIOUYÔÖ", "øùûõïáàåãäéèúüëâê"):
        letter = pairs.get((first + mark).lower(), "")
        if letter:
            pairs.setdefault(first + mark, letter.upper())
    return build_charmap("vni", pairs.items())
