"""The register: what was sent to whom, when, how, what became of it, at which accepted risk.

A plain CSV to which lines are added and none is ever changed. A line `begun` is on the disk before
the server can take a mail over, one with the outcome after it has answered.
"""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, ValidationError

from plan_monitor.errors import UserError
from plan_monitor.intake.tables import append_row, read_table
from plan_monitor.plan.strict import Strict

Outcome = Literal["begun", "sent", "refused", "failed", "unknown"]
State = Literal["sent", "unknown", "due"]
_MAYBE_THERE = ("begun", "sent", "unknown")


class Entry(Strict):
    """One line; `how` is by mail, or what a person entered; `risks` are those accepted.

    `begun`: the server may have the mail from now on. `failed`: it certainly has not. `unknown`: it
    had everything and did not answer.
    """

    at: AwareDatetime
    period: str
    agency: str
    address: str
    fingerprint: str
    message_id: str
    how: Literal["smtp", "manual"]
    outcome: Outcome
    risks: str
    note: str


class Register:
    """The register at `path`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.entries = _read(path)

    def enter(self, entry: Entry) -> None:
        """Add a line; it is on the disk when this returns."""
        append_row(self._path, entry)
        self.entries.append(entry)

    def state(self, period: str, agency: str, address: str, fingerprint: str) -> State:
        """Tell whether this package is at this address, may be there, or is due to go.

        A person's entry without an address holds for any.
        """
        outcomes = [
            one.outcome
            for one in self._of(period, agency, address)
            if one.fingerprint == fingerprint
        ]
        if "sent" in outcomes:
            return "sent"
        return "unknown" if outcomes and outcomes[-1] in _MAYBE_THERE else "due"

    def unsettled(self, period: str, agency: str, address: str) -> Entry | None:
        """Return the last line on a package that may be at the address, None if none is open."""
        entries = self._of(period, agency, address)
        open_ones = [
            one
            for one in entries
            if self.state(period, agency, address, one.fingerprint) == "unknown"
        ]
        return open_ones[-1] if open_ones else None

    def replaced(
        self, period: str, agency: str, address: str, fingerprint: str
    ) -> dt.datetime | None:
        """Return when another package of the period last went, or may have gone, to the address."""
        other = [
            one.at
            for one in self._of(period, agency, address)
            if one.fingerprint != fingerprint
            and one.outcome in _MAYBE_THERE
            and self.state(period, agency, address, one.fingerprint) != "due"
        ]
        return other[-1] if other else None

    def _of(self, period: str, agency: str, address: str) -> Sequence[Entry]:
        return [
            one
            for one in self.entries
            if (one.period, one.agency) == (period, agency)
            and (one.address in {"", address} or not address)
        ]


def _read(path: Path) -> list[Entry]:
    """Return the entries.

    What the power cut off of a last line is taken away: it was never reported as written.

    Raises
    ------
    UserError
        If somebody has changed the file: without it nobody knows what was sent.
    """
    if not path.is_file():
        return []
    whole = path.read_bytes()
    if not whole.endswith(b"\n"):
        with path.open("r+b") as file:
            file.truncate(whole.rfind(b"\n") + 1)
    try:
        return read_table(path, Entry)
    except (ValidationError, UnicodeDecodeError):  # a spreadsheet has saved it its own way
        raise UserError(
            "delivery/register.csv", "có dòng không đọc được", "sổ đúng như chương trình ghi",
            "lấy lại tệp từ bản lưu; khi xem bằng Excel thì không lưu lại",
        ) from None  # fmt: skip
