"""Write a period's open data: CSV tables, and datapackage.json that says what is in them."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from plan_monitor.deliver.open_data.catalogue import (
    Catalogue,
    FieldSpec,
    ResourceSpec,
    load_catalogue,
    row_model,
)
from plan_monitor.deliver.open_data.rows import ROWS, RowValues
from plan_monitor.errors import UserError
from plan_monitor.files import file_sha256, write_atomically
from plan_monitor.intake.tables import write_table
from plan_monitor.plan.calendar import Reporting
from plan_monitor.progress.published import Published
from plan_monitor.progress.records import Discipline
from plan_monitor.vietnamese.dates import short_date

DESCRIPTOR = "datapackage.json"
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_RESOURCE_PROFILE = "https://datapackage.org/profiles/2.0/dataresource.json"
_SCHEMA_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
_NOT_SENT = ("missing",)


@dataclass(frozen=True)
class Written:
    """What was written: the descriptor, each table's rows, and what a person should know."""

    descriptor: dict[str, Any]
    rows: dict[str, int]
    remarks: tuple[str, ...]


def write_open_data(published: Published, folder: Path) -> Written:
    """Write the public tables of a period and their descriptor into `folder`.

    Columns that are not in fields.yml stay behind, and a code that is not of its list is refused;
    the same tables give the same bytes.

    Raises
    ------
    UserError
        If the period has no tables yet, or a value is none that may be published.
    """
    catalogue, reporting = load_catalogue(), published.reporting
    rows = {
        name: _rows(published, name, spec, row_model(name, spec, reporting))
        for name, spec in catalogue.resources.items()
    }
    for name, (model, found) in rows.items():
        write_table(folder / f"{name}.csv", model, found)
    descriptor = _descriptor(published, catalogue, folder)
    text = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
    write_atomically(folder / DESCRIPTOR, text)
    words = catalogue.package
    remarks = [] if published.reporting.publishing.licence else [words.no_licence[0]]
    remarks += [words.provisional[1]] if published.edition is None else []
    remarks += [words.sample[1]] if published.is_sample else []
    counts = {name: len(found) for name, (_, found) in rows.items()}
    return Written(descriptor, counts, tuple(remarks))


def _rows(
    published: Published, name: str, spec: ResourceSpec, model: type[BaseModel]
) -> tuple[type[BaseModel], list[BaseModel]]:
    """Return the rows of one table, reduced to what may be published."""
    return model, [_row(name, spec, model, values) for values in ROWS[name](published)]


def _row(name: str, spec: ResourceSpec, model: type[BaseModel], values: RowValues) -> BaseModel:
    try:
        return model.model_validate({column: values[column] for column in spec.fields})
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        raise UserError(
            f"dữ liệu mở, bảng {name}, cột {fault['loc'][0]}",
            f"{fault['input']!r}",
            "giá trị thuộc danh mục được công bố",
            "sửa số liệu nguồn, hoặc bổ sung danh mục trong fields.yml hay reporting.yml",
        ) from None


# --- datapackage.json ---------------------------------------------------------------------------


def _descriptor(published: Published, catalogue: Catalogue, folder: Path) -> dict[str, Any]:
    """Return the descriptor; every date in it is a parameter of the period or of its closing."""
    period, edition = published.period, published.edition
    created = edition.card.closed_at if edition else period.closes_at
    licence = published.reporting.publishing.licence
    version = f"{period.as_of.year}.{period.as_of.month}.{period.as_of.day}"
    return {
        "$schema": _PROFILE,
        "name": _name(f"{published.plan.header.id}-{period.id}"),
        **_words(published, catalogue),
        "version": version if edition else f"{version}-provisional",
        "created": created.isoformat(),
        "sample": published.is_sample,
        "provisional": edition is None,
        "period": period.id,
        "languages": ["vi", "en"],
        "contributors": _contributors(published),
        "sources": _sources(published, catalogue),
        **({"licenses": [licence.model_dump(exclude_none=True)]} if licence else {}),
        "resources": [
            _resource(name, spec, published.reporting, folder)
            for name, spec in catalogue.resources.items()
        ],
    }


def _words(published: Published, catalogue: Catalogue) -> dict[str, str]:
    """Return title and description, which say what the figures are and are not."""
    words, header = catalogue.package, published.plan.header
    known = {
        "number": header.number,
        "date": short_date(header.date),
        "issuer": header.issuer,
        "period": published.period.name,
        "as_of": short_date(published.period.as_of),
    }
    marks = [words.sample] if published.is_sample else []
    marks += [words.provisional] if published.edition is None else []
    title = words.title.format(**known) + "".join(f" ({mark[0]})" for mark in marks)
    vi = [words.about.vi.format(**known), *(mark[1] for mark in marks)]
    en = [words.about.en.format(as_of=published.period.as_of), *(mark[2] for mark in marks)]
    if published.reporting.publishing.licence is None:
        vi, en = [*vi, words.no_licence[0]], [*en, words.no_licence[1]]
    return {"title": title, "description": f"{' '.join(vi)}\n\n{' '.join(en)}"}


def _name(text: str) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", text.lower()).strip("-")


def _contributors(published: Published) -> list[dict[str, Any]]:
    """Return the bodies behind the figures; persons are none of them."""
    header = published.plan.header
    lead = published.plan.agency(header.report_lead).name
    return [
        {"title": lead, "roles": ["publisher", "compiler"]},
        {"title": header.issuer, "roles": ["author"]},
    ]


def _sources(published: Published, catalogue: Catalogue) -> list[dict[str, str]]:
    header, words = published.plan.header, catalogue.package.sources
    discipline = published.table("discipline.csv", Discipline)
    sent = sum(row.timeliness not in _NOT_SENT for row in discipline)
    plan = words.plan.format(
        number=header.number, date=short_date(header.date), issuer=header.issuer
    )
    submissions = words.submissions.format(count=sent, period=published.period.name)
    return [{"title": plan}, {"title": submissions}]


def _resource(name: str, spec: ResourceSpec, reporting: Reporting, folder: Path) -> dict[str, Any]:
    path = folder / f"{name}.csv"
    return {
        "$schema": _RESOURCE_PROFILE,
        "name": name,
        "type": "table",
        "path": path.name,
        "title": spec.title,
        "description": spec.about.both,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{file_sha256(path)}",
        "schema": {
            "$schema": _SCHEMA_PROFILE,
            "fields": [
                _field(column, field, spec, reporting) for column, field in spec.fields.items()
            ],
            "primaryKey": list(spec.key),
            "foreignKeys": _foreign_keys(name, spec),
            "missingValues": [""],
        },
    }


def _field(name: str, field: FieldSpec, spec: ResourceSpec, reporting: Reporting) -> dict[str, Any]:
    labels = field.labels(reporting)
    constraints = {"required": True} if spec.is_required(name) else {}
    found: dict[str, Any] = {
        "name": name,
        "type": field.type,
        "title": field.title,
        "description": f"{field.vi}\n\n{field.en}",
    }
    if field.unit:
        found["unit"] = field.unit
    if field.type == "boolean":
        found |= {"trueValues": ["True"], "falseValues": ["False"]}
    if labels:
        found["labels"] = labels
    if constraints or labels:
        found["constraints"] = constraints | ({"enum": list(labels)} if labels else {})
    return found


def _foreign_keys(name: str, spec: ResourceSpec) -> list[dict[str, Any]]:
    """Return the references; one into the same table names no resource, as the standard asks."""
    found = []
    for column, field in spec.fields.items():
        if field.refers:
            table, key = field.refers.split(".")
            resource = "" if table == name else table
            reference = {"resource": resource, "fields": [key]}
            found.append({"fields": [column], "reference": reference})
    return found
