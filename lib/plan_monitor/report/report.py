"""A report, part by part: each method is the last value of one notebook cell."""

from collections.abc import Sequence
from typing import Literal

from plan_monitor.intake.defaults import opened_agency, opened_period
from plan_monitor.report import (
    change_sentences,
    indicator_lists,
    overview,
    plan_tables,
    progress_tables,
    sentences,
    tables,
    task_sentences,
)
from plan_monitor.report.blocks import (
    Annex,
    Figure,
    Group,
    Letterhead,
    Paragraph,
    Run,
    Signature,
    Table,
    paragraph,
    paragraphs,
)
from plan_monitor.report.charts import TrajectoryPanel, figure_block, trajectory_chart
from plan_monitor.report.contents import Contents, read_agency_contents, read_province_contents
from plan_monitor.report.display import show_as_blocks
from plan_monitor.report.explanations import one_of_each_kind
from plan_monitor.report.narratives import quotations
from plan_monitor.report.phrases import say
from plan_monitor.vietnamese.dates import long_date, short_date
from plan_monitor.workspace import Workspace

_PANELS = 4
NarrativeSection = Literal["leadership", "shortcomings", "causes", "directions", "proposals"]


class Report:
    """The parts of one report, made from its `contents`."""

    def __init__(self, contents: Contents) -> None:
        self.contents = contents

    def __repr__(self) -> str:
        """Return whose report it is, and of which period: what the notebook shows first."""
        period, author = self.contents.period, self.contents.author
        code = "" if self.contents.is_province else f"{author.code}, "
        return f"{period.id} ({period.name}), {code}{author.name}"

    @classmethod
    def of_agency(cls, period: str = "", agency: str = "") -> "Report":
        """Return the report of `agency` in the workspace that the notebook stands in.

        An empty period is the one that the desk was opened for, else the latest that was received;
        an empty agency likewise, else the first that sent.
        """
        show_as_blocks()
        workspace = Workspace.here()
        period = period or opened_period(workspace)
        agency = agency or opened_agency(workspace, period)
        return cls(read_agency_contents(workspace, period, agency))

    @classmethod
    def of_province(cls, period: str = "") -> "Report":
        """Return the province's report in the workspace that the notebook stands in.

        An empty period is the one that the desk was opened for, else the latest that was received.
        """
        show_as_blocks()
        workspace = Workspace.here()
        return cls(read_province_contents(workspace, period or opened_period(workspace)))

    def letterhead(self) -> Letterhead:
        """Return the head of the document."""
        plan, period, author = self.contents.plan, self.contents.period, self.contents.author
        return Letterhead(
            parent=author.parent,
            issuer=tuple((author.letterhead or author.name.upper()).split("\n")),
            number=self._number("number", "number_blank"),
            place_date=f"{author.place}, {long_date(period.document.date)}",
            kind=say("report_type"),
            subject=say("subject", number=plan.header.number, period=period.name),
            addressee=self._addressee(),
            sample=say("sample") if self.contents.is_sample else None,
            author=author.name,
            date=period.document.date.isoformat(),
        )

    def opening(self) -> Paragraph:
        """Return the opening sentence."""
        header = self.contents.plan.header
        return paragraph(
            say(
                "opening",
                number=header.number,
                date=short_date(header.date),
                issuer=header.issuer,
                title=header.title[0].lower() + header.title[1:],
                author=self.contents.author.name,
                period=self.contents.period.name,
            )
        )

    def leadership(self) -> Group:
        """Return the counts of tasks and of reports, and the agencies' words on leadership."""
        texts = task_sentences.assigned(self.contents)
        texts += change_sentences.taken_over(self.contents)
        if self.contents.is_province:
            texts += sentences.reports_received(self.contents)
        return self._followed(texts, "leadership")

    def indicators(self) -> Group:
        """Return the counts of indicators by status and a sentence for each that is to be named."""
        return paragraphs(indicator_lists.indicator_texts(self.contents))

    def charts(self) -> Group:
        """Return the trajectory charts of all indicators that have a value to show."""
        panels = self._panels()
        pages = [panels[start : start + _PANELS] for start in range(0, len(panels), _PANELS)]
        blocks = []
        for number, page in enumerate(pages, start=1):
            ids = [panel.indicator.id for panel in page]
            blocks.append(
                figure_block(
                    trajectory_chart(page),
                    caption=say("chart_caption", ids=", ".join(ids)),
                    alternative=say("chart_alternative", count=len(ids), ids=", ".join(ids)),
                    name=f"chart{number}",
                    data=tables.point_table([point for panel in page for point in panel.points]),
                )
            )
        return Group(blocks=tuple(blocks))

    def status_overview(self) -> Figure | Paragraph:
        """Return the chart of how many indicators stand where."""
        return overview.status_overview(self.contents)

    def task_timeline(self) -> Figure | Paragraph:
        """Return the chart of the tasks that are overdue or due in the next period."""
        return overview.task_timeline(self.contents)

    def agency_overview(self) -> Figure | Paragraph:
        """Return the chart of how far each agency has come with what is due."""
        return overview.agency_overview(self.contents)

    def tasks(self) -> Group:
        """Return the counts of tasks, in all and by group, and what the year still asks."""
        texts = task_sentences.summary(self.contents)
        return paragraphs([*texts, *task_sentences.due_this_year(self.contents)])

    def remarks(self) -> Group:
        """Return how much of what was owed was answered, and what changed in the plan."""
        answered = sentences.answered(self.contents)
        texts = [" ".join(filter(None, (answered, say("remarks_sources"))))]
        texts += change_sentences.changes_counted(self.contents)
        texts.append(say("see_changes"))
        if self.contents.is_sample:
            texts.append(say("sample_note"))
        return paragraphs(texts)

    def shortcomings(self) -> Group:
        """Return what is behind and overdue, then the agencies' own words on it."""
        texts = indicator_lists.behind_counted(self.contents)
        texts += task_sentences.overdue(self.contents)
        texts += task_sentences.without_result(self.contents)
        return self._followed(texts, "shortcomings")

    def narrative(self, section: NarrativeSection) -> Group:
        """Return what the agencies wrote, quoted as their own words.

        `section` is leadership, shortcomings, causes, directions or proposals.
        """
        return self._followed([], section)

    def focus(self) -> Group:
        """Return the tasks that come next, and the agencies' own words on what they will do."""
        texts = task_sentences.next_tasks(self.contents)
        return self._followed([*texts, *indicator_lists.behind_next(self.contents)], "directions")

    def _followed(self, texts: Sequence[str], section: NarrativeSection) -> Group:
        """Return `texts`, then what the agencies wrote in `section`."""
        rows = [row for row in self.contents.narrative if row.section == section]
        quoted = quotations(self.contents, rows)
        if not texts and not quoted:
            is_province = self.contents.is_province
            texts = [say("no_narrative_province" if is_province else "no_narrative")]
        return Group(blocks=(*paragraphs(list(texts)).blocks, *quoted))

    def closing(self) -> Paragraph:
        """Return the last sentence of the text."""
        return paragraph(
            say(
                "closing",
                number=self.contents.plan.header.number,
                period=self.contents.period.name,
                author=self.contents.author.name,
            )
        )

    def signature(self) -> Signature:
        """Return the foot: recipients and who signs."""
        author, header = self.contents.author, self.contents.plan.header
        lines = ["Như trên", *(header.recipients if self.contents.is_province else ())]
        lines.append(f"Lưu: {header.archive_code}, {author.document_code}")
        signer = author.signature
        return Signature(
            recipients=tuple(lines),
            authority=signer.authority if signer else None,
            post=signer.post if signer else "",
            name=signer.name if signer else "",
        )

    def annex(self, label: str, what: str, *, landscape: bool = True) -> Annex:
        """Return the head of an annex.

        `label` is its number ("Phụ lục I"), `what` is indicators, tasks, discipline, lineage or
        changes; its pages lie across if `landscape`.
        """
        return Annex(
            label=label,
            title=say(f"annex_{what}"),
            reference=say(
                "annex_reference",
                number=self._number(None, "annex_number_blank"),
                date=long_date(self.contents.period.document.date),
                author=self.contents.author.name,
            ),
            landscape=landscape,
        )

    def indicator_table(self) -> Group:
        """Return the table of indicators of each horizon."""
        found = tables.indicator_tables(self.contents)
        none = paragraph(indicator_lists.none_followed(self.contents))
        return Group(blocks=tuple(found or [none]))

    def outlook(self) -> Group:
        """Return the methods side by side, and what may be said of the target's year."""
        found = (
            progress_tables.method_table(self.contents),
            progress_tables.outlook_table(self.contents),
        )
        return Group(blocks=tuple(block for block in found if block is not None))

    def explanations(self) -> Group:
        """Return why items have their status: a sentence for one of each kind."""
        heading = Paragraph(runs=(Run(text=say("explanations_heading"), bold=True),))
        return Group(blocks=(heading, *paragraphs(list(one_of_each_kind(self.contents))).blocks))

    def task_table(self) -> Table | Paragraph:
        """Return the table of tasks."""
        found = tables.task_table(self.contents)
        return found if found.rows else paragraph(say("no_tasks"))

    def task_rates(self) -> Table:
        """Return the rates of completion with their formulas."""
        return progress_tables.task_rates(self.contents)

    def agency_measures(self) -> Table | Paragraph:
        """Return how far the agencies have come: shares as numerators and denominators."""
        found = progress_tables.measure_table(self.contents)
        return found or paragraph(say("no_narrative"))

    def discipline_table(self) -> Table:
        """Return how the agencies reported: when, how completely, with how many findings."""
        return tables.discipline_table(self.contents)

    def lineage_table(self) -> Group:
        """Return where each figure comes from: of the indicators, and of the year's funding."""
        found = tables.lineage_table(self.contents)
        funding = tables.funding_lineage_table(self.contents)
        first = found if found.rows else paragraph(say("no_figures"))
        return Group(blocks=(first, funding) if funding else (first,))

    def plan_changes(self) -> Group:
        """Return the plan's changes since the last report, drafts, other duties, and funding.

        After them stands what differs from the last edition, and how its projections fared.
        """
        changes = plan_tables.changes_table(self.contents)
        found = (
            changes or paragraph(say("changes_none")),
            plan_tables.drafts_table(self.contents),
            plan_tables.obligations_table(self.contents),
            plan_tables.funding_table(self.contents),
            progress_tables.difference_table(self.contents),
            progress_tables.fared_table(self.contents),
        )
        return Group(blocks=tuple(block for block in found if block is not None))

    def _number(self, key: str | None, blank: str) -> str:
        number, code = self.contents.period.document.number, self.contents.author.document_code
        if not number or not self.contents.is_province:
            return say(blank, code=code)
        number = number.zfill(2)
        return say(key, number=number, code=code) if key else f"{number}/BC-{code}"

    def _addressee(self) -> str:
        header = self.contents.plan.header
        if self.contents.author.code == header.report_lead:
            return header.report_to
        lead = self.contents.plan.agency(header.report_lead).name
        return say("addressee_through", report_to=header.report_to, lead=lead)

    def _panels(self) -> list[TrajectoryPanel]:
        outlooks = {one.indicator_id: one for one in self.contents.outlooks}
        return [
            TrajectoryPanel(
                self.contents.plan.indicator(row.indicator_id),
                row,
                tuple(p for p in self.contents.series if p.indicator_id == row.indicator_id),
                outlooks.get(row.indicator_id),
            )
            for row in self.contents.trajectories
            if row.status != "self_assessed"
            and any(p.indicator_id == row.indicator_id for p in self.contents.series)
        ]
