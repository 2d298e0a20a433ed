"""Files that are no workbooks, or pretend to be others; XML bombs."""

from collections.abc import Callable

from plan_monitor.files import unpack_zip
from tests.support.cases.case import (
    ACTUAL,
    IGNORED,
    REJECTED,
    VALUE,
    Build,
    Case,
    Family,
    Patch,
    add,
    enter,
    good_with,
    steps,
)
from tests.support.hostile import BOMBS, CONTAINERS
from tests.support.workbook_bytes import TYPES, changed

_CONTAINER = Family("container")
_BOMB = Family("xml bombs")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_XLSM = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"


def _made(make: Callable[[], bytes]) -> Build:
    return lambda _: make()


def _as_xlsm(data: bytes) -> bytes:
    types = unpack_zip(data)[TYPES].decode()
    return changed({TYPES: types.replace(_XLSX, _XLSM), "xl/vbaProject.bin": b"macro"}, data)


def _cut(share: float) -> Patch:
    return lambda data: data[: int(len(data) * share)]


def _flipped(data: bytes) -> bytes:
    """A bit that tipped over on the way, in the middle of a sheet."""
    at = data.find(b"xl/worksheets/sheet2.xml") + 400
    return data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :]


def _suffix(name: str) -> str:
    return name.rpartition(".")[2]


_REFUSED = [
    _CONTAINER.case(
        mechanism,
        _made(make),
        REJECTED,
        check,
        file_name=f"container - {at}.{_suffix(name)}",
    )
    for at, (mechanism, (name, make, check)) in enumerate(CONTAINERS.items())
]

CONTAINER: list[Case] = [
    *_REFUSED,
    _CONTAINER.out("half of the form", _cut(0.5), "archive-damaged"),
    _CONTAINER.out("without its last byte", lambda data: data[:-1], "archive-damaged"),
    _CONTAINER.out("one bit tipped", _flipped, "archive-damaged"),
    _CONTAINER.out("sheet missing", add({"xl/worksheets/sheet2.xml": None}), "file-unreadable"),
    _CONTAINER.out("workbook missing", add({"xl/workbook.xml": None}), "file-unreadable"),
    _CONTAINER.told("macros", _as_xlsm, "file-has-macros", file_name="container - macros.xlsm"),
    _CONTAINER.told("links", add({"xl/externalLinks/externalLink1.xml": "<a/>"}), "file-has-links"),
    _CONTAINER.case("lock of Excel", good_with(), IGNORED, file_name="~$SYT_2025H1.xlsx"),
    _CONTAINER.case("lock of LibreOffice", good_with(), IGNORED, file_name=".~lock.SYT.xlsx#"),
    _CONTAINER.case("folder's window", good_with(), IGNORED, file_name="desktop.ini"),
    _CONTAINER.clean("capitals in the suffix", file_name="container - capitals.XLSX"),
    _CONTAINER.out(
        "no suffix", steps(), "file-name-and-content-differ", file_name="container - no suffix"
    ),
    _CONTAINER.clean("bytes after the end", lambda data: data + b"\0" * 20),
    _CONTAINER.clean("mail's wrapping after the end", lambda data: data + b"\r\n"),
]

_TEXT_BOMB = "<!DOCTYPE x [<!ENTITY a 'ha'>]>"

XML_BOMBS: list[Case] = [
    *(
        _BOMB.case(mechanism, _made(make), REJECTED, check)
        for mechanism, (make, check) in BOMBS.items()
    ),
    _BOMB.out(
        "in the properties",
        add({"docProps/custom.xml": f"{_TEXT_BOMB}<x>&a;</x>"}),
        "archive-doctype",
    ),
    _BOMB.out("in the theme", add({"xl/theme/theme1.xml": f"{_TEXT_BOMB}<x/>"}), "archive-doctype"),
    _BOMB.case(
        "only written down",
        good_with(enter({ACTUAL: VALUE, ("63", "Kết quả"): _TEXT_BOMB})),
        "accepted",
        value=VALUE,
        words=_TEXT_BOMB,
    ),
]
