"""What an agency wrote in words: kept literally, told where it is odd, never let grow too long."""

import re

from plan_monitor.intake import layout
from plan_monitor.intake.findings import Findings
from plan_monitor.intake.raw import RawCell
from plan_monitor.intake.values import is_no_data
from plan_monitor.vietnamese.text import match_key

MAX_TEXT = 5_000
_NOTHING = {"không", "không có"}
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060"
    r"\u2066-\u2069\ufeff\ud800-\udfff]"
)
_REORDERING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_EXCEL_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FORMULA = re.compile(r"[=@]|[+-][\w$'.+*/-]*[(!|]")  # a bullet is none: "- Đã ban hành (…)"


def says(cell: RawCell) -> bool:
    """Tell whether something stands in a cell of words: a dash and "không" are nothing."""
    return not (cell.is_blank or is_no_data(cell.text) or match_key(cell.text) in _NOTHING)


def take_words(cell: RawCell, subject_id: str, findings: Findings) -> str:
    """Return the words of a cell, bounded in length; what is odd about them becomes a finding."""
    words = cell.text
    if cell.kind == "uncached":
        findings.add(
            "value-uncached-formula", subject_id, cell, expected="lời, không phải công thức"
        )
    tell_invisible(cell, subject_id, findings)
    if _FORMULA.match(words):
        findings.add("text-like-formula", subject_id, cell, found=words[:80])
    if len(words) > layout.MAX_WORDS:
        findings.add("text-too-long", subject_id, cell, found=f"{len(words)} ký tự")
    return words[:MAX_TEXT]


def tell_invisible(cell: RawCell, subject_id: str, findings: Findings) -> bool:
    """Add a finding for signs that nobody sees; tell whether they turn the text around.

    The text is looked at in Unicode: in TCVN3 a soft hyphen is the letter "ư".
    """
    if not isinstance(cell.value, str):
        return False
    stood = _EXCEL_ESCAPE.sub(lambda found: chr(int(found[1], 16)), cell.value)
    if _INVISIBLE.search(stood):
        findings.add("text-invisible", subject_id, cell, found=cell.text[:80])
    return _REORDERING.search(stood) is not None
