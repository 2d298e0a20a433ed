"""What the warm server loads, once, for all its children; imported by it alone."""

import gc
import io
import os
from pathlib import Path

# A kernel shows charts in the notebook; matplotlib asks as it is loaded.
os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # the debugger, which every kernel has, warns

import ipykernel.debugger  # noqa: F401
import ipykernel.ipkernel  # noqa: F401
import ipykernel.kernelapp  # noqa: F401
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

import plan_monitor.build.work  # noqa: F401
import plan_monitor.intake.agency  # noqa: F401
import plan_monitor.progress.period  # noqa: F401
import plan_monitor.report.report  # noqa: F401
from plan_monitor.report.blocks import paragraph

# pandas asks, as it is loaded, whether it is in a notebook; for its children it is.
_NOTEBOOK_COLUMNS = 20


def _draw() -> None:
    figure = Figure(layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], label="đ")
    axes.legend()
    for kind in ("svg", "png"):
        figure.savefig(io.BytesIO(), format=kind)


def _show() -> None:
    frame = pd.DataFrame({"a": [1.5], "b": ["đ"]})
    frame.to_html()
    repr(frame)
    paragraph("đ")._repr_mimebundle_()  # compiles the template of all blocks


pd.set_option("display.max_columns", _NOTEBOOK_COLUMNS)
os.register_at_fork(after_in_child=np.random.seed)  # no two children draw the same numbers
_draw()
_show()
gc.collect()
gc.freeze()  # no child looks through what all share
with Path(os.devnull).open("wb") as nothing:  # what goes wrong in a child comes back as a result:
    os.dup2(nothing.fileno(), 2)  # one that begins as the runner ends has nobody to tell
