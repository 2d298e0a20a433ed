"""The form on the screen and on paper: pages, footers, heights, and all words to be read."""

import math
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from plan_monitor.files import unpack_zip
from plan_monitor.intake.form import save_workbook
from plan_monitor.intake.form_style import MAX_HEIGHT
from plan_monitor.plan.models import Plan
from plan_monitor.workspace import Workspace
from tests.conftest import needs_tool
from tests.intake.helpers import blank_form
from tests.intake.test_form import FIRST_ROW, asked_cells, form_of

TABLES = ["Chỉ tiêu", "Nhiệm vụ", "Thuyết minh", "Kinh phí", "Năm gốc"]
WORDS = "Triển khai, tổng hợp và đánh giá kết quả thực hiện nhiệm vụ chuyển đổi số của tỉnh; "


@pytest.fixture(scope="module")
def form(repo: Workspace) -> Workbook:
    return form_of(repo, "STC")


@pytest.fixture(scope="module")
def longest(repo: Workspace, plan: Plan) -> Workbook:
    """A form whose texts are far longer than any of the plan's."""
    task = next(task for task in plan.tasks if task.id == "62")
    item = plan.indicator("27")
    tasks = [
        task.model_copy(update={"name": f"{WORDS * repeats}mốc{repeats}", "corrected": None})
        for repeats in (1, 6, 12, 17, 27)
    ]
    target = item.target.model_copy(update={"verbatim": f"{WORDS * 6}mốcđích"})
    changed = plan.model_copy(
        update={
            "indicators": (
                item.model_copy(update={"name": f"{WORDS * 9}mốctên", "target": target}),
            ),
            "tasks": tuple(tasks),
        }
    )
    asked = {("27", "Thực hiện"): f"{WORDS * 8}mốchỏi"}
    return form_of(repo, "SYT", plan=changed, baselines={}, questions=asked)


@pytest.mark.parametrize("name", TABLES)
def test_tables_print_on_landscape_a4_one_page_wide(form: Workbook, name: str) -> None:
    sheet = form[name]
    page = sheet.page_setup
    assert (page.orientation, int(page.paperSize)) == ("landscape", 9)
    assert (page.fitToWidth, page.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    last = sheet.cell(sheet.max_row, sheet.max_column).coordinate
    place = f"'{name}'!" if " " in name or not name.isascii() else f"{name}!"
    assert sheet.print_area == f"{place}$A$1:${last[0]}${last[1:]}"
    assert sheet.print_title_rows == "$6:$6"


def test_the_guide_prints_upright(form: Workbook) -> None:
    guide = form["Hướng dẫn"]
    assert (guide.page_setup.orientation, int(guide.page_setup.paperSize)) == ("portrait", 9)
    assert guide.print_area.endswith(f"$A$1:$B${guide.max_row}")
    assert not guide.print_title_rows


def test_every_page_names_agency_period_and_its_number(form: Workbook) -> None:
    for sheet in form.worksheets[:-1]:
        footer = sheet.oddFooter
        assert footer.left.text == "Sở Tài chính"
        assert footer.center.text == "Trang &P/&N"
        assert footer.right.text == "6 tháng đầu năm 2025"


def test_an_ampersand_and_a_long_name_do_not_break_the_footer(repo: Workspace, plan: Plan) -> None:
    agency = plan.agency("SYT").model_copy(update={"name": f"Ban A&P {'dài ' * 80}"})
    agencies = tuple(agency if one.code == "SYT" else one for one in plan.agencies)
    form = form_of(repo, "SYT", plan=plan.model_copy(update={"agencies": agencies}))
    footer = form["Nhiệm vụ"].oddFooter
    assert footer.left.text.startswith("Ban A&&P dài")
    assert sum(len(str(part)) for part in (footer.left, footer.center, footer.right)) < 240


def test_headings_stay_in_view_and_the_cursor_waits_where_to_begin(form: Workbook) -> None:
    panes = {name: form[name].freeze_panes for name in TABLES}
    assert panes == {
        "Chỉ tiêu": "C7", "Nhiệm vụ": "C7", "Thuyết minh": "B7", "Kinh phí": "B7", "Năm gốc": "C7",
    }  # fmt: skip
    for name in TABLES:
        first = asked_cells(form[name])[0].coordinate
        assert form[name].sheet_view.selection[-1].activeCell == first
        assert 80 <= form[name].sheet_view.zoomScale <= 100


def test_a_page_never_shrinks_below_what_can_be_read(form: Workbook) -> None:
    for name in TABLES:
        sheet = form[name]
        letters = [cell.column_letter for cell in sheet[FIRST_ROW - 1]]
        points = sum(sheet.column_dimensions[letter].width for letter in letters) * 5.25
        room = 11.69 * 72 - (sheet.page_margins.left + sheet.page_margins.right) * 72
        assert room / points * 12 > 8.5, name


def wanted_height(sheet: Worksheet, row: int) -> float:
    """Return the least height in which the printed cells of a row could be read."""
    heights = []
    for cell in sheet[row]:
        width = sheet.column_dimensions[cell.column_letter].width
        lines = math.ceil(len(str(cell.value or "")) * 0.9 / (width * 12 / cell.font.sz))
        heights.append(lines * cell.font.sz * 1.15)
    return max(heights)


@pytest.mark.parametrize("agency", ["SYT", "SKHCN", "STC"])
def test_rows_are_high_enough_for_their_texts(repo: Workspace, agency: str) -> None:
    workbook = form_of(repo, agency, "2025")
    for name in ("Chỉ tiêu", "Nhiệm vụ", "Kinh phí"):
        sheet = workbook[name]
        for row in range(FIRST_ROW, sheet.max_row + 1):
            height = sheet.row_dimensions[row].height
            assert wanted_height(sheet, row) <= height < MAX_HEIGHT, (name, row)
            assert all(cell.alignment.wrap_text for cell in sheet[row])


def test_a_text_that_no_row_could_hold_is_printed_smaller(longest: Workbook) -> None:
    sheet = longest["Nhiệm vụ"]
    sizes = [row[1].font.sz for row in sheet.iter_rows(min_row=FIRST_ROW)]
    assert sizes == [12, 12, 12, 10, 8]
    heights = [sheet.row_dimensions[row].height for row in range(FIRST_ROW, FIRST_ROW + 5)]
    assert max(heights) <= MAX_HEIGHT and heights[0] < 60


def test_rows_grow_when_an_agency_writes_more(repo: Workspace) -> None:
    data = save_workbook(blank_form(repo, "SYT"))
    tasks = unpack_zip(data)["xl/worksheets/sheet2.xml"].decode()
    rows = re.findall(r'<row r="(\d+)"([^>]*)>', tasks)
    fixed = [int(number) for number, attributes in rows if "customHeight" in attributes]
    assert fixed == [5], "only the note over the table, whose cell is merged"
    assert all("ht=" in attributes for number, attributes in rows if int(number) > 5)


def test_two_builds_give_the_same_bytes(repo: Workspace) -> None:
    questions = {("32", "Thực hiện"): "một", ("8", "Ngày số liệu"): "hai", ("7", "Kết quả"): "ba"}
    first, second = (
        save_workbook(form_of(repo, "STC", questions=questions, sample=True)) for _ in range(2)
    )
    assert first == second


def pages(workbook: Workbook, folder: Path) -> str:
    """Return the text of the form as LibreOffice prints it: what is cut off is not in it."""
    path = folder / "form.xlsx"
    path.write_bytes(save_workbook(workbook))
    profile = (folder / "profile").as_uri()
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf",
         "--outdir", str(folder), str(path)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    made = subprocess.run(
        ["pdftotext", str(folder / "form.pdf"), "-"], check=True, capture_output=True, timeout=60
    )
    return made.stdout.decode("utf-8")


def test_the_longest_texts_are_printed_whole(longest: Workbook, tmp_path: Path) -> None:
    needs_tool("soffice")
    needs_tool("pdftotext")
    text = re.sub(r"\s+", " ", pages(longest, tmp_path))
    ends = ["mốc1", "mốc6", "mốc12", "mốc17", "mốc27", "mốctên", "mốcđích", "mốchỏi"]
    assert [end for end in ends if end not in text] == []


def test_every_name_of_the_largest_form_is_printed_whole(repo: Workspace, tmp_path: Path) -> None:
    needs_tool("soffice")
    needs_tool("pdftotext")
    workbook = form_of(repo, "SKHCN", "2025")
    shown = Counter(pages(workbook, tmp_path).split())
    names = [
        str(row[1].value)
        for name in ("Chỉ tiêu", "Nhiệm vụ")
        for row in workbook[name].iter_rows(min_row=FIRST_ROW)
    ]
    assert len(names) > 70
    assert Counter(" ".join(names).split()) - shown == Counter()
