"""Read .xlsb, and an .xls that xlrd cannot read, through calamine: neither formulas nor formats.

calamine shows an error cell as blank and a formula as its last value: a blank may be an error.
"""

import io
import zipfile
from dataclasses import replace

from python_calamine import (
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from plan_monitor.intake.parsers.assembling import (
    OLD_FORMAT,
    SheetDraft,
    Totals,
    address,
    assemble,
    typed,
)
from plan_monitor.intake.parsers.properties import custom_properties
from plan_monitor.intake.parsers.refusing import RefusedWorkbook
from plan_monitor.intake.raw import RawCell, RawWorkbook, SheetState

_ENCRYPTED = "file-encrypted"


def read_with_calamine(data: bytes) -> RawWorkbook:
    """Return what the workbook `data` holds, as far as the old formats tell it."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError as error:
        raise RefusedWorkbook(_ENCRYPTED, str(error)) from error
    totals = Totals()
    drafts = [
        _draft(book.get_sheet_by_index(at), _state(one.visible), totals)
        for at, one in enumerate(book.sheets_metadata)
        if one.typ == SheetTypeEnum.WorkSheet
    ]
    assembled = assemble(drafts, _properties(data), totals, (OLD_FORMAT,))
    return replace(assembled, shows_errors=False)


def _state(visible: SheetVisibleEnum) -> SheetState:
    if visible == SheetVisibleEnum.Visible:
        return "visible"
    return "hidden" if visible == SheetVisibleEnum.Hidden else "veryHidden"


def _draft(sheet: CalamineSheet, state: SheetState, totals: Totals) -> SheetDraft:
    draft = SheetDraft(sheet.name, state, totals)
    top, left = sheet.start or (0, 0)
    for row, values in enumerate(sheet.to_python(), top + 1):
        for column, value in enumerate(values, left + 1):
            if value == "" or (isinstance(value, str) and not value.strip()):
                continue
            plain, kind = typed(value)
            cell = RawCell(sheet.name, address(row, column), plain, kind, number_format="")
            draft.add(row, column, cell)
    draft.merge(
        f"{address(first[0] + 1, first[1] + 1)}:{address(last[0] + 1, last[1] + 1)}"
        for first, last in sheet.merged_cell_ranges or []
    )
    return draft


def _properties(data: bytes) -> dict[str, str]:
    buffer = io.BytesIO(data)
    if not zipfile.is_zipfile(buffer):
        return {}
    with zipfile.ZipFile(buffer) as archive:
        return custom_properties(archive)
