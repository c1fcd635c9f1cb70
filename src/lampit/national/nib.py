"""NIB, the business number of OSS: 13 digits without a check rule, one per owner."""

import re
from collections.abc import Sequence

LENGTH = 13
_CHARS = re.compile(r"[\s.\-'’:/\u00a0]|\bNIB\b|\bNO\b", re.IGNORECASE)
_ROUNDED = re.compile(r"\d[.,]\d*\s*E\s*\+?\s*\d{1,2}", re.IGNORECASE)

_PLAIN_LINE = re.compile(r"^(?:(?!0+$)([0-9]{13})|.*)$", re.MULTILINE)


class NibError(ValueError):
    """A text that is not a NIB.

    Attributes:
        code: `nib_dibulatkan` or `nib_panjang`.
        message: one Indonesian sentence saying what to do.
    """

    def __init__(self, code: str, message: str) -> None:
        """Keep code and message; `str()` gives the message."""
        super().__init__(message)
        self.code = code
        self.message = message


def quickly(text: str) -> str | None:
    """Return what `parse` reads of a plain text: thirteen digits, or words; None when unsure."""
    if len(text) == LENGTH and text.isascii() and text.isdigit() and text.strip("0"):
        return text
    return None if "#" in text or any(map(str.isdigit, text)) else ""


def plain_numbers(texts: Sequence[str]) -> list[str]:
    """Return of each text the NIB that it plainly is, else an empty text."""
    # A cell of several lines is none.
    return _PLAIN_LINE.findall("\n".join([text if "\n" not in text else "" for text in texts]))


def parse(value: str | float) -> str:
    """Return the 13 digits, or empty when the text names none (`proses`, `-`, zeros only).

    Raises:
        NibError: `nib_dibulatkan` (digits lost by the spreadsheet) or `nib_panjang`.
    """
    if value == "":
        return ""
    if isinstance(value, int | float):
        value = f"{value:.0f}"
    elif len(value) == LENGTH and value.isascii() and value.isdigit() and value.strip("0"):
        return value
    elif _ROUNDED.fullmatch(value.strip()):
        raise NibError("nib_dibulatkan", "Angka belakang NIB hilang di Excel. Tanyakan lagi.")
    bare = _CHARS.sub("", value)
    if not any(c.isdigit() for c in bare) or not bare.strip("0"):
        return ""
    if bare.isascii() and bare.isdigit() and len(bare) == LENGTH:
        return bare
    count = sum(c.isdigit() for c in bare)
    raise NibError("nib_panjang", f"NIB harus 13 angka. Yang tertulis {count}.")
