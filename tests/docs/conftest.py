import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPO


def build(source: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Build the site of `source` into `folder`/site as `make docs` does; write nowhere else."""
    command = [sys.executable, "-B", "-m", "sphinx", "-q", "-E", "-W", "--keep-going"]
    command += ["-c", str(source / "docs"), "-d", str(folder / "doctrees")]
    return subprocess.run(
        [*command, str(source), str(folder / "site")],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documentation as it is built from this repository."""
    folder = tmp_path_factory.mktemp("docs")
    done = build(REPO, folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return folder / "site"
