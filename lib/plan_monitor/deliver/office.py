"""A workspace for real data: the plan, the periods and the notebooks, without the samples."""

import shutil
from pathlib import Path

from plan_monitor.errors import UserError
from plan_monitor.workspace import Workspace

_COPIED = ("params/plan", "params/periods", "params/schemas", "notebooks")
_FILES = ("params/delivery.yml", "delivery/recipients.example.yml")
_IGNORE = """# Số liệu của các cơ quan không đưa vào kho mã nguồn.
/data/
/reports/
/editions/
/.plan_monitor/
/delivery/recipients.yml
/delivery/register.csv
.ipynb_checkpoints/
"""


def create_office(workspace: Workspace, folder: Path) -> str:
    """Make `folder` a workspace and return what to do next.

    Raises
    ------
    UserError
        If `folder` is there already and not empty.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UserError(
            str(folder), "thư mục không trống", "thư mục mới", "chọn tên khác hoặc xóa nội dung cũ"
        )
    for name in _COPIED:
        shutil.copytree(
            workspace.root / name,
            folder / name,
            ignore=shutil.ignore_patterns(".ipynb_checkpoints"),
        )
    for name in _FILES:
        if (workspace.root / name).is_file():
            (folder / name).parent.mkdir(exist_ok=True)
            shutil.copyfile(workspace.root / name, folder / name)
    for name in ("params/receipts", "data/raw"):
        (folder / name).mkdir(parents=True)
    (folder / ".gitignore").write_text(_IGNORE, encoding="utf-8")
    return (
        f"Đã tạo {folder}. Tiếp theo:\n"
        f"  plan-monitor --root {folder} templates <kỳ>   ghi biểu mẫu để gửi các cơ quan\n"
        f"  plan-monitor --root {folder} report <kỳ>      lập báo cáo khi đã nhận tệp"
    )
