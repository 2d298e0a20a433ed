"""The rows of indicators: an actual, an estimate, a day; each value with its outcome."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from plan_monitor.intake import layout
from plan_monitor.intake.cleaning.context import Context, outcome_of_row, worse
from plan_monitor.intake.cleaning.figures import is_pair_odd, judge_figure
from plan_monitor.intake.cleaning.rows import match_rows, refused_cells
from plan_monitor.intake.cleaning.words import take_words
from plan_monitor.intake.findings import Findings
from plan_monitor.intake.raw import RawCell
from plan_monitor.intake.reading import RawRow, RawSubmission
from plan_monitor.intake.records import Observation, Outcome, Submission
from plan_monitor.intake.texts import checks
from plan_monitor.intake.values import is_no_data, read_date
from plan_monitor.plan.assignments import owed_indicators
from plan_monitor.plan.indicators import Indicator
from plan_monitor.vietnamese.dates import short_date
from plan_monitor.vietnamese.text import match_key

_FIGURES = ("Thực hiện", "Ước thực hiện")
_WORDS = ("Minh chứng", "Ghi chú")


class _Judged(NamedTuple):
    """What one cell says, a number or a word, and what became of it."""

    value: float | None
    text: str
    outcome: Outcome


@dataclass(frozen=True)
class CleanIndicators:
    """The observations, and one outcome for each owed row, by indicator id."""

    rows: tuple[Observation, ...]
    outcomes: Mapping[str, Outcome]


def clean_indicators(
    raw: RawSubmission, submission: Submission, context: Context, findings: Findings
) -> CleanIndicators:
    """Return what the submission says of the indicators that its agency owes."""
    owed = owed_indicators(context.plan, submission.agency)
    found = match_rows(
        raw,
        layout.INDICATOR_TABLE,
        [(item.id, item.name) for item in owed],
        {item.id: item.name for item in context.plan.indicators},
        findings,
    )
    cleaner = _Cleaner(submission, context, findings, shows_errors=raw.shows_errors)
    rows: list[Observation] = []
    outcomes: dict[str, Outcome] = {}
    for item in owed:
        row = found.get(item.id)
        if row is None:
            outcomes[item.id] = "rejected" if item.id in found else "blank"
            continue
        reported = list(cleaner.observations(item, row))
        rows += reported
        outcomes[item.id] = outcome_of_row(one.outcome for one in reported)
    _tell_copy(rows, context, findings)
    return CleanIndicators(tuple(rows), outcomes)


class _Cleaner:
    """The steps for one submission; they share what it is judged against and the findings.

    Where the file does not show errors, every blank actual is told: it may be one.
    """

    def __init__(
        self,
        submission: Submission,
        context: Context,
        findings: Findings,
        *,
        shows_errors: bool,
    ) -> None:
        self.submission = submission
        self.context = context
        self.findings = findings
        self.shows_errors = shows_errors

    def observations(self, item: Indicator, row: RawRow) -> Iterator[Observation]:
        """Yield the row's actual and, if one was given, its estimate."""
        actual, estimate = row["Thực hiện"], row["Ước thực hiện"]
        words = {one: take_words(row[one], item.id, self.findings) for one in _WORDS}
        refused = refused_cells(row, item, _FIGURES, self.findings)
        asked = estimate.is_blank or not self.shows_errors
        first = self._judge(item, actual, refused, asked=asked)
        day = self.context.period.as_of
        if first.outcome != "blank":
            day, date_outcome = self._as_of(item, row)
            first = first._replace(outcome=worse(first.outcome, date_outcome))
        yield self._observation(item, "actual", actual, first, day, words=words)
        if not estimate.is_blank or estimate.cell in refused:
            second = self._judge(item, estimate, refused, asked=True)
            if is_pair_odd(item, first.value, second.value, estimate, self.findings):
                second = second._replace(outcome=worse(second.outcome, "warning"))
            end = self.context.period.end
            yield self._observation(item, "estimate", estimate, second, end, words=words)

    def _judge(self, item: Indicator, cell: RawCell, refused: set[str], *, asked: bool) -> _Judged:
        if cell.cell in refused:
            return _Judged(None, "", "rejected")
        if item.kind == "qualitative":
            return self._assessment(item, cell, asked=asked)
        value, outcome = judge_figure(item, cell, self.context, self.findings, asked=asked)
        return _Judged(value, "", outcome)

    def _assessment(self, item: Indicator, cell: RawCell, *, asked: bool) -> _Judged:
        if cell.is_blank:
            if asked:
                self.findings.add("value-blank", item.id, cell, found="(trống)")
            return _Judged(None, "", "blank")
        if word := self.context.assessments.get(match_key(cell.text)):
            return _Judged(None, word, "accepted")
        if is_no_data(cell.text):
            self.findings.add("value-no-data", item.id, cell)
            return _Judged(None, "", "blank")
        choices = ", ".join(self.context.reporting.assessments)
        self.findings.add("assessment-unknown", item.id, cell, expected=f"một trong: {choices}")
        return _Judged(None, "", "rejected")

    def _as_of(self, item: Indicator, row: RawRow) -> tuple[dt.date, Outcome]:
        """Return the day of a row's actual, and what the day makes of it."""
        cell, period = row["Ngày số liệu"], self.context.period
        if cell.is_blank or is_no_data(cell.text):
            has_estimate = not row["Ước thực hiện"].is_blank
            check = "estimate-without-date" if has_estimate else "date-missing"
            self.findings.add(check, item.id, cell, found=cell.text or "(trống)")
            return period.as_of, "warning"
        read = read_date(cell)
        if read.day is None:
            self.findings.add(read.check_id or "date-unreadable", item.id, cell)
            return period.as_of, "rejected"
        if read.day > period.as_of:
            check = "date-in-future" if read.day > period.end else "date-after-cut-off"
            latest = f"ngày không sau {short_date(period.as_of)}"
            self.findings.add(check, item.id, cell, expected=latest)
            return read.day, "rejected"
        outcome: Outcome = "accepted"
        if read.check_id:
            self.findings.add(read.check_id, item.id, cell)
            outcome = "warning" if checks()[read.check_id].severity == "warning" else outcome
        if read.day < period.start and item.kind == "numeric":
            self.findings.add("date-before-period", item.id, cell)
            outcome = "warning"
        return read.day, outcome

    def _observation(
        self,
        item: Indicator,
        kind: Literal["actual", "estimate"],
        cell: RawCell,
        judged: _Judged,
        day: dt.date,
        *,
        words: Mapping[str, str],
    ) -> Observation:
        is_taken = judged.outcome in ("accepted", "warning")
        return Observation(
            period=self.submission.period,
            agency=self.submission.agency,
            indicator_id=item.id,
            kind=kind,
            value=judged.value if is_taken else None,
            text=judged.text if is_taken else "",
            date=day,
            outcome=judged.outcome,
            evidence=words["Minh chứng"],
            note=words["Ghi chú"],
            file=self.submission.file,
            sheet=cell.sheet,
            cell=cell.cell,
            raw=cell.text[:200],
            number_format=cell.number_format,
            sha256=self.submission.sha256,
        )


def _tell_copy(rows: list[Observation], context: Context, findings: Findings) -> None:
    """Add a finding where every figure is the one of the period before."""
    least = context.reporting.checks.copied_least
    actuals = [one for one in rows if one.kind == "actual" and one.value is not None]
    before = {one.indicator_id: context.last(one.indicator_id) for one in actuals}
    pairs = [(one, last) for one in actuals if (last := before[one.indicator_id]) is not None]
    if len(pairs) >= least and all(one.value == last.value for one, last in pairs):
        findings.add("figures-copied", found=f"{len(pairs)} số liệu")
