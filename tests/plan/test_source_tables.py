"""From rectangles of texts to rows: headings in any order, merged cells, odd numbers."""

from plan_monitor.plan.source.grids import Grid, SourceGrids
from plan_monitor.plan.source.headings import recognise
from plan_monitor.plan.source.numbers import follows, parse_letter, parse_number, parse_roman
from plan_monitor.plan.source.rows import SourceDocument
from plan_monitor.plan.source.tables import read_grids

TASKS = ("TT", "Nhiệm vụ", "Đơn vị chủ trì", "Sản phẩm", "Thời hạn")


def read(*rows: tuple[str | None, ...], repeats: frozenset = frozenset()) -> SourceDocument:
    return read_grids(SourceGrids((Grid(rows, repeats),), {}, ()))


def test_columns_are_known_by_their_headings_in_any_order() -> None:
    columns = recognise(["Thời hạn", "STT", "Đơn vị phối hợp", "NHIỆM VỤ", "Đơn vị chủ trì"])
    assert columns is not None
    assert columns.kind == "tasks"
    assert columns.roles == ("deadline", "number", "cooperating", "name", "leads")
    assert recognise(["STT", "Họ và tên", "Năm sinh"]) is None


def test_the_same_word_means_what_its_table_is_about() -> None:
    indicators = recognise(["TT", "Chỉ tiêu", "Kết quả", "Cơ quan theo dõi"])
    tasks = recognise(["TT", "Nhiệm vụ", "Kết quả", "Cơ quan chủ trì"])
    assert indicators is not None and indicators.roles[2] == "target"
    assert tasks is not None and tasks.roles[2] == "output"


def test_the_lowest_part_of_a_merged_heading_decides() -> None:
    columns = recognise(["TT", "Nội dung\nChỉ tiêu", "Nội dung\nĐơn vị tính", "Mục tiêu (%)"])
    assert columns is not None
    assert columns.roles == ("number", "name", "unit", "target")


def test_a_two_row_heading() -> None:
    document = read(
        ("TT", "Nội dung", "Nội dung", "Mục tiêu", "Cơ quan theo dõi"),
        ("TT", "Chỉ tiêu", "Đơn vị", "Mục tiêu", "Cơ quan theo dõi"),
        ("(1)", "(2)", "(3)", "(4)", "(5)"),
        ("1", "Số km kè", "km", "≥ 3", "Sở A"),
        repeats=frozenset({(0, 2), (1, 0), (1, 3), (1, 4)}),
    )
    (table,) = document.tables
    (row,) = table.rows
    assert row.number == "1"
    assert row.cells == {
        "name": "Số km kè", "unit": "km", "target": "≥ 3", "agencies": "Sở A",
    }  # fmt: skip


def test_a_target_a_year_makes_milestones_of_the_earlier_ones() -> None:
    document = read(
        ("TT", "Chỉ tiêu", "Đơn vị", "Mục tiêu\nĐến năm 2027", "Mục tiêu\nNăm 2030"),
        ("1", "Số km kè", "km", "3", "5"),
    )
    (table,) = document.tables
    assert table.year == 2030
    assert table.rows[0].cells["target"] == "5"
    assert table.rows[0].milestones == {2027: "3"}


def test_group_headings_with_and_without_a_number_of_their_own() -> None:
    document = read(
        TASKS,
        ("I", "Làm sạch", "Làm sạch", "Làm sạch", "Làm sạch"),
        ("1", "Thu gom", "Sở A", "Bãi sạch", "2027"),
        ("II. Mở mang", "II. Mở mang", "II. Mở mang", "II. Mở mang", "II. Mở mang"),
        ("2", "Mở tuyến", "Sở B", "Tuyến", "2028"),
        repeats=frozenset({(1, 2), (1, 3), (1, 4), (3, 1), (3, 2), (3, 3), (3, 4)}),
    )
    (table,) = document.tables
    assert [(row.number, row.heading) for row in table.rows] == [
        ("I", "Làm sạch"), ("1", None), ("II", "Mở mang"), ("2", None),
    ]  # fmt: skip


def test_letters_and_unnumbered_rows_belong_to_the_row_above() -> None:
    document = read(
        TASKS,
        ("1", "Thu gom", "Sở A", "Bãi sạch", "2027"),
        ("a)", "Bãi Bắc", "Phường B", "Bãi sạch", "2026"),
        ("b)", "Bãi Nam", "Phường N", "Bãi sạch", "2027"),
        (None, "gồm cả cầu tàu", None, None, None),
    )
    (table,) = document.tables
    assert [row.number for row in table.rows] == ["1", "1.a", "1.b"]
    assert table.rows[2].cells["name"] == "Bãi Nam\ngồm cả cầu tàu"
    assert "bảng 1, hàng 3: số “a)” nằm trong mục 1, ghi là 1.a" in document.doubts
    assert "bảng 1, hàng 5: hàng không có số thứ tự, nối vào mục 1.b" in document.doubts


def test_a_number_merged_over_rows_makes_one_item() -> None:
    document = read(
        TASKS,
        ("1", "Thu gom", "Sở A", "Bãi sạch", "2027"),
        ("1", "Phân loại", "Sở A", "Báo cáo", "2027"),
        repeats=frozenset({(2, 0), (2, 2), (2, 4)}),
    )
    (row,) = document.tables[0].rows
    assert row.cells["name"] == "Thu gom\nPhân loại"
    assert row.cells["leads"] == "Sở A"
    assert "bảng 1, hàng 3: số “1” gộp nhiều hàng, nối vào một mục" in document.doubts


def test_a_cell_merged_over_rows_counts_for_each_and_is_told() -> None:
    document = read(
        TASKS,
        ("1", "Thu gom", "Sở A", "Bãi sạch", "2027"),
        ("2", "Phân loại", "Sở A", "Báo cáo", "2028"),
        repeats=frozenset({(2, 2)}),
    )
    assert [row.cells["leads"] for row in document.tables[0].rows] == ["Sở A", "Sở A"]
    assert document.doubts == (
        "bảng 1, cột “Đơn vị chủ trì”: ô gộp dọc, hàng 3 lấy giá trị của hàng trên",
    )


def test_a_table_goes_on_after_a_page_and_repeats_its_heading() -> None:
    first = Grid((TASKS, ("1", "Thu gom", "Sở A", "Bãi sạch", "2027"), TASKS), frozenset())
    second = Grid((("2", "Phân loại", "Sở A", "Báo cáo", "2028"),), frozenset())
    other = Grid((("x", "y", "z", "u", "v"),), frozenset())
    document = read_grids(SourceGrids((first, second, other), {}, ()))
    (table,) = document.tables
    assert [row.number for row in table.rows] == ["1", "2"]
    assert document.doubts == ("bảng 2: không có tiêu đề, đọc tiếp theo bảng trước",)


def test_a_table_with_unknown_headings_is_told(capsys) -> None:
    known = Grid((TASKS, ("1", "Thu gom", "Sở A", "Bãi sạch", "2027")), frozenset())
    other = Grid((("TT", "Chỉ tiêu bổ sung", "Số"), ("7", "Nước sạch", "80")), frozenset())
    letterhead = Grid((("UBND", "CỘNG HÒA"), ("Số: 1", "Ngày 1")), frozenset())
    document = read_grids(SourceGrids((known, other, letterhead), {}, ()))
    assert len(document.tables) == 1
    assert document.doubts == (
        "bảng 2: không nhận ra tên cột, không đọc: TT | Chỉ tiêu bổ sung | Số",
    )


def test_words_in_the_column_of_numbers_are_no_number() -> None:
    document = read(
        TASKS,
        ("-", "Thu gom", "Sở A", "Bãi sạch", "2027"),
        ("Ghi chú: số liệu sơ bộ", None, None, None, None),
    )
    (row,) = document.tables[0].rows
    assert row.number == ""
    assert row.cells["name"] == "Thu gom\nGhi chú: số liệu sơ bộ"
    assert "bảng 1, hàng 3: hàng không có số thứ tự, nối vào mục " in document.doubts[0]


def test_numbers() -> None:
    assert parse_number("9.10.") == (9, 10)
    assert parse_number("9,1") is None
    assert (parse_roman("XIV."), parse_roman("IX"), parse_roman("A")) == (14, 9, None)
    assert (parse_letter("đ)"), parse_letter("ab")) == ("đ", None)
    assert follows((9, 9), (9, 10))
    assert follows((9, 12), (10,))
    assert follows((9,), (9, 1))
    assert not follows((9,), (11,))
    assert not follows((9, 1), (9, 3))
