"""From the rows of a plan's tables to the rows of its YAML, with every doubt noted."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from plan_monitor.plan.body_names import BodyNames, has_separator
from plan_monitor.plan.cells import (
    doubt_deadline,
    doubt_target,
    parse_deadline,
    parse_parts,
    parse_target,
)
from plan_monitor.plan.models import UnitSpelling
from plan_monitor.plan.review import Review
from plan_monitor.plan.source.rows import SourceDocument, SourceRow, SourceTable
from plan_monitor.plan.tidy import plain
from plan_monitor.vietnamese.text import match_key

ImportedRow = dict[str, Any]
_YEAR = re.compile(r"\b(20\d\d)\b")
_NO_SECTION = "I"
_CAPITAL = re.compile(r"[ABDEGHKLMNOPQRSTUY]")
_COLUMNS = {
    "name": "tên",
    "unit": "đơn vị",
    "target": "mục tiêu",
    "agencies": "cơ quan theo dõi",
    "leads": "cơ quan chủ trì",
    "cooperating": "cơ quan phối hợp",
    "output": "kết quả",
    "deadline": "thời hạn",
}


class Reader:
    """Reads rows against a register of bodies and units; what is uncertain goes to `review`."""

    def __init__(self, names: BodyNames, units: Sequence[UnitSpelling], review: Review) -> None:
        self._names = names
        self._units = {match_key(text): unit.code for unit in units for text in unit.spellings}
        self._review = review

    def judge(self, kind: str, cells: Mapping[str, str | None]) -> int:
        """Return how many of a row's cells read as what their column says."""
        if kind == "indicators":
            unit = cells.get("unit")
            return (
                self._is_named(cells.get("agencies"))
                + (unit is None or match_key(unit) in self._units)
                + (doubt_target(cells.get("target")) is None)
            )
        return (
            self._is_named(cells.get("leads"))
            + self._is_named(cells.get("cooperating"))
            + (parse_deadline(cells.get("deadline")).kind != "unknown")
        )

    def _is_named(self, cell: str | None) -> bool:
        return cell is None or not self._names.parse(cell).unknown

    def indicators(self, document: SourceDocument) -> list[ImportedRow]:
        """Return the rows of indicators.yml."""
        found = []
        for table in document.tables:
            if table.kind == "indicators":
                named = replace(table, rows=tuple(_named_groups(table.rows)))
                for heading, number, row in self._numbered(named, "chỉ tiêu"):
                    year = _YEAR.search(heading.heading or "") if heading else None
                    found.append(self._indicator(row, number, int(year[1]) if year else table.year))
        return found

    def tasks(self, document: SourceDocument) -> tuple[list[ImportedRow], list[ImportedRow]]:
        """Return the groups and the rows of tasks.yml."""
        sections: list[ImportedRow] = []
        tasks: list[ImportedRow] = []
        for table in document.tables:
            if table.kind != "tasks":
                continue
            named = replace(table, rows=tuple(_named_groups(table.rows)))
            sections += [
                {"id": row.number, "name": row.heading} for row in named.rows if row.heading
            ]
            for heading, number, row in self._numbered(named, "nhiệm vụ"):
                section = heading.number if heading else _NO_SECTION
                tasks.append(self._task(row, number, section, document.footnotes))
        if tasks and not sections:
            sections = [{"id": _NO_SECTION, "name": "Nhiệm vụ"}]
            self._review.add("", "nhóm nhiệm vụ", None, "bảng không chia nhóm, đặt một nhóm I")
        return sections, tasks

    def _numbered(
        self, table: SourceTable, what: str
    ) -> Iterator[tuple[SourceRow | None, str, SourceRow]]:
        """Yield each row with the heading above it and its id.

        Where the numbers begin again in each group, the group's number stands before them.
        """
        rows = [row for row in table.rows if row.heading is None]
        repeats = any(n > 1 for n in Counter(row.number for row in rows if row.number).values())
        if repeats:
            why = "số thứ tự lặp lại giữa các nhóm: ghi thêm số của nhóm phía trước"
            self._review.add("", f"số thứ tự {what}", None, why)
        heading, count = None, 0
        given: set[str] = set()
        for row in table.rows:
            if row.heading is not None:
                heading = row
                continue
            count += 1
            number = row.number or str(count)
            if not row.number:
                why = f"không có số thứ tự, đánh số {number}"
                self._review.add(f"{what} {number}", "", row.cells.get("name"), why)
            own = f"{heading.number}.{number}" if repeats and heading else number
            unique = next(one for one in _numbers_like(own) if one not in given)
            if unique != own:
                why = f"số {own} đã có ở hàng khác, ghi là {unique}"
                self._review.add(f"{what} {unique}", "số thứ tự", row.number, why)
            given.add(unique)
            yield heading, unique, row

    def _indicator(self, row: SourceRow, number: str, year: int | None) -> ImportedRow:
        item = f"chỉ tiêu {number}"
        target, agencies, unit = (row.cells.get(k) for k in ("target", "agencies", "unit"))
        parsed = parse_target(target)
        self._doubt(item, "target", target, doubt_target(target))
        if target is None and agencies is not None:
            self._doubt(item, "target", None, "ô trống: coi là dòng nhóm, không có mục tiêu")
        if unit is None and target is not None:
            self._doubt(item, "unit", None, "ô trống: mục tiêu không có đơn vị")
        if year is None:
            self._review.add(
                item, "năm mục tiêu", None, "không thấy năm ở tiêu đề nhóm hay tên cột"
            )
        kind = "heading" if target is None else "numeric"
        indicator = {
            "id": number,
            "target_year": year,
            "kind": "qualitative" if parsed.operator == "text" else kind,
            "name": row.cells.get("name"),
            "unit": _drop_empty({"verbatim": unit, "code": self._unit(item, unit)}),
            "target": plain(parsed),
            "agencies": self._bodies(item, "agencies", agencies),
            "agencies_verbatim": agencies,
            "milestones": list(self._milestones(item, row)),
        }
        return _drop_empty(indicator)

    def _milestones(self, item: str, row: SourceRow) -> Iterator[ImportedRow]:
        for year, text in sorted(row.milestones.items()):
            value = parse_target(text).value
            if value is None:
                self._review.add(item, f"mốc {year}", text, "không đọc được thành một số, bỏ qua")
                continue
            why = f"đọc là giá trị {value:g} phải qua vào cuối năm {year}"
            self._review.add(item, f"mốc {year}", text, why)
            whole = int(value) if value.is_integer() else value
            yield {"year": year, "value": whole, "verbatim": text}

    def _task(
        self, row: SourceRow, number: str, section: str, footnotes: Mapping[str, str]
    ) -> ImportedRow:
        item = f"nhiệm vụ {number}"
        name = row.cells.get("name") or ""
        leads, cooperating = row.cells.get("leads"), row.cells.get("cooperating")
        deadline = row.cells.get("deadline")
        self._doubt(item, "deadline", deadline, doubt_deadline(deadline))
        if leads is None:
            self._doubt(item, "leads", None, "ô trống: chưa có cơ quan chủ trì")
        self._spilled(item, row.cells.get("output"), deadline)
        task = {
            "id": number,
            "section": section,
            "name": name,
            "leads": self._bodies(item, "leads", leads),
            "leads_verbatim": leads,
            "cooperating": self._bodies(item, "cooperating", cooperating),
            "cooperating_verbatim": cooperating,
            "output": row.cells.get("output"),
            "deadline": plain(parse_deadline(deadline)),
            "parts": list(parse_parts(name)),
            "notes": [note for mark, note in footnotes.items() if mark in name],
        }
        return _drop_empty(task)

    def _spilled(self, item: str, output: str | None, deadline: str | None) -> None:
        """Doubt the output as well where its last letters stand before the deadline."""
        why = doubt_deadline(deadline)
        if output and why and "tràn từ ô bên cạnh" in why:
            self._doubt(item, "output", output, "có thể thiếu chữ đã tràn sang ô thời hạn")

    def _bodies(self, item: str, role: str, cell: str | None) -> list[str]:
        named = self._names.parse(cell)
        for words in named.unknown:
            self._doubt(item, role, words, "không nhận ra cơ quan")
        for _, words in named.spellings:
            if has_separator(words):
                why = "tên có dấu phân cách, đọc là một tên theo danh bạ"
                self._review.add(item, "cơ quan", words, why)
        return list(named.codes)

    def _unit(self, item: str, unit: str | None) -> str | None:
        code = self._units.get(match_key(unit or ""))
        if unit and code is None:
            self._doubt(item, "unit", unit, "đơn vị chưa có trong plan.yml (units)")
        return code

    def _doubt(self, item: str, role: str, printed: str | None, why: str | None) -> None:
        self._review.add(item, _COLUMNS[role], printed, why)


def _named_groups(rows: Sequence[SourceRow]) -> Iterator[SourceRow]:
    """Yield the rows with numbers for the groups: each its own, a letter's before a numeral's."""
    outer, count = "", 0
    given: set[str] = set()
    for row in rows:
        if row.heading is None:
            yield row
            continue
        count += 1
        number = row.number or str(count)
        if _CAPITAL.fullmatch(number):
            outer = number
        elif number in given and outer:
            number = f"{outer}.{number}"
        unique = next(one for one in _numbers_like(number) if one not in given)
        given.add(unique)
        yield replace(row, number=unique)


def _numbers_like(number: str) -> Iterator[str]:
    """Yield ``7``, then ``7-2``, ``7-3`` and so on."""
    yield number
    for suffix in itertools.count(2):
        yield f"{number}-{suffix}"


def _drop_empty(row: ImportedRow) -> ImportedRow:
    return {key: value for key, value in row.items() if value not in (None, [], {})}
