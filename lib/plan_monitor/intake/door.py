"""The door: what a file must be before any parser may see it.

Only the archive is opened here, never a spreadsheet: names, sizes, and the first bytes. Nothing
that the archive says of itself is trusted; every member is inflated and counted.
"""

import io
import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePath, PureWindowsPath

MAX_BYTES = 10_000_000
MAX_EXPANDED = 100_000_000
MAX_RATIO = 100
MAX_MEMBERS = 2_000

TOO_LARGE = "file-too-large"
NOT_EXCEL = "file-not-excel"
NAME_DIFFERS = "file-name-and-content-differ"
ENCRYPTED = "file-encrypted"
HAS_MACROS = "file-has-macros"
HAS_LINKS = "file-has-links"
DAMAGED = "archive-damaged"
BOMB = "archive-too-large"
TOO_MANY = "archive-too-many-members"
BAD_NAMES = "archive-member-names"
DOCTYPE = "archive-doctype"

IGNORED = "ignored"
_IGNORED_NAMES = {".ds_store", "thumbs.db", "desktop.ini", ".gitkeep"}
_IGNORED_STARTS = ("~$", ".~lock.")

_ZIP_MAGIC = b"PK\x03\x04"
_OLE2_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FIRST_RECORD = re.compile(rb"\x09\x08[\x08\x10]\x00\x00[\x05\x06]\x05\x00", re.DOTALL)
_PASSWORD_RECORD = 0x2F
_MANIFEST = "[Content_Types].xml"
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_ODS_MANIFEST = "META-INF/manifest.xml"
_KEPT = {_MANIFEST, "mimetype", _ODS_MANIFEST}
_KEPT_BYTES = 1_000_000
_SUFFIXES = {".xlsx": "xlsx", ".xlsm": "xlsm", ".xlsb": "xlsb", ".xls": "xls", ".ods": "ods"}
_MAIN_TYPES = {
    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
    b"application/vnd.ms-excel.sheet.macroenabled.main+xml": "xlsm",
    b"application/vnd.ms-excel.sheet.binary.macroenabled.main": "xlsb",
}

_CHUNK = 1 << 20
_OVERLAP = 64
_ENCRYPTED_BITS = 0x0001 | 0x0040 | 0x2000
_LOCAL_HEADER = struct.Struct("<4sHHHHHIIIHH")
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{0,40})")
_ENCODINGS = re.compile(rb"utf-?8|utf-?16(?:le|be)?|us-ascii|iso-8859-1|windows-125\d", re.I)
_CONTENT_TYPE = re.compile(rb"ContentType\s*=\s*[\"']([^\"']{1,200})[\"']")
_MACRO_NAMES = re.compile(r"(?:^|/)vbaproject\.bin$|^xl/macrosheets/|^basic/", re.IGNORECASE)
_LINK_NAMES = re.compile(r"^xl/(?:externallinks/|connections\.(?:xml|bin)$)", re.IGNORECASE)


@dataclass(frozen=True)
class DoorVerdict:
    """What the door says of a file.

    `problem` is the id of the check that keeps the file out ("" for none), `remarks` those of the
    checks that only go with it, `kind` what the content is (xlsx, xlsm, xlsb, xls, ods), "" where
    that is not known.
    """

    problem: str = ""
    remarks: tuple[str, ...] = ()
    kind: str = ""


class _RefusedError(Exception):
    """A check of the door failed; its id is the argument."""


def check_path(path: Path, folder: Path | None = None) -> str:
    """Return "ignored" for an entry that is no submission, "" for a file to be read.

    No submission are folders, links, pipes, sockets and devices, what office programs and systems
    leave behind, and, where `folder` is given, whatever does not lie in it.
    """
    if path.name.casefold() in _IGNORED_NAMES or path.name.startswith(_IGNORED_STARTS):
        return IGNORED
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return IGNORED
    if not stat.S_ISREG(mode):
        return IGNORED
    if folder is not None and not path.resolve().is_relative_to(folder.resolve()):
        return IGNORED
    return ""


def read_up_to_limit(path: Path) -> bytes:
    """Return the content of a file; of one that is too large only as much as shows that it is."""
    with path.open("rb") as opened:
        return opened.read(MAX_BYTES + 1)


def check_door(name: str, data: bytes) -> DoorVerdict:
    """Check the file called `name` with the content `data` before any parser opens it."""
    if len(data) > MAX_BYTES:
        return DoorVerdict(TOO_LARGE)
    try:
        if data.startswith(_ZIP_MAGIC):
            kind, remarks = _check_archive(data)
        elif data.startswith(_OLE2_MAGIC):
            kind, remarks = _check_ole2(data)
        else:
            return DoorVerdict(NOT_EXCEL)
    except _RefusedError as refused:
        return DoorVerdict(str(refused))
    if _SUFFIXES.get(PurePath(name).suffix.lower()) != kind:
        return DoorVerdict(NAME_DIFFERS, remarks, kind)
    return DoorVerdict("", remarks, kind)


def kind_of(data: bytes) -> str:
    """Return the kind of a workbook that passed the door, by its content."""
    if data.startswith(_OLE2_MAGIC):
        return "xls"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in _KEPT & set(archive.namelist())}
    return _kind(parts)


# --- the old binary container ---------------------------------------------------------------


def _check_ole2(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Tell an old workbook from an encrypted new one and from other documents."""
    if _has_entry(data, "EncryptedPackage"):
        raise _RefusedError(ENCRYPTED)
    if not (_has_entry(data, "Workbook") or _has_entry(data, "Book")):
        raise _RefusedError(NOT_EXCEL)
    if _is_locked(data):
        raise _RefusedError(ENCRYPTED)
    return "xls", (HAS_MACROS,) if _has_entry(data, "_VBA_PROJECT_CUR") else ()


def _has_entry(data: bytes, name: str) -> bool:
    """Tell whether the container has a directory entry `name`, wherever its directory lies.

    An entry is 128 bytes: the name, then at 64 the length of the name with its end, in bytes.
    """
    sought = (name + "\0").encode("utf-16-le")
    at = data.find(sought, 512)
    while at >= 0:
        length = int.from_bytes(data[at + 64 : at + 66], "little")
        if at % 128 == 0 and length == len(sought):
            return True
        at = data.find(sought, at + 2)
    return False


def _is_locked(data: bytes) -> bool:
    """Tell whether an old workbook has a password: a record says so soon after the first."""
    first = _FIRST_RECORD.search(data, 512)
    at = first.start() if first else len(data)
    for _ in range(4):
        kind, length = (int.from_bytes(data[at + by : at + by + 2], "little") for by in (0, 2))
        if kind == _PASSWORD_RECORD:
            return True
        at += 4 + length
    return False


# --- archives -------------------------------------------------------------------------------


def _check_archive(data: bytes) -> tuple[str, tuple[str, ...]]:
    members = _directory(data)
    _check_names([member.orig_filename for member in members])
    _check_sizes(data, members)
    kept = _check_members(data, members)
    kind = _kind(kept)
    if not kind:
        raise _RefusedError(NOT_EXCEL)
    if b"encryption-data" in kept.get(_ODS_MANIFEST, b"").replace(b"\0", b""):
        raise _RefusedError(ENCRYPTED)
    return kind, tuple(_remarks([member.orig_filename for member in members]))


def _directory(data: bytes) -> list[zipfile.ZipInfo]:
    if data.count(b"PK\x01\x02") > 10 * MAX_MEMBERS:  # before an object is made of each
        raise _RefusedError(TOO_MANY)
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except Exception as error:  # zipfile raises many kinds on damaged directories
        raise _RefusedError(DAMAGED) from error
    if len(members) > MAX_MEMBERS:
        raise _RefusedError(TOO_MANY)
    return members


def _check_names(names: Sequence[str]) -> None:
    folded = {unicodedata.normalize("NFC", name).casefold() for name in names}
    if len(folded) != len(names) or any(_is_bad(name) for name in names):
        raise _RefusedError(BAD_NAMES)


def _is_bad(name: str) -> bool:
    return (
        not name
        or name.startswith("/")
        or "\\" in name
        or any(ord(char) < 32 for char in name)
        or bool(PureWindowsPath(name).drive)
        or any(part in {"..", "."} for part in name.split("/"))
    )


def _check_sizes(data: bytes, members: Iterable[zipfile.ZipInfo]) -> None:
    declared = sum(member.file_size for member in members)
    if declared > min(MAX_EXPANDED, MAX_RATIO * len(data)):
        raise _RefusedError(BOMB)


def _kind(parts: dict[str, bytes]) -> str:
    """Return what the archive with these parts is, "" for no workbook or for two at once."""
    manifest = parts.get(_MANIFEST, b"").replace(b"\0", b"")
    kinds = {_MAIN_TYPES.get(found.lower(), "") for found in _CONTENT_TYPE.findall(manifest)}
    kinds.discard("")
    if parts.get("mimetype", b"").strip() == _ODS_TYPE:
        kinds.add("ods")
    return kinds.pop() if len(kinds) == 1 else ""


def _remarks(names: Sequence[str]) -> Iterator[str]:
    if any(_MACRO_NAMES.search(name) for name in names):
        yield HAS_MACROS
    if any(_LINK_NAMES.search(name) for name in names):
        yield HAS_LINKS


# --- members --------------------------------------------------------------------------------


def _check_members(data: bytes, members: Sequence[zipfile.ZipInfo]) -> dict[str, bytes]:
    """Inflate every member within the limits; return the few that tell what the file is."""
    budget = min(MAX_EXPANDED, MAX_RATIO * len(data))
    kept: dict[str, bytes] = {}
    spans = []
    for member in members:
        start = _content_start(data, member)
        spans.append((member.header_offset, start + member.compress_size))
        size, crc, watch = 0, 0, _Watch(member.orig_filename)
        for chunk in _inflate(data[start : start + member.compress_size], member):
            size, crc = size + len(chunk), zlib.crc32(chunk, crc)
            if size > budget:
                raise _RefusedError(BOMB)
            watch.see(chunk)
            if member.orig_filename in _KEPT and size <= _KEPT_BYTES:
                kept[member.orig_filename] = kept.get(member.orig_filename, b"") + chunk
        budget -= size
        if size != member.file_size or crc != member.CRC:
            raise _RefusedError(DAMAGED)
    if any(end > start for (_, end), (start, _) in pairwise(sorted(spans))):
        raise _RefusedError(DAMAGED)
    return kept


def _content_start(data: bytes, member: zipfile.ZipInfo) -> int:
    """Return where the content of `member` begins, by its own header, which must agree."""
    header = data[member.header_offset : member.header_offset + _LOCAL_HEADER.size]
    if len(header) != _LOCAL_HEADER.size or not header.startswith(_ZIP_MAGIC):
        raise _RefusedError(DAMAGED)
    fields = _LOCAL_HEADER.unpack(header)
    flags, method = int(fields[2]), int(fields[3])
    if (flags | member.flag_bits) & _ENCRYPTED_BITS:
        raise _RefusedError(ENCRYPTED)
    name_start = member.header_offset + _LOCAL_HEADER.size
    name_end = name_start + int(fields[9])
    name = data[name_start:name_end]
    if name != _encoded_name(member, flags) or method != member.compress_type:
        raise _RefusedError(DAMAGED)
    start = name_end + int(fields[10])
    if start + member.compress_size > len(data):
        raise _RefusedError(DAMAGED)
    return start


def _encoded_name(member: zipfile.ZipInfo, flags: int) -> bytes:
    try:
        return member.orig_filename.encode("utf-8" if flags & 0x800 else "cp437")
    except UnicodeEncodeError:
        return b""


def _inflate(packed: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the content of a member in pieces, however long it says that it is."""
    if member.compress_type == zipfile.ZIP_STORED:
        yield from (packed[at : at + _CHUNK] for at in range(0, len(packed), _CHUNK))
        return
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise _RefusedError(DAMAGED)
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while packed and not inflater.eof:
            yield inflater.decompress(packed, _CHUNK)
            packed = inflater.unconsumed_tail
    except zlib.error as error:
        raise _RefusedError(DAMAGED) from error
    if not inflater.eof or inflater.unused_data:
        raise _RefusedError(DAMAGED)


class _Watch:
    """Looks for declarations in a member that is XML, in whatever encoding, piece by piece.

    Dropping the zero bytes makes one text of UTF-8, UTF-16 and UTF-32. An encoding that no office
    program writes is refused, for it could hide a declaration. Pictures may carry one.
    """

    def __init__(self, name: str) -> None:
        lowered = name.lower()
        self._is_picture = "/media/" in lowered or lowered.startswith("pictures/")
        self._is_xml = lowered.endswith((".xml", ".rels", ".vml"))
        self._tail: bytes | None = None

    def see(self, chunk: bytes) -> None:
        """Look at the next piece."""
        plain = chunk.replace(b"\0", b"")
        if self._tail is None:
            plain = plain.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
            self._is_xml = (self._is_xml or plain.startswith(b"<")) and not self._is_picture
            encoding = _ENCODING.match(plain)
            if self._is_xml and encoding and not _ENCODINGS.fullmatch(encoding[1]):
                raise _RefusedError(DOCTYPE)
        if self._is_xml:
            window = (self._tail or b"") + plain
            if _DECLARATION.search(window):
                raise _RefusedError(DOCTYPE)
            self._tail = window[-_OVERLAP:]
