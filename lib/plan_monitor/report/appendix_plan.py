"""The sheets of Phụ lục V: changes of the plan, duties, funding, and what the last edition said."""

from collections.abc import Iterator

from plan_monitor.intake import layout
from plan_monitor.report.appendix_sheets import figure, number, sheet, unit
from plan_monitor.report.contents import Contents
from plan_monitor.report.phrases import say, words
from plan_monitor.report.plan_tables import (
    change_document,
    change_item,
    change_value,
    draft_questions,
    draft_touches,
    duty_deadline,
    funding_rows,
    own_duties,
)
from plan_monitor.report.progress_tables import difference_side, difference_subject
from plan_monitor.report.workbook import Number, SheetTable


def plan_sheets(contents: Contents) -> Iterator[SheetTable]:
    """Yield the sheets, also those without a row."""
    yield _changes(contents)
    yield _drafts(contents)
    yield _duties(contents)
    yield _funding(contents)
    yield _differences(contents)
    yield _fared(contents)


def _changes(contents: Contents) -> SheetTable:
    rows = [
        (
            str(place),
            change.date,
            change_item(change),
            words("fields")[change.field],
            change_value(change, change.before),
            change_value(change, change.after),
            "; ".join(filter(None, (change_document(change), change.reason))),
        )
        for place, change in enumerate(contents.changes, start=1)
    ]
    return sheet("changes", rows)


def _drafts(contents: Contents) -> SheetTable:
    rows = [
        (
            str(place),
            draft.date,
            f"{draft.title}. {draft.basis.document}",
            "\n".join(draft_touches(contents, draft)),
            "\n".join(dict.fromkeys(draft_questions(contents, draft))),
        )
        for place, draft in enumerate(contents.drafts, start=1)
    ]
    return sheet("drafts", rows, notes=[say("drafts_caption")])


def _duties(contents: Contents) -> SheetTable:
    names = contents.plan.body_names
    rows = [
        (
            str(place),
            duty.source,
            duty.text,
            "; ".join(names[code] for code in duty.agencies),
            duty_deadline(duty),
        )
        for place, duty in enumerate(own_duties(contents), start=1)
    ]
    return sheet("obligations", rows)


def _funding(contents: Contents) -> SheetTable:
    rows = [
        (
            str(place),
            one.name,
            layout.FUNDING_UNIT,
            _amount(one.allotted),
            _amount(one.disbursed),
            number(one.share, 1),
            one.agencies,
        )
        for place, one in enumerate(funding_rows(contents), start=1)
    ]
    return sheet("funding", rows if contents.funding else [])


def _amount(value: float | None) -> Number | None:
    return number(value, 0 if value is None or float(value).is_integer() else 1)


def _differences(contents: Contents) -> SheetTable:
    rows = [
        (
            str(place),
            words("differences")[one.kind],
            one.indicator_id,
            difference_subject(contents, one),
            one.agency,
            one.date,
            difference_side(contents, one, one.before),
            difference_side(contents, one, one.after),
            one.note,
        )
        for place, one in enumerate(contents.differences, start=1)
    ]
    return sheet("differences", rows, notes=[say("differences_note")])


def _fared(contents: Contents) -> SheetTable:
    said = {None: "", True: say("within"), False: say("outside")}
    rows = []
    for one in contents.fared:
        indicator = contents.plan.indicator(one.indicator_id)
        figures = (one.projected, one.actual, one.error, one.error_flat, one.low, one.high)
        rows.append(
            (
                indicator.id,
                indicator.name,
                unit(indicator),
                one.date,
                *(figure(contents, indicator, value) for value in figures),
                said[one.is_within],
            )
        )
    return sheet("fared", rows, notes=[say("fared_note")])
