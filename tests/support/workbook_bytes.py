"""Workbooks made byte by byte: sound, changed in part, lying archives, old formats."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from plan_monitor.files import pack_zip, unpack_zip

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
WORKBOOK = "xl/workbook.xml"
TYPES = "[Content_Types].xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MIB = 1 << 20

# --- good files, and parts of them changed ---------------------------------------------------


def good(rows: Iterable[Sequence[object]] = (("Mã", "Thực hiện"), ("1", 85.5))) -> bytes:
    """A small sound workbook."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def changed(parts: Mapping[str, bytes | str | None], data: bytes | None = None) -> bytes:
    """A workbook with some parts replaced, added or (None) removed."""
    members = unpack_zip(data or good())
    for name, part in parts.items():
        members.pop(name, None)
        if part is not None:
            members[name] = part.encode() if isinstance(part, str) else part
    return pack_zip(members)


def sheet_xml(rows: str, *, after: str = "", before: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def with_sheet(rows: str, *, after: str = "", before: str = "") -> bytes:
    return changed({SHEET: sheet_xml(rows, after=after, before=before)})


def cell(row: int, column: int, content: str = "<v>1</v>", attributes: str = "") -> str:
    return f'<c r="{get_column_letter(column)}{row}" {attributes}>{content}</c>'


def one(row: int, column: int, content: str = "<v>1</v>", attributes: str = "") -> str:
    return f'<row r="{row}">{cell(row, column, content, attributes)}</row>'


# --- archives that lie -----------------------------------------------------------------------


@dataclass
class Member:
    """One archive member as it is to stand in the file, true or not; None: as it should be."""

    name: str
    content: bytes = b""
    method: int = zipfile.ZIP_DEFLATED
    size: int | None = None
    crc: int | None = None
    flags: int = 0x800
    local_name: str | None = None
    packed: bytes | None = None


def archive(members: Iterable[Member]) -> bytes:
    """A zip file of `members`, whatever they say of themselves."""
    body, directory, count = b"", b"", 0
    for member in members:
        packed = member.packed if member.packed is not None else _packed(member)
        size = len(member.content) if member.size is None else member.size
        crc = zlib.crc32(member.content) if member.crc is None else member.crc
        name = member.name.encode()
        local = (member.local_name or member.name).encode()
        common = (20, member.flags, member.method, 0, 33, crc, len(packed), size)
        offset = len(body)
        body += struct.pack("<4s5H3I2H", b"PK\3\4", *common, len(local), 0) + local + packed
        directory += struct.pack(
            "<4s6H3I5H2I", b"PK\1\2", 20, *common, len(name), 0, 0, 0, 0, 0, offset
        )
        directory += name
        count += 1
    ending = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + ending


def _packed(member: Member) -> bytes:
    if member.method != zipfile.ZIP_DEFLATED:
        return member.content
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(member.content) + packer.flush()


def members_of(data: bytes) -> list[Member]:
    return [Member(name, content) for name, content in unpack_zip(data).items()]


def with_member(*extra: Member) -> bytes:
    return archive([*members_of(good()), *extra])


# --- the old formats -------------------------------------------------------------------------


def ole2(streams: Mapping[str, bytes]) -> bytes:
    """A compound file with these streams, each of a page or more so that no small ones are."""
    sector, free, end = 512, 0xFFFFFFFF, 0xFFFFFFFE
    contents = [body.ljust(4096, b"\0") for body in streams.values()]
    contents = [body + b"\0" * (-len(body) % sector) for body in contents]
    pages = (len(streams) + 1 + 3) // 4
    table = [0xFFFFFFFD, *range(2, 1 + pages), end]
    entries = [_entry("Root Entry", 5, end, 0, child=1)]
    for at, (name, body) in enumerate(zip(streams, contents, strict=True), 1):
        start = len(table)
        table += [*range(start + 1, start + len(body) // sector), end]
        sibling = at + 1 if at < len(streams) else free
        entries.append(_entry(name, 2, start, len(body), sibling=sibling))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<5H6x9I", 62, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", 0, *[free] * 108)
    assert len(header) == sector and len(table) <= 128
    fat = struct.pack("<128I", *table, *[free] * (128 - len(table)))
    folder = b"".join(entries).ljust(pages * sector, b"\0")
    return header + fat + folder + b"".join(contents)


def _entry(
    name: str, kind: int, start: int, size: int, sibling: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF
) -> bytes:
    title = (name + "\0").encode("utf-16-le")
    links = struct.pack("<HBB3I", len(title), kind, 1, 0xFFFFFFFF, sibling, child)
    return title.ljust(64, b"\0") + links + b"\0" * 36 + struct.pack("<IQ", start, size)


def xls(rows: Sequence[Sequence[str | float]], *, locked: bool = False) -> bytes:
    """A workbook as Excel 97 wrote it, with one sheet; `locked` says that it has a password."""

    def record(kind: int, body: bytes = b"") -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def begin(kind: int) -> bytes:
        return record(0x809, struct.pack("<4H2I", 0x600, kind, 0xDBB, 1996, 0, 6))

    title = "Sổ".encode("utf-16-le")
    lock = record(0x2F, struct.pack("<3H", 1, 1, 1) + b"\0" * 48) if locked else b""
    top = begin(5) + lock + record(0x42, struct.pack("<H", 1200))
    at = len(top) + 4 + 8 + len(title) + 4
    top += record(0x85, struct.pack("<IHBB", at, 0, 2, 1) + title) + record(0x0A)
    sheet = begin(0x10)
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            place = struct.pack("<3H", row, column, 0)
            if isinstance(value, str):
                text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                sheet += record(0x204, place + text)
            else:
                sheet += record(0x203, place + struct.pack("<d", value))
    return ole2({"Workbook": top + sheet + record(0x0A)})


def xlsb(rows: Sequence[Sequence[str | float]]) -> bytes:
    """A binary workbook with one sheet."""

    def record(kind: int, body: bytes = b"") -> bytes:
        code = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
        return code + bytes([len(body) & 127 | 128, len(body) >> 7]) + body

    def wide(text: str) -> bytes:
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    book = record(143) + record(156, struct.pack("<2I", 0, 1) + wide("rId1") + wide("Sổ"))
    sheet = record(129) + record(148, struct.pack("<4I", 0, len(rows) - 1, 0, 9)) + record(145)
    for row, values in enumerate(rows):
        sheet += record(0, struct.pack("<I", row) + b"\0" * 13)
        for column, value in enumerate(values):
            place = struct.pack("<2I", column, 0)
            is_text = isinstance(value, str)
            body = wide(value) if isinstance(value, str) else struct.pack("<d", value)
            sheet += record(6 if is_text else 5, place + body)
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    main = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    return pack_zip(
        {
            TYPES: f'<Types xmlns="{package}/content-types"><Default Extension="bin" '
            f'ContentType="{main}"/></Types>'.encode(),
            "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.bin"/>'
            "</Relationships>".encode(),
            "xl/workbook.bin": record(131) + book + record(144) + record(132),
            "xl/worksheets/sheet1.bin": sheet + record(146) + record(130),
        }
    )


def ods(rows: Sequence[Sequence[str | float]], *, manifest: str = "", repeat: int = 1) -> bytes:
    """An OpenDocument workbook with one sheet whose last row stands `repeat` times."""
    spaces = {"office": "office", "table": "table", "text": "text", "meta": "meta"}
    root = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in spaces.items()
    )
    lines = [
        "".join(
            f'<table:table-cell office:value-type="string"><text:p>{value}</text:p>'
            "</table:table-cell>"
            if isinstance(value, str)
            else f'<table:table-cell office:value-type="float" office:value="{value}"/>'
            for value in row
        )
        for row in rows
    ]
    table = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines[:-1])
    last = f'<table:table-row table:number-rows-repeated="{repeat}">{lines[-1]}</table:table-row>'
    content = (
        f"<office:document-content {root}><office:body><office:spreadsheet>"
        f'<table:table table:name="Sổ">{table}{last}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    meta = (
        f"<office:document-meta {root}><office:meta><meta:user-defined "
        'meta:name="plan_monitor.agency">SYT</meta:user-defined></office:meta>'
        "</office:document-meta>"
    )
    return pack_zip(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "meta.xml": meta.encode(),
            "META-INF/manifest.xml": (manifest or "<manifest/>").encode(),
        }
    )
