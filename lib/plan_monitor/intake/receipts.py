"""The register of what arrived when: the only clock of the intake."""

import datetime as dt
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime

from plan_monitor.plan.strict import Strict
from plan_monitor.plan.yaml_files import read_yaml, write_yaml

_SCHEMA = "yaml-language-server: $schema=../schemas/receipts.schema.json"


HERE = dt.timezone(dt.timedelta(hours=7))


def here(moment: dt.datetime) -> dt.datetime:
    """Return `moment` by the clocks of Vietnam, whose day decides what is late."""
    return moment.astimezone(HERE)


class Receipt(Strict):
    """One workbook as it arrived; `file` is its name in the period's raw folder.

    `received_at` may be written in any time zone and is held in Vietnam's.
    """

    file: str
    sha256: str
    received_at: Annotated[AwareDatetime, AfterValidator(here)]


class Receipts(Strict):
    """params/receipts/<period>.yml."""

    receipts: tuple[Receipt, ...] = ()


def read_receipts(path: Path) -> tuple[Receipt, ...]:
    """Return the receipts of a period, none if the register does not exist yet."""
    return read_yaml(path, Receipts).receipts if path.is_file() else ()


def write_receipts(path: Path, receipts: list[Receipt], comment: str) -> None:
    """Write the register, in the order of arrival."""
    rows = sorted(receipts, key=lambda receipt: (receipt.received_at, receipt.file))
    data = {
        "receipts": [
            {
                "file": row.file,
                "sha256": row.sha256,
                "received_at": row.received_at.isoformat(),
            }
            for row in rows
        ]
    }
    write_yaml(path, data, f"{_SCHEMA}\n{comment}")
