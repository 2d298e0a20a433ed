"""Cells that compute: with a result, without one, or from elsewhere."""

from typing import Any

from openpyxl import Workbook

from tests.support.cases.case import (
    ACTUAL,
    ACTUAL_CELL,
    VALUE,
    Case,
    Family,
    Patch,
    add,
    cell_xml,
    edit,
    enter,
    steps,
)

_FAMILY = Family("formulas")
_LINK = "xl/externalLinks/externalLink1.xml"
_LINK_XML = '<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'


def _formula(text: str, result: str = "<v>71.5</v>", kind: str = "", more: str = "") -> Patch:
    return cell_xml(ACTUAL_CELL, f"<f {more}>{text}</f>{result}", f't="{kind}"' if kind else "")


def _hidden_sheet(book: Workbook) -> None:
    book.create_sheet("Nguồn").sheet_state = "hidden"
    book["Nguồn"]["A1"] = VALUE


def _lost(name: str, text: str, check: str, result: str = "", **more: Any) -> Case:
    return _FAMILY.lost(name, _formula(text, result, **more), check)


FORMULAS: list[Case] = [
    _FAMILY.clean("with a result", _formula("50+21.5")),
    _FAMILY.clean("of another sheet", _formula("'Kinh phí'!B7/10")),
    _FAMILY.clean("volatile", _formula("RAND()*100")),
    _FAMILY.clean("array", _formula("SUM(A1:A3*B1:B3)", more='t="array" ref="G7"')),
    _FAMILY.clean("shared", _formula("50+21.5", more='t="shared" ref="G7:G8" si="0"')),
    _FAMILY.clean("data table", _formula("", more='t="dataTable" ref="G7" r1="A1"')),
    _FAMILY.told(
        "text for a result", _formula('"71"&amp;",5"', "<v>71,5</v>", "str"), "value-as-text"
    ),
    _FAMILY.told(
        "link as a number",
        _formula('HYPERLINK("http://a.vn","71,5")', "<v>71,5</v>", "str"),
        "value-as-text",
    ),
    _FAMILY.told(
        "of another file",
        steps(_formula("[1]Sheet1!$A$1"), add({_LINK: _LINK_XML})),
        "file-has-links",
    ),
    _FAMILY.told(
        "of a hidden sheet", steps(edit(_hidden_sheet), _formula("Nguồn!A1")), "sheet-extra"
    ),
    _lost("without a result", "50+21.5", "value-uncached-formula"),
    _lost("empty result", "50+21.5", "value-uncached-formula", "<v></v>"),
    _lost(
        "array without a result", "SUM(A1*2)", "value-uncached-formula", more='t="array" ref="G7"'
    ),
    _lost("empty text for a result", '""', "value-blank", "<v></v>", kind="str"),
    _lost("error", "1/0", "value-excel-error", "<v>#DIV/0!</v>", kind="e"),
    _lost("lost reference", "#REF!+1", "value-excel-error", "<v>#REF!</v>", kind="e"),
    _lost("unknown name", "foo(1)", "value-excel-error", "<v>#NAME?</v>", kind="e"),
    _lost("error as text", "1/0", "value-excel-error", "<v>#DIV/0!</v>", kind="str"),
    _lost("yes", "1=1", "value-not-a-number", "<v>1</v>", kind="b"),
    _lost("words", '"Đạt"', "value-not-a-number", "<v>Đạt</v>", kind="str"),
    _FAMILY.lost(
        "saved by a program that does not compute",
        edit(lambda book: book["Chỉ tiêu"].__setitem__(ACTUAL_CELL, "=1/0")),
        "value-uncached-formula",
    ),
    _FAMILY.lost("written as text", enter({ACTUAL: "=71,5"}), "value-not-a-number"),
    _FAMILY.told("words without a result", cell_xml("J7", "<f>A1</f>"), "value-uncached-formula"),
]
