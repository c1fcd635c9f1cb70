"""Cells that leave the house veiled: NIK, telephone and birth date; and what comes back so. Pure.

A veiled cell that comes back as it went stands for the cell of the office's own file.
"""

import re
from datetime import date

from lampit.registry.rules.importing.cells import as_text
from lampit.registry.rules.importing.columns import is_unnamed
from lampit.registry.rules.importing.vocabulary import asked, readings
from lampit.registry.rules.importing.wording import without_numbers

VEIL = "•"
NUMBERS = frozenset({"nik", "phone", "npwp"})
VEILED = frozenset({*NUMBERS, "birth_date"})
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
MONEY = frozenset({"sales_month", "sales_year", "assets"})
_DIGIT = re.compile(r"\d")
# Of a column without a heading only its cells tell what it holds: a whole day …
_DAY = re.compile(
    r"(?<!\d)(?:\d{1,2}[\s./-]{1,3}(?:\d{1,2}|[a-z]{3,9})[\s./-]{1,3}"
    r"(?P<year>(?:19|20)?\d\d)|(?P<first>(?:19|20)\d\d)[./-]\d{1,2}[./-]\d{1,2})(?!\d)",
    re.IGNORECASE,
)
# … or a sum: `Rp 500`, `25.000.000`, `2,5 juta`, and any number of five digits or more.
_SUM = re.compile(
    r"\brp[\s.:]*\d[\d.,]*|(?<![\d.,])[1-9]\d{0,2}(?:[., ]\d{3})+(?!\d)(?:[.,]\d+)?"
    r"|\d[\d.,]*\s*(?:rb|ribu|jt|juta|m|miliar|milyar)\b",
    re.IGNORECASE,
)
_MANY_DIGITS = re.compile(r"\d(?:[.,]?\d){4,}")
SHOWN = 4  # signs left at each end of a number


def veiled(cell: object, field: str) -> object:
    """Return a cell as it may be shown to anybody who sees the list; most stay as they are.

    Args:
        cell: as the file has it.
        field: what its column is read as, empty for none.
    """
    if cell in ("", "-"):
        return cell
    text = as_text(cell)
    if field in NUMBERS:
        hidden = max(len(text) - 2 * SHOWN, 4)
        return f"{text[:SHOWN]}{VEIL * hidden}{text[-SHOWN:] if len(text) > 2 * SHOWN else ''}"
    if field == "birth_date":
        year = str(cell.year) if isinstance(cell, date) else next(iter(_YEAR.findall(text)), "")
        return f"{VEIL * 4} {year}".strip()
    shown = without_numbers(text)
    return cell if shown == text else shown


def veiled_kept(header: str, text: str) -> str:
    """Return a cell that no field was read from as the desk shows it: by its heading and content.

    NIK and telephones are masked wherever they stand, sums of money wholly. A column without a
    heading says nothing of itself: its days and sums are found by what they look like.
    """
    if is_unnamed(header):
        return by_content(text)
    fields = {field for field, _ in readings(header)} | set(asked(header))
    for field in sorted(VEILED & fields):
        return str(veiled(text, field))
    if fields & MONEY:
        return _DIGIT.sub(VEIL, text)
    return without_numbers(text)


def by_content(text: str) -> str:
    """Return a text with its days but for the year, sums, telephones and long numbers veiled."""
    text = _SUM.sub(_without_digits, _DAY.sub(_only_year, text))
    return _MANY_DIGITS.sub(_without_digits, without_numbers(text))


def _only_year(day: re.Match[str]) -> str:
    year = day["year"] or day["first"]
    return f"{VEIL * 4} {year}" if len(year) == SHOWN else VEIL * 4


def _without_digits(found: re.Match[str]) -> str:
    return _DIGIT.sub(VEIL, found[0])


def veiled_in(header: str, cell: object, field: str) -> object:
    """Return a cell of a column as it leaves the house: see `veiled` and `veiled_kept`."""
    if field or not is_unnamed(header):
        return veiled(cell, field)
    text = as_text(cell)
    shown = by_content(text)
    return cell if shown == text else shown


def unveiled(now: object, before: object) -> object:
    """Return the office's own cell for one that came back veiled, else what came back."""
    if not isinstance(now, str) or VEIL not in now:
        return now
    ways = [as_text(veiled(before, field)).strip() for field in ("nik", "birth_date", "")]
    ways.append(by_content(as_text(before)).strip())
    return before if now.strip() in ways else now
