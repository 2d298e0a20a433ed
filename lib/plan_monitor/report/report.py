"""A report, part by part: each method is the last value of one notebook cell."""

from collections.abc import Sequence
from typing import Literal

from plan_monitor.intake.defaults import first_agency, latest_period
from plan_monitor.plan.assignments import reporters
from plan_monitor.progress.records import TaskState
from plan_monitor.report import overview, plan_tables, progress_tables, sentences, tables
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
from plan_monitor.report.phrases import say
from plan_monitor.vietnamese.dates import long_date, short_date
from plan_monitor.workspace import Workspace

_PANELS = 4
NarrativeSection = Literal["leadership", "shortcomings", "causes", "directions", "proposals"]


class Report:
    """The parts of one report, made from its `contents`."""

    def __init__(self, contents: Contents) -> None:
        self.contents = contents

    @classmethod
    def of_agency(cls, period: str = "", agency: str = "") -> "Report":
        """Return the report of `agency` in the workspace that the notebook stands in.

        An empty period is the latest one that was received, an empty agency the first that sent.
        """
        show_as_blocks()
        workspace = Workspace.here()
        period = period or latest_period(workspace)
        agency = agency or first_agency(workspace, period)
        return cls(read_agency_contents(workspace, period, agency))

    @classmethod
    def of_province(cls, period: str = "") -> "Report":
        """Return the province's report in the workspace that the notebook stands in.

        An empty period is the latest one that was received.
        """
        show_as_blocks()
        workspace = Workspace.here()
        return cls(read_province_contents(workspace, period or latest_period(workspace)))

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
        """Return the counts of tasks, of reports received, and the agency's words on leadership."""
        key = "leadership_counts_province" if self.contents.is_province else "leadership_counts"
        numbers: dict[str, int] = sentences.task_numbers(self.contents.tasks)
        late = numbers.pop("overdue")
        overdue = say("overdue_some", count=late) if late else say("overdue_none")
        as_of = short_date(self.contents.period.as_of)
        texts = [say(key, as_of=as_of, overdue=overdue, **numbers)]
        if self.contents.is_province:
            return paragraphs([*texts, *self._reports_received()])
        return Group(blocks=(*paragraphs(texts).blocks, *self.narrative("leadership").blocks))

    def indicators(self) -> Group:
        """Return the counts of indicators by status and a sentence for each that is to be named."""
        rows = self.contents.trajectories
        if not rows:
            return paragraphs([say("no_indicators")])
        key = "indicator_counts_province" if self.contents.is_province else "indicator_counts"
        counts = sentences.status_counts(
            self.contents.reporting.statuses, (row.status for row in rows), "count_item"
        )
        texts = [say(key, total=len(rows), counts=counts)]
        if self.contents.is_province:
            behind = [row for row in rows if row.status in sentences.BEHIND]
            texts.append(say("behind_intro") if behind else say("none_behind"))
            rows = tuple(behind)
        texts += [sentences.indicator_sentence(self.contents, row) for row in rows]
        return paragraphs(texts)

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
                    caption=say("chart_caption", number=number, ids=", ".join(ids)),
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
        """Return the counts of tasks by state, in all and by the plan's groups."""
        labels = self.contents.reporting.task_statuses
        states = self.contents.tasks
        if not states:
            return paragraphs([say("no_tasks")])
        counts = sentences.status_counts(labels, (state.cell for state in states), "task_counts")
        texts = [say("task_summary", counts=counts)]
        for section in self.contents.plan.sections:
            cells = [
                state.cell
                for state in states
                if self.contents.plan.task(state.task_id).section == section.id
            ]
            if cells:
                counted = sentences.status_counts(labels, cells, "task_counts")
                texts.append(say("section_counts", id=section.id, counts=counted))
        return paragraphs(texts)

    def remarks(self) -> Group:
        """Return how much of what was owed was answered; asked is the sum of the four outcomes."""
        rows = self.contents.discipline
        names = ("asked", "accepted", "warned", "rejected", "blank")
        totals = {name: sum(getattr(row, name) for row in rows) for name in names}
        assert totals["asked"] == sum(totals[name] for name in names[1:]), totals
        texts = [say("remarks", **totals)]
        changes, drafts = len(self.contents.changes), len(self.contents.drafts)
        if changes or drafts:
            texts.append(say("changes_counted", changes=changes, drafts=drafts))
        if self.contents.is_sample:
            texts.append(say("sample_note"))
        return paragraphs(texts)

    def narrative(self, section: NarrativeSection) -> Group:
        """Return what the agency (for the province: each agency) wrote, quoted as its own words."""
        rows = [row for row in self.contents.narrative if row.section == section]
        if not rows:
            return paragraphs([say("no_narrative")])
        order = [agency.code for agency in reporters(self.contents.plan)]
        return Group(
            blocks=tuple(
                self._quotation(row.agency, text)
                for row in sorted(rows, key=lambda row: order.index(row.agency))
                for text in row.text.split("\n")
                if text.strip()
            )
        )

    def _quotation(self, agency: str, text: str) -> Paragraph:
        name = Run(text=say("quoted", agency=self.contents.plan.agency(agency).name), bold=True)
        runs = (name, Run(text=f" {text}")) if self.contents.is_province else (Run(text=text),)
        return Paragraph(runs=runs, style="quote")

    def focus(self) -> Group:
        """Return the tasks overdue, those due until the period's end, and those of the next one."""
        period = self.contents.period
        open_ones = [
            state for state in self.contents.tasks if state.cell in sentences.OPEN and state.due
        ]
        overdue = [state for state in open_ones if state.cell.endswith("_overdue")]
        waiting = [state for state in open_ones if state not in overdue]
        soon = [state for state in waiting if state.due and state.due <= period.end]
        later = [
            state for state in waiting if state.due and period.end < state.due <= period.next_end
        ]
        texts = [
            *self._task_list(say("focus_overdue", count=len(overdue)), overdue),
            *self._task_list(say("focus_soon", end=short_date(period.end), count=len(soon)), soon),
            *self._task_list(say("focus", next=period.next_name, count=len(later)), later),
        ]
        return paragraphs(texts or [say("focus_none", next=period.next_name)])

    def _task_list(self, intro: str, states: Sequence[TaskState]) -> list[str]:
        """Return `intro` and a line for each task, nothing where there are none."""
        tasks = [self.contents.plan.task(state.task_id) for state in states]
        lines = [
            say(
                "focus_item",
                id=task.id,
                name=task.printed_name.split("\n")[0].rstrip("."),
                deadline=task.printed_deadline,
            )
            for task in tasks
        ]
        return [intro, *lines] if lines else []

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

        `what` is indicators, tasks, discipline, lineage or changes.
        """
        return Annex(
            label=label,
            title=say(f"annex_{what}"),
            reference=say(
                "annex_reference",
                number=self._number(None, "annex_number_blank"),
                date=short_date(self.contents.period.document.date),
                author=self.contents.author.name,
            ),
            landscape=landscape,
        )

    def indicator_table(self) -> Group:
        """Return the table of indicators of each horizon."""
        found = tables.indicator_tables(self.contents)
        return Group(blocks=tuple(found or [paragraph(say("no_indicators"))]))

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
        """Return how far the agencies have come."""
        found = progress_tables.measure_table(self.contents)
        return found or paragraph(say("no_narrative"))

    def discipline_table(self) -> Table:
        """Return how the agencies reported."""
        return tables.discipline_table(self.contents)

    def lineage_table(self) -> Table | Paragraph:
        """Return where each figure comes from."""
        found = tables.lineage_table(self.contents)
        return found if found.rows else paragraph(say("no_figures"))

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
        return say(key, number=number, code=code) if key else f"{number}/BC-{code}"

    def _addressee(self) -> str:
        header = self.contents.plan.header
        if self.contents.author.code == header.report_lead:
            return header.report_to
        lead = self.contents.plan.agency(header.report_lead).name
        return say("addressee_through", report_to=header.report_to, lead=lead)

    def _reports_received(self) -> list[str]:
        rows = self.contents.discipline
        missing = [row.agency for row in rows if row.timeliness == "missing"]
        names = {agency.code: agency.name for agency in reporters(self.contents.plan)}
        texts = [
            say(
                "reports_received",
                received=len(rows) - len(missing),
                expected=len(rows),
                late=sum(row.timeliness == "late" for row in rows),
            )
        ]
        if missing:
            texts.append(say("reports_missing", names="; ".join(names[code] for code in missing)))
        return texts

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
