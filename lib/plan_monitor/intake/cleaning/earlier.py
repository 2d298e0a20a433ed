"""The values of earlier days: a flow's final value of last year, and values that were revised."""

import datetime as dt

from plan_monitor.intake import layout
from plan_monitor.intake.cleaning.context import Context, worse
from plan_monitor.intake.cleaning.figures import judge_figure
from plan_monitor.intake.cleaning.rows import match_some_rows, refused_cells
from plan_monitor.intake.cleaning.words import says, take_words
from plan_monitor.intake.earlier import is_flow, newest_actual
from plan_monitor.intake.findings import Findings
from plan_monitor.intake.raw import RawCell
from plan_monitor.intake.reading import RawRow, RawSubmission
from plan_monitor.intake.records import Observation, Outcome, Submission
from plan_monitor.intake.texts import form_texts
from plan_monitor.intake.values import is_no_data, read_date
from plan_monitor.plan.assignments import owed_indicators
from plan_monitor.plan.indicators import Indicator
from plan_monitor.vietnamese.dates import short_date
from plan_monitor.vietnamese.numbers import format_number

_VALUE, _REASON, _DAY = "Số chính thức", "Lý do thay đổi", "Ngày số liệu"
_ROUNDING = 1e-9


def clean_earlier(
    raw: RawSubmission, submission: Submission, context: Context, findings: Findings
) -> tuple[Observation, ...]:
    """Return the values of earlier days that the submission gives, and the reasons it states.

    They are not among the owed rows; a final value that is due and left out becomes a finding.
    """
    owed = owed_indicators(context.plan, submission.agency)
    asked = [item for item in owed if item.kind == "numeric"]
    found = match_some_rows(
        raw,
        layout.EARLIER_TABLE,
        [(item.id, item.name) for item in asked],
        {item.id: item.name for item in context.plan.indicators},
        findings,
    )
    cleaner = _Cleaner(submission, context, findings)
    rows = []
    for item in asked:
        row = found.get(item.id)
        if row is not None:
            rows.append(cleaner.observation(item, row))
        elif item.id not in found:
            cleaner.tell_missing(item, None)
    return tuple(row for row in rows if row is not None)


class _Cleaner:
    """The steps for one submission; they share what it is judged against and the findings."""

    def __init__(self, submission: Submission, context: Context, findings: Findings) -> None:
        self.submission = submission
        self.context = context
        self.known = [one for one in context.earlier if one.period != context.period.id]
        self.findings = findings

    def observation(self, item: Indicator, row: RawRow) -> Observation | None:
        """Return what `row` says of `item`; None where nothing was filled in."""
        cell, reason = row[_VALUE], row[_REASON]
        refused = refused_cells(row, item, (_VALUE,), self.findings)
        note = take_words(reason, item.id, self.findings)
        if cell.is_blank or is_no_data(cell.text):
            if cell.cell not in refused:
                self.tell_missing(item, cell)
            day = read_date(row[_DAY]).day
            if day is None or not says(reason):
                return None
            return self._row(item, cell, None, "blank", day=day, note=note)
        day, outcome = self._day(item, row[_DAY])
        if cell.cell in refused:
            outcome = "rejected"
        value = None
        if outcome != "rejected":
            before = self.context.before(day)
            value, outcome = judge_figure(item, cell, before, self.findings, asked=True)
        if value is not None and self._lacks_reason(item, value, day, reason):
            outcome = worse(outcome, "warning")
        return self._row(item, cell, value, outcome, day=day, note=note)

    def tell_missing(self, item: Indicator, cell: RawCell | None) -> None:
        """Add a finding if the final value of `item` is due and nobody has given it yet."""
        day = self.context.final_day
        if day is None or not is_flow(item) or newest_actual(self.known, item.id, day):
            return
        expected = form_texts().final_value.format(day=short_date(day))
        self.findings.add("final-value-missing", item.id, cell, "(trống)", expected)

    def _day(self, item: Indicator, cell: RawCell) -> tuple[dt.date, Outcome]:
        """Return the day of a row as the form printed it, and whether a value of it is taken."""
        period, day = self.context.period, read_date(cell).day
        if day is None:
            self.findings.add("date-unreadable", item.id, cell, found=cell.text or "(trống)")
            return period.as_of, "rejected"
        if is_flow(item):
            is_known = day == dt.date(day.year, 12, 31) and day < period.start
        else:
            days = {one.date for one in self.known if one.indicator_id == item.id}
            is_known = day in days if days else day < period.as_of
        if not is_known:
            self.findings.add("earlier-day-changed", item.id, cell)
        return day, "accepted" if is_known else "rejected"

    def _lacks_reason(self, item: Indicator, value: float, day: dt.date, reason: RawCell) -> bool:
        """Tell whether `value` replaces another one and nobody says why."""
        known = newest_actual(self.known, item.id, day)
        if known is None or known.value is None or says(reason):
            return False
        if abs(value - known.value) <= _ROUNDING:
            return False
        changed = (
            form_texts()
            .changes["revision"]
            .format(before=format_number(known.value), after=format_number(value))
        )
        self.findings.add("revision-without-reason", item.id, reason, found=changed)
        return True

    def _row(
        self,
        item: Indicator,
        cell: RawCell,
        value: float | None,
        outcome: Outcome,
        *,
        day: dt.date,
        note: str,
    ) -> Observation:
        return Observation(
            period=self.submission.period,
            agency=self.submission.agency,
            indicator_id=item.id,
            kind="actual",
            value=value,
            text="",
            date=day,
            outcome=outcome,
            evidence="",
            note=note,
            file=self.submission.file,
            sheet=cell.sheet,
            cell=cell.cell,
            raw=cell.text[:200],
            number_format=cell.number_format,
            sha256=self.submission.sha256,
            is_earlier=True,
        )
