"""Workbooks as nobody should send them, and parsers that misbehave.

`CONTAINERS`, `BOMBS` and `LAYOUTS` map a mechanism to a file and the check that it fails; the
functions at the end run in the cage instead of the parser.
"""

import ctypes
import datetime as dt
import os
import random
import struct
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook

from plan_monitor.files import pack_zip, unpack_zip
from plan_monitor.intake.parsers import parse_workbook
from plan_monitor.intake.raw import RawSheet, RawWorkbook
from tests.support.workbook_bytes import (
    MIB,
    SHEET,
    STRINGS,
    WORKBOOK,
    Member,
    changed,
    good,
    ods,
    ole2,
    one,
    saved,
    sheet_xml,
    with_member,
    with_sheet,
    xls,
)

# --- the families ----------------------------------------------------------------------------

_LAUGHS = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
_LONG = "A" * 60_000
_NOISE = random.Random(0).randbytes(MIB).hex()
_FILE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
_DTD = '<?xml version="1.0" encoding="{}"?><!DOCTYPE x []>'


def _utf16(encoding: str, mark: bytes = b"") -> bytes:
    xml = _DTD.format("UTF-16") + sheet_xml(one(1, 1))
    return changed({SHEET: mark + xml.encode(encoding)})


def _overlapping() -> bytes:
    """Two entries of the directory that share one content."""
    data = with_member(Member("a.bin", b"x" * 50, 0), Member("b.bin", b"x" * 50, 0))
    first, second = data.find(b"a.bin") - 30, data.find(b"b.bin") - 30
    return data.replace(struct.pack("<I", second) + b"b.bin", struct.pack("<I", first) + b"b.bin")


CONTAINERS: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("a.xlsx", lambda: b"", "file-not-excel"),
    "text": ("a.xls", "Mã\t1".encode, "file-not-excel"),
    "html": ("a.xls", lambda: b"<html><table><tr><td>1", "file-not-excel"),
    "pdf": ("a.xlsx", lambda: b"%PDF-1.7" + b"\0" * 99, "file-not-excel"),
    "plain zip": ("a.xlsx", lambda: pack_zip({"a.txt": b"a"}), "file-not-excel"),
    "other document": ("a.xls", lambda: ole2({"WordDocument": b""}), "file-not-excel"),
    "two at once": (
        "a.xlsx",
        lambda: changed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
        "file-not-excel",
    ),
    "new as old": ("a.xls", good, "file-name-and-content-differ"),
    "old as new": ("a.xlsx", lambda: xls([["1"]]), "file-name-and-content-differ"),
    "wrong suffix": ("a.xlsb", good, "file-name-and-content-differ"),
    "encrypted": ("a.xlsx", lambda: ole2({"EncryptedPackage": b""}), "file-encrypted"),
    "locked xls": ("a.xls", lambda: xls([["1"]], locked=True), "file-encrypted"),
    "encrypted ods": (
        "a.ods",
        lambda: ods([["1"]], manifest="<m:encryption-data/>"),
        "file-encrypted",
    ),
    "encrypted member": (
        "a.xlsx",
        lambda: with_member(Member("a.bin", b"a", flags=0x801)),
        "file-encrypted",
    ),
    "truncated": ("a.xlsx", lambda: good()[:-40], "archive-damaged"),
    "wrong checksum": (
        "a.xlsx",
        lambda: with_member(Member("a.bin", b"a", crc=1)),
        "archive-damaged",
    ),
    "understated size": (
        "a.xlsx",
        lambda: with_member(Member("a.bin", b"a" * 999, size=1)),
        "archive-damaged",
    ),
    "two names": (
        "a.xlsx",
        lambda: with_member(Member("a.bin", b"a", local_name="b.bin")),
        "archive-damaged",
    ),
    "foreign compression": (
        "a.xlsx",
        lambda: with_member(Member("a.bin", b"a", method=zipfile.ZIP_LZMA, packed=b"a")),
        "archive-damaged",
    ),
    "broken stream": (
        "a.xlsx",
        lambda: with_member(Member("a.bin", b"a", packed=b"\xff\xff")),
        "archive-damaged",
    ),
    "overlapping": ("a.xlsx", _overlapping, "archive-damaged"),
    "duplicate": ("a.xlsx", lambda: with_member(Member(SHEET, b"a")), "archive-member-names"),
    "case": ("a.xlsx", lambda: with_member(Member(SHEET.upper(), b"a")), "archive-member-names"),
    **{
        f"name {name}": (
            "a.xlsx",
            lambda name=name: with_member(Member(name, b"a")),  # type: ignore[misc]
            "archive-member-names",
        )
        for name in ("/etc/a", "C:/a", "xl\\a.xml", "xl/../../a", "a\0b")
    },
    "too long": ("a.xlsx", lambda: b"PK\3\4".ljust(10 * MIB, b"\0"), "file-too-large"),
    "too many": (
        "a.xlsx",
        lambda: with_member(*(Member(f"{at}.bin") for at in range(2_001))),
        "archive-too-many-members",
    ),
}

BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "billion laughs": (
        lambda: changed({STRINGS: f"{_LAUGHS}]><x>&i;</x>"}),
        "archive-doctype",
    ),
    "quadratic": (
        lambda: changed({SHEET: f'<!DOCTYPE x [<!ENTITY a "{_LONG}">]><x>{"&a;" * 9000}</x>'}),
        "archive-doctype",
    ),
    "external entity": (lambda: changed({WORKBOOK: f"{_FILE}<x>&e;</x>"}), "archive-doctype"),
    "in relations": (lambda: changed({"_rels/.rels": f"{_FILE}<x/>"}), "archive-doctype"),
    "unnamed part": (lambda: changed({"xl/a.dat": f"\n {_FILE}<x/>"}), "archive-doctype"),
    "utf-16 le": (lambda: _utf16("utf-16-le", b"\xff\xfe"), "archive-doctype"),
    "utf-16 be": (lambda: _utf16("utf-16-be", b"\xfe\xff"), "archive-doctype"),
    "utf-16 without mark": (lambda: _utf16("utf-16-le"), "archive-doctype"),
    "utf-7": (lambda: changed({SHEET: _DTD.format("utf-7")[:39] + "<x/>"}), "archive-doctype"),
    "late": (lambda: changed({SHEET: f"<!--{_NOISE}--><!DOCTYPE x>"}), "archive-doctype"),
    "zip bomb": (lambda: changed({"xl/a.bin": b"\0" * 20 * MIB}), "archive-too-large"),
    "many small bombs": (
        lambda: changed({f"xl/{at}.bin": b"\0" * MIB for at in range(99)}),
        "archive-too-large",
    ),
    "lying bomb": (
        lambda: with_member(Member("a.bin", b"\0" * 20 * MIB, size=1)),
        "archive-too-large",
    ),
    "stated only": (
        lambda: with_member(Member("a.bin", b"a", size=101_000_000)),
        "archive-too-large",
    ),
    "strings": (
        lambda: changed({STRINGS: f"<sst>{'<si><t>a</t></si>' * 10**6}</sst>"}),
        "archive-too-large",
    ),
    "attribute": (
        lambda: changed({SHEET: f'<x a="{"A" * 9 * MIB}"/>'}),
        "archive-too-large",
    ),
    "nesting": (lambda: with_sheet("<a>" * 10**6 + "</a>" * 10**6), "archive-too-large"),
}

_END = 1_048_576
_STYLED = f'<c r="XFD{_END}" s="0"/>'


def _widths(columns: str) -> str:
    return f"<cols>{columns}</cols>"


def _merged(*ranges: str) -> str:
    cells = "".join(f'<mergeCell ref="{name}"/>' for name in ranges)
    return f"<mergeCells>{cells}</mergeCells>"


def _hidden_and_large() -> bytes:
    book = Workbook()
    book.create_sheet("a").sheet_state = "hidden"
    book["a"].cell(12_000, 1, "a")
    return saved(book)


def _dated(serial: int) -> bytes:
    book = Workbook()
    book.active["A1"] = dt.date(2025, 6, 30)
    data = saved(book)
    xml = unpack_zip(data)[SHEET].decode()
    return changed({SHEET: xml.replace("<v>45838</v>", f"<v>{serial}</v>")}, data)


# Mechanism: the file, then the id of the check that refuses it, or "" for a file that is read.
LAYOUTS: dict[str, tuple[Callable[[], bytes], str]] = {
    "last row": (lambda: with_sheet(one(10_001, 1)), "sheet-too-large"),
    "last column": (lambda: with_sheet(one(1, 201)), "sheet-too-large"),
    "far corner": (lambda: with_sheet(one(_END, 16_384)), "sheet-too-large"),
    "beyond Excel": (lambda: with_sheet(one(9_999_999, 1)), "sheet-too-large"),
    "far formula": (lambda: with_sheet(one(20_000, 1, "<f>A1</f>")), "sheet-too-large"),
    "hidden sheet": (_hidden_and_large, "sheet-too-large"),
    "long text": (
        lambda: with_sheet(one(1, 1, f"<is><t>{'a' * 33_000}</t></is>", 't="inlineStr"')),
        "sheet-too-large",
    ),
    "merged over all": (
        lambda: with_sheet(one(1, 1) + one(9_999, 200), after=_merged(f"A1:XFD{_END}")),
        "sheet-too-large",
    ),
    "merged over and over": (
        lambda: with_sheet(
            one(2, 2) + one(9_999, 200),
            after=_merged(*(f"A{row}:XFD{_END}" for row in range(3, 99))),
        ),
        "sheet-too-large",
    ),
    "no such string": (
        lambda: with_sheet(one(1, 1, "<v>7</v>", 't="s"')),
        "file-unreadable",
    ),
    "no such sheet": (lambda: changed({SHEET: None}), "file-unreadable"),
    "no number": (lambda: with_sheet(one(1, 1, "<v>x1</v>")), "file-unreadable"),
    "broken xml": (lambda: changed({SHEET: "<worksheet><sheetData>"}), "file-unreadable"),
    "wrong dimension": (
        lambda: with_sheet(one(5, 5), before='<dimension ref="A1"/>'),
        "",
    ),
    "stray corner": (lambda: with_sheet(one(1, 1) + f'<row r="{_END}">{_STYLED}</row>'), ""),
    "stray block": (
        lambda: with_sheet(
            one(1, 1) + "".join(f'<row r="{20_000 + at}">{_STYLED * 20}</row>' for at in range(999))
        ),
        "",
    ),
    "merged to the end": (lambda: with_sheet(one(1, 1), after=_merged(f"A1:XFD{_END}")), ""),
    "all columns hidden": (
        lambda: with_sheet(one(1, 1), before=_widths('<col min="1" max="16384" hidden="1"/>')),
        "",
    ),
    "no addresses": (lambda: with_sheet("<row><c/><c><v>1</v></c></row>"), ""),
    "no such style": (lambda: with_sheet(one(1, 1, attributes='s="9999"')), ""),
    "huge number": (lambda: with_sheet(one(1, 1, f"<v>{'9' * 400}</v>")), ""),
    "day beyond days": (lambda: _dated(99_999_999), ""),
}


# --- what runs in the cage instead of the parser -----------------------------------------------


def hang(name: str, _: bytes) -> RawWorkbook:
    """Tell the process's number where `name` is a path, then wait."""
    if "/" in name:
        Path(name).write_text(str(os.getpid()), encoding="ascii")
    time.sleep(600)
    raise AssertionError


def spin(_: str, __: bytes) -> RawWorkbook:
    while True:
        pass


def devour(_: str, __: bytes) -> RawWorkbook:
    hoard = []
    while True:
        hoard.append(bytearray(16 * MIB))


def abort(_: str, __: bytes) -> RawWorkbook:
    os.abort()


def crash(_: str, __: bytes) -> RawWorkbook:
    ctypes.string_at(0)
    raise AssertionError


def leave(_: str, __: bytes) -> RawWorkbook:
    os._exit(0)


class PanicException(BaseException):
    """As calamine's: no Exception."""


def panic(_: str, __: bytes) -> RawWorkbook:
    raise PanicException("index out of bounds")


def give_up(_: str, __: bytes) -> RawWorkbook:
    sys.exit("no")


def recurse(name: str, data: bytes) -> RawWorkbook:
    return recurse(name, data)


class UnspeakableError(Exception):
    def __str__(self) -> str:
        raise ValueError


def raise_unspeakable(_: str, __: bytes) -> RawWorkbook:
    raise UnspeakableError


def babble(_: str, __: bytes) -> RawWorkbook:
    """Answer without an end."""
    return RawWorkbook((), {"a": "a" * 80 * MIB})


class _Command:
    """What runs a command in whoever takes it for data."""

    def __init__(self, command: str) -> None:
        self.command = command

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (self.command,)


def lie(name: str, _: bytes) -> object:
    return _Command(f"touch {name}")


def shout(_: str, __: bytes) -> RawWorkbook:
    """Write to the terminal, below Python."""
    os.write(1, b"LOUD")
    os.write(2, b"LOUD")
    return RawWorkbook((RawSheet("a", "visible", {}),))


_POISONS = {"hang": hang, "devour": devour, "abort": abort, "crash": crash, "panic": panic}


def parse_or_poison(name: str, data: bytes) -> RawWorkbook:
    """Do what the file's name says (``hang.xlsx``), or read the file."""
    return _POISONS.get(Path(name).stem, parse_workbook)(name, data)
