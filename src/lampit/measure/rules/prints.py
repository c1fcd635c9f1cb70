"""Print numbers of reports as people type them, and which paper is the standing one. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime

from lampit.basics.refusal import Refusal

_SPLIT = re.compile(
    r"LAP[\s\-–_/]*(\d{2})[\s.]*(\d{2})[\s\-–_/]+(\d{4})[\s\-–_/]+(\d{1,9})", re.IGNORECASE
)

DRAFT, STANDING, OLD = "draf", "berlaku", "lama"


@dataclass(frozen=True)
class Number:
    """The parts of a print number: kabupaten, year, serial."""

    region: str
    year: int
    serial: int


def read_number(text: str) -> Number:
    """Return a print number, however signs and blanks between its parts were typed.

    Raises:
        Refusal: `print_number_unreadable`.
    """
    found = _SPLIT.search(text)
    if found is None:
        raise Refusal(
            "print_number_unreadable",
            "Nomor cetak ditulis seperti LAP-63.08-2026-0031; ada di kaki tiap halaman.",
        )
    return Number(f"{found[1]}.{found[2]}", int(found[3]), int(found[4]))


def state_of(made_at: datetime, *, published_at: datetime | None, newest: bool) -> str:
    """Return whether a paper stands.

    Args:
        made_at: when it was printed.
        published_at: when the figures that stand now were published, None: never.
        newest: no paper of the same kind and language says something else since.
    """
    if published_at is None:
        return DRAFT
    return STANDING if newest and made_at >= published_at else OLD
