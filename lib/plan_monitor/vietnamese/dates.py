"""Dates as Vietnamese documents write them."""

import datetime as dt


def short_date(day: dt.date) -> str:
    """Return ``31/05/2025``."""
    return f"{day:%d/%m/%Y}"


def long_date(day: dt.date) -> str:
    """Return ``ngày 01 tháng 6 năm 2025``.

    Days under 10 and the months 1 and 2 are padded, other months are not
    (Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.4).
    """
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"
