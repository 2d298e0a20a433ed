"""Workbooks made into plain values. This runs in the cage: what is read here is not trusted."""

from plan_monitor.intake.door import kind_of
from plan_monitor.intake.raw import RawWorkbook

PRELOAD = tuple(f"plan_monitor.intake.parsers.{name}" for name in ("xlsx", "xls", "ods"))


def parse_workbook(name: str, data: bytes) -> RawWorkbook:
    """Return what the workbook called `name` with the content `data` holds.

    The file has passed the door; its content decides how it is read, not its name.

    Raises
    ------
    RefusedWorkbook
        If the workbook is sound but not to be read: too large, or locked with a password.
    """
    kind = kind_of(data)
    if kind in {"xlsx", "xlsm"}:
        from plan_monitor.intake.parsers.xlsx import read_xlsx

        return read_xlsx(data)
    if kind == "xls":
        from plan_monitor.intake.parsers.xls import read_xls

        return read_xls(data)
    if kind == "ods":
        from plan_monitor.intake.parsers.ods import read_ods

        return read_ods(data)
    if kind == "xlsb":
        from plan_monitor.intake.parsers.calamine import read_with_calamine

        return read_with_calamine(data)
    raise ValueError(f"{name}: no workbook")
