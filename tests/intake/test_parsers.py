import datetime as dt
from collections.abc import Sequence

import pytest
from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from plan_monitor.files import pack_zip, unpack_zip
from plan_monitor.intake.parsers import assembling, parse_workbook
from plan_monitor.intake.parsers.refusing import RefusedWorkbook
from plan_monitor.intake.raw import RawCell, RawSheet, RawWorkbook
from plan_monitor.vietnamese.legacy import decode_legacy
from plan_monitor.workspace import Workspace
from tests.support.hostile import LAYOUTS
from tests.support.workbook_bytes import (
    SHEET,
    changed,
    good,
    ods,
    one,
    saved,
    with_sheet,
    xls,
    xlsb,
)

ROWS: list[Sequence[str | float]] = [["Mã", "Thực hiện"], ["1", 85.5]]


def read(book: Workbook) -> RawWorkbook:
    return parse_workbook("a.xlsx", saved(book))


def only(data: bytes) -> RawSheet:
    (sheet,) = parse_workbook("a.xlsx", data).sheets
    return sheet


def first(data: bytes) -> RawCell:
    return only(data).cells[1, 1]


# --- values ---


def test_every_kind_of_value() -> None:
    book = Workbook()
    book.active.append([7, 85.5, "Tỷ lệ", True, dt.datetime(2025, 6, 30), dt.time(8, 30)])
    cells = read(book).sheets[0].cells
    assert [(cells[1, at].value, cells[1, at].kind) for at in range(1, 7)] == [
        (7, "number"),
        (85.5, "number"),
        ("Tỷ lệ", "text"),
        (True, "bool"),
        (dt.datetime(2025, 6, 30), "date"),
        (dt.time(8, 30), "date"),
    ]
    assert cells[1, 5].cell == "E1"
    assert cells[1, 5].printed == "30/06/2025"


def test_formulas_with_and_without_a_result_an_error_and_a_blank() -> None:
    sheet = only(
        with_sheet(
            '<row r="1">'
            '<c r="A1"><f>B1</f><v>5</v></c><c r="B1"><f>1/0</f></c><c r="C1"><f>A1</f><v></v></c>'
            '<c r="D1" t="str"><f>""</f><v></v></c><c r="E1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
            '<c r="F1" t="e"><v>#N/A</v></c><c r="G1" s="0"/>'
            '<c r="H1" t="str"><f>A1</f><v>x</v></c><c r="I1" t="b"><v>0</v></c></row>'
        )
    )
    found = {cell.cell: (cell.kind, cell.value, cell.is_formula) for cell in sheet.cells.values()}
    assert found == {
        "A1": ("number", 5, True),
        "B1": ("uncached", None, True),
        "C1": ("uncached", None, True),
        "E1": ("error", "#DIV/0!", True),
        "F1": ("error", "#N/A", False),
        "H1": ("text", "x", True),
        "I1": ("bool", False, False),
    }


def test_formats_and_fonts() -> None:
    book = Workbook()
    book.active["A1"] = 0.855
    book.active["A1"].number_format = "0.0%"
    book.active["A1"].font = Font(name="Times New Roman")
    book.active["A2"] = 1
    book.active["A2"].number_format = '#,##0" km"'
    cells = read(book).sheets[0].cells
    assert (cells[1, 1].number_format, cells[1, 1].font) == ("0.0%", "Times New Roman")
    assert cells[2, 1].number_format == '#,##0" km"'


def test_dates_of_the_1904_calendar() -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active["A1"] = dt.date(2025, 6, 30)
    assert read(book).sheets[0].cells[1, 1].value == dt.datetime(2025, 6, 30)


def test_a_duration_is_a_number_of_days() -> None:
    book = Workbook()
    book.active["A1"] = dt.timedelta(hours=36)
    cell = read(book).sheets[0].cells[1, 1]
    assert (cell.value, cell.kind) == (1.5, "number")


def test_rich_and_inline_text_is_plain_text() -> None:
    phonetic = '<rPh sb="0" eb="1"><t>x</t></rPh>'
    runs = f"<is><r><t>Tỷ </t></r><r><rPr><b/></rPr><t>lệ</t></r>{phonetic}</is>"
    cell = first(with_sheet(one(1, 1, runs, 't="inlineStr"')))
    assert (cell.value, cell.kind) == ("Tỷ lệ", "text")


def test_text_stands_as_it_was_written() -> None:
    written = "  a\u00a0b\u200b\u00ad  c_x000D_ "
    cell = first(with_sheet(one(1, 1, f"<is><t>{written}</t></is>", 't="inlineStr"')))
    assert cell.printed == written
    assert cell.text == "a\u00a0b  c"


@pytest.mark.parametrize("number", ["9" * 400, "1e400", "-1e999"])
def test_a_number_that_excel_cannot_hold_is_an_error(number: str) -> None:
    cell = first(with_sheet(one(1, 1, f"<v>{number}</v>")))
    assert (cell.value, cell.kind) == ("#NUM!", "error")


def test_a_day_beyond_the_calendar_is_an_error() -> None:
    cell = first(LAYOUTS["day beyond days"][0]())
    assert (cell.value, cell.kind) == ("#VALUE!", "error")


# --- sheets ---


def test_hidden_rows_columns_and_sheets() -> None:
    book = Workbook()
    sheet = book.active
    for row in range(1, 4):
        sheet.append([row, row, row, row])
    sheet.row_dimensions[2].hidden = True
    sheet.row_dimensions[3].height = 1
    sheet.column_dimensions["C"].hidden = True
    other = book.create_sheet("Ẩn")
    other["A1"] = 1
    other.sheet_state = "veryHidden"
    data = saved(book)
    xml = unpack_zip(data)[SHEET].replace(b'ht="1"', b'ht="0"')
    shown, hidden = parse_workbook("a.xlsx", changed({SHEET: xml}, data)).sheets
    assert (shown.hidden_rows, shown.hidden_columns) == ({2, 3}, {3})
    assert [place for place, cell in shown.cells.items() if not cell.is_hidden] == [
        (1, 1),
        (1, 2),
        (1, 4),
    ]
    assert hidden.state == "veryHidden"
    assert hidden.cells[1, 1].is_hidden


def test_cells_of_a_merged_range_know_it() -> None:
    book = Workbook()
    sheet = book.active
    for row in range(1, 5):
        sheet.append([row, row, row])
    sheet.merge_cells("B2:C3")
    cells = read(book).sheets[0].cells
    found = {cell.cell: (cell.value, cell.kind) for cell in cells.values() if cell.merged}
    assert found == {
        "B2": (2, "number"),
        "C2": (None, "blank"),
        "B3": (None, "blank"),
        "C3": (None, "blank"),
    }
    assert {cell.merged for cell in cells.values()} == {"", "B2:C3"}


def test_a_wrong_dimension_hides_nothing() -> None:
    assert list(only(LAYOUTS["wrong dimension"][0]()).cells) == [(5, 5)]


def test_cells_without_addresses_follow_each_other() -> None:
    assert list(only(LAYOUTS["no addresses"][0]()).cells) == [(1, 2)]


def test_stray_blank_cells_are_remarked_and_not_kept() -> None:
    for mechanism in ("stray corner", "stray block"):
        book = parse_workbook("a.xlsx", LAYOUTS[mechanism][0]())
        assert book.remarks == ("stray-cells",)
        assert list(book.sheets[0].cells) == [(1, 1)]


def test_the_last_cell_that_may_hold_something_does() -> None:
    assert only(with_sheet(one(10_000, 200))).last_row == 10_000


def test_a_sheet_that_is_too_large_says_where() -> None:
    with pytest.raises(RefusedWorkbook) as refused:
        parse_workbook("a.xlsx", with_sheet(one(10_001, 1)))
    assert (refused.value.check, refused.value.detail) == ("sheet-too-large", "Sheet!A10001")


def test_cells_are_counted_over_all_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembling, "MAX_CELLS", 5)
    book = Workbook()
    for sheet in (book.active, book.create_sheet("2")):
        sheet.append([1, 2, 3])
    with pytest.raises(RefusedWorkbook, match="sheet-too-large"):
        read(book)


def test_a_chart_sheet_is_passed_over() -> None:
    book = Workbook()
    book.active["A1"] = 1
    book.create_chartsheet("Biểu đồ")
    assert [sheet.title for sheet in read(book).sheets] == ["Sheet"]


def test_a_strict_workbook_reads_like_any_other() -> None:
    spaces = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": (
            b"http://purl.oclc.org/ooxml/spreadsheetml/main"
        ),
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }
    parts = unpack_zip(good())
    for usual, strict in spaces.items():
        parts = {name: part.replace(usual, strict) for name, part in parts.items()}
    day = b'<c r="C9" t="d"><v>2025-06-30T00:00:00</v></c>'
    parts[SHEET] = parts[SHEET].replace(
        b"</sheetData>", b'<row r="9">' + day + b"</row></sheetData>"
    )
    cells = only(pack_zip(parts)).cells
    assert cells[2, 2].value == 85.5
    assert cells[9, 3].value == dt.datetime(2025, 6, 30)


# --- identity ---


def test_properties_and_the_hidden_identity() -> None:
    book = Workbook()
    book.active["A1"] = 1
    book.custom_doc_props.append(StringProperty(name="plan_monitor.agency", value="SYT"))
    hidden = book.create_sheet("_plan_monitor")
    hidden.sheet_state = "veryHidden"
    hidden.append(["agency", "SYT"])
    hidden.append(["row.1", "Chỉ tiêu!7"])
    raw = read(book)
    assert raw.properties == {"plan_monitor.agency": "SYT"}
    assert raw.identity_rows == (("agency", "SYT"), ("row.1", "Chỉ tiêu!7"))
    assert [sheet.title for sheet in raw.sheets] == ["Sheet"]


def test_damaged_properties_are_none() -> None:
    assert parse_workbook("a.xlsx", changed({"docProps/custom.xml": "<a"})).properties == {}


def test_every_sample_is_read_with_its_identity(repo: Workspace) -> None:
    for path in sorted((repo.root / "data" / "raw" / "2025H1").glob("*.xlsx"))[:5]:
        raw = parse_workbook(path.name, path.read_bytes())
        assert raw.properties["plan_monitor.period"] == "2025H1"
        assert dict(raw.identity_rows)["agency"] == raw.properties["plan_monitor.agency"]
        assert raw.remarks == ()


# --- old formats ---


@pytest.mark.parametrize(
    ("name", "data"), [("a.xls", xls(ROWS)), ("a.xlsb", xlsb(ROWS)), ("a.ods", ods(ROWS))]
)
def test_old_formats_give_values_and_say_so(name: str, data: bytes) -> None:
    book = parse_workbook(name, data)
    assert book.remarks == ("old-format",)
    assert book.sheets[0].title == "Sổ"
    found = {place: (cell.value, cell.kind) for place, cell in book.sheets[0].cells.items()}
    assert found == {
        (1, 1): ("Mã", "text"),
        (1, 2): ("Thực hiện", "text"),
        (2, 1): ("1", "text"),
        (2, 2): (85.5, "number"),
    }
    formats = {cell.number_format for cell in book.sheets[0].cells.values()}
    assert formats == {"General" if name.endswith(".ods") else ""}


def test_properties_of_an_open_document() -> None:
    assert parse_workbook("a.ods", ods(ROWS)).properties == {"plan_monitor.agency": "SYT"}


def test_an_old_sheet_that_is_too_large_is_refused() -> None:
    with pytest.raises(RefusedWorkbook, match="sheet-too-large"):
        parse_workbook("a.ods", ods(ROWS, repeat=10_001))


# --- old encodings ---

TCVN3 = "Tû lÖ hé nghÌo, TØnh \u00adu tiªn ph¸t triÓn n«ng nghiÖp"
VNI = "Tyû leä hoä ngheøo, Tænh öu tieân phaùt trieån noâng nghieäp"
UNICODE = "Tỷ lệ hộ nghèo, Tỉnh ưu tiên phát triển nông nghiệp"


@pytest.mark.parametrize(
    ("text", "font", "encoding"),
    [
        (TCVN3, ".VnTime", "tcvn3"),
        (TCVN3, "Times New Roman", "tcvn3"),
        (VNI, "VNI-Times", "vni"),
        (VNI, "", "vni"),
        (UNICODE, ".VnTime", ""),
        (UNICODE, "", ""),
    ],
)
def test_a_cell_in_an_old_encoding_is_unicode_and_keeps_the_original(
    text: str, font: str, encoding: str
) -> None:
    book = Workbook()
    book.active["A1"] = text
    book.active["A1"].font = Font(name=font or None)
    raw = read(book)
    cell = raw.sheets[0].cells[1, 1]
    assert (cell.text, cell.legacy, cell.printed) == (UNICODE, encoding, text)
    assert raw.remarks == (("legacy-encoding",) if encoding else ())


def test_an_old_encoding_in_an_old_format() -> None:
    book = parse_workbook("a.xls", xls([[TCVN3]]))
    assert book.sheets[0].cells[1, 1].text == UNICODE
    assert book.remarks == ("old-format", "legacy-encoding")


@pytest.mark.parametrize(
    ("text", "font", "unicode"),
    [
        ("®¹t", ".VnTime", "đạt"),
        ("tØnh b¾c k¹n", ".VnTimeH", "TỈNH BẮC KẠN"),
        ("Bé Y tÕ", ".VnArial", "Bộ Y tế"),
        ("TOÅNG SOÁ", "VNI-Helve", "TỔNG SỐ"),
        ("Aùnh saùng", "VNI-Times", "Ánh sáng"),
        ("kyõ, chaúng, kî", "VNI-Times", "kỹ, chẳng, kỵ"),
        ("H§ND tØnh", "", "HĐND tỉnh"),
    ],
)
def test_texts_that_the_font_or_the_words_decide(text: str, font: str, unicode: str) -> None:
    assert decode_legacy(text, font).text == unicode


@pytest.mark.parametrize(
    "text",
    [
        "Báo cáo",
        "Đà Nẵng",
        "Không có",
        "1.000 m³/ngày, ½ giờ, 20 µg/m³, µm",
        "§ 5, © Sở, «Tốt», 20°C ±5",
        "Müller Straße, señor, São Paulo, café, naïve",
        "hé",
        "To\u0302\u0309ng so\u0302\u0301",
    ],
)
def test_texts_that_stay_as_they_are(text: str) -> None:
    assert decode_legacy(text).encoding == ""


@pytest.mark.parametrize("font", ["VNI-Times", ".VnTime", ".VnTimeH"])
@pytest.mark.parametrize(
    "text",
    [
        "Hoàn thành",
        "Hoàn thành 100%, toàn dân",
        "HOÀN THÀNH",
        "Không",
        "Thanh toán",
        "Toà án, công an xã",
        "có",
        "ý",
        "hé",
    ],
)
def test_unicode_under_a_leftover_font_stays_as_it_is(text: str, font: str) -> None:
    assert decode_legacy(text, font) == (text, "")


def test_no_sample_is_taken_for_an_old_encoding(repo: Workspace) -> None:
    paths = sorted((repo.root / "data" / "raw" / "2025H1").glob("*.xlsx"))
    for path in paths[::4]:
        raw = parse_workbook(path.name, path.read_bytes())
        cells = [cell for sheet in raw.sheets for cell in sheet.cells.values()]
        assert not [cell for cell in cells if cell.legacy], path.name
