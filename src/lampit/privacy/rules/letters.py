"""What a letter must hold before it leaves the office. Pure."""

import re

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop
from lampit.privacy.rules.requests import COPIED

PERSONS, AGENCY = "orang", "lembaga"
# What UU 27/2022 art. 46 (2) wants told: field of the file and what it is called.
BREACH_PARTS = {
    "what": gettext_noop("Data apa"),
    "how": gettext_noop("Bagaimana terjadinya"),
    "handling": gettext_noop("Penanganan dan pemulihan"),
    "advice": gettext_noop("Saran untuk orangnya"),
}
# What the copy of everything leaves out, and by which rule; the same for whoever asks.
WITHHELD = (
    gettext_noop(
        "Data pribadi orang lain yang tercatat bersama usaha Anda, dan perbandingan dengan orang "
        "lain yang mungkin sama (Pasal 33 huruf b UU 27/2022)."
    ),
    gettext_noop(
        "Kunci dan sidik yang menjaga data tetap tersandi: bukan data tentang Anda, dan membukanya "
        "membahayakan data semua orang."
    ),
)
NIP_DIGITS = 18
FEWEST_SIGNS = 15


def missing_parts(filled: dict[str, str], whom: str) -> list[str]:
    """Return the fields a letter about a breach still lacks; the advice goes to persons only."""
    needed = [name for name in BREACH_PARTS if whom == PERSONS or name != "advice"]
    return [name for name in needed if not filled.get(name, "").strip()]


def withheld_of(kind: str, *, is_refused: bool) -> tuple[str, ...]:
    """Return what an answer leaves out and by which rule: of answers that hold a copy."""
    return WITHHELD if kind in COPIED and not is_refused else ()


def check_what(text: str) -> str:
    """Return which data a breach is about.

    Raises:
        Refusal: `what_missing`.
    """
    if len(text.strip()) < FEWEST_SIGNS:
        raise Refusal("what_missing", "Tulis data apa dan milik siapa, dengan kalimat yang utuh.")
    return text.strip()


def check_how(text: str) -> str:
    """Return how a breach came about.

    Raises:
        Refusal: `how_missing`.
    """
    if len(text.strip()) < FEWEST_SIGNS:
        raise Refusal("how_missing", "Tulis bagaimana terjadinya, dengan kalimat yang utuh.")
    return text.strip()


def check_nip(text: str) -> str:
    """Return the number of a civil servant as it is written: 8 6 1 3 digits; empty is unknown.

    Raises:
        Refusal: `nip_wrong`.
    """
    digits = re.sub(r"[\s.-]", "", text)
    if not digits:
        return ""
    if not (digits.isascii() and digits.isdigit() and len(digits) == NIP_DIGITS):
        raise Refusal("nip_wrong", "NIP terdiri dari 18 angka. Kosongkan kalau belum tahu.")
    return f"{digits[:8]} {digits[8:14]} {digits[14]} {digits[15:]}"
