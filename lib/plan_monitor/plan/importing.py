"""Make the plan's YAML from its document. Judgements already made are carried over by id."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from plan_monitor.errors import UserError
from plan_monitor.plan.body_names import BodyNames
from plan_monitor.plan.import_rows import ImportedRow, Reader
from plan_monitor.plan.indicators import Baseline, Decision, Milestone
from plan_monitor.plan.models import PlanHeader
from plan_monitor.plan.plan_files import AgenciesFile
from plan_monitor.plan.review import Doubt, Review, write_review
from plan_monitor.plan.source.reading import SUFFIXES, read_source
from plan_monitor.plan.tasks import TaskCorrection
from plan_monitor.plan.tidy import plain
from plan_monitor.plan.yaml_files import read_yaml, write_yaml

REVIEW_FILE = "import-review.csv"
_COMMENT = (
    "yaml-language-server: $schema=../schemas/{name}.schema.json\n"
    "Nguyên văn theo {source}; phần decided/corrected là lựa chọn của cơ quan, có lý do."
)
TABLE_FILES = ("indicators.yml", "tasks.yml")
_REGISTER = ("plan.yml", "agencies.yml")
_TAKEN_TOO = ("reporting.yml",)
_KEPT: dict[str, Any] = {
    "baseline": Baseline,
    "milestones": tuple[Milestone, ...],
    "decided": Decision,
    "corrected": TaskCorrection,
    "depends_on": tuple[str, ...],
}
_SAME = {
    "indicators": ("name", "unit.verbatim", "target_year"),
    "tasks": ("name", "leads_verbatim", "output", "deadline.verbatim"),
}
_WORDS = {"indicators": "chỉ tiêu", "tasks": "nhiệm vụ"}


def import_plan(source: Path, folder: Path, register: Path | None = None) -> tuple[Doubt, ...]:
    """Read the plan's document and write indicators.yml and tasks.yml into `folder`.

    What a person decided in files that are already there is kept for the rows that are still the
    same: id, name and unit of an indicator; id and every corrected cell of a task.

    Parameters
    ----------
    source : Path
        The plan as plain text, Word document or Markdown.
    folder : Path
        Where the plan's YAML is to stand.
    register : Path, optional
        A plan's folder from which plan.yml, agencies.yml and reporting.yml are taken if `folder`
        has none: they say which bodies and units there are.

    Returns
    -------
    tuple of Doubt
        What a person should look at, also written to ``import-review.csv`` in `folder`.

    Raises
    ------
    UserError
        If the document cannot be read, or there is no register of bodies.
    """
    review = Review()
    is_own = (folder / "plan.yml").exists()
    source = _only_source(source)
    _take_register(folder, register, review)
    bodies = read_yaml(folder / "agencies.yml", AgenciesFile)
    header = read_yaml(folder / "plan.yml", PlanHeader)
    reader = Reader(BodyNames([*bodies.groups, *bodies.agencies]), header.units, review)
    document = read_source(source, reader.judge)
    for doubt in document.doubts:
        review.add("", "", None, doubt)
    origin = header.number if is_own else source.name
    is_another = False
    indicators = reader.indicators(document)
    if indicators:
        rows, dropped = _with_kept(indicators, folder / "indicators.yml", "indicators", review)
        is_another |= dropped
        comment = _COMMENT.format(name="indicators", source=origin)
        write_yaml(folder / "indicators.yml", {"indicators": rows}, comment)
    sections, tasks = reader.tasks(document)
    if tasks:
        rows, dropped = _with_kept(tasks, folder / "tasks.yml", "tasks", review)
        is_another |= dropped
        comment = _COMMENT.format(name="tasks", source=origin)
        write_yaml(folder / "tasks.yml", {"sections": sections, "tasks": rows}, comment)
    if is_another:
        for name in ("amendments", "irregularities.yml"):
            if (folder / name).exists():
                why = f"{name} còn của bản cũ: xóa nếu văn bản này là một kế hoạch khác"
                review.add("", "", None, why)
    for found, name in ((indicators, TABLE_FILES[0]), (tasks, TABLE_FILES[1])):
        if not found:
            why = "không tìm thấy bảng này trong văn bản, không ghi tệp"
            review.add("", name, None, why)
    write_review(folder / REVIEW_FILE, review.doubts)
    return review.doubts


def _take_register(folder: Path, register: Path | None, review: Review) -> None:
    """Put the files that say which bodies and units there are into `folder` if it has none."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in (*_REGISTER, *_TAKEN_TOO):
        if (folder / name).exists():
            continue
        if name in _TAKEN_TOO and not (register and (register / name).is_file()):
            continue
        if register is None or not (register / name).is_file():
            raise UserError(
                str(folder / name),
                "không có tệp này",
                "danh bạ cơ quan (agencies.yml), đơn vị tính và chế độ báo cáo của kế hoạch",
                "chép từ một kế hoạch khác rồi sửa, hoặc chỉ ra bằng --register DIR",
            )
        shutil.copyfile(register / name, folder / name)
        review.add(
            "", "", None, f"{name} lấy từ {register.name}: thay bằng của kế hoạch này nếu khác"
        )


def _only_source(source: Path) -> Path:
    """Return the document; of a folder the only one in it."""
    if not source.is_dir():
        return source
    found = sorted(path for path in source.iterdir() if path.suffix.lower() in SUFFIXES)
    if len(found) == 1:
        return found[0]
    raise UserError(
        str(source),
        f"thư mục có {len(found)} văn bản đọc được",
        f"một tệp {', '.join(SUFFIXES)}",
        "chỉ ra đúng tệp của kế hoạch",
    )


def _with_kept(
    rows: Sequence[ImportedRow], path: Path, key: str, review: Review
) -> tuple[list[ImportedRow], bool]:
    """Return `rows` with what a person decided for the same rows in the existing file.

    A row that is another one under the same id keeps nothing: its decisions would be wrong ones.
    The second value tells whether there was such a row.
    """
    existing: Mapping[str, Any] = {}
    if path.is_file():
        found: dict[str, Any] = read_yaml(path, dict[str, Any])
        existing = {row["id"]: row for row in found.get(key) or [] if "id" in row}
    merged, has_dropped = [], False
    for row in rows:
        old = existing.get(row["id"], {})
        kept = {name: _tidy_kept(name, old[name]) for name in _KEPT if name in old}
        changed = [field for field in _SAME[key] if _at(old, field) != _at(row, field)]
        if kept and changed:
            why = f"khác bản đã có ({', '.join(changed)}): bỏ {', '.join(kept)} cũ, quyết định lại"
            review.add(f"{_WORDS[key]} {row['id']}", "", None, why)
            kept, has_dropped = {}, True
        elif kept and _at(old, "target.verbatim") != _at(row, "target.verbatim"):
            why = "mục tiêu khác bản đã có: giữ phần quyết định cũ, xem lại"
            review.add(f"{_WORDS[key]} {row['id']}", "", None, why)
        merged.append(row | kept)
    return merged, has_dropped


def _at(row: Mapping[str, Any], field: str) -> str:
    """Return what stands at ``unit.verbatim`` and the like, as text, empty for nothing."""
    value: Any = row
    for name in field.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return "" if value is None else str(value)


def _tidy_kept(name: str, value: Any) -> Any:
    """Return a kept value with its numbers as numbers; one that does not fit stays as it is."""
    try:
        model = TypeAdapter(_KEPT[name]).validate_python(value)
    except ValidationError:
        return value
    return [plain(one) for one in model] if isinstance(model, tuple) else plain(model)
