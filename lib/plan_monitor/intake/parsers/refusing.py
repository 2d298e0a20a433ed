"""How a parser says that a sound workbook is not to be read."""


class RefusedWorkbook(Exception):  # noqa: N818 - a verdict, not a fault of the program
    """The workbook fails a check as a whole; `check` is its id."""

    def __init__(self, check: str, detail: str = "") -> None:
        super().__init__(check, detail)
        self.check = check
        self.detail = detail
