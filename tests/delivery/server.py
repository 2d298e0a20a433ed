"""A real mail server on loopback, which can be told where to drop the connection."""

import asyncio
import contextlib
import email
import email.policy
import ssl
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

USER, PASSWORD = "baocao", "mat-khau-bi-mat-2f7"
HALF = 20_000  # bytes of a mail that are read before the connection is dropped


@dataclass
class Box:
    """What arrived, and what the server is to do wrong.

    `drop` names a moment (mail, half, taken, goodbye) by address, once for each; `refused` are
    addresses that it does not take.
    """

    arrived: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    drop: dict[str, str] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    accounts: list[bytes] = field(default_factory=list)
    in_clear: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def counts(self) -> Counter[str]:
        """How many mails each address got."""
        return Counter(one for _, recipients, _ in self.arrived for one in recipients)

    def opened(self, address: str) -> EmailMessage:
        """Return the only mail to `address`, read by Python's own parser."""
        (data,) = [data for _, recipients, data in self.arrived if recipients == [address]]
        message = email.message_from_bytes(data, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        return message

    def _drops(self, moment: str, address: str | None, server: SMTP) -> bool:
        if self.drop.get(address or "") != moment:
            return False
        del self.drop[address or ""]
        server.transport.abort()
        return True

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's names)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if session.ssl is None:
            self.in_clear.append(address)
        if address in self.refused:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        if self._drops("mail", address, server):
            return "421 gone"
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        data = envelope.original_content
        assert isinstance(data, bytes) and envelope.mail_from
        self.arrived.append((envelope.mail_from, list(envelope.rcpt_tos), data))
        self._drops("taken", envelope.rcpt_tos[0], server)
        return "250 2.0.0 taken"

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.arrived:
            self._drops("goodbye", self.arrived[-1][1][0], server)
        return "221 bye"


class Server(SMTP):
    """Drops the connection when half of a mail has been read, if its box says so."""

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802
        box, envelope = self.event_handler, self.envelope
        address = envelope.rcpt_tos[0] if envelope and envelope.rcpt_tos else ""
        if box.drop.get(address) == "half":
            await self.push("354 go on")
            await self._reader.readexactly(HALF)
            box._drops("half", address, self)
            return
        await super().smtp_DATA(arg)


@contextlib.contextmanager
def running(certificate: ssl.SSLContext | None, *, implicit: bool = False) -> Iterator[Box]:
    """Run a server that asks for AUTH; without a certificate it offers no TLS."""
    box = Box()

    def authenticate(server: SMTP, session: Any, envelope: Any, mechanism: str, data: Any):
        box.accounts.append(data.login)
        is_right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=is_right, handled=False)

    def protocol() -> Server:
        return Server(
            box, hostname="loopback.test", authenticator=authenticate,
            auth_required=certificate is not None and not implicit,
            tls_context=None if implicit else certificate,
            require_starttls=certificate is not None and not implicit,
            auth_require_tls=not implicit, data_size_limit=None,
        )  # fmt: skip

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    tls = certificate if implicit else None
    made = loop.create_server(protocol, "127.0.0.1", 0, ssl=tls)
    server = asyncio.run_coroutine_threadsafe(made, loop).result(10)
    try:
        box.port = server.sockets[0].getsockname()[1]
        yield box
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
