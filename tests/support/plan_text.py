"""Write a plan's annexes in the plain-text form of its document: the importer's counterpart."""

from collections.abc import Iterator

from plan_monitor.plan.models import Plan

EMPTY = "\u00a0"
INDICATOR_HEADERS = ("TT", "Chỉ tiêu", "Đơn vị", "Kết quả", "Cơ quan chủ trì theo dõi, đánh giá")
TASK_HEADERS = (
    "TT",
    "Tên nhiệm vụ",
    "Cơ quan chủ trì",
    "Cơ quan phối hợp",
    "Kết quả",
    "Thời gian hoàn thành",
)


def annexes(plan: Plan, horizons: dict[int, str]) -> str:
    """Return both annexes; `horizons` gives the printed heading of each target year."""
    cells = ["PHỤ LỤC I", "DANH MỤC CÁC CHỈ TIÊU\n(Kèm theo Kế hoạch)", *INDICATOR_HEADERS]
    cells += _indicator_cells(plan, horizons)
    cells += [EMPTY, "PHỤ LỤC II", "DANH MỤC CÁC NHIỆM VỤ", *TASK_HEADERS]
    cells += _task_cells(plan)
    cells += [EMPTY, EMPTY, *dict.fromkeys(note for task in plan.tasks for note in task.notes)]
    return "\n\n".join(cells) + "\n"


def _indicator_cells(plan: Plan, horizons: dict[int, str]) -> Iterator[str]:
    for number, year in enumerate(sorted(horizons), start=1):
        yield from ("I" * number, horizons[year], EMPTY, EMPTY, EMPTY)
        for item in plan.indicators:
            if item.target_year == year:
                stop = "" if "." in item.id else "."
                yield from (
                    f"{item.id}{stop}",
                    item.name,
                    item.unit.verbatim or EMPTY,
                    item.target.verbatim or EMPTY,
                    item.agencies_verbatim or EMPTY,
                )


def _task_cells(plan: Plan) -> Iterator[str]:
    for number, section in enumerate(plan.sections):
        yield from (section.id, section.name, *[EMPTY] * (2 + number % 3))
        for task in plan.tasks:
            if task.section == section.id:
                yield from (
                    f"{task.id}.",
                    task.name.replace("\n", "\n\n"),
                    task.leads_verbatim,
                    task.cooperating_verbatim or EMPTY,
                    task.output or EMPTY,
                    task.deadline.verbatim or EMPTY,
                )
