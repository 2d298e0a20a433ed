"""Frames: real types, words beside codes, and nothing behind them that a reader could change."""

import shutil
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest
from pandas.api import types

from plan_monitor.build.closing import close_period
from plan_monitor.desk.frames import Desk, load, tidy
from plan_monitor.desk.what_if import what_if
from plan_monitor.errors import UserError
from plan_monitor.intake.records import Submission
from plan_monitor.intake.tables import read_table
from plan_monitor.plan.assignments import reporters
from plan_monitor.progress.records import Outlook, TaskState, Trajectory
from plan_monitor.workspace import Workspace
from tests.desk.conftest import LATEST, PERIOD, everything_in
from tests.running.test_closing import SIGNED

pytestmark = pytest.mark.full
DAYS = {"due", "done_on", "received_at"}


def frames_of(desk: Desk) -> dict[str, pd.DataFrame]:
    found = {one.name: getattr(desk, one.name) for one in fields(desk)}
    return {name: one for name, one in found.items() if isinstance(one, pd.DataFrame)}


def test_dates_are_dates_and_numbers_are_numbers(desk: Desk) -> None:
    assert len(frames_of(desk)) == 7
    for name, frame in frames_of(desk).items():
        assert len(frame), name
        for column in frame:
            dtype, is_day = frame[column].dtype, column in DAYS or column.endswith("date")
            assert types.is_datetime64_any_dtype(dtype) == is_day, (name, column, dtype)
            assert not types.is_object_dtype(dtype), (name, column)
    for column in ("actual", "target_value", "required", "flip_value", "outlook_current"):
        assert desk.indicators[column].dtype == "float64", column
    assert desk.agencies["rank"].dtype == "Int64" and desk.tasks["days_overdue"].dtype == "int64"


def test_a_frame_without_rows_has_its_types() -> None:
    for model in (Trajectory, Outlook, TaskState, Submission):
        frame = tidy([], model)
        assert list(frame) == list(model.model_fields)
        assert not [column for column in frame if types.is_object_dtype(frame[column].dtype)]
    assert types.is_datetime64_any_dtype(tidy([], Submission)["received_at"].dtype)


def test_there_is_one_row_a_thing_with_its_names(desk: Desk, tables: Workspace) -> None:
    plan = desk.published.plan
    rows = read_table(tables.processed(LATEST) / "trajectories.csv", Trajectory)
    assert list(desk.indicators["indicator_id"]) == [row.indicator_id for row in rows]
    assert desk.indicators["indicator_id"].is_unique
    assert desk.indicators["actual"].tolist() == pytest.approx(
        [float("nan") if row.actual is None else row.actual for row in rows], nan_ok=True
    )
    assert list(desk.tasks["task_id"]) == [task.id for task in plan.tasks]
    assert list(desk.agencies["agency"]) == [agency.code for agency in reporters(plan)]
    row = desk.indicators.set_index("indicator_id").loc["27"]
    assert row["name"] == "Tỷ lệ người dân có hồ sơ sức khỏe điện tử"
    assert (row["unit"], row["target_value"], row["target_year"]) == ("%", 95, 2030)
    assert row["target"].split() == ["≥", "95%"]
    assert (row["agency"], row["agency_name"], row["monitors"]) == ("SYT", "Sở Y tế", "Sở Y tế")
    assert row["actual_date"] == pd.Timestamp("2026-05-31")


def test_every_code_has_its_words(desk: Desk) -> None:
    labelled = 0
    for name, frame in frames_of(desk).items():
        for column in frame:
            if column.endswith("_label"):
                code = frame[column.removesuffix("_label")]
                assert list(frame[column] != "") == list(code != ""), (name, column)
                labelled += 1
    assert labelled == 10
    words = dict(zip(desk.indicators["status"], desk.indicators["status_label"], strict=True))
    assert words["far_behind"] == "chậm nhiều"
    assert set(desk.series["kind_label"]) == {"trước kế hoạch", "năm gốc", "thực hiện", "ước"}
    assert "chưa gửi" in set(desk.agencies["timeliness_label"])


def test_a_closed_period_is_read_from_its_edition(tables: Workspace, tmp_path: Path) -> None:
    shutil.copytree(tables.root, tmp_path / "office")
    workspace = Workspace.at(tmp_path / "office")
    before = load(PERIOD, workspace)
    close_period(workspace, PERIOD, SIGNED[PERIOD])
    shutil.rmtree(workspace.processed(PERIOD))
    after = load(PERIOD, workspace)
    assert before.title == "2025H1, 6 tháng đầu năm 2025; DỮ LIỆU MINH HỌA"
    assert after.title == "2025H1, 6 tháng đầu năm 2025; bản đã chốt; DỮ LIỆU MINH HỌA"
    for name, frame in frames_of(before).items():
        if name == "observations":
            assert len(frame) and not len(after.observations)
            assert list(after.observations) == list(frame)
        else:
            pd.testing.assert_frame_equal(getattr(after, name), frame)


def test_what_is_done_to_frames_changes_no_file_and_no_judgement(
    desk: Desk, tables: Workspace
) -> None:
    before, judged = everything_in(tables.root), what_if(desk, "27", 70.0)
    for frame in frames_of(desk).values():
        for column in list(frame):
            frame[column] = 0
    assert what_if(desk, "27", 70.0) == judged
    assert everything_in(tables.root) == before


def test_a_period_that_is_not_there_is_told_in_a_line(tables: Workspace) -> None:
    with pytest.raises(UserError, match="không có kỳ báo cáo này"):
        load("2099", tables)


def test_the_first_indicator_is_one_that_is_behind(desk: Desk) -> None:
    row = desk.indicators.set_index("indicator_id").loc[desk.first_indicator]
    assert row["status"] in {"somewhat_behind", "far_behind", "moving_away"}
