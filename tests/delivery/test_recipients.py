"""Addresses: one an agency, bare, plain, allowed; and the register as a file."""

import pytest

from plan_monitor.deliver.agencies.addresses import checked_address, is_within
from plan_monitor.deliver.agencies.recipients import Recipients, read_recipients, refuse_unaddressed
from plan_monitor.deliver.agencies.register import Entry, Register
from plan_monitor.errors import UserError
from plan_monitor.plan.yaml_files import read_yaml
from plan_monitor.workspace import Workspace
from tests.delivery.conftest import AGENCIES, NOW, PERIOD, address, address_book, pack


@pytest.mark.parametrize(
    "text", ["vanthu@tinh.vn", "van.thu-1+ct@so-y-te.tinh.gov.vn", "A_b%c@X.VN"]
)
def test_addresses_that_are_taken(text: str) -> None:
    assert checked_address(text, "x") == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a@tinh.vn\r\nBcc: b@x.vn", "ký tự xuống dòng"),
        ("a@tinh.vn\n", "ký tự xuống dòng"),
        ("a\x00@tinh.vn", "ký tự điều khiển"),
        ("văn@tinh.vn", "ngoài bảng ASCII"),
        ("a@tỉnh.vn", "ngoài bảng ASCII"),
        ("a@tinh.vn\u2028", "ngoài bảng ASCII"),
        ("Sở Y tế <a@tinh.vn>", "ngoài bảng ASCII"),
        ("So Y te <a@tinh.vn>", "tên kèm theo"),
        ("a@tinh.vn, b@tinh.vn", "nhiều địa chỉ"),
        ("a@tinh.vn;b@tinh.vn", "nhiều địa chỉ"),
        ("a@b@tinh.vn", "nhiều địa chỉ"),
        ("a b@tinh.vn", "không phải là địa chỉ"),
        ('"a b"@tinh.vn', "không phải là địa chỉ"),
        ("a@tinh", "không phải là địa chỉ"),
        ("a@-tinh.vn", "không phải là địa chỉ"),
        ("a..b@tinh.vn", "không phải là địa chỉ"),
        ("@tinh.vn", "không phải là địa chỉ"),
        ("", "không phải là địa chỉ"),
        (f"{'a' * 65}@tinh.vn", "không phải là địa chỉ"),
        (f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.{'f' * 20}.vn", "không phải là địa chỉ"),
    ],
)
def test_addresses_that_are_refused(text: str, said: str) -> None:
    with pytest.raises(UserError, match=said) as error:
        checked_address(text, "delivery/recipients.yml, SYT")
    assert "\n" not in str(error.value) and "\r" not in str(error.value)
    assert str(error.value).startswith("delivery/recipients.yml, SYT: ")


def test_a_domain_allows_what_lies_below_it_and_nothing_beside() -> None:
    assert is_within("tinh.vn", ("tinh.vn",)) and is_within("soyte.tinh.vn", ("tinh.vn",))
    assert not is_within("xtinh.vn", ("tinh.vn",)) and not is_within("tinh.vn.com", ("tinh.vn",))
    assert not is_within("vn", ("tinh.vn",))


def check(office: Workspace, **changed: object) -> Recipients:
    if changed:
        address_book(office, **changed)
    known = (*AGENCIES, "SXD")
    return refuse_unaddressed(read_recipients(office), AGENCIES, known, ("tinh.vn",))


OWN = {code: address(code) for code in AGENCIES}


@pytest.mark.parametrize(
    ("addresses", "said"),
    [
        (OWN | {"SYT": "a@gmail.com"}, "SYT: tên miền của a@gmail.com chưa được phép"),
        (OWN | {"SYT": OWN["STC"].upper()}, "STC, SYT cùng một địa chỉ"),
        (OWN | {"SXD": OWN["STC"]}, "STC, SXD cùng một địa chỉ"),
        (OWN | {"SYTE": "b@tinh.vn"}, "mã lạ: SYTE"),
        ({"STC": OWN["STC"], "SYT": OWN["SYT"]}, "thiếu địa chỉ của SKHCN"),
        (OWN | {"SYT": "a@tinh.vn\r\nBcc: b@x.vn"}, "SYT: .*xuống dòng"),
        (OWN | {"SYT": ["a@tinh.vn", "b@tinh.vn"]}, "SYT"),
    ],
)
def test_address_books_that_are_refused(office: Workspace, addresses: object, said: str) -> None:
    with pytest.raises(UserError, match=said):
        check(office, addresses=addresses)


def test_an_address_book_as_it_should_be(office: Workspace) -> None:
    assert check(office, addresses=OWN).addresses == OWN
    with pytest.raises(UserError, match=r"chép delivery/recipients.example.yml"):
        office.recipients.unlink()
        check(office)
    with pytest.raises(UserError, match="sender"):
        check(office, sender="Sở <a@tinh.vn>")


def test_nobody_is_written_to_before_domains_are_allowed(office: Workspace) -> None:
    address_book(office)
    with pytest.raises(UserError, match="chưa có tên miền nào"):
        refuse_unaddressed(read_recipients(office), AGENCIES, AGENCIES, ())


def test_the_example_can_be_read_and_the_real_files_stay_out_of_git(repo: Workspace) -> None:
    example = repo.recipients.with_name("recipients.example.yml")
    assert read_yaml(example, Recipients).server.security == "starttls"
    ignored = (repo.root / ".gitignore").read_text("utf-8").splitlines()
    assert {"/delivery/recipients.yml", "/delivery/register.csv"} <= set(ignored)


# --- the register -------------------------------------------------------------------------------


def entry(outcome: str, **changed: object) -> Entry:
    values = {
        "at": NOW, "period": PERIOD, "agency": "SYT", "address": "a@tinh.vn", "fingerprint": "f",
        "message_id": "<m>", "how": "smtp", "outcome": outcome, "risks": "open", "note": "",
    }  # fmt: skip
    return Entry.model_validate(values | changed)


@pytest.mark.parametrize(
    ("outcomes", "state"),
    [
        ("", "due"), ("failed", "due"), ("refused", "due"), ("begun", "unknown"),
        ("begun sent", "sent"), ("begun refused", "due"), ("begun unknown", "unknown"),
        ("begun unknown failed", "due"), ("begun unknown failed begun sent", "sent"),
        ("begun sent failed", "sent"),
    ],
)  # fmt: skip
def test_what_the_lines_on_a_package_mean(office: Workspace, outcomes: str, state: str) -> None:
    register = Register(office.register)
    for one in outcomes.split():
        register.enter(entry(one))
    known = Register(office.register)
    assert known.entries == register.entries
    assert known.state(PERIOD, "SYT", "a@tinh.vn", "f") == state
    assert known.state(PERIOD, "SYT", "b@tinh.vn", "f") == "due", "a mended address"
    assert known.state(PERIOD, "SYT", "a@tinh.vn", "g") == "due"
    assert known.state("2025", "SYT", "a@tinh.vn", "f") == "due"
    assert known.state(PERIOD, "STC", "a@tinh.vn", "f") == "due"


def test_a_line_that_the_power_cut_off_is_none(office: Workspace) -> None:
    register = Register(office.register)
    for outcome in ("begun", "sent"):
        register.enter(entry(outcome))
    whole = office.register.read_bytes()
    office.register.write_bytes(whole[:-7])
    known = Register(office.register)
    assert [one.outcome for one in known.entries] == ["begun"]
    known.enter(entry("sent"))
    assert office.register.read_bytes() == whole


def test_a_register_that_a_spreadsheet_saved_stops_all(office: Workspace) -> None:
    Register(office.register).enter(entry("sent"))
    text = office.register.read_text("utf-8")
    for spoilt in (text.replace(",", ";"), "\ufeff" + text, text.replace(",sent,", ",gửi,")):
        office.register.write_text(spoilt, encoding="utf-8")
        with pytest.raises(UserError, match="có dòng không đọc được"):
            pack(office)


def test_a_server_s_answer_is_no_formula(office: Workspace) -> None:
    Register(office.register).enter(entry("refused", note='=cmd|"x"'))
    assert ",'=cmd" in office.register.read_text("utf-8").replace('"', "")
    assert Register(office.register).entries[0].note == '=cmd|"x"'


def test_what_was_handed_over_otherwise_counts_wherever_it_went(office: Workspace) -> None:
    pack(office, received=("SYT",))
    (row,) = Register(office.register).entries
    assert (row.how, row.outcome, row.address, row.risks) == (
        "manual", "sent", "", "open unverified",
    )  # fmt: skip
    state = Register(office.register).state(PERIOD, "SYT", address("SYT"), row.fingerprint)
    assert state == "sent"
    with pytest.raises(UserError, match="không có gói tài liệu"):
        pack(office, received=("SXD",))
