"""The tutorial, word by word: every command is run in a copy, and prints what the page says."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import REPO, needs_tool
from tests.support.pages import check_page, is_as_printed

pytestmark = pytest.mark.full


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What git holds, in a folder of its own, with the environment that is there already."""
    needs_tool("git")
    needs_tool("make")
    folder = tmp_path / "plan_monitor"
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=REPO, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        if (REPO / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(REPO / name, folder / name)
    (folder / ".venv").symlink_to(REPO / ".venv")
    return folder


def test_the_tutorial_does_what_it_says(clone: Path) -> None:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))
    }
    faults = list(check_page(clone / "docs" / "tutorial.md", clone, environment))
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("wanted", "found", "is_same"),
    [
        ("a … c\n", "a b c\n", True),
        ("a … c\n", "a\nc\n", False),
        ("…\nb\n", "x\ny\nb\n", True),
        ("…\nb\n", "b\n", True),
        ("b\n", "x\nb\n", False),
        ("", "", True),
        ("", "x\n", False),
    ],
)
def test_what_a_page_leaves_open(wanted: str, found: str, is_same: bool) -> None:
    assert is_as_printed(wanted, found) is is_same
