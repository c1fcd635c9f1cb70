"""A drawn village is listed on foot before businesses are drawn in it. Pure.

What may be said of an entry of the register, how far a village is, and what it takes.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from lampit.basics.refusal import Refusal
from lampit.measure.rules import states

WAITING, RUNNING, COMPLETE, UNLISTED = "belum", "berjalan", "lengkap", "tanpa"
VILLAGE_STATES = (WAITING, RUNNING, COMPLETE, UNLISTED)
MET, UNKNOWN = "ditemui", "tidak_dikenal"
# What makes an entry of the register wrong in its village.
WRONG = ("tutup", "pindah", "bukan_usaha", "ganda")
OUTCOMES = (MET, *WRONG, UNKNOWN)
SHORTEST_REASON = 10
# Businesses that one person lists in a day on foot; an assumption that the plan page names.
LISTED_A_DAY = 40
# Where so many villages could not be walked, the round is no listing any more.
MOST_UNLISTED = 0.5


@dataclass(frozen=True)
class Walk:
    """What listing takes: villages, businesses of the register in them, days of one person."""

    villages: int
    businesses: int
    days: int


def walk_of(sizes: Iterable[float], villages: int) -> Walk:
    """Return what listing takes from the expected entries of the drawn villages."""
    found = sum(sizes)
    return Walk(villages, round(found), max(villages, math.ceil(found / LISTED_A_DAY)))


def check_outcome(outcome: str) -> None:
    """Refuse what cannot be said of an entry; empty takes back what was said.

    Raises:
        Refusal: `outcome_unknown`.
    """
    if outcome and outcome not in OUTCOMES:
        raise Refusal("outcome_unknown", "Pilih: ditemui, atau sebab tidak ditemui.")


def check_listing(round_state: str, *, is_drawn: bool) -> None:
    """Refuse listing before the villages and after the businesses are drawn.

    Raises:
        Refusal: `listing_closed`.
    """
    if round_state != states.DRAWN or is_drawn:
        message = "Pendaftaran desa sudah ditutup: usahanya sudah diundi."
        raise Refusal("listing_closed", message)


def check_running(state: str) -> None:
    """Refuse to write into a village that is not being listed.

    Raises:
        Refusal: `village_not_running`.
    """
    if state == WAITING:
        raise Refusal("village_not_running", "Tekan “Mulai mendaftar” dahulu.")
    if state != RUNNING:
        message = "Desa ini sudah ditandai selesai. Buka lagi dahulu kalau ada yang berubah."
        raise Refusal("village_not_running", message)


def check_complete(untouched: int, *, is_sure: bool) -> None:
    """Ask once more when entries of the register were not looked at.

    Raises:
        Refusal: `entries_untouched`.
    """
    if untouched and not is_sure:
        message = (
            f"{untouched} usaha di daftar belum ditandai. Tandai dahulu, atau centang bahwa "
            "semuanya sudah dicari dan tidak dikenal."
        )
        raise Refusal("entries_untouched", message)


def check_reason(reason: str) -> str:
    """Return why a village cannot be listed.

    Raises:
        Refusal: `reason_missing`: readers are told of it.
    """
    told = " ".join(reason.split())[:200]
    if len(told) < SHORTEST_REASON:
        message = (
            f"Tulis sebab desa itu tidak dapat didaftar, paling sedikit {SHORTEST_REASON} huruf."
        )
        raise Refusal("reason_missing", message)
    return told


def check_second(village_states: Iterable[str], undecided: int) -> None:
    """Refuse the second draw until every village is settled and every finding decided.

    Raises:
        Refusal: `villages_open`, `found_undecided`, `villages_unlisted`.
    """
    found = list(village_states)
    still = sum(state in (WAITING, RUNNING) for state in found)
    if still:
        message = f"{still} desa belum lengkap. Lengkapi, atau tulis sebab tidak dapat didaftar."
        raise Refusal("villages_open", message)
    if undecided:
        message = f"{undecided} temuan belum diputuskan. Putuskan dahulu di halaman temuan."
        raise Refusal("found_undecided", message)
    if sum(state == UNLISTED for state in found) > MOST_UNLISTED * len(found):
        message = "Lebih dari separuh desa tidak didaftar. Undi putaran baru tanpa pendaftaran."
        raise Refusal("villages_unlisted", message)
