"""The mail that carries a package: the same bytes for the same package, words and day."""

import datetime as dt
import re
from dataclasses import dataclass
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import PurePosixPath

from plan_monitor.deliver.agencies.addresses import domain_of
from plan_monitor.deliver.agencies.packages import Package
from plan_monitor.deliver.agencies.settings import Delivery
from plan_monitor.files import sha256
from plan_monitor.plan.calendar import Period
from plan_monitor.vietnamese.dates import short_date

_TYPES = {
    ".html": ("text", "html"),
    ".docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
_NOWHERE = "localhost.invalid"  # a message-id needs a domain; a mail without sender goes nowhere


@dataclass(frozen=True)
class Occasion:
    """What all letters of a run share.

    `sender_name` is the office that reports on the plan, `date` the day and hour in the heads.
    """

    plan_number: str
    period: Period
    following: Period | None
    sender_name: str
    is_sample: bool
    date: dt.datetime
    sender: str = ""


@dataclass(frozen=True)
class Letter:
    """One mail, ready to be sent: `data` ends its lines with CRLF."""

    package: Package
    address: str
    message_id: str
    data: bytes


def write_letter(
    package: Package,
    words: Delivery,
    occasion: Occasion,
    address: str,
    replaced: dt.date | None = None,
) -> Letter:
    """Return the mail to `address` with all files of `package`.

    The message-id depends on address and content alone: a mail that is sent a second time because
    nobody knows whether it arrived can be recognised as the same one.

    Parameters
    ----------
    address : str
        A checked address, "" if none is known yet: then the mail has no recipient.
    replaced : date, optional
        When an earlier package of this period was sent there.
    """
    message = EmailMessage(policy=SMTP)
    domain = domain_of(occasion.sender) if occasion.sender else _NOWHERE
    key = sha256(f"{occasion.period.id} {address} {package.fingerprint}".encode())
    message_id = f"<{key[:40]}@{domain}>"
    for name, value in (("From", occasion.sender), ("To", address)):
        if value:
            message[name] = value
    subject = words.subject.format(**_values(package, words, occasion))
    message.set_raw("Subject", _folded(" ".join(subject.split())))
    message["Date"] = format_datetime(occasion.date)
    message["Message-ID"] = message_id
    message.set_content(_body(package, words, occasion, replaced), cte="quoted-printable")
    for name, data in package.files.items():
        main, sub = _TYPES.get(PurePosixPath(name).suffix, ("application", "octet-stream"))
        message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    message.set_boundary(f"=_{key[:40]}")
    return Letter(package, address, message_id, message.as_bytes())


def _folded(subject: str) -> str:
    """Return `subject` as encoded words, a line each.

    The e-mail package's own folding loses the blank between two words that both have to be encoded.
    """
    return Header(subject, "utf-8", header_name="Subject").encode(linesep="\r\n")


def _values(package: Package, words: Delivery, occasion: Occasion) -> dict[str, str]:
    """Return what fills the places that every text may have."""
    return {
        "agency": package.agency.name,
        "count": str(len(package.files)),
        "date": "",
        "deadline": "",
        "files": "",
        "late": "",
        "mark": words.mark if occasion.is_sample else "",
        "period": occasion.period.name,
        "plan": occasion.plan_number,
        "replaces": "",
        "sample": "",
        "sender": occasion.sender_name,
    }


def _body(package: Package, words: Delivery, occasion: Occasion, replaced: dt.date | None) -> str:
    """Return the text of the mail; a sentence that does not apply leaves no gap."""
    values, following = _values(package, words, occasion), occasion.following
    parts = {"files": _files(package, words, occasion)}
    if occasion.is_sample:
        parts["sample"] = words.sample.format(**values)
    if not package.has_report:
        parts["late"] = words.late.format(**values)
    if replaced:
        parts["replaces"] = words.replaces.format(**values | {"date": short_date(replaced)})
    if following:
        due = {"period": following.name, "date": short_date(following.due_before)}
        parts["deadline"] = words.deadline.format(**values | due)
    text = words.body.format(**values | parts)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _files(package: Package, words: Delivery, occasion: Occasion) -> str:
    """Return the list of files, one a line, with what each is."""
    named, values, following = words.files, _values(package, words, occasion), occasion.following
    lines = []
    for number, (name, kind) in enumerate(package.kinds.items(), 1):
        of_form = {"period": following.name} if kind == "form" and following else {}
        text = named.form if kind == "due" else getattr(named, kind)
        lines.append(f"{number}. {name}: {text.format(**values | of_form)}")
    return "\n".join(lines)
