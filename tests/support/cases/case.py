"""What a case is, and the good submission that all of them start from."""

import datetime as dt
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell

from plan_monitor.files import unpack_zip
from plan_monitor.intake import layout
from plan_monitor.intake.form import save_workbook
from plan_monitor.workspace import Workspace
from tests.intake.helpers import blank_form, cell_of, fill
from tests.support.workbook_bytes import SHEET, changed

ACCEPTED, WARNED = "accepted", "accepted_with_warnings"
REJECTED, IGNORED = "rejected", "ignored"

AGENCY, PERIOD, ITEM, TASK = "SYT", "2025H1", "27", "63"
VALUE = 71.5
DAY = dt.datetime(2025, 5, 31)
ACTUAL, AS_OF, EVIDENCE, NOTE = (
    (ITEM, header) for header in ("Thực hiện", "Ngày số liệu", "Minh chứng", "Ghi chú")
)
RESULT = (TASK, "Kết quả")
ACTUAL_CELL, DATE_CELL, WORDS_CELL = "G7", "I7", "J7"

_NO_NAME = re.compile(r"[^\w ,.-]")
Key = tuple[str, str]
Patch = Callable[[bytes], bytes]


class Forms:
    """Filled forms of the workspace; the good one is made once."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    @cached_property
    def good(self) -> bytes:
        """A submission of the agency that nothing can be said against."""
        book = blank_form(self.workspace, AGENCY)
        fill(book, {ACTUAL: VALUE, AS_OF: DAY, EVIDENCE: "Sổ theo dõi của Sở Y tế"})
        for task in _codes(book[layout.TASK_SHEET]):
            fill(book, {(task, "Trạng thái"): "Đang thực hiện", (task, "Kết quả"): "Đang làm"})
        book[layout.NARRATIVE_SHEET]["B7"] = "Đã ban hành kế hoạch; phân công từng phòng."
        funding = book[layout.FUNDING_SHEET]
        funding["B7"], funding["C7"] = 1200, 450.5
        return save_workbook(book)

    def of(self, agency: str, period: str = PERIOD) -> bytes:
        """A form of another agency or period with a few words in it."""
        book = blank_form(self.workspace, agency, period)
        book[layout.NARRATIVE_SHEET]["B7"] = "Đã ban hành kế hoạch."
        return save_workbook(book)


def _codes(sheet: Any) -> list[str]:
    return [str(row[0].value) for row in sheet.iter_rows(min_row=7) if row[0].value]


Build = Callable[[Forms], bytes]


@dataclass(frozen=True)
class Case:
    """One bad file and what is to be said of it.

    `checks` must be among the findings, `never` must not; `value` is the actual that is taken for
    the soiled indicator, `words` what is taken as the result of the soiled task. A file is named
    for its case unless its name is the case.
    """

    family: str
    name: str
    build: Build
    outcome: str
    checks: frozenset[str] = frozenset()
    value: float | None = None
    file_name: str = ""
    never: frozenset[str] = frozenset()
    words: str | None = None
    period: str = PERIOD
    agency: str | None = None

    @property
    def file(self) -> str:
        """The name under which the file is written."""
        return self.file_name or f"{self.family} - {_NO_NAME.sub('_', self.name)}.xlsx"


class Family:
    """Makes the cases of one family."""

    def __init__(self, name: str) -> None:
        self.name = name

    def case(
        self, name: str, build: Build, outcome: str, *checks: str, value: Any = None, **more: Any
    ) -> Case:
        """A case of which any part is given."""
        return Case(self.name, name, build, outcome, frozenset(checks), value, **more)

    def clean(self, name: str, *patches: Patch, **more: Any) -> Case:
        """A form that is odd and says the same as the good one."""
        return self.case(name, good_with(*patches), ACCEPTED, value=VALUE, **more)

    def told(self, name: str, patch: Patch, *checks: str, **more: Any) -> Case:
        """A form about which something is told; its value is taken."""
        return self.case(name, good_with(patch), WARNED, *checks, **({"value": VALUE} | more))

    def lost(self, name: str, patch: Patch, *checks: str, **more: Any) -> Case:
        """A form about which something is told, and whose value is not taken."""
        return self.case(name, good_with(patch), WARNED, *checks, **more)

    def out(self, name: str, patch: Patch, *checks: str, **more: Any) -> Case:
        """A form that is rejected as a whole."""
        return self.case(name, good_with(patch), REJECTED, *checks, **more)


# --- how a good submission is soiled ---------------------------------------------------------


def good_with(*patches: Patch) -> Build:
    """Build the good submission and soil it step by step."""

    def build(forms: Forms) -> bytes:
        data = forms.good
        for patch in patches:
            data = patch(data)
        return data

    return build


def steps(*patches: Patch) -> Patch:
    """Soil one after the other."""

    def patch(data: bytes) -> bytes:
        for one in patches:
            data = one(data)
        return data

    return patch


def edit(change: Callable[[Workbook], object]) -> Patch:
    """Open the workbook, let `change` work on it, and save it."""

    def patch(data: bytes) -> bytes:
        book = load_workbook(io.BytesIO(data))
        change(book)
        return save_workbook(book)

    return patch


def enter(cells: Mapping[Key, Any], **look: Any) -> Patch:
    """Enter values; a text that begins with = stays a text. `look` are attributes of the cells."""

    def change(book: Workbook) -> None:
        for (item, header), value in cells.items():
            write(cell_of(book, item, header), value, **look)

    return edit(change)


def write(cell: Cell, value: Any, **look: Any) -> None:
    """Write a value or a literal text into a cell."""
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    for name, attribute in look.items():
        setattr(cell, name, attribute)


def cell_xml(address: str, content: str, attributes: str = "") -> Patch:
    """Replace a cell of the sheet of indicators by what openpyxl would not write."""
    new = f'<c r="{address}" {attributes}>{content}</c>'
    old = re.compile(rf'<c r="{address}"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
    return part(SHEET, lambda xml: old.sub(lambda _: new, xml, count=1))


def part(name: str, change: Callable[[str], str]) -> Patch:
    """Change the text of one member of the archive; it must change."""

    def patch(data: bytes) -> bytes:
        before = unpack_zip(data)[name].decode("utf-8")
        after = change(before)
        assert after != before, name
        return changed({name: after}, data)

    return patch


def add(parts: Mapping[str, bytes | str | None]) -> Patch:
    """Add members to the archive, or (None) take them away."""
    return lambda data: changed(parts, data)


def indicator_rows(rows: Sequence[Mapping[int, Any]]) -> Callable[[Workbook], None]:
    """Append copies of the indicator's row, each with some columns changed."""

    def change(book: Workbook) -> None:
        sheet = book[layout.INDICATOR_SHEET]
        first = [cell.value for cell in sheet[7]]
        for at, row in enumerate(rows, start=8):
            for column, value in enumerate(first, start=1):
                write(sheet.cell(at, column), row.get(column, value))
                sheet.cell(at, column).number_format = sheet.cell(7, column).number_format

    return change
