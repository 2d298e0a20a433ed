"""The one error that a user can cause and mend."""


class UserError(Exception):
    """A fault in what a person supplied: shown as one line without a traceback, exit code 2.

    Parameters
    ----------
    where : str
        The file, cell or argument at fault.
    found : str
        What stood there.
    expected : str
        What should have stood there.
    what_to_do : str
        The next step for the reader.
    """

    def __init__(self, where: str, found: str, expected: str, what_to_do: str) -> None:
        super().__init__(where, found, expected, what_to_do)
        self.where = where
        self.found = found
        self.expected = expected
        self.what_to_do = what_to_do

    def __str__(self) -> str:
        return f"{self.where}: {self.found}. Cần: {self.expected}. Cách xử lý: {self.what_to_do}."

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows of it: the line alone (IPython asks for this)."""
        return [str(self)]
