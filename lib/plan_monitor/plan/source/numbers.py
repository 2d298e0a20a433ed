"""The numbers of rows: what counts as one, and which may follow on which."""

import re

_DOTTED = re.compile(r"\d+(?:\.\d+)*")
_ROMAN = re.compile(r"[IVXLC]+")
_LETTER = re.compile(r"([a-zđA-ZĐ])[).]?")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}

Number = tuple[int, ...]


def parse_number(text: str | None) -> Number | None:
    """Return ``9.10`` or ``9.10.`` as ``(9, 10)``, None for anything else."""
    plain = (text or "").strip().rstrip(".)")
    return tuple(map(int, plain.split("."))) if _DOTTED.fullmatch(plain) else None


def parse_roman(text: str | None) -> int | None:
    """Return ``IV`` or ``IV.`` as 4, None for anything else."""
    plain = (text or "").strip().rstrip(".)")
    if not _ROMAN.fullmatch(plain):
        return None
    values = [_VALUES[letter] for letter in plain]
    following = [*values[1:], 0]
    return sum(
        -value if value < after else value for value, after in zip(values, following, strict=True)
    )


def parse_letter(text: str | None) -> str | None:
    """Return ``a)`` as ``a``, None for anything else."""
    match = _LETTER.fullmatch((text or "").strip())
    return match[1].lower() if match else None


def follows(last: Number, number: Number) -> bool:
    """Tell whether `number` comes next after `last`: 1, 2, 2.1, 2.2, 3."""
    if len(number) == len(last) + 1:
        return number == (*last, 1)
    if not 0 < len(number) <= len(last):
        return False
    return number == (*last[: len(number) - 1], last[len(number) - 1] + 1)
