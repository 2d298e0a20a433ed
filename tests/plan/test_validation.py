"""Every fault of a plan is named with file, line and remedy; each case breaks one thing."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from plan_monitor.cli.main import main
from plan_monitor.errors import UserError
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.loading import load_plan
from plan_monitor.plan.validation import find_faults
from plan_monitor.workspace import Workspace

SECOND = Path(__file__).parent.parent / "second_plan"
HEAD = """id: one
title: Một
date: 2026-05-01
basis: {document: Quyết định 9/QĐ-UBND}
status: in_force
"""


@pytest.fixture
def second(tmp_path: Path) -> Workspace:
    shutil.copytree(SECOND, tmp_path / "office")
    return Workspace.at(tmp_path / "office")


def told(workspace: Workspace) -> list[str]:
    return [fault.relative_to(workspace.root) for fault in find_faults(workspace)]


def test_the_shipped_plans_are_sound(repo: Workspace, second: Workspace) -> None:
    assert told(repo) == []
    assert told(second) == []


@pytest.mark.parametrize(
    ("file", "before", "after", "expected"),
    [
        (
            "plan/indicators.yml",
            "  kind: numeric",
            "  kind: numbers",
            "params/plan/indicators.yml, dòng 4: indicators.0.kind: giá trị “numbers”. Cần: "
            "'numeric', 'qualitative' hoặc 'heading'. Cách xử lý: chọn một trong các giá trị đó.",
        ),
        (
            "plan/indicators.yml",
            "    better: higher",
            "    beter: higher",
            "params/plan/indicators.yml, dòng 11: trường lạ indicators.0.decided.beter. Cần: tên "
            "trường có trong lược đồ (params/schemas). Cách xử lý: có phải là “better”?.",
        ),
        (
            "plan/indicators.yml",
            "    condition: none\n",
            "",
            "params/plan/indicators.yml, dòng 11: thiếu trường indicators.0.decided.condition. "
            "Cần: trường “condition”. Cách xử lý: thêm trường vào mục bắt đầu ở dòng này.",
        ),
        (
            "plan/indicators.yml",
            "value: 820",
            "value: 280",
            "params/plan/indicators.yml, dòng 7: nguyên văn “≥ 820” đọc là >= 820, ở đây ghi >= "
            "280. Cần: giá trị đúng như nguyên văn. Cách xử lý: sửa operator, value, low, high "
            "theo nguyên văn.",
        ),
        (
            "plan/indicators.yml",
            "    better: lower",
            "    better: higher",
            "params/plan/indicators.yml, dòng 26: better: higher trái với mục tiêu <= 5. Cần: "
            "chiều tốt hơn cùng hướng với dấu của mục tiêu. Cách xử lý: sửa better, hoặc xem lại "
            "nguyên văn.",
        ),
        (
            "plan/indicators.yml",
            "bounds: [0, 120]",
            "bounds: [0, 45]",
            "params/plan/indicators.yml, dòng 51: mục tiêu 50 nằm ngoài bounds. Cần: giới hạn "
            "chứa được mục tiêu. Cách xử lý: sửa bounds hoặc mục tiêu.",
        ),
        (
            "plan/indicators.yml",
            "code: kilometre",
            "code: mile",
            "params/plan/indicators.yml, dòng 43: đơn vị “mile” chưa có cách in. Cần: mã có trong "
            "units của plan.yml. Cách xử lý: thêm đơn vị vào units của plan.yml.",
        ),
        (
            "plan/indicators.yml",
            'id: "3.2"',
            'id: "3.1"',
            "params/plan/indicators.yml, dòng 55: id “3.1” ghi hai lần. Cần: mỗi mã một lần. Cách "
            "xử lý: đổi mã.",
        ),
        (
            "plan/indicators.yml",
            "  name: Doanh thu dịch vụ biển\n",
            "  name: Doanh thu dịch vụ biển\n  name: Doanh thu\n",
            "params/plan/indicators.yml, dòng 6: trường “name” ghi hai lần. Cần: mỗi trường một "
            "lần. Cách xử lý: giữ một dòng, xóa dòng kia.",
        ),
        (
            "plan/tasks.yml",
            "section: II",
            "section: IX",
            "params/plan/tasks.yml, dòng 38: không có nhóm nhiệm vụ “IX”. Cần: một trong: I, II. "
            "Cách xử lý: sửa section hoặc thêm nhóm vào sections.",
        ),
        (
            "plan/tasks.yml",
            "kind: month, date: 2026-06-30",
            "kind: month, date: 2026-06-20",
            "params/plan/tasks.yml, dòng 13: nguyên văn “Quý II/2026” đọc là month 2026-06-30. "
            "Cần: kind và date đúng như nguyên văn. Cách xử lý: sửa kind, date theo nguyên văn.",
        ),
        (
            "plan/tasks.yml",
            "leads: [TQT, PKT]",
            "leads: [TQT, PKX]",
            "params/plan/tasks.yml, dòng 31: mã “PKX” không có trong agencies.yml. Cần: mã ở mục "
            "agencies hoặc groups của agencies.yml. Cách xử lý: sửa mã, hoặc thêm cơ quan vào "
            "agencies.yml.",
        ),
        (
            "plan/agencies.yml",
            "  members: [HDG, SSO]",
            "  members: [HDG, CP]",
            "params/plan/agencies.yml, dòng 45: mã “CP” không có trong agencies.yml. Cần: mã ở "
            "mục agencies của agencies.yml. Cách xử lý: sửa mã, hoặc thêm cơ quan vào "
            "agencies.yml.",
        ),
        (
            "plan/agencies.yml",
            "  aliases: [các phường]",
            "  aliases: [Phòng Kinh tế biển]",
            "params/plan/agencies.yml, dòng 43: tên “Phòng Kinh tế biển” của CP đã là tên của "
            "PKT. Cần: mỗi tên chỉ một cơ quan. Cách xử lý: xóa tên ở một trong hai nơi.",
        ),
        (
            "plan/agencies.yml",
            "- code: TQT\n",
            "- code: TQT\n  valid_to: 2026-04-30\n",
            "params/plan/agencies.yml, dòng 24: từ ngày 2026-05-01 không còn cơ quan nào chịu "
            "trách nhiệm chỉ tiêu 3.2. Cần: cơ quan kế thừa (successor), hoặc cơ quan khác cho "
            "mục này. Cách xử lý: ghi successor của cơ quan kết thúc, hoặc đổi cơ quan của mục "
            "này.",
        ),
        (
            "plan/agencies.yml",
            "- code: TQT\n",
            "- code: TQT\n  successor: PKT\n",
            "params/plan/agencies.yml, dòng 24: TQT có cơ quan kế thừa nhưng chưa có ngày kết "
            "thúc. Cần: valid_to là ngày hoạt động cuối cùng. Cách xử lý: thêm valid_to, hoặc xóa "
            "successor.",
        ),
        (
            "plan/plan.yml",
            "report_lead: PKT",
            "report_lead: CP",
            "params/plan/plan.yml, dòng 8: mã “CP” không có trong agencies.yml. Cần: mã ở mục "
            "agencies của agencies.yml. Cách xử lý: sửa mã, hoặc thêm cơ quan vào agencies.yml.",
        ),
        (
            "plan/plan.yml",
            "title: ",
            "title: [",
            "params/plan/plan.yml, dòng 6: YAML sai cú pháp: did not find expected ',' or ']'. "
            "Cần: YAML đúng. Cách xử lý: sửa quanh dòng này.",
        ),
        (
            "periods/2026Q1.yml",
            "kind: quarterly",
            "kind: quaterly",
            "params/periods/2026Q1.yml, dòng 2: loại kỳ “quaterly” chưa khai báo. Cần: một trong: "
            "quarterly. Cách xử lý: sửa kind, hoặc thêm vào kinds của reporting.yml.",
        ),
        (
            "periods/2026Q1.yml",
            "as_of: 2026-03-20",
            "as_of: 2026-04-20",
            "params/periods/2026Q1.yml, dòng 8: 2026-01-01, 2026-04-20, 2026-03-31, 2026-06-30. "
            "Cần: start ≤ as_of ≤ end < next_end. Cách xử lý: sửa ngày.",
        ),
    ],
)
def test_one_fault(second: Workspace, file: str, before: str, after: str, expected: str) -> None:
    path = second.root / "params" / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    assert expected in told(second)


def test_successors_in_a_circle(second: Workspace) -> None:
    path = second.plan / "agencies.yml"
    text = path.read_text(encoding="utf-8")
    for code, heir in (("VP", "PKT"), ("PKT", "PVH"), ("PVH", "PKT")):
        more = f"- code: {code}\n  valid_to: 2026-04-30\n  successor: {heir}\n"
        text = text.replace(f"- code: {code}\n", more)
    path.write_text(text, encoding="utf-8")
    assert told(second) == [
        "params/plan/agencies.yml, dòng 13: các cơ quan kế thừa nhau thành vòng: PKT → PVH → PKT. "
        "Cần: một cơ quan cuối còn hoạt động. Cách xử lý: sửa successor của một trong các cơ quan "
        "này."
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            HEAD.replace("basis: {document: Quyết định 9/QĐ-UBND}\n", "")
            + "tasks:\n- {id: '4', deadline: Năm 2027, reason: Bão.}\n",
            "params/plan/amendments/one.yml, dòng 1: thiếu trường basis. Cần: trường “basis”. "
            "Cách xử lý: thêm trường vào mục bắt đầu ở dòng này.",
        ),
        (
            HEAD.replace("Quyết định 9/QĐ-UBND", "''"),
            "params/plan/amendments/one.yml, dòng 4: basis.document: giá trị “”. Cần: một dòng "
            "chữ, không để trống. Cách xử lý: sửa giá trị ở dòng này.",
        ),
        (
            HEAD.replace("id: one", "id: two"),
            "params/plan/amendments/one.yml, dòng 1: id “two” khác tên tệp “one”. Cần: id là tên "
            "tệp không có .yml. Cách xử lý: đổi id hoặc đổi tên tệp.",
        ),
        (
            HEAD.replace("date: 2026-05-01", "date: 2025-05-01"),
            "params/plan/amendments/one.yml, dòng 3: có hiệu lực 2025-05-01, trước ngày ban hành "
            "kế hoạch 2026-01-15. Cần: ngày không trước ngày ban hành. Cách xử lý: sửa ngày.",
        ),
        (
            HEAD + "tasks:\n- {id: '44', deadline: Năm 2027, reason: Bão.}\n",
            "params/plan/amendments/one.yml, dòng 7: “44” không có trong tasks của kế hoạch vào "
            "ngày 2026-05-01. Cần: mục đang có hiệu lực (chưa bị một văn bản trước kết thúc). "
            "Cách xử lý: sửa mã, hoặc sửa ngày hiệu lực.",
        ),
        (
            HEAD + "tasks:\n- {id: '4', reason: Bão.}\n",
            "params/plan/amendments/one.yml, dòng 7: không đổi trường nào. Cần: đủ và đúng các "
            "trường. Cách xử lý: bổ sung mục này.",
        ),
        (
            HEAD + "indicators:\n- {id: '1', target: ≥ 3 và ≥ 5, reason: Mới.}\n",
            "params/plan/amendments/one.yml, dòng 7: mục tiêu “≥ 3 và ≥ 5” không đọc được thành "
            "một số. Cần: ví dụ: ≥ 20; 3 - 5%; 100%. Cách xử lý: ghi lại mục tiêu như văn bản "
            "điều chỉnh, mỗi chỉ tiêu một mục tiêu.",
        ),
        (
            HEAD + "indicators:\n- {id: '2', target: ≥ 8, reason: Mới.}\n",
            "params/plan/amendments/one.yml, dòng 7: better: lower trái với mục tiêu >= 8. Cần: "
            "chiều tốt hơn cùng hướng với dấu của mục tiêu. Cách xử lý: sửa better, hoặc xem lại "
            "nguyên văn.",
        ),
        (
            HEAD + "agencies:\n- {code: TQT, valid_to: 2026-04-30, reason: Giải thể.}\n",
            "params/plan/amendments/one.yml, dòng 6: từ ngày 2026-05-01 không còn cơ quan nào "
            "chịu trách nhiệm nhiệm vụ 1. Cần: cơ quan kế thừa (successor), hoặc cơ quan khác cho "
            "mục này. Cách xử lý: ghi successor của cơ quan kết thúc, hoặc đổi cơ quan của mục "
            "này.",
        ),
        (
            HEAD
            + "agencies:\n"
            + "- {code: TQT, valid_to: 2026-04-30, successor: PKT, reason: Một.}\n"
            + "- {code: PKT, valid_to: 2026-04-30, successor: TQT, reason: Hai.}\n",
            "params/plan/amendments/one.yml, dòng 6: các cơ quan kế thừa nhau thành vòng: PKT → "
            "TQT → PKT. Cần: một cơ quan cuối còn hoạt động. Cách xử lý: sửa successor của một "
            "trong các cơ quan này.",
        ),
        (
            HEAD + "tasks:\n- {id: '4', leads: [ABC], reason: Mới.}\n",
            "params/plan/amendments/one.yml, dòng 7: mã “ABC” không có trong agencies.yml. Cần: "
            "mã cơ quan hoặc nhóm đã khai báo. Cách xử lý: sửa mã, hoặc thêm cơ quan vào added.",
        ),
        (
            HEAD + "tasks:\n- {id: '4', deadline: Tháng 13/2026, reason: Bão.}\n",
            "params/plan/amendments/one.yml, dòng 7: thời hạn “Tháng 13/2026” không đọc được. Cần: "
            "ví dụ: Tháng 6/2026; Quý II/2026; Năm 2027; Thường xuyên. Cách xử lý: ghi lại thời "
            "hạn như văn bản điều chỉnh.",
        ),
        (
            HEAD + "tasks:\n- {id: '4', deadline: '', reason: Bão.}\n",
            "params/plan/amendments/one.yml, dòng 7: tasks.0.deadline: giá trị “”. Cần: một dòng "
            "chữ, không để trống. Cách xử lý: sửa giá trị ở dòng này.",
        ),
        (
            HEAD + "indicators:\n- {id: '3.2', target: ≥ 180, reason: Mới.}\n",
            "params/plan/amendments/one.yml, dòng 7: mục tiêu 180 nằm ngoài bounds. Cần: giới hạn "
            "chứa được mục tiêu. Cách xử lý: sửa bounds hoặc mục tiêu.",
        ),
        (
            HEAD + "indicators:\n- id: '3.2'\n  reason: Mới.\n"
            "  baseline: {value: 400, date: 2031-12-31, source: Sổ}\n",
            "params/plan/amendments/one.yml, dòng 7: năm gốc 400 ngoài bounds. Cần: giá trị trong "
            "bounds. Cách xử lý: sửa.",
        ),
        (
            HEAD + "added:\n  agencies:\n  - {code: MOI, name: Phòng Mới, protocol_order: 9}\n",
            "params/plan/amendments/one.yml, dòng 8: MOI phải báo cáo nhưng thiếu place, "
            "document_code, signature. Cần: đủ thông tin để in thể thức văn bản. Cách xử lý: bổ "
            "sung, hoặc ghi reports: false.",
        ),
        (
            HEAD + "agencies:\n"
            "- {code: TQT, valid_to: 2026-04-30, successor: PKT, reason: Một.}\n"
            "- {code: PKT, valid_from: 2026-07-01, reason: Hai.}\n",
            "params/plan/amendments/one.yml, dòng 7: PKT bắt đầu 2026-07-01, sau khi TQT kết thúc "
            "2026-04-30: không ai chịu trách nhiệm ở giữa. Cần: cơ quan kế thừa có từ ngày hôm sau "
            "hoặc trước đó. Cách xử lý: sửa một trong hai ngày.",
        ),
        (
            HEAD + "agencies:\n"
            "- {code: TQT, valid_to: 2026-04-30, successor: VP, reason: Một.}\n"
            "- {code: VP, reports: false, reason: Hai.}\n",
            "params/plan/amendments/one.yml, dòng 7: VP nhận phần việc của TQT nhưng ghi reports: "
            "false. Cần: cơ quan kế thừa phải báo cáo. Cách xử lý: sửa successor, hoặc ghi "
            "reports: true cho cơ quan kế thừa.",
        ),
        (
            HEAD + "indicators:\n- {id: '1', kind: numeric, target: ≥ 900, reason: Mới.}\n",
            "params/plan/amendments/one.yml, dòng 7: trường lạ indicators.0.kind. Cần: tên trường "
            "có trong lược đồ (params/schemas). Cách xử lý: xóa trường này.",
        ),
        (
            HEAD + "questions:\n- {question: Ai?}\n",
            "params/plan/amendments/one.yml, dòng 7: ghi đúng một trong hai: indicator hoặc task. "
            "Cần: đủ và đúng các trường. Cách xử lý: bổ sung mục này.",
        ),
    ],
)
def test_one_fault_of_an_amendment(second: Workspace, text: str, expected: str) -> None:
    folder = second.plan / "amendments"
    folder.mkdir()
    (folder / "one.yml").write_text(text, encoding="utf-8")
    assert expected in told(second)
    with pytest.raises(UserError, match=r"amendments/one\.yml, dòng"):
        load_plan(second.plan)


def test_two_amendments_that_contradict_each_other(second: Workspace) -> None:
    folder = second.plan / "amendments"
    folder.mkdir()
    task = "tasks:\n- {id: '4', deadline: Năm %d, reason: Bão.}\n"
    (folder / "one.yml").write_text(HEAD + task % 2027, encoding="utf-8")
    other = HEAD.replace("id: one", "id: two") + task % 2028
    (folder / "two.yml").write_text(other, encoding="utf-8")
    assert told(second) == [
        "params/plan/amendments/two.yml, dòng 7: tasks “4”, deadline: trái với one.yml cùng ngày "
        "2026-05-01 (Năm 2028 và Năm 2027). Cần: một giá trị cho một ngày. Cách xử lý: bỏ thay đổi "
        "này ở một trong hai tệp, hoặc sửa ngày hiệu lực."
    ]
    (folder / "two.yml").write_text(other.replace("2026-05-01", "2026-05-02"), encoding="utf-8")
    assert told(second) == [], "a later one takes the earlier one's place"
    (folder / "two.yml").write_text(other.replace("in_force", "draft"), encoding="utf-8")
    assert told(second) == [], "a draft contradicts nobody"


def test_an_item_that_was_ended_can_no_longer_be_changed(second: Workspace) -> None:
    folder = second.plan / "amendments"
    folder.mkdir()
    ended = HEAD + "ended:\n  tasks:\n  - {id: '4', reason: Xong.}\n"
    (folder / "one.yml").write_text(ended, encoding="utf-8")
    later = HEAD.replace("id: one", "id: two").replace("05-01", "05-02")
    later += "tasks:\n- {id: '4', deadline: Năm 2027, reason: Bão.}\n"
    (folder / "two.yml").write_text(later, encoding="utf-8")
    (fault,) = told(second)
    assert fault.startswith("params/plan/amendments/two.yml, dòng 7: “4” không có trong tasks")


def test_what_is_ended_and_changed_on_one_day_contradicts_itself(second: Workspace) -> None:
    folder = second.plan / "amendments"
    folder.mkdir()
    changed = HEAD + "tasks:\n- {id: '4', deadline: Năm 2027, reason: Bão.}\n"
    (folder / "one.yml").write_text(changed, encoding="utf-8")
    ended = HEAD.replace("id: one", "id: two") + "ended:\n  tasks:\n  - {id: '4', reason: Xong.}\n"
    (folder / "two.yml").write_text(ended, encoding="utf-8")
    assert told(second) == [
        "params/plan/amendments/one.yml, dòng 7: thay đổi tasks “4”, trái với two.yml kết thúc mục "
        "này cùng ngày 2026-05-01. Cần: hoặc thay đổi, hoặc kết thúc. Cách xử lý: bỏ ở một trong "
        "hai nơi, hoặc sửa ngày hiệu lực."
    ]


def test_an_empty_field_of_an_amendment_changes_nothing(second: Workspace) -> None:
    folder = second.plan / "amendments"
    folder.mkdir()
    path = folder / "one.yml"
    rows = "- {id: '2', name: , agencies: , decided: {bounds: , step: 2}, reason: Đếm lại.}\n"
    path.write_text(HEAD + "indicators:\n" + rows, encoding="utf-8")
    assert told(second) == []
    issued = load_plan(second.plan)
    changed = plan_as_of(issued, issued.amendments[0].date).indicator("2")
    assert changed.decision.step == 2
    same = {"name", "agencies", "target"}
    assert changed.model_dump(include=same) == issued.indicator("2").model_dump(include=same)
    assert changed.decision.bounds == issued.indicator("2").decision.bounds
    path.write_text(HEAD + "tasks:\n- {id: '4', deadline: , reason: Bão.}\n", encoding="utf-8")
    (fault,) = told(second)
    assert "dòng 7: không đổi trường nào" in fault


def test_a_fault_elsewhere_makes_no_false_one_of_a_later_amendment(second: Workspace) -> None:
    folder = second.plan / "amendments"
    folder.mkdir()
    added = (
        "added:\n  tasks:\n  - {id: '8', section: I, name: Mới, leads: [PKT], "
        "leads_verbatim: Phòng Kinh tế biển, deadline: {verbatim: Hằng năm, kind: annual}}\n"
    )
    (folder / "one.yml").write_text(HEAD + added, encoding="utf-8")
    later = HEAD.replace("id: one", "id: two").replace("05-01", "05-02")
    later += "tasks:\n- {id: '8', output: Báo cáo, reason: Rõ hơn.}\n"
    (folder / "two.yml").write_text(later, encoding="utf-8")
    assert told(second) == []
    path = second.plan / "tasks.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("section: II", "section: IX", 1), encoding="utf-8")
    (fault,) = told(second)
    assert fault.startswith("params/plan/tasks.yml, dòng 38")


def test_one_item_twice_in_an_amendment(second: Workspace) -> None:
    folder = second.plan / "amendments"
    folder.mkdir()
    rows = "- {id: '4', deadline: Năm 2027, reason: Bão.}\n- {id: '4', output: Cầu, reason: Bão.}\n"
    (folder / "one.yml").write_text(HEAD + "tasks:\n" + rows, encoding="utf-8")
    (fault,) = told(second)
    assert fault.startswith("params/plan/amendments/one.yml, dòng 8: id “4” ghi hai lần.")


def test_what_is_no_yml_file_among_the_amendments_is_told(second: Workspace) -> None:
    folder = second.plan / "amendments"
    (folder / "z.yml").mkdir(parents=True)
    (folder / "one.yaml").write_text(HEAD, encoding="utf-8")
    (folder / ".gitkeep").touch()
    assert [line.split(":")[0] for line in told(second)] == [
        "params/plan/amendments/one.yaml", "params/plan/amendments/z.yml",
    ]  # fmt: skip


def test_an_empty_file_is_named_as_that(second: Workspace) -> None:
    (second.plan / "tasks.yml").write_text("# trống\n", encoding="utf-8")
    assert "params/plan/tasks.yml: tệp trống. Cần: nội dung." in told(second)[0]


def test_a_row_with_a_fault_hides_no_other_fault(second: Workspace) -> None:
    path = second.plan / "agencies.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("protocol_order: 2", "protocol_order: hai"), encoding="utf-8")
    path = second.plan / "indicators.yml"
    text = path.read_text(encoding="utf-8").replace("  kind: numeric", "  kind: so", 1)
    path.write_text(text.replace("value: 5}", "value: 6}"), encoding="utf-8")
    folder = second.plan / "amendments"
    folder.mkdir()
    change = "tasks:\n- {id: '44', deadline: Năm 2027, reason: Bão.}\n"
    change += "indicators:\n- {id: '1', name: Khác, reason: Đổi.}\n"
    (folder / "one.yml").write_text(HEAD + change, encoding="utf-8")
    lines = [line.split(": ")[0].removeprefix("params/plan/") for line in told(second)]
    assert lines == [
        "indicators.yml, dòng 4",
        "indicators.yml, dòng 22",
        "agencies.yml, dòng 11",
        "amendments/one.yml, dòng 7",
    ]


def test_all_faults_of_all_files_come_at_once(second: Workspace) -> None:
    for file, before, after in (
        ("plan/plan.yml", "report_lead: PKT\n", ""),
        ("plan/tasks.yml", "section: II", "section: IX"),
        ("plan/indicators.yml", "kind: numeric", "kind: numbers"),
        ("plan/agencies.yml", "protocol_order: 1", "protocol_order: one"),
        ("periods/2026Q1.yml", "kind: quarterly", "kind: other"),
    ):
        path = second.root / "params" / file
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(before, after, 1), encoding="utf-8")
    files = [line.split(",")[0].rsplit("/", 1)[-1] for line in told(second)]
    assert files == ["plan.yml", "indicators.yml", "tasks.yml", "agencies.yml", "2026Q1.yml"]
    with pytest.raises(UserError, match="còn 3 lỗi nữa, xem hết: plan-monitor plan validate"):
        load_plan(second.plan)


def test_the_command_lists_them_and_ends_with_one(second: Workspace) -> None:
    root = ["--root", str(second.root), "plan", "validate"]
    assert CliRunner().invoke(main, root).exit_code == 0
    path = second.plan / "tasks.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("section: II", "section: IX", 1), encoding="utf-8")
    result = CliRunner().invoke(main, root)
    assert result.exit_code == 1
    assert "dòng 38: không có nhóm nhiệm vụ “IX”" in result.output
    assert "Tìm thấy 1 lỗi." in result.output
    (fault,) = json.loads(CliRunner().invoke(main, [*root, "--json"]).output)
    assert (fault["file"], fault["line"]) == ("params/plan/tasks.yml", 38)
