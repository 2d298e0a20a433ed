"""The engines for Papermill: kernels from the warm server, or stock ones; both keep so much output.

Papermill imports this module whenever it is imported itself, so it holds nothing heavy; nobody else
imports it, or each would wait for the other.
"""

from collections import Counter
from typing import Any

from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines

from plan_monitor.build.limits import CUT, KEPT_CHARACTERS

_START_SECONDS = 60


class CappedClient(PapermillNotebookClient):
    """Keeps the first million characters of what a cell prints on each of its two streams.

    Neither this process nor the executed notebook grows with a cell that prints without end. What
    was cut stands in the cell's metadata.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._said: Counter[tuple[int, str]] = Counter()

    def output(
        self, outs: list[NotebookNode], msg: Any, display_id: str | None, cell_index: int
    ) -> NotebookNode | None:
        """Take an output of the kernel, without what is too much of it."""
        if msg["msg_type"] == "stream":
            content = msg["content"]
            name, text = content["name"], content["text"]
            room = max(0, KEPT_CHARACTERS - self._said[cell_index, name])
            self._said[cell_index, name] += len(text)
            if len(text) > room:
                cut = self.nb.cells[cell_index].metadata.setdefault(CUT, {})
                cut[name] = cut.get(name, 0) + len(text) - room
                if not room:
                    return None
                content["text"] = text[:room]
        taken: NotebookNode | None = super().output(outs, msg, display_id, cell_index)
        if outs and outs[-1] is taken:
            _join_streams(outs)
        return taken


def _join_streams(shown: list[NotebookNode]) -> None:
    """Join the last output to the one of the same stream, and keep stdout before stderr.

    Where the kernel cuts a stream, and which of two comes first, differs from run to run. nbclient
    can join them too (``coalesce_streams``), but takes hours for a long line.
    """
    *earlier, last = shown
    if last.output_type != "stream":
        return
    for one in earlier:
        if one.output_type == "stream" and one.name == last.name:
            one["text"] += last["text"]
            shown.pop()
            return
    if earlier and earlier[-1].output_type == "stream" and last.name == "stdout":
        shown[-2:] = [last, earlier[-1]]


class StockEngine(NBClientEngine):
    """Papermill's own engine, with the client that keeps so much output and no more."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, **options: Any
    ) -> NotebookNode:
        """Execute the notebook of `nb_man`; see Papermill for the options."""
        del options["input_path"]
        options["timeout"] = options.pop("execution_timeout", None)
        options["startup_timeout"] = options.pop("start_timeout", None) or _START_SECONDS
        executed: NotebookNode = CappedClient(nb_man, kernel_name=kernel_name, **options).execute()
        return executed


class WarmEngine(StockEngine):
    """The same over kernels from the warm server."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, **options: Any
    ) -> NotebookNode:
        """Execute the notebook of `nb_man`; see Papermill for the options."""
        from plan_monitor.build.kernels import WarmKernelManager

        return super().execute_managed_notebook(
            nb_man,
            kernel_name,
            kernel_manager_class=WarmKernelManager,
            shutdown_kernel="immediate",
            **options,
        )


papermill_engines.register("plan_monitor_stock", StockEngine)
