"""From a figure of the report back to its cells."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from plan_monitor.cli.main import main
from plan_monitor.errors import UserError
from plan_monitor.files import sha256
from plan_monitor.plan.models import Plan
from plan_monitor.report.trace import find_item, read_traced, trace_item
from plan_monitor.report.trace_records import Trace
from plan_monitor.workspace import Workspace


def traced(workspace: Workspace, period: str, item: str) -> Trace:
    return trace_item(workspace, read_traced(workspace, period), item)


def ask(workspace: Workspace, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(workspace.root), "trace", *arguments])


@pytest.fixture
def office(computed: Workspace, tmp_path: Path) -> Workspace:
    """A copy that a test may spoil."""
    shutil.copytree(computed.root, tmp_path / "office")
    return Workspace.at(tmp_path / "office")


def test_a_figure_leads_to_its_cell_its_file_and_its_arrival(computed: Workspace) -> None:
    found = traced(computed, "2025", "27")
    now = next(v for v in found.values if v.role == "stands" and v.observation.kind == "actual")
    row = now.observation
    assert found.figures is not None and row.value == found.figures.actual
    assert (row.agency, row.sheet, row.cell, row.raw) == ("SYT", "Chỉ tiêu", "G7", "71")
    assert sha256((computed.root / row.file).read_bytes()) == row.sha256
    file = next(one for one in found.files if one.file == row.file)
    assert (file.now, file.in_register, file.standing) == ("same", "same", "counted")
    assert file.received_at is not None and file.received_at.isoformat().startswith("2025-11-06T09")
    assert found.figures.baseline_source and found.sentence.startswith("Chỉ tiêu 27 – ")
    assert found.figures.required is not None and found.figures.gap is not None


def test_what_was_superseded_is_named_with_what_it_changed(computed: Workspace) -> None:
    found = traced(computed, "2025H1", "27")
    standing = {Path(one.file).name: one.standing for one in found.files}
    assert standing == {"SYT_2025H1.xlsx": "superseded", "SYT_2025H1_thay-the.xlsx": "counted"}
    told = [f for value in found.values for f in value.findings]
    assert {(f.check_id, f.found) for f in told} >= {("value-revised", "68,8 → 69,9")}


def test_a_refused_value_has_its_finding_and_the_correction_that_waits(
    computed: Workspace,
) -> None:
    found = traced(computed, "2025H1", "indicator 26")
    value = next(one for one in found.values if one.observation.kind == "actual")
    assert (value.role, value.observation.value) == ("refused", None)
    assert [one.check_id for one in value.findings] == ["value-not-a-number"]
    assert [(one.said, one.to, one.status) for one in found.corrections] == [
        ("khoảng 40%", "40,2", "proposed")
    ]


def test_of_two_monitors_one_stands_for_the_province(computed: Workspace) -> None:
    found = traced(computed, "2025", "8")
    roles = {v.observation.agency: v.role for v in found.values
             if v.observation.period == "2025" and v.observation.kind == "actual"}  # fmt: skip
    assert roles == {"STC": "stands", "SKHCN": "stands_for_agency"}
    assert {row.agency for row in found.by_agency} == {"STC", "SKHCN"}


def test_a_task_is_told_lead_by_lead(computed: Workspace, plan: Plan) -> None:
    joint = next(one for one in plan.tasks if len(one.leads) > 1 and "SKHCN" in one.leads)
    found = traced(computed, "2025", f"nhiệm vụ {joint.id}")
    parts = {part.state.agency: part for part in found.parts}
    assert len(parts) > 1 and found.state is not None and found.figures is None
    assert [one.period for one in parts["SKHCN"].reports] == ["2025H1", "2025"]
    assert all(one.task_id == joint.id for part in found.parts for one in part.reports)


def test_indicators_and_tasks_with_one_id_keep_their_findings_apart(computed: Workspace) -> None:
    seen = 0
    for item in ("8", "26", "19.1", "27"):
        for kind in ("indicator", "task")[: 1 + item.isdigit()]:
            found = traced(computed, "2025", f"{kind} {item}")
            told = [*found.findings, *(f for v in found.values for f in v.findings),
                    *(f for part in found.parts for f in part.findings)]  # fmt: skip
            seen += len(told)
            assert all((one.sheet == "Nhiệm vụ") == (kind == "task") for one in told if one.sheet)
            assert kind == "indicator" or "monitors-disagree" not in {one.check_id for one in told}
    assert seen > 3


@pytest.mark.parametrize(
    ("item", "found"),
    [
        ("9.10", ("indicator", "9.10")),
        ("Chỉ tiêu 9.10.", ("indicator", "9.10")),
        ("task 29", ("task", "29")),
        (" TASK  29 ", ("task", "29")),
    ],
)
def test_an_item_is_named_as_people_write_it(plan: Plan, item: str, found) -> None:
    assert find_item(plan, item) == found


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("9", "Cần: indicator 9.1, 9.2"),
        ("60", "gõ “task 60”"),
        ("task 19.1", "gõ “indicator 19.1”"),
        ("task 99", "không có nhiệm vụ này"),
        ("", "không có chỉ tiêu này"),
        ("chỉ tiêu số 9", "không có chỉ tiêu này"),
    ],
)
def test_an_unknown_item_is_refused_with_the_known_ones(plan: Plan, item: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        find_item(plan, item)


def test_a_period_without_tables_is_refused(computed: Workspace) -> None:
    result = ask(computed, "2026H1", "27")
    assert result.exit_code == 2 and "chạy make report PERIOD=2026H1 trước" in result.output
    assert ask(computed, "1999", "27").exit_code == 2


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.write_bytes(path.read_bytes() + b" "), "TỆP ĐÃ KHÁC"),
        (lambda path: path.unlink(), "KHÔNG CÒN TỆP"),
    ],
)
def test_a_file_that_is_not_what_was_read_is_told(office: Workspace, spoil, said: str) -> None:
    assert ask(office, "2025", "27").exit_code == 0
    spoil(office.raw("2025") / "SYT_2025.xlsx")
    result = ask(office, "2025", "27")
    assert result.exit_code == 1 and said in result.output
    assert [one["now"] for one in json.loads(ask(office, "2025", "27", "--json").output)["files"]
            if one["file"].endswith("SYT_2025.xlsx")] in (["other"], ["missing"])  # fmt: skip


def test_the_lines_tell_the_road(computed: Workspace) -> None:
    text = ask(computed, "2025", "indicator", "27").output
    assert text.startswith("DỮ LIỆU MINH HỌA\nChỉ tiêu 27 – ")
    for words in ("data/raw/2025/SYT_2025.xlsx!Chỉ tiêu!G7", "nguyên văn “71”", "Năm gốc: 66,9%",
                  "nhận lúc 06/11/2025 09:11", "tiến độ 1,00", "tệp còn nguyên"):  # fmt: skip
        assert words in text, words
    assert text.isprintable() or {c for c in text if not c.isprintable()} == {"\n"}


def test_what_an_agency_wrote_cannot_steer_a_terminal(office: Workspace) -> None:
    path = office.agency_tables("2025", "SYT") / "observations.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("Sổ theo dõi", "\x1b[2J\x07Sổ"), encoding="utf-8")
    output = ask(office, "2025", "27").output
    assert "\x1b" not in output and "\x07" not in output and "Sổ" in output


def test_programs_read_ascii_json(computed: Workspace) -> None:
    output = ask(computed, "2025", "task 1", "--json").output
    assert output.isascii()
    found = json.loads(output)
    assert (found["kind"], found["id"], found["sample"]) == ("task", "1", True)
    assert found["parts"][0]["reports"][0]["cells"]
