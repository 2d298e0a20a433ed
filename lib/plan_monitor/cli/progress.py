"""How a command says what is going on: a bar in a terminal, plain lines elsewhere."""

import sys
from typing import Any

import click


class Progress:
    """Counts what is done; a context, so that the bar goes when the work ends."""

    def __init__(self) -> None:
        self.done = 0
        self.bar: Any = None

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *error: object) -> None:
        if self.bar is not None:
            self.bar.stop()

    def tell(self, mark: str, label: str, total: int) -> None:
        """Say that one of `total` things has ended: `label`, and by `mark` how."""
        self.done += 1
        if not sys.stderr.isatty():
            click.echo(f"[{self.done}/{total}] {mark} {label}", err=True)
            return
        from rich.console import Console
        from rich.progress import Progress as Bar

        if self.bar is None:
            self.bar = Bar(console=Console(stderr=True), transient=True)
            self.task = self.bar.add_task("", total=total)
            self.bar.start()
        self.bar.update(self.task, completed=self.done, description=label)
