"""The part on indicators: how many stand where, and those that are to be named."""

from collections import Counter
from collections.abc import Callable, Iterable

from plan_monitor.progress.records import Trajectory
from plan_monitor.report.contents import Contents
from plan_monitor.report.earlier import is_flow
from plan_monitor.report.figures import print_plain
from plan_monitor.report.indicator_sentences import differing, indicator_sentence, revisions
from plan_monitor.report.judgements import BEHIND
from plan_monitor.report.phrases import say
from plan_monitor.report.sentences import numbered, status_counts
from plan_monitor.vietnamese.dates import short_date

_WORST_FIRST = ("moving_away", "far_behind", "somewhat_behind")
_GOOD = ("met", "on_track")


def indicator_texts(contents: Contents) -> list[str]:
    """Return the counts, then a sentence an indicator; for the province on those behind alone."""
    if not contents.trajectories:
        return [none_followed(contents, annex=say("no_indicators_annex"))]
    texts = [" ".join((_counts(contents), _days(contents)))]
    if contents.is_province:
        return [*texts, *_of_province(contents)]
    return [*texts, *(indicator_sentence(contents, row) for row in contents.trajectories)]


def none_followed(contents: Contents, annex: str = "") -> str:
    """Return that there is no indicator to follow; `annex` is where the text cites one."""
    key = "no_indicators_province" if contents.is_province else "no_indicators"
    return say(key, author=contents.author.name, annex=annex)


def _counts(contents: Contents) -> str:
    rows, labels = contents.trajectories, contents.reporting.statuses
    key = "indicator_counts_province" if contents.is_province else "indicator_counts"
    counts = Counter(row.status for row in rows)
    shown = {"author": contents.author.name, "total": len(rows)}
    if len(counts) == 1:
        label = labels[rows[0].status]
        return say(f"{key}_one" if len(rows) == 1 else f"{key}_same", label=label, **shown)
    counted = status_counts(labels, (row.status for row in rows), "count_item")
    return say(key, counts=counted, **shown)


def _days(contents: Contents) -> str:
    period = contents.period
    return say("indicator_days", as_of=short_date(period.as_of), end=short_date(period.end))


def behind(contents: Contents) -> list[Trajectory]:
    """Return the indicators that are behind, the worst first."""
    return [row for status in _WORST_FIRST for row in contents.trajectories if row.status == status]


def _of_province(contents: Contents) -> list[str]:
    rows, labels = contents.trajectories, contents.reporting.statuses
    texts = []
    for status in _GOOD:
        ids = [row.indicator_id for row in rows if row.status == status]
        if ids:
            label = labels[status][:1].upper() + labels[status][1:]
            texts.append(say("status_list", label=label, indicators=numbered("indicator", ids)))
    texts += _assessed(contents)
    late = behind(contents)
    texts.append(say("behind_intro") if late else say("none_behind"))
    texts += [indicator_sentence(contents, row) for row in late]
    unknown = [row for row in rows if row.status == "not_enough_data"]
    texts += [say("not_enough_intro")] if unknown else []
    texts += [indicator_sentence(contents, row) for row in unknown]
    told = {row.indicator_id for row in (*late, *unknown)}
    others = [row for row in rows if row.indicator_id not in told]
    texts += _year_estimates(contents, others)
    texts += _told_of(contents, others, "revised_intro", revisions)
    return [*texts, *_told_of(contents, others, "differ_intro", differing)]


def _assessed(contents: Contents) -> list[str]:
    """Return the indicators without a number, by what their monitors say of them."""
    by_word: dict[str, list[str]] = {}
    for row in contents.trajectories:
        if row.status == "self_assessed":
            by_word.setdefault(row.assessment, []).append(row.indicator_id)
    parts = [
        say("assessed_part", assessment=word, indicators=numbered("indicator", by_word[word]))
        for word in contents.reporting.assessments
        if word in by_word
    ]
    return [say("assessed_list", parts="; ".join(parts))] if parts else []


def _year_estimates(contents: Contents, rows: list[Trajectory]) -> list[str]:
    """Return, where a period closes a year, what that year is estimated to bring."""
    if not contents.period.closes_year:
        return []
    lines = []
    for row in rows:
        indicator = contents.plan.indicator(row.indicator_id)
        if row.estimate is not None and is_flow(indicator):
            value = print_plain(contents.plan, indicator, row.estimate)
            name = indicator.name.rstrip(". ")
            lines.append(say("year_estimate_item", id=indicator.id, name=name, value=value))
    year = contents.period.end.year
    return [say("year_estimates_intro", year=year), *lines] if lines else []


def _told_of(
    contents: Contents,
    rows: list[Trajectory],
    intro: str,
    clauses: Callable[[Contents, Trajectory], Iterable[str]],
) -> list[str]:
    """Return the clauses of `rows` as a list under its `intro`, nothing where there are none."""
    lines = [
        say("clause_item", id=row.indicator_id, text=text)
        for row in rows
        for text in clauses(contents, row)
    ]
    return [say(intro), *lines] if lines else []


def behind_counted(contents: Contents) -> list[str]:
    """Return how many indicators are behind and which; nothing where none is monitored."""
    if not contents.trajectories:
        return []
    ids = [row.indicator_id for row in contents.trajectories if row.status in BEHIND]
    if not ids:
        return [say("none_behind")]
    return [say("behind_counted", count=len(ids), indicators=numbered("indicator", ids))]


def behind_next(contents: Contents) -> list[str]:
    """Return how many indicators are to be caught up."""
    count = len(behind(contents))
    return [say("focus_behind", count=count)] if count else []
