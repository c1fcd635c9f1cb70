"""Legal papers of a business: shapes of their numbers and how long they hold. Pure."""

from datetime import date, timedelta

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop

KINDS = {
    "pirt": "P-IRT",
    "halal": "Halal",
    "merek": gettext_noop("Merek"),
    "bpom": "BPOM MD",
    "sni": "SNI",
}
REMIND_DAYS = 90
STATE_LABELS = {
    "berlaku": gettext_noop("Berlaku"),
    "segera_habis": gettext_noop("Segera habis"),
    "habis": gettext_noop("Sudah habis"),
    "proses": gettext_noop("Sedang diurus"),
}
PIRT_DIGITS, OLD_PIRT_DIGITS = 15, 12


def digits(number: str) -> str:
    """Return only the digits of a number as typed."""
    return "".join(c for c in number if c in "0123456789")


def normal_form(kind: str, number: str) -> str:
    """Return a permit number as it is kept.

    Raises:
        Refusal: `pirt_panjang`, saying how many digits were typed.
    """
    if kind == "pirt":
        found = digits(number)
        if len(found) not in (PIRT_DIGITS, OLD_PIRT_DIGITS):
            said = f"P-IRT harus 15 angka (nomor lama 12). Yang tertulis {len(found)}."
            raise Refusal("pirt_panjang", said)
        return found
    return " ".join(number.split())


def pirt_valid_until(number: str) -> date | None:
    """Return the last day that a 15-digit P-IRT number tells, None for old numbers."""
    found = digits(number)
    if len(found) != PIRT_DIGITS:
        return None
    return date(2000 + int(found[13:]), 12, 31)


def state(number: str, valid_until: date | None, on: date) -> str:
    """Return `berlaku`, `segera_habis`, `habis`, or `proses` while there is no number."""
    if not number:
        return "proses"
    if valid_until is None or valid_until - on > timedelta(days=REMIND_DAYS):
        return "berlaku"
    return "habis" if valid_until < on else "segera_habis"
