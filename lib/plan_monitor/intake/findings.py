"""Findings are collected where they are made and speak to the analyst."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from plan_monitor.intake.raw import RawCell
from plan_monitor.intake.records import Finding
from plan_monitor.intake.texts import checks

ASKING = ("error", "warning")
_CORRECTED = "value-corrected"


def asking(findings: Iterable[Finding]) -> list[Finding]:
    """Return those among `findings` that an agency has to mend or to explain.

    That is no information, nothing that needs no mending, and no cell that the office corrected.
    """
    return [
        one for one in unsettled(findings) if one.severity in ASKING and checks()[one.check_id].asks
    ]


def unsettled(findings: Iterable[Finding]) -> list[Finding]:
    """Return those among `findings` that are about no cell that the office corrected."""
    rows = list(findings)
    settled = {(one.file, one.sheet, one.cell) for one in rows if one.check_id == _CORRECTED}
    return [one for one in rows if (one.file, one.sheet, one.cell) not in settled]


@dataclass
class Findings:
    """The findings of one submission."""

    period: str
    agency: str
    file: str
    rows: list[Finding] = field(default_factory=list)

    def add(
        self,
        check_id: str,
        subject_id: str = "",
        cell: RawCell | None = None,
        found: str = "",
        expected: str = "",
    ) -> Finding:
        """Add a finding of the catalogue's check `check_id` and return it.

        `found` and `expected` default to the cell's text and the catalogue's expectation.
        """
        check = checks()[check_id]
        found = found or (cell.text if cell else "")
        expected = expected or check.expected
        where = f"{cell.sheet}!{cell.cell}" if cell else self.file
        seen = f" “{found}”" if found else ""
        finding = Finding(
            check_id=check_id,
            severity=check.severity,
            period=self.period,
            agency=self.agency,
            file=self.file,
            sheet=cell.sheet if cell else "",
            cell=cell.cell if cell else "",
            subject_id=subject_id,
            found=found,
            expected=expected,
            message=f"{where}: {check.title}{seen}. Cần: {expected}. "
            f"Cách xử lý: {check.what_to_do}.",
        )
        self.rows.append(finding)
        return finding
