"""All packages of a whole period: to each agency its own, exactly once, whatever breaks."""

import email
import email.policy
import os
import shutil
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
import trustme

from plan_monitor.files import sha256
from plan_monitor.intake.identity import read_identity
from plan_monitor.intake.records import Finding, Submission
from plan_monitor.intake.reply import write_replies
from plan_monitor.intake.tables import read_table
from plan_monitor.intake.templates import write_forms
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.assignments import reporters
from plan_monitor.plan.calendar import load_period
from plan_monitor.plan.loading import load_plan
from plan_monitor.workspace import Workspace
from tests.delivery.conftest import (
    account,  # noqa: F401  (a fixture)
    address,
    address_book,
    allow,
    outcomes,
    pack,
    post,
    server_context,
)
from tests.delivery.server import Box, running
from tests.delivery.test_whose import readable
from tests.whole.conftest import PERIOD, SENDERS

pytestmark = pytest.mark.full
NEXT = "2025"


@pytest.fixture(scope="module")
def whole(built: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The built period, linked and not copied, with replies and the next forms."""
    folder = tmp_path_factory.mktemp("delivery") / "office"
    for name in ("params", "data", "reports"):
        shutil.copytree(built.root / name, folder / name, copy_function=os.link)
    shutil.rmtree(folder / "params")
    shutil.copytree(built.root / "params", folder / "params")
    workspace = Workspace.at(folder)
    assert write_replies(workspace, PERIOD)
    for period in (PERIOD, NEXT):
        assert len(write_forms(workspace, period)) == SENDERS + 1
    allow(workspace, domains="[tinh.vn]", per_minute=600)
    return workspace


@pytest.fixture(scope="module")
def codes(whole: Workspace) -> list[str]:
    """All agencies that owe a report, with the one that sent none."""
    plan = plan_as_of(load_plan(whole.plan), load_period(whole, PERIOD).as_of)
    found = sorted(agency.code for agency in reporters(plan))
    assert len(found) == SENDERS + 1
    return found


@pytest.fixture
def box(whole: Workspace, codes: list[str], account: None) -> Iterator[Box]:  # noqa: F811
    authority = trustme.CA()
    authority.cert_pem.write_to_path(whole.root / "ca.pem")
    with running(server_context(authority)) as found:
        address_book(whole, found.port, addresses={code: address(code) for code in codes})
        yield found


def attachments(message: EmailMessage) -> dict[str, bytes]:
    found = {str(one.get_filename()): one.get_payload(decode=True) for one in
             message.iter_attachments()}  # fmt: skip
    assert all(isinstance(data, bytes) for data in found.values())
    return found  # type: ignore[return-value]


def sources(whole: Workspace, code: str) -> dict[str, Path]:
    """Return where each file that `code` is to get stands, by its name in the package."""
    report = whole.agency_report(PERIOD, code)
    own = {f"{code}_{PERIOD}_{name}": report / name for name in
           ("report.html", "report.docx", "appendix.xlsx")}  # fmt: skip
    other = [whole.reply(PERIOD, code),
             whole.form(NEXT, code)]  # fmt: skip
    other += [] if report.is_dir() else [whole.form(PERIOD, code)]
    return {name: path for name, path in (own | {p.name: p for p in other}).items()
            if path.is_file()}  # fmt: skip


def test_two_dry_runs_give_the_same_bytes(whole: Workspace, codes: list[str]) -> None:
    def made() -> dict[str, bytes]:
        pack(whole)
        files = whole.outbox(PERIOD).rglob("*")
        return {str(path): path.read_bytes() for path in files if path.is_file()}

    first = made()
    assert len(first) > 5 * SENDERS and made() == first


def test_every_agency_gets_its_own_files_and_nobody_else_s(
    whole: Workspace, codes: list[str], box: Box
) -> None:
    assert outcomes(post(whole)) == dict.fromkeys(codes, "sent")
    assert box.counts == {address(code): 1 for code in codes}
    plan = plan_as_of(load_plan(whole.plan), load_period(whole, PERIOD).as_of)
    owners: dict[str, set[str]] = {}
    for code in codes:
        message = box.opened(address(code))
        assert str(message["To"]) == address(code)
        assert str(message["Subject"]).endswith(f"tài liệu của {plan.agency(code).name}")
        text = message.get_body().get_content()
        assert "Họ và tên" not in text and text.startswith(
            f"Kính gửi: {plan.agency(code).name}\r\n"
        )
        got = {name: sha256(data) for name, data in attachments(message).items()}
        assert got == {n: sha256(p.read_bytes()) for n, p in sources(whole, code).items()}
        packed = whole.outbox(PERIOD) / code
        assert got == {p.name: sha256(p.read_bytes()) for p in packed.glob(f"{code}_*")}
        for digest in got.values():
            owners.setdefault(digest, set()).add(code)
    assert all(len(one) == 1 for one in owners.values()) and len(owners) >= 4 * SENDERS
    assert all(one.was_there for one in post(whole)) and len(box.arrived) == len(codes)


def test_no_package_names_a_file_that_another_agency_sent(
    whole: Workspace, codes: list[str]
) -> None:
    """Every figure stands with the file that it came from: another's figure would name another's.

    Their values and words are marked, and looked for, in tests/delivery/test_whose.py.
    """
    letters = pack(whole).letters
    read = {
        one.package.agency.code: " ".join(map(readable, one.package.files.values()))
        for one in letters
    }
    sent = {code: sources_of_figures(whole, code) for code in codes}
    seen = 0
    for code in codes:
        assert any(name in read[code] for name in sent[code]) or not sent[code], code
        for other in set(codes) - {code}:
            found = [name for name in sent[other] if name in read[code]]
            assert not found, (code, other, found)
            seen += len(sent[other])
    assert seen > SENDERS * SENDERS


def sources_of_figures(whole: Workspace, code: str) -> set[str]:
    """Return the names and the first digits of the SHA-256 of the files of an agency."""
    path = whole.agency_tables(PERIOD, code) / "submissions.csv"
    rows = read_table(path, Submission) if path.is_file() else []
    own = [row for row in rows if row.period == PERIOD and row.agency == code]
    return {part for row in own for part in (Path(row.file).name, row.sha256[:12])}


def test_every_workbook_says_whose_it_is(whole: Workspace, codes: list[str]) -> None:
    seen = {"tra-loi": 0, "form": 0}
    for code in codes:
        for path in (whole.outbox(PERIOD) / code).glob("*.xlsx"):
            if path.name.endswith("appendix.xlsx"):
                continue
            assert read_identity(path.read_bytes()).agency == code, path
            seen["tra-loi" if "tra-loi" in path.name else "form"] += 1
    assert seen["form"] == len(codes) + 1 and seen["tra-loi"] > 0


def test_what_breaks_in_the_middle_is_taken_up_where_it_ended(
    whole: Workspace, codes: list[str], box: Box
) -> None:
    whole.register.unlink(missing_ok=True)
    order = pack(whole).codes
    box.drop = {address(order[n]): how for n, how in ((4, "half"), (11, "half"), (19, "mail"))}
    runs = []
    while len(runs) < 6 and box.counts.total() < len(codes):
        runs.append(outcomes(post(whole)))
    assert [list(run)[-1] for run in runs[:2]] == [order[4], order[11]]
    assert not box.drop and len(runs) <= 4
    assert box.counts == {address(code): 1 for code in codes}
    assert outcomes(post(whole)) == dict.fromkeys(codes, "sent")
    assert len(box.arrived) == len(codes)


def test_errors_are_those_of_the_agency(whole: Workspace, codes: list[str]) -> None:
    tables = {code: whole.agency_tables(PERIOD, code) / "findings.csv" for code in codes}
    errors = {
        code
        for code, path in tables.items()
        for one in (read_table(path, Finding) if path.is_file() else ())
        if one.severity == "error" and one.period == PERIOD
    }
    risks = pack(whole).risks
    assert {one.agency for one in risks if one.kind == "errors"} == errors and errors
    assert [one.kind for one in risks if not one.agency] == ["sample", "open", "unverified"]


def test_mails_can_be_read_by_python_s_own_parser(whole: Workspace, codes: list[str]) -> None:
    for code in codes:
        data = (whole.outbox(PERIOD) / f"{code}.eml").read_bytes()
        message = email.message_from_bytes(data, policy=email.policy.default)
        assert isinstance(message, EmailMessage) and not message.defects
        assert not [part.defects for part in message.walk() if part.defects]
        assert max(map(len, data.split(b"\r\n"))) <= 998 and data.isascii()
        assert attachments(message)
