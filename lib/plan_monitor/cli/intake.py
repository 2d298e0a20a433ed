"""The commands ``plan-monitor check``, ``receive`` and ``status``: what agencies have sent."""

import dataclasses
import datetime as dt
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from plan_monitor.errors import UserError
from plan_monitor.workspace import Workspace

if TYPE_CHECKING:
    from plan_monitor.intake.judging import Judgement
    from plan_monitor.intake.status import AgencyStatus, PeriodStatus

_OUTCOMES = {
    "accepted": "ĐƯỢC",
    "accepted_with_warnings": "ĐƯỢC, CÓ ĐIỀU CẦN XEM",
    "rejected": "KHÔNG ĐƯỢC",
    "ignored": "BỎ QUA",
}
_SEVERITIES = {"error": "lỗi", "warning": "lưu ý", "info": "ghi nhận"}
_HEADERS = (
    "Cơ quan",
    "Ngày nhận",
    "Tình trạng",
    "Đã trả lời",
    "Từ chối",
    "Lỗi",
    "Lưu ý",
    "Bản thay thế",
    "Ghi chú",
)
_FIGURES = range(3, 8)
_WIDE = 120  # characters of a terminal in which nothing needs to be wrapped
_NARROW = (24, 11, 9, 6, 5, 4, 4, 5)

_files = click.argument("files", nargs=-1, required=True, metavar="FILE…")
_period = click.option("--period", required=True, help="The period that they are for.")
_agency = click.option("--agency", help="Who sent them (the code), if that is known.")


@click.command()
@_files
@_period
@_agency
@click.option("--json", "as_json", is_flag=True, help="For programs: the judgements as JSON.")
@click.pass_obj
def check(
    root: Path, files: tuple[str, ...], period: str, agency: str | None, as_json: bool
) -> None:
    """Judge files from anywhere as submissions, without writing anything.

    Ends with 0 when every file could be judged, whatever the judgement.
    Example: plan-monitor check thu/*.xlsx --period 2027H1
    """
    from plan_monitor.intake.judging import Judge

    judge = Judge(Workspace.at(root), period, agency)
    _refuse_missing(files)
    found = [judge.judge(file) for file in files]
    if as_json:
        click.echo(_json([one.as_json() for one in found]))
        return
    for one in found:
        for line in _judgement_lines(one):
            click.echo(line)


@click.command()
@_files
@_period
@click.option("--at", required=True, help="When they arrived: 2027-05-30T09:12+07:00.")
@_agency
@click.pass_obj
def receive(root: Path, files: tuple[str, ...], period: str, at: str, agency: str | None) -> None:
    """File workbooks in data/raw with a line in the register, and say what is wrong with them.

    Ends with 1 if one was not filed or cannot be read.
    Example: plan-monitor receive thu/a.xlsx --period 2027H1 --at 2027-05-30T09:12+07:00
    """
    from plan_monitor.intake.receiving import receive_files

    workspace, received_at = Workspace.at(root), moment(at)
    _refuse_missing(files)
    received = receive_files(workspace, files, period, received_at, agency)
    for one in received:
        head, *rest = _judgement_lines(one.judgement)
        where = f"{one.filed}: " if one.filed else ""
        for line in (head, f"  {_plain(where + one.told)}", *rest):
            click.echo(line)
    sys.exit(0 if all(one.is_good for one in received) else 1)


@click.command()
@click.argument("period")
@click.option("--json", "as_json", is_flag=True, help="For programs: JSON, and no page.")
@click.pass_obj
def status(root: Path, period: str, as_json: bool) -> None:
    """Tell who has reported for PERIOD, how completely, and what comes next in the office's round.

    Also writes reports/PERIOD/status.html. Example: plan-monitor status 2027H1
    """
    from plan_monitor.build.cycle import cycle_lines, steps_of
    from plan_monitor.intake.status import period_status

    workspace = Workspace.at(root)
    found = period_status(workspace, period)
    steps = steps_of(workspace, found)
    if as_json:
        click.echo(_json(found.as_json() | {"steps": [dataclasses.asdict(one) for one in steps]}))
        return
    _show_status(found)
    click.echo(f"Trang: {workspace.relative(_write_page(workspace, found))}")
    for line in cycle_lines(steps):
        click.echo(line)


# --- arguments --------------------------------------------------------------------------------


def _refuse_missing(files: Sequence[str]) -> None:
    for file in files:
        if not os.path.lexists(file):
            raise UserError(
                _plain(file), "không có tệp này", "đường dẫn tới một tệp", "gõ lại đường dẫn"
            )


def moment(text: str) -> dt.datetime:
    """Return the moment that a user typed; refuse what is none."""
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise UserError(
            f"--at {_plain(text)}",
            "không phải ngày giờ",
            "giờ nhận có múi giờ, ví dụ 2027-05-30T09:12+07:00",
            "gõ lại giờ nhận",
        ) from error


# --- what a person reads ----------------------------------------------------------------------


def _plain(text: str) -> str:
    """Return `text` on one line, with nothing in it that a terminal would obey."""
    from plan_monitor.intake.judging import printable
    from plan_monitor.vietnamese.text import one_line

    return printable(one_line(text))


def _judgement_lines(judgement: "Judgement") -> Iterator[str]:
    """Yield the block of one file: the outcome, then the findings, the gravest first."""
    whose = ", ".join(
        _plain(part)
        for part in (judgement.agency, judgement.period and f"kỳ {judgement.period}")
        if part
    )
    counts = judgement.accounting
    rows = (
        f"; {counts['asked']} dòng: {counts['accepted']} được, {counts['warned']} lưu ý, "
        f"{counts['rejected']} từ chối, {counts['blank']} trống"
    )
    detail = judgement.note or whose + (rows if counts["asked"] else "")
    yield f"{_plain(judgement.file)}: {_OUTCOMES[judgement.outcome]}" + (
        f" ({detail})" if detail else ""
    )
    for severity, word in _SEVERITIES.items():
        for finding in judgement.findings:
            if finding.severity == severity:
                yield f"  {word}: {_plain(finding.message)}"


def _show_status(status: "PeriodStatus") -> None:
    """Print the table: ruled in a terminal, plain lines elsewhere."""
    rows = [_cells(one) for one in status.agencies]
    if sys.stdout.isatty():
        _show_table(rows)
    else:
        for row in rows:
            named = zip(_HEADERS[1:], row[1:], strict=True)
            said = [f"{h.lower()} {text}" for h, text in named if text not in {"", "0", "–"}]
            click.echo(f"{row[0]}: {'; '.join(said)}")
    for line in _summary(status):
        click.echo(line)
    for heading, lines in _lists(status):
        for line in lines:
            click.echo(f"{heading}: {line}")


def _show_table(rows: Sequence[Sequence[str]]) -> None:
    """Print the table as wide as the terminal is; the remarks, which may be long, stand below."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console, table = Console(), Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for number, header in enumerate(_HEADERS[:-1]):
        justify: Any = "right" if number in _FIGURES else "left"
        width = _NARROW[number] if console.width < _WIDE else None
        table.add_column(header, justify=justify, width=width)
    for row in rows:
        table.add_row(*map(Text, row[:-1]))
    console.print(table)
    for row in rows:
        if row[-1]:
            click.echo(f"{row[0]}: {row[-1]}")


def _cells(status: "AgencyStatus") -> tuple[str, ...]:
    from plan_monitor.report.phrases import words

    received = status.received_at
    return (
        status.name,
        f"{received:%d/%m/%Y %H:%M}" if received else "–",
        words("timeliness")[status.state].format(days=status.days_late),
        f"{status.answered}/{status.asked}",
        str(status.rejected),
        str(status.errors),
        str(status.warnings),
        str(status.revisions),
        "; ".join(map(_plain, status.remarks)),
    )


def _summary(status: "PeriodStatus") -> list[str]:
    from plan_monitor.vietnamese.dates import short_date

    received = status.count("on_time", "late", "unknown")
    return [
        f"Đã nhận báo cáo của {received}/{len(status.agencies)} cơ quan: "
        f"{status.count('on_time')} đúng hạn, {status.count('late')} muộn, "
        f"{status.count('unknown')} chưa rõ ngày nhận. "
        f"Tệp không đọc được: {status.count('unreadable')}. Chưa gửi: {status.count('missing')}.",
        f"Hạn: trước ngày {short_date(status.period.due_before)}; khóa sổ lúc "
        f"{status.period.closes_at:%H:%M} ngày {short_date(status.period.closes_at)}.",
    ]


def _lists(status: "PeriodStatus") -> tuple[tuple[str, list[str]], ...]:
    return (
        ("Tệp không rõ của cơ quan nào", [_plain(line) for line in status.strangers]),
        ("Bỏ qua, không phải tệp báo cáo", [_plain(line) for line in status.ignored]),
    )


def _write_page(workspace: Workspace, status: "PeriodStatus") -> Path:
    """Write reports/<period>/status.html, link it from the list of periods, and return it."""
    from plan_monitor.build.portal import write_periods
    from plan_monitor.files import write_atomically
    from plan_monitor.report.fragments import render_page, stylesheet
    from plan_monitor.report.phrases import say

    path = workspace.reports(status.period.id) / "status.html"
    page = render_page(
        "status.html.j2",
        title=f"Tình hình gửi báo cáo {status.period.name}",
        sample=say("sample") if status.sample else None,
        summary=_summary(status),
        headers=_HEADERS,
        figures=_FIGURES,
        rows=[_cells(one) for one in status.agencies],
        lists=_lists(status),
        style=stylesheet(),
    )
    write_atomically(path, page)
    write_periods(workspace)
    return path


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=True, indent=1)
