"""What buyers answer when they are asked "Tahu dari mana?": fixed words, nobody is followed.

The answer stands beside the tracked link: a link tells what was pressed, the answer what a person
remembers (domain.md section 5, benefit 4). Each order counts once: by its link, else by its
answer, else as unknown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lampit.basics.texts import gettext_noop

# Code → words (message ids), the most usual first.
ANSWERS = {
    "TEMAN": gettext_noop("Teman atau keluarga"),
    "LANGGANAN": gettext_noop("Sudah pernah membeli"),
    "WA": gettext_noop("Pesan atau status WhatsApp"),
    "IG": "Instagram",
    "FB": "Facebook",
    "TIKTOK": "TikTok",
    "CARI": gettext_noop("Mencari di internet"),
    "PAMERAN": gettext_noop("Pameran atau bazar"),
    "PASAR": gettext_noop("Pasar atau lapak di jalan"),
    "POSTER": gettext_noop("Poster, kartu, atau kode QR"),
    "LAIN": gettext_noop("Lainnya"),
}
LONGEST = 10  # signs of a code
# What a campaign can bring; who bought before or heard of it from a friend is nobody's campaign.
OF_CAMPAIGNS = tuple(code for code in ANSWERS if code not in ("TEMAN", "LANGGANAN", "LAIN"))


def read(answer: str) -> str:
    """Return the code of an answer, "" for none or one that nobody offers."""
    return answer if answer in ANSWERS else ""


@dataclass(frozen=True, slots=True)
class Window:
    """A campaign that counts buyers by their answer, from its first to its last day."""

    number: int
    answer: str
    first: date
    last: date | None


def campaign_of(answer: str, on: date, windows: Iterable[Window]) -> int | None:
    """Return the campaign an order without a link counts for, None for none.

    Where several run at once the one that began last has it, so that no order counts twice.
    """
    fitting = [
        one
        for one in windows
        if answer and one.answer == answer and one.first <= on and (not one.last or on <= one.last)
    ]
    return max(fitting, key=lambda one: (one.first, one.number)).number if fitting else None
