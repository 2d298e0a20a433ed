"""Reports to the agencies: packages and mails in the outbox, and, if asked, on their way."""

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from plan_monitor.deliver.agencies.letters import Letter, Occasion, write_letter
from plan_monitor.deliver.agencies.packages import SUMS, Package, collect_packages, sums_of
from plan_monitor.deliver.agencies.recipients import Recipients, read_recipients, refuse_unaddressed
from plan_monitor.deliver.agencies.register import Entry, Register
from plan_monitor.deliver.agencies.risks import (
    Risk,
    accepted_for,
    find_risks,
    is_sample,
    refuse_unknown,
    standing_in_way,
)
from plan_monitor.deliver.agencies.sending import Pace, Run, Sent, Tell, Time, send_all
from plan_monitor.deliver.agencies.settings import Delivery, load_delivery
from plan_monitor.deliver.agencies.smtp import Post, Waits, account_from
from plan_monitor.deliver.agencies.workbooks import Workbook, check_workbooks
from plan_monitor.errors import UserError
from plan_monitor.files import write_atomically
from plan_monitor.intake.receipts import HERE, here
from plan_monitor.locking import RUN, only_one
from plan_monitor.plan.as_of import plan_as_of
from plan_monitor.plan.assignments import reporters
from plan_monitor.plan.calendar import Period, known_periods, load_period
from plan_monitor.plan.loading import load_plan
from plan_monitor.plan.models import Plan
from plan_monitor.workspace import Workspace

_MORNING = dt.time(8, tzinfo=HERE)


@dataclass(frozen=True)
class Request:
    """What is asked for.

    `agencies` limits it to some; `accepted` names risks; `received` and `not_received` are what a
    person found out about packages of unknown fate or handed over otherwise; `date` stands in the
    mails' heads (by default 8:00 on the day of the report).
    """

    period: str
    agencies: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    received: tuple[str, ...] = ()
    not_received: tuple[str, ...] = ()
    date: dt.datetime | None = None


@dataclass(frozen=True)
class Mailroom:
    """What all letters of a run are written from."""

    words: Delivery
    recipients: Recipients | None
    occasion: Occasion
    register: Register

    def letters(self, packages: Sequence[Package]) -> tuple[Letter, ...]:
        """Return the letter with each package; it says which one before it replaces."""
        addresses = self.recipients.addresses if self.recipients else {}
        letters = []
        for package in packages:
            address = addresses.get(package.agency.code, "")
            key = (self.occasion.period.id, package.agency.code, address, package.fingerprint)
            before = self.register.replaced(*key)
            replaced = here(before).date() if before else None
            letters.append(write_letter(package, self.words, self.occasion, address, replaced))
        return tuple(letters)


@dataclass(frozen=True)
class Outbox:
    """What stands ready, `risks` being those that were accepted.

    `silent` are the agencies that owe a report and get nothing; `unwritten` are replies that are
    due and in no package.
    """

    mailroom: Mailroom
    letters: tuple[Letter, ...]
    risks: tuple[Risk, ...]
    known: tuple[str, ...]
    silent: tuple[str, ...] = ()
    unwritten: tuple[Workbook, ...] = ()

    @property
    def codes(self) -> list[str]:
        """The agencies, in protocol order."""
        return [letter.package.agency.code for letter in self.letters]

    @property
    def late(self) -> list[str]:
        """The agencies that get forms alone, since nothing came of them."""
        return [one.package.agency.code for one in self.letters if not one.package.has_report]

    @property
    def formless(self) -> Period | None:
        """The next period, if there is one whose forms have not been written."""
        kinds = {kind for letter in self.letters for kind in letter.package.kinds.values()}
        return None if "form" in kinds else self.mailroom.occasion.following


class RisksError(UserError):
    """Risks that nobody accepted: all of them, one a line."""

    def __init__(self, risks: Sequence[Risk]) -> None:
        first = risks[0].said
        super().__init__(first.where, first.found, first.expected, first.what_to_do)
        self.risks = tuple(risks)

    def __str__(self) -> str:
        return "\n".join(str(risk.said) for risk in self.risks)


@contextmanager
def opened(
    workspace: Workspace,
    request: Request,
    is_verified: Callable[[Workspace, Period], bool],
    now: Callable[[], dt.datetime],
) -> Iterator[Outbox]:
    """Write the outbox and hold it: nobody else distributes meanwhile.

    Parameters
    ----------
    is_verified : callable
        Tells whether `verify` confirmed what stands there now.
    now : callable
        The hour, for what a person enters into the register.

    Raises
    ------
    RisksError
        If there is a risk that was not accepted; nothing has been written then.
    UserError
        If a package cannot be made, or something in the files for it is at fault.
    """
    refuse_unknown(request.accepted)
    with only_one(workspace.lock("distribute")):
        with only_one(workspace.lock(RUN)):  # no report may change while it is packed
            outbox = _prepare(workspace, request, is_verified)
            if request.received or request.not_received:
                _enter_found_out(outbox, request, now)
                packages = [letter.package for letter in outbox.letters]
                outbox = replace(outbox, letters=outbox.mailroom.letters(packages))
            _write(workspace.outbox(request.period), outbox.letters)
        yield outbox


def send(
    workspace: Workspace,
    outbox: Outbox,
    time: Time,
    tell: Tell,
    waits: Waits | None = None,
) -> list[Sent]:
    """Send what stands in the outbox and is not there yet; see `send_all`.

    Raises
    ------
    UserError
        If an address is missing or not allowed, the account is, or there is no connection.
    """
    mailroom, words, waits = outbox.mailroom, outbox.mailroom.words, waits or Waits()
    found = refuse_unaddressed(mailroom.recipients, outbox.codes, outbox.known, words.domains)
    run = Run(
        period=mailroom.occasion.period.id,
        post=Post(found.server, found.sender, account_from(os.environ), workspace.root, waits),
        register=mailroom.register,
        pace=Pace(words.per_minute, time),
        time=time,
        risks=lambda agency: accepted_for(outbox.risks, agency),
    )
    return send_all(run, outbox.letters, tell)


def _prepare(
    workspace: Workspace, request: Request, is_verified: Callable[[Workspace, Period], bool]
) -> Outbox:
    period = load_period(workspace, request.period)
    plan = plan_as_of(load_plan(workspace.plan), period.as_of)
    following = _following(workspace, period)
    packages = collect_packages(workspace, plan, period, following, request.agencies)
    codes = [package.agency.code for package in packages]
    _refuse_unpacked(codes, (*request.received, *request.not_received))
    workbooks = check_workbooks(workspace, period, following, packages)
    risks = find_risks(
        workspace, period, [one.agency.code for one in packages if one.has_report],
        is_verified=is_verified(workspace, period), differing=workbooks.differing,
    )  # fmt: skip
    if stopping := standing_in_way(risks, request.accepted):
        raise RisksError(stopping)
    mailroom = _mailroom(workspace, plan, period, following, request.date)
    owing = () if request.agencies else reporters(plan)
    return Outbox(
        mailroom,
        mailroom.letters(packages),
        tuple(risks),
        known=tuple(agency.code for agency in plan.agencies),
        silent=tuple(one.code for one in owing if one.code not in codes),
        unwritten=workbooks.missing,
    )


def _mailroom(
    workspace: Workspace,
    plan: Plan,
    period: Period,
    following: Period | None,
    date: dt.datetime | None,
) -> Mailroom:
    words, recipients = load_delivery(workspace), read_recipients(workspace)
    occasion = Occasion(
        plan_number=plan.header.number,
        period=period,
        following=following,
        sender_name=plan.agency(plan.header.report_lead).name,
        is_sample=is_sample(workspace, period),
        date=date or dt.datetime.combine(period.document.date, _MORNING),
        sender=recipients.sender if recipients else "",
    )
    return Mailroom(words, recipients, occasion, Register(workspace.register))


def _following(workspace: Workspace, period: Period) -> Period | None:
    """Return the period after `period`, None if it is not set up yet."""
    later = [one for one in known_periods(workspace) if one.as_of > period.as_of]
    return later[0] if later else None


def _refuse_unpacked(codes: Collection[str], named: Sequence[str]) -> None:
    for code in named:
        if code not in codes:
            raise UserError(
                f"--received, --not-received {code}", "không có gói tài liệu của cơ quan này",
                f"một trong: {', '.join(codes)}", "gõ lại mã cơ quan",
            )  # fmt: skip


def _enter_found_out(outbox: Outbox, request: Request, now: Callable[[], dt.datetime]) -> None:
    """Enter what a person found out, or did by hand.

    It is about the package of unknown fate where there is one, even if another has been made since:
    the agency has that one, not today's. Else it is about today's.
    """
    found = [one for one in outbox.letters
             if one.package.agency.code in (*request.received, *request.not_received)]  # fmt: skip
    for letter in found:
        _refuse_settled(outbox, letter, request)
    for letter in found:
        code = letter.package.agency.code
        is_there = code in request.received
        about = outbox.mailroom.register.unsettled(request.period, code, letter.address)
        outbox.mailroom.register.enter(
            Entry(
                at=now(), period=request.period, agency=code, address=letter.address,
                fingerprint=about.fingerprint if about else letter.package.fingerprint,
                message_id=about.message_id if about else letter.message_id,
                how="manual", outcome="sent" if is_there else "failed",
                risks=accepted_for(outbox.risks, code),
                note="cơ quan đã nhận" if is_there else "cơ quan chưa nhận",
            )
        )  # fmt: skip


def _refuse_settled(outbox: Outbox, letter: Letter, request: Request) -> None:
    """Refuse to call a package not received that the register has as sent, or both at once.

    It would not be sent again, and the same command run twice must not send it twice.
    """
    code = letter.package.agency.code
    if code not in request.not_received:
        return
    state = outbox.mailroom.register.state(
        request.period, code, letter.address, letter.package.fingerprint
    )
    if code in request.received or state == "sent":
        raise UserError(
            f"--not-received {code}",
            "vừa đã nhận vừa chưa nhận" if code in request.received else "sổ ghi là đã gửi",
            "gói chưa rõ đã đến hay chưa",
            "bỏ mã này; cần gửi lại thì đính kèm các tệp trong outbox bằng tay",
        )


def _write(folder: Path, letters: Sequence[Letter]) -> None:
    """Write all packages and mails in place of those of an earlier run, at once."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as beside:
        fresh = Path(beside) / folder.name
        files: dict[str, bytes] = {}
        for letter in letters:
            package = letter.package
            code = package.agency.code
            files |= {f"{code}/{name}": data for name, data in package.files.items()}
            files[f"{code}/{SUMS}"] = package.sums.encode()
            files[f"{code}.eml"] = letter.data
        for name, data in (files | {SUMS: sums_of(files).encode()}).items():
            write_atomically(fresh / name, data)
        shutil.rmtree(folder, ignore_errors=True)
        fresh.replace(folder)
