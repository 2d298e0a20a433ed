"""Sentences on the plan's changes: what, by which document, and who took over from whom."""

from collections.abc import Iterator, Sequence

from plan_monitor.plan.amendments import Change
from plan_monitor.plan.succession import heirs
from plan_monitor.report.contents import Contents, concerns
from plan_monitor.report.phrases import say, words
from plan_monitor.report.sentences import joined, numbered
from plan_monitor.vietnamese.dates import short_date


def changes_counted(contents: Contents) -> list[str]:
    """Return what changed in the plan: in a year that closes, else since the last report."""
    changes, since = _changes(contents)
    texts = []
    if changes:
        texts.append(say("changes_some", since=since))
        documents = dict.fromkeys(change.document for change in changes)
        for document in documents:
            mine = [change for change in changes if change.document == document]
            texts.append(say("changes_item", document=document, items=_items(mine)))
    else:
        texts.append(say("changes_not", since=since))
    if contents.drafts:
        texts.append(say("drafts_wait", count=len(contents.drafts)))
    return texts


def _changes(contents: Contents) -> tuple[list[Change], str]:
    """Return the changes to be told of, and since when in words."""
    period = contents.period
    if not period.closes_year:
        return list(contents.changes), say("since_before" if contents.before else "since_issue")
    of_year = [
        change
        for change in contents.plan.changes
        if period.start <= change.date <= period.as_of
        and (contents.is_province or concerns(contents.plan, change, contents.author.code))
    ]
    return of_year, say("in_year", year=period.end.year)


def _items(changes: Sequence[Change]) -> str:
    """Return what changed, e.g. ``mục tiêu của chỉ tiêu 5 và thời hạn của nhiệm vụ 15``."""
    texts = []
    changed: dict[tuple[str, str], list[str]] = {}
    for one in changes:
        if one.kind in ("indicator", "task"):
            changed.setdefault((one.kind, one.field), []).append(one.id)
    for (kind, field), ids in changed.items():
        key = "changed_whole" if field in ("added", "ended") else "changed_field"
        named = numbered(kind, list(dict.fromkeys(ids)))
        texts.append(say(key, field=words("fields")[field], items=named))
    bodies = {one.id for one in changes if one.kind in ("agency", "group")}
    if bodies:
        texts.append(say("changed_bodies", count=len(bodies)))
    if any(one.kind in ("header", "section") for one in changes):
        texts.append(say("changed_header"))
    return joined(texts)


def taken_over(contents: Contents) -> Iterator[str]:
    """Yield which agencies have closed since the last report, and who reports in their place."""
    plan, as_of = contents.plan, contents.period.as_of
    since = contents.before.as_of if contents.before else plan.header.date
    names = plan.body_names
    for former, heir in heirs(plan, as_of).items():
        closed = plan.agency(former).valid_to
        is_mine = contents.is_province or contents.author.code == heir
        if closed is None or not since <= closed < as_of or not is_mine:
            continue
        yield say("taken_over", former=names[former], heir=names[heir], date=short_date(closed))
