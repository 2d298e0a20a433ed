"""delivery/recipients.yml: the mail server and one address an agency; git ignores it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import Field

from plan_monitor.deliver.agencies.addresses import checked_address, domain_of, is_within
from plan_monitor.errors import UserError
from plan_monitor.plan.strict import Strict
from plan_monitor.plan.yaml_files import read_yaml
from plan_monitor.workspace import Workspace

FILE = "delivery/recipients.yml"


class MailServer(Strict):
    """Where mail is handed in; the certificate is always checked, against `ca_file` as well."""

    host: str = Field(min_length=1, pattern=r"^[A-Za-z0-9.:-]+$")
    port: int = Field(ge=1, le=65535)
    security: Literal["starttls", "tls"]
    ca_file: str | None = None


class Recipients(Strict):
    """delivery/recipients.yml: `addresses` are by agency code."""

    server: MailServer
    sender: str
    addresses: dict[str, str]


def read_recipients(workspace: Workspace) -> Recipients | None:
    """Return the local file with all its addresses checked, None if there is none.

    Raises
    ------
    UserError
        If the file is at fault, an address is none, or two agencies have the same.
    """
    path = workspace.recipients
    if not path.is_file():
        return None
    found = read_yaml(path, Recipients)
    checked_address(found.sender, f"{FILE}, sender")
    for agency, address in found.addresses.items():
        checked_address(address, f"{FILE}, {agency}")
    _refuse_shared(found.addresses)
    return found


def refuse_unaddressed(
    found: Recipients | None, agencies: Sequence[str], known: Sequence[str], domains: Sequence[str]
) -> Recipients:
    """Return `found` if mail may be sent to all `agencies`.

    Parameters
    ----------
    known : sequence of str
        The codes of all agencies of the plan: any other code in the file is a mistake.
    domains : sequence of str
        The domains that mail may go to.

    Raises
    ------
    UserError
        If there is no file, a code is unknown, an address is missing, or a domain is not allowed.
    """
    if found is None:
        raise UserError(
            FILE, "chưa có tệp này", "máy chủ thư và địa chỉ của từng cơ quan",
            "chép delivery/recipients.example.yml thành tệp này rồi điền",
        )  # fmt: skip
    if strange := [code for code in found.addresses if code not in known]:
        raise UserError(
            FILE, f"mã lạ: {', '.join(strange)}", "mã cơ quan có trong agencies.yml", "sửa mã"
        )
    if missing := [code for code in agencies if code not in found.addresses]:
        raise UserError(
            FILE, f"thiếu địa chỉ của {', '.join(missing)}", "mỗi cơ quan một địa chỉ",
            "điền địa chỉ, hoặc gửi từng cơ quan bằng AGENCY=<mã>",
        )  # fmt: skip
    for code in agencies:
        if not is_within(domain_of(found.addresses[code]), tuple(domains)):
            raise UserError(
                f"{FILE}, {code}", f"tên miền của {found.addresses[code]} chưa được phép",
                f"một trong: {', '.join(domains) or 'chưa có tên miền nào'}",
                "sửa địa chỉ, hoặc thêm tên miền vào domains của params/delivery.yml",
            )  # fmt: skip
    return found


def _refuse_shared(addresses: Mapping[str, str]) -> None:
    counts = Counter(address.lower() for address in addresses.values())
    for address, count in counts.items():
        if count > 1:
            codes = [code for code, one in addresses.items() if one.lower() == address]
            raise UserError(
                FILE, f"{', '.join(codes)} cùng một địa chỉ {address}",
                "mỗi cơ quan một địa chỉ riêng", "sửa địa chỉ",
            )  # fmt: skip
