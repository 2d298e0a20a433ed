"""Workbooks in the old formats with what a value alone does not tell: formats, errors, merges."""

import struct

from plan_monitor.files import pack_zip
from tests.support.workbook_bytes import ole2

_SPACES = {"office": "office", "table": "table", "text": "text", "style": "style"}
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"


def ods_content(sheets: str, styles: str = "") -> bytes:
    """An OpenDocument workbook with these sheets and automatic styles, in XML."""
    root = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in _SPACES.items()
    )
    content = (
        f'<office:document-content {root} xmlns:calcext="{_CALC}">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return pack_zip(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": b"<manifest/>",
        }
    )


def ods_sheet(rows: str, name: str = "A", attributes: str = "") -> str:
    return f'<table:table table:name="{name}" {attributes}>{rows}</table:table>'


def ods_cell(
    kind: str, value: object = "", shown: str = "", attributes: str = "", times: int = 1
) -> str:
    """A cell: its type, its value in that type's attribute, and the text that it shows."""
    where = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}
    said = f'office:{where.get(kind, "value")}="{value}"' if value != "" else ""
    typed = f'office:value-type="{kind}"' if kind else ""
    repeated = f'table:number-columns-repeated="{times}"' if times > 1 else ""
    words = f"<text:p>{shown}</text:p>" if shown else ""
    return f"<table:table-cell {typed} {said} {repeated} {attributes}>{words}</table:table-cell>"


# --- .xls ------------------------------------------------------------------------------------


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _wide(text: str) -> bytes:
    return b"\1" + text.encode("utf-16-le")


def _font(name: str) -> bytes:
    body = struct.pack("<5H4B", 200, 0, 32767, 400, 0, 0, 0, 0, 0)
    return _record(0x31, body + bytes([len(name)]) + _wide(name))


def _look(font: int, number_format: int, *, is_style: bool = False) -> bytes:
    kind = 0xFFF5 if is_style else 1
    return _record(0xE0, struct.pack("<3H4B2IH", font, number_format, kind, 0, 0, 0, 0, 0, 0, 0))


def xls_cells() -> bytes:
    """A percentage, a plain figure, an error, a day, a text in TCVN3, merged and hidden parts."""
    title, font, text = "Sổ", ".VnTime", "tØnh"

    def begin(kind: int) -> bytes:
        return _record(0x809, struct.pack("<4H2I", 0x600, kind, 0xDBB, 1996, 0, 6))

    def place(row: int, column: int, look: int) -> bytes:
        return struct.pack("<3H", row, column, look)

    def number(row: int, column: int, look: int, value: float) -> bytes:
        return _record(0x203, place(row, column, look) + struct.pack("<d", value))

    percent = "0.0%"
    top = begin(5) + _record(0x42, struct.pack("<H", 1200)) + _font("Arial") + _font(font)
    top += _record(0x41E, struct.pack("<2H", 164, len(percent)) + _wide(percent))
    top += _look(0, 0, is_style=True) + _look(0, 0) + _look(0, 164) + _look(0, 14) + _look(1, 0)
    name = bytes([len(title)]) + _wide(title)
    at = len(top) + 4 + 6 + len(name) + 4
    top += _record(0x85, struct.pack("<IH", at, 0) + name) + _record(0x0A)
    sheet = begin(0x10)
    sheet += _record(0x7D, struct.pack("<6H", 6, 6, 2304, 1, 1, 0))
    sheet += _record(0x208, struct.pack("<6HI", 3, 0, 7, 255, 0, 0, 0x20))
    sheet += number(0, 0, 2, 0.0069) + number(0, 1, 1, 0.69) + number(0, 3, 3, 45808)
    sheet += _record(0x205, place(0, 2, 1) + b"\x07\1")
    sheet += _record(0x204, place(0, 4, 4) + struct.pack("<H", len(text)) + _wide(text))
    sheet += number(1, 0, 1, 7) + number(2, 0, 1, 8) + number(3, 0, 1, 9)
    sheet += _record(0xE5, struct.pack("<5H", 1, 1, 2, 0, 0))
    return ole2({"Workbook": top + sheet + _record(0x0A)})
