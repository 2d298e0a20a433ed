"""What concerns a workbook as a whole: hidden parts, extra sheets, an old form, odd contents."""

from plan_monitor.intake import layout
from plan_monitor.intake.findings import Findings
from plan_monitor.intake.identity import identity_of
from plan_monitor.intake.raw import RawWorkbook
from plan_monitor.intake.reading import RawSubmission
from plan_monitor.plan.models import Plan
from plan_monitor.vietnamese.text import clean_text, match_key

_CONFLICT = "identity-conflict"
_TOLD_BY_CELL = {"legacy-encoding"}  # remarks that a finding about the cells takes the place of


def check_book(book: RawWorkbook, raw: RawSubmission, plan: Plan, findings: Findings) -> None:
    """Add the findings about the file and its sheets."""
    for remark in book.remarks:
        if remark not in _TOLD_BY_CELL:
            findings.add(remark)
    _check_identity(book, raw, plan, findings)
    for sheet in raw.extra_sheets:
        findings.add("sheet-extra", found=sheet)
    for name in raw.repeated:
        findings.add("table-repeated", found=layout.TABLE_SHEETS[name])
    for table in raw.tables.values():
        for title in table.hidden_sheets:
            findings.add("sheet-hidden", found=title)
        for column in table.hidden_columns:
            findings.add("column-hidden", found=column)
    cells = [cell for sheet in book.sheets for cell in sheet.cells.values() if cell.legacy]
    for name in sorted({cell.legacy for cell in cells}):
        own = [cell for cell in cells if cell.legacy == name]
        first = f"{own[0].sheet}!{own[0].cell}"
        findings.add("text-legacy-encoding", found=f"{name.upper()}, {len(own)} ô, từ {first}")


def _check_identity(book: RawWorkbook, raw: RawSubmission, plan: Plan, findings: Findings) -> None:
    """Tell where properties, hidden sheet and visible cells do not say the same of a form."""
    identity, hidden = identity_of(book), dict(book.identity_rows)
    if identity.template and identity.template != layout.TEMPLATE_VERSION:
        findings.add("template-old", found=f"phiên bản {identity.template}")
    if identity.plan and identity.plan != plan.header.id:
        findings.add(_CONFLICT, found=f"kế hoạch {identity.plan}", expected=plan.header.id)
    for said, label, name in (
        (identity.agency, layout.AGENCY_LABEL, "agency"),
        (identity.period, layout.PERIOD_LABEL, "period"),
    ):
        for other, place in ((raw.labels.get(label), "trên trang"), (hidden.get(name), "ẩn")):
            if said and other and _key(said) != _key(other):
                findings.add(_CONFLICT, found=f"{other} ({place})", expected=said)


def _key(code: str) -> str:
    return match_key(clean_text(code))
