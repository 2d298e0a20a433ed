"""params/delivery.yml: the words of the mail, where mail may go, and how fast."""

import string
from typing import Annotated

from pydantic import AfterValidator, Field

from plan_monitor.errors import UserError
from plan_monitor.plan.strict import Strict
from plan_monitor.plan.yaml_files import read_yaml
from plan_monitor.workspace import Workspace

_KNOWN = frozenset(
    ("agency", "count", "date", "deadline", "files", "late", "mark", "period", "plan", "replaces",
     "sample", "sender")
)  # fmt: skip


def _fillable(text: str) -> str:
    """Return `text` if nothing but known names stands in its braces."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        raise ValueError("dấu ngoặc nhọn không khép") from None
    for _, name, spec, conversion in parts:
        if name is not None and (name not in _KNOWN or spec or conversion):
            raise ValueError(f"chỗ điền {{{name}}} không có; có: {', '.join(sorted(_KNOWN))}")
    return text


Words = Annotated[str, Field(min_length=1), AfterValidator(_fillable)]
Domain = Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")]


class FileWords(Strict):
    """What the mail calls each kind of file."""

    page: Words
    word: Words
    appendix: Words
    reply: Words
    form: Words


class Delivery(Strict):
    """params/delivery.yml.

    `domains` are those that mail may go to, with what lies below them; `per_minute` is how many
    messages are sent in a minute at most. In `body`, the sentences `late`, `sample`,
    `replaces` and `deadline` are left out where they do not apply.
    """

    per_minute: int = Field(ge=1, le=600)
    domains: tuple[Domain, ...]
    subject: Words
    mark: str
    body: Words
    late: Words
    sample: Words
    replaces: Words
    deadline: Words
    files: FileWords


def load_delivery(workspace: Workspace) -> Delivery:
    """Read params/delivery.yml.

    Raises
    ------
    UserError
        If it is missing or at fault.
    """
    path = workspace.delivery_settings
    if not path.is_file():
        raise UserError(
            "params/delivery.yml",
            "chưa có tệp này",
            "lời thư, tên miền được phép nhận, tốc độ gửi",
            "chép từ thư mục làm việc mẫu của plan_monitor rồi sửa",
        )
    return read_yaml(path, Delivery)
