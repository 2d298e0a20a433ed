"""The form's whole way: filled in, saved by LibreOffice, read; and read by a second reader."""

import datetime as dt
import io
import subprocess
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from plan_monitor.intake.form import save_workbook
from plan_monitor.intake.judging import Judgement, judge_file
from plan_monitor.intake.parsers import parse_workbook
from plan_monitor.intake.raw import RawWorkbook
from plan_monitor.workspace import Workspace
from tests.conftest import needs_tool
from tests.intake.helpers import blank_form, fill
from tests.support.cases.case import PERIOD, Forms

DAY = dt.datetime(2025, 5, 31)
WORDS = "Đã ban hành;  số “12/KH”.\nDòng hai: 85,5 %, <b>&amp;</b> =1+1"
FILTERS = {
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "ods": "ods:calc8",
    "xls": "xls:MS Excel 97",
}


def saved_by_libreoffice(folder: Path, kind: str, files: dict[str, bytes]) -> dict[str, bytes]:
    """Let LibreOffice open the files and save them as `kind`."""
    needs_tool("soffice")
    source, target = folder / "filled", folder / kind
    source.mkdir()
    for name, data in files.items():
        (source / f"{name}.xlsx").write_bytes(data)
    profile = (folder / "profile").as_uri()
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={profile}"]
        + ["--convert-to", FILTERS[kind], "--outdir", str(target)]
        + [str(source / f"{name}.xlsx") for name in files],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return {name: (target / f"{name}.{kind}").read_bytes() for name in files}


@pytest.fixture(scope="module")
def filled(repo: Workspace) -> dict[str, bytes]:
    """Three filled forms: one number; sixteen numbers and words; self-assessments."""
    book = blank_form(repo, "SKHCN")
    for row in book["Chỉ tiêu"].iter_rows(min_row=7):
        if row[0].value:
            is_word = row[6].number_format == "@"
            row[6].value = "cơ bản đạt" if is_word else 12.25 + row[0].row
            row[8].value, row[9].value = DAY, WORDS
    fill(book, {("16", "Ước thực hiện"): 40.125})
    tasks = blank_form(repo, "SNV")
    for row in tasks["Nhiệm vụ"].iter_rows(min_row=7):
        if row[0].value:
            row[3].value, row[4].value = "Hoàn thành", "12/KH-SNV"
            row[5].value, row[6].value = dt.datetime(2025, 4, 30), WORDS
    return {
        "SYT": Forms(repo).good,
        "SKHCN": save_workbook(book),
        "SNV": save_workbook(tasks),
    }


def judged(repo: Workspace, folder: Path, name: str, data: bytes) -> Judgement:
    path = folder / name
    path.write_bytes(data)
    return judge_file(repo, path, PERIOD)


def contents(book: RawWorkbook) -> dict[tuple[str, str], tuple[str, Any]]:
    return {
        (sheet.title, cell.cell): (cell.kind, cell.value)
        for sheet in book.sheets
        for cell in sheet.cells.values()
        if cell.kind != "blank"  # what lies under a merged cell
    }


def findings(judgement: Judgement) -> list[tuple[str, str, str]]:
    return [(one.check_id, one.cell, one.found) for one in judgement.findings]


def test_a_form_saved_again_by_libreoffice_says_the_same(
    repo: Workspace, filled: dict[str, bytes], tmp_path: Path
) -> None:
    """Not one finding comes of it: LibreOffice keeps properties, formats, dates and texts."""
    for name, data in saved_by_libreoffice(tmp_path, "xlsx", filled).items():
        before, after = parse_workbook(name, filled[name]), parse_workbook(name, data)
        assert contents(after) == contents(before)
        assert after.properties == before.properties
        assert after.remarks == ()
        first = judged(repo, tmp_path, f"{name}_1.xlsx", filled[name])
        second = judged(repo, tmp_path, f"{name}_2.xlsx", data)
        assert second.values == first.values and second.tasks == first.tasks
        assert findings(second) == findings(first)
        assert second.outcome == first.outcome
        assert second.accounting["accepted"] >= 10


@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_a_form_in_an_old_format_says_the_same_and_that_it_is_old(
    kind: str, repo: Workspace, filled: dict[str, bytes], tmp_path: Path
) -> None:
    for name, data in saved_by_libreoffice(tmp_path, kind, filled).items():
        first = judged(repo, tmp_path, f"{name}_1.xlsx", filled[name])
        second = judged(repo, tmp_path, f"{name}_2.{kind}", data)
        assert second.agency == name and second.period == PERIOD
        assert second.values == first.values
        assert second.tasks == first.tasks
        assert findings(second) == [("old-format", "", ""), *findings(first)]


def test_two_readers_agree_on_every_cell_of_every_sample(repo: Workspace) -> None:
    paths = sorted((repo.root / "data" / "raw").rglob("*.xlsx"))
    assert len(paths) == 112
    cells = 0
    for path in paths:
        data = path.read_bytes()
        ours = contents(parse_workbook(path.name, data))
        assert {key: _plain(value) for key, (_, value) in ours.items()} == _calamine(data), path
        cells += len(ours)
    assert cells > 10_000


def _calamine(data: bytes) -> dict[tuple[str, str], Any]:
    """Return what calamine reads, by sheet and cell, without blanks and the form's identity."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    found = {}
    for name in book.sheet_names:
        if name == "_plan_monitor":
            continue
        sheet = book.get_sheet_by_name(name)
        top, left = sheet.start or (0, 0)
        for row, values in enumerate(sheet.to_python(), top):
            for column, value in enumerate(values, left):
                if value not in {"", None}:
                    found[name, f"{_letters(column)}{row + 1}"] = _plain(value)
    return found


def _letters(column: int) -> str:
    return chr(ord("A") + column)


def _plain(value: Any) -> Any:
    """Return a value as both readers give it: numbers as floats, days as days."""
    if isinstance(value, dt.datetime):
        return value.date() if value.time() == dt.time() else value
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value
