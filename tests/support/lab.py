"""A lab that is started and stopped, for the tests and the pictures that look at it."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from lxml import html
from playwright.sync_api import Page

from plan_monitor.workspace import Workspace

PATIENCE = 30  # seconds
_TOKEN, _READY = "thu", "Python 3 (ipykernel) | Idle"
_SETTINGS = {
    # else the lab takes away what is out of sight
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false"},  # else it asks
}


@contextmanager
def opened_lab(office: Workspace, folder: Path, period: str, agency: str) -> Iterator[str]:
    """Start the lab for an agency's report, and yield the address that the user's browser opens.

    Its own files, settings and log are in `folder`, where no user's are looked for.

    Raises
    ------
    AssertionError
        If it does not start, or if a process of it is left.
    """
    own = {f"JUPYTER_{name}_DIR": str(folder / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    own |= {f"JUPYTERLAB_{name}_DIR": str(folder / name) for name in ("SETTINGS", "WORKSPACES")}
    own["IPYTHONDIR"] = str(folder / "ipython")
    for name, settings in _SETTINGS.items():
        path = folder / "SETTINGS" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        *(sys.executable, "-m", "plan_monitor", "--root", str(office.root), "lab", period),
        *("--agency", agency, "--", "--no-browser", "--allow-root", "--ip=127.0.0.1"),
        *(f"--port={port}", f"--IdentityProvider.token={_TOKEN}"),
    ]
    with (folder / "lab.log").open("w") as log:
        lab = subprocess.Popen(
            command, stdout=log, stderr=log, env=os.environ | own, start_new_session=True
        )
        try:
            yield _address(folder / "RUNTIME", lab)
        finally:
            started = [psutil.Process(lab.pid), *psutil.Process(lab.pid).children(recursive=True)]
            for one in started:
                one.terminate()
            _, left = psutil.wait_procs(started, timeout=PATIENCE)
        assert not left


def run_all(page: Page, address: str) -> None:
    """Open the notebook at `address` and run all its cells."""
    page.goto(address)
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    page.get_by_text(_READY).wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def _address(folder: Path, lab: subprocess.Popen[bytes]) -> str:
    """Return the page that the lab opens in the user's browser, once it listens."""
    told = folder / f"jpserver-{lab.pid}-open.html"
    until = time.monotonic() + PATIENCE
    while not (told.is_file() and "</html>" in told.read_text()):
        log = (folder.parent / "lab.log").read_text()
        assert lab.poll() is None and time.monotonic() < until, log
        time.sleep(0.1)
    return html.fromstring(told.read_text()).xpath("string(//a/@href)")
