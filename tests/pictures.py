"""The tutorial's pictures: python -m tests.pictures (make pictures).

They are drawn from the same two agencies as the tutorial's commands, so they show what its reader
sees. Chromium, LibreOffice and pdftoppm are needed; a picture differs a little with their versions,
so no test compares them.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageChops
from playwright.sync_api import sync_playwright

from plan_monitor.workspace import Workspace
from tests.conftest import REPO
from tests.support.lab import opened_lab, run_all
from tests.support.reports import run

PERIOD = "2025H1"
_TO = REPO / "docs" / "pictures"
_CAME = {"SYT_2025H1.xlsx": "2025-05-20T13:48+07:00", "SKHCN_2025H1.xlsx": "2025-05-20T10:28+07:00"}
_COLOURS, _DPI, _MARGIN = 96, 88, 12
_SIZE = {"width": 960, "height": 620}
_LAB = {"width": 1200, "height": 760}


def main() -> None:
    """Draw all pictures into docs/pictures."""
    with tempfile.TemporaryDirectory() as folder:
        office = _office(Path(folder) / "office")
        _TO.mkdir(exist_ok=True)
        reports = office.reports(PERIOD)
        _show_pages(
            {
                "status": reports / "status.html",
                "portal": reports / "index.html",
                "report-page": reports / "province" / "report.html",
            }
        )
        _show_lab(office, Path(folder))
        for name, document, page in (
            ("form", office.form(PERIOD, "SKHCN"), 1),
            ("reply", office.reply(PERIOD, "SKHCN"), 1),
            ("report-word", reports / "province" / "report.docx", 1),
        ):
            _show_document(name, document, page, Path(folder))


def _office(folder: Path) -> Workspace:
    """Do what the tutorial does, as far as the pictures need it."""
    demo = Workspace.at(REPO)
    _run(demo, "init", str(folder))
    shutil.copytree(demo.root / "params" / "sample", folder / "params" / "sample")
    office = Workspace.at(folder)
    _run(office, "templates", PERIOD)
    for name, at in _CAME.items():
        _run(office, "receive", str(demo.raw(PERIOD) / name), "--period", PERIOD, "--at", at)
    _run(office, "status", PERIOD)
    _run(office, "report", PERIOD)
    _run(office, "replies", PERIOD)
    return office


def _run(workspace: Workspace, *arguments: str) -> None:
    done = run(workspace, *arguments)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)


def _show_pages(pages: dict[str, Path]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for name, path in pages.items():
            page = browser.new_page(viewport=_SIZE)  # type: ignore[arg-type]
            page.goto(path.as_uri())
            page.screenshot(path=_TO / f"{name}.png")
            _keep(Image.open(_TO / f"{name}.png"), name)
        browser.close()


def _show_lab(office: Workspace, folder: Path) -> None:
    """Show the lab as an analyst sees it who has run an agency's notebook."""
    with sync_playwright() as playwright, opened_lab(office, folder, PERIOD, "SYT") as address:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport=_LAB)  # type: ignore[arg-type]
        run_all(page, address)
        outputs = page.locator(".jp-OutputArea-output")
        outputs.filter(has_text="Phụ lục V").first.wait_for()
        outputs.filter(has=page.locator("svg")).first.evaluate("one => one.scrollIntoView(true)")
        page.screenshot(path=_TO / "lab.png")
        _keep(Image.open(_TO / "lab.png"), "lab")
        browser.close()


def _show_document(name: str, document: Path, number: int, folder: Path) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*convert, str(document)], check=True, capture_output=True)
    page = ["pdftoppm", "-png", "-r", str(_DPI), "-f", str(number), "-l", str(number)]
    made = folder / name
    subprocess.run([*page, "-singlefile", str(folder / f"{document.stem}.pdf"), made], check=True)
    _keep(_trimmed(Image.open(made.with_suffix(".png"))), name)


def _trimmed(picture: Image.Image) -> Image.Image:
    """Cut off the white around, but for a margin."""
    rgb = picture.convert("RGB")
    box = ImageChops.difference(rgb, Image.new("RGB", rgb.size, "white")).getbbox()
    if box is None:
        return rgb
    left, top, right, bottom = box
    return rgb.crop(
        (max(0, left - _MARGIN), max(0, top - _MARGIN), right + _MARGIN, bottom + _MARGIN)
    )


def _keep(picture: Image.Image, name: str) -> None:
    """Write a small file: few colours are enough for pages of text."""
    small = picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    small.save(_TO / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
