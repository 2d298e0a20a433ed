"""Tables as files: what is written is read again, and no spreadsheet runs any of it."""

import csv
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan_monitor.intake.tables import read_table, to_frame, write_table
from plan_monitor.plan.strict import Strict

RUN = ("=", "+", "-", "@", "\t", "\r")
TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.builds(
    "{}{}".format, st.sampled_from([*RUN, "'", "''", "'="]), st.text("=+-@'1a,\"\n\r\t")
)


class Said(Strict):
    """A row of every kind of cell."""

    words: str
    day: dt.date | None
    value: float | None
    other: str | None


def written(path: Path, *rows: Said) -> list[list[str]]:
    write_table(path, Said, rows)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


@given(st.lists(TEXTS, max_size=5), st.floats(-1e6, 1e6).map(lambda one: float(f"{one:.10g}")))
def test_whatever_is_written_is_read_again_and_begins_no_formula(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], value: float
) -> None:
    path = tmp_path_factory.mktemp("table") / "a.csv"
    rows = [Said(words=one, day=None, value=value, other=one or None) for one in texts]
    for cells in written(path, *rows):
        assert not cells[0].startswith(RUN) and not cells[3].startswith(RUN)
    assert read_table(path, Said) == rows
    assert list(to_frame(read_table(path, Said), Said)["words"]) == texts


def test_numbers_and_days_are_written_as_they_are(tmp_path: Path) -> None:
    row = Said(words="-3,2", day=dt.date(2025, 5, 31), value=-3.2, other=None)
    assert written(tmp_path / "a.csv", row) == [["'-3,2", "2025-05-31", "-3.2", ""]]


def test_an_apostrophe_in_an_older_table_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("words,day,value,other\n'bản dự thảo',,,=1\n", encoding="utf-8")
    assert [(row.words, row.other) for row in read_table(path, Said)] == [("'bản dự thảo'", "=1")]
