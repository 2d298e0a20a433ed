"""An analyst's own pandas tables as blocks, printed as the report prints its own."""

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from numbers import Real
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from plan_monitor.report.blocks import Align, Block, Cell, Column, Group, Row, Table, paragraph
from plan_monitor.report.phrases import say, words
from plan_monitor.report.widths import share
from plan_monitor.vietnamese.numbers import format_number
from plan_monitor.vietnamese.text import match_key

_WIDTH = 165.0  # millimetres of text on a page upright
_MOST_COLUMNS = 11
_NONE = "–"
_TRUTH = (bool, np.bool_)
_YEARS = range(1900, 2101)


class _Printed(NamedTuple):
    header: str
    texts: tuple[str, ...]
    align: Align


def frame_block(frame: pd.DataFrame) -> Block:
    """Return `frame` as a table; one with more columns than a page holds as several.

    The index is left out where it only counts the rows from 0. ``frame.attrs["caption"]`` becomes
    the caption.
    """
    index = _index_columns(frame)
    columns = [
        _print_column(_label(label), frame.iloc[:, place].tolist())
        for place, label in enumerate(frame.columns)
    ]
    caption = str(frame.attrs.get("caption", ""))
    if not index and not columns:
        return paragraph(say("own_table_empty"))
    step = max(1, _MOST_COLUMNS - len(index))
    parts = [columns[start : start + step] for start in range(0, len(columns), step)] or [[]]
    tables = [_table([*index, *part], caption) for part in parts]
    return tables[0] if len(tables) == 1 else Group(blocks=tuple(tables))


def series_block(series: "pd.Series[Any]") -> Block:
    """Return `series` as a table of one column beside its index."""
    name = say("own_table_value") if series.name is None else series.name
    return frame_block(series.to_frame(name))


def _table(columns: Sequence[_Printed], caption: str) -> Table:
    texts = [(column.header, *column.texts) for column in columns]
    rows = zip(*(column.texts for column in columns), strict=True)
    return Table(
        caption=caption,
        columns=tuple(
            Column(header=column.header, width=width, align=column.align)
            for column, width in zip(columns, share(texts, _WIDTH), strict=True)
        ),
        rows=tuple(Row(cells=tuple(Cell(text=text) for text in row)) for row in rows),
        notes=() if columns[0].texts else (say("own_table_empty"),),
    )


def _index_columns(frame: pd.DataFrame) -> list[_Printed]:
    """Return the index as columns; the name of the columns' own axis stands in its first header."""
    index = frame.index
    counts = index.empty or index.equals(pd.RangeIndex(len(index)))
    is_counting = counts and index.name is None
    across = " – ".join(str(name) for name in frame.columns.names if name is not None)
    if is_counting and index.nlevels == 1 and not across:
        return []
    levels = [index.get_level_values(level) for level in range(index.nlevels)]
    names = ["" if level.name is None else _label(level.name) for level in levels]
    names[0] = " / ".join(filter(None, (names[0], across)))
    return [
        _print_column(name, level.tolist(), is_index=True)
        for name, level in zip(names, levels, strict=True)
    ]


def _print_column(header: str, values: Sequence[object], *, is_index: bool = False) -> _Printed:
    present = [value for value in values if not _is_missing(value)]
    figures = [float(value) for value in present if isinstance(value, Real | Decimal)
               and not isinstance(value, _TRUTH)]  # fmt: skip
    is_numeric = len(figures) == len(present) and bool(present)
    decimals = max((_decimals(figure) for figure in figures), default=0)
    has_years = is_numeric and _are_years(figures) and (is_index or _speaks_of_years(header))
    texts = tuple(
        str(round(float(value))) if has_years and isinstance(value, Real) and not _is_missing(value)
        else _print_value(value, decimals)
        for value in values
    )  # fmt: skip
    return _Printed(header, texts, "right" if is_numeric and not has_years else "left")


def _print_value(value: object, decimals: int) -> str:
    if _is_missing(value):
        return _NONE
    if isinstance(value, _TRUTH):
        return words("truth")[str(value).lower()]
    if isinstance(value, Real | Decimal):
        return _print_figure(float(value), decimals)
    if isinstance(value, dt.datetime):
        has_hour = value.time() != dt.time()
        return f"{value:%d/%m/%Y %H:%M}" if has_hour else f"{value:%d/%m/%Y}"
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else str(value)


def _print_figure(figure: float, decimals: int) -> str:
    if math.isinf(figure):
        return "∞" if figure > 0 else "−∞"
    if figure and not round(figure, 4):  # smaller than the digits that a report prints
        return f"{figure:.2e}".replace(".", ",").replace("-", "−")
    return format_number(figure, decimals)


def _decimals(figure: float) -> int:
    return 0 if math.isinf(figure) else len(format_number(figure).partition(",")[2])


def _are_years(figures: Iterable[float]) -> bool:
    return all(figure.is_integer() and int(figure) in _YEARS for figure in figures)


def _speaks_of_years(header: str) -> bool:
    return not {"năm", "year"}.isdisjoint(match_key(header).replace("/", " ").split())


def _is_missing(value: Any) -> bool:
    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))


def _label(label: object) -> str:
    """Return the name of a column as its header; the levels of a name follow one another."""
    if isinstance(label, tuple):
        return " – ".join(text for one in label if (text := _label(one)))
    if _is_missing(label):
        return ""
    return str(label) if isinstance(label, int) else _print_value(label, 4)
