"""Cells that leave the house veiled: NIK, telephone and birth date; and what comes back so. Pure.

A veiled cell that comes back as it went stands for the cell of the office's own file.
"""

import re
from datetime import date

from lampit.registry.rules.importing.cells import as_text
from lampit.registry.rules.importing.points import coarse, is_named
from lampit.registry.rules.importing.vocabulary import asked, readings
from lampit.registry.rules.unnamed import is_unnamed
from lampit.registry.rules.veils import SHOWN, VEIL, by_content, without_nik, without_numbers

NUMBERS = frozenset({"nik", "phone", "phone2", "npwp"})
VEILED = frozenset({*NUMBERS, "birth_date"})
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
PRINTED = frozenset({"pirt", "halal", "merek"})  # numbers that stand on packages for all to read
MONEY = frozenset({"sales_month", "sales_year", "assets"})
_DIGIT = re.compile(r"\d")


def veiled(cell: object, field: str) -> object:
    """Return a cell as it may be shown to anybody who sees the list; most stay as they are.

    Args:
        cell: as the file has it.
        field: what its column is read as, empty for none.
    """
    if cell in ("", "-"):
        return cell
    text = as_text(cell)
    if field in NUMBERS and not _DIGIT.search(text):
        return cell  # whose number it is, or that there is none
    if field in NUMBERS:
        hidden = max(len(text) - 2 * SHOWN, 4)
        return f"{text[:SHOWN]}{VEIL * hidden}{text[-SHOWN:] if len(text) > 2 * SHOWN else ''}"
    if field == "birth_date":
        year = str(cell.year) if isinstance(cell, date) else next(iter(_YEAR.findall(text)), "")
        return f"{VEIL * 4} {year}".strip()
    shown = without_nik(text) if field in PRINTED else without_numbers(text)
    return cell if shown == text else shown


def veiled_kept(header: str, text: str) -> str:
    """Return a cell that no field was read from as the desk shows it: by its heading and content.

    NIK and telephones are masked wherever they stand, sums of money wholly. A column without a
    heading says nothing of itself: its days and sums are found by what they look like.
    """
    if is_unnamed(header):
        return by_content(text)
    text = coarse(text, is_point=is_named(header))  # lists of before were kept as they came
    fields = {field for field, _ in readings(header)} | set(asked(header))
    for field in sorted(VEILED & fields):
        return str(veiled(text, field))
    if fields & MONEY:
        return _DIGIT.sub(VEIL, text)
    if fields & PRINTED:
        return without_nik(text)
    return without_numbers(text)


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
    ways = [as_text(veiled(before, field)).strip() for field in ("nik", "birth_date", "", "pirt")]
    ways.append(by_content(as_text(before)).strip())
    return before if now.strip() in ways else now
