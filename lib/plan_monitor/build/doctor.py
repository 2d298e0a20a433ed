"""What a report of a fault needs, and whether this machine has what the program needs."""

import importlib.metadata
import importlib.util
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from packaging.requirements import Requirement

from plan_monitor import __version__
from plan_monitor.errors import UserError
from plan_monitor.plan.calendar import known_periods
from plan_monitor.plan.validation import find_faults
from plan_monitor.workspace import Workspace

Health = Literal["good", "optional", "bad"]
_LETTERS = "ăâđêôơưĂÂĐÊÔƠƯạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
_LEAST_FREE = 1 << 30
_SECRET = "SMTP"
_SET_UP = "chạy make setup"
_EXTRAS = (
    ("jupyterlab", "jupyterlab", "cần cho make lab"),
    ("distributed", "distributed", "cần cho EXECUTOR=dask"),
)
_TOOLS = (
    ("LibreOffice", ("soffice", "libreoffice"), "đổi Word sang PDF; báo cáo không cần"),
    ("git", ("git",), "ghi phiên bản vào manifest.json; báo cáo không cần"),
    ("make", ("make",), "các lệnh make; không có thì gõ lệnh plan-monitor tương ứng"),
)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, how it stands, and what to do where it is not good."""

    name: str
    said: str
    health: Health = "good"
    to_do: str = ""


def examine(workspace: Workspace | None) -> Iterator[Finding]:
    """Yield all that was looked at; without a workspace, the machine alone."""
    looks: list[Callable[[], Iterator[Finding]]] = [
        _machine,
        _encoding,
        _packages,
        _kernels,
        _font,
        _optional,
        _variables,
    ]
    if workspace is not None:
        looks += [partial(_disk, workspace.root), partial(_contents, workspace)]
    for look in looks:
        try:
            yield from look()
        except ImportError as error:
            yield Finding("Thư viện", f"thiếu {error.name}", "bad", _SET_UP)


def _machine() -> Iterator[Finding]:
    import psutil

    yield Finding("plan_monitor", __version__)
    yield Finding("Python", f"{platform.python_version()} ({platform.python_implementation()})")
    yield Finding("Hệ điều hành", f"{platform.system()} {platform.release()} {platform.machine()}")
    memory = psutil.virtual_memory().total / (1 << 30)
    yield Finding("Máy", f"{os.cpu_count()} lõi, {memory:.0f} GiB bộ nhớ")


def _encoding() -> Iterator[Finding]:
    files, out = sys.getfilesystemencoding(), sys.stdout.encoding or "?"
    if files.lower().replace("-", "") == "utf8" == out.lower().replace("-", ""):
        yield Finding("Bảng mã", "UTF-8")
        return
    to_do = "đặt biến môi trường PYTHONUTF8=1"
    yield Finding("Bảng mã", f"tên tệp {files}, màn hình {out}", "bad", to_do)


def _packages() -> Iterator[Finding]:
    """Compare what is installed with what the program says it needs."""
    needed = [Requirement(one) for one in importlib.metadata.requires("plan-monitor") or ()]
    own = [one for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})]
    wrong = [text for one in own if (text := _fault_of(one))]
    if wrong:
        yield Finding("Thư viện", "; ".join(wrong), "bad", _SET_UP)
    versions = (f"{one.name} {importlib.metadata.version(one.name)}"
                for one in own if not _fault_of(one))  # fmt: skip
    yield Finding("Thư viện", ", ".join(versions))


def _fault_of(needed: Requirement) -> str:
    try:
        found = importlib.metadata.version(needed.name)
    except importlib.metadata.PackageNotFoundError:
        return f"thiếu {needed.name}"
    if needed.specifier.contains(found, prereleases=True):
        return ""
    return f"{needed.name} {found}, cần {needed.specifier}"


def _kernels() -> Iterator[Finding]:
    from plan_monitor.build.kernels import WARM, choose_engine

    try:
        engine = choose_engine()
    except UserError as error:
        yield Finding("Kernel", f"{error.where}: {error.found}", "bad", error.what_to_do)
        return
    if engine.remark:
        yield Finding("Kernel", engine.remark, "optional", "báo cáo vẫn lập được, chậm hơn")
    else:
        yield Finding("Kernel", "khởi động nhanh" if engine.name == WARM else "khởi động thường")


def _font() -> Iterator[Finding]:
    """Look for every Vietnamese letter in the font of the charts."""
    from matplotlib.font_manager import findfont, get_font

    from plan_monitor.report.charts import CHART_STYLE

    (name,) = CHART_STYLE["font.family"]
    letters = get_font(findfont(name, fallback_to_default=False)).get_charmap()
    missing = "".join(one for one in _LETTERS if ord(one) not in letters)
    if missing:
        yield Finding("Phông của biểu đồ", f"{name} thiếu {missing}", "bad", "cài lại matplotlib")
    else:
        yield Finding("Phông của biểu đồ", f"{name}, đủ chữ tiếng Việt")


def _optional() -> Iterator[Finding]:
    for name, module, purpose in _EXTRAS:
        yield _found(name, importlib.util.find_spec(module) is not None, purpose, "pip install")
    for name, commands, purpose in _TOOLS:
        yield _found(name, any(map(shutil.which, commands)), purpose, "cài")


def _found(name: str, is_there: bool, purpose: str, install: str) -> Finding:
    if is_there:
        return Finding(name, "có")
    return Finding(name, f"không có ({purpose})", "optional", f"{install} {name}")


def _variables() -> Iterator[Finding]:
    """Name what changes the program's ways; what may be a secret is not shown."""
    for name in sorted(os.environ):
        if name.startswith("PLAN_MONITOR_"):
            yield Finding(name, "đã đặt" if _SECRET in name else os.environ[name])


def _disk(root: Path) -> Iterator[Finding]:
    if not os.access(root, os.W_OK):
        yield Finding("Thư mục làm việc", "không ghi được", "bad", "kiểm tra quyền của thư mục")
    free = shutil.disk_usage(root).free
    said = f"còn {free / (1 << 30):.1f} GiB"
    yield Finding("Đĩa", said, "bad", "dọn đĩa") if free < _LEAST_FREE else Finding("Đĩa", said)


def _contents(workspace: Workspace) -> Iterator[Finding]:
    try:
        faults, periods = find_faults(workspace), known_periods(workspace)
    except UserError as error:
        yield Finding("Kế hoạch", f"{error.where}: {error.found}", "bad", error.what_to_do)
        return
    if faults:
        yield Finding("Kế hoạch", f"{len(faults)} lỗi", "bad", "chạy plan-monitor plan validate")
    else:
        yield Finding("Kế hoạch", "không có lỗi")
    raw = {one.id: len(list(workspace.raw(one.id).glob("*"))) for one in periods}
    said = ", ".join(f"{period} ({count} tệp)" for period, count in raw.items())
    yield Finding("Các kỳ", said or "chưa có kỳ nào")
