"""Write a plan's annexes as Markdown pipe tables, the columns in an order of their own."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from plan_monitor.plan.models import Plan
from plan_monitor.plan.tasks import Task

INDICATOR_HEADERS = ("Cơ quan theo dõi", "STT", "Mục tiêu", "Chỉ tiêu", "Ghi chú", "Đơn vị tính")
TASK_HEADERS = (
    "Thời hạn",
    "STT",
    "Nhiệm vụ",
    "Sản phẩm",
    "Cơ quan phối hợp",
    "Cơ quan chủ trì",
)


def write_markdown(path: Path, plan: Plan, horizons: dict[int, str]) -> None:
    """Write both annexes to `path`; `horizons` gives the printed heading of each target year."""
    notes = dict.fromkeys(note for task in plan.tasks for note in task.notes)
    lines = [
        "# PHỤ LỤC I",
        "",
        *_table(INDICATOR_HEADERS, _indicators(plan, horizons)),
        "",
        "# PHỤ LỤC II",
        "",
        *_table(TASK_HEADERS, _tasks(plan)),
        "",
        *(note.replace("[", "[^", 1).replace("]", "]:", 1) for note in notes),
        "",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")


def _table(headers: Sequence[str], rows: Iterable[Sequence[str | None]]) -> Iterator[str]:
    yield _line([f"**{header}**" for header in headers])
    yield _line(["---"] * len(headers))
    for row in rows:
        yield _line([_cell(text) for text in row])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str | None) -> str:
    marked = (text or "").replace("[", "[^").replace("|", "\\|").replace("<", "\\<")
    return marked.replace("\n", "<br>")


def _indicators(plan: Plan, horizons: dict[int, str]) -> Iterator[list[str | None]]:
    for number, year in enumerate(sorted(horizons), start=1):
        yield [None, "I" * number, None, horizons[year], None, None]
        for one in plan.indicators:
            if one.target_year == year:
                printed = one.unit.verbatim, one.target.verbatim, one.agencies_verbatim
                unit, target, agencies = printed
                yield [agencies, f"{one.id}.", target, one.name, None, unit]


def _tasks(plan: Plan) -> Iterator[list[str | None]]:
    for section in plan.sections:
        yield [None, section.id, section.name, None, None, None]
        for task in plan.tasks:
            if task.section == section.id:
                yield [
                    task.deadline.verbatim,
                    task.id,
                    _bold(task),
                    task.output,
                    task.cooperating_verbatim,
                    task.leads_verbatim,
                ]


def _bold(task: Task) -> str:
    """Return a task's name with its first word in bold."""
    first, space, rest = task.name.partition(" ")
    return f"**{first}**{space}{rest}"
