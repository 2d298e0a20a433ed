"""Find a cell of a form by the item and the header of its column."""

from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet


def cell_of(sheet: Worksheet, item_id: str, header: str) -> Cell:
    """Return the cell of `item_id` in the column `header`."""
    columns: dict[str, int] = {}
    for number, row in enumerate(sheet.iter_rows(), start=1):
        texts = [str(cell.value) for cell in row]
        if header in texts and "Mã" in texts:
            columns = {text: column for column, text in enumerate(texts, start=1)}
        elif columns and texts[columns["Mã"] - 1] == item_id:
            found: Cell = sheet.cell(number, columns[header])  # type: ignore[assignment]
            return found
    raise KeyError(f"{sheet.title}: {item_id} / {header}")
