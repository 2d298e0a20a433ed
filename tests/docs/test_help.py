"""`make help` fits one screen, and names what an office types."""

import re
import subprocess

from tests.conftest import REPO, needs_tool

LINES, COLUMNS = 24, 100
TARGETS = re.findall(r"^([a-z][a-z-]*):", (REPO / "Makefile").read_text("utf-8"), re.MULTILINE)


def said(target: str) -> list[str]:
    needs_tool("make")
    command = ["make", "-C", str(REPO), "--no-print-directory", target]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    return done.stdout.splitlines()


def test_help_fits_one_screen() -> None:
    lines = said("help")
    assert len(lines) <= LINES
    assert [line for line in lines if len(line) > COLUMNS] == []


def test_every_target_is_explained_once() -> None:
    explained = re.findall(
        r"^  ([a-z-]+) +[A-Z].*", "\n".join(said("help") + said("help-dev")), re.M
    )
    assert sorted(explained) == sorted(set(TARGETS) - {"help", "help-dev", "need-period"})


def test_targets_for_developers_are_named_without_words() -> None:
    names = [line.split()[0] for line in said("help-dev")[1:]]
    assert "lint" in names and "report" not in names
    lines = said("help")
    begin = lines.index("Development, see make help-dev") + 1
    assert " ".join(lines[begin:-1]).split() == names
