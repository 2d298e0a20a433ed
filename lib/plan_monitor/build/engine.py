"""The engine for Papermill whose kernels come from the warm server.

Papermill imports this module whenever it is imported itself, so it holds nothing heavy; nobody else
imports it, or each would wait for the other.
"""

from typing import Any

from nbformat import NotebookNode
from papermill.engines import NBClientEngine


class WarmEngine(NBClientEngine):
    """Papermill's own engine over kernels from the warm server."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, **options: Any
    ) -> NotebookNode:
        """Execute the notebook of `nb_man`; see Papermill for the options."""
        from plan_monitor.build.kernels import WarmKernelManager

        executed: NotebookNode = super().execute_managed_notebook(
            nb_man,
            kernel_name,
            kernel_manager_class=WarmKernelManager,
            shutdown_kernel="immediate",
            **options,
        )
        return executed
