"""Two spellings of one Vietnamese syllable: where the tone mark stands, and final i or y."""

import re
import unicodedata

from plan_monitor.vietnamese.text import nfc

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_FINAL_Y = re.compile(r"(h|k|l|m|qu|s|t|v)y")
_SYLLABLE = re.compile(r"[^\W\d_]+")


def syllables(text: str) -> list[str]:
    """Return the syllables of `text` in NFC and lower case, in their order."""
    return [match[0].casefold() for match in _SYLLABLE.finditer(nfc(text))]


def syllable_key(syllable: str) -> str:
    """Return the key under which the spellings of one syllable meet.

    The tone goes to the end and a final y after one of the consonants that also take i becomes i:
    ``hoá`` and ``hóa`` have one key, so have ``tỷ`` and ``tỉ``; ``tuy`` and ``tui`` have two.
    """
    letters = unicodedata.normalize("NFD", syllable.casefold())
    tone = "".join(letter for letter in letters if letter in _TONES)
    base = nfc("".join(letter for letter in letters if letter not in _TONES))
    return (f"{base[:-1]}i" if _FINAL_Y.fullmatch(base) else base) + tone
