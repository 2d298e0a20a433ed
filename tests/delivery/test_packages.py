"""Packages and mails: whole, the same every time, and nobody else's."""

import datetime as dt
import email
import email.policy
import shutil
import subprocess
from pathlib import Path

import pytest
from openpyxl import Workbook

from plan_monitor.deliver.agencies.distribute import Request, RisksError
from plan_monitor.deliver.agencies.pages import outside_references
from plan_monitor.deliver.agencies.settings import load_delivery
from plan_monitor.errors import UserError
from plan_monitor.files import sha256
from plan_monitor.intake.form import save_workbook
from plan_monitor.intake.identity import Identity, write_identity
from plan_monitor.intake.records import Finding
from plan_monitor.intake.tables import write_table
from plan_monitor.intake.templates import write_forms
from plan_monitor.plan.yaml_files import write_yaml
from plan_monitor.progress.editions import EditionCard
from plan_monitor.workspace import Workspace
from tests.conftest import needs_tool
from tests.delivery.conftest import (
    AGENCIES,
    ALL_RISKS,
    NOW,
    PERIOD,
    address,
    address_book,
    allow,
    pack,
    write_submission,
)


def made(office: Workspace) -> dict[str, bytes]:
    folder = office.outbox(PERIOD)
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def read(office: Workspace, code: str):
    data = (office.outbox(PERIOD) / f"{code}.eml").read_bytes()
    return email.message_from_bytes(data, policy=email.policy.default)


def text_of(office: Workspace, code: str) -> str:
    return " ".join(read(office, code).get_body().get_content().split())


def test_a_package_is_a_folder_and_a_mail(office: Workspace) -> None:
    pack(office)
    names = {f"{PERIOD}_report.html", f"{PERIOD}_report.docx", f"{PERIOD}_appendix.xlsx"}
    wanted = {f"{code}/{code}_{name}" for code in AGENCIES for name in names}
    wanted |= {f"{code}/SHA256SUMS" for code in AGENCIES} | {f"{code}.eml" for code in AGENCIES}
    assert set(made(office)) == wanted | {"SHA256SUMS"}


def test_sums_are_what_sha256sum_checks(office: Workspace) -> None:
    needs_tool("sha256sum")
    pack(office)
    folder = office.outbox(PERIOD)
    for place in (folder, folder / "SYT"):
        check = ["sha256sum", "--strict", "--check", "SHA256SUMS"]
        done = subprocess.run(check, cwd=place, capture_output=True, text=True, check=True)
        listed = [path for path in place.rglob("*") if path.is_file()]
        assert done.stdout.count(": OK") == len(listed) - 1


def test_two_dry_runs_give_the_same_bytes(office: Workspace) -> None:
    pack(office)
    first = made(office)
    (office.outbox(PERIOD) / "STALE.eml").write_text("x", encoding="utf-8")
    pack(office)
    assert made(office) == first
    pack(office, date=NOW)
    changed = {name for name, data in made(office).items() if data != first[name]}
    assert changed == {f"{code}.eml" for code in AGENCIES} | {"SHA256SUMS"}
    assert read(office, "SYT")["Message-ID"].encode() in first["SYT.eml"]


def test_the_mail_says_what_it_carries(office: Workspace) -> None:
    address_book(office)
    pack(office)
    message = read(office, "SYT")
    assert message["Subject"] == (
        "Báo cáo 6 tháng đầu năm 2025 thực hiện Kế hoạch số 131/KH-UBND: tài liệu của Sở Y tế"
    )
    assert message["Date"].datetime.isoformat() == "2025-06-10T08:00:00+07:00"
    assert message["Message-ID"].endswith("@tinh.vn>")
    text = text_of(office, "SYT")
    assert text.startswith("Kính gửi: Sở Y tế ") and "trân trọng gửi 3 tệp" in text
    assert "Báo cáo năm 2025 đề nghị gửi về" in text and "trước ngày 15/11/2025" in text
    assert "Họ và tên" not in text and "thay thế" not in text and "minh họa" not in text
    assert "\n\n\n" not in message.get_body().get_content()


def test_without_a_next_period_there_is_no_deadline(office: Workspace) -> None:
    for path in office.periods.glob("*.yml"):
        if path.stem != PERIOD:
            path.unlink()
    pack(office)
    assert "đề nghị gửi về" not in text_of(office, "SYT")


def test_reply_and_next_form_go_along(office: Workspace) -> None:
    reply = office.replies(PERIOD) / f"SYT_{PERIOD}_tra-loi.xlsx"
    form = office.forms("2025") / "SYT_2025.xlsx"
    for path in (reply, form, office.forms("2025") / "STC_2026.xlsx"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(workbook_of(path.name.split("_")[0]))
    pack(office)
    attached = {
        one.get_filename(): one.get_content() for one in read(office, "SYT").iter_attachments()
    }
    assert attached[reply.name] == attached[form.name] == workbook_of("SYT")
    assert "5. SYT_2025.xlsx: Biểu mẫu của kỳ năm 2025" in text_of(office, "SYT")
    assert len(list(read(office, "STC").iter_attachments())) == 3


def test_a_form_that_would_be_written_otherwise_now_is_not_verified(office: Workspace) -> None:
    written = {path.name: path for path in write_forms(office, "2025")}
    assert stopped(office) == ["open", "unverified"]
    written["SYT_2025.xlsx"].write_bytes(workbook_of("SYT"))
    assert stopped(office) == ["open", "unverified", "unverified SYT"]
    assert stopped(office, "unverified") == ["open"]


def test_who_sent_nothing_gets_the_forms(office: Workspace) -> None:
    own = [path for path in write_forms(office, PERIOD) if path.name.startswith("SXD")]
    write_forms(office, "2025")
    address_book(office)
    outbox = pack(office, agencies=("SXD", "SYT"))
    assert outbox.late == ["SXD"] and not outbox.silent
    text = text_of(office, "SXD")
    assert "chưa nhận được báo cáo 6 tháng đầu năm 2025 của Sở Xây dựng" in text
    assert f"1. {own[0].name}: Biểu mẫu của kỳ 6 tháng đầu năm 2025" in text
    assert "2. SXD_2025.xlsx: Biểu mẫu của kỳ năm 2025" in text
    assert "chưa nhận được" not in text_of(office, "SYT")


def test_samples_can_be_told_from_figures_or_nothing_goes(office: Workspace) -> None:
    shutil.rmtree(office.processed(PERIOD))
    with pytest.raises(UserError, match=f"data/processed/{PERIOD}: không còn bảng nào"):
        pack(office)


def workbook_of(code: str) -> bytes:
    """Return what a workbook needs to say whose it is."""
    workbook = Workbook()
    write_identity(workbook, Identity(agency=code), {})
    return save_workbook(workbook)


@pytest.mark.parametrize("data", [workbook_of("STC"), b"no workbook"], ids=["other", "broken"])
def test_another_s_workbook_under_this_name_is_refused(office: Workspace, data: bytes) -> None:
    form = office.forms("2025") / "SYT_2025.xlsx"
    form.parent.mkdir(parents=True)
    form.write_bytes(data)
    with pytest.raises(UserError, match=r"SYT_2025.xlsx: (biểu của STC, không phải|tệp hỏng)"):
        pack(office)
    assert not office.outbox(PERIOD).exists()


def test_only_the_agencies_that_are_asked_for(office: Workspace) -> None:
    pack(office, agencies=("SYT",))
    assert {name.split("/")[0].split(".")[0] for name in made(office)} == {"SYT", "SHA256SUMS"}
    with pytest.raises(UserError, match="không có báo cáo hay biểu mẫu"):
        pack(office, agencies=("SXD",))


@pytest.mark.parametrize("name", ["report.html", "report.docx"])
def test_a_report_that_is_not_whole_stops_all(office: Workspace, name: str) -> None:
    (office.agency_report(PERIOD, "SYT") / name).unlink()
    with pytest.raises(UserError, match=f"agencies/SYT/{name}: không có tệp này"):
        pack(office)
    assert not office.outbox(PERIOD).exists()


def test_nothing_made_yet(office: Workspace) -> None:
    with pytest.raises(UserError, match="chưa có báo cáo của cơ quan nào"):
        pack(office, Request("2025"))


# --- pages --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "outside"),
    [
        ('<img src="anh.png">', "anh.png"),
        ('<img srcset="a.png 2x">', "a.png 2x"),
        ('<script>fetch("x")</script>', "script"),
        ('<link rel="stylesheet" href="https://x.vn/a.css">', "https://x.vn/a.css"),
        ("<p style=\"background:url( 'b.png')\">", "b.png"),
        ("<style>@import 'c.css';</style>", "c.css"),
        ('<svg><use xlink:href="d.svg#a"></use></svg>', "d.svg#a"),
        ('<svg><rect fill="url(e.svg#a)"/></svg>', "e.svg#a"),
        ('<a href="../STC/report.html">', "../STC/report.html"),
        ('<a href="file:///etc/x">', "file:///etc/x"),
        ('<meta http-equiv="Refresh" content="0; url=f">', "http-equiv=refresh"),
        ('<video poster="g.png"></video>', "g.png"),
        ('<img src="data:," onerror="fetch(1)">', "onerror"),
        ('<img srcset="data:,a 1x, https://x.vn/b 2x">', "https://x.vn/b 2x"),
        ('<link rel="preload" as="image" imagesrcset="h.png 1x">', "h.png 1x"),
        ("<style>p{background:image-set('i.png' 1x)}</style>", "i.png"),
        ("<style>p{background:u\\72 l(j.png)}</style>", "j.png"),
        ('<a href="data:text/html,x">', "data:text/html,x"),
        ('<p id="a"><a href="#a">', None),
        ('<img src="data:image/png;base64,AA=="><p style="fill:url(#b)">', None),
        ('<a href="https://vanban.chinhphu.vn/x">Nghị định</a>', None),
        ('<a href="beside.docx">', None),
    ],
)
def test_what_a_page_refers_to(part: str, outside: str | None) -> None:
    page = f"<!DOCTYPE html><html><head></head><body>{part}</body></html>".encode()
    found = outside_references(page, {"beside.docx"})
    assert (outside in found) if outside else found == []


def test_a_page_that_refers_elsewhere_is_not_delivered(office: Workspace) -> None:
    page = office.agency_report(PERIOD, "SYT") / "report.html"
    page.write_text('<html><body><img src="x.png"></body></html>', encoding="utf-8")
    with pytest.raises(UserError, match=r"agencies/SYT/report.html: trang trỏ ra ngoài: x.png"):
        pack(office)


# --- risks --------------------------------------------------------------------------------------


def stopped(office: Workspace, *accepted: str) -> list[str]:
    with pytest.raises(RisksError) as error:
        pack(office, Request(PERIOD, accepted=accepted))
    assert not office.outbox(PERIOD).exists(), "packages are given away by hand"
    lines = str(error.value).splitlines()
    assert len(lines) == len(error.value.risks)
    assert all("Cần: " in line and "Cách xử lý: " in line for line in lines)
    return [f"{one.kind} {one.agency}".strip() for one in error.value.risks]


def spoil(office: Workspace) -> None:
    write_submission(office, "STC", sample=True)
    row = Finding(
        check_id="value-not-a-number", severity="error", period=PERIOD, agency="SYT", file="f",
        sheet="Chỉ tiêu", cell="G9", subject_id="8", found="x", expected="y", message="m",
    )  # fmt: skip
    table = office.agency_tables(PERIOD, "SYT") / "findings.csv"
    write_table(table, Finding, [row, row.model_copy(update={"period": "2025"})])


def test_each_risk_stops_packages_too_until_it_is_accepted(office: Workspace) -> None:
    assert stopped(office) == ["open", "unverified"]
    spoil(office)
    assert stopped(office) == ["sample", "errors SYT", "open", "unverified"]
    assert stopped(office, "open", "errors") == ["sample", "unverified"]
    outbox = pack(office, Request(PERIOD, accepted=ALL_RISKS))
    assert len(outbox.risks) == 4
    assert text_of(office, "SYT").count("minh họa") == 1
    assert read(office, "SYT")["Subject"].startswith("[DỮ LIỆU MINH HỌA] Báo cáo")


def test_an_error_that_the_office_corrected_is_none(office: Workspace) -> None:
    spoil(office)
    path = office.agency_tables(PERIOD, "SYT") / "findings.csv"
    rows = path.read_text("utf-8").splitlines()
    settled = rows[1].replace("value-not-a-number,error", "value-corrected,info")
    path.write_text("\n".join([*rows, settled]) + "\n", encoding="utf-8")
    assert "errors SYT" not in stopped(office)
    path.unlink()
    assert "errors SYT" in stopped(office), "the report is made from an older file"


def test_a_risk_that_is_none_is_refused(office: Workspace) -> None:
    with pytest.raises(UserError, match="--accept open;sample: không có rủi ro này"):
        pack(office, Request(PERIOD, accepted=("open;sample",)))


def close_by_hand(office: Workspace, *, sample: bool) -> Path:
    """Close the period with what stands there; return the edition's folder."""
    folder = office.edition(PERIOD)
    kept = []
    for path in sorted(office.reports(PERIOD).rglob("agencies/*/*")):
        name = f"reports/{path.relative_to(office.reports(PERIOD)).as_posix()}"
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(path.read_bytes())
        kept.append({"file": name, "sha256": sha256(path.read_bytes())})
    card = {
        "period": PERIOD, "as_of": "2025-05-31", "closed_at": NOW.isoformat(),
        "method_version": "1", "thresholds": {}, "sample": sample, "tables": [], "reports": kept,
    }  # fmt: skip
    EditionCard.model_validate(card)
    write_yaml(folder / "edition.yml", card)
    return folder


def test_samples_are_known_when_an_agency_s_tables_are_gone(office: Workspace) -> None:
    write_submission(office, "STC", sample=True)
    for path in office.agency_tables(PERIOD, "SYT").iterdir():
        path.unlink()
    request = Request(PERIOD, agencies=("SYT",), accepted=("errors", "open", "unverified"))
    with pytest.raises(RisksError, match="minh họa"):
        pack(office, request)


def test_samples_of_a_closed_period_are_known_after_make_clean(office: Workspace) -> None:
    close_by_hand(office, sample=True)
    shutil.rmtree(office.processed(PERIOD))
    with pytest.raises(RisksError, match="minh họa"):
        pack(office, Request(PERIOD, accepted=("errors", "unverified")))
    pack(office)
    assert str(read(office, "SYT")["Subject"]).startswith("[DỮ LIỆU MINH HỌA]")


def test_of_a_closed_period_goes_what_was_closed(office: Workspace) -> None:
    folder = close_by_hand(office, sample=False)
    for path in office.reports(PERIOD).rglob("agencies/*/*"):
        path.write_text("made later", encoding="utf-8")
    outbox = pack(office, Request(PERIOD, accepted=("unverified",)))
    assert [risk.kind for risk in outbox.risks] == ["unverified"]
    assert "made later" not in str(made(office))
    (folder / "reports/agencies/SYT/report.html").write_text("sửa", encoding="utf-8")
    with pytest.raises(UserError, match="khác với tệp đã chốt"):
        pack(office)


# --- params/delivery.yml ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"subject": '"{ten}"'}, r"chỗ điền \{ten\} không có"),
        ({"subject": '"{agency.__class__}"'}, "không có"),
        ({"subject": '"{agency!r}"'}, "không có"),
        ({"subject": '"{agency"'}, "ngoặc nhọn"),
        ({"domains": "[vanthu@tinh.vn]"}, "domains"),
        ({"per_minute": "0"}, "per_minute"),
    ],
)
def test_words_that_cannot_be_filled_in_are_refused(
    office: Workspace, changed: dict[str, str], said: str
) -> None:
    allow(office, **changed)
    with pytest.raises(UserError, match=said):
        load_delivery(office)


def test_a_name_with_a_line_break_makes_no_other_header(office: Workspace) -> None:
    address_book(office)
    allow(office, subject='"{agency}\\r\\nBcc: x@y.vn"')
    pack(office)
    assert read(office, "SYT")["Bcc"] is None
    assert read(office, "SYT")["Subject"] == "Sở Y tế Bcc: x@y.vn"


def test_an_office_without_the_file_is_told(office: Workspace) -> None:
    Path(office.delivery_settings).unlink()
    with pytest.raises(UserError, match="chép từ thư mục làm việc mẫu"):
        pack(office)


def test_the_date_has_no_part_in_the_fingerprint(office: Workspace) -> None:
    first = pack(office).letters
    later = pack(office, date=NOW + dt.timedelta(days=1)).letters
    assert [one.package.fingerprint for one in first] == [one.package.fingerprint for one in later]
    assert address("SYT") not in {one.address for one in first}
