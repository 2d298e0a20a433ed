"""Which row of a table answers which item: by code, each once."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from plan_monitor.intake import layout
from plan_monitor.intake.findings import Findings
from plan_monitor.intake.raw import RawCell
from plan_monitor.intake.reading import RawRow, RawSubmission
from plan_monitor.plan.indicators import Indicator
from plan_monitor.vietnamese.text import match_key

Answers = dict[str, RawRow | None]
_ASKED = {
    layout.INDICATOR_TABLE: layout.INDICATOR_ASKED,
    layout.TASK_TABLE: layout.TASK_ASKED,
    layout.EARLIER_TABLE: layout.EARLIER_ASKED,
}
_MOST_EXTRA = 20  # rows told one by one
_MAX_CODE = 40  # characters of what stands in place of a code
_COLUMN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def match_rows(
    raw: RawSubmission,
    table: str,
    owed: Sequence[tuple[str, str]],
    every: Mapping[str, str],
    findings: Findings,
) -> Answers:
    """Return the row of every owed item; None for one whose row cannot be told for certain.

    Parameters
    ----------
    raw : RawSubmission
        The tables as found.
    table : str
        The name of the table.
    owed : sequence of (id, name)
        What the agency owes, with the name that the form prints.
    every : mapping of id to name
        All items that the plan has.
    """
    sheet = layout.TABLE_SHEETS[table]
    if table not in raw.tables:
        if owed:
            findings.add("table-missing", found=sheet)
        return {}
    found = match_some_rows(raw, table, owed, every, findings)
    for missing in (item for item, _ in owed if item not in found):
        findings.add("row-missing", missing, found=f"{sheet}: {missing}")
    return found


def match_some_rows(
    raw: RawSubmission,
    table: str,
    owed: Sequence[tuple[str, str]],
    every: Mapping[str, str],
    findings: Findings,
) -> Answers:
    """Return what `match_rows` does for a table that need not have a row of every item."""
    if table not in raw.tables:
        return {}
    return _answers(raw.tables[table].rows, _ASKED[table], dict(owed), every, findings)


def refused_cells(
    row: RawRow, item: Indicator, headers: Iterable[str], findings: Findings
) -> set[str]:
    """Return the cells of figures that cannot be taken: of another unit, merged with others."""
    cells = [row[header] for header in headers]
    shared = Counter(cell.merged for cell in cells if cell.merged)
    refused = set()
    unit = row["Đơn vị"]
    if unit.text and _spaceless(unit.text) != _spaceless(item.unit.verbatim or ""):
        findings.add("unit-changed", item.id, unit, expected=item.unit.verbatim or "–")
        refused = {cell.cell for cell in cells if not cell.is_blank}
    for cell in cells:
        if is_over_rows(cell) or shared[cell.merged] > 1:
            found = f"{cell.merged} {cell.text}".strip()
            findings.add("value-merged", item.id, cell, found=found)
            refused.add(cell.cell)
    return refused


def rows_of(
    raw: RawSubmission, table: str, findings: Findings, *, is_asked: bool = True
) -> Sequence[RawRow]:
    """Return the rows of a table; tell where its header is missing, if the table `is_asked`."""
    if table in raw.tables:
        return raw.tables[table].rows
    if is_asked:
        findings.add("table-missing", found=layout.TABLE_SHEETS[table])
    return ()


def tell_unknown(rows: Sequence[RawRow], findings: Findings) -> None:
    """Tell rows whose title the form does not have: nothing that was written there is taken."""
    for row in rows[:_MOST_EXTRA]:
        title, *others = row.cells.values()
        said = " | ".join(cell.text[:_MAX_CODE] for cell in (title, *others) if cell.text)
        findings.add("row-unknown", title.text[:_MAX_CODE], title, found=said)
    if len(rows) > _MOST_EXTRA:
        more = f"và {len(rows) - _MOST_EXTRA} hàng nữa"
        findings.add("row-unknown", cell=next(iter(rows[_MOST_EXTRA].cells.values())), found=more)


def is_over_rows(cell: RawCell) -> bool:
    """Tell whether a cell is merged with cells of other rows."""
    first, _, last = cell.merged.partition(":")
    return bool(last) and first.lstrip(_COLUMN) != last.lstrip(_COLUMN)


def _spaceless(unit: str) -> str:
    """Return a unit for comparing: "%GRDP" is "% GRDP"."""
    return "".join(match_key(unit).split())


def _answers(
    rows: Sequence[RawRow],
    asked: Sequence[str],
    names: Mapping[str, str],
    every: Mapping[str, str],
    findings: Findings,
) -> Answers:
    known = {match_key(words): item for item, words in every.items()}
    found: Answers = {}
    doubtful: set[str] = set()
    extra: list[RawRow] = []
    for row in rows:
        code = _code(row)
        if meant := _misread(row, known, names):
            findings.add("code-as-number", meant, row["Mã"], expected=f"{meant}, ô dạng chữ")
            doubtful.add(meant)
        elif swapped := _swapped(code, _name(row), names, known):
            findings.add("row-swapped", swapped[0], row["Mã"], expected=names[swapped[0]])
            doubtful |= set(swapped) & set(names)
        elif code in names:
            _take(row, code, asked, found, findings)
        else:
            extra.append(row)
    _tell_extra(extra, every, findings)
    return dict.fromkeys(doubtful) | found


def _code(row: RawRow) -> str:
    return row["Mã"].text.rstrip(" .")


def _name(row: RawRow) -> str:
    return row.cells[list(row.cells)[1]].text


def _misread(row: RawRow, known: Mapping[str, str], names: Mapping[str, str]) -> str:
    """Return the owed item whose code Excel made a number of (9.10 became 9.1), "" for none."""
    item = known.get(match_key(_name(row)), "")
    is_shorter = item != _code(row) and "." in item and item.rstrip("0") == _code(row)
    return item if row["Mã"].kind == "number" and is_shorter and item in names else ""


def _swapped(code: str, name: str, names: Mapping[str, str], known: Mapping[str, str]) -> list[str]:
    """Return the items between which code and name of a row leave a doubt, none if none.

    The first is an owed one; `known` are all items of the plan by the key of their name.
    """
    if name.rstrip(" .") in names and match_key(code) in known:  # each in the other's column
        return [name.rstrip(" .")]
    by_name = known.get(match_key(name))
    if code not in names or by_name is None or match_key(names[code]) == match_key(name):
        return []
    return [code, by_name]


def _take(row: RawRow, code: str, asked: Sequence[str], found: Answers, findings: Findings) -> None:
    """Let `row` answer `code`, unless another row says something else."""
    if row.is_hidden:
        findings.add("row-hidden", code, row["Mã"])
    for cell in row.contradicting:
        findings.add("row-conflicting", code, cell)
    if code not in found:
        found[code] = None if row.contradicting else row
        return
    first = found[code]
    answers = {tuple(one[header].text for header in asked) for one in (first, row) if one}
    filled = [answer for answer in answers if any(answer)]
    if first is not None and len(filled) < 2 and not row.contradicting:
        findings.add("row-duplicated", code, row["Mã"])
        is_filled = any(row[header].text for header in asked)
        found[code] = row if is_filled else first
    else:
        findings.add("row-conflicting", code, row["Mã"])
        found[code] = None


def _tell_extra(rows: Sequence[RawRow], others: Mapping[str, str], findings: Findings) -> None:
    """Tell rows that answer nothing owed; of very many only the first, and how many more."""
    filled = [row for row in rows if any(not cell.is_blank for cell in row.cells.values())]
    for row in filled[:_MOST_EXTRA]:
        code, cell = _code(row), row["Mã"]
        if code in others:
            findings.add("code-not-owed", code, cell)
        else:
            findings.add("code-unknown", code[:_MAX_CODE], cell, found=code or "(trống)")
    if len(filled) > _MOST_EXTRA:
        more = f"và {len(filled) - _MOST_EXTRA} hàng nữa"
        findings.add("code-unknown", cell=filled[_MOST_EXTRA]["Mã"], found=more)
