"""One reader and one writer for every table: CSV in UTF-8, checked against the row's model.

A spreadsheet runs a text that begins like a formula. Such a text, and one that begins with an
apostrophe, is written with an apostrophe before it, which the reader takes away.
"""

import csv
import datetime as dt
import io
import os
import re
import types
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args

import pandas as pd
from pydantic import BaseModel

from plan_monitor.errors import UserError
from plan_monitor.files import write_atomically

Row = TypeVar("Row", bound=BaseModel)
_RUN = ("=", "+", "-", "@", "\t", "\r", "'")
_APOSTROPHE = re.compile(r"^'(?=[=+\-@\t\r'])")


def write_table(path: Path, model: type[Row], rows: Iterable[Row]) -> None:
    """Write `rows` to `path`: a header, then one line a row; None is empty, floats 10 digits."""
    names = list(model.model_fields)
    lines = [_line(names)]
    lines += [_line(_to_text(getattr(row, name)) for name in names) for row in rows]
    write_atomically(path, "".join(lines))


def append_row(path: Path, row: BaseModel) -> None:
    """Add `row` to the table at `path`, and return when the disk has it."""
    names = list(type(row).model_fields)
    path.parent.mkdir(parents=True, exist_ok=True)
    is_new = not path.is_file()
    with path.open("ab") as file:
        head = "" if file.tell() else _line(names)
        line = _line(_to_text(getattr(row, name)) for name in names)
        file.write((head + line).encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())
    if is_new and os.name == "posix":  # the name of a new file is kept in its folder
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def read_table(path: Path, model: type[Row]) -> list[Row]:
    """Return the rows of `path` as `model`.

    Raises
    ------
    UserError
        If the file is missing: an earlier step of the report has not been run.
    """
    if not path.is_file():
        raise UserError(
            str(path),
            "chưa có bảng này",
            "bảng do bước trước của báo cáo ghi ra",
            "chạy make report cho kỳ này trước",
        )
    optional = {name for name, field in model.model_fields.items() if _allows_none(field)}
    with path.open(encoding="utf-8", newline="") as file:
        return [
            model.model_validate(
                {
                    key: None if key in optional and not text else _APOSTROPHE.sub("", text)
                    for key, text in row.items()
                }
            )
            for row in csv.DictReader(file)
        ]


def to_frame(rows: Sequence[BaseModel], model: type[BaseModel]) -> pd.DataFrame:
    """Return `rows` as a frame with the model's columns, also when there are none."""
    return pd.DataFrame([row.model_dump() for row in rows], columns=list(model.model_fields))


def _line(cells: Iterable[str]) -> str:
    """Return a line of the table; a carriage return stands in quotes, as a line feed does."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue().removesuffix("\r\n") + "\n"


def _allows_none(field: Any) -> bool:
    return types.NoneType in get_args(field.annotation)


def _to_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, dt.date):
        return value.isoformat()
    return f"'{value}" if isinstance(value, str) and value.startswith(_RUN) else str(value)
