"""Vietnamese text: one Unicode form, and keys under which spellings of one name meet."""

import re
import unicodedata

_SPACES = re.compile(r"[\s\u00a0]+")
_INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_EXCEL_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def nfc(text: str) -> str:
    """Return `text` in Unicode form NFC (macOS and some keyboards write NFD)."""
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """Return `text` in NFC with every run of white space made one blank."""
    return _SPACES.sub(" ", nfc(text)).strip()


def match_key(text: str) -> str:
    """Return the key under which two spellings of one name are the same: NFC, case, spaces."""
    return one_line(text).casefold()


def clean_text(text: str) -> str:
    r"""Return what an agency wrote as plain NFC text.

    Excel's ``_xHHHH_`` escapes are decoded, a vertical tab becomes a blank, line ends become
    ``\n``; zero-width, control and bidirectional characters are removed.
    """
    decoded = _EXCEL_ESCAPE.sub(lambda m: chr(int(m.group(1), 16)), text)
    spaced = decoded.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")
    spaced = spaced.replace("\v", " ")
    whole = _SURROGATE.sub("\ufffd", spaced)  # half a character: no file could hold it
    return nfc(_CONTROL.sub("", whole.translate(_INVISIBLE))).strip()
