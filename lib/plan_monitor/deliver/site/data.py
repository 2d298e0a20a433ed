"""The page of a period's open data: each file, and each column in plain words."""

from typing import Any

from plan_monitor.deliver.open_data.package import DESCRIPTOR
from plan_monitor.deliver.site.periods import INDEX, SitePeriod, site_say
from plan_monitor.deliver.site.tables import NONE, headers_of
from plan_monitor.report.index import Link
from plan_monitor.report.phrases import say, words
from plan_monitor.report.site import Grid, SiteCell, SitePage, cells


def data_page(period: SitePeriod, descriptor: dict[str, Any], rows: dict[str, int]) -> SitePage:
    """Return the page that describes the files of `descriptor`; `rows` counts each one's rows."""
    published = period.published
    resources = descriptor["resources"]
    about = descriptor["description"].split("\n\n")[0]
    return SitePage(
        title=site_say("data_title", period=published.period.name),
        sample=say("sample") if published.is_sample else None,
        up=(
            Link(site_say("up"), f"../../{INDEX}"),
            Link(site_say("period_page"), f"../{INDEX}"),
        ),
        remarks=(about, site_say("data_intro")),
        grids=(_files(resources, rows), *(_columns(one) for one in resources)),
    )


def _files(resources: list[dict[str, Any]], rows: dict[str, int]) -> Grid:
    listed = [
        (
            SiteCell(link=Link(one["path"], one["path"])),
            SiteCell(f"{one['title']}. {_first(one['description'])}"),
            SiteCell(site_say("rows", count=rows[one["name"]])),
        )
        for one in resources
    ]
    described = (
        SiteCell(link=Link(DESCRIPTOR, DESCRIPTOR)),
        SiteCell(site_say("descriptor")),
        SiteCell(NONE),
    )
    headers = headers_of("data_files")
    heading = site_say("data_files")
    return Grid("files", heading, headers, (*listed, described), right=frozenset({2}))


def _columns(resource: dict[str, Any]) -> Grid:
    schema = resource["schema"]
    rows = tuple(
        cells(
            [
                one["name"],
                one["title"],
                words("site_types")[one["type"]],
                one.get("unit", ""),
                _meaning(one),
            ]
        )
        for one in schema["fields"]
    )
    return Grid(
        f"table-{resource['name']}",
        site_say("table", file=resource["path"], title=resource["title"]),
        headers_of("data_fields"),
        rows,
        remark=f"{site_say('key')}: {', '.join(schema['primaryKey'])}.",
    )


def _meaning(field: dict[str, Any]) -> str:
    about = _first(field["description"])
    labels = field.get("labels", {})
    if not labels:
        return about
    told = [
        code if code == label else site_say("code", code=code, label=label)
        for code, label in labels.items()
    ]
    return site_say("codes", about=about, codes="; ".join(told))


def _first(description: str) -> str:
    """Return the Vietnamese part of a description in two languages."""
    return description.split("\n\n", maxsplit=1)[0]
