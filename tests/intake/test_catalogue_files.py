"""Each check of a file as a whole: what keeps it out, what is only remarked, whose it is."""

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl.packaging.custom import StringProperty

from plan_monitor.errors import UserError
from plan_monitor.intake.agency import read_agency, write_agency
from plan_monitor.intake.cage import Cage, CageFailure, Limits
from plan_monitor.intake.door import check_door
from plan_monitor.intake.judging import judge_file
from plan_monitor.intake.opening import open_workbook
from plan_monitor.intake.submissions import collect_submissions
from plan_monitor.intake.texts import checks
from plan_monitor.plan.calendar import load_period
from plan_monitor.plan.yaml_files import write_yaml
from plan_monitor.progress.period import compute_progress
from plan_monitor.workspace import Workspace
from tests.conftest import copy_workspace
from tests.intake.catalogue import DAY, book_of, clean_bytes, told
from tests.intake.helpers import receive, rewrite
from tests.support import hostile
from tests.support.hostile import BOMBS, CONTAINERS, LAYOUTS
from tests.support.workbook_bytes import MIB, changed, good, xls

GOOD = {("27", "Thực hiện"): 71.5, ("27", "Ngày số liệu"): DAY}
PERIOD = "2025H1"

# --- what keeps a file out ---

REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    check: (name, make)
    for name, make, check in [
        *CONTAINERS.values(),
        *(("a.xlsx", make, check) for make, check in (*BOMBS.values(), *LAYOUTS.values())),
    ]
    if check
}


@pytest.mark.parametrize("check", REFUSED)
def test_a_file_that_is_kept_out(check: str) -> None:
    name, make = REFUSED[check]
    opened = open_workbook(name, make())
    assert (opened.book, opened.problem) == (None, check)


def test_a_sound_file_is_not_kept_out() -> None:
    opened = open_workbook("a.xlsx", good())
    assert opened.book is not None
    assert (opened.problem, opened.book.remarks) == ("", ())


STOPPED = {
    "reading-crashed": (hostile.abort, Limits()),
    "reading-timeout": (hostile.hang, Limits(wall_seconds=1)),
    "reading-memory": (hostile.devour, Limits(memory_bytes=256 * MIB)),
}


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
@pytest.mark.parametrize("check", STOPPED)
def test_a_file_that_stops_its_reader(check: str) -> None:
    parse, limits = STOPPED[check]
    with Cage(limits, parse) as cage:
        answer = cage.read("a.xlsx", good())
    assert isinstance(answer, CageFailure)
    assert answer.check == check


# --- what is only remarked ---


def far_away(book) -> None:
    book["Chỉ tiêu"].cell(12_000, 3).number_format = "0.0"


def say(field: str, value: str) -> Callable[..., None]:
    """Change what the form's properties say."""

    def change(book) -> None:
        book.custom_doc_props[f"plan_monitor.{field}"].value = value

    return change


def show(label: str, value: str) -> Callable[..., None]:
    """Change what the form shows beside a label."""

    def change(book) -> None:
        for sheet in book.worksheets:
            for row in sheet.iter_rows(max_row=5):
                for cell in row:
                    if cell.value == label:
                        sheet.cell(cell.row, cell.column + 1).value = value

    return change


# Check, what is done to the form, and what does not fire it.
REMARKED: list[tuple[str, Callable[..., None] | dict, Callable[..., None] | dict]] = [
    ("file-has-macros", {"xl/vbaProject.bin": b"a"}, {"xl/other.bin": b"a"}),
    ("file-has-links", {"xl/externalLinks/externalLink1.xml": "<a/>"}, {"xl/a.xml": "<a/>"}),
    ("stray-cells", far_away, {}),
    ("template-old", say("template", "1"), {}),
    ("identity-conflict", say("agency", "STC"), {}),
    ("identity-conflict", say("plan", "99-KH-UBND"), {}),
    ("identity-conflict", show("Mã cơ quan", "STC"), show("Mã cơ quan", " syt ")),
    ("identity-conflict", show("Kỳ báo cáo", "2025"), {}),
]


@pytest.mark.parametrize(("check", "change", "sound"), REMARKED)
def test_a_file_about_which_something_is_said(repo: Workspace, check, change, sound) -> None:
    for one, fires in ((change, True), (sound, False)):
        is_parts = isinstance(one, dict)
        data = book_of(repo, "SYT", GOOD, None if is_parts else one)
        cleaned = clean_bytes(repo, "SYT", changed(one, data) if is_parts else data)
        assert (check in told(cleaned)) == fires
        assert [row.value for row in cleaned.observations] == [71.5]


def test_an_old_format_is_remarked(repo: Workspace) -> None:
    data = xls([["Mã", "Chỉ tiêu"], ["27", "Tỷ lệ"]])
    assert check_door("SYT.xls", data).problem == ""
    assert "old-format" in told(clean_bytes(repo, "SYT", data, name="SYT.xls"))
    assert "old-format" not in told(clean_bytes(repo, "SYT", book_of(repo, "SYT", GOOD)))


# --- whose it is, and what it counts ---


@pytest.fixture(scope="module")
def offices(repo: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Workspace]:
    """Make workspaces with the submissions of two agencies."""

    def make() -> Workspace:
        return copy_workspace(repo, tmp_path_factory.mktemp("case") / "office", ("SYT", "STC"))

    return make


def raw(workspace: Workspace, name: str = "STC_2025H1.xlsx") -> Path:
    return workspace.raw(PERIOD) / name


def nothing(_: Workspace) -> None:
    pass


def at(day: dt.datetime, name: str = "STC_2025H1.xlsx") -> Callable[[Workspace], object]:
    return lambda office: receive(office, raw(office, name).read_bytes(), name, day)


def sent(name: str, make: Callable[[Workspace], bytes]) -> Callable[[Workspace], object]:
    return lambda office: receive(office, make(office), name)


def other_period(workspace: Workspace) -> bytes:
    return (workspace.raw("2025") / "STC_2025.xlsx").read_bytes()


def no_receipts(workspace: Workspace) -> None:
    workspace.receipts(PERIOD).unlink()


def blanked(workspace: Workspace) -> None:
    """Take everything out of the workbook that the agency filled in."""

    def change(book) -> None:
        for name, first in (("Chỉ tiêu", 7), ("Nhiệm vụ", 4), ("Thuyết minh", 2), ("Kinh phí", 2)):
            for row in book[name].iter_rows(min_row=7, min_col=first):
                for cell in row:
                    cell.value = None if not str(cell.value).startswith("triệu") else cell.value

    rewrite(raw(workspace), change)
    receive(workspace, raw(workspace).read_bytes(), "STC_2025H1.xlsx")


def renamed(field: str, value: str) -> Callable[[Workspace], object]:
    def change(book) -> None:
        for label in ("Mã cơ quan",):
            show(label, value)(book)
        say(field, value)(book)
        for row in book["_plan_monitor"].iter_rows():
            if row[0].value == field:
                row[1].value = value

    def apply(workspace: Workspace) -> None:
        rewrite(raw(workspace), change)
        data = raw(workspace).read_bytes()
        raw(workspace).unlink()
        receive(workspace, data, "bao cao.xlsx")

    return apply


def mark_sample(book) -> None:
    """Mark a form as sample: a period has one kind of workbooks only."""
    book.custom_doc_props.append(StringProperty(name="plan_monitor.sample", value="true"))


def corrected(status: str) -> Callable[[Workspace], object]:
    row = {
        "agency": "STC", "item": "indicator 21", "field": "actual", "from": "0", "to": "1",
        "reason": "Biên bản", "by": "Cơ quan tổng hợp", "date": "2025-06-09", "status": status,
    }  # fmt: skip
    return lambda office: write_yaml(office.corrections(PERIOD), {"corrections": [row]}, "")


def said(workspace: Workspace, agency: str = "STC") -> set[str]:
    """The checks that an agency's files of the period fire."""
    known = collect_submissions(workspace, load_period(workspace, PERIOD))
    problems = {one.problem for one in known if one.period == PERIOD}
    try:
        findings = read_agency(workspace, PERIOD, agency).findings
    except UserError as error:  # nothing of the agency can be read
        return problems | {one.id for one in checks().values() if one.title in str(error)}
    return problems | {row.check_id for row in findings}


NINE = dt.timezone(dt.timedelta(hours=7))
DUE = dt.datetime(2025, 5, 31, 23, 59, tzinfo=NINE)
LATE = dt.datetime(2025, 6, 1, 0, 0, tzinfo=NINE)
CLOSED = dt.datetime(2025, 6, 10, 17, 1, tzinfo=NINE)
# Check, what happens to the files, and what does not fire it.
EVENTS = [
    ("submission-late", at(LATE), at(DUE)),
    ("file-after-closing", at(CLOSED), at(LATE)),
    ("file-without-receipt", no_receipts, nothing),
    ("submission-revised", sent("STC_2025H1_moi.xlsx", lambda o: book_of(o, "STC", {
        ("21", "Thực hiện"): 1}, mark_sample)), nothing),
    ("value-revised", sent("STC_2025H1_moi.xlsx", lambda o: book_of(o, "STC", {
        ("21", "Thực hiện"): 1}, mark_sample)), nothing),
    ("file-repeated", sent("STC_2025H1_moi.xlsx", lambda o: raw(o).read_bytes()), nothing),
    ("identity-wrong-period", sent("STC_2025H1.xlsx", other_period), nothing),
    ("identity-unknown", renamed("agency", "XYZ"), renamed("agency", "STC")),
    ("agency-closed", renamed("agency", "STTTT"), renamed("agency", "STC")),
    ("form-empty", blanked, nothing),
    ("value-corrected", corrected("confirmed"), corrected("proposed")),
]  # fmt: skip


@pytest.mark.parametrize(("check", "event", "sound"), EVENTS)
def test_what_happens_to_files(offices, check, event, sound) -> None:
    office = offices()
    event(office)
    assert check in said(office)
    other = offices()
    sound(other)
    assert check not in said(other)


def test_the_form_of_another_agency_than_the_sender(repo: Workspace) -> None:
    path = raw(repo)
    ids = {row.check_id for row in judge_file(repo, path, PERIOD, "SYT").findings}
    assert "identity-wrong-agency" in ids
    ids = {row.check_id for row in judge_file(repo, path, PERIOD, "STC").findings}
    assert "identity-wrong-agency" not in ids


def test_what_shows_only_across_agencies(workspace: Workspace) -> None:
    def across(value: float) -> set[tuple[str, str]]:
        def change(book) -> None:
            for row in book["Chỉ tiêu"].iter_rows(min_row=7):
                if row[0].value == "23":
                    row[6].value = value

        path = raw(workspace, "CAT_2025H1.xlsx")
        rewrite(path, change)
        receive(workspace, path.read_bytes(), path.name)
        intake = read_agency(workspace, PERIOD, "CAT")
        write_agency(workspace, PERIOD, "CAT", intake)
        found = compute_progress(workspace, PERIOD).findings
        return {(row.check_id, row.subject_id or row.found) for row in found}

    write_agency(workspace, PERIOD, "SKHCN", read_agency(workspace, PERIOD, "SKHCN"))
    theirs = next(
        row.value
        for row in read_agency(workspace, PERIOD, "SKHCN").observations
        if (row.indicator_id, row.kind) == ("23", "actual")
    )
    assert theirs is not None
    equal, different = across(theirs), across(theirs + 1)
    assert ("submission-missing", "PACNAM") in equal
    assert ("submission-missing", "CAT") not in equal
    assert ("monitors-disagree", "23") not in equal
    assert ("monitors-disagree", "23") in different


FIRED = {
    *REFUSED, *STOPPED, *(case[0] for case in (*REMARKED, *EVENTS)),
    "old-format", "identity-wrong-agency", "submission-missing", "monitors-disagree",
}  # fmt: skip
