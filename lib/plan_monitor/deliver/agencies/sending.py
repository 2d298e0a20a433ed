"""One mail after the other, none twice, at the pace that was asked for."""

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from smtplib import SMTP

from plan_monitor.deliver.agencies.letters import Letter
from plan_monitor.deliver.agencies.register import Entry, Outcome, Register
from plan_monitor.deliver.agencies.smtp import Post, connect, hand_over

_SECONDS_A_MINUTE = 60


@dataclass(frozen=True)
class Time:
    """The clocks: the hour for the register, seconds that only grow, and how to let them pass."""

    now: Callable[[], dt.datetime]
    monotonic: Callable[[], float]
    sleep: Callable[[float], None]


@dataclass(frozen=True)
class Sent:
    """What became of one letter in this run; `was_there` if it had been sent before."""

    letter: Letter
    outcome: Outcome
    note: str = ""
    was_there: bool = False


Tell = Callable[[Sent, int], None]
Connect = Callable[[Post], AbstractContextManager[SMTP]]


class Pace:
    """Lets at least the same time pass between two mails."""

    def __init__(self, per_minute: int, time: Time) -> None:
        self._gap, self._time = _SECONDS_A_MINUTE / per_minute, time
        self._next: float | None = None

    def wait(self) -> None:
        """Return when the next mail may go."""
        now = self._time.monotonic()
        if self._next is not None and now < self._next:
            self._time.sleep(self._next - now)
        self._next = max(now, self._next or now) + self._gap


@dataclass(frozen=True)
class Run:
    """What all mails of a run share; `risks` gives the accepted risks of an agency."""

    period: str
    post: Post
    register: Register
    pace: Pace
    time: Time
    risks: Callable[[str], str]
    connect: Connect = connect

    def entry(self, letter: Letter, outcome: Outcome, note: str = "") -> Entry:
        """Return the register's line on `letter`."""
        return Entry(
            at=self.time.now(),
            period=self.period,
            agency=letter.package.agency.code,
            address=letter.address,
            fingerprint=letter.package.fingerprint,
            message_id=letter.message_id,
            how="smtp",
            outcome=outcome,
            risks=self.risks(letter.package.agency.code),
            note=note,
        )


def send_all(run: Run, letters: Sequence[Letter], tell: Tell) -> list[Sent]:
    """Send each letter that is not there yet; return what became of those that were looked at.

    Each goes over a connection of its own, so that none suffers from the one before. A letter that
    the server refuses does not keep the others; a broken connection ends the run, for the next
    one to go on from. A letter of which nobody knows whether it arrived is left to a person.

    Raises
    ------
    UserError
        If no connection can be made; what was sent before stands in the register.
    """
    results: list[Sent] = []
    for letter in letters:
        results.append(_send(run, letter))
        tell(results[-1], len(letters))
        if results[-1].outcome in {"failed", "unknown"} and not results[-1].was_there:
            break
    return results


def _send(run: Run, letter: Letter) -> Sent:
    package = letter.package
    key = (run.period, package.agency.code, letter.address, package.fingerprint)
    state = run.register.state(*key)
    if state != "due":
        return Sent(letter, state, was_there=True)
    run.pace.wait()

    def begin() -> None:
        run.register.enter(run.entry(letter, "begun"))

    envelope = (run.post.sender, letter.address)
    with run.connect(run.post) as smtp:
        outcome, note = hand_over(smtp, envelope, letter.data, begin, run.post.waits)
        run.register.enter(run.entry(letter, outcome, note))
    return Sent(letter, outcome, note)
