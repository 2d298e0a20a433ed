"""The questions of a reply: which cell each concerns, what it says, and how the cell shows it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.styles.protection import Protection

from plan_monitor.intake import form_style as style
from plan_monitor.intake import layout
from plan_monitor.intake.findings import ASKING, asking
from plan_monitor.intake.form_contents import Frame
from plan_monitor.intake.places import Place, cells_by_place, placed_cells
from plan_monitor.intake.raw import RawWorkbook
from plan_monitor.intake.records import Finding
from plan_monitor.intake.reply_book import cells_of, head_of
from plan_monitor.intake.texts import checks, form_texts

_MAX_MESSAGE = 1_500  # characters of one message in a comment; Excel holds 32,767 in all
_WIDTH, _LINE, _LETTERS = 400, 20, 52  # of a comment: pixels, pixels a line, letters a line
_RULE = "\n————\n"
_NAMES = {
    layout.NARRATIVE_TABLE: layout.NARRATIVE_SECTIONS,
    layout.FUNDING_TABLE: layout.FUNDING_ROWS,
}


@dataclass(frozen=True)
class ReplyQuestion:
    """One question: what it is about, and the cell of the reply to answer in ("" for none)."""

    finding: Finding
    subject: str
    sheet: str
    cell: str

    @property
    def severity(self) -> str:
        """Whether the cell must be corrected or looked at again, in words."""
        return form_texts().reply[self.finding.severity]

    @property
    def message(self) -> str:
        """What is wrong, what to enter and why it is asked, as the comment says it."""
        finding = self.finding
        what = finding.message.removeprefix(f"{finding.sheet}!{finding.cell}: ")
        return (
            form_texts()
            .reply["note"]
            .format(
                severity=self.severity,
                message=clip(what, _MAX_MESSAGE),
                why=checks()[finding.check_id].why,
            )
        )

    @property
    def needed(self) -> str:
        """What is needed and how to get there, as the covering sheet says it."""
        words = {
            "expected": self.finding.expected,
            "what_to_do": checks()[self.finding.check_id].what_to_do,
        }
        needed = form_texts().reply["needed"].format(**words)
        return needed[:1].upper() + needed[1:]


def questions_of(
    findings: Sequence[Finding], book: RawWorkbook | None, frame: Frame
) -> list[ReplyQuestion]:
    """Return the questions in `findings`, what must be corrected first, then by their cells.

    Parameters
    ----------
    book : RawWorkbook or None
        What was read in the agency's workbook: it tells which item a cell answers.
    """
    places = {(c.sheet, c.cell): place for place, c in placed_cells(book)} if book else {}
    sheets = [sheet.title for sheet in book.sheets] if book else []
    asked = [
        ReplyQuestion(
            one, _subject(one, places.get((one.sheet, one.cell)), frame), one.sheet, one.cell
        )
        for one in asking(findings)
    ]
    return sorted(asked, key=lambda one: _order(one, sheets))


def in_fresh_form(
    questions: Iterable[ReplyQuestion], book: RawWorkbook | None, form: RawWorkbook
) -> list[ReplyQuestion]:
    """Return the questions with their cells in `form` in place of those in `book`."""
    places = {(c.sheet, c.cell): place for place, c in placed_cells(book)} if book else {}
    cells = cells_by_place(form)
    moved = []
    for one in questions:
        place = places.get((one.sheet, one.cell))
        cell = cells.get(place) if place else None
        moved.append(
            replace(one, sheet=cell.sheet, cell=cell.cell)
            if cell
            else replace(one, sheet="", cell="")
        )
    return moved


def mark_questions(workbook: Workbook, questions: Sequence[ReplyQuestion]) -> None:
    """Colour every questioned cell and put its questions on it as a comment; show and unlock it."""
    _unmark(workbook)
    by_cell: dict[tuple[str, str], list[ReplyQuestion]] = {}
    for one in questions:
        if one.cell:
            head = head_of(workbook[one.sheet], one.cell)
            by_cell.setdefault((one.sheet, head.coordinate), []).append(one)
    for (sheet, address), asked in by_cell.items():
        cell = head_of(workbook[sheet], address)
        _reveal(workbook[sheet], cell)
        lines = dict.fromkeys(one.message for one in asked)
        _comment(cell, "\n".join((form_texts().reply["mark"], *lines)))
        cell.fill, cell.border = style.QUESTIONED, style.QUESTION_FRAME


def clip(text: str, limit: int) -> str:
    """Return `text`, or its beginning where it is longer than `limit`."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _subject(finding: Finding, place: Place | None, frame: Frame) -> str:
    words = form_texts().reply
    if place is None:
        return finding.subject_id or words["file"]
    name = _names(place.table, frame).get(place.subject, "")
    if place.table not in _NAMES:
        name = f"{place.subject}. {name}" if name else place.subject
    subject = (name or place.subject).rstrip(".")
    return words["place"].format(subject=subject, header=place.header)


def _names(table: str, frame: Frame) -> Mapping[str, str]:
    if table == layout.TASK_TABLE:
        return {task.id: task.printed_name for task in frame.plan.tasks}
    return _NAMES.get(table) or {item.id: item.name for item in frame.plan.indicators}


def _order(question: ReplyQuestion, sheets: Sequence[str]) -> tuple[Any, ...]:
    letters = question.cell.rstrip("0123456789")
    row = question.cell.removeprefix(letters)
    at = sheets.index(question.sheet) if question.sheet in sheets else len(sheets)
    severity = ASKING.index(question.finding.severity)
    return severity, at, int(row or 0), len(letters), letters


def _unmark(workbook: Workbook) -> None:
    """Take away the marks of an earlier reply, and give cells their own comments back."""
    mark = form_texts().reply["mark"]
    for sheet in workbook.worksheets:
        for cell in cells_of(sheet):
            if cell.comment and cell.comment.text.startswith(mark):
                _, rule, kept = cell.comment.text.partition(_RULE)
                cell.comment = _sized(kept.partition("\n")[2]) if rule else None
                cell.fill = PatternFill() if cell.protection.locked else style.ASKED
                cell.border = style.FRAME


def _comment(cell: Cell, text: str) -> None:
    """Put `text` on `cell`, above the comment that it had."""
    old = cell.comment
    if old and old.text.strip():
        kept = form_texts().reply["kept"].format(author=old.author or "")
        text = f"{text}{_RULE}{kept}\n{old.text}"
    cell.comment = _sized(style.literal(text))


def _sized(text: str) -> Comment:
    lines = sum(len(part) // _LETTERS + 1 for part in text.split("\n")) + 1
    return Comment(text, form_texts().questions["asker"], lines * _LINE, _WIDTH)


def _reveal(sheet: Any, cell: Cell) -> None:
    """Let the agency see `cell` and write into it; a locked one needs the sheet unprotected."""
    sheet.sheet_state = "visible"
    sheet.row_dimensions[cell.row].hidden = False
    for dimension in sheet.column_dimensions.values():
        if (dimension.min or 0) <= cell.column <= (dimension.max or 0):
            dimension.hidden = False
    if cell.protection.locked:
        cell.protection = Protection(locked=False)
        sheet.protection.sheet = False
