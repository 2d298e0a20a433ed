"""The other period with three agencies: what changes what, and what stops what."""

import io
import os
import re
from pathlib import Path

import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
from openpyxl import load_workbook

from plan_monitor.build.verify import compare
from plan_monitor.vietnamese.numbers import format_number
from plan_monitor.workspace import Workspace
from tests.conftest import copy_workspace
from tests.intake.helpers import cell_of, receive, rewrite
from tests.support.reports import run, submitted, word_cells, word_text

pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, repo: Workspace) -> Workspace:
    """The annual period with three agencies: two of them monitor indicator 8 together."""
    folder = tmp_path_factory.mktemp("small") / "office"
    workspace = copy_workspace(repo, folder, ("SYT", "STC", "SKHCN"))
    result = run(workspace, "report", "2025")
    assert result.returncode == 0, result.stdout + result.stderr
    return workspace


def test_the_annual_period_reads_both_periods_and_names_itself_once(small: Workspace) -> None:
    text = word_text(small.province_report("2025") / "report.docx")
    assert "Kết quả thực hiện Kế hoạch số 131/KH-UBND năm 2025" in text
    assert "6 tháng" not in text
    assert "Trong năm 2026, tập trung thực hiện" in text
    assert "Từ ngày 15/11/2025 đến ngày 31/12/2025 còn" in text
    row = next(r for r in word_cells(small.province_report("2025") / "report.docx")
               if r[0] == "27" and len(r) == 12)  # fmt: skip
    previous = submitted(small, "SYT_2025H1_thay-the.xlsx", "27", "Thực hiện")
    assert row[5] == format_number(previous, 1)
    note = next(r for r in word_cells(small.agency_report("2025", "SKHCN") / "report.docx")
                if r[0] == "8" and len(r) == 12)[-1]  # fmt: skip
    assert note == "STC: 11,4; SKHCN: 11,04"


def figures(workspace: Workspace) -> dict[str, list]:
    """All table rows and paragraphs of every report, without the files' fingerprints."""
    return {
        path.parent.name: [
            [cell for cell in row if not re.fullmatch(r"[0-9a-f]{12}", cell)]
            for row in word_cells(path)
        ]
        + [word_text(path)]
        for path in workspace.reports("2025").glob("*/**/report.docx")
    }


def test_one_changed_value_changes_its_agency_its_co_monitors_and_the_province(
    small: Workspace, tmp_path: Path
) -> None:
    agency, item, value, changed = "STC", "8", 12.5, {"STC", "SKHCN", "province"}
    workspace = copy_workspace(small, tmp_path / "office")
    newest = sorted(workspace.raw("2025").glob(f"{agency}_*.xlsx"))[-1]
    workbook = load_workbook(newest)
    cell_of(workbook, item, "Thực hiện").value = value
    buffer = io.BytesIO()
    workbook.save(buffer)
    receive(workspace, buffer.getvalue(), newest.name, at=_arrival(workspace, newest.name),
            period="2025")  # fmt: skip
    assert run(workspace, "report", "2025").returncode == 0
    before, after = figures(small), figures(workspace)
    assert {name for name in before if before[name] != after[name]} == changed
    _, different = compare(small.reports("2025"), workspace.reports("2025"))
    untouched = {"SYT", "STC", "SKHCN"} - changed
    assert not [
        path for path in different if any(f"agencies/{code}/" in path for code in untouched)
    ]


def test_a_second_build_elsewhere_is_the_same_to_the_byte(small: Workspace, tmp_path: Path) -> None:
    """Another folder, home, time zone, language, number of processes, and a humbler processor.

    Of three agencies; of whole periods with `make check-full`.
    """
    faster = " ".join(one for one in __cpu_dispatch__ if __cpu_features__.get(one))
    elsewhere = {
        "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path),
        "TZ": "Pacific/Auckland", "LANG": "C", "LC_ALL": "C", "NPY_DISABLE_CPU_FEATURES": faster,
    }  # fmt: skip
    result = run(small, "verify", "2025", "--jobs", "1", env=os.environ | elsewhere)
    assert result.returncode == 0, result.stdout + result.stderr
    assert re.search(r"Đã so (\d+) tệp: 0 tệp khác", result.stdout)
    assert int(re.search(r"Đã so (\d+)", result.stdout)[1]) > 3 * 4


def test_after_the_real_notebooks_nothing_is_run_again(small: Workspace) -> None:
    result = run(small, "report", "2025")
    assert result.returncode == 0
    assert "Đã chạy 0 việc; 8 việc không đổi." in result.stdout and not result.stderr


def _arrival(workspace: Workspace, name: str):
    from plan_monitor.intake.receipts import read_receipts

    receipts = read_receipts(workspace.receipts("2025"))
    return next(receipt.received_at for receipt in receipts if receipt.file == name)


def test_an_unreadable_file_stops_its_agency_alone(small: Workspace, tmp_path: Path) -> None:
    workspace = copy_workspace(small, tmp_path / "office")
    receive(workspace, b"PK\x03\x04 broken", "SYT_2025.xlsx", period="2025")
    rename = {"Chỉ tiêu": "Bieu 1!"}  # Excel allows the mark that stands in our own references
    path = workspace.raw("2025") / "STC_2025_thay-the.xlsx"
    rewrite(path, lambda book: setattr(book["Chỉ tiêu"], "title", rename["Chỉ tiêu"]))
    receive(workspace, path.read_bytes(), path.name, _arrival(workspace, path.name), "2025")
    result = run(workspace, "report", "2025")
    assert result.returncode == 1
    assert "KHÔNG ĐỌC ĐƯỢC data/raw/2025/SYT_2025.xlsx" in result.stdout
    assert "Traceback" not in result.stdout + result.stderr
    assert len([line for line in result.stdout.splitlines() if line.startswith("KHÔNG")]) == 1
    assert (workspace.agency_report("2025", "STC") / "report.docx").is_file()
    assert (workspace.province_report("2025") / "report.docx").is_file()
    assert not workspace.agency_report("2025", "SYT").exists()
    row = next(
        row for row in word_cells(workspace.province_report("2025") / "report.docx")
        if row[1:2] == ["Sở Y tế"] and len(row) == 12
    )  # fmt: skip
    assert row[3] == "tệp không đọc được"


def test_a_failing_report_leaves_the_last_good_one_marked_as_old(
    small: Workspace, tmp_path: Path
) -> None:
    workspace = copy_workspace(small, tmp_path / "office")
    first = run(workspace, "report", "2025", "--agency", "SYT")
    assert first.returncode == 0
    missing = 28 - 3  # of the others two sent a file: they are not made, and not missing either
    assert f"Chưa gửi báo cáo ({missing})" in first.stdout
    assert f"{missing} lỗi" in first.stdout
    index = (workspace.reports("2025") / "index.html").read_text(encoding="utf-8")
    assert index.count("đã gửi, chưa lập báo cáo") == 2
    assert index.count("chưa gửi báo cáo") == missing
    before = (workspace.agency_report("2025", "SYT") / "report.docx").read_bytes()
    path = workspace.notebooks / "03_agency_report.ipynb"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("report.opening()", "report.openning()"), encoding="utf-8")
    result = run(workspace, "report", "2025", "--agency", "SYT")
    assert result.returncode == 1
    line = next(x for x in result.stdout.splitlines() if x.startswith("KHÔNG THÀNH"))
    assert "03_agency_report, ô" in line and "openning" in line
    assert (workspace.root / line.split("Xem ")[1]).is_file()
    assert (workspace.agency_report("2025", "SYT") / "report.docx").read_bytes() == before
    index = (workspace.reports("2025") / "index.html").read_text(encoding="utf-8")
    assert "đây là bản cũ" in index


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("report", "2025H2"), "báo cáo năm: PERIOD=2025"),
        (("report", "1999"), "một trong: 2025H1, 2025"),
        (("report", "2025", "--agency", "XYZ"), "không có cơ quan này"),
        (("report", "2025", "--agency", "STP"), "cơ quan chưa gửi báo cáo kỳ này"),
        (("verify", "2025"), "chưa có báo cáo của kỳ này"),
        (("notebook", "03_agency_report", "-p", "perod=2025", "--output", "x"), "perod"),
        (("notebook", "03_agency_report", "-p", "period", "--output", "x"), "thiếu dấu ="),
        (
            ("notebook", "02_trajectories", "-p", "period=1999", "--output", "x"),
            "một trong: 2025H1",
        ),
        (("notebook", "02_trajectories", "-p", "period=2025", "--output", "."), "đây là thư mục"),
    ],
)
def test_bad_input_is_one_line_and_code_2(
    repo: Workspace, tmp_path: Path, arguments, message
) -> None:
    workspace = copy_workspace(repo, tmp_path / "office", ("SYT",))
    result = run(workspace, *arguments)
    assert result.returncode == 2
    assert len(result.stderr.strip().splitlines()) == 1
    assert message in result.stderr
    assert "Cách xử lý" in result.stderr


def test_a_folder_that_is_no_workspace_is_refused(tmp_path: Path) -> None:
    result = run(Workspace(tmp_path), "report", "2025H1")
    assert result.returncode == 2 and "plan-monitor init DIR" in result.stderr


def test_an_office_starts_without_samples_and_keeps_its_data_out_of_git(
    repo: Workspace, tmp_path: Path
) -> None:
    office = tmp_path / "that"
    assert run(repo, "init", str(office)).returncode == 0
    workspace = Workspace.at(office)
    assert not list(office.rglob("*.xlsx")) and not workspace.sample.exists()
    assert "/data/" in (office / ".gitignore").read_text(encoding="utf-8")
    assert run(workspace, "templates", "2025H1").returncode == 0
    assert len(list(workspace.forms("2025H1").glob("*.xlsx"))) == 28
    form = workspace.forms("2025H1") / "SYT_2025H1.xlsx"
    workbook = load_workbook(form)
    cell_of(workbook, "27", "Thực hiện").value = 71.5
    buffer = io.BytesIO()
    workbook.save(buffer)
    receive(workspace, buffer.getvalue(), form.name)
    assert run(workspace, "report", "2025H1").returncode == 0
    page = (workspace.agency_report("2025H1", "SYT") / "report.html").read_text(encoding="utf-8")
    assert "DỮ LIỆU MINH HỌA" not in page and "71,5" in page
    assert run(repo, "init", str(office)).returncode == 2
