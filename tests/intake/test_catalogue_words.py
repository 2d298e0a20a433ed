"""Each check of words: what fires it, what does not, and what is kept of them."""

import pytest
from openpyxl.styles import Font

from plan_monitor.workspace import Workspace
from tests.intake.catalogue import DAY, check_conservation, soiled, told

GOOD = {("27", "Thực hiện"): 71.5, ("27", "Ngày số liệu"): DAY}
NOTE = ("27", "Ghi chú")
TCVN3 = "Tû lÖ hé nghÌo, TØnh \u00adu tiªn ph¸t triÓn n«ng nghiÖp"
UNICODE = "Tỷ lệ hộ nghèo, Tỉnh ưu tiên phát triển nông nghiệp"
# Check, what is written, what is kept of it, and what does not fire the check.
WORDS = [
    ("text-invisible", "Kế\u200bhoạch", "Kếhoạch", "Kế hoạch"),
    ("text-invisible", "Kế\u00adhoạch", "Kếhoạch", "Kế-hoạch"),
    ("text-invisible", "Kế\u202ehoạch", "Kếhoạch", "dòng một\nhai"),
    ("text-invisible", "Kế_x0007_hoạch", "Kếhoạch", "Kế_x000B_hoạch"),
    ("text-like-formula", "@SUM(A1)", "@SUM(A1)", "SUM(A1)"),
    ("text-like-formula", "+cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "+ Đã ban hành (đợt 1)"),
    ("text-like-formula", "-SUM(A1)", "-SUM(A1)", "- Tập trung (quý II) hoàn thành"),
    ("text-too-long", "a" * 2_001, "a" * 2_001, "a" * 2_000),
    ("text-too-long", "a" * 6_000, "a" * 5_000, "a"),
    ("text-legacy-encoding", TCVN3, UNICODE, UNICODE),
]


@pytest.mark.parametrize(("check", "written", "kept", "sound"), WORDS)
def test_words(repo: Workspace, check, written, kept, sound) -> None:
    cleaned = soiled(repo, "SYT", GOOD | {NOTE: written})
    assert check in told(cleaned)
    (row,) = cleaned.observations
    assert (row.note, row.value, row.outcome) == (kept, 71.5, "accepted")
    check_conservation(cleaned)
    assert check not in told(soiled(repo, "SYT", GOOD | {NOTE: sound}))


def test_a_letter_that_only_tcvn3_writes_as_a_soft_hyphen_is_no_hidden_sign(
    repo: Workspace,
) -> None:
    def change(book) -> None:
        book["Chỉ tiêu"]["K7"].font = Font(name=".VnTime")

    cleaned = soiled(repo, "SYT", GOOD | {NOTE: TCVN3}, change)
    assert "text-invisible" not in told(cleaned)
    (finding,) = [row for row in cleaned.findings.rows if row.check_id == "text-legacy-encoding"]
    assert finding.found == "TCVN3, 1 ô, từ Chỉ tiêu!K7"


def test_words_beside_an_estimate_are_the_words_beside_the_actual(repo: Workspace) -> None:
    cleaned = soiled(repo, "SYT", GOOD | {("27", "Ước thực hiện"): 72, NOTE: "dài " * 900})
    first, second = cleaned.observations
    assert first.note == second.note and len(first.note) > 3_000
    assert [row.check_id for row in cleaned.findings.rows].count("text-too-long") == 1


FIRED = {case[0] for case in WORDS}
