"""Invented legal papers of the demo, in every state from fresh to long ended. Pure."""

from datetime import date, timedelta
from random import Random
from typing import NamedTuple

# Days until the end of an invented paper: ended, nearly, soon, and far ones more often.
LEFT = (-200, -25, 4, 18, 26, 55, 84, 180, 320, 500, 700, 900, 1100, 1400, 1600)
PROOFS = ("dikatakan", "dikatakan", "dilihat", "dilihat", "dicek")
FIVE_YEARS, TEN_YEARS = timedelta(days=5 * 365 + 1), timedelta(days=10 * 365 + 2)


class InventedPaper(NamedTuple):
    """A paper: kind, number, day of issue, last day, who vouches."""

    kind: str
    number: str
    issued_on: date | None = None
    valid_until: date | None = None
    proof: str = "dikatakan"


def papers(number: int, kbli: str, nib: str, *, rng: Random, today: date) -> list[InventedPaper]:
    """Return the papers of an invented business, few as they are in truth."""
    found = []
    if nib and rng.random() < 0.2:
        found.append(InventedPaper("nib", nib, today - timedelta(days=400), None, "dilihat"))
    if kbli.startswith("10"):
        if rng.random() < 0.3:
            found.append(_pirt(number, rng, today))
        if rng.random() < 0.2:
            found.append(_halal(number, rng, today))
    elif rng.random() < 0.03:
        until = today + timedelta(days=rng.choice(LEFT))
        found.append(
            InventedPaper(
                "merek", f"IDM{number % 10**9:09d}", until - TEN_YEARS, until, rng.choice(PROOFS)
            )
        )
    return found


WORKSHOP_NIB = "9120000000001"  # of the maker who signs in, as the register has it, too


def of_workshop(today: date) -> list[InventedPaper]:
    """Return the papers of the maker who signs in to the demo: one of them is about to end."""
    until = today + timedelta(days=18)
    return [
        InventedPaper("nib", WORKSHOP_NIB, today - timedelta(days=900), None, "dicek"),
        InventedPaper("merek", "IDM000000001", until - TEN_YEARS, until, "dilihat"),
        InventedPaper("halal", ""),
    ]


def _pirt(number: int, rng: Random, today: date) -> InventedPaper:
    until = today + timedelta(days=rng.choice(LEFT))
    serial = f"{rng.randint(1, 9):02d}{number % 10_000:04d}{until.year % 100:02d}"
    written = f"2{rng.randint(1, 15):02d}6308{serial}"
    return InventedPaper("pirt", written, until - FIVE_YEARS, until, rng.choice(PROOFS))


def _halal(number: int, rng: Random, today: date) -> InventedPaper:
    if rng.random() < 0.4:
        return InventedPaper("halal", "")
    issued = today - timedelta(days=rng.randint(30, 900))
    return InventedPaper("halal", f"ID6311{number % 10**13:013d}", issued, None, rng.choice(PROOFS))
