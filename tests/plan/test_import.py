"""A plan's document and its YAML say the same, whichever form the document has."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from plan_monitor.cli.main import main
from plan_monitor.errors import UserError
from plan_monitor.plan.comparing import compare_plans
from plan_monitor.plan.importing import import_plan
from plan_monitor.plan.loading import load_plan
from plan_monitor.plan.models import Plan
from plan_monitor.workspace import Workspace
from tests.support.plan_docx import write_docx
from tests.support.plan_markdown import write_markdown
from tests.support.plan_text import annexes

SECOND = Path(__file__).parent.parent / "second_plan" / "params" / "plan"
HORIZONS = {2030: "Đến năm 2030", 2045: "ĐẾN NĂM 2045"}
SECOND_HORIZONS = {2028: "Mục tiêu đến năm 2028", 2035: "Định hướng đến năm 2035"}
Writer = Callable[[Path, Plan, dict[int, str]], None]


def write_text(path: Path, plan: Plan, horizons: dict[int, str]) -> None:
    path.write_text("Trang web\n\n" + annexes(plan, horizons), encoding="utf-8")


WRITERS: dict[str, Writer] = {"txt": write_text, "md": write_markdown, "docx": write_docx}


@pytest.fixture
def folder(tmp_path: Path, repo: Workspace) -> Path:
    """A folder with the plan's header and register of agencies, without its rows."""
    found = tmp_path / "plan"
    found.mkdir()
    for name in ("plan.yml", "agencies.yml"):
        shutil.copy(repo.plan / name, found / name)
    return found


@pytest.fixture
def source(tmp_path: Path, plan: Plan) -> Path:
    path = tmp_path / "source.txt"
    write_text(path, plan, HORIZONS)
    return path


@pytest.mark.parametrize("form", WRITERS)
def test_the_written_annexes_give_the_plan_back(
    form: str, folder: Path, repo: Workspace, plan: Plan, tmp_path: Path
) -> None:
    for name in ("indicators.yml", "tasks.yml"):
        shutil.copy(repo.plan / name, folder / name)
    source = tmp_path / f"source.{form}"
    WRITERS[form](source, plan, HORIZONS)
    import_plan(source, folder)
    assert load_plan(folder) == plan.model_copy(update={"amendments": ()})
    for name in ("indicators.yml", "tasks.yml"):
        assert (folder / name).read_bytes() == (repo.plan / name).read_bytes(), name


@pytest.mark.parametrize("form", WRITERS)
def test_a_hard_second_plan_comes_back_but_for_what_a_person_decides(
    form: str, tmp_path: Path
) -> None:
    plan = load_plan(SECOND)
    source = tmp_path / f"source.{form}"
    WRITERS[form](source, plan, SECOND_HORIZONS)
    doubts = [str(doubt) for doubt in import_plan(source, tmp_path / "plan", SECOND)]
    differences = compare_plans(tmp_path / "plan", SECOND)
    assert differences, "what a person decides is missing"
    assert [one for one in differences if not one.is_decided] == []
    for expected in (
        "chỉ tiêu 2 mục tiêu “Không quá 5”: mục tiêu viết bằng lời, đọc là <= 5",
        "chỉ tiêu 3.1 mục tiêu “40 - 50”: đọc là một khoảng từ 40 đến 50",
        "chỉ tiêu 3.2 mục tiêu “20% - 50%”: đọc là một khoảng từ 20 đến 50",
        "chỉ tiêu 4 mục tiêu “≤ 3 Đông Nam Á; ≤ 50 Thế giới”: nhiều số trong một ô: có thể là "
        "nhiều mục tiêu, chưa đọc số nào",
        "nhiệm vụ 1 thời hạn “Quý II/2026”: đọc là đến hết ngày 30/06/2026",
        "nhiệm vụ 3 thời hạn “2026 - 2027”: đọc là đến hết ngày 31/12/2027",
        "nhiệm vụ 6 thời hạn “2026 và những năm tiếp theo”: đọc là bắt đầu từ ngày 01/01/2026, "
        "không có hạn cuối",
        "nhiệm vụ 7 thời hạn: ô trống: chưa có thời hạn",
        "chỉ tiêu 4, 5; nhiệm vụ 4, 5 cơ quan “Phòng Văn hóa, Thể thao và Du lịch biển”: tên có "
        "dấu phân cách, đọc là một tên theo danh bạ",
    ):
        assert expected in doubts, expected


def test_markdown_columns_in_any_order_and_the_unread_one_is_told(
    folder: Path, plan: Plan, tmp_path: Path
) -> None:
    source = tmp_path / "source.md"
    write_markdown(source, plan, HORIZONS)
    doubts = [str(doubt) for doubt in import_plan(source, folder)]
    assert "bảng 1: không đọc cột “Ghi chú”" in doubts
    assert "bỏ dấu in đậm, in nghiêng trong ô của bảng" in doubts


def test_import_without_earlier_decisions_reads_every_cell_but_decides_nothing(
    source: Path, folder: Path
) -> None:
    import_plan(source, folder)
    text = (folder / "indicators.yml").read_text(encoding="utf-8")
    assert "better" not in text
    with pytest.raises(UserError, match="chưa có mục decided"):
        load_plan(folder)


def test_the_review_list_names_every_uncertain_cell(source: Path, folder: Path) -> None:
    doubts = [str(doubt) for doubt in import_plan(source, folder)]
    for expected in (
        "mục 60: thừa 9 đoạn, nối vào cột “Tên nhiệm vụ”",
        "chỉ tiêu 18 mục tiêu “3-5%”: đọc là một khoảng từ 3 đến 5",
        "chỉ tiêu 19 đơn vị: ô trống: mục tiêu không có đơn vị",
        "nhiệm vụ 38, 41 thời hạn “a Tháng 12/2025”: chữ “a” tràn từ ô bên cạnh, đọc là đến hết "
        "ngày 31/12/2025",
        "nhiệm vụ 38, 41, 45 kết quả “Quyết định củ UBND tỉnh”: có thể thiếu chữ đã tràn sang ô "
        "thời hạn",
        "nhiệm vụ 17 cơ quan “Sở Khoa học, Công nghệ”: tên có dấu phân cách, đọc là một tên theo "
        "danh bạ",
        "nhiệm vụ 70 thời hạn “Tháng 11/202”: không đọc được thời hạn",
    ):
        assert expected in doubts
    with (folder / "import-review.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["mục", "cột", "nguyên văn", "cần xem lại"]
    assert len(rows) == len(doubts) + 1
    assert ["nhiệm vụ 70", "thời hạn", "Tháng 11/202", "không đọc được thời hạn"] in rows


def test_paragraphs_of_one_cell_stay_together(plan: Plan) -> None:
    task = plan.task("60")
    assert task.name.split("\n")[0].endswith("Đề án 06[1], gồm:")
    assert len(task.parts) == 9
    assert all(part in task.name for part in task.parts)
    assert task.notes == (
        "[1] Theo phân công chi tiết trong Kế hoạch thực hiện Đề án 06 của tỉnh.",
    )


def test_source_without_the_tables_is_refused(folder: Path) -> None:
    source = folder / "other.txt"
    source.write_text("Không có bảng nào", encoding="utf-8")
    with pytest.raises(UserError, match="không tìm thấy bảng"):
        import_plan(source, folder)


def test_a_form_that_is_not_known_is_refused(folder: Path) -> None:
    source = folder / "plan.pdf"
    source.write_bytes(b"%PDF")
    with pytest.raises(UserError, match=r"dạng tệp “.pdf” chưa đọc được.*\.docx"):
        import_plan(source, folder)


def test_no_register_of_bodies_is_refused(source: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"plan.yml: không có tệp này.*--register"):
        import_plan(source, tmp_path / "empty")


def test_unknown_body_is_put_up_for_review(source: Path, folder: Path) -> None:
    text = source.read_text(encoding="utf-8").replace("\n\nSở Y tế\n", "\n\nSở Vũ trụ\n", 1)
    source.write_text(text, encoding="utf-8")
    doubts = [str(doubt) for doubt in import_plan(source, folder)]
    assert "chỉ tiêu 27 cơ quan theo dõi “Sở Vũ trụ”: không nhận ra cơ quan" in doubts


def test_commands_import_and_diff(source: Path, repo: Workspace, tmp_path: Path) -> None:
    run, root = CliRunner().invoke, ["--root", str(repo.root), "plan"]
    target = str(tmp_path / "new")
    result = run(main, [*root, "import", str(source), "--to", target])
    assert result.exit_code == 0, result.output
    assert "agencies.yml lấy từ plan" in result.output
    same = run(main, [*root, "diff", target, str(repo.plan)])
    assert same.exit_code == 0, same.output
    assert "0 khác biệt ở phần lấy từ văn bản" in same.output
    text = source.read_text(encoding="utf-8").replace("<=55", "<=45")
    source.write_text(text, encoding="utf-8")
    run(main, [*root, "import", str(source), "--to", target])
    other = run(main, [*root, "diff", target, str(repo.plan)])
    assert other.exit_code == 1
    assert "indicators.yml indicators 5 target.value: “45” ≠ “55”" in other.output


HEAD = """| TT | Nhiệm vụ | Cơ quan chủ trì | Sản phẩm | Thời hạn |
|---|---|---|---|---|
"""


def tasks_of(folder: Path) -> dict[str, dict]:
    return {
        task["id"]: task for task in yaml.safe_load((folder / "tasks.yml").read_text())["tasks"]
    }


def test_another_plan_inherits_no_decision_of_the_one_before(
    repo: Workspace, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(repo.plan, tmp_path / "plan"))
    source = tmp_path / "other.md"
    rows = "| 31 | Việc hoàn toàn khác | Sở Y tế | Đề án | 2027 |\n"
    indicator = "| TT | Chỉ tiêu | Đơn vị | Mục tiêu năm 2030 |\n|---|---|---|---|\n"
    indicator += "| 5 | Tỷ lệ nước sạch | % | ≥ 80 |\n\n"
    source.write_text(indicator + HEAD + rows, encoding="utf-8")
    doubts = [str(doubt) for doubt in import_plan(source, folder)]
    assert "corrected" not in tasks_of(folder)["31"]
    assert (
        "decided" not in (folder / "indicators.yml").read_text(encoding="utf-8").split("\n", 2)[2]
    )
    assert (
        "chỉ tiêu 5: khác bản đã có (name, unit.verbatim): bỏ decided cũ, quyết định lại" in doubts
    )
    assert any(doubt.startswith("amendments còn của bản cũ") for doubt in doubts)


def test_a_moved_target_keeps_the_decision_and_asks_to_look(
    source: Path, folder: Path, repo: Workspace
) -> None:
    shutil.copy(repo.plan / "indicators.yml", folder / "indicators.yml")
    text = source.read_text(encoding="utf-8").replace("<=55", "<=45")
    source.write_text(text, encoding="utf-8")
    doubts = [str(doubt) for doubt in import_plan(source, folder)]
    assert "chỉ tiêu 5: mục tiêu khác bản đã có: giữ phần quyết định cũ, xem lại" in doubts


ROW = "| {0} | Việc {0} | Sở Y tế | A | 2026 |\n"


@pytest.mark.parametrize(
    "rows",
    [
        ROW.format(1) + ROW.format(2).removesuffix(" |\n") + "\n" + ROW.format(3),
        ROW.format(1).removeprefix("| ") + ROW.format(2) + ROW.format(3).removeprefix("| "),
        "\n".join(ROW.format(number) for number in (1, 2, 3)),
    ],
    ids=["no closing pipe", "no leading pipe", "blank lines"],
)
def test_loose_rows_of_markdown_are_not_lost(rows: str, folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "loose.md"
    source.write_text(HEAD + rows, encoding="utf-8")
    import_plan(source, folder)
    found = tasks_of(folder)
    assert [task["name"] for task in found.values()] == ["Việc 1", "Việc 2", "Việc 3"]
    assert [task["deadline"]["verbatim"] for task in found.values()] == ["2026"] * 3


def test_a_row_of_markdown_with_a_cell_too_many_or_too_few_is_told(
    folder: Path, tmp_path: Path
) -> None:
    source = tmp_path / "uneven.md"
    rows = "| 1 | Một | Sở Y tế | A | 2026 | thêm |\n| 2 | Hai | Sở Y tế |\n"
    source.write_text(HEAD + rows, encoding="utf-8")
    doubts = [str(doubt) for doubt in import_plan(source, folder)]
    assert len(tasks_of(folder)) == 2
    assert "dòng 3: thừa ô so với tiêu đề, nối vào ô cuối" in doubts
    assert "dòng 4: thiếu ô so với tiêu đề, coi là ô trống ở cuối hàng" in doubts
    assert "nhiệm vụ 1 thời hạn “2026 thêm”: không đọc được thời hạn" in doubts


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_text_as_windows_saves_it(encoding: str, folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "windows.md"
    source.write_bytes((HEAD + "| 1 | Một | Sở Y tế | A | 2026 |\n").encode(encoding))
    import_plan(source, folder)
    assert tasks_of(folder)["1"]["leads"] == ["SYT"]


def test_text_in_an_old_encoding_is_refused(folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "old.txt"
    source.write_bytes(HEAD.encode("utf-8") + b"\xd8\xff\xfe")
    with pytest.raises(UserError, match=r"không đọc được bảng mã.*UTF-8"):
        import_plan(source, folder)


def test_a_folder_with_one_document_stands_for_it(source: Path, folder: Path) -> None:
    only = source.parent / "only"
    only.mkdir()
    shutil.copy(source, only)
    assert import_plan(only, folder)
    shutil.copy(source, only / "second.txt")
    with pytest.raises(UserError, match="thư mục có 2 văn bản"):
        import_plan(only, folder)


def test_numbers_that_come_again_are_made_unique_and_told(folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "again.md"
    rows = (
        "| A | Phần một | | | |\n| I | Nhóm một | | | |\n| 1 | Một | Sở Y tế | A | 2026 |\n"
        "| 1 | Một nữa | Sở Y tế | A | 2026 |\n| B | Phần hai | | | |\n"
        "| I | Nhóm hai | | | |\n| 1 | Hai | Sở Y tế | A | 2026 |\n"
    )
    source.write_text(HEAD + rows, encoding="utf-8")
    doubts = [str(doubt) for doubt in import_plan(source, folder)]
    assert list(tasks_of(folder)) == ["I.1", "I.1-2", "B.I.1"]
    assert any("số I.1 đã có ở hàng khác, ghi là I.1-2" in doubt for doubt in doubts)


def test_milestones_are_told_and_keep_their_words(folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "years.md"
    source.write_text(
        "| TT | Chỉ tiêu | Đơn vị | Mục tiêu năm 2027 | Mục tiêu năm 2030 |\n"
        "|---|---|---|---|---|\n| 1 | Tỷ lệ nước sạch | % | ≥ 70 | ≥ 90 |\n",
        encoding="utf-8",
    )
    doubts = [str(doubt) for doubt in import_plan(source, folder)]
    (row,) = yaml.safe_load((folder / "indicators.yml").read_text())["indicators"]
    assert row["milestones"] == [{"year": 2027, "value": 70, "verbatim": "≥ 70"}]
    assert "chỉ tiêu 1 mốc 2027 “≥ 70”: đọc là giá trị 70 phải qua vào cuối năm 2027" in doubts
    assert "tasks.yml: không tìm thấy bảng này trong văn bản, không ghi tệp" in doubts
