"""Numbers as Vietnamese writes them: decimal comma, thousands dot."""

_SWAP = str.maketrans(",.", ".,")


def format_number(value: float | None, decimals: int | None = None, none: str = "–") -> str:
    """Return `value` with a decimal comma and thousands dots, e.g. ``1.234,5``.

    Parameters
    ----------
    value : float or None
        The number; None gives `none`.
    decimals : int, optional
        Digits after the comma; without it as many as the number has, at most 4.
    """
    if value is None:
        return none
    if decimals is None:
        decimals = next(d for d in range(5) if d == 4 or abs(round(value, d) - value) < 1e-9)
    rounded = round(value, decimals) + 0.0  # + 0.0 turns -0.0 into 0.0
    text = f"{rounded:,.{decimals}f}"
    return text.translate(_SWAP).replace("-", "−")


def format_change(value: float | None, decimals: int | None = None, none: str = "–") -> str:
    """Return `value` with its sign, e.g. ``+3,2``; zero carries none."""
    text = format_number(value, decimals, none)
    return f"+{text}" if value is not None and value > 0 and text.strip("0,") else text
