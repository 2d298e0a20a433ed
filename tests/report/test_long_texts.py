"""Long words, long cells, long narratives and empty tables are laid out, not broken."""

import io
import re
import subprocess
from pathlib import Path

import docx
import pandas as pd
import pytest
from docx.oxml.ns import qn
from lxml import html

from plan_monitor.report.blocks import (
    Annex,
    Cell,
    Column,
    Figure,
    Row,
    Signature,
    Table,
    paragraph,
)
from plan_monitor.report.document import read_document
from plan_monitor.report.docx import docx_of
from plan_monitor.report.frames import frame_block
from plan_monitor.report.html import page_of
from plan_monitor.report.pictures import chart_block
from plan_monitor.report.widths import count_lines, share
from tests.conftest import needs_tool
from tests.report.test_document import HEAD, notebook_of
from tests.report.test_own_values import drawn

WORD = "a" * 300
TASK = ("Nhiệm vụ rất dài, " * 200)[:2000]
NARRATIVE = ("Thuyết minh dài. " * 2000)[:32_767]
INDICATOR_WIDTHS = (11, 49, 19, 33, 15, 15, 23, 15, 15, 23, 19, 25)
LANDSCAPE = Annex(label="Phụ lục I", title="BẢNG", reference="(Kèm theo)", landscape=True)


def table(widths: tuple[float, ...], *texts: str) -> Table:
    """Return a table whose second column holds `texts`, one a row."""
    return Table(
        caption=f"Bảng {WORD}",
        columns=tuple(Column(header=f"Cột {n}", width=width) for n, width in enumerate(widths)),
        rows=tuple(
            Row(cells=tuple(Cell(text=text if n == 1 else "x") for n in range(len(widths))))
            for text in texts
        ),
        notes=(WORD,),
    )


def tall_chart() -> Figure:
    chart = drawn()
    chart.set_size_inches(20, 40)
    return chart_block(chart, "tall").model_copy(update={"caption": WORD})


@pytest.fixture(scope="module")
def document():
    head = HEAD.model_copy(update={"issuer": ("SỞ RẤT DÀI " * 9,), "subject": WORD, "author": WORD})
    markdown = (
        f"# I. {WORD}\n\n{WORD} {NARRATIVE}\n\n- {WORD}\n  - {WORD}\n\n"
        f"| a | b |\n|---|---|\n| {WORD} | 1 |\n\n`{WORD}`\n\n    {WORD}\n\n"
        f"[x](https://example.vn/{WORD})"
    )
    wide = pd.DataFrame([[1.5] * 30, [WORD] * 30], columns=[f"Cột số {n}" for n in range(30)])
    signature = Signature(recipients=("Như trên", WORD), post="GIÁM ĐỐC", name=WORD[:90])
    return read_document(
        notebook_of(
            head,
            paragraph(f"Trước {WORD} sau."),
            paragraph(NARRATIVE, "quote"),
            markdown,
            table((90, 90, 120), WORD, TASK),
            tall_chart(),
            frame_block(wide),
            signature,
            LANDSCAPE,
            table(INDICATOR_WIDTHS, "ngắn", WORD, TASK, NARRATIVE, "cuối"),
            frame_block(pd.DataFrame({WORD: [WORD]})),
            Table(columns=(Column(header="Trống", width=400),), rows=()),
            tall_chart(),
        )
    )


@pytest.fixture(scope="module")
def data(document) -> bytes:
    return docx_of(document)


def test_no_table_or_picture_is_wider_than_its_page(data: bytes) -> None:
    word = docx.Document(io.BytesIO(data))
    widths = [
        sum(column.width.mm for column in one.columns)
        for one in word.tables
    ]  # fmt: skip
    landscape = next(n for n, one in enumerate(word.tables) if len(one.columns) == 12)
    assert max(widths[:landscape]) <= 166
    assert max(widths[landscape:]) <= 253
    first, second = word.inline_shapes
    assert first.width.mm <= 165 and first.height.mm <= 220
    assert second.width.mm <= 252 and second.height.mm <= 140
    assert first.width / first.height == pytest.approx(second.width / second.height, rel=0.01)


def test_short_rows_stay_whole_and_long_ones_may_go_over(data: bytes) -> None:
    word = docx.Document(io.BytesIO(data))
    annex = next(one for one in word.tables if len(one.columns) == 12)
    whole = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:cantSplit")) is not None
             for row in annex.rows]  # fmt: skip
    assert whole == [True, True, True, False, False, True]
    texts = [row.cells[1].text for row in annex.rows]
    assert texts[1:] == ["ngắn", WORD, TASK, NARRATIVE, "cuối"]


def test_neighbouring_tables_stay_two(data: bytes) -> None:
    body = list(docx.Document(io.BytesIO(data)).element.body)
    tags = [one.tag for one in body]
    assert not [n for n in range(1, len(tags)) if tags[n] == tags[n - 1] == qn("w:tbl")]


def test_the_pages_hold_every_word_within_their_edges(data: bytes, tmp_path: Path) -> None:
    needs_tool("soffice")
    needs_tool("pdftotext")
    (tmp_path / "report.docx").write_bytes(data)
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'office').as_uri()}", "--headless",
         "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "report.docx")],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    found = subprocess.run(
        ["pdftotext", "-bbox", str(tmp_path / "report.pdf"), "-"],
        check=True, capture_output=True, text=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    letters: list[str] = []
    for page in html.fromstring(found.stdout).iter("page"):
        width, height = (float(page.get(side)) for side in ("width", "height"))
        for word in page.iter("word"):
            assert float(word.get("xmin")) > 40 and float(word.get("xmax")) < width - 38, word.text
            assert float(word.get("ymin")) > 0 and float(word.get("ymax")) < height - 50, word.text
            letters.append(word.text)
    text = "".join(letters)
    assert text.count("dài.") >= 3 * NARRATIVE.count("dài.")  # nothing was cut off with its row
    assert "cuối" in text


def on_a_phone(folder: Path, page: str, expression: str) -> list[str]:
    """Return the words of a JavaScript expression about `page` (``e``, its root) at 390 px."""
    needs_tool("chromium")
    (folder / "report.html").write_text(page, encoding="utf-8")
    (folder / "phone.html").write_text(
        '<iframe id="f" style="width:390px;height:800px;border:0" src="report.html"></iframe>'
        '<p id="out"></p><script>f.onload = () => { const d = f.contentDocument;'
        'const e = d.documentElement;'
        'out.textContent = `measured ${' + expression + '}` }</script>',
        encoding="utf-8",
    )  # fmt: skip
    shown = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-web-security",
         "--allow-file-access-from-files", f"--user-data-dir={folder / 'profile'}",
         "--virtual-time-budget=20000", "--dump-dom", (folder / "phone.html").as_uri()],
        check=True, capture_output=True, text=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    measured = re.search(r">measured ([^<]*)<", shown.stdout)
    assert measured, shown.stdout[-500:]
    return measured[1].split()


def test_the_page_never_scrolls_sideways_on_a_phone(document, tmp_path: Path) -> None:
    wide, shown = on_a_phone(tmp_path, page_of(document), "e.scrollWidth + ' ' + e.clientWidth")
    assert int(wide) <= int(shown) <= 390


def test_codes_dates_and_heads_of_broad_tables_stay_whole_on_a_phone(tmp_path: Path) -> None:
    heads = ("TT", "Cơ quan", "Kỳ trước", "Ngày", "Tăng/giảm", "Giá trị", "Nguyên văn")
    texts = ("19.1", "SKHCN", "trước", "31/05/2025", "chỉnh", "người", "Người")
    table = Table(
        columns=tuple(
            Column(header=head, width=width)
            for head, width in zip(heads, (11, 17, 14, 23, 22, 75, 90), strict=True)
        ),
        rows=tuple(
            Row(cells=tuple(Cell(text=f"{one} {TASK[:500]}" if n > 4 else one)
                            for n, one in enumerate(texts)))
            for _ in range(3)
        ),
    )  # fmt: skip
    page = page_of(read_document(notebook_of(HEAD, LANDSCAPE, table)))
    found = on_a_phone(
        tmp_path, page,
        "[...d.querySelectorAll('th, td')].flatMap(one => [...one.textContent.matchAll("
        "/[^\\s/]+/g)].filter(word => { const r = d.createRange(); const t = one.firstChild;"
        "r.setStart(t, word.index); r.setEnd(t, word.index + word[0].length);"
        "return r.getClientRects().length > 1 })).join(' ')",
    )  # fmt: skip
    assert found == []


def test_columns_share_the_width_and_none_vanishes() -> None:
    widths = share([["x" * 500], ["1"], [""]], 165)
    assert sum(widths) == pytest.approx(165, abs=0.3)
    assert widths[0] > widths[1] >= widths[2] >= 12
    assert share([["a"]] * 30, 165) == [5.5] * 30


def test_lines_of_a_cell_grow_with_its_text_and_its_narrowness() -> None:
    assert count_lines("", 40) == count_lines("ngắn", 40) == 1
    assert count_lines("a\nb", 40) == 2
    assert count_lines(WORD, 20) > count_lines(WORD, 100) > 5
