"""The custom properties of a workbook, of both zip formats."""

import zipfile
from collections.abc import Iterator

from defusedxml import ElementTree

from plan_monitor.intake.parsers.assembling import MAX_PROPERTIES

_MAX_CHARACTERS = 1_000
_OOXML = "docProps/custom.xml"
_ODS = "meta.xml"
_ODS_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"


def custom_properties(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the custom document properties by name; none where that part is damaged."""
    try:
        found = list(_properties(archive))
    except ElementTree.ParseError:
        return {}
    return {name: text[:_MAX_CHARACTERS] for name, text in found[:MAX_PROPERTIES]}


def _properties(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    names = set(archive.namelist())
    if _OOXML in names:
        for element in ElementTree.fromstring(archive.read(_OOXML)):
            yield element.get("name", ""), "".join(element.itertext())
    elif _ODS in names:
        root = ElementTree.fromstring(archive.read(_ODS))
        for element in root.iter(f"{_ODS_META}user-defined"):
            yield element.get(f"{_ODS_META}name", ""), "".join(element.itertext())
