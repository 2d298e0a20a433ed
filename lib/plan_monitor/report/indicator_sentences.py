"""One sentence on one indicator: its figure, its path, and whose words stand beside it."""

from collections.abc import Iterator

from plan_monitor.plan.indicators import Indicator
from plan_monitor.progress.evidence import allowed_statements
from plan_monitor.progress.records import Trajectory
from plan_monitor.report.contents import Contents
from plan_monitor.report.earlier import (
    Earlier,
    answers,
    full_year_before,
    is_flow,
    part_of_year,
    points_of,
    value_before,
)
from plan_monitor.report.figures import (
    is_count,
    is_index,
    print_plain,
    print_size,
    print_value,
    unit_word,
)
from plan_monitor.report.judgements import BEHIND, judgement
from plan_monitor.report.phrases import say
from plan_monitor.vietnamese.dates import short_date

_NO_SHARE = ("growth", "annual_floor", "maintain")


def indicator_sentence(contents: Contents, row: Trajectory) -> str:
    """Return one sentence on an indicator."""
    indicator = contents.plan.indicator(row.indicator_id)
    return say(
        "indicator_sentence",
        id=indicator.id,
        name=indicator.name.rstrip(". "),
        clauses="; ".join(indicator_clauses(contents, row)),
    )


def indicator_clauses(contents: Contents, row: Trajectory) -> list[str]:
    """Return what is said of an indicator, clause by clause."""
    indicator = contents.plan.indicator(row.indicator_id)
    if indicator.kind != "numeric":
        return [_self_assessed(row)]
    value = _of_years if is_flow(indicator) else _of_days
    return [
        *value(contents, indicator, row),
        *judgement(contents, row),
        *_own_words(contents, row),
        *revisions(contents, row),
        *differing(contents, row),
    ]


def _self_assessed(row: Trajectory) -> str:
    if row.status != "self_assessed":
        return say("not_assessed")
    key = "assessed_with_evidence" if row.note else "assessed"
    return say(key, assessment=row.assessment, evidence=row.note)


def _of_days(contents: Contents, indicator: Indicator, row: Trajectory) -> Iterator[str]:
    """Yield the figure of a day, and the estimate for the period's end."""
    if row.is_current and row.actual is not None:
        yield _value(contents, indicator, row)
    else:
        yield _why_missing(contents, row)
        if row.actual is not None and row.actual_date is not None:
            older = print_plain(contents.plan, indicator, row.actual)
            latest = say("latest_day", value=older, date=short_date(row.actual_date))
            yield latest + _share(contents, indicator, row)
    if row.estimate is not None:
        value, end = _reached(contents, indicator, row.estimate), short_date(contents.period.end)
        is_same = row.is_current and value == _reached(contents, indicator, row.actual or 0.0)
        yield say("estimate_same" if is_same else "estimate_day", date=end, value=value)


def _value(contents: Contents, indicator: Indicator, row: Trajectory) -> str:
    assert row.actual is not None and row.actual_date is not None
    reached = _reached(contents, indicator, row.actual)
    if row.actual_date != contents.period.as_of:
        reached += say("of_another_day", date=short_date(row.actual_date))
    reached += _by_former(contents, row)
    earlier = value_before(contents, row) if _may_compare(row) else None
    moved = _moved(contents, indicator, row.actual, earlier)
    if indicator.decision.measure == "rank" and moved and earlier and earlier.value != row.actual:
        return say("rank_moved", moved=moved, reached=reached)
    if not row.actual and not (earlier and earlier.value):
        return reached
    moved = say("and_moved", moved=moved) if moved else ""
    return f"{reached}{moved}{_share(contents, indicator, row)}"


def _reached(contents: Contents, indicator: Indicator, value: float) -> str:
    """Return a figure with its verb; of a count of none that there is none."""
    if indicator.decision.measure == "rank":
        return say("reached_rank", value=print_value(contents.plan, indicator, value))
    if not value and is_count(contents.plan, indicator):
        return say("reached_none", unit=unit_word(indicator))
    return say("reached", value=print_plain(contents.plan, indicator, value))


def _may_compare(row: Trajectory) -> bool:
    """Tell whether more than value and target may be said."""
    return "pace" in allowed_statements(row.grade) and row.status != "not_enough_data"


def _moved(contents: Contents, indicator: Indicator, value: float, earlier: Earlier | None) -> str:
    """Return the change since `earlier`, e.g. ``tăng 3 bậc so với cùng kỳ năm trước``."""
    if earlier is None:
        return ""
    change = value - earlier.value
    if not print_value(contents.plan, indicator, abs(change)).strip("0,"):
        return say("moved_not", than=earlier.name)
    is_up = change < 0 if indicator.decision.measure == "rank" else change > 0
    size = print_size(contents.plan, indicator, change)
    return say("moved_up" if is_up else "moved_down", size=size, than=earlier.name)


def _share(contents: Contents, indicator: Indicator, row: Trajectory) -> str:
    """Return how much of the target is reached, where that makes sense and is not yet all of it."""
    target, decision = indicator.target, indicator.decision
    value = target.value
    makes_sense = (
        decision.better == "higher"
        and decision.measure != "rank"
        and decision.condition not in _NO_SHARE
        and not is_index(contents.plan, indicator)
    )
    if not makes_sense or not value or value <= 0 or not row.actual or not _may_compare(row):
        return ""
    if row.actual < 0 or row.status == "met":
        return ""
    percent = f"{100 * row.actual / value:.1f}".replace(".", ",")
    return say("share_of_target", percent=percent, year=indicator.target_year)


def _of_years(contents: Contents, indicator: Indicator, row: Trajectory) -> Iterator[str]:
    """Yield what has added up so far, the last full year's final, and the estimate."""
    plan, period = contents.plan, contents.period
    so_far = part_of_year(contents, row)
    if so_far:
        now, then = so_far
        moved = _moved(contents, indicator, now.value or 0.0, then)
        yield say(
            "so_far",
            date=short_date(now.date),
            value=print_plain(plan, indicator, now.value),
            moved=say("and_moved", moved=moved) if moved else "",
        )
    if row.actual is not None and row.actual_date is not None:
        yield _final(contents, indicator, row)
    elif so_far is None and row.estimate is None:
        yield _why_missing(contents, row)
    if row.estimate is not None:
        value = print_plain(plan, indicator, row.estimate)
        if not period.closes_year:
            is_from_start = (period.start.month, period.start.day) == (1, 1)
            key = "estimate_part" if is_from_start else "estimate_so_far"
            yield say(key, period=period.name, date=short_date(period.end), value=value)
            return
        before = full_year_before(contents, row, period.end.year) if _may_compare(row) else None
        moved = _moved(contents, indicator, row.estimate, before)
        moved = say("and_moved", moved=moved) if moved else ""
        yield say("estimate_year", year=period.end.year, value=value, moved=moved)


def _final(contents: Contents, indicator: Indicator, row: Trajectory) -> str:
    """Return the last full year's figure, new in this period or not."""
    assert row.actual_date is not None and row.actual is not None
    value, year = print_plain(contents.plan, indicator, row.actual), row.actual_date.year
    share = _share(contents, indicator, row)
    is_new = any(
        point.period == contents.period.id and point.date == row.actual_date
        for point in points_of(contents, row)
        if point.kind == "actual"
    )
    if not is_new:
        return say("latest_year", value=value, year=year) + share
    before = full_year_before(contents, row, year) if _may_compare(row) else None
    moved = _moved(contents, indicator, row.actual, before)
    moved = say("and_moved", moved=moved) if moved else ""
    return say("final_year", value=value, year=year, moved=moved) + share


def _why_missing(contents: Contents, row: Trajectory) -> str:
    """Return why there is no figure: nothing sent, left out, or refused."""
    given = [
        one for one in answers(contents, row.indicator_id, "actual") if one.agency == row.agency
    ]
    if not given:
        return say("not_reported")
    if any(one.outcome == "rejected" for one in given):
        return say("refused")  # never the value itself: a reader would take it for one
    words = given[-1].note.strip()
    quoted = _quoted(contents, row.agency, words) if words else ""
    return say("no_figure_because", quoted=quoted) if words else say("no_figure")


def _quoted(contents: Contents, agency: str, text: str) -> str:
    name = contents.plan.body_names.get(agency, agency)
    return say("quoted_words", agency=name, text=text.strip().rstrip("."))


def _own_words(contents: Contents, row: Trajectory) -> Iterator[str]:
    """Yield what the agencies themselves wrote beside a figure that is behind, as their own."""
    if row.status not in BEHIND:
        return
    for one in answers(contents, row.indicator_id, "actual"):
        if one.note.strip() and one.outcome not in ("blank", "rejected"):
            yield _quoted(contents, one.agency, one.note)


def revisions(contents: Contents, row: Trajectory) -> Iterator[str]:
    """Yield which figures of earlier days are other ones now."""
    indicator = contents.plan.indicator(row.indicator_id)
    for point in points_of(contents, row):
        if point.was is None or point.period != contents.period.id or point.kind == "estimate":
            continue
        because = ""
        if point.note.strip():
            quoted = _quoted(contents, point.agency, point.note)
            because = say("in_brackets", text=quoted)
        yield say(
            "revised",
            date=short_date(point.date),
            before=print_plain(contents.plan, indicator, point.was),
            after=print_plain(contents.plan, indicator, point.value),
            because=because,
        )


def _by_former(contents: Contents, row: Trajectory) -> str:
    """Return who sent the figure, if that was the former holder of the indicator."""
    for one in answers(contents, row.indicator_id, "actual"):
        if one.agency == row.agency and one.reported_by and one.reported_by != one.agency:
            name = contents.plan.body_names.get(one.reported_by, one.reported_by)
            return say("by_former", agency=name)
    return ""


def differing(contents: Contents, row: Trajectory) -> Iterator[str]:
    """Yield the figures of two monitors that do not agree, and whose is used."""
    if not row.note or contents.plan.indicator(row.indicator_id).kind != "numeric":
        return
    names = contents.plan.body_names
    pairs = [part.partition(": ") for part in row.note.split("; ")]
    values = "; ".join(f"{names.get(code, code)}: {value}" for code, _, value in pairs)
    yield say("monitors_differ", values=values, used=names.get(row.agency, row.agency))
