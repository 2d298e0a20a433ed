"""The plan in numbers, recounted from the YAML."""

from collections import Counter

from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.assignments import owed_tasks, reporters, task_leads
from plan_monitor.plan.models import Plan


def test_indicators(plan: Plan) -> None:
    counts = Counter((item.target_year, item.kind) for item in plan.indicators)
    assert counts == {
        (2030, "heading"): 1,
        (2030, "numeric"): 35,
        (2030, "qualitative"): 6,
        (2045, "numeric"): 5,
    }
    qualitative = [item.id for item in plan.indicators if item.kind == "qualitative"]
    assert qualitative == ["1", "2", "3", "4", "19", "28"]
    assert [item.id for item in plan.indicators if len(item.agencies) == 2] == ["8", "23", "29"]
    assert "9.10" in [item.id for item in plan.indicators]


def test_better_is_lower_for_the_two_ranks_only(plan: Plan) -> None:
    lower = [i.id for i in plan.indicators if i.kind == "numeric" and i.decision.better == "lower"]
    assert lower == ["5", "30"]


def test_tasks_by_section_and_deadline(plan: Plan) -> None:
    assert Counter(task.section for task in plan.tasks) == {
        "I": 10, "II": 4, "III": 23, "IV": 6, "V": 25, "VI": 7, "VII": 3,
    }  # fmt: skip
    kinds = Counter(task.deadline.kind for task in plan.tasks)
    assert kinds["month"] + kinds["year"] == 56
    assert (kinds["ongoing"], kinds["annual"], kinds["from"], kinds["unknown"]) == (17, 2, 2, 1)
    assert [t.id for t in plan.tasks if t.deadline.kind == "annual"] == ["76", "77"]
    assert [t.id for t in plan.tasks if t.deadline.kind == "from"] == ["13", "14"]
    assert [t.id for t in plan.tasks if t.deadline.kind == "unknown"] == ["70"]
    assert [t.id for t in plan.tasks if t.cooperating_verbatim is None] == ["7", "36"]


def test_leads(plan: Plan) -> None:
    groups = {group.code for group in plan.groups}
    leads = {code for task in plan.tasks for code in task.leads}
    assert len({task.leads_verbatim for task in plan.tasks}) == 29
    assert len(leads - groups) == 17
    assert sum(bool(groups & set(task.leads)) for task in plan.tasks) == 23
    after = plan_as_of(plan, plan.agency("STTTT").valid_to.replace(year=2026))
    assert len({c for task in after.tasks for c in task.leads} - groups) == 16


def test_names_with_commas_are_one_body(plan: Plan) -> None:
    assert plan.task("2").leads == ("SVHTTDL", "DPTTH", "BBK", "UBNDHTP")
    assert plan.task("17").leads == ("SKHCN", "STC")
    assert plan.task("31").leads == ("SKHCN", "BQLKCN", "CCN")
    assert plan.task("60").leads == (
        "CAT", "SNV", "SNNMT", "SXD", "NHNN", "SKHCN", "STC", "SCT",
    )  # fmt: skip


def test_everybody_who_reports_owes_something(plan: Plan) -> None:
    owing = reporters(plan)
    assert len(owing) == 28
    assert all(owed_tasks(plan, agency.code) for agency in owing)


def test_group_leads_expand_and_closed_agencies_pass_on(plan: Plan) -> None:
    after = plan_as_of(plan, plan.agency("STTTT").valid_to.replace(year=2026))
    assert plan.task("39").leads == ("STTTT",)
    assert after.task("39").leads == ("SKHCN",)
    assert len(task_leads(after, after.task("7"))) == 18 + 8
