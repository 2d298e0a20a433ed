"""Run the command line and read back what it made."""

import io
import subprocess
import sys
from pathlib import Path

import docx
from lxml import html
from openpyxl import load_workbook

from plan_monitor.workspace import Workspace
from tests.intake.helpers import cell_of


def run(workspace: Workspace, *arguments: str, **options) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user does, outside the workspace."""
    return subprocess.run(
        [sys.executable, "-m", "plan_monitor", "--root", str(workspace.root), *arguments],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        timeout=800,
        **options,
    )


def word_cells(path: Path) -> list[list[str]]:
    word = docx.Document(io.BytesIO(path.read_bytes()))
    return [[cell.text for cell in row.cells] for table in word.tables for row in table.rows]


def word_text(path: Path) -> str:
    word = docx.Document(io.BytesIO(path.read_bytes()))
    return "\n".join(p.text for p in word.paragraphs)


def page_rows(path: Path) -> list[list[str]]:
    page = html.fromstring(path.read_bytes().decode("utf-8"))
    return [
        [" ".join(cell.text_content().split()) for cell in row.iter("td", "th")]
        for row in page.iter("tr")
    ]


def submitted(workspace: Workspace, file: str, item: str, header: str):
    return cell_of(load_workbook(workspace.raw("2025H1") / file), item, header).value
