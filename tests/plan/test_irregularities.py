"""Every irregularity of the source is listed, with where it stands and how it is handled."""

import json

import pytest
from click.testing import CliRunner

from plan_monitor.cli.main import main
from plan_monitor.errors import UserError
from plan_monitor.plan.irregularities import (
    Irregularity,
    find_irregularities,
    read_observations,
)
from plan_monitor.plan.irregularities.model import Observation
from plan_monitor.plan.irregularities.show import outline
from plan_monitor.plan.models import Plan
from plan_monitor.workspace import Workspace

# -- the plan of the repository --


@pytest.fixture(scope="module")
def found(repo: Workspace, plan: Plan) -> list[Irregularity]:
    return find_irregularities(plan, read_observations(repo.plan))


# kind, indicators, tasks: all items of the kind, no more and no less
EXPECTED = [
    ("corrected", "", "30 31 35 36 38 41 43 45 56 70"),
    ("spilled_cell", "", "38 41 45"),
    ("unknown_deadline", "", "70"),
    ("same_as_number", "9.1 9.10", ""),
    ("same_name", "8 29", ""),
    ("heading_row", "9", ""),
    ("blank_unit", "19", ""),
    ("blank_cooperating", "", "7 36"),
    ("unit_for_words", "1 2 3 4 28", ""),
    ("unit_repeats_name", "12", ""),
    ("number_in_unit", "31", ""),
    ("unit_spellings", "8 13 29", ""),
    ("percent_twice", "11 15 17 18 19.1 22 33", ""),
    ("ascii_operator", "5 9.8", ""),
    ("leading_zero", "16 24", ""),
    ("decimal_comma", "12", ""),
    ("strict_operator", "12 14", ""),
    ("range", "18 33", ""),
    ("words_in_target", "15", ""),
    (
        "bare_number",
        "6 9.2 9.3 9.4 9.5 9.6 9.7 9.9 9.10 9.11 9.12 13 16 17 19.1 19.2 22 23 31",
        "",
    ),
    ("lead_is_coordinator", "", "6 11 19 46 67 72"),
    ("closed_body", "", "39 40"),
    ("other_name", "", "63"),
    ("beside_its_group", "", "18 20 21"),
    ("lead_outside_register", "", "31"),
    ("outside_register", "", "1 45 47 76 77 78"),
    ("mixed_separators", "", "1 2 20 21 66"),
    ("footnote", "", "60"),
    ("numbered_parts", "", "60"),
    ("open_end", "", "13 14"),
    ("spelling", "12 14 26 27", "39 67"),
    ("stray_sign", "", "12 36"),
]
# kind, what is printed, where: one spelling, form or group of the kind
EXPECTED_ONE = [
    ("corrected", "Công an tỉnh; BCHQS tỉnh phòng", "task 56"),
    ("corrected", "Tháng 11/202", "task 70"),
    ("corrected", "Hoàn thành kế nối", "task 35"),
    ("corrected", "…tạo và chuyển đối số", "task 38"),
    ("unit_spellings", "%GRDP", "indicator 29"),
    ("unit_spellings", "% GRDP", "indicator 8, indicator 13"),
    ("body_spellings", "Ngân hàng Nhà nước", "indicator 10"),
    ("body_spellings", "Ngân hàng Nhà nước tỉnh Bắc Kạn", "indicator 25"),
    ("body_spellings", "Ngân hàng nhà nước", "task 60, task 66"),
    ("body_spellings", "BCHQS tỉnh phòng", "task 56"),
    ("body_spellings", "Sở Công thương", "task 20, task 32, task 60, task 74"),
    ("body_spellings", "Sở Công Thương", "task 66"),
    ("separator_in_name", "Sở Văn hóa, Thể thao và Du lịch", "task 2, task 51, task 52"),
    ("separator_in_name", "Sở Khoa học, Công nghệ", "task 17"),
    ("unlisted_group", "UBND các huyện, thành phố đủ điều kiện", "task 29"),
    ("unlisted_group", "các cụm công nghiệp", "task 31"),
    ("group_spellings", "Các sở, ngành, UBND huyện, TP", "task 39, task 40"),
    ("deadline_forms", "Tháng 06/2025", "task 36, task 62, task 64"),
    ("deadline_forms", "Năm 2030 / Năm 2027 / Năm 2026", "task 17, task 18, task 19"),
    ("year_only", "Năm 2030", "task 17"),
    ("year_only", "hoàn thành trong năm 2025", "obligation IV.1-ra-soat"),
    ("output_forms", "Kế hoạch UBND tỉnh", "task 1"),
    ("spelling", "tỷ / tỉ", "indicator 14, indicator 26, indicator 27"),
    ("spelling", "hoá / hóa", "indicator 12, task 67"),
    ("spelling", "khoá / khóa", "task 39"),
]


@pytest.mark.parametrize(("kind", "indicators", "tasks"), EXPECTED)
def test_items_of_a_kind(found: list[Irregularity], kind: str, indicators: str, tasks: str) -> None:
    expected = {f"indicator {one}" for one in indicators.split()}
    expected |= {f"task {one}" for one in tasks.split()}
    assert {item for one in found if one.kind == kind for item in one.items} == expected


@pytest.mark.parametrize(("kind", "verbatim", "items"), EXPECTED_ONE)
def test_one_entry(found: list[Irregularity], kind: str, verbatim: str, items: str) -> None:
    places = [", ".join(one.items) for one in found if (one.kind, one.verbatim) == (kind, verbatim)]
    assert places == [items]


def test_tasks_of_every_separator(found: list[Irregularity]) -> None:
    by_sign = {one.verbatim: one.items for one in found if one.kind == "separators"}
    assert set(by_sign) == {";", ",", "và"}
    assert by_sign["và"] == ("task 20", "task 21")
    assert {"task 31", "task 66"} <= set(by_sign[";"])
    assert {"task 2", "task 36", "task 60"} <= set(by_sign[","])


def test_spellings_are_counted_as_printed(found: list[Irregularity]) -> None:
    departments = {"Các sở, ngành", "các sở, ngành", "Các Sở, ngành", "Các sở, ban, ngành"}
    printed = {one.verbatim for one in found if one.kind == "body_spellings"}
    assert departments <= printed
    assert sum(one.kind == "group_spellings" for one in found) == 6


def test_every_reading_and_every_correction_is_listed(
    found: list[Irregularity], plan: Plan
) -> None:
    readings = {one.corrected for one in found if one.kind == "reading"}
    decided = {one.decided.reading for one in plan.indicators if one.decided}
    assert len(readings) > 15
    assert readings >= decided - {None}
    fields = ("name", "leads", "cooperating", "output", "deadline")
    corrections = sum(
        getattr(task.corrected, field) is not None
        for task in plan.tasks
        if task.corrected
        for field in fields
    )
    listed = sum(len(one.items) for one in found if one.kind == "corrected")
    assert listed == corrections == 14


def test_every_one_says_where_how_and_why(found: list[Irregularity], repo: Workspace) -> None:
    assert len(found) > 150
    assert all(one.items and one.reason and one.handled for one in found)
    assert all(one.verbatim or one.kind.startswith("blank_") for one in found)
    observed = [one for one in found if one.kind == "observed"]
    assert len(observed) == len(read_observations(repo.plan)) > 15
    groups = {f"nhóm nhiệm vụ {number}" for number in ("I", "II", "IV", "V", "VII")}
    assert groups <= {one.items[0] for one in observed}


def test_observed_group_titles_quote_the_annex(repo: Workspace, plan: Plan) -> None:
    titles = {f"nhóm nhiệm vụ {one.id}": one.name for one in plan.sections}
    compared = [one for one in read_observations(repo.plan) if one.where in titles]
    assert len(compared) == 5
    for one in compared:
        annex = one.verbatim.split(" (Phụ lục II)")[0]
        assert all(part.strip() in titles[one.where] for part in annex.split("…")), one.where


# -- observations and the command --


def test_an_observation_keeps_its_words(plan: Plan) -> None:
    seen = Observation(verbatim="g) g)", where="mục III", handled="để nguyên", reason="hai lần")
    one = find_irregularities(plan, [seen])[-1]
    assert (one.kind, one.items) == ("observed", ("mục III",))
    assert (one.verbatim, one.reason, one.handled) == ("g) g)", "hai lần", "để nguyên")


def test_a_plan_without_observations_and_one_with_a_wrong_field(workspace: Workspace) -> None:
    path = workspace.plan / "irregularities.yml"
    path.write_text("irregularities:\n- verbatim: x\n  were: y\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"irregularities\.0\.handled"):
        read_observations(workspace.plan)
    path.unlink()
    assert read_observations(workspace.plan) == ()


def run(root: Workspace, *arguments: str) -> str:
    command = ["--root", str(root.root), "plan", "irregularities", *arguments]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 0, result.output
    return result.output


def test_command_for_programs(repo: Workspace, found: list[Irregularity]) -> None:
    shown = json.loads(run(repo, "--json"))
    assert len(shown) == len(found)
    fields = {"kind", "title", "items", "verbatim", "corrected", "reason", "handled"}
    assert all(set(one) == fields for one in shown)
    zero = next(one for one in shown if one["kind"] == "leading_zero")
    assert (zero["items"], zero["verbatim"], zero["corrected"]) == (["indicator 16"], "05", "≥ 5")


def test_command_for_a_person(repo: Workspace, found: list[Irregularity]) -> None:
    lines = run(repo).splitlines()
    assert max(len(line) for line in lines) <= 100
    assert "  - chỉ tiêu 9.1, 9.10: “9.1 / 9.10”" in lines
    assert lines[-1].startswith(f"Tổng cộng {len(found)} ")
    assert "indicator" not in "\n".join(lines)


def test_a_list_of_nothing() -> None:
    assert outline([]) == "Không thấy chỗ bất thường nào."
