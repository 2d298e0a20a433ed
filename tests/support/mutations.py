"""Damage to a good submission, of every depth; a seed always gives the same damage.

A third of the mutations change the archive's bytes, as a bad line would; the others change the XML
in it and pack it again soundly, so that they come through the door.
"""

import random
import re
from collections.abc import Callable

from plan_monitor.files import pack_zip, unpack_zip

Chance = random.Random
Parts = dict[str, bytes]

_TAG = re.compile(rb"<[^<>]+>")
_ATTRIBUTE = re.compile(rb'="([^"]*)"')
_TEXT = re.compile(rb">([^<>]+)<")
_ELEMENT = re.compile(
    rb"<(c|row|f|v|is|t|sheet|Relationship|Override|xf|mergeCell|property)\b"
    rb"[^>]*?(?:/>|>.*?</\1>)",
    re.DOTALL,
)
_FAVOURITES = (
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/sheet2.xml",
    "xl/workbook.xml",
    "xl/styles.xml",
    "docProps/custom.xml",
    "xl/_rels/workbook.xml.rels",
    "[Content_Types].xml",
)
_NASTY = (
    b"",
    b" ",
    b"0",
    b"-1",
    b"1.5",
    b"NaN",
    b"INF",
    b"1e999",
    b"9" * 400,
    b"2147483648",
    b"-9223372036854775809",
    b"99999999",
    b"45808",
    b"60",
    b"2025-13-45",
    b"2025-05-31T00:00:00",
    b"true",
    b"s",
    b"str",
    b"b",
    b"d",
    b"e",
    b"n",
    b"inlineStr",
    b"hidden",
    b"veryHidden",
    b"A0",
    b"A1",
    b"G7",
    b"XFD1048576",
    b"XFE1048577",
    b"A1:XFD1048576",
    b"A7:A6",
    b"A:A",
    b"7:7",
    b"#REF!",
    b"#DIV/0!",
    b"=1/0",
    b"&lt;b&gt;",
    b"&amp;",
    b"&unknown;",
    b"&#0;",
    b"&#xD800;",
    b"&#x202E;",
    b"&#x200B;",
    b"&#x9B;31m",
    b"_xD800_",
    b"_x0007_",
    b"_x000D_",
    b"\xff\xfe",
    b"\xc3",
    b"../../etc/passwd",
    b"/xl/worksheets/sheet9.xml",
    b"worksheets/sheet1.xml",
    b"file:///etc/passwd",
    b"{{ 7*7 }}",
    b"%s%n",
    b"x" * 40_000,
    b"27",
    b"999",
    b"STC",
    b"2025",
    "Đạt".encode(),
    "７１，５".encode(),
    b"71,5%",
    "tháng 5/2025".encode(),
    b"1.234",
    b"yyyy-mm-dd",
    b"[h]:mm:ss",
    b"0.0%",
)


def mutate(good: bytes, seed: int) -> bytes:
    """Return `good` with the damage that goes with `seed`."""
    chance = random.Random(seed)
    if seed % 3 == 0:
        return _damage(good, chance, _BYTES)
    parts = unpack_zip(good)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        chance.choices((_damage_part, _damage_archive), (9, 1))[0](parts, chance)
    return pack_zip(parts)


# --- bytes -----------------------------------------------------------------------------------


def _damage(
    data: bytes, chance: Chance, ways: tuple[Callable[[bytes, Chance], bytes], ...]
) -> bytes:
    return chance.choice(ways)(data, chance) if data else data


def _flip(data: bytes, chance: Chance) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 20))):
        changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _truncate(data: bytes, chance: Chance) -> bytes:
    return data[: chance.randrange(len(data))]


def _remove(data: bytes, chance: Chance) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + data[at + chance.choice((1, 2, 64, 4096)) :]


def _repeat(data: bytes, chance: Chance) -> bytes:
    at = chance.randrange(len(data))
    piece = data[at : at + chance.choice((1, 8, 64, 4096))]
    return data[:at] + piece * chance.choice((2, 3, 50)) + data[at:]


def _insert(data: bytes, chance: Chance) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + chance.randbytes(chance.choice((1, 4, 100))) + data[at:]


def _wipe(data: bytes, chance: Chance) -> bytes:
    at, length = chance.randrange(len(data)), chance.choice((4, 32, 512))
    return data[:at] + (b"\0" * length)[: len(data) - at] + data[at + length :]


def _lie(data: bytes, chance: Chance) -> bytes:
    """Overwrite four bytes of a header of the archive: lengths, sizes, flags, offsets."""
    marks = [found.start() for found in re.finditer(rb"PK(?:\x01\x02|\x03\x04|\x05\x06)", data)]
    at = chance.choice(marks) + chance.randrange(4, 46)
    return data[:at] + chance.choice((b"\0" * 4, b"\xff" * 4, chance.randbytes(4))) + data[at + 4 :]


_BYTES = (_flip, _truncate, _remove, _repeat, _insert, _wipe, _lie, _lie)


# --- XML -------------------------------------------------------------------------------------


def _damage_part(parts: Parts, chance: Chance) -> None:
    known = [name for name in _FAVOURITES if name in parts]
    name = chance.choice(known if known and chance.random() < 0.8 else sorted(parts))
    parts[name] = _damage(parts[name], chance, _XML)


def _somewhere(pattern: re.Pattern[bytes], xml: bytes, chance: Chance) -> re.Match[bytes] | None:
    """Return a match of `pattern` in a random place, None where there is none."""
    found = list(pattern.finditer(xml))
    return chance.choice(found) if found else None


def _drop_tag(xml: bytes, chance: Chance) -> bytes:
    found = _somewhere(_TAG, xml, chance)
    return xml[: found.start()] + xml[found.end() :] if found else xml


def _drop_element(xml: bytes, chance: Chance) -> bytes:
    found = _somewhere(_ELEMENT, xml, chance)
    return xml[: found.start()] + xml[found.end() :] if found else xml


def _repeat_element(xml: bytes, chance: Chance) -> bytes:
    found = _somewhere(_ELEMENT, xml, chance)
    if found is None:
        return xml
    return xml[: found.end()] + found[0] * chance.choice((1, 2, 300)) + xml[found.end() :]


def _move_element(xml: bytes, chance: Chance) -> bytes:
    found, target = _somewhere(_ELEMENT, xml, chance), _somewhere(_ELEMENT, xml, chance)
    if found is None or target is None:
        return xml
    return xml[: target.start()] + found[0] + xml[target.start() :]


def _spoil(pattern: re.Pattern[bytes]) -> Callable[[bytes, Chance], bytes]:
    def spoil(xml: bytes, chance: Chance) -> bytes:
        found = _somewhere(pattern, xml, chance)
        if found is None:
            return xml
        return xml[: found.start(1)] + chance.choice(_NASTY) + xml[found.end(1) :]

    return spoil


def _exchange(xml: bytes, chance: Chance) -> bytes:
    """Put the value of one attribute into another."""
    first, second = _somewhere(_ATTRIBUTE, xml, chance), _somewhere(_ATTRIBUTE, xml, chance)
    if first is None or second is None:
        return xml
    return xml[: first.start(1)] + second[1] + xml[first.end(1) :]


def _add_cell(xml: bytes, chance: Chance) -> bytes:
    kind, value, formula = chance.choice(_KINDS), chance.choice(_NASTY), chance.choice(_FORMULAS)
    place = chance.choice((b"G7", b"I7", b"A7", b"C7", b"H7", b"A6", b"D9", b"F9", b"ZZ1"))
    cell = b'<c r="%s" t="%s">%s<v>%s</v></c>' % (place, kind, formula, value)
    return re.sub(rb'<c r="%s"[^>]*?(?:/>|>.*?</c>)' % place, lambda _: cell, xml, count=1)


_KINDS = (b"n", b"s", b"b", b"d", b"e", b"str", b"inlineStr", b"x")
_FORMULAS = (b"", b"<f>1/0</f>", b'<f t="shared" si="7"/>', b'<f t="array" ref="A1:B9">1</f>')


def _nest(xml: bytes, chance: Chance) -> bytes:
    found, depth = _somewhere(_TAG, xml, chance), chance.choice((10, 1_000, 20_000))
    at = found.end() if found else 0
    return xml[:at] + b"<a>" * depth + b"</a>" * depth + xml[at:]


_XML = (
    _drop_tag,
    _drop_element,
    _repeat_element,
    _move_element,
    _exchange,
    _nest,
    _flip,
    _truncate,
    *(_spoil(_ATTRIBUTE),) * 4,
    *(_spoil(_TEXT),) * 4,
    *(_add_cell,) * 3,
)


# --- members ---------------------------------------------------------------------------------


def _damage_archive(parts: Parts, chance: Chance) -> None:
    name, other = chance.choice(sorted(parts)), chance.choice(sorted(parts))
    way = chance.randrange(4)
    if way == 0:
        del parts[name]
    elif way == 1:
        parts[name] = parts[other]
    elif way == 2:
        parts[name + chance.choice(("x", "/a", "é", " "))] = parts.pop(name)
    else:
        parts[name] = chance.choice((b"", b"<a/>", b"\0" * 1_000, chance.randbytes(200)))
