"""Cells that leave the house veiled: NIK, telephone and birth date; and what comes back so. Pure.

A veiled cell that comes back as it went stands for the cell of the office's own file.
"""

import re
from datetime import date

from lampit.registry.rules.importing.cells import as_text
from lampit.registry.rules.importing.wording import without_numbers

VEIL = "•"
NUMBERS = frozenset({"nik", "phone"})
VEILED = frozenset({*NUMBERS, "birth_date"})
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
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


def unveiled(now: object, before: object) -> object:
    """Return the office's own cell for one that came back veiled, else what came back."""
    if not isinstance(now, str) or VEIL not in now:
        return now
    ways = (as_text(veiled(before, field)).strip() for field in ("nik", "birth_date", ""))
    return before if now.strip() in ways else now
