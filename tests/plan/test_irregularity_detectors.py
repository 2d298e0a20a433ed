"""Each detector finds its case in a plan that is clean otherwise, and nothing in a clean one."""

import datetime as dt
from typing import Any

import pytest

from plan_monitor.plan.bodies import Agency, Group
from plan_monitor.plan.cells import parse_deadline, parse_parts, parse_target
from plan_monitor.plan.indicators import Indicator, NumericDecision, Unit, WordsDecision
from plan_monitor.plan.irregularities import find_irregularities
from plan_monitor.plan.irregularities.model import kinds
from plan_monitor.plan.models import Plan, PlanHeader, UnitSpelling
from plan_monitor.plan.tasks import Obligation, Section, Task, TaskCorrection
from plan_monitor.vietnamese.spelling import syllable_key

DECISION = NumericDecision(
    better="higher", measure="rate", step=0.1, bounds=(0, 100), condition="none", reason="x"
)
READ = DECISION.model_copy(update={"reading": "đọc thế"})
WORDS = WordsDecision(reading="đọc là thế", reason="vì thế")
ROADS = Agency(code="ROADS", name="Sở Đường bộ", protocol_order=1)
PORTS = Agency(code="PORTS", name="Sở Bến cảng", protocol_order=2)
OLD = Agency(
    code="OLD", name="Sở Cũ", protocol_order=3, valid_to=dt.date(2025, 1, 1), successor="PORTS"
)
PARTY = Agency(code="PARTY", name="Ban Đảng", protocol_order=4, reports=False)
COMMA = Agency(code="COMMA", name="Sở Núi, Sông", protocol_order=5)
ALL = Group(code="ALL", name="Các sở", members=("ROADS",), reading="cả hai")
TOWNS = Group(code="TOWNS", name="Các xã", members=("PORTS",), reading="mọi xã")
NOBODY = Group(code="NOBODY", name="Các hội", reading="ngoài")
MISPRINT = TaskCorrection(output="Đề án", reason="Đế án")
PARTS = "Gồm:\n(1) một;\n(2) hai."
RANK = Unit(verbatim="Hạng", code="rank")
LOWER_RANK = Unit(verbatim="hạng", code="rank")
INDEX = Unit(verbatim="Chỉ số ABC", code="index")
UNITS = [("percent", "%", "%"), ("rank", "Hạng", "Hạng"), ("index", "Chỉ số ABC", "ABC")]


def indicator(number: str = "1", target: str | None = "≥ 20", **more: Any) -> Indicator:
    values: dict[str, Any] = {
        "target_year": 2030,
        "kind": "numeric",
        "name": f"Mức {number}",
        "unit": Unit(verbatim="%", code="percent"),
        "agencies": ("ROADS",),
        "agencies_verbatim": ROADS.name,
        "decided": DECISION,
    }
    return Indicator(id=number, target=parse_target(target), **(values | more))


def task(number: str = "1", deadline: str = "Tháng 6/2025", **more: Any) -> Task:
    values: dict[str, Any] = {
        "section": "I",
        "name": f"Việc {number}",
        "leads": ("ROADS",),
        "leads_verbatim": ROADS.name,
        "cooperating": ("PORTS",),
        "cooperating_verbatim": PORTS.name,
        "output": "Kế hoạch",
    }
    return Task(id=number, deadline=parse_deadline(deadline), **(values | more))


def led_by(code: str, printed: str) -> Task:
    return task(leads=(code,), leads_verbatim=printed)


def helped_by(number: str, codes: str, printed: str) -> Task:
    return task(number, cooperating=tuple(codes.split()), cooperating_verbatim=printed)


def make(*parts: Indicator | Task | Agency | Group | Obligation) -> Plan:
    """Return a plan of these rows, bodies and duties beside what every plan has."""

    def only(kind: type) -> tuple[Any, ...]:
        return tuple(one for one in parts if isinstance(one, kind))

    units = tuple(
        UnitSpelling(code=code, spellings=(text,), label=label, decimals=1, change_label="")
        for code, text, label in UNITS
    )
    header = PlanHeader(
        id="X", number="1/KH", date=dt.date(2025, 1, 1), title="Kế hoạch", issuer="Ủy ban",
        province="tỉnh X", report_lead="ROADS", report_to="Ủy ban", recipients=(),
        archive_code="VT", units=units, obligations=only(Obligation),
    )  # fmt: skip
    return Plan(
        header=header,
        indicators=only(Indicator),
        sections=(Section(id="I", name="Nhóm"),),
        tasks=only(Task),
        agencies=(ROADS, PORTS, *only(Agency)),
        groups=only(Group),
    )


HEADING = indicator(
    target=None, kind="heading", unit=Unit(), agencies=(), agencies_verbatim=None, decided=WORDS
)
DUTY = Obligation(
    id="A", source="IV", text="Rà soát", agencies=("ROADS",), reading="thế",
    deadline=parse_deadline("Hằng năm"),
)  # fmt: skip

# the plan, and what it must give: each kind with its items
CASES = [
    (make(task(output="Đế án", corrected=MISPRINT)), ["corrected: task 1"]),
    (make(task(deadline="a Tháng 6/2025")), ["spilled_cell: task 1"]),
    (make(task(deadline="Tháng 6/20")), ["unknown_deadline: task 1"]),
    (make(task(deadline="2026")), ["year_only: task 1"]),
    (make(task(deadline="Từ 2026")), ["open_end: task 1"]),
    (
        make(task("1", "Tháng 6/2025"), task("2", "Tháng 06/2025")),
        ["deadline_forms: task 1", "deadline_forms: task 2"],
    ),
    (
        make(task("1", output="Đề án tỉnh"), task("2", output="Đề án của tỉnh")),
        ["output_forms: task 1", "output_forms: task 2"],
    ),
    (make(led_by("", "")), ["blank_leads: task 1"]),
    (make(helped_by("1", "", "")), ["blank_cooperating: task 1"]),
    (make(task(output=None)), ["blank_output: task 1"]),
    (make(task(notes=("[1] Xem kèm",))), ["footnote: task 1"]),
    (make(task(name=PARTS, parts=parse_parts(PARTS)), task("2")), ["numbered_parts: task 1"]),
    (make(indicator("9.1"), indicator("9.10")), ["same_as_number: indicator 9.1, indicator 9.10"]),
    (
        make(indicator("1", name="Mức"), indicator("2", name="Mức", target_year=2045)),
        ["same_name: indicator 1, indicator 2"],
    ),
    (make(HEADING), ["heading_row: indicator 1", "reading: indicator 1"]),
    (make(indicator(unit=Unit())), ["blank_unit: indicator 1"]),
    (make(indicator(agencies=(), agencies_verbatim=None)), ["blank_agencies: indicator 1"]),
    (
        make(indicator(target="Khá", kind="qualitative", unit=RANK, decided=WORDS)),
        ["unit_for_words: indicator 1", "reading: indicator 1"],
    ),
    (make(indicator(name="Giữ chỉ số ABC", unit=INDEX)), ["unit_repeats_name: indicator 1"]),
    (make(indicator(unit=Unit(verbatim="Xe/1.000 dân"))), ["number_in_unit: indicator 1"]),
    (
        make(indicator("1", unit=RANK), indicator("2", unit=LOWER_RANK)),
        ["unit_spellings: indicator 1", "unit_spellings: indicator 2"],
    ),
    (make(indicator(target="≥ 20%")), ["percent_twice: indicator 1"]),
    (make(indicator(target=">=20")), ["ascii_operator: indicator 1"]),
    (make(indicator(target="≥ 02")), ["leading_zero: indicator 1"]),
    (make(indicator(target="≥ 0,7")), ["decimal_comma: indicator 1"]),
    (make(indicator(target="> 7")), ["strict_operator: indicator 1"]),
    (make(indicator(target="3-5")), ["range: indicator 1"]),
    (make(indicator(target="≥ 3 và tăng")), ["words_in_target: indicator 1"]),
    (make(indicator(target="3")), ["bare_number: indicator 1"]),
    (make(indicator(decided=READ)), ["reading: indicator 1"]),
    (make(DUTY), ["reading: obligation A"]),
    (make(helped_by("1", "ROADS", ROADS.name)), ["lead_is_coordinator: task 1"]),
    (make(led_by("OLD", "Sở Cũ"), OLD), ["closed_body: task 1"]),
    (
        make(task("2"), led_by("ROADS", "Sở đường bộ")),
        ["body_spellings: task 1", "body_spellings: task 2"],
    ),
    (make(led_by("ROADS", "Sở đường bộ")), ["other_name: task 1"]),
    (make(led_by("ALL", "Các sở"), ALL), ["unlisted_group: task 1"]),
    (
        make(helped_by("1", "ALL", f"{ROADS.name}, các sở"), ALL),
        ["beside_its_group: task 1"],
    ),
    (
        make(
            helped_by("1", "ALL TOWNS", "các sở, Các xã"),
            helped_by("2", "ALL TOWNS", "các sở; Các xã"),
            *(ALL, TOWNS),
        ),
        [
            "group_spellings: task 1",
            "group_spellings: task 2",
            "separators: task 1",
            "separators: task 2",
        ],
    ),
    (
        make(led_by("NOBODY", "Các hội"), NOBODY),
        ["lead_outside_register: task 1", "unlisted_group: task 1"],
    ),
    (make(helped_by("1", "PARTY", "Ban Đảng"), PARTY), ["outside_register: task 1"]),
    (make(led_by("COMMA", "Sở Núi, Sông"), COMMA), ["separator_in_name: task 1"]),
    (
        make(led_by("X", f"{PORTS.name}; {PARTY.name}, {ROADS.name}"), PARTY),
        [
            "mixed_separators: task 1",
            *["separators: task 1"] * 2,  # one for each sign
            "lead_outside_register: task 1",
        ],
    ),
    (make(task("1", name="Số hóa, hóa đơn"), task("2", name="Số hoá")), ["spelling: task 2"]),
    (
        make(indicator(name="Tỷ lệ"), task("1", name="Tỉ lệ một"), task("2", name="Tỉ lệ hai")),
        ["spelling: indicator 1"],
    ),
    (make(task(name="Đường số.; cầu")), ["stray_sign: task 1"]),
    (make(task(name="Văn bản A- B")), ["stray_sign: task 1"]),
    (make(task("1", name="Làm đường."), task("2")), ["final_dot: task 1"]),
]
CLEAN = [
    make(indicator("1"), indicator("2", "≤ 5"), task("1"), task("2", "Tháng 12/2026")),
    make(task("1", "Thường xuyên"), task("2", "Hằng năm"), task("3", "Quý II/2025")),
    make(helped_by("1", "ALL", "Các sở"), ALL),
    make(led_by("X", f"{PORTS.name}; {ROADS.name}"), led_by("X", f"{ROADS.name}; {PORTS.name}")),
    make(task("1", name="Làm… 5% - 10%, v.v."), task("2", name="Tu sửa tủ, túi.")),
]


@pytest.mark.parametrize(("plan", "expected"), CASES, ids=[case[1][0] for case in CASES])
def test_one_thing_wrong(plan: Plan, expected: list[str]) -> None:
    found = [f"{one.kind}: {', '.join(one.items)}" for one in find_irregularities(plan)]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("plan", CLEAN)
def test_a_clean_plan_has_none(plan: Plan) -> None:
    assert find_irregularities(plan) == []


def test_every_kind_has_its_case() -> None:
    shown = {one.split(":")[0] for _, expected in CASES for one in expected}
    assert shown | {"observed"} == set(kinds())


def test_a_long_cell_is_cut_to_what_differs() -> None:
    words = [f"chữ{n}" for n in range(30)]
    before, after = " ".join([*words, "sai", *words]), " ".join([*words, "đúng", *words])
    correction = TaskCorrection(name=after, reason="in sai")
    (one,) = find_irregularities(make(task(name=before, corrected=correction)))
    assert one.verbatim == "…chữ27 chữ28 chữ29 sai chữ0 chữ1 chữ2…"
    assert one.corrected == "…chữ27 chữ28 chữ29 đúng chữ0 chữ1 chữ2…"
    assert one.reason == "in sai"


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("hoá", "hóa", True),
        ("uỷ", "ủy", True),
        ("khoẻ", "khỏe", True),
        ("tỷ", "tỉ", True),
        ("quý", "quí", True),
        ("tuy", "tui", False),
        ("hay", "hai", False),
        ("hòa", "hóa", False),
        ("tuần", "tuân", False),
    ],
)
def test_syllables_that_are_one(one: str, other: str, is_same: bool) -> None:
    assert (syllable_key(one) == syllable_key(other)) is is_same
