"""What a Word document prints is what is read from it."""

import io
import unicodedata
import zipfile
from pathlib import Path

import docx
import pytest

from plan_monitor.errors import UserError
from plan_monitor.files import pack_zip, unpack_zip
from plan_monitor.plan.models import Plan
from plan_monitor.plan.source.docx import read_docx
from plan_monitor.plan.source.grids import Grid, SourceGrids
from plan_monitor.report.oxml import make
from plan_monitor.workspace import Workspace
from tests.support.plan_docx import (
    INDICATOR_HEADERS,
    TASK_HEADERS,
    Footnotes,
    write_docx,
)
from tests.support.word_parts import (
    LIST,
    cell,
    control,
    node,
    numbered,
    one_cell,
    paragraph,
    read,
    read_cell,
    row,
    run,
    table,
    words,
)

HORIZONS = {2030: "Đến năm 2030", 2045: "ĐẾN NĂM 2045"}


@pytest.fixture(scope="module")
def source(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> SourceGrids:
    path = tmp_path_factory.mktemp("docx") / "ke-hoach.docx"
    write_docx(path, plan, HORIZONS)
    return read_docx(path)


def body_rows(grid: Grid, header_rows: int) -> list[list[str | None]]:
    """Return the rows below the header without what only repeats a merged cell."""
    return [
        [text for column, text in enumerate(texts) if (place, column) not in grid.repeats]
        for place, texts in enumerate(grid.rows)
        if place >= header_rows
    ]


def test_two_annexes_are_read_without_a_doubt(source: SourceGrids) -> None:
    assert len(source.grids) == 2
    assert source.doubts == ()


def test_header_of_two_rows(source: SourceGrids) -> None:
    grid = source.grids[0]
    number, name, unit, target, agencies = INDICATOR_HEADERS
    assert grid.rows[0] == (number, "Nội dung", "Nội dung", target, agencies)
    assert grid.rows[1] == (number, name, unit, target, agencies)
    repeats = {place for place in grid.repeats if place[0] < 2}
    assert repeats == {(0, 2), (1, 0), (1, 3), (1, 4)}


def test_indicators_are_read_as_printed(source: SourceGrids, plan: Plan) -> None:
    expected: list[list[str | None]] = []
    for number, year in zip(("I", "II"), sorted(HORIZONS), strict=True):
        expected.append([number, HORIZONS[year]])
        expected += [
            [
                item.id if "." in item.id else f"{item.id}.",
                item.name,
                item.unit.verbatim,
                item.target.verbatim,
                item.agencies_verbatim,
            ]
            for item in plan.indicators
            if item.target_year == year
        ]
    assert body_rows(source.grids[0], 2) == expected


def expected_tasks(plan: Plan) -> list[list[str | None]]:
    rows: list[list[str | None]] = []
    for section in plan.sections:
        rows.append([section.id, section.name])
        rows += [
            [
                f"{task.id}.",
                task.name,
                task.leads_verbatim,
                task.cooperating_verbatim,
                task.output,
                task.deadline.verbatim,
            ]
            for task in plan.tasks
            if task.section == section.id
        ]
    return rows


def test_tasks_are_read_as_printed(source: SourceGrids, plan: Plan) -> None:
    assert source.grids[1].rows[0] == TASK_HEADERS
    assert body_rows(source.grids[1], 1) == expected_tasks(plan)


def test_footnote_of_the_plan(source: SourceGrids, plan: Plan) -> None:
    assert tuple(source.footnotes.values()) == plan.task("60").notes
    assert list(source.footnotes) == ["[1]"]


def test_numbers_that_word_would_not_count_are_written_out(tmp_path: Path, plan: Plan) -> None:
    part = plan.model_copy(update={"tasks": plan.tasks[5:8], "sections": plan.sections[:1]})
    write_docx(tmp_path / "part.docx", part, HORIZONS)
    assert body_rows(read_docx(tmp_path / "part.docx").grids[1], 1) == expected_tasks(part)


def test_writing_twice_gives_the_same_bytes(tmp_path: Path, plan: Plan) -> None:
    for name in ("one.docx", "two.docx"):
        write_docx(tmp_path / name, plan, HORIZONS)
    assert (tmp_path / "one.docx").read_bytes() == (tmp_path / "two.docx").read_bytes()


# -- merged cells --


def test_cells_merged_over_columns(tmp_path: Path) -> None:
    (grid,) = read(tmp_path, table(row(cell("A", span=2), "B"), row("1", "2", "3"))).grids
    assert grid.rows == (("A", "A", "B"), ("1", "2", "3"))
    assert grid.repeats == {(0, 1)}


def test_cells_merged_over_rows_and_columns(tmp_path: Path) -> None:
    (grid,) = read(
        tmp_path,
        table(
            row("1", cell("A", span=2, merge="restart")),
            row("2", cell(span=2, merge="continue")),
            row("3", cell("B", merge="restart"), "C"),
            row("4", cell(merge="continue"), "D"),
        ),
    ).grids
    assert grid.rows == (("1", "A", "A"), ("2", "A", "A"), ("3", "B", "C"), ("4", "B", "D"))
    assert grid.repeats == {(0, 2), (1, 1), (1, 2), (3, 1)}


def test_merge_that_nothing_begins_is_a_cell_of_its_own(tmp_path: Path) -> None:
    (grid,) = read(
        tmp_path,
        table(
            row(cell("1", merge="restart"), "2"),
            row(cell(merge="continue"), cell("3", merge="continue")),
        ),
    ).grids
    assert grid.rows == (("1", "2"), ("1", "3"))
    assert grid.repeats == {(1, 0)}


def test_merge_of_word_97(tmp_path: Path) -> None:
    first, second = cell("A"), cell("")
    first.find(make("tcPr").tag).append(make("hMerge", val="restart"))
    second.find(make("tcPr").tag).append(make("hMerge"))
    (grid,) = read(tmp_path, table(row(first, second, "B"))).grids
    assert grid.rows == (("A", "A", "B"),)
    assert grid.repeats == {(0, 1)}


def test_rows_that_begin_late_or_end_early(tmp_path: Path) -> None:
    rows = (row("1", "2", "3"), row("a", before=1, after=2), row("b"))
    (grid,) = read(tmp_path, table(*rows)).grids
    assert grid.rows == (
        ("1", "2", "3", None),
        (None, "a", None, None),
        ("b", None, None, None),
    )
    assert not grid.repeats


def test_text_beneath_a_merged_cell_is_a_doubt(tmp_path: Path) -> None:
    rows = (row(cell("A", merge="restart")), row(cell("ẩn", merge="continue")))
    source = read(tmp_path, table(*rows))
    assert source.grids[0].rows == (("A",), ("A",))
    assert source.doubts == (
        "Bảng 1, hàng 2, cột 1: chữ hoặc số tự động bị ô gộp che khuất, không đọc",
    )


# -- text --


def test_paragraphs_and_line_breaks_are_lines(tmp_path: Path) -> None:
    broken = paragraph("b", node("r", make("br")), "c")
    assert read_cell(tmp_path, " \u00a0a\u00a0", "", broken, "\u00a0") == "a\nb\nc"


def test_cell_of_blanks_is_empty(tmp_path: Path) -> None:
    assert read_cell(tmp_path, "\u00a0", " ") is None


def test_characters_of_word(tmp_path: Path) -> None:
    pieces = (
        "2025",
        node("r", make("noBreakHyphen")),
        "2030",
        node("r", make("tab")),
        "kế",
        node("r", make("softHyphen")),
        "ho\u00adạch",
        node("r", make("sym", font="Symbol", char="F0B3")),
    )
    assert read_cell(tmp_path, paragraph(*pieces)) == "2025-2030 kếhoạch≥"


def test_unknown_symbol_is_seen_and_doubted(tmp_path: Path) -> None:
    sign = node("r", make("sym", font="Wingdings", char="F0B3"))
    source = read(tmp_path, one_cell(paragraph("Đạt ", sign)))
    assert source.grids[0].rows == (("Đạt \ufffd",),)
    assert len(source.doubts) == 1


def test_text_is_in_nfc(tmp_path: Path) -> None:
    assert read_cell(tmp_path, unicodedata.normalize("NFD", "Thứ bậc")) == "Thứ bậc"


def test_hyperlinks_are_read_and_field_codes_are_not(tmp_path: Path) -> None:
    field = node("r", words(" PAGE ", "instrText"))
    assert read_cell(tmp_path, paragraph("a", node("hyperlink", "b"), field)) == "ab"


def test_hidden_text_is_not_read(tmp_path: Path) -> None:
    hidden = node("r", node("rPr", make("vanish")), words("ẩn"))
    shown = node("r", node("rPr", make("vanish", val="0")), words("hiện"))
    assert read_cell(tmp_path, paragraph(hidden, shown)) == "hiện"


def test_content_controls_around_rows_cells_paragraphs_and_runs(tmp_path: Path) -> None:
    rows = (
        control(row(control(cell(control(paragraph("a ", control("b"))))), "c")),
        row("d", "e"),
    )
    (grid,) = read(tmp_path, control(table(*rows))).grids
    assert grid.rows == (("a b", "c"), ("d", "e"))


def test_inserted_text_is_read_and_deleted_text_is_not(tmp_path: Path) -> None:
    deleted = (
        node("del", run("cũ", "delText")),
        node("moveFrom", "đi"),
    )
    kept = paragraph(node("ins", "mới"), *deleted, node("moveTo", " đến"))
    gone = row("hàng đã xóa")
    gone[0].append(make("del"))
    source = read(tmp_path, table(gone, row(cell(kept))))
    assert source.grids[0].rows == (("mới đến",),)
    assert len(source.doubts) == 1
    assert "Track Changes" in source.doubts[0]


def test_paragraph_whose_mark_is_deleted_runs_on(tmp_path: Path) -> None:
    first = paragraph("một ", num=LIST)
    first[0].append(node("rPr", make("del")))
    rows = (row(cell(first, paragraph("hai", num=LIST))), row(cell(paragraph(num=LIST))))
    source = read(tmp_path, table(*rows), document=numbered([("decimal", "%1.")]))
    assert source.grids[0].rows == (("1. một hai",), ("2.",))


def test_nested_table_becomes_lines_and_a_doubt(tmp_path: Path) -> None:
    inner = table(row("a", "b"), row("c", "d"))
    source = read(tmp_path, one_cell("trước", inner, "sau"))
    assert [grid.rows for grid in source.grids] == [(("trước\na\nb\nc\nd\nsau",),)]
    assert source.doubts == (
        "Bảng 1, hàng 1, cột 1: có bảng lồng trong ô, đã đọc thành các dòng chữ",
    )


def test_text_box_is_passed_over_with_a_doubt(tmp_path: Path) -> None:
    box = node("r", node("pict", node("txbxContent", paragraph("trong khung"))))
    source = read(tmp_path, paragraph(box), one_cell("a"))
    assert source.grids[0].rows == (("a",),)
    assert source.doubts == ("Ngoài bảng: có khung chữ (text box), không đọc phần chữ trong khung",)


# -- footnotes --


def test_footnotes_are_numbered_as_they_appear(tmp_path: Path) -> None:
    document = docx.Document()
    notes = Footnotes()
    first, second = document.add_paragraph("Thân bài"), document.add_paragraph("Đề án 06")
    notes.refer(second, "Viết trước, đứng sau.")
    notes.refer(first, "Viết sau, đứng trước.")
    notes.attach(document)
    second.add_run(", gồm:")
    block = second._p
    source = read(tmp_path, one_cell(block), document=document)
    assert source.grids[0].rows == (("Đề án 06[2], gồm:",),)
    assert source.footnotes == {
        "[1]": "[1] Viết sau, đứng trước.",
        "[2]": "[2] Viết trước, đứng sau.",
    }
    assert source.doubts == ()


def test_footnote_without_a_text_is_a_doubt(tmp_path: Path) -> None:
    reference = node("r", make("footnoteReference", id=7))
    source = read(tmp_path, one_cell(paragraph("a", reference)))
    assert source.grids[0].rows == (("a[1]",),)
    assert source.footnotes == {"[1]": "[1]"}
    assert source.doubts == ("Bảng 1, hàng 1, cột 1: không tìm thấy lời của chú thích [1]",)


def test_footnotes_typed_below_the_tables(tmp_path: Path) -> None:
    blocks = (
        one_cell("Đề án 06[1]", "[2] trong bảng"),
        paragraph("[1]\u00a0Theo phân công."),
        paragraph("Theo [3] khác"),
    )
    source = read(tmp_path, *blocks)
    assert source.footnotes == {"[1]": "[1]\u00a0Theo phân công."}


def test_two_footnotes_of_one_mark_are_a_doubt(tmp_path: Path) -> None:
    source = read(tmp_path, paragraph("[1] Một."), paragraph("[1] Hai."))
    assert source.footnotes == {"[1]": "[1] Một."}
    assert len(source.doubts) == 1


# -- files that are no document --


def members() -> dict[str, bytes]:
    """Return what a Word file holds, by name."""
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    return unpack_zip(buffer.getvalue())


def without(name: str) -> bytes:
    return pack_zip({key: data for key, data in members().items() if key != name})


def broken(name: str) -> bytes:
    assert name in members()
    return pack_zip(members() | {name: b"<w:document"})


def damaged() -> bytes:
    """Return a Word file with a byte of its first member changed."""
    data = bytearray(pack_zip(members()))
    data[zipfile.ZipFile(io.BytesIO(data)).infolist()[0].compress_size] ^= 0xFF
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Ke hoach",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        pack_zip({}),
        pack_zip({"word/document.xml": b"<document/>"}),
        without("word/document.xml"),
        without("[Content_Types].xml"),
        broken("word/document.xml"),
        broken("word/numbering.xml"),
        pack_zip(members())[:-400],
        damaged(),
    ],
    ids=[
        "empty", "text", "doc", "zip", "bare", "no-document", "no-types", "bad-document",
        "bad-numbering", "cut-off",
        "damaged",
    ],
)  # fmt: skip
def test_file_that_is_no_docx_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "ke-hoach.docx"
    path.write_bytes(data)
    with pytest.raises(UserError) as error:
        read_docx(path)
    assert str(error.value) == (
        "ke-hoach.docx: không mở được như một tài liệu Word. "
        "Cần: tệp .docx nguyên vẹn, không đặt mật khẩu. "
        "Cách xử lý: mở tệp trong Word, lưu lại với kiểu Word Document (.docx) rồi đọc lại."
    )


def test_workbook_and_missing_file_are_refused(tmp_path: Path, repo: Workspace) -> None:
    with pytest.raises(UserError, match="không có tệp này"):
        read_docx(tmp_path / "khong-co.docx")
    workbook = next((repo.root / "data" / "raw").rglob("*.xlsx"))
    with pytest.raises(UserError, match="không mở được như một tài liệu Word"):
        read_docx(workbook)
