"""The command `check`: names, paths, JSON, words for people, and files that bite."""

import json
import os
import shutil
import sys
import unicodedata
from pathlib import Path

import pytest

from plan_monitor.intake.cage import Cage, Limits
from plan_monitor.intake.judging import Judge
from plan_monitor.workspace import Workspace
from tests.intake.test_judging import NOTHING, checks, filled, put
from tests.support.hostile import BOMBS, LAYOUTS, parse_or_poison
from tests.support.reports import run


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_names_come_back_as_given_and_the_output_is_ascii(
    workspace: Workspace, tmp_path: Path
) -> None:
    data = filled(workspace)
    names = [
        unicodedata.normalize("NFD", "Báo cáo Sở Y tế.xlsx"),
        "hai  khoảng 'trắng' \"và\" nháy; $(x).xlsx",
        "-a\nb.XLSX",
    ]
    (tmp_path / "thư").mkdir()
    files = [str(put(tmp_path / "thư", name, data)) for name in names]
    result = run(workspace, "check", "--period", "2025H1", "--json", "--", *files)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.isascii()
    said = json.loads(result.stdout)
    assert [one["file"] for one in said] == files
    assert {one["outcome"] for one in said} == {"accepted"}
    relative = ["./" + names[1], names[0]]
    again = run(workspace, "check", "--period", "2025H1", "--json", *relative, cwd=tmp_path / "thư")
    assert [one["file"] for one in json.loads(again.stdout)] == relative


@pytest.mark.skipif(sys.platform != "linux", reason="names that are no text")
def test_a_name_that_is_no_text_is_judged(workspace: Workspace, tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/SYT_\xff.xlsx"
    Path(os.fsdecode(path)).write_bytes(filled(workspace, Thực_hiện="x"))
    result = run(workspace, "check", os.fsdecode(path), "--period", "2025H1", "--json")
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)[0]["file"] == os.fsdecode(path)
    plain = run(workspace, "check", os.fsdecode(path), "--period", "2025H1")
    assert plain.returncode == 0 and "\\udcff" in plain.stdout


def test_check_writes_nothing_and_says_it_for_people(workspace: Workspace, tmp_path: Path) -> None:
    mail = tmp_path / "mail"
    put(mail, "SYT.xlsx", filled(workspace, Thực_hiện="nhiều\u202e lắm\u2066"))
    put(mail, "b.txt", b"a")
    (mail / "folder").mkdir()
    before = tree(tmp_path)
    files = sorted(str(path) for path in mail.iterdir())
    result = run(workspace, "check", *files, "--period", "2025H1")
    assert (result.returncode, result.stderr) == (0, "")
    assert tree(tmp_path) == before
    lines = result.stdout.splitlines()
    heads = [line for line in lines if not line.startswith("  ")]
    assert [line.split(": ")[1].split(" (")[0] for line in heads] == [
        "ĐƯỢC, CÓ ĐIỀU CẦN XEM",
        "KHÔNG ĐƯỢC",
        "BỎ QUA",
    ]
    assert "  lỗi: Chỉ tiêu!G7: " in result.stdout and "“nhiều lắm”" in result.stdout
    assert "Cách xử lý: " in result.stdout
    assert "\x1b" not in result.stdout and "\u202e" not in result.stdout


def test_five_poisoned_files_leave_the_good_ones_read(repo: Workspace, tmp_path: Path) -> None:
    mail = tmp_path / "mail"
    shutil.copytree(repo.raw("2025H1"), mail)
    put(mail, "p1.xlsx", BOMBS["billion laughs"][0]())
    put(mail, "p2.xlsx", BOMBS["zip bomb"][0]())
    put(mail, "p3.xlsx", filled(repo)[:-40])
    put(mail, "p4.xlsx", LAYOUTS["far corner"][0]())
    put(mail, "p5.xlsx", LAYOUTS["broken xml"][0]())
    files = [str(path) for path in mail.iterdir()]
    assert len(files) == 28 + 5
    result = run(repo, "check", *files, "--period", "2025H1", "--json")
    assert (result.returncode, result.stderr) == (0, "")
    by_name = {Path(one["file"]).name: one for one in json.loads(result.stdout)}
    bad = [f"p{number}.xlsx" for number in range(1, 6)]
    assert {by_name.pop(name)["outcome"] for name in bad} == {"rejected"}
    assert len(by_name) == 28
    assert {one["outcome"] for one in by_name.values()} == {"accepted", "accepted_with_warnings"}
    for one in by_name.values():
        counts = one["accounting"]
        assert counts["asked"] == sum(counts[key] for key in list(NOTHING)[1:]) > 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_parser_that_dies_ends_the_reading_of_its_file(
    repo: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cage = Cage(Limits(wall_seconds=2, memory_bytes=200_000_000), parse_or_poison).__enter__()
    monkeypatch.setattr("plan_monitor.intake.opening._cage", lambda: cage)
    judge, data, found = Judge(repo, "2025H1"), filled(repo), {}
    for name in ("hang", "abort", "SYT", "panic"):
        judgement = judge.judge(put(tmp_path, f"{name}.xlsx", data))
        found[name] = (judgement.outcome, *checks(judgement))
    assert found == {
        "hang": ("rejected", "reading-timeout"),
        "abort": ("rejected", "reading-crashed"),
        "SYT": ("accepted",),
        "panic": ("rejected", "file-unreadable"),
    }


@pytest.mark.parametrize(
    "arguments",
    [
        ("no such file.xlsx", "--period", "2025H1"),
        ("{file}", "--period", "1999"),
        ("{file}", "--period", "2025H1", "--agency", "XYZ"),
        ("{file}",),
        ("--period", "2025H1"),
    ],
)
def test_unusable_arguments_end_with_2(repo: Workspace, arguments: tuple[str, ...]) -> None:
    file = str(repo.raw("2025H1") / "SYT_2025H1.xlsx")
    result = run(repo, "check", *(word.format(file=file) for word in arguments))
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr and "Traceback" not in result.stderr
