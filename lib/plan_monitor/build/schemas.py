"""Write the JSON Schemas of all YAML files, and the manual as a page."""

from collections.abc import Mapping

from plan_monitor.deliver.agencies.settings import Delivery
from plan_monitor.files import write_atomically
from plan_monitor.intake.corrections import CorrectionsFile
from plan_monitor.intake.receipts import Receipts
from plan_monitor.plan.manual import load_manual
from plan_monitor.plan.manual_page import render_page
from plan_monitor.plan.schemas import (
    PLAN_SHAPES,
    Shape,
    bare_schemas,
    build_schemas,
    schema_text,
)
from plan_monitor.samples.scenario import Scenario
from plan_monitor.workspace import Workspace

SHAPES: Mapping[str, Shape] = {
    **PLAN_SHAPES,
    "receipts.schema.json": Receipts,
    "corrections.schema.json": CorrectionsFile,
    "scenario.schema.json": Scenario,
    "delivery.schema.json": Delivery,
}
PAGE = "docs/plan-files.md"


def generated_files() -> dict[str, str]:
    """Return the schemas and the page: text by path from the workspace's root."""
    schemas = build_schemas(SHAPES)
    files = {f"params/schemas/{name}": schema_text(one) for name, one in schemas.items()}
    return {**files, PAGE: render_page(bare_schemas(SHAPES), load_manual())}


def write_schemas(workspace: Workspace) -> list[str]:
    """Write the schemas and the page; return the files written, from the root."""
    files = generated_files()
    for path, text in files.items():
        write_atomically(workspace.root / path, text)
    return list(files)
