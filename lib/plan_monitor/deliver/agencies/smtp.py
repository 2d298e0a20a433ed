"""Mail by SMTP: over a verified TLS connection or not at all, and always knowing how it ended."""

import contextlib
import os
import re
import select
import smtplib
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from plan_monitor.deliver.agencies.addresses import domain_of
from plan_monitor.deliver.agencies.recipients import FILE, MailServer
from plan_monitor.deliver.agencies.register import Outcome
from plan_monitor.errors import UserError

USER, PASSWORD = "PLAN_MONITOR_SMTP_USER", "PLAN_MONITOR_SMTP_PASSWORD"
_GOOD = range(200, 300)
_GO_ON = 354
_STARTS_WITH_DOT = re.compile(rb"^\.", re.MULTILINE)
_AGAIN = "chạy lại; thư đã gửi không gửi lại"


@dataclass(frozen=True)
class Account:
    """Who hands mail in; the password shows in no print of it."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Waits:
    """Seconds: for any answer, for the one after a mail's end, and for a last word before it."""

    answer: float = 60
    acceptance: float = 300
    last_word: float = 0.5


@dataclass(frozen=True)
class Post:
    """Where and how mail is handed in; `root` is what a relative CA file is looked for in."""

    server: MailServer
    sender: str
    account: Account | None
    root: Path
    waits: Waits = Waits()

    @property
    def where(self) -> str:
        """The server as a message names it."""
        return f"Máy chủ thư {self.server.host}:{self.server.port}"


def account_from(environment: Mapping[str, str] = os.environ) -> Account | None:
    """Return the account that the environment names, None if it names none.

    Raises
    ------
    UserError
        If one of the two variables is missing, or not ASCII; their values are never shown.
    """
    user, password = environment.get(USER, ""), environment.get(PASSWORD, "")
    if not user and not password:
        return None
    if not user or not password or not (user + password).isascii():
        raise UserError(
            f"{USER}, {PASSWORD}",
            "thiếu một trong hai" if not (user and password) else "có chữ ngoài bảng ASCII",
            "cả hai biến môi trường, chỉ gồm chữ ASCII", "đặt lại biến môi trường",
        )  # fmt: skip
    return Account(user, password)


@contextlib.contextmanager
def connect(post: Post) -> Iterator[smtplib.SMTP]:
    """Open a connection whose certificate and host name are verified, and log in.

    Raises
    ------
    UserError
        If the server cannot be reached, offers no TLS, shows a certificate that does not hold, or
        refuses the account. Nothing of the account is in the message.
    """
    context = _context(post)
    try:
        smtp = _opened(post, context)
    except ssl.SSLCertVerificationError as error:
        raise _untrusted(post, error) from None
    except (OSError, smtplib.SMTPException) as error:
        raise _unreachable(post, error) from None
    try:
        _log_in(post, smtp)
        yield smtp
    finally:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            _set_timeout(smtp, post.waits.last_word)
            smtp.quit()
        smtp.close()


def hand_over(
    smtp: smtplib.SMTP,
    envelope: tuple[str, str],
    data: bytes,
    begin: Callable[[], None],
    waits: Waits,
) -> tuple[Outcome, str]:
    """Hand one mail over; return how it ended and what the server said.

    A server must not deliver a mail whose end (a line with a dot) it has not seen, so until then a
    broken connection is a certain failure. `begin` is called right before that line goes out: only
    what happens after it can be unknown.

    Parameters
    ----------
    envelope : (str, str)
        Sender and the one recipient.
    data : bytes
        The mail, lines ended by CRLF.
    """
    try:
        refusal = _offer(smtp, envelope, len(data))
        if refusal:
            return "refused", refusal
        smtp.send(_STARTS_WITH_DOT.sub(b"..", data))
        _heed_last_word(smtp, waits.last_word)
    except (OSError, smtplib.SMTPException) as error:
        smtp.close()
        return "failed", f"mất kết nối ({_kind(error)})"
    begin()
    try:
        _set_timeout(smtp, waits.acceptance)
        smtp.send(b".\r\n")
        code, reply = smtp.getreply()
    except (OSError, smtplib.SMTPException) as error:
        smtp.close()
        return "unknown", f"mất kết nối ({_kind(error)})"
    return ("sent" if code in _GOOD else "refused"), _said(code, reply)


def _offer(smtp: smtplib.SMTP, envelope: tuple[str, str], size: int) -> str:
    """Name sender and recipient and ask for the mail; return the server's refusal, "" if none."""
    sender, recipient = envelope
    sizes = [f"size={size}"] if smtp.has_extn("size") else []
    commands: tuple[Callable[[], tuple[int, bytes]], ...] = (
        partial(smtp.mail, sender, sizes),
        partial(smtp.rcpt, recipient),
        partial(smtp.docmd, "DATA"),
    )
    for command in commands:
        code, reply = command()
        if code not in _GOOD and code != _GO_ON:
            return _said(code, reply)
    return ""


def _heed_last_word(smtp: smtplib.SMTP, seconds: float) -> None:
    """Raise if the server has hung up or spoken in the middle of the mail: it will not take it."""
    if smtp.sock and select.select([smtp.sock], [], [], seconds)[0]:
        code, _ = smtp.getreply()
        raise smtplib.SMTPServerDisconnected(f"{code}")


def _set_timeout(smtp: smtplib.SMTP, seconds: float) -> None:
    if smtp.sock:
        smtp.sock.settimeout(seconds)


def _context(post: Post) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if post.server.ca_file:
        try:
            context.load_verify_locations(post.root / post.server.ca_file)
        except OSError as error:
            raise UserError(
                f"{FILE}, ca_file", f"không đọc được {post.server.ca_file} ({error.strerror})",
                "tệp chứng thư của CA, dạng PEM", "sửa đường dẫn hoặc lấy lại tệp",
            ) from None  # fmt: skip
    return context


def _opened(post: Post, context: ssl.SSLContext) -> smtplib.SMTP:
    """Return a connection that is encrypted, whichever way the server has it."""
    host, port, own = post.server.host, post.server.port, domain_of(post.sender)
    if post.server.security == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            host, port, own, timeout=post.waits.answer, context=context
        )
        smtp.ehlo()
        return smtp
    smtp = smtplib.SMTP(host, port, own, timeout=post.waits.answer)
    try:
        smtp.ehlo()
        if not smtp.has_extn("starttls"):
            raise UserError(
                post.where, "không có STARTTLS", "kết nối mã hóa",
                "hỏi quản trị thư cổng có TLS; không gửi khi chưa mã hóa",
            )  # fmt: skip
        smtp.starttls(context=context)
        smtp.ehlo()
    except BaseException:
        smtp.close()
        raise
    return smtp


def _log_in(post: Post, smtp: smtplib.SMTP) -> None:
    if post.account is None:
        return
    try:
        smtp.login(post.account.user, post.account.password)
    except smtplib.SMTPAuthenticationError as error:
        raise UserError(
            post.where, f"không nhận tài khoản hoặc mật khẩu (mã {error.smtp_code})",
            f"tài khoản đúng trong {USER} và {PASSWORD}", "kiểm tra hai biến rồi chạy lại",
        ) from None  # fmt: skip
    except smtplib.SMTPNotSupportedError:
        raise UserError(
            post.where, "không cho đăng nhập (không có AUTH)", "máy chủ có đăng nhập",
            f"bỏ {USER} và {PASSWORD} nếu máy chủ không cần, hoặc sửa cổng",
        ) from None  # fmt: skip
    except (OSError, smtplib.SMTPException) as error:
        raise _unreachable(post, error) from None


def _untrusted(post: Post, error: ssl.SSLCertVerificationError) -> UserError:
    return UserError(
        post.where, f"chứng chỉ không tin được ({error.verify_message})",
        "chứng chỉ còn hạn, đúng tên máy chủ, do một CA tin cậy cấp",
        f"sửa host, hoặc ghi CA của cơ quan vào ca_file của {FILE}",
    )  # fmt: skip


def _unreachable(post: Post, error: Exception) -> UserError:
    return UserError(
        post.where, f"không kết nối được ({_kind(error)})", "máy chủ trả lời",
        f"kiểm tra mạng, host, port và security rồi {_AGAIN}",
    )  # fmt: skip


def _kind(error: Exception) -> str:
    """Return what went wrong without anything that went over the wire."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"mã {error.smtp_code}"
    if isinstance(error, ssl.SSLError) and error.reason:
        return str(error.reason)
    return getattr(error, "strerror", None) or type(error).__name__


def _said(code: int, reply: bytes) -> str:
    """Return the server's answer on one line, cut to what a line of the register can hold."""
    text = reply.decode("utf-8", "replace")
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return f"{code} {' '.join(shown.split())}"[:200]
