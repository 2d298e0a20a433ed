"""In a report notebook an analyst's own tables and charts are blocks as well."""

import sys
from typing import Any

import pandas as pd
from matplotlib.figure import Figure as Chart

from plan_monitor.report.blocks import Block
from plan_monitor.report.frames import frame_block, series_block
from plan_monitor.report.pictures import chart_block


def show_as_blocks() -> None:
    """Let this notebook show pandas tables and matplotlib charts as blocks.

    What a cell shows then goes into both documents. Outside a notebook nothing happens.
    """
    module = sys.modules.get("IPython")
    shell: Any = module.get_ipython() if module else None
    if shell is None:
        return
    formatter = shell.display_formatter.mimebundle_formatter
    formatter.for_type(pd.DataFrame, lambda frame: _bundle(frame_block(frame)))
    formatter.for_type(pd.Series, lambda series: _bundle(series_block(series)))
    formatter.for_type(Chart, lambda chart: _chart_bundle(chart, shell.execution_count))


def _bundle(block: Block) -> dict[str, Any]:
    return block._repr_mimebundle_()


def _chart_bundle(chart: Chart, cell: int) -> dict[str, Any]:
    """Return the chart's bundle; with its PNG, or the inline backend would draw one more."""
    block = chart_block(chart, f"own{cell}")
    return {**_bundle(block), "image/png": block.png}
