"""What sentences of every subject share: counts, lists, and the reports received."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from plan_monitor.report.contents import Contents
from plan_monitor.report.phrases import say
from plan_monitor.vietnamese.dates import short_date


def status_counts(labels: Mapping[str, str], statuses: Iterable[str], item: str) -> str:
    """Return counts in the order of `labels`, e.g. ``19 chỉ tiêu đúng lộ trình; 2 …``."""
    counts = Counter(statuses)
    return "; ".join(
        say(item, count=counts[status], label=label)
        for status, label in labels.items()
        if counts[status]
    )


def joined(texts: Sequence[str]) -> str:
    """Return texts as a Vietnamese list: ``a``, ``a và b``, ``a, b và c``."""
    if len(texts) < 2:
        return "".join(texts)
    return say("list_and", first=", ".join(texts[:-1]), last=texts[-1])


def numbered(kind: str, ids: Sequence[str]) -> str:
    """Return items by their numbers: ``chỉ tiêu 7``, ``các chỉ tiêu 7, 8 và 9``."""
    return say(f"{kind}_one" if len(ids) == 1 else f"{kind}_many", ids=joined(ids))


def reports_received(contents: Contents) -> list[str]:
    """Return how many agencies reported, and which did late, unreadably or not at all."""
    names = contents.plan.body_names
    rows = contents.discipline

    def of(*how: str) -> list[str]:
        return [names[row.agency] for row in rows if row.timeliness in how]

    missing, unreadable, late = of("missing"), of("unreadable"), of("late")
    received = len(rows) - len(missing)
    if not rows:
        return []
    due = short_date(contents.period.due_before)
    key = "received_all" if not missing else "received_some" if received else "received_none"
    texts = [say(key, received=received, expected=len(rows))]
    if received and not late and not of("unknown", "unreadable"):
        texts = [say(f"{key}_on_time", received=received, expected=len(rows), due=due)]
    if late:
        texts.append(say("received_late", count=len(late), due=due, names="; ".join(late)))
    if unreadable:
        texts.append(say("received_unreadable", names="; ".join(unreadable)))
    if missing:
        texts.append(say("reports_missing", names="; ".join(missing)))
    return texts


def answered(contents: Contents) -> str:
    """Return how many of the rows asked were answered; asked is the sum of the four outcomes."""
    rows = contents.discipline
    names = ("accepted", "warned", "rejected", "blank")
    totals = {name: sum(getattr(row, name) for row in rows) for name in names}
    asked = sum(row.asked for row in rows)
    assert asked == sum(totals.values()), (asked, totals)
    if not asked:
        return ""
    if totals["accepted"] == asked:
        return say("answered_all" if asked > 1 else "answered_one", asked=asked)
    parts = [say(f"answered_{name}", count=count) for name, count in totals.items() if count]
    return say("answered_some", asked=asked, parts=joined(parts))
