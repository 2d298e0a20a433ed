"""Any file is judged: whose it is, whether it counts, what it says."""

import datetime as dt
import io
import json
import os
import shutil
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from plan_monitor.errors import UserError
from plan_monitor.intake import layout
from plan_monitor.intake.form import save_workbook
from plan_monitor.intake.judging import Judgement, judge_file
from plan_monitor.intake.records import Observation
from plan_monitor.intake.tables import write_table
from plan_monitor.workspace import Workspace
from tests.intake.helpers import blank_form, cell_of, fill
from tests.support.hostile import CONTAINERS
from tests.support.workbook_bytes import good, ods, xls

NOTHING = {"asked": 0, "accepted": 0, "warned": 0, "rejected": 0, "blank": 0}


def filled(workspace: Workspace, agency: str = "SYT", **cells: object) -> bytes:
    """A form in which every row of the agency is answered."""
    book = blank_form(workspace, agency)
    rows = {("27", "Thực hiện"): 68.5, ("27", "Ngày số liệu"): dt.date(2025, 5, 31)}
    for (item, header), value in rows.items():
        cell_of(book, item, header).value = cells.get(header.replace(" ", "_"), value)
    for row in book[layout.TASK_SHEET].iter_rows(min_row=7):
        if row[0].value:
            row[3].value = "Đang thực hiện"
    return save_workbook(book)


def without_identity(data: bytes, agency: str | None = None, period: str | None = None) -> bytes:
    """The workbook as a person copied it: its cells alone, the visible codes changed."""
    book = load_workbook(io.BytesIO(data))
    copy = Workbook()
    copy.remove(copy.active)
    for sheet in book.worksheets:
        if sheet.title == layout.IDENTITY_SHEET:
            continue
        new = copy.create_sheet(sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    new[cell.coordinate] = cell.value
        for row in new.iter_rows():
            for left, right in pairwise(row):
                if left.value == layout.AGENCY_LABEL:
                    right.value = agency
                if left.value == layout.PERIOD_LABEL:
                    right.value = period
    return save_workbook(copy)


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def checks(judgement: Judgement) -> list[str]:
    return [one.check_id for one in judgement.findings]


def assert_nothing_taken(judgement: Judgement) -> None:
    said = judgement.as_json()
    assert (said["values"], said["tasks"], said["accounting"]) == ([], [], NOTHING)


# --- what is accepted -------------------------------------------------------------------------


def test_a_good_file_is_accepted_with_every_owed_row(repo: Workspace, tmp_path: Path) -> None:
    path = put(tmp_path, "SYT.xlsx", filled(repo))
    judgement = judge_file(repo, path, "2025H1")
    assert (judgement.outcome, judgement.findings) == ("accepted", ())
    assert (judgement.agency, judgement.period) == ("SYT", "2025H1")
    assert judgement.values == (
        {
            "id": "27",
            "actual": 68.5,
            "estimate": None,
            "text": None,
            "cell": "G7",
            "status": "accepted",
        },
    )
    assert judgement.accounting == NOTHING | {"asked": 22, "accepted": 22}
    assert {task["status"] for task in judgement.tasks} == {"in_progress"}


def test_the_keys_are_those_of_the_contract(repo: Workspace, tmp_path: Path) -> None:
    path = put(tmp_path, "SYT.xlsx", filled(repo, Thực_hiện="khoảng 40%"))
    said = judge_file(repo, path, "2025H1").as_json()
    assert list(said) == [
        "file", "outcome", "agency", "period", "values", "tasks", "findings", "accounting",
    ]  # fmt: skip
    assert list(said["values"][0]) == ["id", "actual", "estimate", "text", "cell", "status"]
    assert list(said["tasks"][0]) == [
        "id", "status", "document_number", "document_date", "result", "difficulty",
        "proposed_deadline", "basis", "cells", "outcome",
    ]  # fmt: skip
    assert list(said["findings"][0]) == [
        "check_id", "severity", "sheet", "cell", "subject_id", "found", "expected", "message",
    ]  # fmt: skip
    assert list(said["accounting"]) == list(NOTHING)


def test_a_doubtful_figure_is_null_and_its_row_rejected(repo: Workspace, tmp_path: Path) -> None:
    path = put(tmp_path, "SYT.xlsx", filled(repo, Thực_hiện="khoảng 40%"))
    judgement = judge_file(repo, path, "2025H1")
    assert judgement.outcome == "accepted_with_warnings"
    (value,) = judgement.values
    assert (value["actual"], value["cell"], value["status"]) == (None, "G7", "rejected")
    assert judgement.accounting == NOTHING | {"asked": 22, "accepted": 21, "rejected": 1}
    (finding,) = judgement.as_json()["findings"]
    assert (finding["sheet"], finding["cell"], finding["subject_id"]) == ("Chỉ tiêu", "G7", "27")
    assert (finding["severity"], finding["found"]) == ("error", "khoảng 40%")


@pytest.mark.parametrize("actual", [None, "N/A"])
def test_the_cell_of_an_estimate_alone_is_its_own(
    repo: Workspace, tmp_path: Path, actual: str | None
) -> None:
    cells = {("27", "Thực hiện"): actual, ("27", "Ước thực hiện"): 69.5}
    data = save_workbook(fill(blank_form(repo, "SYT"), cells))
    (value,) = judge_file(repo, put(tmp_path, "SYT.xlsx", data), "2025H1").values
    assert (value["actual"], value["estimate"], value["cell"]) == (None, 69.5, "H7")
    assert value["status"] != "blank"


def test_every_owed_row_has_one_entry_whatever_was_done_to_it(
    repo: Workspace, tmp_path: Path
) -> None:
    """A row deleted is blank, two rows that contradict each other are rejected."""
    book = load_workbook(repo.raw("2025H1") / "SKHCN_2025H1.xlsx")
    sheet = book[layout.INDICATOR_SHEET]
    codes = {str(row[0].value): row[0].row for row in sheet.iter_rows(min_row=7) if row[0].value}
    gone, twice, *_ = [code for code in codes if code.isdigit()]
    source = codes[twice]
    last = sheet.max_row + 1
    for column in range(1, 12):
        sheet.cell(last, column).value = sheet.cell(source, column).value
    sheet.cell(last, 7).value = 3.25
    for column in range(1, 12):
        sheet.cell(codes[gone], column).value = None
    judgement = judge_file(repo, put(tmp_path, "a.xlsx", save_workbook(book)), "2025H1")
    by_id = {value["id"]: value for value in judgement.values}
    assert len(by_id) == len(judgement.values)
    assert (by_id[gone]["status"], by_id[gone]["cell"]) == ("blank", None)
    assert (by_id[twice]["status"], by_id[twice]["actual"]) == ("rejected", None)
    outcomes = [one["status"] for one in judgement.values]
    outcomes += [one["outcome"] for one in judgement.tasks]
    counts = judgement.accounting
    assert counts["asked"] == len(outcomes)
    for key, outcome in (("accepted",) * 2, ("warned", "warning"), ("blank",) * 2):
        assert counts[key] == outcomes.count(outcome)
    assert counts["rejected"] == outcomes.count("rejected") >= 1


def test_what_was_reported_before_is_known_once_it_was_processed(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = workspace.raw("2025") / "SYT_2025.xlsx"
    before = judge_file(workspace, path, "2025")
    old = judge_file(workspace, workspace.raw("2025H1") / "SYT_2025H1.xlsx", "2025H1")
    row = Observation(
        period="2025H1", agency="SYT", indicator_id="27", kind="actual", value=5.0, text="",
        date="2025-05-31", outcome="accepted", evidence="", note="", file="f", sheet="s",
        cell="G7", raw="5", number_format="General", sha256="",
    )  # fmt: skip
    table = workspace.agency_tables("2025H1", "SYT") / "observations.csv"
    write_table(table, Observation, [row])
    after = judge_file(workspace, path, "2025")
    assert "value-unusual" in set(checks(after)) - set(checks(before))
    first = workspace.raw("2025H1") / "SYT_2025H1.xlsx"
    assert judge_file(workspace, first, "2025H1") == old


def test_a_table_of_another_version_is_no_fault_of_the_file(workspace: Workspace) -> None:
    table = workspace.agency_tables("2025H1", "SYT") / "observations.csv"
    table.parent.mkdir(parents=True)
    table.write_text("x,y\n1,2\n", encoding="utf-8")
    with pytest.raises(UserError, match="make report PERIOD=2025H1"):
        judge_file(workspace, workspace.raw("2025") / "SYT_2025.xlsx", "2025")


# --- whose it is, and for when ----------------------------------------------------------------


def test_a_form_with_nothing_in_it_is_rejected(repo: Workspace, tmp_path: Path) -> None:
    path = put(tmp_path, "SYT.xlsx", save_workbook(blank_form(repo, "SYT")))
    judgement = judge_file(repo, path, "2025H1")
    assert (judgement.outcome, checks(judgement)) == ("rejected", ["form-empty"])
    assert judgement.agency == "SYT"
    assert_nothing_taken(judgement)


def test_another_agency_than_the_sender_is_rejected(repo: Workspace, tmp_path: Path) -> None:
    path = put(tmp_path, "a.xlsx", filled(repo))
    judgement = judge_file(repo, path, "2025H1", "STC")
    assert (judgement.outcome, checks(judgement)) == ("rejected", ["identity-wrong-agency"])
    assert judgement.agency == "SYT"
    assert "biểu của STC" in judgement.findings[0].message
    assert_nothing_taken(judgement)
    assert judge_file(repo, path, "2025H1", "SYT").outcome == "accepted"


def test_an_earlier_period_is_no_submission_and_a_later_one_a_wrong_one(repo: Workspace) -> None:
    earlier = judge_file(repo, repo.raw("2025H1") / "STP_2025H1.xlsx", "2025")
    assert (earlier.outcome, earlier.agency, earlier.period) == ("ignored", "STP", "2025H1")
    assert earlier.findings == () and "2025H1" in earlier.note
    later = judge_file(repo, repo.raw("2025") / "SYT_2025.xlsx", "2025H1")
    assert (later.outcome, checks(later)) == ("rejected", ["identity-wrong-period"])
    assert later.period == "2025"
    assert_nothing_taken(later)


def test_a_period_that_nobody_knows_is_a_wrong_one(repo: Workspace, tmp_path: Path) -> None:
    data = without_identity(filled(repo), "SYT", "2031H1")
    judgement = judge_file(repo, put(tmp_path, "a.xlsx", data), "2025H1")
    assert (judgement.outcome, checks(judgement)) == ("rejected", ["identity-wrong-period"])


@pytest.mark.parametrize("sender", [None, "SKHCN"])
def test_a_closed_agency_names_its_heir(
    repo: Workspace, tmp_path: Path, sender: str | None
) -> None:
    data = without_identity(filled(repo), "STTTT", "2025H1")
    judgement = judge_file(repo, put(tmp_path, "a.xlsx", data), "2025H1", sender)
    assert (judgement.outcome, checks(judgement)) == ("rejected", ["agency-closed"])
    assert judgement.findings[0].expected == "báo cáo của cơ quan kế thừa (SKHCN)"


def test_visible_cells_then_the_name_then_the_sender_tell_whose_it_is(
    repo: Workspace, tmp_path: Path
) -> None:
    shown = put(tmp_path, "a.xlsx", without_identity(filled(repo), "SYT", "2025H1"))
    assert judge_file(repo, shown, "2025H1").outcome == "accepted"
    bare = without_identity(filled(repo))
    named = judge_file(repo, put(tmp_path, "syt bao cao.xlsx", bare), "2025H1")
    assert (named.outcome, named.agency, named.period) == ("accepted", "SYT", "2025H1")
    nameless = put(tmp_path, "báo cáo.xlsx", bare)
    assert judge_file(repo, nameless, "2025H1", "SYT").outcome == "accepted"
    unknown = judge_file(repo, nameless, "2025H1")
    assert (unknown.outcome, checks(unknown)) == ("rejected", ["identity-unknown"])
    assert unknown.agency is None
    stranger = put(tmp_path, "b.xlsx", without_identity(filled(repo), "XYZ", "2025H1"))
    assert checks(judge_file(repo, stranger, "2025H1")) == ["identity-unknown"]


def test_a_name_that_says_otherwise_is_told(repo: Workspace, tmp_path: Path) -> None:
    judgement = judge_file(repo, put(tmp_path, "STC_2025H1.xlsx", filled(repo)), "2025H1")
    assert (judgement.agency, checks(judgement)) == ("SYT", ["identity-conflict"])
    assert judgement.outcome == "accepted_with_warnings"


@pytest.mark.parametrize(("period", "agency"), [("1999", None), ("2025H1", "XYZ")])
def test_an_unknown_period_or_sender_is_refused(
    repo: Workspace, period: str, agency: str | None
) -> None:
    with pytest.raises(UserError):
        judge_file(repo, repo.raw("2025H1") / "SYT_2025H1.xlsx", period, agency)


# --- what is no submission --------------------------------------------------------------------


def link(path: Path, target: Path) -> None:
    path.symlink_to(target)


ENTRIES: dict[str, Callable[[Path, Path], object]] = {
    "folder.xlsx": lambda path, _: path.mkdir(),
    "link.xlsx": link,
    "dangling.xlsx": lambda path, _: path.symlink_to("nowhere"),
    "pipe.xlsx": lambda path, _: os.mkfifo(path),
    "~$SYT_2025H1.xlsx": lambda path, target: shutil.copy(target, path),
    ".~lock.SYT.xlsx#": lambda path, target: shutil.copy(target, path),
    "Thumbs.db": lambda path, _: path.write_bytes(b"x"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes")
@pytest.mark.parametrize("name", ENTRIES)
def test_what_is_no_file_of_anybody_is_ignored(repo: Workspace, tmp_path: Path, name: str) -> None:
    target = put(tmp_path, "target.xlsx", filled(repo))
    ENTRIES[name](tmp_path / name, target)
    judgement = judge_file(repo, tmp_path / name, "2025H1")
    assert (judgement.outcome, judgement.agency, judgement.findings) == ("ignored", None, ())
    assert judgement.note
    assert_nothing_taken(judgement)


# --- what cannot be read ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", [*CONTAINERS])
def test_what_the_door_keeps_out_is_rejected_by_name(
    repo: Workspace, tmp_path: Path, kind: str
) -> None:
    name, make, check = CONTAINERS[kind]
    judgement = judge_file(repo, put(tmp_path, f"SYT_{name}", make()), "2025H1")
    assert (judgement.outcome, checks(judgement)) == ("rejected", [check])
    assert (judgement.agency, judgement.period) == ("SYT", "2025H1")
    assert_nothing_taken(judgement)


NO_FORMS = {
    "a.xlsx": good(),
    "b.xlsx": good([("=1+1", "#DIV/0!")]),
    "c.xls": xls([["1"]]),
    "d.ods": ods([["1"]]),
}


@pytest.mark.parametrize("name", NO_FORMS)
def test_a_workbook_that_is_no_form_is_rejected(repo: Workspace, tmp_path: Path, name: str) -> None:
    judgement = judge_file(repo, put(tmp_path, f"SYT {name}", NO_FORMS[name]), "2025H1")
    assert judgement.outcome == "rejected"
    assert {"table-missing", "form-empty"} <= set(checks(judgement))
    assert_nothing_taken(judgement)


@pytest.mark.parametrize("word", ["9" * 400, "_xD800_", "\u202e5\u2066", "=cmd|'/c x'!A1", "1e999"])
def test_mad_texts_end_nothing_and_make_sound_json(
    repo: Workspace, tmp_path: Path, word: str
) -> None:
    cells = {("27", "Thực hiện"): word, ("27", "Ghi chú"): word}
    data = save_workbook(fill(blank_form(repo, "SYT"), cells))
    for made in (data, without_identity(data, word, word), without_identity(data, "SYT", word)):
        judgement = judge_file(repo, put(tmp_path, "a.xlsx", made), "2025H1")
        assert judgement.outcome in {"accepted_with_warnings", "rejected"}
        assert json.loads(json.dumps(judgement.as_json(), allow_nan=False))
