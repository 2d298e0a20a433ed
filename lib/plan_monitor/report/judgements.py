"""What a sentence says of an indicator's path: as much as its evidence allows, and no more."""

from plan_monitor.plan.indicators import Indicator
from plan_monitor.progress.evidence import allowed_statements
from plan_monitor.progress.methods.paths import is_met
from plan_monitor.progress.records import Outlook, Trajectory
from plan_monitor.progress.trajectories import goal_of
from plan_monitor.report.contents import Contents
from plan_monitor.report.figures import print_plain, print_size, print_target, print_value
from plan_monitor.report.phrases import say, words
from plan_monitor.vietnamese.dates import short_date

BEHIND = ("somewhat_behind", "far_behind", "moving_away")
_UNLIKELY = ("very_unlikely", "unlikely")


def judgement(contents: Contents, row: Trajectory) -> list[str]:
    """Return the clauses on the path: what is due, what is missing, where it leads."""
    indicator = contents.plan.indicator(row.indicator_id)
    target = {"year": indicator.target_year, "target": print_target(contents.plan, indicator)}
    if "pace" not in allowed_statements(row.grade) or row.status == "not_enough_data":
        why = words("not_enough").get(row.reason, "")
        return [say("target_is", **target), say("not_enough_for_path", why=why)]
    clause = _clause(contents, indicator, row, target)
    notes = [say("two_points")] if row.grade == "E1" else []
    if row.reason in ("pace", "less_than_a_step_required") and row.status == "on_track":
        need = _need(contents, indicator, row)
        return [say("with_notes", clause=clause, notes="; ".join([need, *notes]))]
    if notes:
        clause = say("with_notes", clause=clause, notes="; ".join(notes))
    return [clause, *_outlook(contents, indicator, row)]


def _clause(
    contents: Contents, indicator: Indicator, row: Trajectory, target: dict[str, object]
) -> str:
    """Return the status and what decided it."""
    plan, status = contents.plan, contents.reporting.statuses[row.status]
    if row.reason in ("pace", "less_than_a_step_required"):
        if row.status == "on_track":
            return status
        parts = []
        if row.status == "moving_away":
            start = print_plain(plan, indicator, row.baseline_value)
            parts.append(say("worse_than_baseline", baseline=start))
        if row.reason == "pace":
            parts.append(_need(contents, indicator, row) + _missing(contents, indicator, row))
        return say("judged", status=status, why="; ".join(parts))
    key = "beyond" if row.reason == "reached" and row.beyond_range else row.reason
    return words("judgements")[key].format(
        status=status,
        baseline=print_plain(plan, indicator, row.baseline_value),
        mean=print_plain(plan, indicator, row.observed_rate),
        floor_year=row.actual_date.year if row.actual_date else "–",
        **target,
    )


def _need(contents: Contents, indicator: Indicator, row: Trajectory) -> str:
    """Return what the path asks for on the figure's day."""
    day = short_date(row.actual_date) if row.actual_date else "–"
    if row.pace is None:
        return say("nothing_due_yet", date=day)
    extra = _extra_digits(contents, indicator, row)
    return say("due", date=day, required=print_plain(contents.plan, indicator, row.required, extra))


def _missing(contents: Contents, indicator: Indicator, row: Trajectory) -> str:
    """Return by how much the figure misses its path, in the digits in which it does."""
    if row.actual is None or row.required is None:
        return ""
    size = row.required - row.actual
    decision, plan = indicator.decision, contents.plan
    extra = _extra_digits(contents, indicator, row)
    key = "short_of_rank" if decision.measure == "rank" else f"short_of_{decision.better}"
    return say(key, size=print_size(plan, indicator, size, extra))


def _extra_digits(contents: Contents, indicator: Indicator, row: Trajectory) -> int:
    """Return 1 where figure and path look the same in the digits in which they are printed."""
    plan = contents.plan
    looks_equal = print_value(plan, indicator, row.required) == print_value(
        plan, indicator, row.actual
    )
    return int(looks_equal and row.status in BEHIND)


def outlook_of(contents: Contents, row: Trajectory) -> Outlook | None:
    """Return what may be said of the target's year."""
    return next((one for one in contents.outlooks if one.indicator_id == row.indicator_id), None)


def _outlook(contents: Contents, indicator: Indicator, row: Trajectory) -> list[str]:
    """Return where the present pace leads an indicator that is behind; from E3 on the chance."""
    found = outlook_of(contents, row)
    allowed = allowed_statements(row.grade)
    if found is None or row.status not in BEHIND or "scenarios" not in allowed:
        return []
    target = {"year": found.goal_date.year, "target": print_target(contents.plan, indicator)}
    is_rank = indicator.decision.measure == "rank"

    def at(value: float) -> str:
        return words("at_target_year")["rank" if is_rank else "value"].format(
            value=print_value(contents.plan, indicator, value)
            if is_rank
            else print_plain(contents.plan, indicator, value)
        )

    if found.backtest_wins is False:
        return [say("outlook_flat", value=at(found.flat), **target)]
    clause = say("outlook_current", value=at(found.current), **target)
    if "chance" in allowed and found.chance:
        slows = found.chance in _UNLIKELY and _reaches(indicator, found.current)
        key = "outlook_slowing" if slows else "outlook_chance"
        clause += say(key, chance=words("chances")[found.chance])
    return [clause]


def _reaches(indicator: Indicator, value: float) -> bool:
    """Tell whether a value would meet the target."""
    goal = goal_of(indicator)
    return goal is not None and is_met(value, goal, indicator.decision.better)
