"""A small office with reports of three agencies, and a mail server on loopback."""

import datetime as dt
import shutil
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import trustme

from plan_monitor.deliver.agencies.distribute import Outbox, Request, opened, send
from plan_monitor.deliver.agencies.sending import Sent, Time
from plan_monitor.deliver.agencies.smtp import PASSWORD as PASSWORD_NAME
from plan_monitor.deliver.agencies.smtp import USER as USER_NAME
from plan_monitor.deliver.agencies.smtp import Waits
from plan_monitor.intake.records import Finding, Submission
from plan_monitor.intake.tables import write_table
from plan_monitor.plan.yaml_files import write_yaml
from plan_monitor.workspace import Workspace
from tests.delivery.server import PASSWORD, USER, Box, running

PERIOD, AGENCIES = "2025H1", ("STC", "SKHCN", "SYT")
HOST = "127.0.0.1"
PAGE = '<!DOCTYPE html><html><body><p id="a">{}</p><a href="#a">a</a></body></html>'
NOW = dt.datetime.fromisoformat("2025-06-20T09:00:00+07:00")
ALL_RISKS = ("sample", "errors", "open", "unverified")


def address(code: str) -> str:
    return f"vanthu@{code.lower()}.tinh.vn"


@dataclass
class Clock:
    """Time that passes only when somebody sleeps."""

    seconds: float = 0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    @property
    def time(self) -> Time:
        return Time(lambda: NOW + dt.timedelta(seconds=self.seconds), lambda: self.seconds,
                    self.sleep)  # fmt: skip


def write_submission(workspace: Workspace, code: str, *, sample: bool) -> None:
    row = Submission(
        period=PERIOD, agency=code, file=f"data/raw/{PERIOD}/{code}.xlsx", sha256="0" * 64,
        received_at=NOW, sample=sample, standing="counted", problem="",
    )  # fmt: skip
    write_table(workspace.agency_tables(PERIOD, code) / "submissions.csv", Submission, [row])


def allow(workspace: Workspace, **changed: object) -> None:
    """Change lines of params/delivery.yml."""
    path = workspace.delivery_settings
    lines = path.read_text("utf-8").splitlines()
    for key, value in changed.items():
        (at,) = [n for n, line in enumerate(lines) if line.startswith(f"{key}:")]
        lines[at] = f"{key}: {value}"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def address_book(workspace: Workspace, port: int = 0, **changed: object) -> None:
    """Write delivery/recipients.yml; `changed` replaces the server's fields or whole keys."""
    server = {"host": HOST, "port": port or 2525, "security": "starttls", "ca_file": "ca.pem"}
    server |= {key: value for key, value in changed.items() if key in server}
    book = {
        "server": server,
        "sender": "baocao@tinh.vn",
        "addresses": {code: address(code) for code in AGENCIES},
    }
    book |= {key: value for key, value in changed.items() if key in book}
    write_yaml(workspace.recipients, book)


@pytest.fixture
def office(tmp_path: Path, repo: Workspace) -> Workspace:
    """Three agencies' reports of real data without errors; nothing is closed or verified."""
    shutil.copytree(repo.root / "params", tmp_path / "office" / "params")
    workspace = Workspace.at(tmp_path / "office")
    allow(workspace, domains="[tinh.vn]", per_minute=600)
    for code in AGENCIES:
        folder = workspace.agency_report(PERIOD, code)
        folder.mkdir(parents=True)
        (folder / "report.html").write_text(PAGE.format(code), encoding="utf-8")
        (folder / "report.docx").write_bytes(f"PK {code}\r\n.\r\n".encode() * 30_000)
        (folder / "appendix.xlsx").write_bytes(f"PK appendix {code}".encode())
        write_submission(workspace, code, sample=False)
        write_table(workspace.agency_tables(PERIOD, code) / "findings.csv", Finding, [])
    return workspace


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


def server_context(authority: trustme.CA, name: str = HOST) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(USER_NAME, USER)
    monkeypatch.setenv(PASSWORD_NAME, PASSWORD)


@pytest.fixture
def box(authority: trustme.CA, office: Workspace, account: None) -> Iterator[Box]:
    """A server that the office trusts and has an account with."""
    authority.cert_pem.write_to_path(office.root / "ca.pem")
    with running(server_context(authority)) as found:
        address_book(office, found.port)
        yield found


def pack(workspace: Workspace, request: Request | None = None, **options: object) -> Outbox:
    """Write the outbox as a dry run does."""
    request = request or Request(PERIOD, accepted=ALL_RISKS, **options)  # type: ignore[arg-type]
    with opened(workspace, request, lambda *_: False, lambda: NOW) as outbox:
        return outbox


def post(workspace: Workspace, clock: Clock | None = None, **options: object) -> list[Sent]:
    """Write the outbox and send it, with clocks that need no time."""
    request = Request(PERIOD, accepted=ALL_RISKS, date=NOW, **options)  # type: ignore[arg-type]
    waits = Waits(answer=10, acceptance=10, last_word=0.05)
    with opened(workspace, request, lambda *_: False, lambda: NOW) as outbox:
        return send(workspace, outbox, (clock or Clock()).time, lambda *_: None, waits)


def outcomes(results: list[Sent]) -> dict[str, str]:
    return {one.letter.package.agency.code: one.outcome for one in results}
