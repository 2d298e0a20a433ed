"""The road of one item as lines that a person reads in a terminal."""

import datetime as dt
from collections.abc import Iterable, Iterator

from plan_monitor.intake.judging import printable
from plan_monitor.intake.records import Finding, TaskReport
from plan_monitor.plan.indicators import Indicator
from plan_monitor.progress.records import Trajectory
from plan_monitor.report.contents import Contents
from plan_monitor.report.figures import print_value, print_with_unit
from plan_monitor.report.phrases import say, words
from plan_monitor.report.tables import status_label
from plan_monitor.report.trace_records import Part, SourceFile, Trace, Value
from plan_monitor.vietnamese.dates import short_date
from plan_monitor.vietnamese.numbers import format_number
from plan_monitor.vietnamese.text import one_line

_SHORT = 12  # characters of a SHA-256, as in the report


def trace_lines(contents: Contents, trace: Trace) -> Iterator[str]:
    """Yield the lines; nothing in them that an agency wrote can steer a terminal."""
    for line in _lines(contents, trace):
        depth = len(line) - len(line.lstrip(" "))
        yield " " * depth + printable(one_line(line))


def _lines(contents: Contents, trace: Trace) -> Iterator[str]:
    if trace.sample:
        yield say("sample")
    closed = _say("closed", date=short_date(trace.closed_at)) if trace.closed_at else ""
    yield _say(f"head_{trace.kind}", id=trace.id, name=trace.name)
    yield _say("period", period=trace.period, name=trace.period_name, closed=closed)
    yield _say("status", label=trace.status_label)
    if trace.sentence:
        yield _say("sentence", sentence=trace.sentence)
    yield _say("reason", sentence=trace.reason)
    yield from _figures(contents, trace) if trace.kind == "indicator" else _parts(contents, trace)
    yield from _under("findings", (_finding(one) for one in trace.findings))
    yield from _under("corrections", _declared(trace))
    yield from _under("differences", _differences(trace))
    timeliness = words("timeliness")
    sent = [
        f"{one.agency} {timeliness[one.timeliness].format(days=one.days_late)}"
        for one in trace.discipline
    ]
    yield _say("discipline", agencies="; ".join(sent) or "–")
    yield from _under("files", (_file(one) for one in trace.files))


# --- an indicator -------------------------------------------------------------------------------


def _figures(contents: Contents, trace: Trace) -> Iterator[str]:
    indicator, row = contents.plan.indicator(trace.id), trace.figures
    assert row is not None
    if indicator.kind == "numeric":
        yield from _path(contents, indicator, row)
        if trace.history:
            before = [
                f"{print_value(contents.plan, indicator, one.value)} ({short_date(one.date)})"
                for one in trace.history
            ]
            source = "; ".join(dict.fromkeys(one.source for one in trace.history))
            yield _say("history", values="; ".join(dict.fromkeys(before)), source=source)
    if len(trace.by_agency) > 1:
        yield from _under(
            "by_agency", (_of_agency(contents, indicator, r) for r in trace.by_agency)
        )
    yield _say("values", count=len(trace.values))
    files = {one.file: one for one in trace.files}
    for one in sorted(trace.values, key=_newest, reverse=True):
        yield from _value(contents, indicator, one, files.get(one.observation.file))


def _path(contents: Contents, indicator: Indicator, row: Trajectory) -> Iterator[str]:
    def figure(value: float | None) -> str:
        return print_with_unit(contents.plan, indicator, value) if value is not None else "–"

    yield _say(
        "row",
        actual=figure(row.actual),
        date=_on(row.actual_date),
        estimate=figure(row.estimate),
        previous=figure(row.previous_value),
        target=indicator.target.verbatim or "–",
    )
    if row.baseline_value is None:
        yield _say("no_baseline")
    else:
        value, date = figure(row.baseline_value), _on(row.baseline_date)
        yield _say("baseline", value=value, date=date, source=row.baseline_source or "–")
    yield _say(
        "method",
        required=figure(row.required),
        gap=format_number(row.gap),
        pace=format_number(row.pace, 4),
        observed=format_number(row.observed_rate),
        needed=format_number(row.required_rate),
    )
    yield _say(
        "others",
        open_sdg=_other(row.open_sdg_ratio, words("open_sdg").get(row.open_sdg_status)),
        un_2026=_other(row.un_2026_ratio, words("un_2026").get(row.un_2026_status)),
    )
    yield _say("evidence", grade=row.grade, points=row.points)


def _other(ratio: float | None, status: str | None) -> str:
    return f"{format_number(ratio, 2)} ({status or '–'})"


def _of_agency(contents: Contents, indicator: Indicator, row: Trajectory) -> str:
    value = row.assessment or print_value(contents.plan, indicator, row.actual)
    label, date = status_label(contents, row), _on(row.actual_date)
    return _say("of_agency", agency=row.agency, status=label, actual=value, date=date)


def _newest(one: Value) -> tuple[dt.date, str]:
    return one.observation.date, one.observation.period


def _value(
    contents: Contents, indicator: Indicator, one: Value, file: SourceFile | None
) -> Iterator[str]:
    row = one.observation
    yield "  " + _say(
        "value",
        agency=row.agency,
        period=row.period,
        kind=words("kinds")[row.kind] + (_say("earlier") if row.is_earlier else ""),
        date=_on(row.date),
        value=row.text or print_value(contents.plan, indicator, row.value),
        role=words("trace_roles")[one.role],
    )
    yield "    " + _say(
        "cell",
        place=f"{row.file}!{row.sheet}!{row.cell or '–'}",
        raw=row.raw,
        format=row.number_format or "–",
        outcome=words("outcomes")[row.outcome],
    )
    yield "    " + _say("arrived", sha256=row.sha256[:_SHORT], received=_received(file))
    if row.reported_by:
        yield "    " + _say("sent_by", agency=row.reported_by)
    if row.evidence:
        yield "    " + _say("evidence_text", text=row.evidence)
    if one.was is not None:
        note = f" ({row.note})" if row.note else ""
        yield "    " + _say("was", was=print_value(contents.plan, indicator, one.was), note=note)
    if row.correction:
        yield "    " + _say("correction", text=row.correction)
    for finding in one.findings:
        yield "    " + _finding(finding)


# --- a task -------------------------------------------------------------------------------------


def _parts(contents: Contents, trace: Trace) -> Iterator[str]:
    state = trace.state
    assert state is not None
    if state.original_deadline:
        yield _say("moved", original=state.original_deadline, document=state.extension)
    yield _say("parts")
    for part in trace.parts:
        yield from _part(contents, part)


def _part(contents: Contents, part: Part) -> Iterator[str]:
    state = part.state
    due = _say("due", date=short_date(state.due)) if state.due else ""
    done = _say("done_on", date=short_date(state.done_on)) if state.done_on else ""
    flags = "".join(f"; {words('flags')[flag]}" for flag in state.flags.split())
    name = contents.plan.agency(state.agency).name
    label = contents.reporting.task_statuses[state.cell]
    yield "  " + _say(
        "part", agency=f"{name} ({state.agency})", status=label, due=due + done + flags
    )
    if not part.reports:
        yield "    " + _say("no_report")
    for report in reversed(part.reports):
        yield from _report(report, state.source)
    for finding in part.findings:
        yield "    " + _finding(finding)


def _report(row: TaskReport, used: str) -> Iterator[str]:
    place = f"{row.file}!{row.sheet}!{row.cells}"
    yield "    " + _say(
        "report",
        period=row.period,
        status=words("task_said")[row.status] if row.status else "–",
        used=_say("used") if place == used else "",
        place=place,
        outcome=words("outcomes")[row.outcome],
    )
    yield "      " + _say("told", raw=row.raw)
    if row.reported_by:
        yield "      " + _say("sent_by", agency=row.reported_by)
    if row.correction:
        yield "      " + _say("correction", text=row.correction)


# --- both ---------------------------------------------------------------------------------------


def _declared(trace: Trace) -> Iterator[str]:
    for one in trace.corrections:
        yield _say(
            "declared",
            agency=one.agency,
            field=one.field,
            said=one.said,
            to=one.to,
            date=short_date(one.date),
            status=words("correction_status")[one.status],
            reason=one.reason,
            by=one.by,
        )


def _differences(trace: Trace) -> Iterator[str]:
    for one in trace.differences:
        note = f" ({one.note})" if one.note else ""
        kind = words("differences")[one.kind] + _on(one.date)
        yield _say("difference", kind=kind, before=one.before, after=one.after, note=note)


def _finding(finding: Finding) -> str:
    severity = words("severities")[finding.severity]
    return _say("finding", severity=severity, message=finding.message)


def _file(one: SourceFile) -> str:
    return _say(
        "file",
        file=one.file,
        sha256=one.sha256[:_SHORT],
        received=_received(one),
        standing=words("trace_standings").get(one.standing, ""),
        now=words("trace_now")[one.now],
    )


def _received(one: SourceFile | None) -> str:
    if one is None or one.received_at is None:
        return words("trace")["register_none"]
    other = words("trace")["register_other"] if one.in_register == "other" else ""
    return _say("received", moment=f"{one.received_at:%d/%m/%Y %H:%M %z}") + other


def _on(day: dt.date | None) -> str:
    return f" ({short_date(day)})" if day else ""


def _under(heading: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield `lines` under a heading, nothing where there are none."""
    for number, line in enumerate(lines):
        if not number:
            yield _say(heading)
        yield f"  {line}"


def _say(key: str, **values: object) -> str:
    return words("trace")[key].format(**values)
