"""Nobody gets another's figures: what each agency sent is marked, and looked for everywhere."""

import dataclasses
import io
import zipfile

import pytest
from lxml import html
from pydantic import BaseModel

from plan_monitor.deliver.agencies.distribute import Request
from plan_monitor.intake.agency import AgencyIntake, read_agency, write_agency
from plan_monitor.plan.models import Plan
from plan_monitor.progress.period import compute_progress, write_progress
from plan_monitor.report.appendix import appendix_of
from plan_monitor.report.contents import read_agency_contents
from plan_monitor.report.docx import docx_of
from plan_monitor.report.html import page_of
from plan_monitor.report.report import Report
from plan_monitor.vietnamese.numbers import format_number
from plan_monitor.workspace import Workspace
from tests.conftest import copy_workspace
from tests.delivery.conftest import AGENCIES, ALL_RISKS, PERIOD, pack
from tests.report.conftest import document_of

WORDS = {code: f"Dấu riêng {code} {number}" for number, code in enumerate(AGENCIES, 41)}
VALUES = dict(zip(AGENCIES, (71.13, 83.47, 96.82), strict=True))
_TEXTS = {"narrative": ("text",), "task_reports": ("result", "difficulty")}


def marked(intake: AgencyIntake, code: str) -> AgencyIntake:
    """Put the agency's mark in place of its words, its value in place of what others send too."""
    changed: dict[str, tuple[BaseModel, ...]] = {
        name: tuple(
            row.model_copy(update={field: WORDS[code] for field in fields if getattr(row, field)})
            for row in getattr(intake, name)
        )
        for name, fields in _TEXTS.items()
    }
    changed["observations"] = tuple(
        row.model_copy(update={"evidence": WORDS[code], "note": WORDS[code]}
                       | ({"value": VALUES[code], "raw": f"raw {VALUES[code]}"}
                          if row.kind == "actual" and row.value is not None else {}))
        for row in intake.observations
    )  # fmt: skip
    changed["funding"] = tuple(
        row.model_copy(update={"note": WORDS[code]}) for row in intake.funding
    )
    return dataclasses.replace(intake, **changed)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory, repo: Workspace) -> dict[str, dict[str, str]]:
    """All that can be read in each file of each package, by agency and kind of file."""
    folder = tmp_path_factory.mktemp("whose") / "office"
    workspace = copy_workspace(repo, folder, AGENCIES)
    for code in AGENCIES:
        intake = marked(read_agency(workspace, PERIOD, code), code)
        write_agency(workspace, PERIOD, code, intake)
    write_progress(workspace, PERIOD, compute_progress(workspace, PERIOD))
    for code in AGENCIES:
        contents = read_agency_contents(workspace, PERIOD, code)
        document = document_of(workspace, Report(contents), "03_agency_report.ipynb")
        report = workspace.agency_report(PERIOD, code)
        report.mkdir(parents=True)
        (report / "report.html").write_text(page_of(document), encoding="utf-8")
        (report / "report.docx").write_bytes(docx_of(document))
        (report / "appendix.xlsx").write_bytes(appendix_of(contents))
    outbox = pack(workspace, Request(PERIOD, accepted=ALL_RISKS))
    return {
        one.package.agency.code: {
            one.package.kinds[name]: readable(data) for name, data in one.package.files.items()
        }
        for one in outbox.letters
    }


def readable(data: bytes) -> str:
    """Return the text of a page, or of all parts of an office file."""
    if not data.startswith(b"PK"):
        return " ".join(html.fromstring(data).text_content().split())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [archive.read(name) for name in archive.namelist() if name.endswith(".xml")]
    found = [" ".join(map(str, html.fromstring(one).itertext())) for one in parts if one.strip()]
    return " ".join(" ".join(found).split())


def test_an_agency_reads_its_own_words_and_figures(texts: dict[str, dict[str, str]]) -> None:
    assert set(texts) == set(AGENCIES)
    for code, files in texts.items():
        assert set(files) == {"page", "word", "appendix"}
        for kind, text in files.items():
            assert format_number(VALUES[code]) in text or str(VALUES[code]) in text, (code, kind)
        assert WORDS[code] in files["page"] and WORDS[code] in files["word"]


def test_and_nobody_else_s(texts: dict[str, dict[str, str]], plan: Plan) -> None:
    seen = 0
    for code, files in texts.items():
        for other in set(AGENCIES) - {code}:
            figures = (format_number(VALUES[other]), str(VALUES[other]))
            for kind, text in files.items():
                rest = text
                for one in differing(plan, other):
                    rest = rest.replace(one, "")
                found = [mark for mark in (WORDS[other], *figures, f"{other}_") if mark in rest]
                assert not found, (code, kind, found, around(rest, found))
                seen += 1
    assert seen == 18


def test_two_monitors_that_differ_are_told_of_the_other_s_value(
    texts: dict[str, dict[str, str]], plan: Plan
) -> None:
    told = {
        (code, other)
        for code, files in texts.items()
        for other in set(AGENCIES) - {code}
        if any(one in files["page"] for one in differing(plan, other))
    }
    assert told == {("STC", "SKHCN"), ("SKHCN", "STC")}


def differing(plan: Plan, other: str) -> tuple[str, str]:
    """Return the words by which a report names the value of the other monitor of an indicator."""
    value = format_number(VALUES[other])
    return f"{plan.agency(other).name}: {value}", f"{other}: {value}"


def around(text: str, found: list[str]) -> list[str]:
    """Return what stands around what should not be there."""
    return [text[max(0, text.find(mark) - 200) : text.find(mark) + 100] for mark in found]
