"""The tables beside the official ones: methods, outlook, rates, agencies, what the edition said."""

from collections.abc import Sequence

from plan_monitor.plan.indicators import Indicator
from plan_monitor.progress.counts import Share, count_tasks
from plan_monitor.progress.measures import LEAST_CASES
from plan_monitor.progress.records import Difference, Fared, Outlook, Trajectory
from plan_monitor.report.blocks import Align, Cell, Column, Row, Table
from plan_monitor.report.contents import Contents
from plan_monitor.report.figures import decimals, print_value
from plan_monitor.report.phrases import headers, say, words
from plan_monitor.vietnamese.dates import short_date
from plan_monitor.vietnamese.numbers import format_number

_METHOD_WIDTHS = (11, 46, 27, 25, 27, 31, 19, 20, 22, 24)
_OUTLOOK_WIDTHS = (11, 54, 19, 19, 21, 19, 32, 25, 52)
_RATE_WIDTHS = (90, 34, 28, 110)
_MEASURE_WIDTHS = (11, 60, 22, 26, 20, 20, 28, 28, 28, 19)
_DIFFERENCE_WIDTHS = (11, 30, 70, 24, 36, 36, 55)
_FARED_WIDTHS = (11, 70, 24, 26, 26, 26, 30, 49)


def method_table(contents: Contents) -> Table | None:
    """Return the three methods side by side, what each indicator needs, and what flips it."""
    rows = []
    for one in contents.trajectories:
        if one.status in ("self_assessed", "not_enough_data"):
            continue
        indicator = contents.plan.indicator(one.indicator_id)
        statuses = contents.reporting.statuses

        def figure(value: float | None, item: Indicator = indicator) -> str:
            return print_value(contents.plan, item, value)

        rows.append(
            (
                indicator.id,
                indicator.name,
                _ratio(one.pace, statuses[one.status]),
                _ratio(one.open_sdg_ratio, words("open_sdg").get(one.open_sdg_status, "")),
                _ratio(one.un_2026_ratio, words("un_2026").get(one.un_2026_status, "")),
                _agreement(one),
                _rate(contents, indicator, one.observed_rate),
                _rate(contents, indicator, one.required_rate),
                figure(one.flip_value),
                _last_day(contents, one),
            )
        )
    return _table(
        "methods", rows, _METHOD_WIDTHS, right=(6, 7, 8), notes=("methods_note", "differ_note")
    )


def _rate(contents: Contents, indicator: Indicator, rate: float | None) -> str:
    """Return a rate a year, with a digit more than the figures: small ones do not read as none."""
    return format_number(rate, (decimals(contents.plan, indicator) or 0) + 1)


def _ratio(ratio: float | None, status: str) -> str:
    return f"{format_number(ratio, 2)}; {status}" if ratio is not None else status or "–"


def _agreement(row: Trajectory) -> str:
    if not row.methods_answered:
        return say("no_other_method")
    if row.methods_answered < 2:  # one alone agrees with nobody
        return say("no_other_answer")
    counted = f"{row.methods_agreeing}/{row.methods_answered}"
    if not row.methods_differing:
        return say("agree", counted=counted)
    named = ", ".join(words("methods")[one] for one in row.methods_differing.split())
    return say("differ", counted=counted, named=named)


def _last_day(contents: Contents, row: Trajectory) -> str:
    if row.recovery_date is None:
        return "–"
    day = short_date(row.recovery_date)
    return say("too_late", day=day) if row.recovery_date < contents.period.as_of else day


def outlook_table(contents: Contents) -> Table | None:
    """Return the scenarios, the interval and the chance of each indicator that bears them."""
    rows = []
    for one in contents.outlooks:
        indicator = contents.plan.indicator(one.indicator_id)

        def figure(value: float | None, item: Indicator = indicator) -> str:
            return print_value(contents.plan, item, value)

        between = f"{figure(one.low)} … {figure(one.high)}" if one.low is not None else "–"
        rows.append(
            (
                indicator.id,
                say("until", name=indicator.name, year=one.goal_date.year),
                f"{one.grade} ({one.points})",
                figure(one.flat),
                figure(one.current),
                figure(one.required),
                between,
                words("chances")[one.chance] if one.chance else "–",
                _backtest(one, figure(one.backtest_error), figure(one.backtest_error_flat)),
            )
        )
    return _table("outlooks", rows, _OUTLOOK_WIDTHS, right=(3, 4, 5), notes=("outlook_note",))


def _backtest(row: Outlook, error: str, error_flat: str) -> str:
    if row.backtest_n is None:
        return "–"
    key = "backtest_wins" if row.backtest_wins else "backtest_loses"
    return say(key, n=row.backtest_n, error=error, flat=error_flat)


def task_rates(contents: Contents) -> Table:
    """Return the rates of completion with their formulas, and the bands of what is overdue."""
    counts = count_tasks(contents.tasks)
    rows = [
        (say("rate_completion"), *_share(counts.completion), say("rate_completion_formula")),
        (say("rate_on_time"), *_share(counts.on_time), say("rate_on_time_formula")),
    ]
    labels = words("bands")
    bands = [
        (say("rate_band", band=labels[band]), *_share(Share(count, counts.overdue)), "")
        for band, count in sorted(counts.bands.items(), key=lambda one: [*labels].index(one[0]))
    ]
    note = say(
        "task_identity",
        total=counts.total,
        dated=counts.dated,
        apart=counts.total - counts.dated,
        cells="; ".join(
            say("task_counts", label=label, count=counts.cells[cell])  # type: ignore[index]
            for cell, label in contents.reporting.task_statuses.items()
            if cell != "no_report" and counts.cells[cell]  # type: ignore[index]
        ),
    )
    found = _table("rates", [*rows, *bands], _RATE_WIDTHS, right=(1, 2))
    assert found is not None
    return found.model_copy(update={"notes": (note,)})


def _share(share: Share) -> tuple[str, str]:
    """Return a share as counted and in percent; of nothing there is none."""
    percent = None if share.value is None else 100 * share.value
    return f"{share.numerator}/{share.denominator}", format_number(percent, 1)


def measure_table(contents: Contents) -> Table | None:
    """Return how far each agency has come, in protocol order, with its rank."""
    rows = []
    for number, one in enumerate(contents.measures, start=1):
        rank = "–" if one.rank is None else str(one.rank)
        rows.append(
            (
                str(number),
                contents.plan.agency(one.agency).name,
                f"{one.timely}/{one.timely_of}",
                f"{one.complete}/{one.complete_of}",
                str(one.revisions),
                str(one.revised_values),
                f"{one.on_track}/{one.on_track_of}",
                f"{one.tasks_done}/{one.tasks_of}",
                f"{one.tasks_on_time}/{one.tasks_of}",
                rank,
            )
        )
    found = _table("measures", rows, _MEASURE_WIDTHS, right=tuple(range(2, 10)))
    note = say("measures_note", least=LEAST_CASES)
    return found.model_copy(update={"notes": (note,)}) if found else None


def difference_table(contents: Contents) -> Table | None:
    """Return what differs from the last edition."""
    rows = [
        (
            str(number),
            words("differences")[one.kind],
            difference_subject(contents, one),
            short_date(one.date) if one.date else "–",
            difference_side(contents, one, one.before),
            difference_side(contents, one, one.after),
            one.note,
        )
        for number, one in enumerate(contents.differences, start=1)
    ]
    return _table("differences", rows, _DIFFERENCE_WIDTHS, notes=("differences_note",))


def difference_subject(contents: Contents, row: Difference) -> str:
    """Return what a difference is about."""
    if row.task_id:
        name = contents.plan.task(row.task_id).printed_name.split("\n")[0]
        return say("task_named", id=row.task_id, name=name) + _field(row)
    if not row.indicator_id:
        return words("thresholds").get(row.field, "") or f"{row.note}{_field(row)}"
    name = contents.plan.indicator(row.indicator_id).name
    agency = f" ({row.agency})" if row.agency and contents.is_province else ""
    return f"{row.indicator_id}. {name}{agency}{_field(row)}"


def _field(row: Difference) -> str:
    """Return which field of the plan a row is about, "" for other rows."""
    return f" – {words('fields').get(row.field, row.field)}" if row.kind == "plan" else ""


def difference_side(contents: Contents, row: Difference, text: str) -> str:
    """Return one side of a difference in words."""
    labels = {"status": contents.reporting.statuses, "task": contents.reporting.task_statuses}
    return labels.get(row.kind, {}).get(text, text)


def fared_table(contents: Contents) -> Table | None:
    """Return how the projections of the last edition have fared."""
    rows = [_fared(contents, one) for one in contents.fared]
    return _table("fared", rows, _FARED_WIDTHS, right=(3, 4, 5, 6), notes=("fared_note",))


def _fared(contents: Contents, row: Fared) -> tuple[str, ...]:
    indicator = contents.plan.indicator(row.indicator_id)

    def figure(value: float | None) -> str:
        return print_value(contents.plan, indicator, value)

    within = {None: "–", True: say("within"), False: say("outside")}[row.is_within]
    if row.low is not None:
        within = f"{figure(row.low)} … {figure(row.high)}: {within}"
    return (
        indicator.id,
        indicator.name,
        short_date(row.date),
        figure(row.projected),
        figure(row.actual),
        figure(row.error),
        figure(row.error_flat),
        within,
    )


def _table(
    key: str,
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    *,
    right: Sequence[int] = (),
    notes: Sequence[str] = (),
) -> Table | None:
    """Return a captioned table of texts, None without a row; `right` are the figures' columns."""
    if not rows:
        return None
    aligns: list[Align] = ["right" if n in right else "left" for n in range(len(widths))]
    return Table(
        caption=say(f"{key}_caption"),
        columns=tuple(
            Column(header=name, width=width, align=align)
            for name, width, align in zip(headers(key), widths, aligns, strict=True)
        ),
        rows=tuple(Row(cells=tuple(Cell(text=text) for text in row)) for row in rows),
        notes=tuple(say(note) for note in notes),
    )
