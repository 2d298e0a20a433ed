"""From the tables of one submission to observations, task reports and findings."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from plan_monitor.intake.cleaning.book import check_book
from plan_monitor.intake.cleaning.context import Context
from plan_monitor.intake.cleaning.earlier import clean_earlier
from plan_monitor.intake.cleaning.extras import clean_baselines, clean_funding, clean_narrative
from plan_monitor.intake.cleaning.indicators import clean_indicators
from plan_monitor.intake.cleaning.tasks import clean_tasks
from plan_monitor.intake.findings import Findings
from plan_monitor.intake.raw import RawWorkbook
from plan_monitor.intake.reading import find_tables
from plan_monitor.intake.records import (
    Accounting,
    Funding,
    Narrative,
    Observation,
    Outcome,
    ReportedBaseline,
    Submission,
    TaskReport,
)

__all__ = ["CleanSubmission", "Context", "clean_submission"]


@dataclass(frozen=True)
class CleanSubmission:
    """One submission, cleaned: what it says and what is to be said about it.

    `outcomes` are those of the owed indicators, by id, as the agency reported them.
    """

    observations: tuple[Observation, ...]
    task_reports: tuple[TaskReport, ...]
    narrative: tuple[Narrative, ...]
    funding: tuple[Funding, ...]
    baselines: tuple[ReportedBaseline, ...]
    findings: Findings
    accounting: Accounting
    outcomes: Mapping[str, Outcome]

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was filled in."""
        words = (self.narrative, self.funding, self.baselines)
        raws = [one.raw for one in self.observations] + [one.raw for one in self.task_reports]
        return not any(words) and not any(raw.strip(" |") for raw in raws)


def clean_submission(
    book: RawWorkbook, submission: Submission, context: Context
) -> CleanSubmission:
    """Clean one submission: every owed row gets exactly one outcome, every doubt a finding."""
    findings = Findings(submission.period, submission.agency, submission.file)
    raw = find_tables(book)
    check_book(book, raw, context.plan, findings)
    aside = Findings(submission.period, submission.agency, submission.file)
    earlier = clean_earlier(raw, submission, context, aside)
    context = replace(context, earlier=(*context.earlier, *earlier))
    indicators = clean_indicators(raw, submission, context, findings)
    findings.rows += aside.rows
    tasks = clean_tasks(raw, submission, context, findings)
    return CleanSubmission(
        observations=(*indicators.rows, *earlier),
        task_reports=tasks,
        narrative=clean_narrative(raw, submission, findings),
        funding=clean_funding(raw, submission, findings),
        baselines=clean_baselines(raw, submission, context, findings),
        findings=findings,
        accounting=_account(
            submission, [*indicators.outcomes.values(), *(one.outcome for one in tasks)]
        ),
        outcomes=indicators.outcomes,
    )


def _account(submission: Submission, outcomes: list[Outcome]) -> Accounting:
    accounting = Accounting(
        period=submission.period,
        agency=submission.agency,
        file=submission.file,
        asked=len(outcomes),
        accepted=outcomes.count("accepted"),
        warned=outcomes.count("warning"),
        rejected=outcomes.count("rejected"),
        blank=outcomes.count("blank"),
    )
    answered = accounting.accepted + accounting.warned + accounting.rejected + accounting.blank
    assert accounting.asked == answered, accounting
    return accounting
