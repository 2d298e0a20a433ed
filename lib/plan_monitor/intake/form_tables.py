"""One table of the form: its rows as data, and how it is written into a sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from plan_monitor.intake import form_style as style
from plan_monitor.intake.form_rules import Rule, validation_of
from plan_monitor.intake.texts import form_texts

HEADER_ROW = 6
_COMMENT_WIDTH, _COMMENT_LINE = 380, 20  # pixels
_COMMENT_LETTERS = 50  # that stand in one line of a comment


@dataclass(frozen=True)
class Row:
    """One row: whose it is, what is printed in it by header, and the rule of every asked cell."""

    subject: str
    name: str
    printed: Mapping[str, str]
    rules: Mapping[str, Rule]


@dataclass(frozen=True)
class Table:
    """One table: its sheet, columns and rows.

    `kind` names its rows in the form's identity, None where they are not kept there; `blank_height`
    is the room, in points, that a row leaves for the agency's own words.
    """

    sheet: str
    headers: Sequence[str]
    widths: Sequence[float]
    rows: Sequence[Row]
    kind: str | None = None
    frozen_columns: int = 2
    blank_height: float = 0

    @property
    def last_row(self) -> int:
        """The last row of the table in its sheet."""
        return HEADER_ROW + len(self.rows)

    @property
    def last_column(self) -> str:
        """The letter of the last column."""
        return get_column_letter(len(self.headers))


@dataclass(frozen=True)
class Question:
    """One open question and the cell where it is to be answered."""

    sheet: str
    cell: str
    subject: str
    header: str
    text: str


def write_table(
    sheet: Worksheet, table: Table, questions: Mapping[tuple[str, str], str]
) -> list[Question]:
    """Write `table` into `sheet` and return the questions that found their cell there."""
    asked = [header for header in table.headers if any(header in row.rules for row in table.rows)]
    _write_headers(sheet, table, asked)
    cells_of: dict[Rule, list[Cell]] = {}
    placed = []
    for number, row in enumerate(table.rows, start=HEADER_ROW + 1):
        for header, cell in _write_row(sheet, table, number, row).items():
            cells_of.setdefault(row.rules[header], []).append(cell)
            if text := questions.get((row.subject, header)):
                _mark(cell, text)
                placed.append(Question(sheet.title, cell.coordinate, row.subject, header, text))
    for rule, cells in cells_of.items():
        validation = validation_of(rule)
        for cell in cells:
            validation.add(cell)
        sheet.add_data_validation(validation)
    return placed


def _write_headers(sheet: Worksheet, table: Table, asked: Sequence[str]) -> None:
    lines = [
        (header, width * 0.85) for header, width in zip(table.headers, table.widths, strict=True)
    ]
    for column, (header, width) in enumerate(
        zip(table.headers, table.widths, strict=True), start=1
    ):
        cell = style.text_cell(sheet, HEADER_ROW, column, header)
        cell.font, cell.alignment = style.BOLD, style.CENTRED
        cell.fill = style.ASKED_HEADER if header in asked else style.HEADER
        sheet.column_dimensions[get_column_letter(column)].width = width
    style.set_height(sheet, HEADER_ROW, style.fitted(lines)[1] + 4)


def _write_row(sheet: Worksheet, table: Table, number: int, row: Row) -> dict[str, Cell]:
    """Write one row and return its asked cells by header."""
    size, height = style.fitted(
        (row.printed.get(header, ""), width)
        for header, width in zip(table.headers, table.widths, strict=True)
    )
    asked = {}
    for column, header in enumerate(table.headers, start=1):
        cell = style.text_cell(sheet, number, column, row.printed.get(header))
        if rule := row.rules.get(header):
            cell.fill = style.ASKED
            cell.protection = Protection(locked=False)
            cell.number_format = rule.number_format
            asked[header] = cell
        else:
            cell.font = style.font_of(size)
    style.set_height(sheet, number, max(height, table.blank_height), grows=not table.blank_height)
    return asked


def _mark(cell: Cell, question: str) -> None:
    """Put `question` on the cell as a comment, and a colour and a frame that show from afar."""
    text = style.literal(question)
    lines = sum(len(part) // _COMMENT_LETTERS + 1 for part in text.split("\n")) + 1
    cell.comment = Comment(
        text, form_texts().questions["asker"], lines * _COMMENT_LINE, _COMMENT_WIDTH
    )
    cell.fill, cell.border = style.QUESTIONED, style.QUESTION_FRAME
