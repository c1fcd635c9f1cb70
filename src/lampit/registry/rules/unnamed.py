"""Columns without a heading: what they are called. Pure."""

_UNNAMED = "kolom "


def unnamed(column: int) -> str:
    """Return what a column without a heading is called: by its letter."""
    return f"{_UNNAMED}{letters(column)}"


def is_unnamed(header: str) -> bool:
    """Say whether a heading is none of the office's, but the name given to one without."""
    return header.startswith(_UNNAMED) and header[len(_UNNAMED) :].isupper()


def letters(column: int) -> str:
    """Return the name of a column as Excel tells it: A, B … Z, AA."""
    found, left = "", column + 1
    while left:
        left, place = divmod(left - 1, 26)
        found = chr(ord("A") + place) + found
    return found
