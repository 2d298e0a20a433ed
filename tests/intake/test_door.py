import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from plan_monitor.files import unpack_zip
from plan_monitor.intake.door import MAX_MEMBERS, check_door, check_path, kind_of
from plan_monitor.workspace import Workspace
from tests.support.hostile import BOMBS, CONTAINERS
from tests.support.workbook_bytes import (
    SHEET,
    TYPES,
    Member,
    changed,
    good,
    ods,
    ole2,
    with_member,
    xls,
    xlsb,
)

ROWS = [["Mã", "Thực hiện"], ["1", 85.5]]
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
XLSM_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"


def as_xlsm() -> bytes:
    types = unpack_zip(good())[TYPES].decode()
    return changed({TYPES: types.replace(XLSX_TYPE, XLSM_TYPE)})


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.xlsx", good(), "xlsx"),
        ("BÁO CÁO.XLSX", good(), "xlsx"),
        ("a.xlsm", as_xlsm(), "xlsm"),
        ("a.xls", xls(ROWS), "xls"),
        ("a.xlsb", xlsb(ROWS), "xlsb"),
        ("a.ods", ods(ROWS), "ods"),
    ],
)
def test_each_kind_of_workbook_passes(name: str, data: bytes, kind: str) -> None:
    verdict = check_door(name, data)
    assert (verdict.problem, verdict.remarks, verdict.kind) == ("", (), kind)
    assert kind_of(data) == kind


def test_every_sample_passes(repo: Workspace) -> None:
    paths = sorted((repo.root / "data" / "raw").rglob("*.xlsx"))
    assert len(paths) > 50
    for path in paths:
        verdict = check_door(path.name, path.read_bytes())
        assert (verdict.problem, verdict.remarks) == ("", ()), path.name


@pytest.mark.parametrize("mechanism", CONTAINERS)
def test_a_bad_container_is_refused_for_its_reason(mechanism: str) -> None:
    name, make, check = CONTAINERS[mechanism]
    assert check_door(name, make()).problem == check


@pytest.mark.parametrize("mechanism", BOMBS)
def test_a_bomb_is_refused_for_its_reason(mechanism: str) -> None:
    make, check = BOMBS[mechanism]
    assert check_door("a.xlsx", make()).problem == check


def test_a_file_with_another_kind_of_workbook_in_it_says_which() -> None:
    assert check_door("a.xls", good()).kind == "xlsx"
    assert check_door("a", good()).problem == "file-name-and-content-differ"


@pytest.mark.parametrize(
    ("make", "remark"),
    [
        (lambda: changed({"xl/vbaProject.bin": b"a"}), "file-has-macros"),
        (lambda: changed({"xl/macrosheets/sheet1.xml": "<a/>"}), "file-has-macros"),
        (lambda: changed({"xl/externalLinks/externalLink1.xml": "<a/>"}), "file-has-links"),
        (lambda: changed({"xl/connections.xml": "<a/>"}), "file-has-links"),
    ],
)
def test_macros_and_links_are_remarked_and_let_in(make: Callable[[], bytes], remark: str) -> None:
    verdict = check_door("a.xlsx", make())
    assert (verdict.problem, verdict.remarks) == ("", (remark,))


def test_macros_of_an_old_workbook_are_remarked() -> None:
    verdict = check_door("a.xls", ole2({"Workbook": b"", "_VBA_PROJECT_CUR": b""}))
    assert (verdict.problem, verdict.remarks) == ("", ("file-has-macros",))


def test_a_name_inside_a_stream_is_no_entry() -> None:
    text = "EncryptedPackage\0".encode("utf-16-le")
    assert check_door("a.xls", ole2({"Workbook": b"\0" * 100 + text})).problem == ""


def test_a_picture_may_carry_a_doctype() -> None:
    data = changed({"xl/media/image1.svg": "<!DOCTYPE svg><svg/>"})
    assert check_door("a.xlsx", data).problem == ""


def test_text_about_a_doctype_passes() -> None:
    assert check_door("a.xlsx", good([("<!DOCTYPE html>",)])).problem == ""


def test_the_last_allowed_member_passes() -> None:
    count = MAX_MEMBERS - len(unpack_zip(good()))
    data = with_member(*(Member(f"{at}.bin") for at in range(count)))
    assert check_door("a.xlsx", data).problem == ""


def test_no_truncation_of_a_workbook_passes_or_raises() -> None:
    data = good()
    for length in range(0, len(data), 97):
        assert check_door("a.xlsx", data[:length]).problem in {"file-not-excel", "archive-damaged"}


def test_no_flipped_byte_raises() -> None:
    data = good()
    for at in range(0, len(data), 61):
        flipped = data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
        check_door("a.xlsx", flipped)
        check_door("a.xls", xls(ROWS)[:at] + b"\xff")


def test_a_workbook_in_utf_16_passes() -> None:
    xml = unpack_zip(good())[SHEET].decode()
    data = changed({SHEET: b"\xff\xfe" + xml.encode("utf-16-le")})
    assert check_door("a.xlsx", data).problem == ""


# --- paths ---


@pytest.mark.parametrize(
    "name", ["~$a.xlsx", ".~lock.a.xlsx#", ".DS_Store", "Thumbs.db", "THUMBS.DB", "desktop.ini"]
)
def test_what_programs_leave_behind_is_ignored(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"a")
    assert check_path(tmp_path / name) == "ignored"


def test_a_regular_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "SYT_2025H1.xlsx"
    path.write_bytes(b"a")
    assert check_path(path) == ""
    assert check_path(path, tmp_path) == ""


def test_folders_and_missing_files_are_ignored(tmp_path: Path) -> None:
    assert check_path(tmp_path) == "ignored"
    assert check_path(tmp_path / "none.xlsx") == "ignored"


@pytest.mark.skipif(os.name != "posix", reason="links and pipes of POSIX")
def test_links_pipes_and_sockets_are_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"a")
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "a.xlsx")
    os.mkfifo(tmp_path / "pipe.xlsx")
    with socket.socket(socket.AF_UNIX) as server:
        monkeypatch.chdir(tmp_path)  # the name of a socket must be short
        server.bind("socket.xlsx")
        for name in ("link.xlsx", "pipe.xlsx", "socket.xlsx"):
            assert check_path(tmp_path / name) == "ignored", name
    assert check_path(Path("/dev/null")) == "ignored"


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
def test_a_file_outside_the_folder_is_ignored(tmp_path: Path) -> None:
    raw, other = tmp_path / "raw", tmp_path / "other"
    raw.mkdir()
    other.mkdir()
    (other / "a.xlsx").write_bytes(b"a")
    (raw / "link").symlink_to(other)
    assert check_path(other / "a.xlsx", raw) == "ignored"
    assert check_path(raw / "link" / "a.xlsx", raw) == "ignored"
    assert check_path(raw / ".." / "other" / "a.xlsx", raw) == "ignored"
