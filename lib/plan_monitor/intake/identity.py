"""Whose form a workbook is, and for which period: written into it and read back."""

import io
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path

from defusedxml import ElementTree
from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty

from plan_monitor.intake import layout
from plan_monitor.intake.raw import RawWorkbook
from plan_monitor.plan.strict import Strict

_PROPERTIES = "docProps/custom.xml"
_MAX_PROPERTIES = 64_000  # bytes; a form has some 1,000


class Identity(Strict):
    """What a form says of itself; None where it says nothing."""

    plan: str | None = None
    period: str | None = None
    agency: str | None = None
    template: str | None = None
    sample: str | None = None


def write_identity(workbook: Workbook, identity: Identity, row_ids: Mapping[str, str]) -> None:
    """Write `identity` as document properties and, with the row ids, on a very hidden sheet."""
    fields = identity.model_dump(exclude_none=True)
    for key, value in fields.items():
        workbook.custom_doc_props.append(  # type: ignore[attr-defined]
            StringProperty(name=layout.PROPERTY_PREFIX + key, value=value)
        )
    sheet = workbook.create_sheet(layout.IDENTITY_SHEET)
    sheet.sheet_state = "veryHidden"
    for row in (*fields.items(), *row_ids.items()):
        sheet.append(row)


def read_identity(data: bytes) -> Identity:
    """Return the identity in the document properties of the workbook `data`.

    Only the archive member with the properties is inflated, so this costs a millisecond. One that
    is longer than any form's tells nothing here.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if _PROPERTIES not in archive.namelist():
            return Identity()
        with archive.open(_PROPERTIES) as part:
            xml = part.read(_MAX_PROPERTIES + 1)
    if len(xml) > _MAX_PROPERTIES:
        return Identity()
    found = {}
    for element in ElementTree.fromstring(xml):
        key = element.get("name", "")
        if key.startswith(layout.PROPERTY_PREFIX):
            found[key.removeprefix(layout.PROPERTY_PREFIX)] = "".join(element.itertext())
    return Identity.model_validate(
        {key: value for key, value in found.items() if key in Identity.model_fields}
    )


def identity_of(book: RawWorkbook) -> Identity:
    """Return what a workbook says of itself: its properties, else its hidden sheet."""
    hidden = dict(book.identity_rows)
    prefix = layout.PROPERTY_PREFIX
    found = {
        name: book.properties.get(prefix + name) or hidden.get(name)
        for name in Identity.model_fields
    }
    return Identity.model_validate({name: value for name, value in found.items() if value})


def identity_from_name(path: Path, agencies: Collection[str]) -> str | None:
    """Return the agency code with which the file's name begins, None if there is none."""
    stem = path.stem.split("_")[0].split("-")[0].split(" ")[0].upper()
    return stem if stem in agencies else None
