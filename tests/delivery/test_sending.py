"""Mail to a real server: over TLS that holds, to each once, whatever breaks on the way."""

import errno
import ssl

import pytest
import trustme

from plan_monitor.deliver.agencies.register import Entry, Register
from plan_monitor.deliver.agencies.smtp import PASSWORD as PASSWORD_NAME
from plan_monitor.errors import UserError
from plan_monitor.files import sha256
from plan_monitor.locking import only_one
from plan_monitor.workspace import Workspace
from tests.delivery.conftest import (
    AGENCIES,
    PERIOD,
    Clock,
    address,
    address_book,
    allow,
    outcomes,
    pack,
    post,
    server_context,
)
from tests.delivery.server import PASSWORD, USER, Box, running

ONCE = {address(code): 1 for code in AGENCIES}
ALL_SENT = dict.fromkeys(AGENCIES, "sent")


def entries(office: Workspace) -> list[Entry]:
    return Register(office.register).entries


def test_every_agency_gets_its_own_package_once_and_never_again(
    office: Workspace, box: Box
) -> None:
    assert outcomes(post(office)) == ALL_SENT
    assert box.counts == ONCE and not box.in_clear
    assert set(box.accounts) == {USER.encode()}
    for code in AGENCIES:
        attached = {
            part.get_filename(): sha256(part.get_payload(decode=True))
            for part in box.opened(address(code)).iter_attachments()
        }
        folder = office.outbox(PERIOD) / code
        packed = {p.name: sha256(p.read_bytes()) for p in folder.iterdir()}
        assert attached | {"SHA256SUMS": packed["SHA256SUMS"]} == packed
        assert len(attached) == 3 and all(name.startswith(code) for name in attached)
    again = post(office)
    assert all(one.was_there for one in again) and outcomes(again) == ALL_SENT
    assert box.counts == ONCE


def test_what_arrives_is_the_mail_of_the_outbox(office: Workspace, box: Box) -> None:
    post(office)
    for _, recipients, data in box.arrived:
        code = next(code for code in AGENCIES if address(code) == recipients[0])
        assert data == (office.outbox(PERIOD) / f"{code}.eml").read_bytes()
        message = box.opened(address(code))
        assert message["To"] == address(code) and message["From"] == "baocao@tinh.vn"
        assert not message["Cc"] and not message["Bcc"]


def test_a_line_that_is_a_dot_does_not_end_a_mail(office: Workspace, box: Box) -> None:
    allow(office, deadline='"."')
    post(office)
    (_, recipients, data), *_ = box.arrived
    assert b"\r\n.\r\n" in data and len(box.arrived) == 3
    code = next(code for code in AGENCIES if address(code) == recipients[0])
    assert data == (office.outbox(PERIOD) / f"{code}.eml").read_bytes()


def test_nothing_is_taken_before_the_line_begun_is_written(
    office: Workspace, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: Register, _entry: Entry) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="full"):
        patch.setattr(Register, "enter", full)
        post(office)
    assert not box.arrived
    assert outcomes(post(office)) == ALL_SENT and box.counts == ONCE


def test_the_register_says_who_what_when_and_how(office: Workspace, box: Box) -> None:
    post(office)
    rows = entries(office)
    assert [(one.agency, one.outcome) for one in rows] == [
        (one, outcome) for one in outcomes(post(office)) for outcome in ("begun", "sent")
    ]
    assert {one.risks for one in rows} == {"open unverified"}
    assert all(one.how == "smtp" and len(one.fingerprint) == 64 for one in rows)
    assert rows[-1].note == "250 2.0.0 taken" and rows[0].at.isoformat().startswith("2025-06-20")


def test_a_changed_package_goes_again_and_says_what_it_replaces(
    office: Workspace, box: Box
) -> None:
    post(office)
    box.arrived.clear()
    page = office.agency_report(PERIOD, "SYT") / "report.html"
    page.write_text("<html><body>khác</body></html>", encoding="utf-8")
    assert [one.was_there for one in post(office) if one.letter.address == address("SYT")] == [0]
    assert box.counts == {address("SYT"): 1}
    text = box.opened(address("SYT")).get_body().get_content()
    assert "thay thế bộ tài liệu cùng kỳ đã gửi ngày 20/06/2025" in " ".join(text.split())


@pytest.mark.parametrize("moment", ["mail", "half"])
def test_a_broken_connection_loses_nothing_and_doubles_nothing(
    office: Workspace, box: Box, moment: str
) -> None:
    box.drop = {address("SKHCN"): moment}
    first = post(office)
    assert outcomes(first)["SKHCN"] in {"failed", "refused"}
    assert box.counts[address("SKHCN")] == 0
    assert "unknown" not in {one.outcome for one in entries(office)}
    assert outcomes(post(office)) == ALL_SENT
    assert box.counts == ONCE


def test_after_half_a_mail_the_run_stops(office: Workspace, box: Box) -> None:
    first = next(iter(outcomes(post_nothing(office))))
    box.drop = {address(first): "half"}
    assert outcomes(post(office)) == {first: "failed"}
    assert not box.arrived
    assert [(one.agency, one.outcome) for one in entries(office)] == [(first, "failed")]


def post_nothing(office: Workspace):
    """Return what a run would send, in its order."""
    from plan_monitor.deliver.agencies.sending import Sent

    return [Sent(letter, "begun") for letter in pack(office).letters]


def test_a_server_that_leaves_after_taking_a_mail_has_taken_it(office: Workspace, box: Box) -> None:
    box.drop = {address("SYT"): "goodbye"}
    assert outcomes(post(office)) == ALL_SENT
    assert not box.drop
    assert outcomes(post(office)) == ALL_SENT and box.counts == ONCE


def test_a_mail_of_unknown_fate_waits_for_a_person(office: Workspace, box: Box) -> None:
    box.drop = {address("SKHCN"): "taken"}
    assert outcomes(post(office))["SKHCN"] == "unknown"
    assert box.counts[address("SKHCN")] == 1
    rest = post(office)
    assert outcomes(rest) == ALL_SENT | {"SKHCN": "unknown"}, "the others go on"
    assert box.counts == ONCE
    assert outcomes(post(office, received=("SKHCN",))) == ALL_SENT
    assert box.counts == ONCE
    assert entries(office)[-1].how == "manual"


def test_a_mail_that_did_not_arrive_goes_again_as_the_same(office: Workspace, box: Box) -> None:
    box.drop = {address("SKHCN"): "taken"}
    post(office)
    (lost,) = [data for _, to, data in box.arrived if to == [address("SKHCN")]]
    box.arrived = [one for one in box.arrived if one[1] != [address("SKHCN")]]
    assert outcomes(post(office, not_received=("SKHCN",))) == ALL_SENT
    assert box.counts == ONCE
    assert str(box.opened(address("SKHCN"))["Message-ID"]).encode() in lost


def test_what_was_received_is_what_was_sent_then_not_what_is_made_now(
    office: Workspace, box: Box
) -> None:
    box.drop = {address("SKHCN"): "taken"}
    post(office)
    page = office.agency_report(PERIOD, "SKHCN") / "report.html"
    page.write_text("<html><body>mới</body></html>", encoding="utf-8")
    assert outcomes(post(office, received=("SKHCN",))) == ALL_SENT
    assert box.counts == ONCE | {address("SKHCN"): 2}, "the new package goes too"


def test_what_never_arrived_is_not_said_to_be_replaced(office: Workspace, box: Box) -> None:
    box.drop = {address("SYT"): "taken"}
    post(office)
    pack(office, not_received=("SYT",))
    box.arrived.clear()
    page = office.agency_report(PERIOD, "SYT") / "report.html"
    page.write_text("<html><body>mới</body></html>", encoding="utf-8")
    post(office)
    assert "thay thế" not in box.opened(address("SYT")).get_body().get_content()


def test_what_stands_as_sent_cannot_be_called_not_received(office: Workspace, box: Box) -> None:
    post(office)
    before = entries(office)
    with pytest.raises(UserError, match="--not-received SYT: sổ ghi là đã gửi"):
        post(office, not_received=("SYT",))
    with pytest.raises(UserError, match="vừa đã nhận vừa chưa nhận"):
        post(office, received=("STC",), not_received=("STC",))
    assert entries(office) == before and box.counts == ONCE


def test_a_process_that_died_between_the_two_lines_leaves_an_unknown(
    office: Workspace, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter = Register.enter

    def die(self: Register, entry: Entry) -> None:
        if entry.outcome == "sent":
            raise KeyboardInterrupt
        enter(self, entry)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Register, "enter", die)
        post(office)
    assert [one.outcome for one in entries(office)] == ["begun"] and len(box.arrived) == 1
    results = post(office)
    assert sorted(outcomes(results).values()) == ["sent", "sent", "unknown"]
    assert box.counts == ONCE


def test_a_refused_recipient_does_not_keep_the_others(office: Workspace, box: Box) -> None:
    box.refused = {address("SYT")}
    results = post(office)
    assert outcomes(results) == ALL_SENT | {"SYT": "refused"}
    assert [one.note for one in results if one.outcome == "refused"] == [
        "550 5.1.1 no such mailbox"
    ]
    box.refused.clear()
    assert outcomes(post(office)) == ALL_SENT and box.counts == ONCE


def test_mails_keep_their_distance(office: Workspace, box: Box) -> None:
    allow(office, per_minute=12)
    clock = Clock()
    post(office, clock)
    assert clock.slept == [5, 5]
    again = Clock()
    post(office, again)
    assert not again.slept, "what is not sent needs no wait"


# --- TLS and the account ------------------------------------------------------------------------


def refusal(office: Workspace) -> str:
    with pytest.raises(UserError) as error:
        post(office)
    assert not office.register.is_file()
    text = str(error.value)
    assert "\n" not in text and PASSWORD not in text and "Cách xử lý" in text
    return text


def test_an_untrusted_certificate_is_refused(office: Workspace, box: Box) -> None:
    address_book(office, box.port, ca_file=None)
    assert "chứng chỉ không tin được" in refusal(office)
    assert not box.arrived and not box.accounts


def test_a_certificate_for_another_host_is_refused(
    office: Workspace, authority: trustme.CA, account: None
) -> None:
    authority.cert_pem.write_to_path(office.root / "ca.pem")
    with running(server_context(authority, "thu.khac.vn")) as box:
        address_book(office, box.port)
        assert "chứng chỉ không tin được" in (said := refusal(office)) and "IP" in said
        assert not box.accounts


def test_no_mail_goes_in_the_clear(office: Workspace, authority: trustme.CA, account: None) -> None:
    authority.cert_pem.write_to_path(office.root / "ca.pem")
    with running(None) as box:
        address_book(office, box.port)
        assert "không có STARTTLS" in refusal(office)
        address_book(office, box.port, security="tls")
        assert "không kết nối được" in refusal(office)
        assert not box.arrived and not box.in_clear and not box.accounts


def test_an_old_tls_is_refused(office: Workspace, authority: trustme.CA, account: None) -> None:
    authority.cert_pem.write_to_path(office.root / "ca.pem")
    context = server_context(authority)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with running(context) as box:
        address_book(office, box.port)
        assert "không kết nối được" in refusal(office)
        assert not box.accounts


def test_a_port_that_begins_with_tls(
    office: Workspace, authority: trustme.CA, account: None
) -> None:
    authority.cert_pem.write_to_path(office.root / "ca.pem")
    with running(server_context(authority), implicit=True) as box:
        address_book(office, box.port, security="tls")
        assert outcomes(post(office)) == ALL_SENT and box.counts == ONCE
        address_book(office, box.port, security="tls", ca_file=None)
    office.register.unlink()
    with running(server_context(authority), implicit=True) as box:
        address_book(office, box.port, security="tls", ca_file=None)
        assert "chứng chỉ không tin được" in refusal(office)


def test_a_wrong_password_is_one_line_that_does_not_tell_it(
    office: Workspace, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD_NAME, "sai-mat-khau-99")
    said = refusal(office)
    assert "không nhận tài khoản hoặc mật khẩu (mã 535)" in said
    assert "sai-mat-khau-99" not in said and not box.arrived


@pytest.mark.parametrize("password", ["", "mật khẩu"])
def test_half_an_account_or_one_that_no_server_takes(
    office: Workspace, box: Box, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    monkeypatch.setenv(PASSWORD_NAME, password)
    assert PASSWORD_NAME in (said := refusal(office))
    assert not password or password not in said


def test_the_password_stands_in_no_file(office: Workspace, box: Box) -> None:
    post(office)
    files = [path for path in office.root.rglob("*") if path.is_file()]
    assert len(files) > 20
    assert not [path for path in files if PASSWORD.encode() in path.read_bytes()]


def test_a_server_that_is_not_there(office: Workspace, box: Box) -> None:
    with running(None) as gone:
        port = gone.port
    address_book(office, port)
    assert "không kết nối được" in refusal(office)


def test_two_at_once_are_refused(office: Workspace, box: Box) -> None:
    with (
        only_one(office.lock("distribute")),
        pytest.raises(UserError, match="một lệnh khác đang chạy"),
    ):
        post(office)
    assert not box.arrived
