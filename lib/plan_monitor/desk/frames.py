"""A period's tables as frames for the analyst: one row a thing, dates as dates, codes with words.

Frames are copies: what is done to them changes no table, no report, and no judgement of the desk.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import pandas as pd
from pydantic import BaseModel

from plan_monitor.errors import UserError
from plan_monitor.intake.defaults import opened_period
from plan_monitor.intake.records import Observation
from plan_monitor.intake.tables import read_table, to_frame
from plan_monitor.plan.indicators import Indicator
from plan_monitor.plan.models import Plan
from plan_monitor.progress.published import Published, read_published
from plan_monitor.progress.records import (
    AgencyMeasures,
    Discipline,
    Outlook,
    SeriesPoint,
    TaskState,
    Trajectory,
)
from plan_monitor.report.figures import print_target
from plan_monitor.report.judgements import BEHIND
from plan_monitor.report.phrases import say, words
from plan_monitor.workspace import Workspace

_OF_OUTLOOK = ("goal_date", "flat", "current", "low", "middle", "high", "chance")


@dataclass(frozen=True)
class Desk:
    """One period as frames; of a closed period they are those of its edition.

    Columns are named as in the tables (`progress.records`, `intake.records`); those that end in
    ``_label`` say a code in words, ``name`` and those that end in ``_name`` are the plan's.

    Attributes
    ----------
    published : Published
        The period, its plan, and its tables as they stand on disk: what `what_if` reads.
    indicators : DataFrame
        One row an indicator: name, unit, target, monitors, status, figures, and where it may go.
    by_agency : DataFrame
        The same, one row an indicator and agency.
    series : DataFrame
        One row a known value of an indicator, as one agency reported it, the earliest first.
    observations : DataFrame
        One row a value that was asked for, accepted or not, with its file and cell. Of a closed
        period without its tables (`data/processed`) there are none.
    tasks, task_parts : DataFrame
        One row a task; one row a task and lead.
    agencies : DataFrame
        One row an agency that owes a report: how it reported, and how far it has come.
    """

    published: Published
    indicators: pd.DataFrame
    by_agency: pd.DataFrame
    series: pd.DataFrame
    observations: pd.DataFrame
    tasks: pd.DataFrame
    task_parts: pd.DataFrame
    agencies: pd.DataFrame

    @property
    def title(self) -> str:
        """The period, and whether it is closed or made from samples."""
        period = self.published.period
        closed = say("desk_closed") if self.published.edition else ""
        sample = say("sample") if self.published.is_sample else ""
        return "; ".join(filter(None, (f"{period.id}, {period.name}", closed, sample)))

    @property
    def first_indicator(self) -> str:
        """The id of the first indicator that is behind, else of the first that has a figure."""
        rows = self.published.table("trajectories.csv", Trajectory)
        known = [row for row in rows if row.actual is not None]
        for row in (*(one for one in known if one.status in BEHIND), *known):
            return row.indicator_id
        raise UserError(
            f"kỳ {self.published.period.id}", "chưa chỉ tiêu nào có số liệu", "số của một chỉ tiêu",
            "chọn kỳ khác, hoặc đợi báo cáo của các cơ quan",
        )  # fmt: skip


def load(period: str = "", workspace: Workspace | None = None) -> Desk:
    """Return `period` of the workspace that the notebook stands in.

    An empty period is the one that the desk was opened for, else the latest that was received.

    Raises
    ------
    UserError
        If there is no such period, or its reports have not been made.
    """
    workspace = workspace or Workspace.here()
    published = read_published(workspace, period or opened_period(workspace))
    return Desk(
        published=published,
        indicators=_indicators(published, "trajectories.csv", with_outlook=True),
        by_agency=_indicators(published, "trajectories_by_agency.csv"),
        series=_series(published),
        observations=_observations(published),
        tasks=_tasks(published, "tasks.csv"),
        task_parts=_tasks(published, "task_parts.csv"),
        agencies=_agencies(published),
    )


def tidy(rows: Sequence[BaseModel], model: type[BaseModel]) -> pd.DataFrame:
    """Return `rows` with the model's columns in real types.

    Dates and hours are ``datetime64`` (an hour as its clock showed it), numbers ``float64`` or
    integers (``Int64`` where one may be missing), texts ``str``, empty where there is none.
    """
    frame = to_frame(rows, model)
    for name, field in model.model_fields.items():
        kinds = set(get_args(field.annotation)) or {field.annotation}
        frame[name] = _typed(frame[name].tolist(), kinds)
    return frame


def _typed(values: list[Any], kinds: set[Any]) -> "pd.Series[Any]":
    may_miss = type(None) in kinds
    if dt.datetime in kinds:
        clock = [one and one.replace(tzinfo=None) for one in values]
        return pd.Series(pd.to_datetime(clock))
    if dt.date in kinds:
        return pd.Series(pd.to_datetime(values))
    if float in kinds:
        return pd.Series(values, dtype="float64")
    if bool in kinds:
        return pd.Series(values, dtype="boolean" if may_miss else "bool")
    if int in kinds:
        return pd.Series(values, dtype="Int64" if may_miss else "int64")
    return pd.Series([one or "" for one in values], dtype="str")


def _labelled(frame: pd.DataFrame, column: str, known: Mapping[str, str]) -> pd.DataFrame:
    """Return `frame` with the words for the codes of `column` beside it, "" for one unknown."""
    told = frame[column].map(lambda code: known.get(code, "")).astype("str")
    name = "agency_name" if column == "agency" else f"{column}_label"
    frame.insert(list(frame).index(column) + 1, name, told)
    return frame


def _named(frame: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return `frame` with the indicators' names, units and targets before its figures."""
    items = [plan.indicator(one) for one in frame["indicator_id"]]
    for place, (name, values) in enumerate(_of_plan(plan, items).items(), start=1):
        frame.insert(place, name, values)
    return frame


def _of_plan(plan: Plan, items: Sequence[Indicator]) -> "dict[str, pd.Series[Any]]":
    names, text = plan.body_names, "str"
    monitors = ["; ".join(names.get(code, code) for code in one.agencies) for one in items]
    return {
        "name": pd.Series([one.name for one in items], dtype=text),
        "unit": pd.Series([one.unit.verbatim or "" for one in items], dtype=text),
        "target": pd.Series([print_target(plan, one) for one in items], dtype=text),
        "target_value": pd.Series([one.target.near_end for one in items], dtype="float64"),
        "target_year": pd.Series([one.target_year for one in items], dtype="int64"),
        "monitors": pd.Series(monitors, dtype=text),
    }


def _indicators(published: Published, table: str, *, with_outlook: bool = False) -> pd.DataFrame:
    frame = tidy(published.table(table, Trajectory), Trajectory)
    if with_outlook:
        outlooks = tidy(published.table("outlooks.csv", Outlook), Outlook)
        kept = outlooks[["indicator_id", *_OF_OUTLOOK]].add_prefix("outlook_")
        kept = kept.rename(columns={"outlook_indicator_id": "indicator_id"})
        frame = frame.merge(kept, on="indicator_id", how="left")
        frame["outlook_chance"] = frame["outlook_chance"].fillna("").astype("str")
        frame = _labelled(frame, "outlook_chance", words("chances"))
    frame = _named(frame, published.plan)
    frame = _labelled(frame, "agency", published.plan.body_names)
    return _labelled(frame, "status", published.reporting.statuses)


def _series(published: Published) -> pd.DataFrame:
    frame = tidy(published.table("series.csv", SeriesPoint), SeriesPoint)
    frame = _labelled(frame, "kind", words("kinds"))
    frame = _labelled(frame, "agency", published.plan.body_names)
    return _item_names(frame, {one.id: one.name for one in published.plan.indicators})


def _observations(published: Published) -> pd.DataFrame:
    folder = published.workspace.processed(published.period.id) / "agencies"
    paths = sorted(folder.glob("*/observations.csv"))
    rows = [row for path in paths for row in read_table(path, Observation)]
    frame = _labelled(tidy(rows, Observation), "kind", words("kinds"))
    frame = _labelled(frame, "agency", published.plan.body_names)
    return _item_names(frame, {one.id: one.name for one in published.plan.indicators})


def _item_names(frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return `frame` with the name of each row's indicator; of one that is gone its id."""
    told = frame["indicator_id"].map(lambda one: names.get(one, one)).astype("str")
    frame.insert(list(frame).index("indicator_id") + 1, "name", told)
    return frame


def _tasks(published: Published, table: str) -> pd.DataFrame:
    plan, frame = published.plan, tidy(published.table(table, TaskState), TaskState)
    items = [plan.task(one) for one in frame["task_id"]]
    sections = {one.id: one.name for one in plan.sections}
    told = {
        "name": [one.printed_name for one in items],
        "section": [sections.get(one.section, one.section) for one in items],
        "lead_names": [plan.printed_leads(one) for one in items],
        "deadline": [one.printed_deadline for one in items],
    }
    for place, (name, values) in enumerate(told.items(), start=1):
        frame.insert(place, name, pd.Series(values, dtype="str"))
    frame = _labelled(frame, "agency", plan.body_names)
    frame = _labelled(frame, "ageing", words("bands"))
    return _labelled(frame, "cell", published.reporting.task_statuses)


def _agencies(published: Published) -> pd.DataFrame:
    discipline = tidy(published.table("discipline.csv", Discipline), Discipline)
    measures = tidy(published.table("measures.csv", AgencyMeasures), AgencyMeasures)
    told = discipline.merge(measures.drop(columns="revisions"), on="agency", how="left")
    told = _labelled(told, "timeliness", words("portal_timeliness"))
    return _labelled(told, "agency", published.plan.body_names)
