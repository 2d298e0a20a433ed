"""What one agency gets: its own files of a period, and the fingerprint of them all."""

import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal
from xml.etree.ElementTree import ParseError

from plan_monitor.deliver.agencies.pages import outside_references
from plan_monitor.errors import UserError
from plan_monitor.files import sha256
from plan_monitor.intake.identity import read_identity
from plan_monitor.plan.assignments import reporters
from plan_monitor.plan.bodies import Agency
from plan_monitor.plan.calendar import Period
from plan_monitor.plan.models import Plan
from plan_monitor.progress.editions import Edition, read_edition
from plan_monitor.workspace import Workspace

Kind = Literal["page", "word", "appendix", "reply", "due", "form"]
SUMS = "SHA256SUMS"
_OF_REPORT: tuple[tuple[Kind, str, bool], ...] = (
    ("page", "report.html", True),
    ("word", "report.docx", True),
    ("appendix", "appendix.xlsx", False),
)


@dataclass(frozen=True)
class Package:
    """The files of one agency by name, in the order of `kinds`, which says what each is.

    ``form`` is that of the next period, ``due`` that of this one, which has not come in.
    """

    agency: Agency
    files: Mapping[str, bytes]
    kinds: Mapping[str, Kind]

    @cached_property
    def sums(self) -> str:
        """The lines of SHA256SUMS, as ``sha256sum -c`` reads them."""
        return sums_of(self.files)

    @cached_property
    def fingerprint(self) -> str:
        """The SHA-256 of names and contents: another one means another package."""
        return sha256(self.sums.encode())

    @property
    def has_report(self) -> bool:
        """Whether there is a report: none is made of an agency that sent nothing."""
        return "word" in self.kinds.values()


def sums_of(files: Mapping[str, bytes]) -> str:
    """Return a line a file: its SHA-256, two blanks, its name."""
    return "".join(f"{sha256(files[name])}  {name}\n" for name in sorted(files))


def collect_packages(
    workspace: Workspace,
    plan: Plan,
    period: Period,
    following: Period | None,
    only: Sequence[str] = (),
) -> list[Package]:
    """Return the packages of the agencies that report, or of those of `only`.

    An agency that sent nothing has no report; it gets its forms, if they have been written. A
    closed period's documents come from its edition, each by the hash that was kept.

    Parameters
    ----------
    following : Period, optional
        The period whose form goes along, where it has been written.

    Raises
    ------
    UserError
        If there is no report, one of `only` has none, one is not whole, a document is not the one
        that was closed, or a page refers to something outside its package.
    """
    edition = read_edition(workspace, period.id)
    reports = edition.folder / "reports" if edition else workspace.reports(period.id)
    kept = _kept(edition)
    _refuse_none(period, reports)
    packages = []
    for agency in reporters(plan):
        if only and agency.code not in only:
            continue
        if (reports / "agencies" / agency.code).is_dir():
            found = [*_of_report(reports, agency, kept), *_reply(workspace, agency, period)]
        else:
            found = [] if edition else [*_form(workspace, agency, period, "due")]
        if following:
            found += _form(workspace, agency, following, "form")
        if found:
            packages.append(_package(agency, period, found))
    _refuse_absent(plan, [package.agency.code for package in packages], only)
    return packages


def _refuse_none(period: Period, reports: Path) -> None:
    if not any((reports / "agencies").glob("*")):
        raise UserError(
            f"reports/{period.id}",
            "chưa có báo cáo của cơ quan nào",
            "báo cáo đã lập",
            f"chạy make report PERIOD={period.id} trước",
        )


def _refuse_absent(plan: Plan, codes: Sequence[str], only: Sequence[str]) -> None:
    if absent := [code for code in only if code not in codes]:
        raise UserError(
            f"--agency {absent[0]}",
            "không có báo cáo hay biểu mẫu nào của cơ quan này trong kỳ",
            f"trong số: {', '.join(one.code for one in reporters(plan))}",
            "gõ lại mã cơ quan",
        )


def _kept(edition: Edition | None) -> Callable[[Path], bytes]:
    """Return how a document is read: of a closed period, checked against the edition's card."""
    if edition is None:
        return Path.read_bytes
    known = {edition.folder / one.file: one.sha256 for one in edition.card.reports}

    def read(path: Path) -> bytes:
        """Return a document of the edition, or refuse one that was changed."""
        data = path.read_bytes()
        if known.get(path) != sha256(data):
            raise UserError(
                f"editions/{edition.card.period}/{path.relative_to(edition.folder).as_posix()}",
                "khác với tệp đã chốt", "tệp đúng như khi chốt", "lấy lại tệp từ bản lưu",
            )  # fmt: skip
        return data

    return read


def _of_report(
    reports: Path, agency: Agency, read: Callable[[Path], bytes]
) -> Iterator[tuple[Kind, str, bytes]]:
    for kind, name, is_needed in _OF_REPORT:
        path = reports / "agencies" / agency.code / name
        if path.is_file():
            yield kind, name, read(path)
        elif is_needed:
            raise UserError(
                f"agencies/{agency.code}/{name}", "không có tệp này", "báo cáo đủ tệp",
                "chạy lại make report cho kỳ này",
            )  # fmt: skip


def _reply(
    workspace: Workspace, agency: Agency, period: Period
) -> Iterator[tuple[Kind, str, bytes]]:
    path = workspace.reply(period.id, agency.code)
    if path.is_file():
        yield "reply", path.name, _own_workbook(path, agency)


def _form(
    workspace: Workspace, agency: Agency, period: Period, kind: Kind
) -> Iterator[tuple[Kind, str, bytes]]:
    path = workspace.form(period.id, agency.code)
    if path.is_file():
        yield kind, path.name, _own_workbook(path, agency)


def _own_workbook(path: Path, agency: Agency) -> bytes:
    """Return a workbook that says it is `agency`'s, or says nothing: a renamed one is refused."""
    data = path.read_bytes()
    try:
        whose = read_identity(data).agency
    except (zipfile.BadZipFile, ParseError, ValueError):
        whose = "?"
    if whose not in {agency.code, None}:
        raise UserError(
            path.name,
            "tệp hỏng" if whose == "?" else f"biểu của {whose}, không phải của {agency.code}",
            "biểu của đúng cơ quan",
            "chạy lại make replies hoặc make templates",
        )
    return data


def _package(agency: Agency, period: Period, found: Sequence[tuple[Kind, str, bytes]]) -> Package:
    """Return the package; documents are named for agency and period, as workbooks are already."""
    prefix = f"{agency.code}_{period.id}"
    named = [
        (kind, name if name.startswith(f"{agency.code}_") else f"{prefix}_{name}", data)
        for kind, name, data in found
    ]
    package = Package(
        agency, {name: data for _, name, data in named}, {name: kind for kind, name, _ in named}
    )
    for name, kind in package.kinds.items():
        if kind == "page" and (outside := outside_references(package.files[name], package.files)):
            raise UserError(
                f"agencies/{agency.code}/report.html", f"trang trỏ ra ngoài: {outside[0][:100]}",
                "trang tự đủ, không tải gì từ nơi khác",
                "bỏ liên kết ấy trong notebook rồi lập lại báo cáo",
            )  # fmt: skip
    return package
