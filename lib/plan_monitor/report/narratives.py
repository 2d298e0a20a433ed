"""What the agencies wrote, as theirs: the same words once, with all who wrote them."""

from collections.abc import Sequence

from plan_monitor.intake.records import Narrative
from plan_monitor.plan.assignments import reporters
from plan_monitor.report.blocks import Paragraph, Run
from plan_monitor.report.contents import Contents
from plan_monitor.report.phrases import say
from plan_monitor.vietnamese.text import match_key


def quotations(contents: Contents, rows: Sequence[Narrative]) -> list[Paragraph]:
    """Return the lines of `rows`, each once with those who wrote it, as quotations.

    What most agencies wrote comes first, then the order of protocol; lines of the same agencies
    stand together under their names. An agency's own report does not name it.
    """
    order = [agency.code for agency in reporters(contents.plan)]
    said: dict[str, list[str]] = {}
    texts: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: order.index(row.agency)):
        for line in filter(None, (one.strip() for one in row.text.split("\n"))):
            key = match_key(line).rstrip(" .;")
            texts.setdefault(key, line)
            agencies = said.setdefault(key, [])
            if row.agency not in agencies:
                agencies.append(row.agency)
    keys = sorted(said, key=lambda key: -len(said[key]))
    found: list[Paragraph] = []
    before: list[str] | None = None
    for key in keys:
        runs = [Run(text=say("quotation", text=texts[key]))]
        if said[key] != before and contents.is_province:
            runs.insert(0, Run(text=_names(contents, said[key])))
        found.append(Paragraph(runs=tuple(runs), style="quote"))
        before = said[key]
    return found


def _names(contents: Contents, codes: Sequence[str]) -> str:
    names = contents.plan.body_names
    named = "; ".join(names.get(code, code) for code in codes)
    key = "according_to" if len(codes) == 1 else "according_to_several"
    return say(key, count=len(codes), names=named) + " "
