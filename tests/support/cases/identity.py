"""Whose form it is: hidden properties, a hidden sheet, visible cells, the file's name."""

from collections.abc import Mapping
from itertools import pairwise

from openpyxl import Workbook

from plan_monitor.intake import layout
from tests.support.cases.case import (
    IGNORED,
    REJECTED,
    VALUE,
    WARNED,
    Case,
    Family,
    Patch,
    edit,
    good_with,
    part,
    steps,
)

_FAMILY = Family("identity")
_PROPERTIES = "docProps/custom.xml"
_VISIBLE = {"agency": layout.AGENCY_LABEL, "period": layout.PERIOD_LABEL}
Said = Mapping[str, str | None]


def _properties(said: Said) -> Patch:
    def change(book: Workbook) -> None:
        properties = book.custom_doc_props
        for key, value in said.items():
            name = layout.PROPERTY_PREFIX + key
            if value is None:
                del properties[name]
            else:
                properties[name].value = value

    return edit(change)


def _hidden(said: Said) -> Patch:
    def change(book: Workbook) -> None:
        for row in book[layout.IDENTITY_SHEET].iter_rows():
            if row[0].value in said:
                row[1].value = said[row[0].value]

    return edit(change)


def _visible(said: Said) -> Patch:
    wanted = {_VISIBLE[key]: value for key, value in said.items()}

    def change(book: Workbook) -> None:
        for sheet in book.worksheets:
            for row in sheet.iter_rows(max_row=5):
                for left, right in pairwise(row):
                    if left.value in wanted:
                        right.value = wanted[left.value]

    return edit(change)


def _everywhere(said: Said) -> Patch:
    shown = {key: value for key, value in said.items() if key in _VISIBLE}
    return steps(_properties(said), _hidden(said), _visible(shown))


_ALL = dict.fromkeys(("plan", "period", "agency", "template"))
_NO_PROPERTIES = _properties(_ALL)
_NO_HIDDEN = edit(lambda book: book.remove(book[layout.IDENTITY_SHEET]))
_NO_VISIBLE = _visible({"agency": None, "period": None})

IDENTITY: list[Case] = [
    _FAMILY.case(
        "form of another agency",
        lambda forms: forms.of("STC"),
        REJECTED,
        "identity-wrong-agency",
        agency="SYT",
    ),
    _FAMILY.case(
        "later period", lambda forms: forms.of("SYT", "2025"), REJECTED, "identity-wrong-period"
    ),
    _FAMILY.case("earlier period", good_with(), IGNORED, period="2025"),
    _FAMILY.out("unknown period", _everywhere({"period": "2019H1"}), "identity-wrong-period"),
    _FAMILY.out("unknown agency", _everywhere({"agency": "XYZ"}), "identity-unknown"),
    _FAMILY.out("closed agency", _everywhere({"agency": "STTTT"}), "agency-closed"),
    _FAMILY.out("agency in Vietnamese", _everywhere({"agency": "Sở Y tế"}), "identity-unknown"),
    _FAMILY.out("markup for an agency", _everywhere({"agency": "<b>SYT"}), "identity-unknown"),
    _FAMILY.clean("visible cells alone", _NO_PROPERTIES, _NO_HIDDEN),
    _FAMILY.clean("hidden sheet alone", _NO_PROPERTIES, _NO_VISIBLE),
    _FAMILY.clean("properties alone", _NO_HIDDEN, _NO_VISIBLE),
    _FAMILY.out(
        "nothing at all", steps(_NO_PROPERTIES, _NO_HIDDEN, _NO_VISIBLE), "identity-unknown"
    ),
    _FAMILY.clean(
        "name of the file alone",
        _NO_PROPERTIES,
        _NO_HIDDEN,
        _NO_VISIBLE,
        file_name="SYT_2025H1 không có mã.xlsx",
    ),
    _FAMILY.told("visible agency differs", _visible({"agency": "STC"}), "identity-conflict"),
    _FAMILY.told("visible period differs", _visible({"period": "2025"}), "identity-conflict"),
    _FAMILY.told("hidden sheet differs", _hidden({"agency": "STC"}), "identity-conflict"),
    _FAMILY.told("file's name differs", steps(), "identity-conflict", file_name="STC_2025H1.xlsx"),
    _FAMILY.told("old template", _everywhere({"template": "1"}), "template-old"),
    _FAMILY.case(
        "another plan",
        good_with(_everywhere({"plan": "99-KH-UBND"})),
        WARNED,
        "identity-conflict",
        value=VALUE,
    ),
    _FAMILY.clean("damaged properties", part(_PROPERTIES, lambda xml: xml[:200])),
    _FAMILY.out(
        "odd bytes in the properties",
        part(_PROPERTIES, lambda xml: xml.replace(">SYT<", ">S&#x200B;Y&#xAD;T<")),
        "identity-unknown",
    ),
    _FAMILY.clean(
        "a thousand properties",
        part(
            _PROPERTIES,
            lambda xml: xml.replace(
                "</Properties>",
                '<property name="a" fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="9"/>'
                * 1_000
                + "</Properties>",
            ),
        ),
    ),
]
