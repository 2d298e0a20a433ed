"""Mail addresses: plain ASCII, one at a time, with nothing that could become another header."""

import re

from plan_monitor.errors import UserError

_LONGEST, _LONGEST_LOCAL = 254, 64
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS = re.compile(
    rf"(?P<local>[a-z0-9_%+-]+(?:\.[a-z0-9_%+-]+)*)@(?P<domain>{_LABEL}(?:\.{_LABEL})+)",
    re.ASCII | re.IGNORECASE,
)
_TO_DO = "sửa địa chỉ trong delivery/recipients.yml"


def checked_address(text: str, where: str) -> str:
    """Return `text` if it is one bare address, else refuse it.

    Addresses in other alphabets are refused, not converted: the mailboxes of offices have none, and
    letters that look alike would lead elsewhere.

    Raises
    ------
    UserError
        Naming `where`; the text itself is shown without its control characters.
    """
    match = _ADDRESS.fullmatch(text)
    if match and len(text) <= _LONGEST and len(match["local"]) <= _LONGEST_LOCAL:
        return text
    shown = text.encode("unicode_escape").decode("ascii") if not text.isprintable() else text
    raise UserError(
        where, f"“{shown[:100]}” {_fault(text)}", "một địa chỉ, ví dụ vanthu@tinh.gov.vn", _TO_DO
    )


def domain_of(address: str) -> str:
    """Return the domain of a checked address, in small letters."""
    return address.rpartition("@")[2].lower()


def is_within(domain: str, allowed: tuple[str, ...]) -> bool:
    """Tell whether `domain` is one of those `allowed`, or lies below one."""
    return any(domain == one or domain.endswith(f".{one}") for one in allowed)


def _fault(text: str) -> str:
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in text):
        return "có ký tự xuống dòng hoặc ký tự điều khiển"
    if not text.isascii():
        return "có chữ ngoài bảng ASCII"
    if "<" in text or ">" in text:
        return "có tên kèm theo, phải là địa chỉ trần"
    if text.count("@") > 1 or "," in text or ";" in text:
        return "là nhiều địa chỉ, mỗi cơ quan đúng một"
    return "không phải là địa chỉ thư"
