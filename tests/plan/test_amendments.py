"""The plan as of a day: amendments, successions, and what they change."""

import datetime as dt
from pathlib import Path

import pytest

from plan_monitor.plan.amendments import Amendment
from plan_monitor.plan.as_of import changes_since, open_drafts, plan_as_of
from plan_monitor.plan.assignments import inheritances, owed_tasks, reporters, task_leads
from plan_monitor.plan.duties import duties_on
from plan_monitor.plan.loading import load_plan
from plan_monitor.plan.models import Plan

SECOND = Path(__file__).parent.parent / "second_plan" / "params" / "plan"
BEFORE, DAY, AFTER = dt.date(2026, 4, 30), dt.date(2026, 5, 1), dt.date(2026, 6, 20)
BASIS = {"document": "Quyết định 9/QĐ-UBND ngày 28/4/2026"}


@pytest.fixture(scope="module")
def second() -> Plan:
    return load_plan(SECOND)


def amended(plan: Plan, status: str = "in_force", **fields: object) -> Plan:
    amendment = Amendment.model_validate(
        {"id": "one", "title": "Một", "date": DAY, "basis": BASIS, "status": status, **fields}
    )
    return plan.model_copy(update={"amendments": (*plan.amendments, amendment)})


def changes(plan: Plan, day: dt.date = AFTER) -> list[tuple[str, str, str, str, str]]:
    dated = plan_as_of(plan, day)
    return [(one.kind, one.id, one.field, one.before, one.after) for one in dated.changes]


def test_a_target_moves_on_its_day_and_not_before(second: Plan) -> None:
    plan = amended(
        second, indicators=[{"id": "1", "target": "≥ 900", "reason": "Theo nghị quyết mới."}]
    )
    assert plan_as_of(plan, BEFORE).indicator("1") == second.indicator("1")
    assert plan_as_of(plan, DAY).indicator("1").target.value == 900
    assert changes(plan, BEFORE) == []
    assert changes(plan) == [("indicator", "1", "target", "≥ 820", "≥ 900")]
    (change,) = plan_as_of(plan, AFTER).changes
    assert (change.date, change.document) == (DAY, "Quyết định 9/QĐ-UBND ngày 28/4/2026")
    assert change.reason == "Theo nghị quyết mới."


def test_a_draft_changes_nothing_and_is_named_from_its_day_on(second: Plan) -> None:
    plan = amended(
        second,
        status="draft",
        indicators=[{"id": "1", "target": "≥ 900", "reason": "Dự kiến."}],
        questions=[{"task": "5", "question": "Ai làm?"}],
    )
    assert plan_as_of(plan, AFTER).indicator("1") == second.indicator("1")
    assert open_drafts(plan, BEFORE) == []
    (draft,) = open_drafts(plan, DAY)
    assert (draft.touched("indicator"), draft.touched("task")) == (("1",), ("5",))


def test_a_deadline_keeps_the_original_beside_the_current(second: Plan) -> None:
    moved = amended(second, tasks=[{"id": "4", "deadline": "Quý IV/2026", "reason": "Bão."}])
    dated = plan_as_of(moved, AFTER)
    assert dated.task("4").deadline.date == dt.date(2026, 12, 31)
    assert dated.task("4").printed_deadline == "Quý IV/2026"
    assert dated.original_deadline("4") == "Tháng 3/2026"
    assert dated.original_deadline("1") is None


def test_the_later_of_two_amendments_stands_and_the_first_deadline_is_the_original(
    second: Plan,
) -> None:
    plan = amended(second, tasks=[{"id": "4", "deadline": "Tháng 6/2026", "reason": "Một."}])
    plan = amended(
        plan, id="two", date=AFTER, tasks=[{"id": "4", "deadline": "Năm 2027", "reason": "Hai."}]
    )
    dated = plan_as_of(plan, AFTER)
    assert dated.task("4").deadline.date == dt.date(2027, 12, 31)
    assert dated.original_deadline("4") == "Tháng 3/2026"
    assert [one.after for one in changes_since(dated, DAY)] == ["Năm 2027"]


def test_a_correction_of_a_replaced_cell_falls_away(plan: Plan) -> None:
    assert plan.task("38").printed_deadline == "Tháng 12/2025"
    moved = amended(plan, tasks=[{"id": "38", "deadline": "6/2026", "reason": "Chậm."}])
    dated = plan_as_of(moved, AFTER)
    assert dated.task("38").printed_deadline == "6/2026"
    assert dated.task("38").printed_output == "Quyết định của UBND tỉnh"
    assert dated.original_deadline("38") == "Tháng 12/2025"


def test_baseline_bounds_and_texts_enter_by_amendment(second: Plan) -> None:
    plan = amended(
        second,
        indicators=[
            {
                "id": "3.1",
                "name": "Chiều dài kè sinh thái",
                "baseline": {"value": 12, "date": "2025-12-31", "source": "Sổ kè"},
                "milestones": [{"year": 2027, "value": 30}],
                "decided": {"bounds": [0, 60]},
                "reason": "Đo lại.",
            }
        ],
    )
    indicator = plan_as_of(plan, AFTER).indicator("3.1")
    assert indicator.baseline is not None and indicator.baseline.value == 12
    assert indicator.decision.bounds == (0, 60)
    assert indicator.decision.measure == "stock", "what is left out stays"
    assert {change[2] for change in changes(plan)} == {"name", "baseline", "milestones", "bounds"}


def test_items_are_added_and_ended(second: Plan) -> None:
    task = second.task("5").model_dump(mode="json") | {"id": "8", "name": "Mở bảo tàng biển"}
    plan = amended(
        second,
        added={"tasks": [task]},
        ended={"indicators": [{"id": "5", "reason": "Bỏ khảo sát."}]},
    )
    dated = plan_as_of(plan, AFTER)
    assert [one.id for one in dated.tasks][-1] == "8"
    assert "5" not in [one.id for one in dated.indicators]
    assert ("task", "8", "added", "", "Mở bảo tàng biển") in changes(plan)
    ended = ("indicator", "5", "ended", "Chỉ số hài lòng của du khách", "")
    assert ended in changes(plan)


def closing(plan: Plan, **fields: object) -> Plan:
    change = {"code": "TQT", "valid_to": "2026-04-30", "successor": "PKT", "reason": "Sáp nhập."}
    return amended(plan, agencies=[change | fields])


def test_a_closed_agency_passes_its_items_to_its_successor(second: Plan) -> None:
    plan = closing(second)
    dated = plan_as_of(plan, AFTER)
    assert "TQT" not in [agency.code for agency in reporters(dated)]
    assert dated.agency("TQT").name == "Trạm Quan trắc nước biển", "it stays readable"
    assert dated.indicator("2").agencies == ("PKT", "HDG")
    assert dated.task("3").leads == ("PKT",), "once, although it led already"
    assert dated.printed_leads(dated.task("1")) == "Phòng Kinh tế biển"
    assert [agency.code for agency in reporters(plan_as_of(plan, BEFORE))][3] == "TQT"


def test_its_last_day_is_still_its_own(second: Plan) -> None:
    last = plan_as_of(closing(second, valid_to="2026-06-20"), AFTER)
    assert last.indicator("2").agencies == ("TQT", "HDG")
    next_day = plan_as_of(closing(second, valid_to="2026-06-19"), AFTER)
    assert next_day.indicator("2").agencies == ("PKT", "HDG")


def test_succession_goes_on_when_the_successor_closes_too(second: Plan) -> None:
    plan = closing(second)
    plan = amended(
        plan,
        id="two",
        date=dt.date(2026, 6, 1),
        agencies=[
            {"code": "PKT", "valid_to": "2026-05-31", "successor": "VP", "reason": "Lần hai."}
        ],
    )
    dated = plan_as_of(plan, AFTER)
    assert dated.indicator("3.2").agencies == ("VP",)
    assert dated.header.report_lead == "VP"


def test_a_group_expands_to_those_who_exist_on_the_day(second: Plan) -> None:
    plan = amended(
        second,
        agencies=[{"code": "SSO", "valid_to": "2026-04-30", "reason": "Giải thể."}],
    )
    assert task_leads(plan_as_of(plan, BEFORE), second.task("2")) == ("HDG", "SSO")
    assert task_leads(plan_as_of(plan, AFTER), second.task("2")) == ("HDG",)


def test_an_agency_that_is_not_there_yet_owes_nothing(second: Plan) -> None:
    new = second.agency("SSO").model_dump(mode="json", exclude_none=True)
    new |= {"code": "NEW", "name": "UBND phường Mới", "valid_from": "2026-09-01"}
    members = ["HDG", "SSO", "NEW"]
    plan = amended(
        second,
        added={"agencies": [new]},
        groups=[{"code": "CP", "members": members, "reason": "Lập phường."}],
    )
    assert "NEW" not in task_leads(plan_as_of(plan, AFTER), second.task("2"))
    assert "NEW" in task_leads(plan_as_of(plan, dt.date(2026, 9, 1)), second.task("2"))


def test_who_took_what_over_from_whom(second: Plan) -> None:
    plan = closing(second)
    then, now = plan_as_of(plan, BEFORE), plan_as_of(plan, AFTER)
    gained = inheritances(then, now, "PKT")
    assert gained["TQT"].indicators == {"2", "3.2"}
    assert gained["TQT"].tasks == {"1"}, "task 3 it led already"
    assert inheritances(then, now, "HDG") == {}


def test_an_item_given_to_another_is_taken_over_in_its_place(second: Plan) -> None:
    plan = amended(second, indicators=[{"id": "2", "agencies": ["SSO", "HDG"], "reason": "Đổi."}])
    then, now = plan_as_of(plan, BEFORE), plan_as_of(plan, AFTER)
    assert inheritances(then, now, "SSO")["TQT"].indicators == {"2"}
    assert inheritances(then, now, "HDG") == {}


def test_duties_name_what_was_inherited(plan: Plan) -> None:
    (duty,) = duties_on(plan, dt.date(2025, 5, 31), "SKHCN")
    assert duty.inherited == {"STTTT": ("nhiệm vụ 39",)}
    assert "39" in duty.tasks
    assert len(duties_on(plan, dt.date(2025, 5, 31))) == 28


def test_the_shipped_draft_waits_and_names_the_ranks_and_the_districts(plan: Plan) -> None:
    assert open_drafts(plan, dt.date(2025, 5, 31)) == []
    (draft,) = open_drafts(plan, dt.date(2025, 11, 14))
    assert draft.basis.to_be_confirmed
    assert {"5", "20", "30"} <= set(draft.touched("indicator"))
    dated = plan_as_of(plan, dt.date(2025, 11, 14))
    assert len(reporters(dated)) == 28
    assert dated.indicator("5").decision.bounds == (1, 63)
    assert [one.kind for one in changes_since(dated, dt.date(2025, 5, 31))] == []
    assert {one.id for one in changes_since(dated, None)} == {"39", "40"}


def test_every_reporter_leads_something_on_every_day(second: Plan) -> None:
    dated = plan_as_of(closing(second), AFTER)
    assert all(owed_tasks(dated, agency.code) for agency in reporters(dated))
